//! The names that a mapping defines, and those that the dataset has.

use super::{
    MappingProblem, code_lists,
    codes::{self, Codes},
    node::Node,
    vocabulary::{PLAIN_FIELDS, SECTIONS},
};
use crate::{date_forms::DateForms, day_format::DayFormat, text_forms::folded};
use std::{
    cell::RefCell,
    collections::{BTreeMap, BTreeSet},
};

type Result<T> = std::result::Result<T, super::MappingError>;

/// A table, a view, or a column of a table, by its name and by number: no name is looked for when a case is made.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(crate) struct Named {
    name: String,
    pub(crate) number: usize,
}

impl std::ops::Deref for Named {
    type Target = str;

    fn deref(&self) -> &str {
        &self.name
    }
}

/// What may be referred to by name, and which columns have been.
#[derive(Default)]
pub(crate) struct Names {
    /// Tables and views by their numbers, the tables first.
    numbers: BTreeMap<String, usize>,
    pub(crate) tables: BTreeSet<String>,
    pub(crate) views: BTreeMap<String, String>,
    pub(crate) constants: BTreeSet<String>,
    pub(crate) codes: BTreeMap<String, Codes>,
    /// Columns, by table, that hold consent to share in the service's own words.
    pub(crate) own_consent: BTreeSet<(String, String)>,
    recent: RefCell<BTreeSet<(String, String)>>,
    /// Lists of forms of days, by name.
    pub(crate) dates: BTreeMap<String, Vec<DayFormat>>,
    /// The first of the hundred years of which a year of two digits is.
    pub(crate) years_from: Option<i16>,
    used: RefCell<Columns>,
    /// The columns that are read, by table, in the order of their numbers.
    columns: RefCell<BTreeMap<String, Vec<String>>>,
    dated: RefCell<Columns>,
    words: RefCell<Words>,
}

/// Columns, with the tables they stand in.
type Columns = BTreeSet<(String, String)>;

/// The words of columns, folded, by table and column.
pub(super) type Words = BTreeMap<String, BTreeMap<String, BTreeSet<String>>>;

impl Names {
    /// A table or view.
    pub(crate) fn place(&self, node: &Node<'_>) -> Result<String> {
        let name = node.text()?;
        if self.tables.contains(name) || self.views.contains_key(name) {
            Ok(name.to_owned())
        } else {
            Err(node.error(MappingProblem::UnknownName))
        }
    }

    /// Gives a table or view the next number.
    pub(crate) fn number(&mut self, name: &str) {
        let number = self.numbers.len();
        self.numbers.insert(name.to_owned(), number);
    }

    /// A table or view that is known.
    pub(crate) fn named(&self, name: &str) -> Named {
        Named {
            name: name.to_owned(),
            number: self.numbers.get(name).copied().unwrap_or(usize::MAX),
        }
    }

    pub(crate) fn table(&self, node: &Node<'_>) -> Result<String> {
        let name = node.text()?;
        let table = self.tables.get(name).cloned();
        table.ok_or_else(|| node.error(MappingProblem::UnknownName))
    }

    pub(crate) fn view(&self, node: &Node<'_>) -> Result<String> {
        let name = node.text()?;
        if self.views.contains_key(name) {
            Ok(name.to_owned())
        } else {
            Err(node.error(MappingProblem::UnknownName))
        }
    }

    pub(crate) fn constant(&self, node: &Node<'_>) -> Result<String> {
        let name = node.text()?;
        let constant = self.constants.get(name).cloned();
        constant.ok_or_else(|| node.error(MappingProblem::UnknownName))
    }

    /// `section.field`, as the dataset names it.
    pub(crate) fn field(&self, node: &Node<'_>) -> Result<(String, String)> {
        let known = node
            .text()?
            .split_once('.')
            .filter(|(section, field)| is_field(section, field));
        let known = known.map(|(section, field)| (section.to_owned(), field.to_owned()));
        known.ok_or_else(|| node.error(MappingProblem::UnknownName))
    }

    /// One form of days, several, or the name of a list under `[dates]`.
    pub(crate) fn date_forms(&self, node: &Node<'_>) -> Result<DateForms> {
        let forms = node.one_or_more()?;
        let named = forms.iter().map(|form| {
            let text = form.text()?;
            match self.dates.get(text) {
                Some(named) => Ok(named.clone()),
                None => Ok(vec![self.day_format(form)?]),
            }
        });
        let forms: Vec<Vec<DayFormat>> = named.collect::<Result<_>>()?;
        if forms.is_empty() {
            return Err(node.error(MappingProblem::UnknownDateFormat));
        }
        Ok(DateForms::new(forms.concat(), self.years_from))
    }

    /// One form of days.
    pub(crate) fn day_format(&self, node: &Node<'_>) -> Result<DayFormat> {
        let format = DayFormat::parse(node.text()?);
        let format = format.ok_or_else(|| node.error(MappingProblem::UnknownDateFormat))?;
        if format.has_short_year() && self.years_from.is_none() {
            return Err(node.error(MappingProblem::CenturyUnsaid));
        }
        Ok(format)
    }

    /// A list of codes by name, the mapping's own before one that ships with the project; one written on the spot; or
    /// several, of which the first that has a word says what it means.
    pub(crate) fn codes(&self, node: &Node<'_>) -> Result<Codes> {
        if node.is_list() {
            let lists = node.list()?;
            let mut codes = Codes::default();
            for list in &lists {
                codes = codes.lay_under(&self.codes(list)?);
            }
            return Ok(codes);
        }
        if node.is_table() {
            return codes::read(node);
        }
        let name = node.text()?;
        let codes = self.codes.get(name).or_else(|| code_lists::named(name));
        let codes = codes.cloned();
        codes.ok_or_else(|| node.error(MappingProblem::UnknownName))
    }

    /// Notes that a column of a table or view is read.
    pub(crate) fn uses(&self, place: &str, column: &str) -> Named {
        let table = self.views.get(place).map_or(place, String::as_str);
        let used = (table.to_owned(), column.to_owned());
        self.recent.borrow_mut().insert(used.clone());
        self.used.borrow_mut().insert(used);
        let mut columns = self.columns.borrow_mut();
        let columns = columns.entry(table.to_owned()).or_default();
        let known = columns.iter().position(|one| one == column);
        let number = known.unwrap_or_else(|| {
            columns.push(column.to_owned());
            columns.len() - 1
        });
        Named {
            name: column.to_owned(),
            number,
        }
    }

    /// The columns that were read since this was asked last.
    pub(crate) fn recent(&self) -> BTreeSet<(String, String)> {
        self.recent.take()
    }

    /// Whether one of these columns is consent to reporting to NDTMS, which says nothing about a handover.
    pub(crate) fn has_ndtms_consent(&self, columns: &BTreeSet<(String, String)>) -> bool {
        let is_ndtms = |name: &str| {
            let letters = name.chars().filter(|c| c.is_alphanumeric());
            let name = letters.collect::<String>().to_lowercase();
            name == "consent" || name.contains("consent") && name.contains("ndtms")
        };
        let mut foreign = columns.difference(&self.own_consent);
        foreign.any(|(_, column)| is_ndtms(column))
    }

    /// Notes that a column of a table or view holds days.
    pub(crate) fn dates_in(&self, place: &str, column: &str) {
        let table = self.views.get(place).map_or(place, String::as_str);
        let column = (table.to_owned(), column.to_owned());
        self.dated.borrow_mut().insert(column);
    }

    /// Notes that a column of a table or view may hold these words.
    pub(crate) fn knows(&self, place: &str, column: &str, words: &[String]) {
        let table = self.views.get(place).map_or(place, String::as_str);
        let mut known = self.words.borrow_mut();
        let known = known.entry(table.to_owned()).or_default();
        let known = known.entry(column.to_owned());
        known
            .or_default()
            .extend(words.iter().map(|word| folded(word)));
    }

    /// The columns that are read, by table in the order of their numbers.
    pub(super) fn numbered_columns(&self) -> BTreeMap<String, Vec<String>> {
        self.columns.borrow().clone()
    }

    /// The columns that are read, those of them that hold days, and the words of columns.
    pub(super) fn into_columns(self) -> (Columns, Columns, Words) {
        let (used, dated) = (self.used.into_inner(), self.dated.into_inner());
        (used, dated, self.words.into_inner())
    }
}

pub(crate) fn is_field(section: &str, field: &str) -> bool {
    let known = SECTIONS.iter().find(|(name, _)| *name == section);
    known.is_some_and(|(_, fields)| fields.contains(&field))
}

/// Whether a field of `handover` stands there without `Stated` around it.
pub(crate) fn is_plain(section: &str, field: &str) -> bool {
    section == "handover" && PLAIN_FIELDS.contains(&field)
}

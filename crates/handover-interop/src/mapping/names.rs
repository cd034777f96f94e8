//! The names that a mapping defines, and those that the dataset has.

use super::{
    MappingProblem,
    codes::{self, Codes},
    node::Node,
    vocabulary::{MEMBERS, PLAIN_FIELDS, SECTIONS},
};
use crate::{day_format::DayFormat, text_forms::folded};
use std::{
    cell::RefCell,
    collections::{BTreeMap, BTreeSet},
};

type Result<T> = std::result::Result<T, super::MappingError>;

/// What may be referred to by name, and which columns have been.
#[derive(Default)]
pub(crate) struct Names {
    pub(crate) tables: BTreeSet<String>,
    pub(crate) views: BTreeMap<String, String>,
    pub(crate) constants: BTreeSet<String>,
    pub(crate) codes: BTreeMap<String, Codes>,
    used: RefCell<BTreeSet<(String, String)>>,
    words: RefCell<Words>,
}

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

    /// Refuses a member that no object of the dataset has.
    pub(crate) fn member(&self, name: &str, node: &Node<'_>) -> Result<()> {
        if MEMBERS.contains(&name) {
            Ok(())
        } else {
            Err(node.error(MappingProblem::UnknownKey))
        }
    }

    pub(crate) fn day_format(&self, node: &Node<'_>) -> Result<DayFormat> {
        let format = DayFormat::parse(node.text()?);
        format.ok_or_else(|| node.error(MappingProblem::UnknownDateFormat))
    }

    /// A list of codes by name, or one written on the spot.
    pub(crate) fn codes(&self, node: &Node<'_>) -> Result<Codes> {
        if node.is_table() {
            return codes::read(node);
        }
        let codes = self.codes.get(node.text()?).cloned();
        codes.ok_or_else(|| node.error(MappingProblem::UnknownName))
    }

    /// Notes that a column of a table or view is read.
    pub(crate) fn uses(&self, place: &str, column: &str) {
        let table = self.views.get(place).map_or(place, String::as_str);
        self.used
            .borrow_mut()
            .insert((table.to_owned(), column.to_owned()));
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

    /// The columns that are read, and the words of columns.
    pub(super) fn into_columns(self) -> (BTreeSet<(String, String)>, Words) {
        (self.used.into_inner(), self.words.into_inner())
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

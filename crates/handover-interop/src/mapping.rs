//! The mapping file: how one provider's extract becomes cases.

mod cell;
mod code_lists;
mod codes;
mod condition;
mod error;
mod expression;
mod fields;
mod names;
mod node;
mod record;
mod shape;
mod tables;
mod vocabulary;

pub use error::{MappingError, MappingProblem};

pub(crate) use cell::{Cell, Form};
pub(crate) use codes::Target;
pub(crate) use condition::{Comparison, Condition, FieldState};
pub(crate) use expression::{DaySum, Expression, Member, Piece, RowsSpec, Step};
pub(crate) use fields::{Body, FieldSpec};
pub(crate) use names::{Named, is_field, is_plain};
pub(crate) use node::{Node, with_document};
pub(crate) use record::{EpisodesSpec, LinkSpec, NoticeSpec, RecordSpec};
pub(crate) use tables::{TableKind, TableSpec, ViewRule, ViewSpec};

use crate::{
    iso::read_moment,
    moment::Moment,
    text_forms::{answers_yes_or_no, folded},
    typed::as_written,
};
use jiff::civil::Date;
use names::Names;
use node::Entries;
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use tables::SourceSpec;
use vocabulary::SECTIONS;

type Result<T> = std::result::Result<T, MappingError>;

/// How one provider's extract becomes cases: files, columns, codes, dates, and what to say where
/// the extract says nothing.
///
/// Written as TOML by a data officer; `mappings/harrow-2010.toml` explains itself and is meant to
/// be copied. Unknown keys are refused, and every complaint names its line and key.
///
/// A table's `file` is CSV, JSON lines (`.jsonl`, `.ndjson`) or a workbook (`.xlsx`, `.xls`, `.ods`); its bytes say
/// which of CSV and workbook it is. `sheet` names the sheet of a workbook, without it the only one that people see is
/// read; `headings = 4` says in which row the headings stand, `headings = [3, 4]` that the upper row is put before a
/// heading of the lower where that alone does not tell columns apart.
///
/// The tables: `[source]`, `[constants]`, `[codes.NAME]`, `[table.NAME]` (a file, a list inside JSON
/// objects, or numbered columns), `[view.NAME]` (rows chosen for each person), `[case]`, `[record]`,
/// `[[link]]`, `[[notice]]`, `[left_out]`, and one table for each section of the dataset. In place
/// of a value may stand:
///
/// | Key | Gives |
/// |---|---|
/// | `column` | a cell; with `in`, `map`, `special`, `split`, `date`, `instant`, `as`, `not_after`, `on_or_after`, `max` |
/// | `constant` | what `[constants]` says |
/// | `first` | the first of a list that has a value |
/// | `join`, `with` | texts put together |
/// | `write`, `values` | text with cells in braces |
/// | `each`, `item`, `with` | one value for each row; with `where`, `order`, `newest_first` as beside `rows` |
/// | `if`, `then`, `else` | one of two, by a condition |
/// | `day`, `plus` | a day counted from another: `7d`, `2wd`, `36h` |
/// | `ordinal`, `position` | the stable id of a row; the number in the list |
/// | `test` | `true` or `false`, by a condition |
///
/// A word that a condition compares by `is` or `is_not` is one of those that the mapping's conditions name for its
/// column, or that `words` of its table declares (`words = { STATUS = ["OPEN", "ENDED", ""] }`, `""` for the empty
/// cell, `"*"` for a column of free text); of a column that is only asked for yes or no,
/// the other answer and the empty cell are known; case and spaces around it make no difference. A row with any other word counts as not read. `optional` and
/// `optional_columns` of a table say what the extract may lack. A row whose key is one typing error away from a person's may be
/// that person's, who then lacks it; a table that has rows of other people too says `others = true`.
/// Field 912 is not filled from NDTMS's `CONSENT`, which is about its return; a column of that name that is the service's own
/// consent to share stands in `own_consent` of its table.
///
/// **Days.** `date` and `instant` take one form, several, or the name of a list under `[dates]`. In a form `dd`, `mm`, `hh`
/// and `ss` are two digits, `d`, `m` and `h` one or two, `mmm` an English month (`Mar`, `Sept`, `March`, in whatever case),
/// `yyyy` and `yy` a year; `d/m/yyyy[ h:mm]` takes a time that may be missing; `excel` and `excel-1904` are the day numbers
/// of spreadsheets; `instant` is RFC 3339. A form without `d` gives a month or a year, where the case holds a day as far as
/// it is known; elsewhere that is not read. `yy` needs `two_digit_years_from = 1930` under `[source]`: the year is one of
/// the hundred from then on, or the one a century before if the day would lie behind `not_after`, which a day of birth
/// must have. A cell that two of the forms read as two days is not read; a day that is none is never another one. Columns in which
/// no cell shows whether the day or the month comes first, and those with both orders, are told with how many days may be
/// either.
///
/// **Codes.** `map` takes a list written on the spot, one under `[codes]`, one that ships with the project, or several, of which the
/// first that has a word says what it means: `map = [{ "H (new)" = "high" }, "risk-hml"]`. [`code_list_names`](Self::code_list_names) has
/// those that ship: `yes-no`, `true-false`, `ok-to-share`, `sex`, `sex-nhs`, `risk-hml`, `risk-rag`, `closing-reasons`, `ndtms-reasons`,
/// `drugs`, `ethnicity-2001` and others. A code means something in its own list only.
///
/// **Parts of a cell.** `[table.phones]` with `of`, `column`, `split = [";", "\n"]` and `as` makes a row of each part of a cell: `TEXT`; with
/// `as = "phone"` `NUMBER` and the `WORDS` around it ("text only"), each number of a part a row of its own; with `as = "amount"` `AMOUNT`, `UNIT`
/// and `WORDS` of "16 mg daily". A part without a number stands whole in the first of them, and is not read as one.
///
/// **Several tables from one file.** Two tables may name one `file`: people and their episodes in one sheet, with the person
/// repeated in each row. The person is one then. Of each column of people that is read, the rows must say the same, or nothing;
/// a cell in which they differ is listed for each row and not read. Rows that differ in a name or a day of birth are several people
/// with one key, and none of them is taken.
///
/// **Budget.** An import in which more than one in five of the filled cells of a column were not read, of ten filled ones or more,
/// has failed ([`Import::over_budget`](crate::Import::over_budget)), unless `[budget]` says for the column how many of a hundred
/// may be unread, and why: `"people.BORN" = { of_100 = 40, why = "ages stand in it" }`.
///
/// **Members** are held against the dataset when the mapping is read: one that it does not have, or a value that it does not
/// take, is refused with its line and the nearest word.
///
/// A `[[notice]]` names cells that are left out (`at`, one or a list), or with `rows` and without `at` whole rows. A key
/// of `[left_out]` is `table.column`, or the beginning of paths of JSON: `discharges.mother`. A view that is `rest_of` one
/// of the latest has its other rows with a usable date, and with `undated = true` all others. With `distinct = ["STARTED", "CLOSED"]` only the
/// first of the rows that say the same in these columns counts.
///
/// A condition has `all`, `any`, `not`, `open`, `has`, `choice`, `field`, or a value with one of
/// `is`, `is_not`, `starts_with`, `same_as`, `empty`, `at_least`, `before`, `within_days`.
#[derive(Clone, Debug)]
pub struct Mapping {
    name: String,
    profile: String,
    pub(crate) constants: BTreeMap<String, Value>,
    pub(crate) tables: Vec<TableSpec>,
    pub(crate) views: Vec<ViewSpec>,
    /// The table whose rows are the people.
    pub(crate) people: String,
    /// Which of its rows are cases; the others are listed.
    pub(crate) is_case: Option<Condition>,
    pub(crate) sections: Vec<SectionSpec>,
    pub(crate) record: Option<RecordSpec>,
    pub(crate) links: Vec<LinkSpec>,
    pub(crate) notices: Vec<NoticeSpec>,
    pub(crate) left_out: BTreeMap<String, String>,
    /// How many of a hundred filled cells of a column may be unread, by `table.column`.
    budget: BTreeMap<String, u64>,
    pub(crate) earlier_time: bool,
    /// The columns that are read, by table.
    pub(crate) used: BTreeSet<(String, String)>,
    /// The same by the number of the table, in the order of their own numbers.
    pub(crate) columns: Vec<Vec<String>>,
    /// The days that constants say.
    constant_days: BTreeMap<String, Date>,
    /// Those of them that hold days.
    pub(crate) dated: BTreeSet<(String, String)>,
    /// The words of columns about which conditions ask, folded, by table and column.
    words: names::Words,
    guessed: Vec<String>,
}

/// What a mapping says of one section.
#[derive(Clone, Debug)]
pub(crate) struct SectionSpec {
    pub(crate) name: &'static str,
    pub(crate) provenance: Option<Expression>,
    pub(crate) fields: Vec<(&'static str, Vec<FieldSpec>)>,
}

impl Mapping {
    /// The largest mapping file, in bytes.
    pub const MAX_LEN: usize = 1 << 20;

    /// Reads a mapping file.
    ///
    /// # Errors
    ///
    /// A [`MappingError`] that names the first line and key that cannot be used.
    pub fn from_toml(text: &str) -> Result<Self> {
        if text.len() > Self::MAX_LEN {
            return Err(MappingError::new(1, "", MappingProblem::TooLarge));
        }
        let Some(expanded) = crate::short::expand(text)? else {
            return with_document(text, read);
        };
        let mut mapping = with_document(&expanded.text, read)?;
        mapping.guessed = expanded.guessed;
        Ok(mapping)
    }

    /// The headings of which a program proposed what they mean, and nobody has confirmed it: nothing of them is taken.
    #[must_use]
    pub fn guessed(&self) -> &[String] {
        &self.guessed
    }

    /// The mapping's own name.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The profile of the cases it makes, `name@version`.
    #[must_use]
    pub fn profile(&self) -> &str {
        &self.profile
    }

    /// The names of the constants, which [`set`](Self::set) can replace.
    pub fn constants(&self) -> impl Iterator<Item = &str> {
        self.constants.keys().map(String::as_str)
    }

    /// The names of the lists of codes that ship with the project, to be written after `map`.
    pub fn code_list_names() -> impl Iterator<Item = &'static str> {
        code_lists::names()
    }

    /// A list of codes that ships with the project: words, and what each becomes (`absent:REASON`, or the value as text).
    #[must_use]
    pub fn code_list(name: &str) -> Option<Vec<(String, String)>> {
        code_lists::rows(name)
    }

    /// The constants that nobody has filled in.
    pub fn empty_constants(&self) -> impl Iterator<Item = &str> {
        let empty = |name: &&str| self.constant(name) == Some("");
        self.constants().filter(empty)
    }

    /// A constant as text.
    #[must_use]
    pub fn constant(&self, name: &str) -> Option<&str> {
        self.constants.get(name)?.as_str()
    }

    /// Replaces a constant, such as the transfer date or the name of who signs; false if the
    /// mapping has none of that name.
    pub fn set(&mut self, name: &str, value: &str) -> bool {
        let constant = self.constants.get_mut(name);
        constant.is_some_and(|constant| {
            let written = as_written(name, value);
            *constant = written.unwrap_or_else(|| value.to_owned()).into();
            let day = day_said(constant);
            match day {
                Some(day) => drop(self.constant_days.insert(name.to_owned(), day)),
                None => drop(self.constant_days.remove(name)),
            }
            true
        })
    }

    /// The files that the mapping reads.
    pub fn files(&self) -> impl Iterator<Item = &str> {
        self.tables.iter().filter_map(TableSpec::file)
    }

    /// Why a column is left out on purpose: by its own name, or by that of what it stands in, such as `mother` for
    /// `mother.name.family`. What stands in place of something that is read, above or below it, is never left out so.
    pub(crate) fn why_left_out(&self, table: &str, column: &str) -> Option<&str> {
        let mut read = self.used.iter().filter(|(of, _)| of == table);
        let is_within = |path: &str, branch: &str| {
            let rest = path.strip_prefix(branch);
            rest.is_some_and(|rest| rest.starts_with('.'))
        };
        if read
            .any(|(_, path)| path == column || is_within(column, path) || is_within(path, column))
        {
            return None;
        }
        let mut name = column;
        loop {
            if let Some(why) = self.left_out.get(&format!("{table}.{name}")) {
                return Some(why);
            }
            (name, _) = name.rsplit_once('.')?;
        }
    }

    pub(crate) fn names_file(&self, name: &str) -> bool {
        self.files().any(|file| file == name) || self.left_out.contains_key(name)
    }

    pub(crate) fn table(&self, name: &str) -> Option<&TableSpec> {
        self.tables.iter().find(|spec| spec.name == name)
    }

    pub(crate) fn view(&self, name: &str) -> Option<&ViewSpec> {
        self.views.iter().find(|spec| *spec.name == *name)
    }

    /// The view, if it is one and no table.
    pub(crate) fn view_of(&self, place: &Named) -> Option<&ViewSpec> {
        self.views.get(place.number.checked_sub(self.tables.len())?)
    }

    /// The number of the table behind a table or view.
    pub(crate) fn table_of(&self, place: &Named) -> usize {
        let view = self.view_of(place);
        view.map_or(place.number, |view| view.table.number)
    }

    /// How many tables and views there are.
    pub(crate) const fn place_count(&self) -> usize {
        self.tables.len() + self.views.len()
    }

    /// The day that a constant says.
    pub(crate) fn constant_day(&self, name: &str) -> Option<Date> {
        self.constant_days.get(name).copied()
    }

    /// The tables that are fed by the rows of this one, itself among them, in the order of their names; none if its rows
    /// are no file's own.
    pub(crate) fn fed_with(&self, table: &str) -> Vec<&str> {
        let Some(one) = self.table(table) else {
            return Vec::new();
        };
        let fed = self.tables.iter().filter(|spec| spec.reads_the_same(one));
        fed.map(|spec| spec.name.as_str()).collect()
    }

    /// Whether the rows of people feed another table too: a person may stand in several of them, then.
    pub(crate) fn repeats_people(&self) -> bool {
        self.fed_with(&self.people).len() > 1
    }

    /// The columns of people by which a person is known: names and day of birth.
    pub(crate) fn identity_columns(&self) -> BTreeSet<&str> {
        let sections = self.sections.iter().filter(|one| one.name == "person");
        let fields = sections.flat_map(|section| &section.fields);
        let fields = fields.filter(|(name, _)| matches!(*name, "names" | "birth_date"));
        let mut columns = BTreeSet::new();
        for spec in fields.flat_map(|(_, specs)| specs) {
            if let Body::Item(read) | Body::Value(read) = &spec.body {
                read.each_cell(&mut |cell| {
                    if *cell.place == *self.people {
                        columns.insert(&*cell.column);
                    }
                });
            }
        }
        columns
    }

    /// The columns of a table that the mapping reads.
    pub(crate) fn columns_of(&self, table: &str) -> Vec<&str> {
        let of_table = self.used.iter().filter(|(of, _)| of == table);
        of_table.map(|(_, column)| column.as_str()).collect()
    }

    /// The columns of a table that the mapping leaves out.
    pub(crate) fn left_out_of<'m>(&'m self, table: &str) -> impl Iterator<Item = &'m str> {
        let prefix = format!("{table}.");
        let names = self.left_out.keys();
        names.filter_map(move |name| name.strip_prefix(&prefix))
    }

    /// Whether the extract may lack the file in which a table stands.
    pub(crate) fn may_lack_file(&self, table: &str) -> bool {
        let mut spec = self.table(table);
        for _ in 0..self.tables.len() {
            match spec {
                Some(one) if one.optional => return true,
                Some(one) => spec = one.parent().and_then(|parent| self.table(parent)),
                None => break,
            }
        }
        false
    }

    /// Whether the file of a table or view may lack a column.
    pub(crate) fn may_lack(&self, place: &str, column: &str) -> bool {
        let table = self.view(place).map_or(place, |view| &*view.table);
        self.table(table)
            .is_some_and(|table| table.optional_columns.iter().any(|one| one == column))
    }

    /// Whether a column of a table or view may hold this word.
    pub(crate) fn is_word_of(&self, place: &str, column: &str, word: &str) -> bool {
        let table = self.view(place).map_or(place, |view| &*view.table);
        let words = self.words.get(table).and_then(|words| words.get(column));
        words.is_some_and(|words| {
            let word = folded(word);
            words.contains("*") || words.contains(&word) || answers_yes_or_no(&word, words.iter())
        })
    }

    /// How many of a hundred filled cells of a column may be unread, where the mapping says so.
    pub(crate) fn budget(&self, table: &str, column: &str) -> Option<u64> {
        self.budget.get(&format!("{table}.{column}")).copied()
    }

    /// The file in which a table's rows stand.
    pub(crate) fn file_of<'m>(&'m self, spec: &'m TableSpec) -> &'m str {
        let mut spec = spec;
        for _ in 0..self.tables.len() {
            match (
                spec.file(),
                spec.parent().and_then(|parent| self.table(parent)),
            ) {
                (Some(file), _) => return file,
                (None, Some(parent)) => spec = parent,
                (None, None) => break,
            }
        }
        ""
    }
}

/// The day that a value says.
fn day_said(value: &Value) -> Option<Date> {
    read_moment(value.as_str()?).map(Moment::day)
}

fn read(root: &Node<'_>) -> Result<Mapping> {
    let mut entries = root.entries()?;
    let name = entries.need("mapping")?.text()?.to_owned();
    let profile = entries.need("profile")?.text()?.to_owned();
    let source_node = entries.take("source");
    let source = SourceSpec::read(source_node.as_ref())?;
    let mut names = Names::default();
    let mut constants = BTreeMap::new();
    if let Some(node) = entries.take("constants") {
        for (key, node) in node.entries()?.rest() {
            constants.insert(key.to_owned(), node.literal()?);
            names.constants.insert(key.to_owned());
        }
    }
    names.years_from = source.years_from;
    if let Some(node) = entries.take("dates") {
        for (key, node) in node.entries()?.rest() {
            let forms = node.one_or_more()?;
            let forms = forms.iter().map(|form| names.day_format(form));
            let forms = forms.collect::<Result<_>>()?;
            names.dates.insert(key.to_owned(), forms);
        }
    }
    if let Some(node) = entries.take("codes") {
        for (key, node) in node.entries()?.rest() {
            names.codes.insert(key.to_owned(), codes::read(&node)?);
        }
    }
    let tables = read_tables(&mut entries, &source, &mut names)?;
    let views = read_views(&mut entries, &mut names)?;

    let mut case = entries.need("case")?.entries()?;
    let people = names.table(&case.need("table")?)?;
    let is_case = case
        .take("where")
        .map(|node| condition::read(&node, &names, &people))
        .transpose()?;
    case.finish()?;

    let sections = read_sections(&mut entries, &names, &people)?;
    let record = entries
        .take("record")
        .map(|node| record::read(&node, &names, &people))
        .transpose()?;
    let links = match entries.take("link") {
        Some(node) => {
            let links = node.one_or_more()?;
            links
                .iter()
                .map(|node| record::read_link(node, &names, &people))
                .collect::<Result<_>>()?
        }
        None => Vec::new(),
    };
    let notices = match entries.take("notice") {
        Some(node) => {
            let all = node.one_or_more()?;
            all.iter()
                .map(|node| record::read_notice(node, &names, &people))
                .collect::<Result<_>>()?
        }
        None => Vec::new(),
    };
    let mut left_out = BTreeMap::new();
    if let Some(node) = entries.take("left_out") {
        for (key, node) in node.entries()?.rest() {
            left_out.insert(key.to_owned(), node.text()?.to_owned());
        }
    }
    let budget = match entries.take("budget") {
        Some(node) => read_budget(&node)?,
        None => BTreeMap::new(),
    };
    entries.finish()?;
    let mut columns = names.numbered_columns();
    let columns = tables.iter().map(|spec| columns.remove(&spec.name));
    let columns = columns.map(Option::unwrap_or_default).collect();
    let days = constants.iter();
    let days = days.filter_map(|(name, value)| Some((name.clone(), day_said(value)?)));
    let constant_days = days.collect();
    let (used, dated, words) = names.into_columns();
    Ok(Mapping {
        name,
        profile,
        constants,
        tables,
        views,
        people,
        is_case,
        sections,
        record,
        links,
        notices,
        left_out,
        budget,
        earlier_time: source.earlier_time,
        used,
        columns,
        constant_days,
        dated,
        words,
        guessed: Vec::new(),
    })
}

/// `"people.BORN" = { of_100 = 40, why = ".." }`: nobody raises it without a reason.
fn read_budget(node: &Node<'_>) -> Result<BTreeMap<String, u64>> {
    let columns = node.entries()?.rest().map(|(column, node)| {
        let mut entries = node.entries()?;
        let share = entries.need("of_100")?;
        let share = u64::try_from(share.count()?)
            .ok()
            .filter(|share| *share <= 100);
        let share = share.ok_or_else(|| node.expected("a number from 0 to 100"))?;
        let why = entries.need("why")?;
        if why.text()?.trim().is_empty() {
            return Err(why.expected("the reason"));
        }
        entries.finish()?;
        Ok((column.to_owned(), share))
    });
    columns.collect()
}

fn read_tables(
    entries: &mut Entries<'_>,
    source: &SourceSpec,
    names: &mut Names,
) -> Result<Vec<TableSpec>> {
    let mut tables: Vec<TableSpec> = Vec::new();
    let mut parents = Vec::new();
    for (name, node) in entries.need("table")?.entries()?.rest() {
        let spec = tables::read_table(name, &node, source)?;
        parents.extend(spec.parent().map(|parent| (parent.clone(), node)));
        names.tables.insert(name.to_owned());
        names.number(name);
        tables.push(spec);
    }
    for (parent, node) in &parents {
        if !names.tables.contains(parent) {
            return Err(node.error(MappingProblem::UnknownName));
        }
    }
    for spec in &tables {
        names.uses(&spec.name, &spec.key);
        for column in &spec.own_consent {
            let column = (spec.name.clone(), column.clone());
            names.own_consent.insert(column);
        }
        for (column, words) in &spec.words {
            names.uses(&spec.name, column);
            names.knows(&spec.name, column, words);
        }
        if let Some(id) = &spec.id {
            names.uses(&spec.name, id);
        }
        if let TableKind::Parts { of, column, .. } = &spec.kind {
            names.uses(of, column);
        }
        if let TableKind::Repeat { of, columns, times } = &spec.kind {
            for (_, pattern) in columns {
                for part in 1..=*times {
                    names.uses(of, &pattern.replace("{n}", &part.to_string()));
                }
            }
        }
    }
    Ok(tables)
}

fn read_views(entries: &mut Entries<'_>, names: &mut Names) -> Result<Vec<ViewSpec>> {
    let Some(node) = entries.take("view") else {
        return Ok(Vec::new());
    };
    for (name, node) in node.entries()?.rest() {
        let mut entries = node.entries()?;
        if names.tables.contains(name) {
            return Err(node.error(MappingProblem::Contradiction));
        }
        let table = names.table(&entries.need("table")?)?;
        names.views.insert(name.to_owned(), table);
        names.number(name);
    }
    node.entries()?
        .rest()
        .map(|(name, node)| tables::read_view(name, &node, names))
        .collect()
}

fn read_sections(
    entries: &mut Entries<'_>,
    names: &Names,
    people: &str,
) -> Result<Vec<SectionSpec>> {
    let mut sections = Vec::new();
    for (name, fields) in SECTIONS {
        let Some(node) = entries.take(name) else {
            continue;
        };
        let mut section = node.entries()?;
        let provenance = section.take("provenance");
        let provenance = provenance
            .map(|node| fields::read_provenance(&node, names, people))
            .transpose()?;
        let mut specs = Vec::new();
        for field in fields {
            if let Some(node) = section.take(field) {
                specs.push((*field, fields::read(name, field, &node, names, people)?));
            }
        }
        section.finish()?;
        sections.push(SectionSpec {
            name,
            provenance,
            fields: specs,
        });
    }
    Ok(sections)
}

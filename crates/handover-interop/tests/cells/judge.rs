//! Whether a cell is carried, listed or left out.

use crate::change::{MARK, Words};
use handover_dataset::eligibility::Record;
use handover_interop::{Extent, ExtractFile, Mapping, NoticeKind};

/// Columns that say something of another one, and nothing where that is empty.
const BESIDE: [(&str, &str); 1] = [("clients.PREVRESTR", "clients.PREVNAME")];

/// A cell that holds something.
pub(crate) struct Cell {
    pub(crate) file: String,
    /// Where it stands in the extract.
    pub(crate) line: u64,
    /// Where it stands when its person is alone.
    pub(crate) slice_line: u64,
    /// The how manieth of this person's rows.
    pub(crate) row: usize,
    pub(crate) column: String,
    /// The column as lists show it.
    pub(crate) shown: String,
    /// Its name under `[left_out]`.
    pub(crate) left_out: String,
    pub(crate) value: String,
}

/// One person's part of an extract.
pub(crate) trait Person: Sync {
    fn cells(&self) -> &[Cell];
    /// The files, with one cell changed.
    fn extract(&self, change: Option<(usize, &str)>) -> Vec<ExtractFile>;
}

pub(crate) struct Judge<'a> {
    person: &'a dyn Person,
    mappings: &'a [(Mapping, toml::Table)],
    words: &'a Words,
    /// What is said of the person before anything is changed.
    said: Vec<Said>,
    /// What each mapping lists.
    listed: Vec<Vec<Listed>>,
}

/// What a case and the selection hold.
#[derive(PartialEq)]
struct Said {
    cases: Vec<String>,
    records: Vec<Record>,
}

struct Listed {
    file: String,
    line: u64,
    column: Option<String>,
}

impl<'a> Judge<'a> {
    pub(crate) fn new(
        person: &'a dyn Person,
        mappings: &'a [(Mapping, toml::Table)],
        words: &'a Words,
    ) -> Self {
        let mut judge = Self {
            person,
            mappings,
            words,
            said: Vec::new(),
            listed: Vec::new(),
        };
        judge.said = judge.say(None);
        judge.listed = mappings
            .iter()
            .map(|(mapping, _)| judge.list(mapping))
            .collect();
        judge
    }

    /// The cells of which nobody will know, by file, line and column.
    pub(crate) fn lost(&self, chosen: &[usize]) -> Vec<String> {
        let cells = self.person.cells();
        let mut lost = Vec::new();
        for &at in chosen {
            let cell = &cells[at];
            if self.is_left_out(cell) || self.is_beside_nothing(cell) {
                continue;
            }
            if let Some(why) = self.why_not_carried(at, cell) {
                lost.push(format!(
                    "{}, column {}, line {}: {why}",
                    cell.file, cell.shown, cell.line
                ));
            }
        }
        lost
    }

    fn say(&self, change: Option<(usize, &str)>) -> Vec<Said> {
        let extract = self.person.extract(change);
        let imports = self.mappings.iter().map(|(mapping, _)| {
            let Ok(import) = mapping.import(&extract) else {
                return Said {
                    cases: Vec::new(),
                    records: Vec::new(),
                };
            };
            let cases = import.drafts().iter().map(|draft| draft.case().to_string());
            Said {
                cases: cases.collect(),
                records: import.records().to_vec(),
            }
        });
        imports.collect()
    }

    fn list(&self, mapping: &Mapping) -> Vec<Listed> {
        let Ok(import) = mapping.import(&self.person.extract(None)) else {
            panic!("a person alone has a table of people");
        };
        let rejected = import.rejected().iter().map(|one| Listed {
            file: one.file().to_owned(),
            line: one.line(),
            column: one
                .column()
                .filter(|_| one.scope() != Extent::Row)
                .map(str::to_owned),
        });
        // What the mapping says was left out, is a repeat or no case; not what it does not mention.
        let tells = |kind| {
            matches!(
                kind,
                NoticeKind::LeftOut | NoticeKind::NotACase | NoticeKind::Repeated
            )
        };
        let notices = import.notices().iter().filter(|one| tells(one.kind()));
        let notices = notices.map(|one| Listed {
            file: one.file().to_owned(),
            line: one.line(),
            column: one.column().map(str::to_owned),
        });
        rejected.chain(notices).collect()
    }

    /// Whether every mapping leaves the column out with its reason, or makes no case of its row.
    fn is_left_out(&self, cell: &Cell) -> bool {
        let in_each = self.mappings.iter().zip(&self.listed);
        in_each.clone().all(|((_, table), listed)| {
            let left_out = table.get("left_out").and_then(|list| list.as_table());
            let mut keys = left_out.into_iter().flatten();
            keys.any(|(key, why)| is_key_of(table, key, cell) && why.as_str() != Some(""))
                || listed.iter().any(|one| one.is_of(cell))
        })
    }

    /// The cell says something of another one only, which is empty.
    fn is_beside_nothing(&self, cell: &Cell) -> bool {
        let beside = BESIDE.iter().find(|(of, _)| *of == cell.left_out);
        beside.is_some_and(|(_, other)| {
            let mut cells = self.person.cells().iter();
            !cells
                .any(|one| one.left_out == *other && one.file == cell.file && one.line == cell.line)
        })
    }

    fn why_not_carried(&self, at: usize, cell: &Cell) -> Option<&'static str> {
        let (all, any) = self.words.changes(cell);
        let tells = |to: &String| self.say(Some((at, to))) != self.said;
        if !all.is_empty() {
            return (!all.iter().all(tells)).then_some("another value makes no difference");
        }
        let marked = format!("{} {MARK}", cell.value);
        let marked = self.say(Some((at, &marked)));
        let stands_there = marked
            .iter()
            .flat_map(|said| &said.cases)
            .any(|case| case.contains(MARK));
        (!stands_there && !any.iter().any(tells)).then_some("what is written there stands nowhere")
    }
}

impl Listed {
    fn is_of(&self, cell: &Cell) -> bool {
        let is_column = self.column.as_deref().is_none_or(|one| one == cell.shown);
        let is_line = self.line == 0 || self.line == cell.slice_line;
        let is_place = self.line > 0 || self.column.is_some();
        self.file == cell.file && is_column && is_line && is_place
    }
}

/// Whether a key of `[left_out]` names the cell's column: by file of CSV, or by the list that a table of JSON is.
fn is_key_of(mapping: &toml::Table, key: &str, cell: &Cell) -> bool {
    let Some((list, column)) = cell.left_out.split_once('/') else {
        return key == cell.left_out;
    };
    let Some((table, of_table)) = key.split_once('.') else {
        return false;
    };
    let spec = mapping.get("table").and_then(|tables| tables.get(table));
    let list_of = spec.and_then(|spec| spec.get("list"));
    let list_of = list_of.and_then(|list| list.as_str()).unwrap_or_default();
    let whole = [list, column].join(".");
    let path = if list_of == list { column } else { &whole };
    let rest = path.strip_prefix(of_table);
    spec.is_some()
        && (list_of == list || list_of.is_empty())
        && rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
}

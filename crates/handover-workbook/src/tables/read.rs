//! From tables to cases.

mod case;
mod table;

use super::{
    about::{self, About},
    layout::Layout,
};
use handover_interop::RejectionReason;
use handover_sheet::{Book, SheetError};
use serde_json::Value;
use std::{
    collections::{BTreeMap, BTreeSet},
    fmt,
};
use table::Table;

/// Why tables are not read at all.
#[derive(Clone, Debug, Eq, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum TablesError {
    /// A column is gone, or there twice: what it held would be lost in silence.
    #[error("{file}: the heading {heading} is not there once")]
    Heading {
        /// The file, or the sheet.
        file: String,
        /// The heading.
        heading: String,
    },
    /// A sheet that was written is gone.
    #[error("the sheet {0} is gone, with what it held")]
    NoSheet(String),
    /// A sheet cannot be read.
    #[error("{file}: {why}")]
    Unreadable {
        /// The file.
        file: String,
        /// Why.
        why: SheetError,
    },
    /// Tables of another version of the format or of the dataset.
    #[error("tables of another version")]
    Version,
}

/// A case that was read.
#[expect(clippy::exhaustive_structs, reason = "a case, and where it stands")]
pub struct ReadCase {
    /// The key of its rows, which is its reference (field 901).
    pub reference: String,
    /// The sheet of people.
    pub file: String,
    /// Its row there.
    pub line: u64,
    /// The case as JSON, not yet checked.
    pub case: Value,
}

/// A row that stands in the way of a case, or belongs to none.
#[derive(Clone, Eq, PartialEq)]
#[expect(clippy::exhaustive_structs, reason = "a place and a reason")]
pub struct CaseProblem {
    /// The key of the row.
    pub key: String,
    /// The sheet.
    pub file: String,
    /// The row.
    pub line: u64,
    /// The heading, if it is about one cell.
    pub column: Option<String>,
    /// Why.
    pub reason: RejectionReason,
    /// The row of the person whose case this is; 0 if it belongs to nobody.
    pub person: u64,
}

/// Tables that were read.
pub struct CaseTables<'l> {
    layout: &'l Layout,
    tables: Vec<Table>,
    /// Whose rows stand where: the table and the row.
    rows: BTreeMap<String, Vec<(usize, usize)>>,
    /// Headings and sheets that are not of these tables.
    unread: Vec<(String, Option<String>)>,
}

impl<'l> CaseTables<'l> {
    /// Reads files by their names: one workbook, or a folder of CSV with its `about.csv`. None if they are no such tables.
    ///
    /// # Errors
    ///
    /// [`TablesError`] if they are, and a sheet or a column is gone or cannot be read.
    pub fn of_files<N: AsRef<str>, B: AsRef<[u8]>>(
        layout: &'l Layout,
        files: &[(N, B)],
    ) -> Result<Option<Self>, TablesError> {
        if let [(name, bytes)] = files
            && Book::is_workbook(bytes.as_ref())
        {
            return Self::of_workbook(layout, name.as_ref(), bytes.as_ref());
        }
        let about_name = about::file_name(about::NAME);
        let found = files.iter().find(|(name, _)| name.as_ref() == about_name);
        let Some(about) =
            found.and_then(|(_, bytes)| table::read_csv(bytes.as_ref(), about::HEADINGS[0]).ok())
        else {
            return Ok(None);
        };
        let Some(about) = About::of(&about) else {
            return Ok(None);
        };
        let mut tables = Self::begin(layout, &about)?;
        let mut there = BTreeSet::new();
        for (name, bytes) in files {
            let name = name.as_ref();
            if name == about_name {
                continue;
            }
            let of =
                |(_, sheet): &(usize, &super::layout::Sheet)| about::file_name(&sheet.name) == name;
            let Some((at, own)) = layout.in_order().find(of) else {
                tables.unread.push((name.to_owned(), None));
                continue;
            };
            let sheet = table::read_csv(bytes.as_ref(), Layout::KEY);
            let sheet = sheet.map_err(|why| TablesError::Unreadable {
                file: name.to_owned(),
                why,
            })?;
            there.insert(own.name.clone());
            tables.add(name.to_owned(), at, sheet, true)?;
        }
        tables.whole(&about, &there).map(Some)
    }

    fn of_workbook(
        layout: &'l Layout,
        name: &str,
        bytes: &[u8],
    ) -> Result<Option<Self>, TablesError> {
        // What is no workbook at all is told by whoever reads it next.
        let Ok(mut book) = Book::read_workbook(bytes) else {
            return Ok(None);
        };
        let about = book
            .sheets
            .iter()
            .position(|sheet| sheet.name == about::NAME);
        let Some(about) = about.map(|at| book.sheets.remove(at)) else {
            return Ok(None);
        };
        let Some(about) = About::of(&about) else {
            return Ok(None);
        };
        let mut tables = Self::begin(layout, &about)?;
        let mut there = BTreeSet::new();
        for sheet in book.sheets {
            let file = format!("{name}: {}", sheet.name);
            match about::sheet_of(layout, &sheet.name) {
                Some(at) => {
                    there.insert(sheet.name.clone());
                    tables.add(file, at, sheet, false)?;
                }
                None if sheet.rows.is_empty() => {}
                None => tables.unread.push((file, None)),
            }
        }
        tables.whole(&about, &there).map(Some)
    }

    fn begin(layout: &'l Layout, about: &About<'_>) -> Result<Self, TablesError> {
        let is_ours = about.fact("Version") == Some(about::VERSION)
            && about.fact("Dataset") == Some(about::DATASET);
        if !is_ours {
            return Err(TablesError::Version);
        }
        Ok(Self {
            layout,
            tables: Vec::new(),
            rows: BTreeMap::new(),
            unread: Vec::new(),
        })
    }

    fn add(
        &mut self,
        file: String,
        at: usize,
        sheet: handover_sheet::Sheet,
        is_csv: bool,
    ) -> Result<(), TablesError> {
        let (table, strange) = Table::of(self.layout, file, at, sheet, is_csv)?;
        let strange = strange.into_iter();
        self.unread
            .extend(strange.map(|heading| (table.file.clone(), Some(heading))));
        self.tables.push(table);
        Ok(())
    }

    /// Looks whether every sheet that was written is there, and says whose rows are whose.
    fn whole(mut self, about: &About<'_>, there: &BTreeSet<String>) -> Result<Self, TablesError> {
        let people = &self.layout.sheet(Layout::PEOPLE).name;
        let mut named = about.sheets().chain([people.as_str()]);
        if let Some(gone) = named.find(|name| !there.contains(*name)) {
            return Err(TablesError::NoSheet(gone.to_owned()));
        }
        // What is said of items comes after the items.
        self.tables.sort_by_key(Table::rank);
        for (at, table) in self.tables.iter().enumerate() {
            for (row, key) in table.keys() {
                self.rows.entry(key).or_default().push((at, row));
            }
        }
        Ok(self)
    }

    /// How many rows of people there are.
    #[must_use]
    pub fn people(&self) -> usize {
        let people = self.tables.iter().filter(|table| table.is_people());
        people.map(|table| table.rows.len()).sum()
    }

    /// The cases in the ascending order of their keys, with what stands in the way of those that cannot be read.
    pub fn cases(&self) -> impl Iterator<Item = Result<ReadCase, CaseProblem>> + '_ {
        let own = self
            .rows
            .iter()
            .filter(|(key, rows)| !key.is_empty() && self.is_person(rows));
        own.map(|(key, rows)| case::read(self.layout, &self.tables, key, rows))
    }

    /// Rows that belong to nobody: without a key, or with one that no row of people has. A further row of one person is told with the
    /// person.
    #[must_use]
    pub fn strays(&self) -> Vec<CaseProblem> {
        let mut strays = Vec::new();
        for (key, rows) in &self.rows {
            if !key.is_empty() && self.is_person(rows) {
                continue;
            }
            let reason = if key.is_empty() {
                RejectionReason::KeyMissing
            } else {
                RejectionReason::Orphan
            };
            for (at, row) in rows {
                if let Some(table) = self.tables.get(*at) {
                    strays.push(table.problem(*row, key, None, reason));
                }
            }
        }
        strays
    }

    /// Files, and headings in them, that are not of these tables and were not read.
    #[must_use]
    pub fn unread(&self) -> &[(String, Option<String>)] {
        &self.unread
    }

    fn is_person(&self, rows: &[(usize, usize)]) -> bool {
        let mut tables = rows.iter().filter_map(|(at, _)| self.tables.get(*at));
        tables.any(Table::is_people)
    }
}

impl fmt::Debug for CaseTables<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("CaseTables(..)")
    }
}

impl fmt::Debug for ReadCase {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ReadCase(..)")
    }
}

/// Without the key, which leads to a person.
impl fmt::Debug for CaseProblem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("CaseProblem")
            .field("file", &self.file)
            .field("line", &self.line)
            .field("column", &self.column)
            .field("reason", &self.reason)
            .finish_non_exhaustive()
    }
}

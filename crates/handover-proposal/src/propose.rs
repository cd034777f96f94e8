//! From a book to a proposal.

use std::collections::{BTreeMap, BTreeSet};

use handover_interop::{Meaning, day_forms};
use handover_sheet::{Aside, Book, Layout, SetAside, Sheet, SheetRow, Told, folded};
use thiserror::Error;

use crate::{
    content::{Shape, Shapes},
    dictionary,
    words::code_of,
};

/// The most words of a coded column that are written out.
const MAX_WORDS: usize = 60;

/// Why nothing can be proposed.
#[derive(Clone, Copy, Debug, Eq, Error, PartialEq)]
#[non_exhaustive]
pub enum ProposeError {
    /// No column tells one row from another.
    #[error("no column of the sheet has another value in each row")]
    NoKey,
    /// There is no sheet of that name.
    #[error("there is no sheet of that name")]
    NoSheet,
    /// No row looks like headings with people below it.
    #[error("no row of the sheet looks like headings with rows below them")]
    NoTable,
    /// There are several sheets, and nobody said which.
    #[error("the file has several sheets")]
    SeveralSheets,
}

/// A mapping proposed for one sheet.
#[derive(Clone)]
#[non_exhaustive]
pub struct Proposal {
    /// The name of the file, without its folder.
    pub file: String,
    /// The sheet; none in a file that is one sheet.
    pub sheet: Option<String>,
    /// The rows in which the headings stand, from 1.
    pub headings: Vec<u64>,
    /// How many rows are of people.
    pub rows: usize,
    /// How many people they are: fewer than rows where somebody stands in several.
    pub people: usize,
    /// The columns, from left to right.
    pub columns: Vec<ColumnProposal>,
    /// Words that stand where there is no value.
    pub nulls: Vec<String>,
    /// Rows that are no people: totals, notes, blank ones.
    pub set_aside: Vec<SetAside>,
    /// What a total says, and what there is.
    pub claims: Vec<Claimed>,
    /// How many smaller tables stand on the sheet, which the proposal does not read.
    pub other_tables: usize,
    /// What the cells alone do not tell.
    pub told: Vec<Told>,
    /// Other sheets of the file that hold anything, which the proposal does not read, and how many rows each has.
    pub other_sheets: Vec<(String, usize)>,
}

/// What one column may say.
#[derive(Clone)]
#[non_exhaustive]
pub struct ColumnProposal {
    /// The heading.
    pub heading: String,
    /// A word of [`Meaning`]; `note` where nothing better was found.
    pub meaning: String,
    /// The field whose words it holds, for the meaning `words`.
    pub field: Option<String>,
    /// What speaks for it.
    pub evidence: Evidence,
    /// How many rows hold anything there.
    pub filled: usize,
    /// The words of a coded column as they occur first, how often, and the code proposed.
    pub words: Vec<(String, usize, Option<String>)>,
    /// The forms of days that occur, and how many cells each reads that none before it does.
    pub dates: Vec<(String, usize)>,
    /// How many filled cells are in no such form.
    pub undated: usize,
}

/// What speaks for the meaning of a column.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub enum Evidence {
    /// The heading and the cells.
    Both,
    /// The cells alone.
    Cells,
    /// The heading alone: the cells do not tell, or look otherwise, or the heading may mean several things.
    Heading,
    /// Nothing: the words travel as a note.
    None,
}

impl Proposal {
    /// Looks at a book, and proposes a mapping for one of its sheets.
    ///
    /// # Errors
    ///
    /// [`ProposeError`].
    pub fn of(book: &Book, file: &str, sheet: Option<&str>) -> Result<Self, ProposeError> {
        Self::at(book, file, sheet, None)
    }

    /// The same where somebody says in which rows the headings stand.
    ///
    /// # Errors
    ///
    /// [`ProposeError`].
    pub fn at(
        book: &Book,
        file: &str,
        sheet: Option<&str>,
        headings: Option<&[u64]>,
    ) -> Result<Self, ProposeError> {
        let chosen = match sheet {
            Some(name) => book.sheet(name).ok_or(ProposeError::NoSheet)?,
            None => book.only_visible().ok_or(ProposeError::SeveralSheets)?,
        };
        let tables = match headings {
            Some(rows) => {
                let table = chosen.table_at(rows, None);
                vec![table.map_err(|_| ProposeError::NoTable)?]
            }
            None => chosen.tables(),
        };
        let table = tables.iter().max_by_key(|table| table.rows.len());
        let table = table
            .filter(|table| !table.rows.is_empty())
            .ok_or(ProposeError::NoTable)?;
        let rows: Vec<Vec<&str>> = cells_of(chosen, table);
        let nulls = nulls(&rows);
        let mut columns = Vec::new();
        let mut taken = BTreeSet::new();
        for (at, column) in table.columns.iter().enumerate() {
            let cells = rows.iter().filter_map(|row| row.get(at).copied());
            let cells =
                cells.filter(|cell| !cell.is_empty() && !nulls.iter().any(|null| null == cell));
            let cells: Vec<&str> = cells.collect();
            columns.push(ColumnProposal::of(&column.name, &cells, &mut taken));
        }
        choose_key(&mut columns, &rows)?;
        let people = people(&columns, &rows);
        let others = book
            .sheets
            .iter()
            .filter(|one| one.name != chosen.name && !one.rows.is_empty());
        Ok(Self {
            file: file.to_owned(),
            sheet: (book.sheets.len() > 1 || !chosen.name.is_empty()).then(|| chosen.name.clone()),
            headings: table.headings.clone(),
            rows: rows.len(),
            people,
            columns,
            nulls,
            other_tables: tables.len() - 1,
            claims: claims(table, &rows, people),
            set_aside: table.set_aside.clone(),
            told: book.told.iter().chain(&chosen.told).cloned().collect(),
            other_sheets: others
                .map(|one| (one.name.clone(), one.rows.len()))
                .collect(),
        })
    }
}

impl Proposal {
    /// What a receiving worker would miss, and no column of the sheet seems to say: "the level of risk now".
    pub fn lacking(&self) -> impl Iterator<Item = &'static str> {
        let has = |word: &str| self.columns.iter().any(|column| column.meaning == word);
        lacking(has).map(|(_, meaning)| meaning.says())
    }
}

/// What a receiving worker would miss where these meanings have columns.
pub(crate) fn lacking(
    has: impl Fn(&str) -> bool,
) -> impl Iterator<Item = (&'static str, &'static Meaning)> {
    let is_said = move |word: &str| match word {
        "closed-on" => has(word) || has("status"),
        "safeguarding" => has(word) || has("safeguarding-adult") || has("safeguarding-child"),
        _ => has(word),
    };
    let wanted = Meaning::all().filter(|(_, meaning)| meaning.is_wanted());
    wanted.filter(move |(word, _)| !is_said(word))
}

/// The cells of each person's row, in the order of the columns.
fn cells_of<'s>(sheet: &'s Sheet, table: &'s Layout) -> Vec<Vec<&'s str>> {
    let cells = |row: &'s SheetRow| {
        let columns = table.columns.iter();
        columns.map(|column| row.text(column.at)).collect()
    };
    table.records(sheet).map(cells).collect()
}

/// How many people the rows are. Rows with one number are one person if their names and days of birth agree, and there is
/// a name; else each is somebody of whom the import says more.
fn people(columns: &[ColumnProposal], rows: &[Vec<&str>]) -> usize {
    const NAMES: [&str; 3] = ["full-name", "given-names", "surname"];
    let place = |meanings: &[&str]| {
        let all = columns.iter().enumerate();
        let all = all.filter(|(_, column)| meanings.contains(&column.meaning.as_str()));
        all.map(|(at, _)| at).collect::<Vec<_>>()
    };
    let (key, names, born) = (place(&["reference"]), place(&NAMES), place(&["birth-date"]));
    let cells = |row: &[&str], places: &[usize]| {
        let cells = places.iter().filter_map(|at| row.get(*at));
        cells.map(|cell| folded(cell)).collect::<Vec<_>>()
    };
    let mut known = BTreeSet::new();
    let is_new = rows.iter().filter(|row| {
        let (key, names) = (cells(row, &key), cells(row, &names));
        let is_named = names.iter().any(|name| !name.is_empty());
        let is_numbered = key.iter().any(|key| !key.is_empty());
        !is_numbered || !is_named || known.insert((key, names, cells(row, &born)))
    });
    is_new.count()
}

/// What a total says of a column, and what there is.
#[derive(Clone)]
#[non_exhaustive]
pub struct Claimed {
    /// The row of the total.
    pub row: u64,
    /// The heading of the column.
    pub heading: String,
    /// How many the total says.
    pub says: u64,
    /// Of what: the words behind the number; empty for filled cells.
    pub of: String,
    /// How many there are.
    pub there_are: u64,
}

/// What totals say, where it can be counted.
fn claims(table: &Layout, rows: &[Vec<&str>], people: usize) -> Vec<Claimed> {
    let claimed = table.claims().filter_map(|(row, claim)| {
        let at = table
            .columns
            .iter()
            .position(|column| column.at == claim.column)?;
        let of = folded(&claim.words);
        let cells = rows
            .iter()
            .filter_map(|row| row.get(at))
            .map(|cell| folded(cell));
        let there_are = if of.is_empty() {
            people
        } else {
            let counted = cells.filter(|cell| *cell == of).count();
            // Words that are no value of the column ("on script") are not counted here.
            (counted > 0).then_some(counted)?
        };
        Some(Claimed {
            row,
            heading: table.columns.get(at)?.name.clone(),
            says: claim.count,
            of: claim.words,
            there_are: u64::try_from(there_are).ok()?,
        })
    });
    claimed.collect()
}

/// The words for "no value" that occur.
fn nulls(rows: &[Vec<&str>]) -> Vec<String> {
    const NULLS: [&str; 8] = ["-", "--", "?", "??", "n/a", "na", "null", "nk"];
    let cells = rows.iter().flatten();
    let found = cells.filter(|cell| NULLS.contains(&cell.to_lowercase().as_str()));
    let found: BTreeSet<String> = found.map(|cell| (*cell).to_owned()).collect();
    found.into_iter().collect()
}

/// The column that tells people apart: the reference, or the leftmost with another value in each row.
fn choose_key(columns: &mut [ColumnProposal], rows: &[Vec<&str>]) -> Result<(), ProposeError> {
    let is_key = |at: usize| {
        let values: BTreeSet<&str> = rows.iter().filter_map(|row| row.get(at).copied()).collect();
        !rows.is_empty() && values.len() == rows.len() && !values.contains("")
    };
    if columns.iter().any(|column| column.meaning == "reference") {
        return Ok(());
    }
    let at = (0..columns.len())
        .find(|at| is_key(*at))
        .ok_or(ProposeError::NoKey)?;
    if let Some(column) = columns.get_mut(at) {
        "reference".clone_into(&mut column.meaning);
        column.evidence = Evidence::Cells;
    }
    Ok(())
}

impl ColumnProposal {
    fn of(heading: &str, cells: &[&str], taken: &mut BTreeSet<String>) -> Self {
        let shapes = Shapes::of(cells.iter().copied());
        let (meaning, evidence) = meaning_of(heading, &shapes, cells, taken);
        let (meaning, field) = match meaning.split_once(' ') {
            Some((word, field)) => (word.to_owned(), Some(field.to_owned())),
            None => (meaning, None),
        };
        taken.insert(meaning.clone());
        let known = Meaning::of(&meaning);
        let (dates, undated) = match known {
            Some(known) if known.is_day() => dates_of(cells),
            _ => (Vec::new(), 0),
        };
        let words = known
            .and_then(Meaning::codes)
            .map(|list| words_of(cells, list));
        Self {
            heading: heading.to_owned(),
            meaning,
            field,
            evidence,
            filled: shapes.filled(),
            words: words.unwrap_or_default(),
            dates,
            undated,
        }
    }
}

/// Meanings that several columns of a sheet may have.
const REPEATABLE: [&str; 6] = [
    "email",
    "note",
    "nothing",
    "other-number",
    "telephone",
    "words",
];

/// The likeliest meaning that no column before has, and what speaks for it.
fn meaning_of(
    heading: &str,
    shapes: &Shapes,
    cells: &[&str],
    taken: &BTreeSet<String>,
) -> (String, Evidence) {
    let is_free = |meaning: &str| {
        let word = meaning.split(' ').next().unwrap_or_default();
        REPEATABLE.contains(&word) || !taken.contains(word)
    };
    if let Some(entry) = dictionary::look_up(heading) {
        let mut free = entry.meanings.iter().copied().filter(|one| is_free(one));
        let agreeing = free
            .clone()
            .find(|one| agrees(one, shapes, cells) == Some(true));
        if let Some(meaning) = agreeing.or_else(|| free.next()) {
            let evidence = match agrees(meaning, shapes, cells) {
                Some(true) => Evidence::Both,
                None if entry.is_clear => Evidence::Both,
                _ => Evidence::Heading,
            };
            return (meaning.to_owned(), evidence);
        }
    }
    let by_cells = [
        (Shape::NhsNumber, "nhs-number"),
        (Shape::Email, "email"),
        (Shape::Phone, "telephone"),
        (Shape::Postcode, "postcode"),
    ];
    for (shape, meaning) in by_cells {
        if shapes.is_mostly(shape, 80) && is_free(meaning) {
            return (meaning.to_owned(), Evidence::Cells);
        }
    }
    ("note".to_owned(), Evidence::None)
}

/// Whether the cells look like a meaning; none where cells do not tell.
fn agrees(meaning: &str, shapes: &Shapes, cells: &[&str]) -> Option<bool> {
    if shapes.filled() == 0 {
        return None;
    }
    let known = Meaning::of(meaning.split(' ').next()?)?;
    if known.is_day() {
        return Some(shapes.is_mostly(Shape::Day, 50));
    }
    if let Some(list) = known.codes() {
        let read = cells.iter().filter(|cell| code_of(list, cell).is_some());
        return Some(read.count() * 2 >= cells.len());
    }
    match meaning {
        "nhs-number" => Some(shapes.is_mostly(Shape::NhsNumber, 50)),
        "email" => Some(shapes.is_mostly(Shape::Email, 50)),
        "telephone" => Some(shapes.is_mostly(Shape::Phone, 50)),
        "postcode" => Some(shapes.is_mostly(Shape::Postcode, 50)),
        _ => None,
    }
}

/// The forms of days that occur, commonest first, and how many cells are in none.
fn dates_of(cells: &[&str]) -> (Vec<(String, usize)>, usize) {
    let mut left: Vec<&str> = cells.to_vec();
    let mut found = Vec::new();
    loop {
        let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
        for form in left.iter().flat_map(|cell| day_forms(cell)) {
            *counts.entry(form).or_default() += 1;
        }
        let Some((form, count)) = counts
            .into_iter()
            .max_by_key(|(form, count)| (*count, std::cmp::Reverse(*form)))
        else {
            return (found, left.len());
        };
        left.retain(|cell| !day_forms(cell).any(|one| one == form));
        found.push((form.to_owned(), count));
    }
}

/// The words that occur, commonest first, with the code that a built-in list has for each.
fn words_of(cells: &[&str], list: &str) -> Vec<(String, usize, Option<String>)> {
    let mut counts: BTreeMap<String, (String, usize)> = BTreeMap::new();
    for cell in cells {
        let (_, count) = counts
            .entry(folded(cell))
            .or_insert_with(|| ((*cell).to_owned(), 0));
        *count += 1;
    }
    let mut words: Vec<(String, usize)> = counts.into_values().collect();
    words.sort_by(|(a, m), (b, n)| n.cmp(m).then_with(|| a.cmp(b)));
    words.truncate(MAX_WORDS);
    let coded = words.into_iter().map(|(word, count)| {
        let code = code_of(list, &word);
        (word, count, code)
    });
    coded.collect()
}

/// Why a row is nobody, in words.
#[must_use]
pub const fn why_aside(why: Aside) -> &'static str {
    match why {
        Aside::Above => "above the headings",
        Aside::Blank => "blank",
        Aside::Heading => "the headings once more",
        Aside::OtherTable => "of another table on the sheet",
        Aside::Section => "a heading between rows",
        Aside::Total => "a total",
        _ => "a line of text",
    }
}

//! Rows that are no records: blank ones, headings once more, totals, notes.

use super::KeyShapes;
use crate::{SheetRow, folded};

/// Why a row is no record.
#[derive(Clone, Copy, Debug, Eq, Ord, PartialEq, PartialOrd)]
#[non_exhaustive]
pub enum Aside {
    /// It stands above the headings: a title, a date, a note.
    Above,
    /// Nothing stands in it.
    Blank,
    /// A row that shows how to fill in the others, and says so in its key and in another cell.
    Example,
    /// The headings once more, as when sheets were put together.
    Heading,
    /// It belongs to another table on the same sheet.
    OtherTable,
    /// One cell with a sentence in it: who made the list, and when.
    Text,
    /// One cell alone, where the others have their keys: what is below is called so.
    Section,
    /// What a spreadsheet counts.
    Total,
}

/// The words with which rows of totals begin.
const TOTALS: [&str; 10] = [
    "total",
    "totals",
    "sub total",
    "sub-total",
    "subtotal",
    "grand total",
    "sum",
    "count",
    "average",
    "overall",
];

impl Aside {
    /// What a row may be instead of a record, by its cells without the blanks around them. But for blank rows and
    /// headings it is a guess until [`settled`](Self::settled) has seen the key.
    #[must_use]
    pub fn of<'c>(
        cells: &(impl Iterator<Item = &'c str> + Clone),
        headings: &[String],
        key: Option<usize>,
    ) -> Option<Self> {
        let mut filled = cells
            .clone()
            .enumerate()
            .filter(|(_, cell)| !cell.is_empty());
        let Some((first_at, first)) = filled.next() else {
            return Some(Self::Blank);
        };
        if headings.iter().any(|name| name == first) && is_heading(cells.clone(), headings) {
            return Some(Self::Heading);
        }
        if is_total(first) {
            return Some(Self::Total);
        }
        if is_example(first) && filled.clone().any(|(_, text)| is_example(text)) {
            return Some(Self::Example);
        }
        let second = filled.next();
        if second.is_none() && headings.len() > 2 {
            // Somebody may be known by a name alone.
            if first.split_whitespace().count() > 2 {
                return Some(Self::Text);
            }
            return (key == Some(first_at)).then_some(Self::Section);
        }
        // Sums without a word, below a column of keys that has none there.
        let is_keyless = key.is_some_and(|key| key < first_at);
        let are_sums = is_keyless
            && is_number(first)
            && second.is_none_or(|(_, text)| is_number(text))
            && filled.all(|(_, text)| is_number(text));
        are_sums.then_some(Self::Total)
    }

    /// What it is, its key and those of all rows being known: a row with a key like the others is a record, unless it
    /// is blank or the headings once more.
    #[must_use]
    pub fn settled(self, key: &str, shapes: &KeyShapes) -> Option<Self> {
        match self {
            Self::Text | Self::Section | Self::Total if shapes.is_like_others(key) => None,
            // Where keys are words, a word alone may be one.
            Self::Section if !shapes.have_digits() => None,
            _ => Some(self),
        }
    }
}

fn is_heading<'c>(cells: impl Iterator<Item = &'c str>, headings: &[String]) -> bool {
    let mut names = headings.iter().map(String::as_str);
    let mut cells = cells.fuse();
    loop {
        match (cells.next(), names.next()) {
            (None, None) => return true,
            (cell, name) => {
                let (cell, name) = (cell.unwrap_or_default(), name.unwrap_or_default());
                if cell != name && folded(cell) != folded(name) {
                    return false;
                }
            }
        }
    }
}

fn is_total(first: &str) -> bool {
    // Longer texts are no such word, and most cells are dismissed here.
    if !first.starts_with(|c: char| "TtSsGgCcAaOo".contains(c)) || first.len() > 40 {
        return false;
    }
    let word = folded(first.trim_end_matches([':', ' ', '=']));
    TOTALS.contains(&word.as_str())
        || ["total ", "totals ", "grand total "]
            .iter()
            .any(|start| word.starts_with(start))
}

/// Whether a cell begins with the word: a person written over an example leaves it in the key at most.
fn is_example(text: &str) -> bool {
    text.get(..7)
        .is_some_and(|word| word.eq_ignore_ascii_case("example"))
}

fn is_number(text: &str) -> bool {
    let digits = text
        .trim_start_matches(['\u{a3}', '-', '+'])
        .trim_end_matches('%');
    digits.starts_with(|c: char| c.is_ascii_digit())
        && digits
            .chars()
            .all(|c| c.is_ascii_digit() || matches!(c, ',' | '.'))
}

/// A row that is no record, kept as evidence.
#[derive(Clone, Eq, PartialEq)]
#[non_exhaustive]
pub struct SetAside {
    /// The row's number as the program shows it.
    pub number: u64,
    /// Why it is no record.
    pub why: Aside,
    /// What stands in it, by the columns' places.
    pub cells: Vec<(usize, String)>,
}

/// What a row of totals says of a column: `8 H` in the column of levels.
#[derive(Clone, Eq, PartialEq)]
#[non_exhaustive]
pub struct Claim {
    /// The column's place on the sheet, from 0.
    pub column: usize,
    /// How many.
    pub count: u64,
    /// Of what; empty where nothing is said.
    pub words: String,
}

impl SetAside {
    pub(super) fn new(row: &SheetRow, why: Aside) -> Self {
        let cells = row.filled().map(|(column, text)| (column, text.to_owned()));
        Self {
            number: row.number,
            why,
            cells: cells.collect(),
        }
    }

    /// The numbers that stand in it, as claims about their columns.
    #[must_use]
    pub fn claims(&self) -> Vec<Claim> {
        let claim = |(column, text): &(usize, String)| {
            let text = text.trim();
            let end = text.find(|c: char| !c.is_ascii_digit() && c != ',');
            let (number, words) = text.split_at_checked(end.unwrap_or(text.len()))?;
            let count = number.replace(',', "").parse().ok()?;
            Some(Claim {
                column: *column,
                count,
                words: words.trim().to_owned(),
            })
        };
        self.cells.iter().filter_map(claim).collect()
    }
}

impl std::fmt::Debug for SetAside {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_tuple("SetAside")
            .field(&self.number)
            .field(&self.why)
            .finish()
    }
}

impl std::fmt::Debug for Claim {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Claim(..)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(cells: &[&str]) -> Option<Aside> {
        let headings = ["Ref", "Surname", "Level"].map(str::to_owned);
        let mut shapes = KeyShapes::default();
        for key in ["A1", "A2", "A3", "A4"] {
            shapes.count(key);
        }
        let key = cells.first().copied().unwrap_or_default();
        shapes.count(key);
        Aside::of(&cells.iter().copied(), &headings, Some(0))?.settled(key, &shapes)
    }

    #[test]
    fn rows_that_are_no_records_are_told_from_those_that_are() {
        for (cells, aside) in [
            (&["", ""][..], Some(Aside::Blank)),
            (&["Ref", "Surname", "Level"], Some(Aside::Heading)),
            (&["REF", "Surname ", "level"], None),
            (&["Ref", "surname", "level", ""], Some(Aside::Heading)),
            (&["TOTAL", "25", "8 H"], Some(Aside::Total)),
            (&["", "Total clients:", "25"], Some(Aside::Total)),
            (&["", "25", "8"], Some(Aside::Total)),
            (&["", "25", "H"], None),
            (&["A5", "Total", "H"], None),
            (&["A5", "", ""], None),
            (&["Please do not sort"], Some(Aside::Text)),
            (&["", "Printed by Jo P"], Some(Aside::Text)),
            (&["Closed"], Some(Aside::Section)),
            (&["", "Ash"], None),
            (&["EXAMPLE", "Example", "H"], Some(Aside::Example)),
            (&["EXAMPLE", "Ash", "H"], None),
            (&["A5", "Example", "example"], None),
            (&["Totally", "Ash", "H"], None),
            (&["A5", "Ash", "H"], None),
        ] {
            assert_eq!(of(cells), aside, "{cells:?}");
        }
    }

    #[test]
    fn totals_claim_what_they_count() {
        let total = SetAside {
            number: 31,
            why: Aside::Total,
            cells: [(0, "TOTAL"), (1, "25"), (12, "9 on script"), (15, "8 H")]
                .map(|(column, text)| (column, text.to_owned()))
                .to_vec(),
        };
        let claims = total.claims();
        let claims: Vec<_> = claims
            .iter()
            .map(|one| (one.column, one.count, one.words.as_str()))
            .collect();
        assert_eq!(claims, [(1, 25, ""), (12, 9, "on script"), (15, 8, "H")]);
    }
}

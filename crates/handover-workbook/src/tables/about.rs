//! The sheet that says what this is, by which it is known again.

use super::layout::Layout;
use handover_sheet::{Sheet, folded};

/// Its name, and its two columns.
pub(crate) const NAME: &str = "About";
pub(crate) const HEADINGS: [&str; 2] = ["About", "These tables"];

pub(crate) const FORMAT: &str = "handover cases";
pub(crate) const VERSION: &str = "1";
/// The version of the dataset.
pub(crate) const DATASET: &str = "mhd/1";

const EXPLAINED: [(&str, &str); 7] = [
    (
        "Rows",
        "One row a person on the sheets of sections (People, Contact, Plan ...), one an item on the others. Case says whose it is, No. which item.",
    ),
    (
        "Empty cell",
        "Nobody said anything. [not asked], [declined to say] and the like say why there is no value: they are answers of the record.",
    ),
    (
        "Codes",
        "Words stand beside their code. Change both or neither: where they differ, the person is refused.",
    ),
    (
        "Sources",
        "Who recorded a section, a field or an item, when, and how sure it is.",
    ),
    (
        "Fields",
        "What has no column or fits no cell, with its path: labels (who may not see it), notes, contradictions, corrections. [see Fields] points there.",
    ),
    (
        "CSV",
        "A cell that would begin with = + - @ ' tab or return has one ' before it, so that no spreadsheet runs it. Take it away when you read the file.",
    ),
    (
        "Back",
        "handover import THESE-TABLES --to caseload reads them again, without a mapping and without loss.",
    ),
];

/// The rows below the headings; `sheets` are the names of those that were written.
pub(crate) fn rows<'s>(sheets: impl Iterator<Item = &'s str>) -> Vec<[String; 2]> {
    let names: Vec<&str> = sheets.collect();
    let names = names.join("\n");
    let facts = [
        ("Format", FORMAT),
        ("Version", VERSION),
        ("Dataset", DATASET),
        ("Sheets", &names),
    ];
    let all = facts.into_iter().chain(EXPLAINED);
    all.map(|(what, is)| [what.to_owned(), is.to_owned()])
        .collect()
}

/// What such a sheet says.
pub(crate) struct About<'s>(&'s Sheet);

impl<'s> About<'s> {
    /// None if it is no sheet of these tables.
    pub(crate) fn of(sheet: &'s Sheet) -> Option<Self> {
        let about = Self(sheet);
        (about.fact("Format") == Some(FORMAT)).then_some(about)
    }

    pub(crate) fn fact(&self, what: &str) -> Option<&'s str> {
        let asked = folded(what);
        let mut rows = self.0.rows.iter();
        let row = rows.find(|row| folded(row.text(0)) == asked)?;
        Some(row.text(1))
    }

    /// The sheets that were written, in their order.
    pub(crate) fn sheets(&self) -> impl Iterator<Item = &'s str> {
        let names = self.fact("Sheets").unwrap_or_default();
        names.lines().map(str::trim).filter(|name| !name.is_empty())
    }
}

/// The file in which a sheet stands.
pub(crate) fn file_name(sheet: &str) -> String {
    format!("{}.csv", sheet.to_ascii_lowercase().replace(' ', "-"))
}

/// The names of a sheet and of those that it goes on in: `Fields`, `Fields 2`.
pub(crate) fn part_name(sheet: &str, part: usize) -> String {
    if part == 0 {
        sheet.to_owned()
    } else {
        format!("{sheet} {}", part + 1)
    }
}

/// The sheet of the layout that a name is of.
pub(crate) fn sheet_of(layout: &Layout, name: &str) -> Option<usize> {
    let is_it = |whole: &str| {
        let rest = name.strip_prefix(whole);
        rest.is_some_and(|rest| {
            let part = rest.strip_prefix(' ').and_then(|part| part.parse().ok());
            rest.is_empty() || part.is_some_and(|part: u32| part > 1)
        })
    };
    let found = layout.in_order().find(|(_, sheet)| is_it(&sheet.name));
    found.map(|(at, _)| at)
}

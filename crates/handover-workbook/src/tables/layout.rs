//! Which sheets there are, and which columns: made of the dataset's schema.

mod names;
mod schema;

use super::node::{Kind, Node};
use handover_dataset::case_schema;
use std::collections::BTreeMap;

/// The sheets and columns in which cases stand.
#[derive(Debug)]
pub struct Layout {
    pub(crate) sheets: Vec<Sheet>,
    /// The sheet of each section.
    pub(crate) of_sections: BTreeMap<String, usize>,
    pub(crate) root: Node,
}

/// A sheet.
#[derive(Debug)]
pub(crate) struct Sheet {
    pub(crate) name: String,
    pub(crate) rows: RowsOf,
    pub(crate) columns: Vec<Column>,
}

/// What the rows of a sheet are.
#[derive(Debug)]
pub(crate) enum RowsOf {
    /// One value each, with its path.
    Fields,
    /// Items of the list at this path.
    Items(Vec<String>),
    /// Provenances, each with the path of what it is of.
    Sources,
    /// One section of a person; the first of these sheets is that of people.
    Section,
}

/// A column.
#[derive(Debug)]
pub(crate) struct Column {
    pub(crate) heading: String,
    /// What the note on the heading says.
    pub(crate) note: String,
    pub(crate) holds: Holds,
}

/// What the cells of a column hold.
#[derive(Debug)]
pub(crate) enum Holds {
    /// The code whose words stand in the column before.
    CodeOfLast,
    /// What every row of the sheet has: whose it is, which item.
    Fixed,
    /// A value at this path: from the sections, or from the item.
    Value {
        path: Vec<String>,
        kind: Kind,
        /// The field whose reason for having no value may stand here instead.
        field: Option<Vec<String>>,
        /// On the sheet of its section, the first item of a list: how deep the list is.
        first_item_at: Option<usize>,
    },
}

impl Layout {
    /// The case's own key, on every sheet.
    pub(crate) const KEY: &str = "Case";
    /// The sheet of all people.
    pub(crate) const PEOPLE: usize = 2;
    pub(crate) const SOURCES: usize = 0;
    pub(crate) const FIELDS: usize = 1;
    /// The fixed columns of the sheet of people.
    pub(crate) const PEOPLE_FIXED: [(&str, &str); 3] = [
        (
            Self::KEY,
            "The sender's reference of the case, the same on every sheet; the token where the reader may not see it.",
        ),
        (
            "Token",
            "What stands for the case in the package. It is for reading: nothing is taken from it.",
        ),
        ("Profile", "The profile that the case follows."),
    ];
    pub(crate) const FIXED: [(&str, &str); 1] = [(Self::KEY, "As on the sheet People.")];
    pub(crate) const ITEM_FIXED: [(&str, &str); 2] = [
        (Self::KEY, "As on the sheet People."),
        ("No.", "Which item of the person's list, from 1."),
    ];
    /// The last column of sections and items.
    pub(crate) const MORE: (&str, &str) = (
        "See Fields",
        "Of what more is said in the sheet Fields: labels, notes, contradictions. It is for reading: nothing is taken from it.",
    );
    pub(crate) const SOURCE_FIXED: [(&str, &str); 2] = [
        (Self::KEY, "As on the sheet People."),
        (
            "Of",
            "What this is the source of: a section, a field, or an item by its number.",
        ),
    ];
    pub(crate) const FIELDS_FIXED: [(&str, &str); 6] = [
        (Self::KEY, "As on the sheet People."),
        ("Field", "The path of the value in the case."),
        ("Kind", "text, code, number, yes-no, empty or escaped."),
        (
            "Value",
            "The value; one that is escaped goes on in the next part.",
        ),
        ("Words", "Of a code: what it means."),
        ("Part", "Of a value in several rows: which part."),
    ];

    /// The layout of the dataset of this version.
    ///
    /// # Panics
    ///
    /// Never: the schema is part of the program, and a test lays it out.
    #[must_use]
    pub fn of_the_dataset() -> Self {
        schema::layout(&case_schema())
    }

    /// The sheets in the order in which people see them.
    pub(crate) fn in_order(&self) -> impl Iterator<Item = (usize, &Sheet)> {
        let (last, first) = self.sheets.split_at(Self::PEOPLE.min(self.sheets.len()));
        let first = (Self::PEOPLE..).zip(first);
        first.chain(last.iter().enumerate())
    }

    pub(crate) fn sheet(&self, at: usize) -> &Sheet {
        self.sheets
            .get(at)
            .expect("a place in the layout is of its sheets")
    }
}

#[cfg(test)]
mod tests;

//! The dataset as a tree: what each value is, and in which column it stands.

use std::{collections::BTreeMap, sync::Arc};

/// A code list: its name in the schema, and its codes.
#[derive(Debug)]
pub(crate) struct CodeList {
    pub(crate) name: String,
    pub(crate) codes: Vec<String>,
}

/// What kind of value stands in a cell.
#[derive(Clone, Debug)]
pub(crate) enum Kind {
    /// Why a field has no value: `[not asked]`, in the first cell of the field.
    Absent,
    /// A code; its words stand in the cell before it.
    Code(Arc<CodeList>),
    /// Several of these, one a line.
    Lines(Box<Self>),
    /// A number.
    Number,
    /// Words, days, numbers that are names.
    Text,
    /// `yes` or `no`.
    YesNo,
}

impl Kind {
    /// The code list, if it is of codes.
    pub(crate) fn codes(&self) -> Option<&CodeList> {
        match self {
            Self::Code(list) => Some(list),
            Self::Lines(kind) => kind.codes(),
            _ => None,
        }
    }
}

/// Where a value stands: the first of its cells.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) struct Place {
    pub(crate) sheet: usize,
    pub(crate) column: usize,
}

/// A value of the dataset.
#[derive(Debug)]
pub(crate) enum Node {
    /// A value that one cell can hold, as a rule.
    Leaf { kind: Kind, place: Option<Place> },
    /// A list of objects; with a sheet, each item is a row there. The first item may have cells on the sheet of the section instead.
    List {
        item: Box<Self>,
        sheet: Option<usize>,
        first: Option<Box<Self>>,
    },
    /// An object; with a sheet, it is a row there that says which path it is about.
    Object {
        members: BTreeMap<String, Self>,
        sheet: Option<usize>,
    },
}

impl Node {
    pub(crate) fn member(&self, name: &str) -> Option<&Self> {
        match self {
            Self::Object { members, .. } => members.get(name),
            _ => None,
        }
    }
}

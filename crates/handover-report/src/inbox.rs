//! What came for us.

use handover::transfer::{Cursor, InboxEntry};
use serde::Serialize;

use crate::{Page, Report, amounts::amount};

/// What came for us.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct InboxReport {
    /// The place in the list behind all of these, for `--after`.
    next: String,
    packages: Vec<InboxPackage>,
}

#[derive(Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
struct InboxPackage {
    by: String,
    cases: u64,
    id: String,
    /// In bytes.
    length: u64,
    mandate: Option<String>,
}

impl InboxPackage {
    fn new(entry: &InboxEntry) -> Self {
        Self {
            by: entry.by.to_string(),
            cases: entry.cases,
            id: entry.id.to_string(),
            length: entry.length,
            mandate: entry.mandate.map(|mandate| mandate.to_string()),
        }
    }
}

impl InboxReport {
    /// What came for us, and the place in the list behind it.
    #[must_use]
    pub fn new(packages: &[InboxEntry], next: Cursor) -> Self {
        Self {
            next: next.to_string(),
            packages: packages.iter().map(InboxPackage::new).collect(),
        }
    }
}

impl Report for InboxReport {
    fn tell(&self, page: &mut Page) {
        if self.packages.is_empty() {
            page.line("Nothing has come.");
        }
        for package in &self.packages {
            page.line(&format!(
                "{}  from {}, {}, {} bytes{}",
                package.id,
                package.by,
                amount(package.cases, "case"),
                package.length,
                if package.mandate.is_some() {
                    ""
                } else {
                    ", under no mandate"
                }
            ));
        }
    }
}

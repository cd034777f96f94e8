//! Cases that a person looked into, and mended.

use std::path::Path;

use handover::caseload::Replaced;
use serde::Serialize;

use crate::{Page, Report, amounts::amount, shown};

/// What came of mending.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Mended {
    /// Cases that are others now.
    changed: usize,
    /// Cases that were not given, and are as they were.
    left: usize,
    /// Cases that were given, and are as they were.
    same: usize,
}

/// Cases that were written as files.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Exported {
    cases: usize,
    written: String,
}

impl From<Replaced> for Mended {
    fn from(replaced: Replaced) -> Self {
        Self {
            changed: replaced.changed,
            left: replaced.left,
            same: replaced.same,
        }
    }
}

impl Report for Mended {
    fn tell(&self, page: &mut Page) {
        let is = if self.changed == 1 { "is" } else { "are" };
        page.line(&format!(
            "{} {is} changed; {} as before.",
            amount(self.changed, "case"),
            self.left.saturating_add(self.same),
        ));
    }
}

impl Exported {
    /// So many, in this folder.
    #[must_use]
    pub fn new(cases: usize, to: &Path) -> Self {
        Self {
            cases,
            written: shown(to),
        }
    }
}

impl Report for Exported {
    fn tell(&self, page: &mut Page) {
        let cases = amount(self.cases, "case");
        page.line(&format!("Written: {}, with {cases}.", self.written));
    }
}

//! Cases that were opened, and where they are now.

use std::path::Path;

use handover::{ArrivedCase, package::CaseRefusal, trust::UnreadableRow};
use serde::Serialize;

use crate::{Page, Report, amounts::amount, shown};

/// What was opened, and where it is now.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct OpenedReport {
    /// Cases that can be read and fail checks which their sender should have run.
    failed: Vec<FailedRow>,
    /// How many were opened.
    opened: usize,
    /// Cases that cannot be read.
    unreadable: Vec<UnreadableCase>,
    /// The file, or the folder whose contents.json says which file is whose.
    written: String,
    #[serde(skip)]
    is_folder: bool,
}

/// A case that can be read and should not have been sealed as it is.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[expect(
    clippy::exhaustive_structs,
    reason = "which, and what stands against it"
)]
pub struct FailedRow {
    /// The sender's own reference, if we may see it.
    pub case: Option<String>,
    /// Each check that fails, once.
    pub checks: Vec<String>,
    /// The token.
    pub token: String,
}

/// A case that cannot be read.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct UnreadableCase {
    class: &'static str,
    token: String,
}

impl FailedRow {
    /// `None` if nothing stands against the case.
    #[must_use]
    pub fn of(arrived: &ArrivedCase) -> Option<Self> {
        let checks = arrived.faults.checks();
        (!checks.is_empty()).then(|| Self {
            case: arrived
                .case
                .reference()
                .map(|case| case.as_str().to_owned()),
            checks,
            token: arrived.token.to_string(),
        })
    }

    /// For the eyes of whoever opens the cases, without a word of what is in them.
    #[must_use]
    pub fn in_words(&self) -> String {
        format!(
            "policy: case {} {} fails {}",
            self.token,
            self.case.as_deref().unwrap_or_default(),
            self.checks.join(", ")
        )
    }
}

impl From<&CaseRefusal> for UnreadableCase {
    fn from(refused: &CaseRefusal) -> Self {
        Self {
            class: refused.class.as_str(),
            token: refused.token.to_string(),
        }
    }
}

impl From<&UnreadableRow> for UnreadableCase {
    fn from(row: &UnreadableRow) -> Self {
        Self {
            class: row.1.as_str(),
            token: row.0.to_string(),
        }
    }
}

impl UnreadableCase {
    /// For people.
    pub(crate) fn tell(&self, page: &mut Page) {
        page.item(&format!("{}: {}", self.token, self.class));
    }
}

impl OpenedReport {
    /// What was opened of so many cases.
    #[must_use]
    pub fn new(
        to: &Path,
        cases: usize,
        failed: Vec<FailedRow>,
        unreadable: &[CaseRefusal],
    ) -> Self {
        let is_folder = to.is_dir();
        Self {
            failed,
            opened: if is_folder {
                cases.saturating_sub(unreadable.len())
            } else {
                1
            },
            unreadable: unreadable.iter().map(UnreadableCase::from).collect(),
            written: shown(to),
            is_folder,
        }
    }
}

impl Report for OpenedReport {
    fn tell(&self, page: &mut Page) {
        if self.is_folder {
            page.line(&format!("Opened: {}", amount(self.opened, "case")));
            page.line(&format!(
                "Written: {}; its contents.json says which file is whose.",
                self.written
            ));
        } else {
            page.line(&format!("Written: {}", self.written));
        }
    }
}

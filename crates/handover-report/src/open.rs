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
    /// The file, the workbook, or the folder: of CSV, or one whose contents.json says which file is whose.
    written: String,
    #[serde(skip)]
    place: OpenedPlace,
}

/// What is left of opened cases.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
#[expect(
    clippy::exhaustive_enums,
    reason = "one case, or all in one of three ways"
)]
pub enum OpenedPlace {
    /// One case in a file.
    File,
    /// A file for each case.
    Folder,
    /// A page for each case, and a list of them.
    Pages,
    /// All cases in the same tables.
    Tables,
}

#[derive(Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
struct FailedRow {
    /// The sender's own reference, if we may see it.
    case: Option<String>,
    checks: Vec<String>,
    token: String,
}

#[derive(Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub(crate) struct UnreadableCase {
    class: &'static str,
    token: String,
}

/// A case that can be read and should not have been sealed as it is.
#[derive(Clone, Debug)]
#[expect(
    clippy::exhaustive_structs,
    reason = "which, and what stands against it"
)]
pub struct FailedCase {
    /// The sender's own reference, if we may see it.
    pub case: Option<String>,
    /// Each check that fails, once.
    pub checks: Vec<String>,
    /// What stands for it in the package, in hex.
    pub token: String,
}

impl FailedCase {
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
    /// So many cases were opened.
    #[must_use]
    pub fn new(
        to: &Path,
        place: OpenedPlace,
        opened: usize,
        failed: Vec<FailedCase>,
        unreadable: &[CaseRefusal],
    ) -> Self {
        let failed = failed.into_iter().map(|failed| FailedRow {
            case: failed.case,
            checks: failed.checks,
            token: failed.token,
        });
        Self {
            failed: failed.collect(),
            opened,
            unreadable: unreadable.iter().map(UnreadableCase::from).collect(),
            written: shown(to),
            place,
        }
    }
}

impl Report for OpenedReport {
    fn tell(&self, page: &mut Page) {
        if self.place != OpenedPlace::File {
            page.line(&format!("Opened: {}", amount(self.opened, "case")));
        }
        let more = match self.place {
            OpenedPlace::File => "",
            OpenedPlace::Folder => "; its contents.json says which file is whose.",
            OpenedPlace::Pages => "; begin with its index.html.",
            OpenedPlace::Tables => "; About says how to read it.",
        };
        page.line(&format!("Written: {}{more}", self.written));
    }
}

use std::{fmt, path::Path};

use handover::{
    caseload::Decisions,
    trust::{Roster, Statement},
};
use serde::Serialize;

use super::{DecidedRows, decided_rows, each};
use crate::{Page, Report, roster::Summary, shown};

/// A roster that was signed.
#[derive(Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct RosterSigned {
    decisions: DecidedRows,
    mandate: String,
    /// Its id.
    roster: String,
    summary: Summary,
    written: String,
}

impl RosterSigned {
    /// A roster with the decisions that it holds, and where it was written.
    #[must_use]
    pub fn new(roster: &Statement<Roster>, decisions: &Decisions, written: &Path) -> Self {
        Self {
            decisions: decided_rows(decisions),
            mandate: roster.payload().mandate.to_string(),
            roster: roster.id().to_string(),
            summary: Summary::of(roster.payload()),
            written: shown(written),
        }
    }
}

impl Report for RosterSigned {
    fn tell(&self, page: &mut Page) {
        each(page, &self.decisions);
        page.gap();
        self.summary.tell(page);
        page.line(&format!("Roster {}", self.roster));
        page.line(&format!("Written: {}", self.written));
    }
}

impl fmt::Debug for RosterSigned {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("RosterSigned(..)")
    }
}

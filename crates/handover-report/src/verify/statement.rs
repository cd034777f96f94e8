use serde::Serialize;

use crate::{Page, Report, statements::StatementSummary};

/// A statement that holds by itself.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct VerifiedStatement {
    statement: StatementSummary,
    verified: bool,
}

impl VerifiedStatement {
    /// A statement, and what it says.
    #[must_use]
    pub const fn new(statement: StatementSummary) -> Self {
        Self {
            statement,
            verified: true,
        }
    }
}

impl Report for VerifiedStatement {
    fn tell(&self, page: &mut Page) {
        page.line(&page.paint.good("VERIFIED: signature, signer and time."));
        self.statement.tell(page);
        page.paragraph_at_margin(
            "What it refers to was not compared: verify the package, or evidence of a case.",
        );
    }
}

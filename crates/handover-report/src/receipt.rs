//! A receipt that was given.

use handover::{
    package::AgreementState,
    trust::{Receipt, Statement},
};
use serde::Serialize;

use crate::{
    Page, Report, amounts::amount, filed::Filed, open::UnreadableCase, statements::agreement,
};

/// A receipt that was signed.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct GivenReceipt {
    /// How far mandate and roster were checked, in words.
    agreement: &'static str,
    audience: Option<String>,
    file: String,
    #[serde(rename = "for")]
    recipient: String,
    id: String,
    package: String,
    /// stored or opened.
    rung: String,
    /// Whose server has it; null if it was not sent.
    sent: Option<String>,
    /// Cases that could not be read.
    unreadable: Vec<UnreadableCase>,
    #[serde(skip)]
    filed: Filed,
}

impl GivenReceipt {
    /// A receipt, how far mandate and roster of its package could be checked, and where it is.
    #[must_use]
    pub fn new(receipt: &Statement<Receipt>, agreed: AgreementState, filed: Filed) -> Self {
        let said = receipt.payload();
        let unreadable = said.unreadable.iter().map(UnreadableCase::from);
        Self {
            agreement: agreement(agreed),
            audience: said.audience.as_ref().map(ToString::to_string),
            file: filed.file(),
            recipient: said.r#for.to_string(),
            id: receipt.id().to_string(),
            package: said.package.to_string(),
            rung: said.rung.to_string(),
            sent: filed.sent(),
            unreadable: unreadable.collect(),
            filed,
        }
    }
}

impl Report for GivenReceipt {
    fn tell(&self, page: &mut Page) {
        page.field("Receipt", std::slice::from_ref(&self.id));
        page.field("Package", std::slice::from_ref(&self.package));
        page.field("For", std::slice::from_ref(&self.recipient));
        let rung = match &self.audience {
            Some(audience) => format!("{} as {audience}", self.rung),
            None => self.rung.clone(),
        };
        page.field("Rung", &[rung]);
        if !self.unreadable.is_empty() {
            page.line(&page.paint.warning(&format!(
                "{} cannot be read; the sender stays responsible and must seal them anew:",
                amount(self.unreadable.len(), "case")
            )));
            for row in &self.unreadable {
                row.tell(page);
            }
        }
        self.filed.tell(page);
    }
}

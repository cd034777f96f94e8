//! What is stored where it was sent.

use std::path::Path;

use handover::trust::{Receipt, Statement};
use serde::Serialize;

use crate::{Page, Report, Time, shown};

/// What is stored where it was sent. People read it line by line, as it gets there.
#[derive(Debug, Default, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct SendReport {
    stored: Vec<StoredPackage>,
}

/// A receipt that was verified.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct StoredPackage {
    at: Time,
    by: String,
    /// The package.
    file: String,
    #[serde(rename = "for")]
    recipient: String,
    package: String,
    /// The file of the receipt.
    receipt: String,
    receipt_id: String,
}

impl SendReport {
    /// One more receipt that was verified.
    pub fn push(&mut self, stored: StoredPackage) {
        self.stored.push(stored);
    }

    /// Whether nothing is stored yet.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.stored.is_empty()
    }
}

impl StoredPackage {
    /// The receipt of the package in a file, kept in a file of its own.
    #[must_use]
    pub fn new(package: &Path, receipt: &Statement<Receipt>, file: &Path) -> Self {
        let said = receipt.payload();
        Self {
            at: said.at.into(),
            by: said.by.to_string(),
            file: shown(package),
            recipient: said.r#for.to_string(),
            package: said.package.to_string(),
            receipt: shown(file),
            receipt_id: receipt.id().to_string(),
        }
    }

    /// For people, with its line ends.
    #[must_use]
    pub fn line(&self) -> String {
        format!(
            "stored: {} for {}, said by {} at {}\n  receipt: {}\n",
            self.file, self.recipient, self.by, self.at, self.receipt,
        )
    }
}

impl Report for SendReport {
    fn tell(&self, page: &mut Page) {
        for stored in &self.stored {
            page.laid_out(&stored.line());
        }
    }
}

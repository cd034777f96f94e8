//! `directory new`, `add` and `revoke`.

use std::path::Path;

use handover::trust::{Directory, Statement};
use serde::Serialize;

use crate::{Page, Report, Time, amounts::amount, shown};

/// A version of a directory that was written.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct DirectoryWritten {
    /// The thumbprint that everybody is told by another road.
    anchor: String,
    /// How many cards it lists.
    cards: usize,
    expires: Time,
    file: String,
    id: String,
    version: u64,
}

impl DirectoryWritten {
    /// A version that was written to `file`.
    #[must_use]
    pub fn new(directory: &Statement<Directory>, file: &Path) -> Self {
        let payload = directory.payload();
        Self {
            anchor: directory.signer().to_string(),
            cards: payload.cards.len(),
            expires: payload.expires.into(),
            file: shown(file),
            id: directory.id().to_string(),
            version: payload.version,
        }
    }
}

impl Report for DirectoryWritten {
    fn tell(&self, page: &mut Page) {
        page.line(&format!(
            "Directory version {} with {}, until {}: {}",
            self.version,
            amount(self.cards, "card"),
            self.expires,
            self.file,
        ));
        page.line(&format!("Anchor: {}", self.anchor));
    }
}

//! A statement in its file, and what became of sending it.

use std::path::Path;

use handover::trust::OrganisationId;

use crate::{Page, shown};

/// Where a new statement is.
#[derive(Clone, Debug)]
pub struct Filed {
    file: String,
    sending: Sending,
}

/// What became of sending a statement.
#[derive(Clone, Debug)]
#[expect(clippy::exhaustive_enums, reason = "there is no fourth outcome")]
pub enum Sending {
    /// It was to be sent, and was not.
    Failed,
    /// Nobody asked for it.
    NotAsked,
    /// A server has it.
    Sent {
        /// Whose server.
        server: OrganisationId,
        /// Whether the server had it not before.
        is_new: bool,
    },
}

impl Filed {
    /// A statement in a file.
    #[must_use]
    pub fn new(path: &Path, sending: Sending) -> Self {
        let file = shown(path);
        Self { file, sending }
    }

    /// The file, for machines.
    pub(crate) fn file(&self) -> String {
        self.file.clone()
    }

    /// Whose server has it, for machines; `None` if it was not sent.
    pub(crate) fn sent(&self) -> Option<String> {
        match &self.sending {
            Sending::Sent { server, .. } => Some(server.to_string()),
            Sending::Failed | Sending::NotAsked => None,
        }
    }

    /// For people.
    pub(crate) fn tell(&self, page: &mut Page) {
        page.line(&format!("Written: {}", self.file));
        if let Sending::Sent { server, is_new } = &self.sending {
            page.line(&if *is_new {
                format!("Sent: to the server of {server}")
            } else {
                format!("Sent: the server of {server} had it already")
            });
        }
    }

    /// Words beside the statement, for people: a package, and packages are sent as such.
    pub(crate) fn tell_words(&self, file: &str, page: &mut Page) {
        page.line(&format!("Written: {file}"));
        if !matches!(self.sending, Sending::NotAsked) {
            page.line(&format!(
                "Not sent with the statement, for it is a package: `handover send {file}`"
            ));
        }
    }
}

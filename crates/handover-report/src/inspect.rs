//! What anyone may see of a package.

use handover::trust::Package;
use serde::Serialize;

use crate::{Page, Report, Time};

/// What a package says of itself.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Inspected {
    #[serde(flatten)]
    head: Head,
    bytes: u64,
    /// Never: nothing was verified.
    verified: bool,
}

impl Inspected {
    /// The head of a package of so many bytes.
    #[must_use]
    pub fn new(head: &Package, bytes: u64) -> Self {
        Self {
            head: Head::of(head),
            bytes,
            verified: false,
        }
    }
}

impl Report for Inspected {
    fn tell(&self, page: &mut Page) {
        page.line(
            &page
                .paint
                .warning("NOT VERIFIED: anyone could have written this."),
        );
        self.head.tell(page);
        page.field("Length", &[format!("{} bytes", self.bytes)]);
    }
}

/// The head of a package.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Head {
    cases: u64,
    from: String,
    mandate: Option<String>,
    profile: String,
    root: String,
    roster: Option<String>,
    sealed: Time,
    sections: Vec<String>,
    stanzas: Vec<StanzaRow>,
    /// The package in whose place this one stands.
    supersedes: Option<String>,
    /// Until when it is to be opened.
    until: Time,
}

/// Who can open what.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
struct StanzaRow {
    audience: String,
    /// The id of the sealing key.
    key: String,
    sections: Vec<String>,
    to: String,
}

impl Head {
    /// What it says in clear.
    #[must_use]
    pub fn of(head: &Package) -> Self {
        let stanzas = head.stanzas.iter().map(|stanza| StanzaRow {
            audience: stanza.audience.to_string(),
            key: stanza.key.to_string(),
            sections: stanza.sections.iter().map(ToString::to_string).collect(),
            to: stanza.to.to_string(),
        });
        Self {
            cases: head.count,
            from: head.by.to_string(),
            mandate: head.mandate.map(|id| id.to_string()),
            profile: head.profile.name().to_string(),
            root: head.root.to_string(),
            roster: head.roster.map(|id| id.to_string()),
            sealed: head.at.into(),
            sections: head.sections.iter().map(ToString::to_string).collect(),
            stanzas: stanzas.collect(),
            supersedes: head.supersedes.map(|id| id.to_string()),
            until: head.until.into(),
        }
    }

    /// For people.
    pub fn tell(&self, page: &mut Page) {
        let one = std::slice::from_ref::<String>;
        page.field("From", one(&self.from));
        page.field("Sealed", &[self.sealed.to_string()]);
        page.field("To be opened until", &[self.until.to_string()]);
        page.field("Cases", &[self.cases.to_string()]);
        page.field("Profile", one(&self.profile));
        let mandate = self.mandate.as_deref().unwrap_or("none");
        page.field("Mandate", &[mandate.to_owned()]);
        if let Some(before) = &self.supersedes {
            page.field("In the place of", one(before));
        }
        for stanza in &self.stanzas {
            page.field(
                &format!("{} as {}", stanza.to, stanza.audience),
                &[format!("opens {}", stanza.sections.join(", "))],
            );
        }
    }
}

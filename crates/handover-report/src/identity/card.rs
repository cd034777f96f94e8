//! The card of an identity.

use std::path::Path;

use handover::{
    identity::{CardError, Identity},
    trust::{Card, CertificateUse, Statement},
};
use serde::Serialize;

use crate::{Page, Report, Time, shown};

/// A card that has changed.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub(super) struct CardState {
    /// The id of the card.
    card: String,
    /// Whether the identity signs directories: then the card goes to nobody, and the directory begins with it.
    keeps_directory: bool,
    pub(super) organisation: String,
    /// The file that goes to the authority beside the card, where it replaces another.
    succession: Option<String>,
    /// Until when the card holds.
    pub(super) until: Time,
    /// The words of the card, to be compared by telephone.
    words: String,
}

impl CardState {
    pub(super) fn of(identity: &Identity) -> Result<Self, CardError> {
        let card = identity.card()?;
        Ok(Self {
            card: card.id().to_string(),
            keeps_directory: identity.has(CertificateUse::Authority),
            organisation: identity.organisation().to_string(),
            succession: identity.succession()?.as_deref().map(shown),
            until: card.payload().until.into(),
            words: card.in_words().join(" "),
        })
    }

    /// What others are told, and do with it.
    pub(super) fn tell_replaced(&self, page: &mut Page) {
        page.line(
            "Nothing that it signs counts before everybody has a directory with the new card:",
        );
        page.line("`handover identity card --to FILE` writes it for the authority, which rings you on a number");
        page.line(&format!(
            "that it knows and compares its words: {}",
            self.words
        ));
    }

    /// What to do with it.
    pub(super) fn tell(&self, page: &mut Page) {
        let write = "Write the card with `handover identity card --to FILE`, for the authority";
        match &self.succession {
            _ if self.keeps_directory => {
                page.line(
                    "Begin the directory with `handover directory new`: it tells the anchor.",
                );
            }
            None => page.line(&format!("{write}.")),
            Some(file) => {
                page.line(&format!("{write}, with {file} beside it:"));
                page.line("until everybody has a directory with this card, what this identity signs is refused.");
            }
        }
    }
}

/// A card in a file of its own.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct CardWritten {
    /// The id of the card, which the authority checks by telephone.
    card: String,
    file: String,
    organisation: String,
    /// The file that goes to the authority beside the card, where it replaces another.
    succession: Option<String>,
    /// Whether it takes the place of one whose keys are stolen or lost, without its agreement.
    takes_place: bool,
    /// The words of the card, to be compared by telephone.
    words: String,
}

impl CardWritten {
    /// The card of `identity`, in `file`.
    ///
    /// # Errors
    ///
    /// The card of the folder cannot be read.
    pub fn new(
        identity: &Identity,
        card: &Statement<Card>,
        file: &Path,
    ) -> Result<Self, CardError> {
        let succession = identity.succession()?;
        Ok(Self {
            card: card.id().to_string(),
            file: shown(file),
            organisation: identity.organisation().to_string(),
            takes_place: succession.is_none() && card.payload().replaces.is_some(),
            succession: succession.as_deref().map(shown),
            words: card.in_words().join(" "),
        })
    }
}

impl Report for CardWritten {
    fn tell(&self, page: &mut Page) {
        page.line(&format!("Card of {}: {}", self.organisation, self.file));
        page.line(&format!(
            "The authority checks it with you by telephone: its words are {}",
            self.words
        ));
        if self.takes_place {
            page.line("It lists it with `handover directory replace --card CARD --words \"WORDS\" --since DAY`.");
        }
        if let Some(file) = &self.succession {
            page.line(&format!(
                "Give it {file} too: `handover directory add --card CARD=ROLE --succession FILE` takes both."
            ));
        }
    }
}

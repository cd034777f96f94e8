//! `identity new`, `certificate`, `person` and `renew`: each leaves another card.

use handover::{
    identity::{CardError, Identity},
    trust::Certificate,
};
use serde::Serialize;

use super::card::CardState;
use crate::{Page, Report, shown};

/// An identity that was made.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct IdentityMade {
    #[serde(flatten)]
    card: CardState,
    /// The folder.
    identity: String,
}

impl IdentityMade {
    /// The card and the folder of `identity`.
    ///
    /// # Errors
    ///
    /// The card of the folder cannot be read.
    pub fn new(identity: &Identity) -> Result<Self, CardError> {
        Ok(Self {
            card: CardState::of(identity)?,
            identity: shown(identity.folder()),
        })
    }
}

impl Report for IdentityMade {
    fn tell(&self, page: &mut Page) {
        page.line(&format!(
            "Identity of {}: {}",
            self.card.organisation, self.identity
        ));
        page.line(
            "Keep a copy of the folder and the passphrase, apart from each other: without them nothing that is \
             sealed to you opens.",
        );
        self.card.tell(page);
    }
}

/// A certificate of a CA that is on the card now.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct CertificateInstalled {
    #[serde(flatten)]
    card: CardState,
    /// Its thumbprint.
    certificate: String,
}

impl CertificateInstalled {
    /// The card of `identity`, which holds `certificate` now.
    ///
    /// # Errors
    ///
    /// The card of the folder cannot be read.
    pub fn new(identity: &Identity, certificate: &Certificate) -> Result<Self, CardError> {
        Ok(Self {
            card: CardState::of(identity)?,
            certificate: certificate.thumbprint().to_string(),
        })
    }
}

impl Report for CertificateInstalled {
    fn tell(&self, page: &mut Page) {
        page.line(&format!(
            "Certificate {} is on the card now.",
            self.certificate
        ));
        self.card.tell(page);
    }
}

/// Persons whose keys are on the card now.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct PersonsAdded {
    #[serde(flatten)]
    card: CardState,
    /// How many.
    persons: usize,
}

impl PersonsAdded {
    /// The card of `identity`, which holds the keys of so many more persons.
    ///
    /// # Errors
    ///
    /// The card of the folder cannot be read.
    pub fn new(identity: &Identity, persons: usize) -> Result<Self, CardError> {
        Ok(Self {
            card: CardState::of(identity)?,
            persons,
        })
    }
}

impl Report for PersonsAdded {
    fn tell(&self, page: &mut Page) {
        page.line(if self.persons == 1 {
            "A key for 1 person is on the card now."
        } else {
            "Keys for these persons are on the card now."
        });
        self.card.tell(page);
    }
}

/// An identity that was renewed.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Renewed(CardState);

impl Renewed {
    /// The card of `identity`, which is new.
    ///
    /// # Errors
    ///
    /// The card of the folder cannot be read.
    pub fn new(identity: &Identity) -> Result<Self, CardError> {
        CardState::of(identity).map(Self)
    }
}

impl Report for Renewed {
    fn tell(&self, page: &mut Page) {
        page.line(&format!("Renewed until {}.", self.0.until));
        self.0.tell(page);
    }
}

/// An identity with fresh keys in the place of stolen or lost ones.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Replaced {
    #[serde(flatten)]
    card: CardState,
    /// The folder.
    identity: String,
    /// How many older sealing keys are there: what was sealed to them still opens.
    older_sealing_keys: u32,
}

impl Replaced {
    /// The card of `identity`, whose keys are new.
    ///
    /// # Errors
    ///
    /// The card of the folder cannot be read.
    pub fn new(identity: &Identity) -> Result<Self, CardError> {
        Ok(Self {
            card: CardState::of(identity)?,
            identity: shown(identity.folder()),
            older_sealing_keys: identity.about().sealing_keys.saturating_sub(1),
        })
    }
}

impl Report for Replaced {
    fn tell(&self, page: &mut Page) {
        page.line(&format!(
            "Fresh keys of {}: {}",
            self.card.organisation, self.identity
        ));
        self.card.tell_replaced(page);
        page.line(if self.older_sealing_keys > 0 {
            "What was sealed to you before still opens here."
        } else {
            "What waits under the lost key does not open: `handover receipt PACKAGE --rung opened` says so to its \
             sender, who seals it anew."
        });
    }
}

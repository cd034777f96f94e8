use serde::{Deserialize, Serialize};
use serde_bytes::ByteBuf;

use super::{PayloadError, rule};
use crate::{
    Certificate, CertificateUse, OrganisationId, PosixTime, PublicLabel, SealingPublicKey,
    ShortName, StatementId, entitlement::Claim,
};

/// An organisation says who it is; rule `card`.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
#[expect(clippy::exhaustive_structs, reason = "a closed map of format 1")]
pub struct Card {
    /// When the signer says that it was signed.
    pub at: PosixTime,
    /// The organisation.
    pub by: OrganisationId,
    /// What people call it.
    pub name: PublicLabel,
    /// How people reach it, about whatever is not in `contacts`.
    pub contact: PublicLabel,
    /// Whom to ring about what.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub contacts: Vec<Contact>,
    /// Where packages for it go, if it takes any from a server.
    pub server: Option<ServerAddress>,
    /// Its certificates, with what each may be used for.
    pub certificates: Vec<CardCertificate>,
    /// The key to seal to it, if it receives cases.
    pub sealing: Option<SealingKey>,
    /// When the card begins.
    pub from: PosixTime,
    /// When the card ends.
    pub until: PosixTime,
    /// The card before.
    pub replaces: Option<StatementId>,
}

impl Card {
    /// When the card, a certificate on it or its sealing key ends: the earliest of them.
    #[must_use]
    pub fn first_end(&self) -> PosixTime {
        let certificates = self.certificates.iter();
        let ends = certificates
            .filter_map(|listed| Certificate::from_der(&listed.certificate).ok())
            .map(|certificate| certificate.not_after());
        let sealing = self.sealing.iter().map(|sealing| sealing.until);
        ends.chain(sealing).fold(self.until, PosixTime::min)
    }
}

/// Whom to ring about something; rule `contact`.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
#[expect(clippy::exhaustive_structs, reason = "a closed map of format 1")]
pub struct Contact {
    /// What one rings about.
    pub r#for: PublicLabel,
    /// A telephone number, or another address.
    pub number: PublicLabel,
    /// Who answers: a person or a desk.
    pub name: Option<PublicLabel>,
    /// When; `None` at any time.
    pub hours: Option<PublicLabel>,
    /// The number at other times.
    pub out_of_hours: Option<PublicLabel>,
}

/// Most contacts of a card.
const MAX_CONTACTS: usize = 32;

/// Where packages for an organisation go; rule `server-address`.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
#[expect(clippy::exhaustive_structs, reason = "a closed map of format 1")]
pub struct ServerAddress {
    /// The organisation itself, or the hub that may sign `stored` for it.
    pub by: OrganisationId,
    /// The address, for the client.
    pub address: PublicLabel,
}

/// A certificate with what it may be used for; rule `card-certificate`.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
#[expect(clippy::exhaustive_structs, reason = "a closed map of format 1")]
pub struct CardCertificate {
    /// The certificate in DER.
    pub certificate: ByteBuf,
    /// What it may be used for.
    pub uses: Vec<CertificateUse>,
    /// The roles of the person, if a person is a use.
    pub roles: Vec<ShortName>,
}

/// The key to seal to an organisation; rule `sealing-key`.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
#[expect(clippy::exhaustive_structs, reason = "a closed map of format 1")]
pub struct SealingKey {
    /// The X-Wing public key.
    pub key: SealingPublicKey,
    /// When it may first be used.
    pub from: PosixTime,
    /// When it may no longer be used.
    pub until: PosixTime,
}

super::payload!(Card, |card| Claim::Card(card), |card| {
    rule(!card.certificates.is_empty())?;
    rule(card.contacts.len() <= MAX_CONTACTS)?;
    card.certificates.iter().try_for_each(check_certificate)
});

fn check_certificate(certificate: &CardCertificate) -> Result<(), PayloadError> {
    let uses = &certificate.uses;
    rule(!uses.is_empty())?;
    rule(!uses.contains(&CertificateUse::Transport) || uses.len() == 1)?;
    rule(uses.contains(&CertificateUse::Person) != certificate.roles.is_empty())
}

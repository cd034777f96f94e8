//! `directory show`.

use handover::trust::{
    CardCertificate, Certificate, CertificateUse, ListedCard, PosixTime, Revocation,
    VerifiedDirectory,
};
use serde::Serialize;

use crate::{Page, Report, Time, contacts::ShownContact, tame};

/// A directory that was verified.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ShownDirectory {
    anchor: String,
    authority: String,
    cards: Vec<ShownCard>,
    expires: Time,
    id: String,
    revocations: Vec<ShownRevocation>,
    signed: Time,
    version: u64,
}

#[derive(Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
struct ShownCard {
    certificates: Vec<ShownCertificate>,
    contact: String,
    /// Whom to ring about what.
    contacts: Vec<ShownContact>,
    from: Time,
    in_force: bool,
    name: String,
    organisation: String,
    roles: Vec<String>,
    sealing_key: Option<String>,
    until: Time,
}

#[derive(Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
struct ShownCertificate {
    /// The hash of its public key; null for a certificate that breaks the profile.
    public_key: Option<String>,
    roles: Vec<String>,
    thumbprint: String,
    uses: Vec<String>,
}

#[derive(Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
struct ShownRevocation {
    from: Time,
    hash: String,
    reason: String,
    what: String,
}

fn words<T: ToString>(all: &[T]) -> Vec<String> {
    all.iter().map(ToString::to_string).collect()
}

impl ShownDirectory {
    /// Every card of `directory`, and whether it is in force at `now`.
    #[must_use]
    pub fn new(directory: &VerifiedDirectory, now: PosixTime) -> Self {
        let payload = directory.statement().payload();
        let cards = directory.cards();
        Self {
            anchor: directory.statement().signer().to_string(),
            authority: payload.by.to_string(),
            cards: cards.map(|listed| ShownCard::new(listed, now)).collect(),
            expires: payload.expires.into(),
            id: directory.statement().id().to_string(),
            revocations: payload
                .revocations
                .iter()
                .map(ShownRevocation::new)
                .collect(),
            signed: payload.at.into(),
            version: payload.version,
        }
    }
}

impl ShownCard {
    fn new(listed: &ListedCard, now: PosixTime) -> Self {
        let card = listed.card().payload();
        let sealing = card.sealing.as_ref();
        Self {
            certificates: card
                .certificates
                .iter()
                .map(ShownCertificate::new)
                .collect(),
            contact: card.contact.as_str().to_owned(),
            contacts: ShownContact::of(card),
            from: card.from.into(),
            in_force: listed.is_in_force_at(now),
            name: card.name.as_str().to_owned(),
            organisation: card.by.to_string(),
            roles: words(listed.roles()),
            sealing_key: sealing.map(|sealing| sealing.key.id().to_string()),
            until: listed.end().into(),
        }
    }

    fn tell(&self, page: &mut Page) {
        let state = if self.in_force {
            "in force"
        } else {
            "not in force"
        };
        page.heading(
            &format!("{}  {}", self.organisation, tame(&self.name)),
            state,
        );
        page.field("Roles", &[self.roles.join(", ")]);
        page.field("Contact", &[tame(&self.contact)]);
        self.contacts.iter().for_each(|contact| contact.tell(page));
        page.field("In force", &[format!("{} to {}", self.from, self.until)]);
        for certificate in &self.certificates {
            let key = certificate.public_key.as_ref();
            let key = key.map(|key| format!("public key {key}"));
            let said = [certificate.thumbprint.clone()].into_iter().chain(key);
            page.field(&certificate.name(), &said.collect::<Vec<_>>());
        }
        if let Some(key) = &self.sealing_key {
            page.field("sealing key", std::slice::from_ref(key));
        }
    }
}

impl ShownCertificate {
    fn new(certificate: &CardCertificate) -> Self {
        let read = Certificate::from_der(&certificate.certificate).ok();
        let thumbprint = read.as_ref().map(|read| read.thumbprint().to_string());
        Self {
            public_key: read.map(|read| read.key_hash().to_string()),
            roles: words(&certificate.roles),
            thumbprint: thumbprint.unwrap_or_else(|| "not a certificate of the profile".to_owned()),
            uses: words(&certificate.uses),
        }
    }

    /// A person's with the roles.
    fn name(&self) -> String {
        let uses = self.uses.join(", ");
        if self
            .uses
            .iter()
            .any(|name| name == CertificateUse::Person.as_str())
        {
            format!("{uses} ({})", self.roles.join(", "))
        } else {
            uses
        }
    }
}

impl ShownRevocation {
    fn new(revocation: &Revocation) -> Self {
        Self {
            from: revocation.from.into(),
            hash: revocation.hash.to_string(),
            reason: revocation.reason.to_string(),
            what: revocation.what.to_string(),
        }
    }
}

impl Report for ShownDirectory {
    fn tell(&self, page: &mut Page) {
        page.heading(&format!("Directory, version {}", self.version), "");
        page.field("Authority", std::slice::from_ref(&self.authority));
        page.field("Signed", &[self.signed.to_string()]);
        page.field("Expires", &[self.expires.to_string()]);
        page.field("Anchor", std::slice::from_ref(&self.anchor));
        for card in &self.cards {
            card.tell(page);
        }
        for revocation in &self.revocations {
            page.heading(&format!("Revoked: {}", revocation.what), "");
            page.field("Thumbprint", std::slice::from_ref(&revocation.hash));
            page.field("From", &[revocation.from.to_string()]);
            page.field("Why", std::slice::from_ref(&revocation.reason));
        }
    }
}

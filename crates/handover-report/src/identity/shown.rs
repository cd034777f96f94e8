//! `identity show`.

use handover::identity::{CardError, Identity};
use serde::Serialize;

use crate::{Page, Report, Time, contacts::ShownContact, tame};

/// An identity, without what is secret.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ShownIdentity {
    /// The id of the card.
    card: String,
    contact: String,
    /// Whom to ring about what.
    contacts: Vec<ShownContact>,
    keys: Vec<ShownKey>,
    name: String,
    organisation: String,
    /// The id of the sealing key.
    sealing_key: Option<String>,
    /// Until when the card holds.
    until: Time,
    /// The words of the card, to be compared by telephone.
    words: String,
}

#[derive(Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
struct ShownKey {
    from: Time,
    issued_by_a_ca: bool,
    key: String,
    roles: Vec<String>,
    thumbprint: String,
    until: Time,
    uses: Vec<String>,
}

impl ShownIdentity {
    /// What is in the folder of `identity` and is no secret.
    ///
    /// # Errors
    ///
    /// The card or a certificate of the folder cannot be read.
    pub fn of(identity: &Identity) -> Result<Self, CardError> {
        let card = identity.card()?;
        let about = identity.about();
        let mut keys = Vec::new();
        for entry in &about.keys {
            let certificate = identity.certificate(&entry.key)?;
            keys.push(ShownKey {
                from: certificate.not_before().into(),
                issued_by_a_ca: entry.is_issued,
                key: entry.key.as_str().to_owned(),
                roles: entry.roles.iter().map(ToString::to_string).collect(),
                thumbprint: certificate.thumbprint().to_string(),
                until: certificate.not_after().into(),
                uses: entry.uses.iter().map(ToString::to_string).collect(),
            });
        }
        let payload = card.payload();
        let sealing = payload.sealing.as_ref();
        Ok(Self {
            card: card.id().to_string(),
            contact: about.contact.clone(),
            contacts: ShownContact::of(payload),
            keys,
            name: about.name.clone(),
            organisation: about.organisation.to_string(),
            sealing_key: sealing.map(|sealing| sealing.key.id().to_string()),
            until: payload.until.into(),
            words: card.in_words().join(" "),
        })
    }
}

impl Report for ShownIdentity {
    fn tell(&self, page: &mut Page) {
        let heading = format!("{}  {}", self.organisation, tame(&self.name));
        page.line(&page.paint.heading(&heading));
        page.field("Contact", &[tame(&self.contact)]);
        self.contacts.iter().for_each(|contact| contact.tell(page));
        page.field("Card", std::slice::from_ref(&self.card));
        page.field("Its words", std::slice::from_ref(&self.words));
        page.field("Holds until", &[self.until.to_string()]);
        for key in &self.keys {
            let roles = if key.roles.is_empty() {
                String::new()
            } else {
                format!("as {}, ", key.roles.join(", "))
            };
            let by = if key.issued_by_a_ca {
                ", issued by a CA"
            } else {
                ""
            };
            let until = format!("{roles}until {}{by}", key.until);
            page.field(&key.key, &[key.thumbprint.clone(), until]);
        }
        let sealing = self.sealing_key.as_deref().unwrap_or("none");
        page.field("sealing key", &[sealing.to_owned()]);
    }
}

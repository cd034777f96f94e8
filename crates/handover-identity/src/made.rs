//! Makes identities.

use std::path::Path;

use handover_files::{FileError, NewFolder};
use handover_trust::{
    Card, CardCertificate, Certificate, CertificateUse, Contact, KeyCost, KeyMismatch,
    OrganisationId, PayloadError, PosixTime, PublicLabel, SealingKey, SealingPrivateKey,
    ServerAddress, ShortName, SignatureAlgorithm, Signer, SigningKey, Statement, StatementId,
};
use thiserror::Error;

use crate::{
    About, KeyEntry, KeyName,
    about::{ABOUT, Format},
    debug::names_only,
    identity::CARD,
    key_name::sealing_file,
};

/// Fewest characters of a new passphrase.
const SHORTEST_PASSPHRASE: usize = 12;

/// Why an identity, or a card, was not made.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum NewIdentityError {
    /// The card cannot be signed.
    #[error("card cannot be signed")]
    Card(#[source] PayloadError),
    /// The contact is empty or too long.
    #[error("contact is empty or too long")]
    Contact,
    /// The cost of guessing is not one that OpenSSL reads.
    #[error("cost of guessing is not 10 to 14")]
    Cost,
    /// The days lead past the calendar.
    #[error("days lead past the calendar")]
    Days,
    /// The folder cannot be written.
    #[error(transparent)]
    File(#[from] FileError),
    /// A certificate is another key's.
    #[error(transparent)]
    Mismatch(#[from] KeyMismatch),
    /// The name is empty or too long.
    #[error("name is empty or too long")]
    Name,
    /// The passphrase is too short to guard anything.
    #[error("a passphrase has {SHORTEST_PASSPHRASE} characters or more")]
    Passphrase,
    /// The name of a person's first role is too long for the name of a key.
    #[error("name of the role is too long")]
    RoleName,
    /// Two persons begin with one role.
    #[error("two persons begin with the role {role}")]
    TwoPersons {
        /// The role.
        role: ShortName,
    },
}

/// What a new identity is made from.
pub struct NewIdentity<'a> {
    /// Whose it is.
    pub organisation: OrganisationId,
    /// The organisation's name.
    pub name: String,
    /// Where somebody answers who has a question about a transfer.
    pub contact: String,
    /// Whom to ring about what.
    pub contacts: Vec<Contact>,
    /// Where packages for it go, if it takes any from a server.
    pub server: Option<ServerAddress>,
    /// The roles of each person.
    pub persons: Vec<Vec<ShortName>>,
    /// Whether it signs directories.
    pub is_authority: bool,
    /// How its keys sign.
    pub algorithm: SignatureAlgorithm,
    /// Days for which certificates, card and sealing key hold.
    pub days: u32,
    /// What guessing the passphrase costs: the logarithm of scrypt's N, 10 to 14.
    pub scrypt_log_n: u8,
    /// The card whose place it takes, where the keys of that are lost or may be in other hands.
    pub replaces: Option<StatementId>,
    /// What guards the private keys: 12 characters or more.
    pub passphrase: &'a str,
    /// From when on it holds.
    pub now: PosixTime,
}

names_only!(NewIdentity<'_>: "NewIdentity");

impl NewIdentity<'_> {
    /// Makes keys, certificates and card, and writes the folder, whole or not at all.
    ///
    /// # Errors
    ///
    /// [`NewIdentityError`], as its variants say.
    pub fn write(&self, path: &Path) -> Result<(), NewIdentityError> {
        if self.passphrase.chars().count() < SHORTEST_PASSPHRASE {
            return Err(NewIdentityError::Passphrase);
        }
        let cost = cost(self.scrypt_log_n)?;
        let entries = self.entries()?;
        let folder = NewFolder::create(path)?;
        let (from, until) = (self.now, days_later(self.now, self.days)?);
        let mut listed = Vec::new();
        let mut signers = Vec::new();
        for entry in &entries {
            let key = SigningKey::generate(self.algorithm);
            let certificate =
                Certificate::self_signed(&key, &self.organisation, entry.key.as_str(), from, until);
            let pem = key.to_encrypted_pem(self.passphrase, cost);
            folder.write(&entry.key.key_file(), pem.as_bytes())?;
            folder.write(
                &entry.key.certificate_file(),
                certificate.to_pem().as_bytes(),
            )?;
            listed.push(on_card(entry, &certificate));
            signers.push(Signer::new(key, certificate)?);
        }
        let sealing = SealingPrivateKey::generate();
        let pem = sealing.to_encrypted_pem(self.passphrase, cost);
        folder.write(&sealing_file(1), pem.as_bytes())?;
        let card = Card {
            at: from,
            by: self.organisation.clone(),
            name: label(&self.name).ok_or(NewIdentityError::Name)?,
            contact: label(&self.contact).ok_or(NewIdentityError::Contact)?,
            contacts: self.contacts.clone(),
            server: self.server.clone(),
            certificates: listed,
            sealing: Some(SealingKey {
                key: sealing.public_key().clone(),
                from,
                until,
            }),
            from,
            until,
            replaces: self.replaces,
        };
        folder.write(CARD, sign(office(&signers), card)?.as_bytes())?;
        let about = About {
            format: Format::One,
            organisation: self.organisation.clone(),
            name: self.name.clone(),
            contact: self.contact.clone(),
            scrypt_log_n: self.scrypt_log_n,
            days: self.days,
            keys: entries,
            sealing_keys: 1,
            is_published: false,
        };
        folder.write(ABOUT, &about.to_json())?;
        Ok(folder.finish()?)
    }

    /// The office first.
    fn entries(&self) -> Result<Vec<KeyEntry>, NewIdentityError> {
        let mut uses = vec![
            CertificateUse::Office,
            CertificateUse::Service,
            CertificateUse::Transport,
        ];
        if self.is_authority {
            uses.push(CertificateUse::Authority);
        }
        let mut entries: Vec<KeyEntry> = uses
            .into_iter()
            .map(|use_| KeyEntry::new(KeyName::of_use(use_), use_, &[]))
            .collect();
        for roles in &self.persons {
            entries.extend(person_entry(&entries, roles)?);
        }
        Ok(entries)
    }
}

/// The signer of the first entry.
fn office(signers: &[Signer]) -> &Signer {
    signers.first().expect("every identity has an office")
}

/// The entry of a person beside those that are there; none for a person without a role.
pub(crate) fn person_entry(
    entries: &[KeyEntry],
    roles: &[ShortName],
) -> Result<Option<KeyEntry>, NewIdentityError> {
    let Some(first) = roles.first() else {
        return Ok(None);
    };
    let key = KeyName::of_person(first).ok_or(NewIdentityError::RoleName)?;
    if entries.iter().any(|entry| entry.key == key) {
        return Err(NewIdentityError::TwoPersons {
            role: first.clone(),
        });
    }
    Ok(Some(KeyEntry::new(key, CertificateUse::Person, roles)))
}

/// How a key stands on the card.
pub(crate) fn on_card(entry: &KeyEntry, certificate: &Certificate) -> CardCertificate {
    CardCertificate {
        certificate: certificate.as_der().to_vec().into(),
        uses: entry.uses.clone(),
        roles: entry.roles.clone(),
    }
}

/// Signs a card.
pub(crate) fn sign(office: &Signer, card: Card) -> Result<Statement<Card>, NewIdentityError> {
    office.sign(card).map_err(NewIdentityError::Card)
}

fn label(text: &str) -> Option<PublicLabel> {
    text.to_owned().try_into().ok()
}

/// The cost of guessing a passphrase.
pub(crate) fn cost(log_n: u8) -> Result<KeyCost, NewIdentityError> {
    KeyCost::new(log_n).ok_or(NewIdentityError::Cost)
}

/// That many days later.
pub(crate) fn days_later(from: PosixTime, days: u32) -> Result<PosixTime, NewIdentityError> {
    from.plus_days(days).ok_or(NewIdentityError::Days)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::example::now;

    #[test]
    fn keys_are_guarded_by_more_than_a_word() {
        let outer = tempfile::tempdir().unwrap();
        let folder = outer.path().join("identity");
        let short = NewIdentity {
            organisation: "ZZ902".parse().unwrap(),
            name: "A service".to_owned(),
            contact: "the desk".to_owned(),
            contacts: Vec::new(),
            server: None,
            persons: Vec::new(),
            is_authority: false,
            algorithm: SignatureAlgorithm::Ed25519,
            days: 30,
            scrypt_log_n: 10,
            replaces: None,
            passphrase: "elevenchars",
            now: now(),
        };
        let refused = short.write(&folder);
        assert!(matches!(refused, Err(NewIdentityError::Passphrase)));
        assert!(!folder.exists());
    }
}

//! Renews the card of an identity: a certificate of a CA, further persons.

use std::{fs, path::Path};

use handover_files::{FileError, Lock, NewFile};
use handover_trust::{
    Card, CardCertificate, Certificate, CertificateUse, Contact, Countersign, KeyMismatch,
    OrganisationId, PayloadError, PosixTime, PublicLabel, SealingKey, SealingPrivateKey, ShortName,
    Signer, SigningKey, Statement,
};
use thiserror::Error;

use crate::{
    CardError, Identity, KeyError, KeyName, NewIdentityError,
    about::ABOUT,
    identity::{CARD, SUCCESSION, certificate_at},
    key_name::sealing_file,
    made::{cost, days_later, on_card, person_entry, sign},
    renewal::{Renewal, hold},
};

/// The certificate with which the office of the card before agrees.
pub(crate) const OFFICE_BEFORE: &str = "office-before.crt";

/// Why a card was not renewed; the one before stays.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum RenewError {
    /// The identity keeps a directory: a new card would change its anchor.
    #[error("identity keeps a directory, and a new card would change its anchor")]
    Authority,
    /// The card before was not read.
    #[error(transparent)]
    Card(#[from] CardError),
    /// Another program changed the identity since it was read here.
    #[error("identity was changed meanwhile")]
    Changed,
    /// The card before has ended, so its office can agree to no other.
    #[error("card has ended, so its office can agree to no other")]
    Ended,
    /// The files cannot be written.
    #[error(transparent)]
    File(#[from] FileError),
    /// Another key's certificate is a CA's, and the new card needs new ones for all.
    #[error("certificate of another key is a CA's, and all need new ones")]
    Issued,
    /// A key was not used.
    #[error(transparent)]
    Key(#[from] KeyError),
    /// A certificate that was given is for another key.
    #[error(transparent)]
    Mismatch(#[from] KeyMismatch),
    /// What is new was not made.
    #[error(transparent)]
    New(#[from] NewIdentityError),
    /// The office of the card before cannot agree.
    #[error("succession cannot be signed")]
    Succession(#[source] PayloadError),
}

/// What an organisation says of itself from a renewal on; what is not given stays.
#[derive(Clone, Debug, Default)]
#[expect(clippy::exhaustive_structs, reason = "each member may be left out")]
pub struct Renaming {
    /// What people call it.
    pub name: Option<PublicLabel>,
    /// How people reach it.
    pub contact: Option<PublicLabel>,
    /// Whom to ring about what: all of them, in the place of those before.
    pub contacts: Option<Vec<Contact>>,
}

/// What is new on a card.
#[derive(Default)]
struct Change {
    /// Certificates, by the key that they are for.
    certificates: Vec<(KeyName, Certificate)>,
    /// Files of keys.
    keys: Vec<(String, Vec<u8>)>,
    renaming: Renaming,
    sealing: Option<SealingKey>,
    /// Whether every key gets a certificate that begins now.
    is_of_all: bool,
}

impl Change {
    /// The new certificate of a key, if it has one.
    fn certificate(&self, key: &KeyName) -> Option<&Certificate> {
        let mut certificates = self.certificates.iter();
        certificates.find_map(|(of, certificate)| (of == key).then_some(certificate))
    }
}

impl Identity {
    /// Puts a certificate of a CA in the place of the one that is there, on a new card.
    ///
    /// # Errors
    ///
    /// [`RenewError`], as its variants say.
    pub fn install(
        &mut self,
        key: &KeyName,
        certificate: &Certificate,
        passphrase: &str,
        now: PosixTime,
    ) -> Result<(), RenewError> {
        if let Some(entry) = self.about.keys.iter_mut().find(|entry| entry.key == *key) {
            entry.is_issued = true;
        }
        let change = Change {
            certificates: vec![(key.clone(), certificate.clone())],
            ..Change::default()
        };
        self.renew(change, passphrase, now)
    }

    /// Gives every key a new certificate and the sealing key more time, or a new sealing key, on a new
    /// card; a name or contacts that changed stand on it.
    ///
    /// # Errors
    ///
    /// [`RenewError`], as its variants say.
    pub fn renew_all(
        &mut self,
        with_new_sealing_key: bool,
        renaming: Renaming,
        passphrase: &str,
        now: PosixTime,
    ) -> Result<(), RenewError> {
        let until = days_later(now, self.about.days)?;
        let mut change = Change {
            is_of_all: true,
            renaming,
            ..Change::default()
        };
        let known = self.card()?.payload().sealing.clone();
        change.sealing = match known {
            Some(known) if !with_new_sealing_key => Some(SealingKey { until, ..known }),
            _ => {
                let key = SealingPrivateKey::generate();
                let pem = key.to_encrypted_pem(passphrase, cost(self.about.scrypt_log_n)?);
                self.about.sealing_keys = self.about.sealing_keys.saturating_add(1);
                let file = sealing_file(self.about.sealing_keys);
                change.keys.push((file, pem.as_bytes().to_vec()));
                Some(SealingKey {
                    key: key.public_key().clone(),
                    from: now,
                    until,
                })
            }
        };
        self.renew(change, passphrase, now)
    }

    /// Makes keys for further persons, each with its roles, on a new card.
    ///
    /// # Errors
    ///
    /// [`RenewError`], as its variants say.
    pub fn add_persons(
        &mut self,
        persons: &[Vec<ShortName>],
        passphrase: &str,
        now: PosixTime,
    ) -> Result<(), RenewError> {
        let office = self.signer(&KeyName::office(), passphrase)?;
        let algorithm = office.key().algorithm();
        let cost = cost(self.about.scrypt_log_n)?;
        let until = days_later(now, self.about.days)?;
        let mut change = Change::default();
        for roles in persons {
            let Some(entry) = person_entry(&self.about.keys, roles)? else {
                continue;
            };
            let key = SigningKey::generate(algorithm);
            let organisation = &self.about.organisation;
            let certificate =
                Certificate::self_signed(&key, organisation, entry.key.as_str(), now, until);
            change.keys.push((
                entry.key.key_file(),
                key.to_encrypted_pem(passphrase, cost).as_bytes().to_vec(),
            ));
            change.certificates.push((entry.key.clone(), certificate));
            self.about.keys.push(entry);
        }
        self.renew(change, passphrase, now)
    }

    /// Writes a new card, and with it the keys that are new.
    ///
    /// A certificate stands on one card only, so a card that was given away already gets new
    /// certificates for every key, and the card before is named and agrees. It still is what agrees when
    /// the card changes again before it is given away.
    fn renew(
        &mut self,
        mut change: Change,
        passphrase: &str,
        now: PosixTime,
    ) -> Result<(), RenewError> {
        let _held = self.hold()?;
        let before = self.card()?;
        let published = self.about.is_published;
        if published && before.payload().until <= now {
            return Err(RenewError::Ended);
        }
        if published && self.has(CertificateUse::Authority) {
            return Err(RenewError::Authority);
        }
        let listed = self.listed(&mut change, passphrase, now)?;
        let office = KeyName::office();
        let new_office = match change.certificate(&office) {
            Some(new) => Signer::new(self.signing_key(&office, passphrase)?, new.clone())?,
            None => self.signer(&office, passphrase)?,
        };
        let old = before.payload();
        let replaces = if published {
            Some(*before.id())
        } else {
            old.replaces
        };
        let said = change.renaming;
        let name = said.name.unwrap_or_else(|| old.name.clone());
        let contact = said.contact.unwrap_or_else(|| old.contact.clone());
        name.as_str().clone_into(&mut self.about.name);
        contact.as_str().clone_into(&mut self.about.contact);
        let card = sign(
            &new_office,
            Card {
                at: now,
                name,
                contact,
                contacts: said.contacts.unwrap_or_else(|| old.contacts.clone()),
                certificates: listed,
                from: now,
                until: days_later(now, self.about.days)?,
                sealing: change.sealing.or_else(|| old.sealing.clone()),
                replaces,
                ..old.clone()
            },
        )?;
        self.about.is_published = false;
        let renewal = Renewal::begin(&self.folder)?;
        for (name, pem) in &change.keys {
            renewal.write(name, pem)?;
        }
        for (key, certificate) in &change.certificates {
            renewal.write(&key.certificate_file(), certificate.to_pem().as_bytes())?;
        }
        // Fresh keys in the place of lost ones have nobody's agreement, whatever changes before they are listed.
        if published || self.folder.join(OFFICE_BEFORE).is_file() {
            let agreeing = if published {
                let certificate = self.certificate(&office)?;
                renewal.write(OFFICE_BEFORE, certificate.to_pem().as_bytes())?;
                certificate
            } else {
                certificate_at(&self.folder.join(OFFICE_BEFORE))?
            };
            let agreeing = Signer::new(self.signing_key(&office, passphrase)?, agreeing)?;
            let agreed = succession(&agreeing, &self.about.organisation, &card, now)?;
            renewal.write(SUCCESSION, &agreed)?;
        }
        renewal.write(CARD, card.as_bytes())?;
        self.on_disk = self.about.to_json();
        renewal.write(ABOUT, &self.on_disk)?;
        Ok(renewal.finish()?)
    }

    /// Takes the lock, if nobody has changed the identity since it was read.
    pub(crate) fn hold(&self) -> Result<Lock, RenewError> {
        let held = hold(&self.folder)?;
        let path = self.folder.join(ABOUT);
        let bytes = fs::read(&path).map_err(|error| FileError::reading(&path, error))?;
        if bytes != self.on_disk {
            return Err(RenewError::Changed);
        }
        Ok(held)
    }

    /// Every key as it stands on the new card; certificates that are made for it become part of the change.
    fn listed(
        &self,
        change: &mut Change,
        passphrase: &str,
        now: PosixTime,
    ) -> Result<Vec<CardCertificate>, RenewError> {
        let mut listed = Vec::new();
        for entry in &self.about.keys {
            let current = if let Some(given) = change.certificate(&entry.key) {
                given.clone()
            } else if !self.about.is_published && !change.is_of_all {
                self.certificate(&entry.key)?
            } else if entry.is_issued {
                return Err(RenewError::Issued);
            } else {
                let signing = self.signing_key(&entry.key, passphrase)?;
                let made = Certificate::self_signed(
                    &signing,
                    &self.about.organisation,
                    entry.key.as_str(),
                    now,
                    days_later(now, self.about.days)?,
                );
                change.certificates.push((entry.key.clone(), made.clone()));
                made
            };
            listed.push(on_card(entry, &current));
        }
        Ok(listed)
    }

    /// Writes the card for the authority, where nothing may be yet, and remembers that it was given away.
    ///
    /// # Errors
    ///
    /// [`RenewError::Card`], [`RenewError::File`], [`RenewError::Changed`].
    pub fn give_card(&mut self, to: &Path) -> Result<Statement<Card>, RenewError> {
        let card = self.card()?;
        NewFile::write(to, card.as_bytes())?;
        self.published()?;
        Ok(card)
    }

    /// Remembers that the card was given to somebody.
    ///
    /// # Errors
    ///
    /// [`RenewError::Changed`] or [`RenewError::File`].
    pub(crate) fn published(&mut self) -> Result<(), RenewError> {
        if self.about.is_published {
            return Ok(());
        }
        let _held = self.hold()?;
        self.about.is_published = true;
        self.on_disk = self.about.to_json();
        Ok(NewFile::rewrite(&self.folder.join(ABOUT), &self.on_disk)?)
    }
}

/// The old office agrees to the new card, before it begins.
fn succession(
    old_office: &Signer,
    by: &OrganisationId,
    card: &Statement<Card>,
    from: PosixTime,
) -> Result<Vec<u8>, RenewError> {
    let before = PosixTime::new(from.as_secs().saturating_sub(1)).unwrap_or(from);
    let agreed = Countersign {
        at: before,
        by: by.clone(),
        role: Countersign::OFFICE
            .parse()
            .expect("the role of an office is a name"),
        statement: (*card.id()).into(),
    };
    let agreed = old_office.sign(agreed).map_err(RenewError::Succession)?;
    Ok(agreed.as_bytes().to_vec())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::example::{PASSPHRASE, identity, now};

    fn roles(role: &str) -> Vec<Vec<ShortName>> {
        vec![vec![role.parse().unwrap()]]
    }

    /// Two programs add a person each: the second to write would take the key of the first from the card.
    #[test]
    fn an_identity_that_changed_meanwhile_is_not_renewed() {
        let outer = tempfile::tempdir().unwrap();
        let folder = identity(outer.path(), "identity", "ZZ902", false)
            .folder()
            .to_owned();
        let mut one = Identity::read(&folder).unwrap();
        let mut other = Identity::read(&folder).unwrap();
        let (first, second) = (roles("team-leader"), roles("key-worker"));
        one.add_persons(&first, PASSPHRASE, now()).unwrap();
        let late = other.add_persons(&second, PASSPHRASE, now());
        assert!(matches!(late, Err(RenewError::Changed)));
        let late = Identity::read(&folder).unwrap();
        assert_eq!(late.about().keys.len(), 4);
        // Whoever wrote last goes on.
        one.published().unwrap();
        one.add_persons(&second, PASSPHRASE, now()).unwrap();
        let read = Identity::read(&folder).unwrap();
        assert_eq!(read.about().keys.len(), 5);
        assert_eq!(read.card().unwrap().payload().certificates.len(), 5);
        assert!(read.succession().unwrap().is_some());
    }
}

//! Renews the card of an identity: a certificate of a CA, further persons.

use std::{fs, path::Path};

use handover_files::{FileError, Lock, NewFile};
use handover_trust::{
    Card, CardCertificate, Certificate, CertificateUse, Contact, Countersign, KeyMismatch,
    OrganisationId, PayloadError, PosixTime, PublicLabel, SealingKey, SealingPrivateKey, ShortName,
    Signer, Statement,
};
use thiserror::Error;

use crate::{
    CardError, Identity, KeyError, KeyName, NewIdentityError,
    about::ABOUT,
    identity::{CARD, SUCCESSION, certificate_at, key_at},
    key_name::sealing_file,
    made::{cost, days_later, on_card, person_entry, sign},
    made_key::MadeKey,
    renewal::{Renewal, hold},
};

/// The certificate with which the office of the card before agrees.
pub(crate) const OFFICE_BEFORE: &str = "office-before.crt";

/// Its private key, for as long as the new card is not given away: it may have to agree to another one.
pub(crate) const OFFICE_BEFORE_KEY: &str = "office-before.key.pem";

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
    /// A certificate that a CA issued, for a key that stays.
    issued: Option<(KeyName, Certificate)>,
    /// Fresh keys.
    made: Vec<(KeyName, MadeKey)>,
    renaming: Renaming,
    sealing: Option<(SealingKey, SealingPrivateKey)>,
    /// Whether every key is made anew.
    is_of_all: bool,
}

impl Change {
    /// The new certificate of a key, if it has one.
    fn certificate(&self, key: &KeyName) -> Option<&Certificate> {
        let made = self.made.iter().map(|(of, made)| (of, &made.certificate));
        let mut all = made.chain(self.issued.iter().map(|(of, issued)| (of, issued)));
        all.find_map(|(of, certificate)| (of == key).then_some(certificate))
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
            issued: Some((key.clone(), certificate.clone())),
            ..Change::default()
        };
        self.renew(change, passphrase, now)
    }

    /// Makes every key anew, the sealing key too, on a new card; a name or contacts that changed stand on it. The
    /// sealing keys before stay, and open what was sealed to them.
    ///
    /// # Errors
    ///
    /// [`RenewError`], as its variants say.
    pub fn renew_all(
        &mut self,
        renaming: Renaming,
        passphrase: &str,
        now: PosixTime,
    ) -> Result<(), RenewError> {
        let key = SealingPrivateKey::generate();
        let sealing = SealingKey {
            key: key.public_key().clone(),
            from: now,
            until: days_later(now, self.about.days)?,
        };
        let change = Change {
            is_of_all: true,
            renaming,
            sealing: Some((sealing, key)),
            ..Change::default()
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
        let algorithm = self.certificate(&KeyName::office())?.algorithm();
        let until = days_later(now, self.about.days)?;
        let mut change = Change::default();
        for roles in persons {
            let Some(entry) = person_entry(&self.about.keys, roles)? else {
                continue;
            };
            let organisation = &self.about.organisation;
            let made = MadeKey::new(&entry.key, organisation, algorithm, now, until);
            change.made.push((entry.key.clone(), made));
            self.about.keys.push(entry);
        }
        self.renew(change, passphrase, now)
    }

    /// Writes a new card, and with it the keys that are new.
    ///
    /// A certificate stands on one card only, so with a card that was given away already every key is made anew but
    /// one that a CA has certified now, and the card before is named and agrees. It still is what agrees when the card
    /// changes again before it is given away.
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
        // Opened before anything is made: what is made is under the passphrase of what is there.
        let old_office = self.signer(&KeyName::office(), passphrase)?;
        let listed = self.listed(&mut change, now)?;
        let old = before.payload();
        let replaces = if published {
            Some(*before.id())
        } else {
            old.replaces
        };
        let cost = cost(self.about.scrypt_log_n)?;
        let renewal = Renewal::begin(&self.folder)?;
        let sealing = match change.sealing.take() {
            Some((sealing, key)) => {
                self.about.sealing_keys = self.about.sealing_keys.saturating_add(1);
                let file = sealing_file(self.about.sealing_keys);
                renewal.write(&file, key.to_encrypted_pem(passphrase, cost).as_bytes())?;
                Some(sealing)
            }
            None => old.sealing.clone(),
        };
        let said = std::mem::take(&mut change.renaming);
        let card = Card {
            at: now,
            name: said.name.unwrap_or_else(|| old.name.clone()),
            contact: said.contact.unwrap_or_else(|| old.contact.clone()),
            contacts: said.contacts.unwrap_or_else(|| old.contacts.clone()),
            certificates: listed,
            from: now,
            until: days_later(now, self.about.days)?,
            sealing,
            replaces,
            ..old.clone()
        };
        card.name.as_str().clone_into(&mut self.about.name);
        card.contact.as_str().clone_into(&mut self.about.contact);
        for (name, made) in &change.made {
            made.write(name, &renewal, passphrase, cost)?;
        }
        if let Some((key, certificate)) = &change.issued {
            renewal.write(&key.certificate_file(), certificate.to_pem().as_bytes())?;
        }
        // Fresh keys in the place of lost ones have nobody's agreement, whatever changes before they are listed.
        let agreeing = if published || self.folder.join(OFFICE_BEFORE).is_file() {
            Some(self.office_before(&old_office, passphrase, &renewal)?)
        } else {
            None
        };
        let card = sign(&self.new_office(change, passphrase)?, card)?;
        if let Some(agreeing) = agreeing {
            let agreed = succession(&agreeing, &self.about.organisation, &card, now)?;
            renewal.write(SUCCESSION, &agreed)?;
        }
        renewal.write(CARD, card.as_bytes())?;
        self.about.is_published = false;
        self.on_disk = self.about.to_json();
        renewal.write(ABOUT, &self.on_disk)?;
        Ok(renewal.finish()?)
    }

    /// The office that signs the new card.
    fn new_office(&self, change: Change, passphrase: &str) -> Result<Signer, RenewError> {
        let office = KeyName::office();
        let mut made = change.made.into_iter();
        if let Some((_, made)) = made.find(|(name, _)| *name == office) {
            return Ok(Signer::new(made.key, made.certificate)?);
        }
        match change.issued {
            Some((name, issued)) if name == office => {
                Ok(Signer::new(self.signing_key(&office, passphrase)?, issued)?)
            }
            _ => Ok(self.signer(&office, passphrase)?),
        }
    }

    /// The office of the card that was given away last; it stays with the renewal, to agree again.
    fn office_before(
        &self,
        old_office: &Signer,
        passphrase: &str,
        renewal: &Renewal,
    ) -> Result<Signer, RenewError> {
        let kept = self.folder.join(OFFICE_BEFORE_KEY);
        let is_kept = !self.about.is_published && kept.is_file();
        let key_file = if is_kept {
            kept
        } else {
            self.folder.join(KeyName::office().key_file())
        };
        let pem = fs::read(&key_file).map_err(|error| FileError::reading(&key_file, error))?;
        renewal.write(OFFICE_BEFORE_KEY, &pem)?;
        let certificate = if self.about.is_published {
            let certificate = old_office.certificate().clone();
            renewal.write(OFFICE_BEFORE, certificate.to_pem().as_bytes())?;
            certificate
        } else {
            certificate_at(&self.folder.join(OFFICE_BEFORE))?
        };
        Ok(Signer::new(key_at(&key_file, passphrase)?, certificate)?)
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

    /// Every key as it stands on the new card; those that are made for it become part of the change.
    fn listed(
        &self,
        change: &mut Change,
        now: PosixTime,
    ) -> Result<Vec<CardCertificate>, RenewError> {
        let until = days_later(now, self.about.days)?;
        let mut listed = Vec::new();
        for entry in &self.about.keys {
            let current = if let Some(given) = change.certificate(&entry.key) {
                given.clone()
            } else if !self.about.is_published && !change.is_of_all {
                self.certificate(&entry.key)?
            } else if entry.is_issued {
                return Err(RenewError::Issued);
            } else {
                let algorithm = self.certificate(&entry.key)?.algorithm();
                let organisation = &self.about.organisation;
                let made = MadeKey::new(&entry.key, organisation, algorithm, now, until);
                let certificate = made.certificate.clone();
                change.made.push((entry.key.clone(), made));
                certificate
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
        let renewal = Renewal::begin(&self.folder)?;
        // The office before has agreed, and signs nothing any more.
        renewal.remove(OFFICE_BEFORE_KEY)?;
        renewal.write(ABOUT, &self.on_disk)?;
        Ok(renewal.finish()?)
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

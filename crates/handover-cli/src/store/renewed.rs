//! Renews the card of an identity: a certificate of a CA, further persons.

use handover::{
    Card, Certificate, CertificateUse, Countersign, PosixTime, SealingKey, SealingPrivateKey,
    ShortName, Signer, SigningKey, Statement,
};

use super::{
    identity::{
        ABOUT, CARD, Identity, KeyName, OFFICE_BEFORE, SUCCESSION, certificate_at,
        certificate_file, certificate_in, key_file, key_in, sealing_file,
    },
    made::{cost, on_card, person_entry, sign, signer},
    renewal::Renewal,
};
use crate::{clock::Moment, output::NewFile, problem::Problem, refusals::refusal};

/// What is new on a card.
#[derive(Default)]
struct Change {
    /// Certificates, by the key that they are for.
    certificates: Vec<(KeyName, Certificate)>,
    /// Files of keys.
    keys: Vec<(String, Vec<u8>)>,
    sealing: Option<SealingKey>,
    /// Whether every key gets a certificate that begins now.
    is_of_all: bool,
}

impl Identity {
    /// Puts a certificate of a CA in the place of the one that is there, on a new card.
    pub(crate) fn install(
        &mut self,
        key: &KeyName,
        certificate: &Certificate,
        passphrase: &str,
        now: Moment,
    ) -> Result<(), Problem> {
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
    /// card.
    pub(crate) fn renew_all(
        &mut self,
        with_new_sealing_key: bool,
        passphrase: &str,
        now: Moment,
    ) -> Result<(), Problem> {
        let (from, until) = self.holds_for(now)?;
        let mut change = Change {
            is_of_all: true,
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
                    from,
                    until,
                })
            }
        };
        self.renew(change, passphrase, now)
    }

    /// Makes keys for further persons, each with its roles, on a new card.
    pub(crate) fn add_persons(
        &mut self,
        persons: &[Vec<ShortName>],
        passphrase: &str,
        now: Moment,
    ) -> Result<(), Problem> {
        let office = self.signer(&KeyName::office(), passphrase)?;
        let algorithm = office.key().algorithm();
        let cost = cost(self.about.scrypt_log_n)?;
        let (from, until) = self.holds_for(now)?;
        let mut change = Change::default();
        for roles in persons {
            let Some(entry) = person_entry(&self.about.keys, roles)? else {
                continue;
            };
            let key = SigningKey::generate(algorithm);
            let organisation = &self.about.organisation;
            let certificate =
                Certificate::self_signed(&key, organisation, entry.key.as_str(), from, until);
            change.keys.push((
                key_file(&entry.key),
                key.to_encrypted_pem(passphrase, cost).as_bytes().to_vec(),
            ));
            change.certificates.push((entry.key.clone(), certificate));
            self.about.keys.push(entry);
        }
        self.renew(change, passphrase, now)
    }

    fn holds_for(&self, now: Moment) -> Result<(PosixTime, PosixTime), Problem> {
        Ok((now.posix(), now.days_later(self.about.days)?.posix()))
    }

    /// Writes a new card, and with it the keys that are new.
    ///
    /// A certificate stands on one card only, so a card that was given away already gets new
    /// certificates for every key, and the card before is named and agrees. It still is what agrees when
    /// the card changes again before it is given away.
    fn renew(&mut self, change: Change, passphrase: &str, now: Moment) -> Result<(), Problem> {
        let Change {
            certificates: mut fresh,
            keys,
            sealing,
            is_of_all,
        } = change;
        let before = self.card()?;
        let (from, until) = self.holds_for(now)?;
        let published = self.about.is_published;
        if published && before.payload().until <= from {
            return Err(Problem::usage(
                "the card of this identity has ended, so its office can agree to no other",
                "Make a new identity, and give its card to the authority.",
            ));
        }
        if published && self.has(CertificateUse::Authority) {
            return Err(Problem::usage(
                "this identity keeps a directory, and a new card would change its anchor",
                "Name persons when it is made (`identity new --authority --person ROLE`), and begin the \
                 directory anew.",
            ));
        }
        let mut listed = Vec::new();
        for entry in &self.about.keys {
            let given = fresh.iter().find(|(key, _)| *key == entry.key);
            let current = if let Some((_, certificate)) = given {
                certificate.clone()
            } else if !published && !is_of_all {
                certificate_in(&self.folder, &entry.key)?
            } else if entry.is_issued {
                return Err(Problem::usage(
                    "another key's certificate is a CA's, and a card that was given away needs new \
                     ones for all",
                    "Make a new identity folder, and give the CA's certificates before the card.",
                ));
            } else {
                let signing = key_in(&self.folder, &entry.key, passphrase)?;
                let organisation = &self.about.organisation;
                let made = Certificate::self_signed(
                    &signing,
                    organisation,
                    entry.key.as_str(),
                    from,
                    until,
                );
                fresh.push((entry.key.clone(), made.clone()));
                made
            };
            listed.push(on_card(entry, &current));
        }
        let office = KeyName::office();
        let new_office = match fresh.iter().find(|(key, _)| *key == office) {
            Some((key, certificate)) => {
                signer(key_in(&self.folder, key, passphrase)?, certificate.clone())?
            }
            None => self.signer(&office, passphrase)?,
        };
        let old = before.payload();
        let replaces = if published {
            Some(*before.id())
        } else {
            old.replaces
        };
        let card = sign(
            &new_office,
            Card {
                at: from,
                certificates: listed,
                from,
                until,
                sealing: sealing.or_else(|| old.sealing.clone()),
                replaces,
                ..old.clone()
            },
        )?;
        self.about.is_published = false;
        let renewal = Renewal::begin(&self.folder)?;
        for (name, pem) in &keys {
            renewal.write(name, pem)?;
        }
        for (key, certificate) in &fresh {
            renewal.write(&certificate_file(key), certificate.to_pem().as_bytes())?;
        }
        if replaces.is_some() {
            let agreeing = if published {
                let certificate = self.certificate(&office)?;
                renewal.write(OFFICE_BEFORE, certificate.to_pem().as_bytes())?;
                certificate
            } else {
                certificate_at(&self.folder.join(OFFICE_BEFORE))?
            };
            let agreeing = signer(key_in(&self.folder, &office, passphrase)?, agreeing)?;
            let agreed = succession(&agreeing, &self.about.organisation, &card, from)?;
            renewal.write(SUCCESSION, &agreed)?;
        }
        renewal.write(CARD, card.as_bytes())?;
        renewal.write(ABOUT, &self.about.to_json()?)?;
        renewal.finish()
    }

    /// Remembers that the card was given to somebody.
    pub(crate) fn published(&mut self) -> Result<(), Problem> {
        if self.about.is_published {
            return Ok(());
        }
        self.about.is_published = true;
        self.save()
    }

    fn save(&self) -> Result<(), Problem> {
        NewFile::rewrite(&self.folder.join(ABOUT), &self.about.to_json()?)
    }
}

/// The old office agrees to the new card, before it begins.
fn succession(
    old_office: &Signer,
    by: &handover::OrganisationId,
    card: &Statement<Card>,
    from: PosixTime,
) -> Result<Vec<u8>, Problem> {
    let before = PosixTime::new(from.as_secs().saturating_sub(1)).unwrap_or(from);
    let agreed = Countersign {
        at: before,
        by: by.clone(),
        role: Countersign::OFFICE
            .parse()
            .map_err(|_| Problem::our_bug("the role of an office is no name"))?,
        statement: (*card.id()).into(),
    };
    let agreed = old_office
        .sign(agreed)
        .map_err(|error| refusal("the succession cannot be signed", error.class(), error))?;
    Ok(agreed.as_bytes().to_vec())
}

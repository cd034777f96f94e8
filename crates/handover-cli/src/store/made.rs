//! Makes identities and renews their cards.

use std::path::Path;

use handover::{
    Card, CardCertificate, Certificate, CertificateUse, Countersign, KeyCost, PosixTime,
    SealingKey, SealingPrivateKey, ServerAddress, ShortName, SignatureAlgorithm, Signer,
    SigningKey, Statement,
};

use super::{
    identity::{
        ABOUT, About, CARD, Format, Identity, KeyEntry, KeyName, SUCCESSION, certificate_file,
        certificate_in, key_file, key_in, sealing_file,
    },
    renewal::Renewal,
};
use crate::{
    clock::Moment,
    output::{NewFile, NewFolder},
    problem::Problem,
    refusals::refusal,
};

/// What a new identity is made from.
pub(crate) struct NewIdentity<'a> {
    pub(crate) organisation: handover::OrganisationId,
    pub(crate) name: String,
    pub(crate) contact: String,
    /// Where packages for it go, if it takes any from a server.
    pub(crate) server: Option<ServerAddress>,
    /// The roles of each person.
    pub(crate) persons: Vec<Vec<ShortName>>,
    pub(crate) is_authority: bool,
    pub(crate) algorithm: SignatureAlgorithm,
    pub(crate) days: u32,
    pub(crate) scrypt_log_n: u8,
    pub(crate) passphrase: &'a str,
    pub(crate) now: Moment,
}

impl NewIdentity<'_> {
    /// Makes keys, certificates and card, and writes the folder, whole or not at all.
    pub(crate) fn write(&self, path: &Path) -> Result<(), Problem> {
        let cost = cost(self.scrypt_log_n)?;
        let entries = self.entries()?;
        let folder = NewFolder::create(path)?;
        let (from, until) = (self.now.posix(), self.now.days_later(self.days)?.posix());
        let mut listed = Vec::new();
        let mut office = None;
        for entry in &entries {
            let key = SigningKey::generate(self.algorithm);
            let certificate =
                Certificate::self_signed(&key, &self.organisation, entry.key.as_str(), from, until);
            let pem = key.to_encrypted_pem(self.passphrase, cost);
            folder.write(&key_file(&entry.key), pem.as_bytes())?;
            folder.write(
                &certificate_file(&entry.key),
                certificate.to_pem().as_bytes(),
            )?;
            listed.push(on_card(entry, &certificate));
            if entry.key == KeyName::office() {
                office = Some(signer(key, certificate)?);
            }
        }
        let sealing = SealingPrivateKey::generate();
        let pem = sealing.to_encrypted_pem(self.passphrase, cost);
        folder.write(&sealing_file(1), pem.as_bytes())?;
        let card = Card {
            at: from,
            by: self.organisation.clone(),
            name: label(&self.name, "--name")?,
            contact: label(&self.contact, "--contact")?,
            server: self.server.clone(),
            certificates: listed,
            sealing: Some(SealingKey {
                key: sealing.public_key().clone(),
                from,
                until,
            }),
            from,
            until,
            replaces: None,
        };
        let office = office.ok_or_else(|| Problem::our_bug("an identity without an office"))?;
        folder.write(CARD, sign(&office, card)?.as_bytes())?;
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
        folder.write(ABOUT, &about.to_json()?)?;
        folder.finish()
    }

    fn entries(&self) -> Result<Vec<KeyEntry>, Problem> {
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
            .map(|use_| KeyEntry {
                key: KeyName::of_use(use_),
                uses: vec![use_],
                roles: Vec::new(),
                is_issued: false,
            })
            .collect();
        for roles in &self.persons {
            let Some(first) = roles.first() else { continue };
            let key = KeyName::of_person(first)?;
            if entries.iter().any(|entry| entry.key == key) {
                return Err(Problem::usage(
                    format!("two persons begin with the role {first}"),
                    "Make one identity with other first roles, or one person with both.",
                ));
            }
            entries.push(KeyEntry {
                key,
                uses: vec![CertificateUse::Person],
                roles: roles.clone(),
                is_issued: false,
            });
        }
        Ok(entries)
    }
}

impl Identity {
    /// Puts a certificate of a CA in the place of the one that is there, on a new card.
    ///
    /// A certificate stands on one card only, so a card that was given away already gets new
    /// certificates for every key, and the card before is named and agrees.
    pub(crate) fn install(
        &mut self,
        key: &KeyName,
        certificate: &Certificate,
        passphrase: &str,
        now: Moment,
    ) -> Result<(), Problem> {
        let before = self.card()?;
        let old_office = self.signer(&KeyName::office(), passphrase)?;
        let (from, until) = (now.posix(), now.days_later(self.about.days)?.posix());
        let published = self.about.is_published;
        let mut listed = Vec::new();
        let mut fresh: Vec<(KeyName, Certificate)> = Vec::new();
        for entry in &mut self.about.keys {
            let current = if entry.key == *key {
                entry.is_issued = true;
                fresh.push((entry.key.clone(), certificate.clone()));
                certificate.clone()
            } else if !published {
                certificate_in(&self.folder, &entry.key)?
            } else if entry.is_issued {
                return Err(Problem::usage(
                    "another key's certificate is a CA's too, and a card that was given away needs \
                     new ones for all",
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
        let new_office = match fresh.iter().find(|(key, _)| *key == KeyName::office()) {
            Some((key, certificate)) => {
                signer(key_in(&self.folder, key, passphrase)?, certificate.clone())?
            }
            None => self.signer(&KeyName::office(), passphrase)?,
        };
        let old = before.payload();
        let card = sign(
            &new_office,
            Card {
                at: from,
                certificates: listed,
                from,
                until,
                replaces: published.then(|| *before.id()),
                ..old.clone()
            },
        )?;
        let succession = published
            .then(|| succession(&old_office, &self.about.organisation, &card, from))
            .transpose()?;
        self.about.is_published = false;
        let renewal = Renewal::begin(&self.folder)?;
        for (key, certificate) in &fresh {
            renewal.write(&certificate_file(key), certificate.to_pem().as_bytes())?;
        }
        if let Some(succession) = succession {
            renewal.write(SUCCESSION, &succession)?;
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
        statement: *card.id(),
    };
    let agreed = old_office
        .sign(agreed)
        .map_err(|error| refusal("the succession cannot be signed", error.class(), error))?;
    Ok(agreed.as_bytes().to_vec())
}

fn on_card(entry: &KeyEntry, certificate: &Certificate) -> CardCertificate {
    CardCertificate {
        certificate: certificate.as_der().to_vec().into(),
        uses: entry.uses.clone(),
        roles: entry.roles.clone(),
    }
}

fn signer(key: SigningKey, certificate: Certificate) -> Result<Signer, Problem> {
    Signer::new(key, certificate).map_err(|error| {
        Problem::refused(
            handover::RefusalClass::Certificate,
            error.to_string(),
            "Give a certificate that was issued for the request of this very key.",
        )
    })
}

fn sign(office: &Signer, card: Card) -> Result<Statement<Card>, Problem> {
    office
        .sign(card)
        .map_err(|error| refusal("the card cannot be signed", error.class(), error))
}

fn label(text: &str, argument: &str) -> Result<handover::PublicLabel, Problem> {
    text.to_owned().try_into().map_err(|_| {
        Problem::usage(
            format!("{argument} is empty or too long"),
            "Give a few words.",
        )
    })
}

fn cost(log_n: u8) -> Result<KeyCost, Problem> {
    KeyCost::new(log_n).ok_or_else(|| {
        Problem::usage(
            "the cost of guessing is not one that OpenSSL reads",
            "Give --scrypt-log-n 10 to 14.",
        )
    })
}

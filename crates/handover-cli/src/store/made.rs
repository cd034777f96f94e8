//! Makes identities.

use std::path::Path;

use handover::{
    Card, CardCertificate, Certificate, CertificateUse, KeyCost, SealingKey, SealingPrivateKey,
    ServerAddress, ShortName, SignatureAlgorithm, Signer, SigningKey, Statement,
};

use super::identity::{
    ABOUT, About, CARD, Format, KeyEntry, KeyName, certificate_file, key_file, sealing_file,
};
use crate::{clock::Moment, output::NewFolder, problem::Problem, refusals::refusal};

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
            entries.extend(person_entry(&entries, roles)?);
        }
        Ok(entries)
    }
}

/// The entry of a person beside those that are there; none for a person without a role.
pub(super) fn person_entry(
    entries: &[KeyEntry],
    roles: &[ShortName],
) -> Result<Option<KeyEntry>, Problem> {
    let Some(first) = roles.first() else {
        return Ok(None);
    };
    let key = KeyName::of_person(first)?;
    if entries.iter().any(|entry| entry.key == key) {
        return Err(Problem::usage(
            format!("two persons begin with the role {first}"),
            "Name another of their roles first, or make one person with both.",
        ));
    }
    Ok(Some(KeyEntry {
        key,
        uses: vec![CertificateUse::Person],
        roles: roles.to_vec(),
        is_issued: false,
    }))
}

pub(super) fn on_card(entry: &KeyEntry, certificate: &Certificate) -> CardCertificate {
    CardCertificate {
        certificate: certificate.as_der().to_vec().into(),
        uses: entry.uses.clone(),
        roles: entry.roles.clone(),
    }
}

pub(super) fn signer(key: SigningKey, certificate: Certificate) -> Result<Signer, Problem> {
    Signer::new(key, certificate).map_err(|error| {
        Problem::refused(
            handover::RefusalClass::Certificate,
            error.to_string(),
            "Give a certificate that was issued for the request of this very key.",
        )
    })
}

pub(super) fn sign(office: &Signer, card: Card) -> Result<Statement<Card>, Problem> {
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

pub(super) fn cost(log_n: u8) -> Result<KeyCost, Problem> {
    KeyCost::new(log_n).ok_or_else(|| {
        Problem::usage(
            "the cost of guessing is not one that OpenSSL reads",
            "Give --scrypt-log-n 10 to 14.",
        )
    })
}

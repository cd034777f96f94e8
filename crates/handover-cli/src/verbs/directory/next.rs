//! The next version of a directory.

use std::{fs, path::Path, process::ExitCode};

use handover::{
    Card, CertificateUse, Digest, Directory, DirectoryCard, OrganisationRole, PosixTime,
    RefusalClass, Revocation, RevocationSubject, Signer, Statement, VerifiedDirectory, verify_card,
};
use handover_identity::{Identity, KeyName};
use serde::Serialize;

use super::{AddArguments, NewArguments, RevokeArguments, SigningArguments};
use crate::{
    clock::{Moment, Time},
    output::NewFile,
    page::Page,
    problem::{Problem, shown},
    refusals::refusal,
    screen::{Report, Screen},
    sheet::count,
};

/// Half the shortest time for which a directory holds.
const HALF_A_DAY_SECS: u64 = 43_200;

/// How far back a lapsed directory is still followed by the next: 800 half days.
const LOOK_BACK_STEPS: u64 = 800;

/// A card to be listed, with what the authority vouches for.
pub(crate) struct Entry {
    pub(crate) card: Statement<Card>,
    pub(crate) roles: Vec<OrganisationRole>,
    pub(crate) succession: Option<Vec<u8>>,
}

impl Entry {
    fn listed(&self) -> DirectoryCard {
        DirectoryCard {
            card: self.card.as_bytes().to_vec().into(),
            roles: self.roles.clone(),
            succession: self.succession.clone().map(Into::into),
        }
    }
}

/// Version 1 of a directory, signed.
pub(crate) fn found(
    signer: &Signer,
    by: &Card,
    entries: &[Entry],
    now: Moment,
    days: u32,
) -> Result<Statement<Directory>, Problem> {
    sign(
        signer,
        Directory {
            at: now.posix(),
            by: by.by.clone(),
            version: 1,
            expires: now.days_later(days)?.posix(),
            next_anchor: None,
            cards: entries.iter().map(Entry::listed).collect(),
            revocations: Vec::new(),
        },
    )
}

/// The version after `before`, with further cards or revocations, signed.
fn next_version(
    signer: &Signer,
    before: &Directory,
    entries: &[Entry],
    revocation: Option<Revocation>,
    now: Moment,
    days: u32,
) -> Result<Statement<Directory>, Problem> {
    let mut next = before.clone();
    next.at = now.posix();
    next.expires = now.days_later(days)?.posix();
    next.version = before.version.saturating_add(1);
    for entry in entries {
        let listed = entry.listed();
        match next.cards.iter_mut().find(|old| old.card == listed.card) {
            // The same card again: only what the authority vouches for changes.
            Some(old) => old.roles = listed.roles,
            None => next.cards.push(listed),
        }
    }
    next.revocations.extend(revocation);
    sign(signer, next)
}

/// Signs a directory, and takes it as everybody else will have to.
fn sign(signer: &Signer, directory: Directory) -> Result<Statement<Directory>, Problem> {
    let now = directory.at;
    let anchor = signer.certificate().thumbprint();
    let statement = signer
        .sign(directory)
        .map_err(|error| refusal("the directory cannot be signed", error.class(), error))?;
    VerifiedDirectory::from_bytes(statement.as_bytes(), &anchor, None, now).map_err(|error| {
        refusal("nobody would take this directory", error.class(), error).advise(
            "Check the cards: their dates, whom they replace, and that none is listed twice.",
        )
    })?;
    Ok(statement)
}

pub(super) fn new(arguments: &NewArguments, screen: &Screen) -> Result<ExitCode, Problem> {
    let now = arguments.signing.at.moment();
    let entries = arguments
        .card
        .iter()
        .map(|text| entry(text, now.posix()))
        .collect::<Result<Vec<_>, _>>()?;
    let (mut identity, signer) = authority(&arguments.signing)?;
    let own = Entry {
        card: identity.card()?,
        roles: arguments
            .own_roles
            .as_deref()
            .map_or_else(|| Ok(Vec::new()), roles)?,
        succession: None,
    };
    let mut listed = vec![own];
    listed.extend(entries);
    let by = identity.card()?;
    let directory = found(&signer, by.payload(), &listed, now, arguments.signing.days)?;
    NewFile::write(&arguments.file, directory.as_bytes())?;
    identity.published()?;
    screen.report(&DirectoryWritten::new(&directory, &arguments.file))?;
    Ok(ExitCode::SUCCESS)
}

pub(super) fn add(arguments: &AddArguments, screen: &Screen) -> Result<ExitCode, Problem> {
    let now = arguments.signing.at.moment();
    let mut entries = arguments
        .card
        .iter()
        .map(|text| entry(text, now.posix()))
        .collect::<Result<Vec<_>, _>>()?;
    for path in &arguments.succession {
        let bytes = fs::read(path).map_err(|error| Problem::reading(path, &error))?;
        let entry = entries
            .iter_mut()
            .find(|entry| entry.card.payload().replaces.is_some() && entry.succession.is_none())
            .ok_or_else(|| {
                Problem::usage(
                    format!("no card here needs the succession {}", shown(path)),
                    "Give --succession only with a card that replaces another.",
                )
            })?;
        entry.succession = Some(bytes);
    }
    let (_, signer) = authority(&arguments.signing)?;
    let before = current(&arguments.file, &signer, now.posix())?;
    let directory = next_version(
        &signer,
        &before,
        &entries,
        None,
        now,
        arguments.signing.days,
    )?;
    NewFile::rewrite(&arguments.file, directory.as_bytes())?;
    screen.report(&DirectoryWritten::new(&directory, &arguments.file))?;
    Ok(ExitCode::SUCCESS)
}

pub(super) fn revoke(arguments: &RevokeArguments, screen: &Screen) -> Result<ExitCode, Problem> {
    let now = arguments.signing.at.moment();
    let (what, hash) = match (arguments.certificate, arguments.sealing_key) {
        (Some(hash), _) => (RevocationSubject::Certificate, hash),
        (None, Some(hash)) => (RevocationSubject::SealingKey, hash),
        (None, None) => {
            return Err(Problem::usage(
                "nothing to revoke is named",
                "Give --certificate or --sealing-key.",
            ));
        }
    };
    let (_, signer) = authority(&arguments.signing)?;
    let before = current(&arguments.file, &signer, now.posix())?;
    if !holds(&before, what, &hash) {
        return Err(Problem::usage(
            "the directory holds nothing of that thumbprint",
            "Copy it from `handover directory show`.",
        ));
    }
    let revocation = Revocation {
        what,
        hash,
        from: arguments.from.unwrap_or(now).posix(),
        reason: arguments.reason,
    };
    let directory = next_version(
        &signer,
        &before,
        &[],
        Some(revocation),
        now,
        arguments.signing.days,
    )?;
    NewFile::rewrite(&arguments.file, directory.as_bytes())?;
    screen.report(&DirectoryWritten::new(&directory, &arguments.file))?;
    Ok(ExitCode::SUCCESS)
}

fn holds(directory: &Directory, what: RevocationSubject, hash: &Digest) -> bool {
    let cards = directory
        .cards
        .iter()
        .filter_map(|listed| verify_card(&listed.card, directory.at).ok());
    cards.into_iter().any(|card| {
        let card = card.payload();
        match what {
            RevocationSubject::Certificate => card.certificates.iter().any(|certificate| {
                crate::thumbprint::thumbprint_of(certificate) == hash.to_string()
            }),
            RevocationSubject::SealingKey => card
                .sealing
                .as_ref()
                .is_some_and(|sealing| sealing.key.id().as_bytes() == hash.as_bytes()),
        }
    })
}

/// The directory as it stands: an expired one can still be followed by the next.
fn current(file: &Path, signer: &Signer, now: PosixTime) -> Result<Directory, Problem> {
    let bytes = fs::read(file).map_err(|error| Problem::reading(file, &error))?;
    let anchor = signer.certificate().thumbprint();
    let taken = |at| VerifiedDirectory::from_bytes(&bytes, &anchor, None, at);
    let told = |error: handover::DirectoryError| {
        refusal(
            &format!("the directory {} was not taken", shown(file)),
            error.class(),
            error,
        )
    };
    let mut verified = taken(now);
    // Only the directory itself knows when it held: look back for a moment at which it did.
    for step in 1..=LOOK_BACK_STEPS {
        if !matches!(&verified, Err(error) if error.class() == RefusalClass::Expired) {
            break;
        }
        let earlier = now
            .as_secs()
            .saturating_sub(step.saturating_mul(HALF_A_DAY_SECS));
        verified = taken(PosixTime::new(earlier).unwrap_or(now));
    }
    verified
        .map(|verified| verified.statement().payload().clone())
        .map_err(told)
}

fn authority(arguments: &SigningArguments) -> Result<(Identity, Signer), Problem> {
    let identity = Identity::read(&arguments.identity.identity)?;
    if !identity.has(CertificateUse::Authority) {
        return Err(Problem::usage(
            "this identity has no key that signs directories",
            "Use the authority's identity, made with `identity new --authority`.",
        ));
    }
    let passphrase = arguments.passphrase.existing()?;
    let signer = identity.signer(&KeyName::of_use(CertificateUse::Authority), &passphrase)?;
    Ok((identity, signer))
}

/// Reads `CARD=ROLE[,ROLE]`.
fn entry(text: &str, now: PosixTime) -> Result<Entry, Problem> {
    let (path, words) = text.rsplit_once('=').ok_or_else(|| {
        Problem::usage(
            "a card is named without what it is vouched for",
            "Write CARD=ROLE, such as gp.card=provider.",
        )
    })?;
    let path = Path::new(path);
    let roles = roles(words)?;
    let bytes = fs::read(path).map_err(|error| Problem::reading(path, &error))?;
    let card = verify_card(&bytes, now).map_err(|error| {
        refusal(
            &format!("the card {} was not taken", shown(path)),
            error.class(),
            error,
        )
        .advise("Ask its organisation for a card that `handover identity card` wrote.")
    })?;
    Ok(Entry {
        card,
        roles,
        succession: None,
    })
}

fn roles(words: &str) -> Result<Vec<OrganisationRole>, Problem> {
    words
        .split(',')
        .map(|word| {
            word.trim().parse().map_err(|_| {
                Problem::usage(
                    "that is not a role of an organisation",
                    "Write commissioner, provider or server; several with commas.",
                )
            })
        })
        .collect()
}

/// A version of a directory that was written.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(crate) struct DirectoryWritten {
    /// The thumbprint that everybody is told by another road.
    anchor: String,
    /// How many cards it lists.
    cards: usize,
    expires: Time,
    file: String,
    id: String,
    version: u64,
}

impl DirectoryWritten {
    fn new(directory: &Statement<Directory>, file: &Path) -> Self {
        let payload = directory.payload();
        Self {
            anchor: directory.signer().to_string(),
            cards: payload.cards.len(),
            expires: payload.expires.into(),
            file: shown(file),
            id: directory.id().to_string(),
            version: payload.version,
        }
    }
}

impl Report for DirectoryWritten {
    fn tell(&self, page: &mut Page) {
        page.line(&format!(
            "Directory version {} with {}, until {}: {}",
            self.version,
            count(self.cards, "card"),
            self.expires,
            self.file,
        ));
        page.line(&format!("Anchor: {}", self.anchor));
    }
}

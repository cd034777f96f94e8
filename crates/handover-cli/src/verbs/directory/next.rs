//! The next version of a directory.

use std::{fs, path::Path, process::ExitCode};

use handover::trust::{
    Card, CertificateUse, Directory, DirectoryDraft, NewListing, OrganisationRole, PosixTime,
    Revocation, RevocationSubject, Signer, Statement, VerifiedDirectory, verify_card,
};
use handover_identity::{Identity, KeyName};
use handover_report::{directory::DirectoryWritten, shown};

use super::{AddArguments, NewArguments, RevokeArguments, SigningArguments};
use crate::{clock::Moment, output::NewFile, problem::Problem, refusals::refusal, screen::Screen};

/// What a directory of now will have: when it was signed, and when it expires.
fn days(now: Moment, days: u32) -> Result<(PosixTime, PosixTime), Problem> {
    Ok((now.posix(), now.days_later(days)?.posix()))
}

/// Version 1 of a directory, signed.
fn found(
    signer: &Signer,
    by: &Card,
    listings: &[NewListing],
    now: Moment,
    until: u32,
) -> Result<Statement<Directory>, Problem> {
    let (at, expires) = days(now, until)?;
    let draft = DirectoryDraft::first(by.by.clone(), at, expires);
    Ok(listings
        .iter()
        .fold(draft, DirectoryDraft::list)
        .sign(signer)?)
}

pub(super) fn new(arguments: &NewArguments, screen: &Screen) -> Result<ExitCode, Problem> {
    let now = arguments.signing.at.moment();
    let entries = arguments
        .card
        .iter()
        .map(|text| entry(text, now.posix()))
        .collect::<Result<Vec<_>, _>>()?;
    let (mut identity, signer) = authority(&arguments.signing)?;
    let own = NewListing {
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
    let (at, expires) = days(now, arguments.signing.days)?;
    let draft = DirectoryDraft::after(&before, at, expires);
    let directory = entries
        .iter()
        .fold(draft, DirectoryDraft::list)
        .sign(&signer)?;
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
    let revocation = Revocation {
        what,
        hash,
        from: arguments.from.unwrap_or(now).posix(),
        reason: arguments.reason,
    };
    let (at, expires) = days(now, arguments.signing.days)?;
    let draft = DirectoryDraft::after(&before, at, expires);
    let directory = draft.revoke(revocation)?.sign(&signer)?;
    NewFile::rewrite(&arguments.file, directory.as_bytes())?;
    screen.report(&DirectoryWritten::new(&directory, &arguments.file))?;
    Ok(ExitCode::SUCCESS)
}

/// The directory as it stands: an expired one can still be followed by the next.
fn current(file: &Path, signer: &Signer, now: PosixTime) -> Result<VerifiedDirectory, Problem> {
    let bytes = fs::read(file).map_err(|error| Problem::reading(file, &error))?;
    let anchor = signer.certificate().thumbprint();
    VerifiedDirectory::to_follow(&bytes, &anchor, now).map_err(|error| {
        refusal(
            &format!("the directory {} was not taken", shown(file)),
            error.class(),
            error,
        )
    })
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
fn entry(text: &str, now: PosixTime) -> Result<NewListing, Problem> {
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
    Ok(NewListing {
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

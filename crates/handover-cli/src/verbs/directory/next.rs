//! The next version of a directory.

use std::{fs, path::Path, process::ExitCode};

use handover::trust::{
    Card, Directory, NewListing, OrganisationRole, PosixTime, Revocation, RevocationSubject,
    Statement, verify_card,
};
use handover_identity::{Authority, AuthorityError, Identity, Issue};
use handover_report::{directory::DirectoryWritten, shown};

use super::{
    AddArguments, NewArguments, RenewArguments, ReplaceArguments, RevokeArguments, SigningArguments,
};
use crate::{clock::Moment, problem::Problem, refusals::refusal, screen::Screen};

pub(super) fn new(arguments: &NewArguments, screen: &Screen) -> Result<ExitCode, Problem> {
    let now = arguments.signing.at.moment();
    let others = entries(&arguments.card, now)?;
    let own_roles = arguments.own_roles.as_deref();
    let own_roles = own_roles.map_or_else(|| Ok(Vec::new()), roles)?;
    let file = &arguments.file;
    let directory = arguments.signing.signed(now, |authority, issue| {
        authority.begin(file, own_roles, &others, issue)
    })?;
    screen.report(&DirectoryWritten::new(&directory, file))?;
    Ok(ExitCode::SUCCESS)
}

pub(super) fn add(arguments: &AddArguments, screen: &Screen) -> Result<ExitCode, Problem> {
    let now = arguments.signing.at.moment();
    let mut entries = entries(&arguments.card, now)?;
    for path in &arguments.succession {
        let bytes = fs::read(path).map_err(|error| Problem::reading(path, &error))?;
        let entry = entries.iter_mut().find(|entry| entry.needs_succession());
        let entry = entry.ok_or_else(|| {
            Problem::usage(
                format!("no card here needs the succession {}", shown(path)),
                "Give --succession only with a card that replaces another.",
            )
        })?;
        entry.succession = Some(bytes);
    }
    let file = &arguments.file;
    let directory = arguments.signing.signed(now, |authority, issue| {
        authority.list(file, &entries, issue)
    })?;
    screen.report(&DirectoryWritten::new(&directory, file))?;
    Ok(ExitCode::SUCCESS)
}

pub(super) fn revoke(arguments: &RevokeArguments, screen: &Screen) -> Result<ExitCode, Problem> {
    let now = arguments.signing.at.moment();
    let named = [
        (RevocationSubject::Certificate, arguments.certificate),
        (RevocationSubject::PublicKey, arguments.public_key),
        (RevocationSubject::SealingKey, arguments.sealing_key),
    ];
    let mut named = named
        .into_iter()
        .filter_map(|(what, hash)| Some((what, hash?)));
    let (what, hash) = named.next().ok_or_else(|| {
        Problem::usage(
            "nothing to revoke is named",
            "Give --certificate, --public-key or --sealing-key.",
        )
    })?;
    let revocation = Revocation {
        what,
        hash,
        from: arguments.from.unwrap_or(now).posix(),
        reason: arguments.reason,
    };
    let file = &arguments.file;
    let directory = arguments.signing.signed(now, |authority, issue| {
        authority.revoke(file, revocation, issue)
    })?;
    screen.report(&DirectoryWritten::new(&directory, file))?;
    Ok(ExitCode::SUCCESS)
}

pub(super) fn renew(arguments: &RenewArguments, screen: &Screen) -> Result<ExitCode, Problem> {
    let now = arguments.signing.at.moment();
    let file = &arguments.file;
    let directory = arguments
        .signing
        .signed(now, |authority, issue| authority.renew(file, issue))?;
    screen.report(&DirectoryWritten::new(&directory, file))?;
    Ok(ExitCode::SUCCESS)
}

pub(super) fn replace(arguments: &ReplaceArguments, screen: &Screen) -> Result<ExitCode, Problem> {
    let now = arguments.signing.at.moment();
    let card = card_at(&arguments.card, now.posix())?;
    if !card.is_spoken_as(&arguments.words) {
        return Err(Problem::usage(
            "these are not the words of this card",
            "Ring its organisation on a number that you know. If the words there are others, the file is not its card.",
        ));
    }
    let since = arguments.since.posix();
    if since > now.posix() {
        return Err(Problem::usage(
            "--since has not come yet",
            "Give the day from which on somebody else may have had the keys.",
        ));
    }
    let file = &arguments.file;
    let directory = arguments.signing.signed(now, |authority, issue| {
        authority.replace(file, &card, since, issue)
    })?;
    screen.report(&DirectoryWritten::new(&directory, file))?;
    Ok(ExitCode::SUCCESS)
}

impl SigningArguments {
    /// Has the authority write a version of the directory.
    fn signed(
        &self,
        now: Moment,
        write: impl FnOnce(&mut Authority, &Issue<'_>) -> Result<Statement<Directory>, AuthorityError>,
    ) -> Result<Statement<Directory>, Problem> {
        let mut authority = Authority::new(Identity::read(&self.identity.identity)?)?;
        let passphrase = self.passphrase.existing()?;
        let issue = Issue {
            at: now.posix(),
            expires: now.days_later(self.days)?.posix(),
            passphrase: &passphrase,
        };
        Ok(write(&mut authority, &issue)?)
    }
}

fn entries(written: &[String], now: Moment) -> Result<Vec<NewListing>, Problem> {
    let written = written.iter();
    written.map(|text| entry(text, now.posix())).collect()
}

/// Reads `CARD=ROLE[,ROLE]`.
fn entry(text: &str, now: PosixTime) -> Result<NewListing, Problem> {
    let (path, words) = text.rsplit_once('=').ok_or_else(|| {
        Problem::usage(
            "a card is named without what it is vouched for",
            "Write CARD=ROLE, such as gp.card=provider.",
        )
    })?;
    Ok(NewListing {
        roles: roles(words)?,
        card: card_at(Path::new(path), now)?,
        succession: None,
    })
}

/// The card in a file.
fn card_at(path: &Path, now: PosixTime) -> Result<Statement<Card>, Problem> {
    let bytes = fs::read(path).map_err(|error| Problem::reading(path, &error))?;
    verify_card(&bytes, now).map_err(|error| {
        refusal(
            &format!("the card {} was not taken", shown(path)),
            error.class(),
            error,
        )
        .advise("Ask its organisation for a card that `handover identity card` wrote.")
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

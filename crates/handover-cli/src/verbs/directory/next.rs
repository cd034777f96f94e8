//! The next version of a directory.

use std::{fs, path::Path, process::ExitCode};

use handover::trust::{
    Directory, NewListing, OrganisationRole, PosixTime, Revocation, RevocationSubject, Statement,
    verify_card,
};
use handover_identity::{Authority, AuthorityError, Identity, Issue};
use handover_report::{directory::DirectoryWritten, shown};

use super::{AddArguments, NewArguments, RevokeArguments, SigningArguments};
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

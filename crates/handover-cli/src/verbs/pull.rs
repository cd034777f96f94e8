//! `handover pull`: statements from a server.

use std::{
    collections::BTreeSet,
    fs,
    path::{Path, PathBuf},
    process::ExitCode,
    time::Duration,
};

use bytes::Bytes;
use handover::{
    cbor::RefusalClass,
    package::SignedIndex,
    transfer::{Cursor, StatementEntry},
    trust::{
        Countersign, Countersigned, Kind, Payload, ShortName, Statement, StatementId, statement_id,
        statement_kind,
    },
};
use handover_client::{About, Client, ClientError};
use handover_identity::FirstSeen;
use handover_report::{Page, Report, shown};
use serde::Serialize;

use super::{
    countersign::key_for,
    online::{self, Online, OnlineArguments, ServerOfArgument, trouble},
    statements::{StatementArguments, ToArgument, file_name, sign},
};
use crate::{output::NewFile, problem::Problem, screen::Screen};

/// Fetch the statements that we may read: into the folder of the transfer
///
/// Point the other verbs at the folder with --statement: each verifies what it reads. Of a package its
/// signed index is fetched, which names its cases by tokens and holds none of them. What is in the folder
/// already is not fetched again.
#[derive(Debug, clap::Args)]
pub(crate) struct Arguments {
    /// The folder for the files; made if it is not there
    #[arg(long, value_name = "FOLDER")]
    to: PathBuf,
    /// Only those about this package
    #[arg(long, value_name = "ID", conflicts_with = "mandate")]
    package: Option<StatementId>,
    /// Only those under this mandate
    #[arg(long, value_name = "ID")]
    mandate: Option<StatementId>,
    /// Sign that we have seen what is new and was said by others, in one statement, and file it there: so that
    /// nobody can date it otherwise afterwards
    #[arg(long)]
    seen: bool,
    #[command(flatten)]
    server_of: ServerOfArgument,
    #[command(flatten)]
    online: OnlineArguments,
}

/// Does what was asked.
pub(crate) fn run(arguments: &Arguments, screen: &Screen) -> Result<ExitCode, Problem> {
    let online = arguments.online.ready()?;
    let client = online.client_of(&arguments.server_of)?;
    let about = match (arguments.package, arguments.mandate) {
        (Some(package), _) => About::Package(package),
        (None, Some(mandate)) => About::Mandate(mandate),
        (None, None) => About::Everything,
    };
    let files = online::run(pull(&client, about, &arguments.to, screen))?;
    let witness = seen(arguments, &online, &client, &files, screen)?;
    screen.report(&PullReport {
        pulled: files.iter().map(|path| shown(path)).collect(),
        seen: witness.as_deref().map(shown),
        is_asked: arguments.seen,
    })?;
    Ok(ExitCode::SUCCESS)
}

/// What is new.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(crate) struct PullReport {
    /// The new files.
    pulled: Vec<String>,
    /// The statement that says that they were seen; null if none was signed.
    seen: Option<String>,
    #[serde(skip)]
    is_asked: bool,
}

impl Report for PullReport {
    fn tell(&self, page: &mut Page) {
        for file in &self.pulled {
            page.line(file);
        }
        page.line(&format!("{} new.", self.pulled.len()));
        match &self.seen {
            Some(file) => page.line(&format!("signed as seen: {file}")),
            None if self.is_asked || self.pulled.is_empty() => {}
            None => {
                page.line("Sign with --seen that you have it: so nobody can date it otherwise.")
            }
        }
    }
}

/// Signs that what is new was seen, if that was asked for, and files it at the server.
fn seen(
    arguments: &Arguments,
    online: &Online,
    client: &Client,
    files: &[PathBuf],
    screen: &Screen,
) -> Result<Option<PathBuf>, Problem> {
    if !arguments.seen || files.is_empty() {
        return Ok(None);
    }
    let identity = &online.identity;
    let statements = StatementArguments::of(&arguments.to).verified(
        &online.directory,
        Some(identity.folder()),
        online.moment.posix(),
        screen,
    )?;
    let new: BTreeSet<StatementId> = files.iter().filter_map(|path| id_of(path)).collect();
    let said = statements.known().said_by_others(identity.organisation());
    let Some(about) = Countersigned::of(said.into_iter().filter(|id| new.contains(id))) else {
        return Ok(None);
    };
    let passphrase = arguments.online.passphrase()?;
    let role: ShortName = Countersign::SEEN
        .parse()
        .map_err(|_| Problem::our_bug("the role of a witness is no name"))?;
    let signer = identity.signer(&key_for(identity, &role)?, &passphrase)?;
    let seen = Countersign {
        at: online.moment.posix(),
        by: identity.organisation().clone(),
        role,
        statement: about,
    };
    let seen = sign(&signer, seen, &online.directory, online.moment.posix())?;
    let path = place_of(&arguments.to, &seen)?;
    FirstSeen::note(identity.folder(), &seen)?;
    let bytes = Bytes::copy_from_slice(seen.as_bytes());
    online::run(async {
        let posted = client.post(bytes).await;
        posted.map_err(|error| trouble(&error, client.server()))
    })?;
    Ok(Some(path))
}

/// The file of a sight. A server of ours may have signed the very words in this second, and they were pulled.
fn place_of(folder: &Path, seen: &Statement<Countersign>) -> Result<PathBuf, Problem> {
    let to = ToArgument::at(folder);
    let path = to.place(
        Countersign::KIND.as_str(),
        &seen.id().to_string(),
        "statement",
    );
    match id_of(&path) {
        Some(id) if id == *seen.id() => Ok(path),
        _ => to.write(seen),
    }
}

/// The id of a statement or signed index in a file.
fn id_of(path: &Path) -> Option<StatementId> {
    let bytes = fs::read(path).ok()?;
    statement_id(&bytes).or_else(|| statement_id(SignedIndex::unverified_head(&bytes)))
}

/// Fetches what is not in the folder yet; gives back the new files.
pub(crate) async fn pull(
    client: &Client,
    about: About,
    folder: &Path,
    screen: &Screen,
) -> Result<Vec<PathBuf>, Problem> {
    online::folder(folder)?;
    let told = |error: ClientError| trouble(&error, client.server());
    let mut files = Vec::new();
    for entry in listed(client, about).await.map_err(told)? {
        let path = file(folder, &entry);
        if path.exists() {
            if id_of(&path) != Some(entry.id) {
                screen.note(&format!(
                    "left alone: {} is there, and is not the statement of that name",
                    shown(&path)
                ));
            }
            continue;
        }
        let bytes = match entry.kind {
            Kind::Package => client.signed_index(&entry.id).await,
            _ => client.statement(&entry.id).await,
        };
        let bytes = bytes.map_err(told)?;
        let is_it = match entry.kind {
            Kind::Package => SignedIndex::is_claimed_by(&bytes),
            kind => statement_kind(&bytes) == Some(kind) && statement_id(&bytes) == Some(entry.id),
        };
        if !is_it {
            return Err(Problem::refused(
                RefusalClass::Altered,
                format!("the server of {}: another statement came", client.server()),
                "Nothing of it was kept. The server's operator must look into it.",
            ));
        }
        NewFile::write(&path, &bytes)?;
        files.push(path);
    }
    Ok(files)
}

/// Everything that we may read about something.
pub(super) async fn listed(
    client: &Client,
    about: About,
) -> Result<Vec<StatementEntry>, ClientError> {
    let mut entries = Vec::new();
    let mut after = Cursor::START;
    loop {
        let page = client.statements(about, after, Duration::ZERO).await?;
        if page.statements.is_empty() {
            return Ok(entries);
        }
        entries.extend(page.statements);
        if page.next <= after {
            return Ok(entries);
        }
        after = page.next;
    }
}

/// The name says what it is and nothing else.
fn file(folder: &Path, entry: &StatementEntry) -> PathBuf {
    let ending = match entry.kind {
        Kind::Package => "index",
        _ => "statement",
    };
    folder.join(file_name(
        entry.kind.as_str(),
        &entry.id.to_string(),
        ending,
    ))
}

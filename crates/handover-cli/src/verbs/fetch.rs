//! `handover fetch`: what came for us, into a folder.

use std::{
    path::{Path, PathBuf},
    process::ExitCode,
    sync::Arc,
    time::Duration,
};

use handover::{
    files::unverified_head_bytes,
    transfer::{Cursor, Judge, KnownStatements, Memory, NoMemory},
    trust::{Countersign, Kind, Package, Sight, Statement, StatementId, Witnesses},
};
use handover_client::{About, Client, ClientError};
use handover_identity::FirstSeen;
use handover_report::{Page, Report, refused::ProblemFacts, shown};
use serde::Serialize;

use super::{
    inbox::list,
    online::{self, Online, OnlineArguments, ServerOfArgument, TransferProgress, trouble},
    pull::listed,
};
use crate::{problem::Problem, screen::Screen};

/// Fetch packages that came for us
///
/// A file appears only when it is whole and verified. It may be stopped at any moment and run again: what
/// is here is not fetched again. A package that does not hold is named, and does not hold up the others.
/// Nothing is opened: `handover open` does that, `handover receipt` says so.
#[derive(Debug, clap::Args)]
pub(crate) struct Arguments {
    /// The package, as `handover inbox` names it
    #[arg(value_name = "PACKAGE-ID", required_unless_present = "all")]
    package: Option<StatementId>,
    /// Every package in the inbox that is not in the folder yet
    #[arg(long, conflicts_with = "package")]
    all: bool,
    /// The folder for the files; made if it is not there
    #[arg(long, value_name = "FOLDER")]
    to: PathBuf,
    #[command(flatten)]
    server_of: ServerOfArgument,
    #[command(flatten)]
    online: OnlineArguments,
}

/// What became of packages that were to be fetched.
#[derive(Default)]
pub(crate) struct Fetched {
    pub(crate) files: Vec<(StatementId, PathBuf)>,
    /// Those that do not hold, or are not whole.
    refused: Vec<(StatementId, Problem)>,
}

/// Does what was asked.
pub(crate) fn run(arguments: &Arguments, screen: &Screen) -> Result<ExitCode, Problem> {
    let online = arguments.online.ready()?;
    let progress = Arc::new(TransferProgress::new("fetching", screen.notes()));
    let shown_by = Arc::clone(&progress);
    let client = online
        .client_of(&arguments.server_of)?
        .watched(move |event| shown_by.show(event));
    let fetched = online::run(fetch(
        &client,
        arguments.package,
        &arguments.to,
        &online,
        screen,
    ));
    progress.finish();
    let Fetched { files, refused } = fetched?;
    let fetched = files.iter().map(|(id, path)| FetchedFile {
        file: shown(path),
        package: id.to_string(),
    });
    let not = refused.iter().map(|(id, problem)| NotFetched {
        package: id.to_string(),
        problem: problem.facts(),
    });
    screen.report(&FetchReport {
        fetched: fetched.collect(),
        refused: not.collect(),
    })?;
    match refused.into_iter().next() {
        Some((_, problem)) => Err(problem),
        None => Ok(ExitCode::SUCCESS),
    }
}

/// What came, and what did not hold.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(crate) struct FetchReport {
    fetched: Vec<FetchedFile>,
    refused: Vec<NotFetched>,
}

#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
struct FetchedFile {
    file: String,
    package: String,
}

#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
struct NotFetched {
    package: String,
    problem: ProblemFacts,
}

impl Report for FetchReport {
    fn tell(&self, page: &mut Page) {
        if self.fetched.is_empty() && self.refused.is_empty() {
            page.line("Nothing new has come.");
        }
        for one in &self.fetched {
            page.line(&format!("fetched: {}", one.file));
        }
    }
}

/// Fetches one package, or all that are not in the folder. One that does not hold does not hold up the others.
pub(crate) async fn fetch(
    client: &Client,
    package: Option<StatementId>,
    folder: &Path,
    online: &Online,
    screen: &Screen,
) -> Result<Fetched, Problem> {
    online::folder(folder)?;
    let told = |error: ClientError| trouble(&error, client.server());
    let wanted = match package {
        Some(id) => vec![id],
        None => {
            let (packages, _) = list(client, Cursor::START, Duration::ZERO)
                .await
                .map_err(told)?;
            let ids = packages.into_iter().map(|entry| entry.id);
            ids.filter(|id| !file(folder, id).exists()).collect()
        }
    };
    let now = online.moment.posix();
    let mut memory = FirstSeen::recall(Some(online.identity.folder()))?;
    let mut fetched = Fetched::default();
    for id in wanted {
        let path = file(folder, &id);
        // As of when it was first here, or the server says that it was there: its sender may have ended since.
        let witnesses = witnesses(client, &id, online).await;
        let countersigns: Vec<&Statement<Countersign>> = witnesses.countersigns().iter().collect();
        let sight = Sight::now(now).witnessed(Witnesses::new(witnesses.mandates(), &countersigns));
        let sight = memory.of(&id).map_or(sight, |seen| sight.recorded(seen));
        let outcome = client.fetch_as_seen(&id, &path, sight).await;
        match outcome {
            Ok(()) => {
                if let Ok(head) = unverified_head_bytes(&path)
                    && let Ok(head) = online.directory.verify::<Package>(&head, &sight)
                {
                    memory.saw(head.id(), head.first_seen());
                }
                fetched.files.push((id, path));
            }
            Err(ClientError::File(kind)) => return Err(Problem::writing(&path, &kind.into())),
            Err(
                error @ (ClientError::Package(_)
                | ClientError::OtherPackage
                | ClientError::Problem(_)),
            ) => {
                screen.note(&format!("not fetched: {id}: {error}"));
                fetched.refused.push((id, told(error)));
            }
            Err(error) => {
                memory.keep()?;
                return Err(told(error));
            }
        }
    }
    memory.keep()?;
    Ok(fetched)
}

/// What the server has in the role `seen` about a package; nothing, where it says nothing.
async fn witnesses(client: &Client, package: &StatementId, online: &Online) -> KnownStatements {
    let mut all = Vec::new();
    let listed = listed(client, About::Package(*package))
        .await
        .unwrap_or_default();
    for entry in listed
        .iter()
        .filter(|entry| entry.kind == Kind::Countersign)
    {
        all.extend(client.statement(&entry.id).await);
    }
    let all: Vec<&[u8]> = all.iter().map(AsRef::as_ref).collect();
    let mut judge = Judge::new(&online.directory, NoMemory, online.moment.posix());
    // What does not hold is no witness.
    let _ = judge.take_all(&all);
    judge.finish().0
}

/// The name says which package it is and nothing else: the whole id, so that no two have one name.
fn file(folder: &Path, package: &StatementId) -> PathBuf {
    folder.join(format!("{package}.handover"))
}

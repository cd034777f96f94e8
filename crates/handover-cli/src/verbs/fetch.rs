//! `handover fetch`: what came for us, into a folder.

use std::{
    path::{Path, PathBuf},
    process::ExitCode,
    sync::Arc,
    time::Duration,
};

use handover::{Cursor, StatementId};
use handover_client::{Client, ClientError};
use serde_json::{Value, json};

use super::{
    inbox::list,
    online::{self, OnlineArguments, ServerOfArgument, TransferProgress, trouble},
    statements::StatementArguments,
};
use crate::{
    output::{print, print_json},
    problem::{Problem, shown},
};

/// Fetch packages that came for us
///
/// A file appears only when it is whole and verified. It may be stopped at any moment and run again: what
/// is here is not fetched again. Nothing is opened: `handover open` does that, `handover receipt` says so.
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
    /// Print one JSON document
    #[arg(long)]
    pub(crate) json: bool,
}

/// Does what was asked.
pub(crate) fn run(arguments: &Arguments) -> Result<ExitCode, Problem> {
    let online = arguments.online.ready()?;
    let progress = Arc::new(TransferProgress::new("fetching"));
    let shown_by = Arc::clone(&progress);
    let client = online
        .client_of(&arguments.server_of)?
        .watched(move |event| shown_by.show(event));
    let fetched = online::run(fetch(&client, arguments.package, &arguments.to));
    progress.finish();
    let fetched = fetched?;
    // They were here now: whoever opens one after its sender has ended judges it as of this moment (A.5).
    StatementArguments::default().verified_for(
        fetched.iter().map(|(_, path)| path.as_path()),
        &online.directory,
        Some(online.identity.folder()),
        online.moment.posix(),
    )?;
    if arguments.json {
        let entries = fetched.iter();
        let entries: Vec<Value> = entries
            .map(|(id, path)| json!({"file": shown(path), "package": id.to_string()}))
            .collect();
        print_json(&json!({ "fetched": entries }))?;
    } else if fetched.is_empty() {
        print("Nothing new has come.\n")?;
    } else {
        let lines = fetched.iter();
        let lines: Vec<String> = lines
            .map(|(_, path)| format!("fetched: {}\n", shown(path)))
            .collect();
        print(&lines.concat())?;
    }
    Ok(ExitCode::SUCCESS)
}

/// Fetches one package, or all that are not in the folder.
pub(crate) async fn fetch(
    client: &Client,
    package: Option<StatementId>,
    folder: &Path,
) -> Result<Vec<(StatementId, PathBuf)>, Problem> {
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
    let mut fetched = Vec::new();
    for id in wanted {
        let path = file(folder, &id);
        let done = client.fetch(&id, &path).await;
        done.map_err(|error| match error {
            ClientError::File(kind) => Problem::writing(&path, &kind.into()),
            error => told(error),
        })?;
        fetched.push((id, path));
    }
    Ok(fetched)
}

/// The name says which package it is and nothing else.
fn file(folder: &Path, package: &StatementId) -> PathBuf {
    let id = package.to_string();
    folder.join(format!("{}.handover", id.get(..16).unwrap_or_default()))
}

//! `handover pull`: statements from a server.

use std::{
    path::{Path, PathBuf},
    process::ExitCode,
    time::Duration,
};

use handover::{
    Cursor, Kind, RefusalClass, SignedIndex, StatementEntry, StatementId, statement_id,
    statement_kind,
};
use handover_client::{About, Client, ClientError};
use serde_json::{Value, json};

use super::online::{self, OnlineArguments, ServerOfArgument, trouble};
use crate::{
    output::{NewFile, print, print_json},
    problem::{Problem, shown},
};

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
    let client = online.client_of(&arguments.server_of)?;
    let about = match (arguments.package, arguments.mandate) {
        (Some(package), _) => About::Package(package),
        (None, Some(mandate)) => About::Mandate(mandate),
        (None, None) => About::Everything,
    };
    let files = online::run(pull(&client, about, &arguments.to))?;
    if arguments.json {
        let files: Vec<Value> = files.iter().map(|path| shown(path).into()).collect();
        print_json(&json!({ "pulled": files }))?;
    } else {
        let lines: Vec<String> = files
            .iter()
            .map(|path| format!("{}\n", shown(path)))
            .collect();
        print(&format!("{}{} new.\n", lines.concat(), files.len()))?;
    }
    Ok(ExitCode::SUCCESS)
}

/// Fetches what is not in the folder yet; gives back the new files.
pub(crate) async fn pull(
    client: &Client,
    about: About,
    folder: &Path,
) -> Result<Vec<PathBuf>, Problem> {
    online::folder(folder)?;
    let told = |error: ClientError| trouble(&error, client.server());
    let mut files = Vec::new();
    for entry in listed(client, about).await.map_err(told)? {
        let path = file(folder, &entry);
        if path.exists() {
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
    let id = entry.id.to_string();
    let begins = id.get(..16).unwrap_or_default();
    let ending = match entry.kind {
        Kind::Package => "index",
        _ => "statement",
    };
    folder.join(format!("{}-{begins}.{ending}", entry.kind))
}

//! `handover fetch`: what came for us, into a folder.

use std::{path::PathBuf, process::ExitCode, sync::Arc};

use handover::trust::StatementId;
use handover_client::{ClientError, Fetched};
use handover_identity::FirstSeen;
use handover_report::fetch::FetchReport;

use super::online::{
    self, OnlineArguments, ServerOfArgument, TransferProgress, not_in_folder, trouble,
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

/// Does what was asked.
pub(crate) fn run(arguments: &Arguments, screen: &Screen) -> Result<ExitCode, Problem> {
    let online = arguments.online.ready()?;
    let progress = Arc::new(TransferProgress::new("fetching", screen.notes()));
    let shown_by = Arc::clone(&progress);
    let client = online
        .client_of(&arguments.server_of)?
        .watched(move |event| shown_by.show(event));
    let mut memory = FirstSeen::recall(Some(online.identity.folder()))?;
    let server = client.server();
    let fetched = online::run(async {
        let refused = |id: &StatementId, error: &ClientError| {
            screen.note(&format!("not fetched: {id}: {error}"));
        };
        let fetched = client.fetch_into(arguments.package, &arguments.to, &mut memory, refused);
        Ok(fetched.await)
    })?;
    progress.finish();
    memory.keep()?;
    let Fetched { files, refused, .. } = fetched.map_err(|error| not_in_folder(error, server))?;
    let refused: Vec<(StatementId, Problem)> = refused
        .into_iter()
        .map(|(id, error)| (id, trouble(&error, server)))
        .collect();
    let told = refused.iter().map(|(id, problem)| (*id, problem.facts()));
    screen.report(&FetchReport::new(&files, told))?;
    match refused.into_iter().next() {
        Some((_, problem)) => Err(problem),
        None => Ok(ExitCode::SUCCESS),
    }
}

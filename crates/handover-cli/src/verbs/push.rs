//! `handover push`: statements to a server.

use std::{path::PathBuf, process::ExitCode};

use handover_client::{Client, Filed};
use handover_report::{push::PushReport, shown};

use super::{
    online::{self, OnlineArguments, ServerOfArgument, trouble},
    statements::{UnreadStatement, unread},
};
use crate::{problem::Problem, screen::Screen};

/// File statements at a server: mandate, roster, countersigns, receipts, verdicts, events
///
/// Give it the folder of the transfer. What the server has already is left as it is; the order does not
/// matter. Packages are not pushed: `handover send` does that. What is about a package that is not
/// there yet waits, and is named; exit code 1 then: push again once the package was sent.
#[derive(Debug, clap::Args)]
pub(crate) struct Arguments {
    /// Statements, or folders of them
    #[arg(value_name = "FILE|FOLDER", required = true)]
    paths: Vec<PathBuf>,
    #[command(flatten)]
    server_of: ServerOfArgument,
    #[command(flatten)]
    online: OnlineArguments,
}

/// Does what was asked.
pub(crate) fn run(arguments: &Arguments, screen: &Screen) -> Result<ExitCode, Problem> {
    let statements = unread(&arguments.paths, screen)?;
    let online = arguments.online.ready()?;
    let client = online.client_of(&arguments.server_of)?;
    if statements.is_empty() {
        return Err(Problem::input_output(
            "there is no statement in what was named",
            "Name the folder of the transfer, or the files that the verbs wrote.",
        ));
    }
    let (filed, first_problem) = online::run(push(&client, &statements, screen))?;
    let waiting = filed
        .waiting
        .iter()
        .filter_map(|place| statements.get(*place));
    screen.report(&PushReport {
        filed: filed.new,
        known: filed.known,
        problem: first_problem.as_ref().map(Problem::facts),
        waiting: waiting.map(|one| shown(&one.path)).collect(),
    })?;
    match first_problem {
        Some(problem) => Err(problem),
        None if filed.waiting.is_empty() => Ok(ExitCode::SUCCESS),
        None => Ok(ExitCode::from(1)),
    }
}

/// Files statements in whatever order the server takes them; one that it does not take is told, and does
/// not hold up the others.
async fn push(
    client: &Client,
    statements: &[UnreadStatement],
    screen: &Screen,
) -> Result<(Filed, Option<Problem>), Problem> {
    let bytes = statements.iter().map(|one| one.bytes.clone().into());
    let bytes: Vec<bytes::Bytes> = bytes.collect();
    let file = |place: usize| {
        statements
            .get(place)
            .map_or_else(String::new, |one| shown(&one.path))
    };
    let mut first_problem = None;
    let filed = client
        .file(&bytes, |place, error| {
            screen.note(&format!("not taken: {}: {error}", file(place)));
            first_problem.get_or_insert_with(|| trouble(error, client.server()));
        })
        .await
        .map_err(|error| trouble(&error, client.server()))?;
    for place in &filed.waiting {
        screen.note(&format!(
            "waits: {}: what it is about is not at the server yet",
            file(*place)
        ));
    }
    if !filed.waiting.is_empty() {
        screen.note(
            "Send the package with `handover send`, or add what is missing, then push again: only \
             what waits goes.",
        );
    }
    Ok((filed, first_problem))
}

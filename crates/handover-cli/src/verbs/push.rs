//! `handover push`: statements to a server.

use std::{path::PathBuf, process::ExitCode};

use handover_client::{Client, ClientError, Posted};
use handover_report::{Page, Report, amounts::amount, shown};
use serde::Serialize;

use super::{
    online::{self, OnlineArguments, ServerOfArgument, trouble},
    statements::{UnreadStatement, unread},
};
use crate::{
    problem::{Problem, ProblemFacts},
    screen::Screen,
};

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

/// What became of the statements.
#[derive(Default)]
pub(crate) struct Pushed {
    filed: usize,
    known: usize,
    /// About something that is not at the server yet.
    waiting: Vec<PathBuf>,
    first_problem: Option<Problem>,
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
    let pushed = online::run(push(&client, statements, screen))?;
    screen.report(&PushReport {
        filed: pushed.filed,
        known: pushed.known,
        problem: pushed.first_problem.as_ref().map(Problem::facts),
        waiting: pushed.waiting.iter().map(|path| shown(path)).collect(),
    })?;
    match pushed.first_problem {
        Some(problem) => Err(problem),
        None if pushed.waiting.is_empty() => Ok(ExitCode::SUCCESS),
        None => Ok(ExitCode::from(1)),
    }
}

/// What the server took.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(crate) struct PushReport {
    /// How many statements are new there.
    filed: usize,
    /// How many were there already.
    known: usize,
    /// The first that the server did not take.
    #[serde(skip_serializing_if = "Option::is_none")]
    problem: Option<ProblemFacts>,
    /// Files about something that is not at the server yet.
    waiting: Vec<String>,
}

impl Report for PushReport {
    fn tell(&self, page: &mut Page) {
        let waiting = match self.waiting.len() {
            0 => String::new(),
            number => format!("; waiting: {number}"),
        };
        page.line(&format!(
            "{} filed; there already: {}{waiting}.",
            amount(self.filed, "statement"),
            self.known
        ));
    }
}

/// Files statements in whatever order the server takes them; one that it does not take is told, and does
/// not hold up the others.
pub(crate) async fn push(
    client: &Client,
    statements: Vec<UnreadStatement>,
    screen: &Screen,
) -> Result<Pushed, Problem> {
    let mut pushed = Pushed::default();
    let mut waiting = statements;
    loop {
        let before = waiting.len();
        let mut early = Vec::new();
        for statement in waiting {
            match client.post(statement.bytes.clone().into()).await {
                Ok(Posted::Filed(_)) => pushed.filed += 1,
                Ok(Posted::Known(_)) => pushed.known += 1,
                Ok(Posted::Early) => early.push(statement),
                // The server says no to this one; any other trouble is there for all of them.
                Err(error @ ClientError::Problem(_)) => {
                    screen.note(&format!("not taken: {}: {error}", shown(&statement.path)));
                    let problem = trouble(&error, client.server());
                    pushed.first_problem.get_or_insert(problem);
                }
                Err(error) => return Err(trouble(&error, client.server())),
            }
        }
        if early.is_empty() || early.len() == before {
            pushed.waiting = early.into_iter().map(|statement| statement.path).collect();
            for path in &pushed.waiting {
                screen.note(&format!(
                    "waits: {}: what it is about is not at the server yet",
                    shown(path)
                ));
            }
            if !pushed.waiting.is_empty() {
                screen.note(
                    "Send the package with `handover send`, or add what is missing, then push again: only \
                     what waits goes.",
                );
            }
            return Ok(pushed);
        }
        waiting = early;
    }
}

//! `handover send`: packages on their way, and the receipts that say they are stored.

use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
    process::ExitCode,
    sync::Arc,
};

use handover::{
    cbor::RefusalClass,
    trust::{OrganisationId, Receipt, Statement, StatementId, statement_id},
};
use handover_client::{ClientError, Destination, DestinationError, Destinations, Parcel, Stored};
use handover_identity::FirstSeen;
use handover_report::{
    send::{SendReport, StoredPackage},
    shown,
};

use super::{
    online::{self, Online, OnlineArguments, TransferProgress, trouble},
    statements::{StatementArguments, Statements, ToArgument, UnreadStatement},
    verify::carried,
};
use crate::{
    output::NewFile,
    problem::Problem,
    screen::{Results, Screen},
};

/// Send packages to the servers of their recipients, and keep the receipts
///
/// Verifies each package first. It may be stopped at any moment and run again: what is there is not sent
/// again, and the receipts are the same. "stored" is said only of a receipt that was verified: the right
/// package, the right recipient, signed by its server. `stored` is not `accepted`: until a person at the
/// recipient accepts a case, its sender stays responsible.
#[derive(Debug, clap::Args)]
pub(crate) struct Arguments {
    /// The packages
    #[arg(value_name = "PACKAGE", required = true)]
    packages: Vec<PathBuf>,
    #[command(flatten)]
    to: ToArgument,
    #[command(flatten)]
    statements: StatementArguments,
    /// How many parts of 8 MiB travel at once, at most: fewer on a link that is too slow for them
    #[arg(long, value_name = "COUNT", default_value_t = 4)]
    parallel: usize,
    #[command(flatten)]
    online: OnlineArguments,
}

/// What is sent, and from whom.
struct SendInput<'a> {
    packages: &'a [PathBuf],
    statements: Vec<UnreadStatement>,
    parallel: usize,
    online: &'a Online,
    /// Where it is said what goes another road, and how far it has got.
    screen: &'a Screen,
}

/// The files that go with packages, by the ids of their statements.
type Names = BTreeMap<StatementId, PathBuf>;

/// Does what was asked.
pub(crate) fn run(arguments: &Arguments, screen: &Screen) -> Result<ExitCode, Problem> {
    if arguments.packages.len() > 1 && !arguments.to.is_folder() {
        return Err(Problem::usage(
            "several receipts do not fit in one file",
            "Make a folder and name it with --to.",
        ));
    }
    let online = arguments.online.ready()?;
    let input = SendInput {
        packages: &arguments.packages,
        statements: arguments.statements.unread(screen)?,
        parallel: arguments.parallel,
        online: &online,
        screen,
    };
    let mut results = screen.lines();
    let mut sent = SendReport::default();
    let mut told = |path: &Path, stored: &Stored| {
        for receipt in stored.receipts() {
            let file = keep(&arguments.to, receipt, online.identity.folder())?;
            let stored = StoredPackage::new(path, receipt, &file);
            match &mut results {
                Some(results) => results.write(&stored.line())?,
                None => sent.push(stored),
            }
        }
        results.as_mut().map_or(Ok(()), Results::flush)
    };
    let outcome = send(input, &mut told);
    if results.is_none() && (outcome.is_ok() || !sent.is_empty()) {
        screen.report(&sent)?;
    }
    outcome.map(|()| ExitCode::SUCCESS)
}

/// Sends packages; `told` hears of each as soon as its receipts are verified.
///
/// One that cannot be sent does not hold up the others; the first problem is given back at the end.
fn send(
    mut input: SendInput<'_>,
    told: &mut dyn FnMut(&Path, &Stored) -> Result<(), Problem>,
) -> Result<(), Problem> {
    let mut first_problem = None;
    let (statements, names) = needed(std::mem::take(&mut input.statements));
    for destination in destinations(&input)? {
        let done = online::run(to_server(&input, destination, &statements, &names, told));
        if let Err(problem) = done {
            first_problem.get_or_insert(problem);
        }
    }
    first_problem.map_or(Ok(()), Err)
}

/// Verifies packages, and finds out where each of them goes.
fn destinations(input: &SendInput<'_>) -> Result<Vec<Destination>, Problem> {
    let online = input.online;
    let address = online.address()?;
    let roads = online.roads(address.as_ref());
    let mut destinations = Destinations::of(online.identity.organisation().clone());
    let nothing = Statements::default();
    for path in input.packages {
        let carried = carried(path, None, &online.directory, &nothing, roads.now)?;
        let without_server = destinations.add(path, &carried.signed_index(), &roads);
        let without_server = without_server.map_err(|error| match &error {
            DestinationError::NotOurs(by) => Problem::refused(
                RefusalClass::NotEntitled,
                format!("{} was sealed by {by}, not by us", shown(path)),
                "Its sender sends it. To pass cases on, seal them anew.",
            ),
            _ => error.into(),
        })?;
        for recipient in without_server {
            input.screen.note(&format!(
                "{recipient} has no server on its card: bring it {} by another road",
                shown(path)
            ));
        }
    }
    let destinations = destinations.into_all();
    if destinations.is_empty() {
        return Err(Problem::usage(
            "no recipient has a server on its card",
            "Give the address with --server, or bring the package by another road.",
        ));
    }
    Ok(destinations)
}

/// What a server may need before it gives a receipt.
fn needed(statements: Vec<UnreadStatement>) -> (Vec<bytes::Bytes>, Names) {
    let mut names = Names::new();
    let mut needed = Vec::new();
    for statement in statements {
        if Parcel::takes(statement.kind) {
            names.extend(statement_id(&statement.bytes).map(|id| (id, statement.path)));
            needed.push(statement.bytes.into());
        }
    }
    (needed, names)
}

async fn to_server(
    input: &SendInput<'_>,
    Destination {
        server, parcels, ..
    }: Destination,
    statements: &[bytes::Bytes],
    names: &Names,
    told: &mut dyn FnMut(&Path, &Stored) -> Result<(), Problem>,
) -> Result<(), Problem> {
    let progress = Arc::new(TransferProgress::new("sending", input.screen.notes()));
    let shows = Arc::clone(&progress);
    let client = input.online.client(&server, input.parallel.max(1))?;
    let client = client.watched(move |event| shows.show(event));
    let mut first_problem = None;
    let parcels = parcels.into_iter();
    let parcels = parcels.map(|parcel| parcel.with_statements(statements.to_vec()));
    client
        .send_all(parcels, |path, sent| {
            let sent = sent.map_err(|error| about(path, &error, &server.by));
            if let Err(problem) = sent.and_then(|stored| told(path, &stored)) {
                first_problem.get_or_insert(problem);
            }
        })
        .await;
    progress.finish();
    for (id, error) in client.left_aside() {
        let file = names.get(&id);
        let file = file.map_or_else(|| id.to_string(), |path| shown(path));
        input.screen.note(&format!("left aside: {file}: {error}"));
        first_problem.get_or_insert_with(|| {
            Problem::refused(
                error.class().unwrap_or(RefusalClass::Policy),
                format!("{file} was not taken by the server of {}: {error}", server.by),
                "Everything else went its way. Take the file out of the folder; if it is needed, ask its signer \
                 for a new one.",
            )
        });
    }
    first_problem.map_or(Ok(()), Err)
}

/// A problem with one package.
fn about(path: &Path, error: &ClientError, server: &OrganisationId) -> Problem {
    match error {
        ClientError::File(kind) => Problem::reading(path, &(*kind).into()),
        error => trouble(error, server),
    }
}

/// Keeps a receipt; one that is there already is the same, byte for byte.
fn keep(
    to: &ToArgument,
    receipt: &Statement<Receipt>,
    identity: &Path,
) -> Result<PathBuf, Problem> {
    let path = to.place("receipt", &receipt.id().to_string(), "statement");
    let is_there = fs::read(&path).is_ok_and(|bytes| bytes == receipt.as_bytes());
    if !is_there {
        NewFile::write(&path, receipt.as_bytes())?;
    }
    FirstSeen::note(identity, receipt)?;
    Ok(path)
}

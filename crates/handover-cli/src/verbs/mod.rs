//! One file or folder for each verb: its help, its arguments, what it does.

pub(crate) mod check;
pub(crate) mod completeness;
pub(crate) mod countersign;
pub(crate) mod desk;
pub(crate) mod directory;
pub(crate) mod event;
pub(crate) mod evidence;
mod fetch;
pub(crate) mod filing;
pub(crate) mod identity;
pub(crate) mod import;
mod inbox;
pub(crate) mod inspect;
pub(crate) mod mandate;
pub(crate) mod online;
pub(crate) mod open;
pub(crate) mod profile;
mod pull;
mod push;
pub(crate) mod receipt;
pub(crate) mod reconcile;
pub(crate) mod reply;
pub(crate) mod request;
pub(crate) mod roster;
mod schema;
pub(crate) mod seal;
pub(crate) mod select;
pub(crate) mod send;
pub(crate) mod serve;
pub(crate) mod signing;
pub(crate) mod statements;
mod status;
pub(crate) mod verdict;
pub(crate) mod verify;

use std::process::ExitCode;

use crate::{demo, problem::Problem};

/// What the program can do.
#[derive(Debug, clap::Subcommand)]
pub(crate) enum Verb {
    Demo(demo::Arguments),
    #[command(subcommand)]
    Identity(identity::Verb),
    #[command(subcommand)]
    Directory(directory::Verb),
    #[command(subcommand)]
    Mandate(mandate::Verb),
    Import(import::Arguments),
    Select(select::Arguments),
    #[command(subcommand)]
    Roster(roster::Verb),
    Countersign(countersign::Arguments),
    Check(check::Arguments),
    Completeness(completeness::Arguments),
    Seal(seal::Arguments),
    Inspect(inspect::Arguments),
    Verify(verify::Arguments),
    Open(open::Arguments),
    Receipt(receipt::Arguments),
    Accept(verdict::AcceptArguments),
    Query(verdict::QueryArguments),
    /// Refuse cases: their sender stays responsible
    Refuse(verdict::ReasonArguments),
    Redirect(verdict::RedirectArguments),
    /// Say that cases were sent to the wrong organisation: their sender stays responsible
    Misdirect(verdict::ReasonArguments),
    Event(event::Arguments),
    Evidence(evidence::Arguments),
    Reconcile(reconcile::Arguments),
    Send(send::Arguments),
    Inbox(inbox::Arguments),
    Fetch(fetch::Arguments),
    Push(push::Arguments),
    Pull(pull::Arguments),
    Status(status::Arguments),
    Serve(serve::Arguments),
    Request(request::Arguments),
    Schema(schema::Arguments),
}

impl Verb {
    /// Whether a machine reads standard output.
    pub(crate) const fn wants_json(&self) -> bool {
        match self {
            Self::Demo(_) | Self::Open(_) | Self::Schema(_) | Self::Serve(_) => false,
            Self::Identity(verb) => verb.wants_json(),
            Self::Directory(verb) => verb.wants_json(),
            Self::Mandate(verb) => verb.wants_json(),
            Self::Import(arguments) => arguments.json,
            Self::Select(arguments) => arguments.json,
            Self::Roster(verb) => verb.wants_json(),
            Self::Countersign(arguments) => arguments.json,
            Self::Check(arguments) => arguments.json,
            Self::Completeness(arguments) => arguments.json,
            Self::Seal(arguments) => arguments.json,
            Self::Inspect(arguments) => arguments.json,
            Self::Verify(arguments) => arguments.json,
            Self::Receipt(arguments) => arguments.json,
            Self::Accept(arguments) => arguments.wants_json(),
            Self::Query(arguments) => arguments.wants_json(),
            Self::Refuse(arguments) | Self::Misdirect(arguments) => arguments.wants_json(),
            Self::Redirect(arguments) => arguments.wants_json(),
            Self::Event(arguments) => arguments.json,
            Self::Request(arguments) => arguments.json,
            Self::Evidence(arguments) => arguments.json,
            Self::Reconcile(arguments) => arguments.json,
            Self::Send(arguments) => arguments.json,
            Self::Inbox(arguments) => arguments.json,
            Self::Fetch(arguments) => arguments.json,
            Self::Push(arguments) => arguments.json,
            Self::Pull(arguments) => arguments.json,
            Self::Status(arguments) => arguments.json,
        }
    }
}

/// Does what was asked.
pub(crate) fn run(verb: &Verb) -> Result<ExitCode, Problem> {
    match verb {
        Verb::Demo(arguments) => demo::run(arguments),
        Verb::Identity(verb) => identity::run(verb),
        Verb::Directory(verb) => directory::run(verb),
        Verb::Mandate(verb) => mandate::run(verb),
        Verb::Import(arguments) => import::run(arguments),
        Verb::Select(arguments) => select::run(arguments),
        Verb::Roster(verb) => roster::run(verb),
        Verb::Countersign(arguments) => countersign::run(arguments),
        Verb::Check(arguments) => check::run(arguments),
        Verb::Completeness(arguments) => completeness::run(arguments),
        Verb::Seal(arguments) => seal::run(arguments),
        Verb::Inspect(arguments) => inspect::run(arguments),
        Verb::Verify(arguments) => verify::run(arguments),
        Verb::Open(arguments) => open::run(arguments),
        Verb::Receipt(arguments) => receipt::run(arguments),
        Verb::Accept(arguments) => arguments.run(),
        Verb::Query(arguments) => arguments.run(),
        Verb::Refuse(arguments) => arguments.refuse(),
        Verb::Redirect(arguments) => arguments.run(),
        Verb::Misdirect(arguments) => arguments.misdirect(),
        Verb::Event(arguments) => event::run(arguments),
        Verb::Evidence(arguments) => evidence::run(arguments),
        Verb::Reconcile(arguments) => reconcile::run(arguments),
        Verb::Send(arguments) => send::run(arguments),
        Verb::Inbox(arguments) => inbox::run(arguments),
        Verb::Fetch(arguments) => fetch::run(arguments),
        Verb::Push(arguments) => push::run(arguments),
        Verb::Pull(arguments) => pull::run(arguments),
        Verb::Status(arguments) => status::run(arguments),
        Verb::Serve(arguments) => serve::run(arguments),
        Verb::Request(arguments) => request::run(arguments),
        Verb::Schema(arguments) => schema::run(arguments),
    }
}

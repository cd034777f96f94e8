//! One file or folder for each verb: its help, its arguments, what it does.

mod browser;
pub(crate) mod case;
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
pub(crate) mod mapping;
pub(crate) mod online;
pub(crate) mod open;
pub(crate) mod page;
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
mod unreadable;
pub(crate) mod verdict;
pub(crate) mod verify;
mod workbook;

use std::process::ExitCode;

use crate::{problem::Problem, screen::Screen};

/// What the program can do.
#[derive(Debug, clap::Subcommand)]
pub(crate) enum Verb {
    #[command(subcommand)]
    Identity(identity::Verb),
    #[command(subcommand)]
    Directory(directory::Verb),
    #[command(subcommand)]
    Mandate(mandate::Verb),
    #[command(subcommand)]
    Workbook(workbook::Verb),
    #[command(subcommand)]
    Mapping(mapping::Verb),
    Desk(browser::Arguments),
    Import(import::Arguments),
    Select(select::Arguments),
    #[command(subcommand)]
    Roster(roster::Verb),
    Countersign(countersign::Arguments),
    Check(check::Arguments),
    #[command(subcommand)]
    Case(case::Verb),
    Completeness(completeness::Arguments),
    Seal(seal::Arguments),
    #[command(subcommand)]
    Page(page::Verb),
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
    Unreadable(unreadable::Arguments),
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

/// Does what was asked.
pub(crate) fn run(verb: &Verb, screen: &Screen) -> Result<ExitCode, Problem> {
    match verb {
        Verb::Identity(verb) => identity::run(verb, screen),
        Verb::Directory(verb) => directory::run(verb, screen),
        Verb::Mandate(verb) => mandate::run(verb, screen),
        Verb::Workbook(verb) => workbook::run(verb, screen),
        Verb::Mapping(verb) => mapping::run(verb, screen),
        Verb::Desk(arguments) => browser::run(arguments, screen),
        Verb::Import(arguments) => import::run(arguments, screen),
        Verb::Select(arguments) => select::run(arguments, screen),
        Verb::Roster(verb) => roster::run(verb, screen),
        Verb::Countersign(arguments) => countersign::run(arguments, screen),
        Verb::Case(verb) => case::run(verb, screen),
        Verb::Check(arguments) => check::run(arguments, screen),
        Verb::Completeness(arguments) => completeness::run(arguments, screen),
        Verb::Seal(arguments) => seal::run(arguments, screen),
        Verb::Page(verb) => page::run(verb, screen),
        Verb::Inspect(arguments) => inspect::run(arguments, screen),
        Verb::Verify(arguments) => verify::run(arguments, screen),
        Verb::Open(arguments) => open::run(arguments, screen),
        Verb::Receipt(arguments) => receipt::run(arguments, screen),
        Verb::Accept(arguments) => arguments.run(screen),
        Verb::Query(arguments) => arguments.run(screen),
        Verb::Refuse(arguments) => arguments.refuse(screen),
        Verb::Redirect(arguments) => arguments.run(screen),
        Verb::Misdirect(arguments) => arguments.misdirect(screen),
        Verb::Event(arguments) => event::run(arguments, screen),
        Verb::Evidence(arguments) => evidence::run(arguments, screen),
        Verb::Reconcile(arguments) => reconcile::run(arguments, screen),
        Verb::Unreadable(arguments) => unreadable::run(arguments, screen),
        Verb::Send(arguments) => send::run(arguments, screen),
        Verb::Inbox(arguments) => inbox::run(arguments, screen),
        Verb::Fetch(arguments) => fetch::run(arguments, screen),
        Verb::Push(arguments) => push::run(arguments, screen),
        Verb::Pull(arguments) => pull::run(arguments, screen),
        Verb::Status(arguments) => status::run(arguments, screen),
        Verb::Serve(arguments) => serve::run(arguments, screen),
        Verb::Request(arguments) => request::run(arguments, screen),
        Verb::Schema(arguments) => schema::run(arguments, screen),
    }
}

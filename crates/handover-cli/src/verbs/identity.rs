//! `handover identity`: the keys of an organisation.

mod arguments;
mod card;
mod certificate;
mod contact;
mod new;
mod person;
mod renew;
mod replace;
mod request;
mod show;

use std::process::ExitCode;

use crate::{problem::Problem, screen::Screen};

pub(crate) use arguments::{DEFAULT, IdentityArgument, MaybeIdentity};

/// Make and look after the keys of an organisation.
///
/// An identity is a folder that stays with its organisation. It holds one key for each job: `office`
/// signs packages, `service` receipts, `transport` connects, each `person` decides, `authority` signs
/// directories; and one key that opens what is sealed to the organisation. Private keys are encrypted
/// with a passphrase (PKCS#8, scrypt). What others need is the card: give it to your authority.
#[derive(Debug, clap::Subcommand)]
pub(crate) enum Verb {
    New(new::NewArguments),
    Show(show::ShowArguments),
    Card(card::CardArguments),
    Request(request::RequestArguments),
    Certificate(certificate::CertificateArguments),
    Person(person::PersonArguments),
    Renew(renew::RenewArguments),
    Replace(replace::ReplaceArguments),
}

/// Does what was asked.
pub(crate) fn run(verb: &Verb, screen: &Screen) -> Result<ExitCode, Problem> {
    match verb {
        Verb::New(arguments) => new::run(arguments, screen),
        Verb::Show(arguments) => show::run(arguments, screen),
        Verb::Card(arguments) => card::run(arguments, screen),
        Verb::Request(arguments) => request::run(arguments, screen),
        Verb::Certificate(arguments) => certificate::run(arguments, screen),
        Verb::Person(arguments) => person::run(arguments, screen),
        Verb::Renew(arguments) => renew::run(arguments, screen),
        Verb::Replace(arguments) => replace::run(arguments, screen),
    }?;
    Ok(ExitCode::SUCCESS)
}

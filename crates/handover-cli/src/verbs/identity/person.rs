//! `handover identity person`.

use handover::trust::ShortName;
use handover_identity::Identity;
use handover_report::identity::PersonsAdded;

use super::IdentityArgument;
use crate::{clock::AtArgument, passphrase::PassphraseArgument, problem::Problem, screen::Screen};

/// Add persons who may decide, each with a key of their own, on a new card
#[derive(Debug, clap::Args)]
pub(crate) struct PersonArguments {
    /// The roles of one person: key-worker, team-leader; several roles of one person with commas
    #[arg(value_name = "ROLE[,ROLE]", required = true)]
    roles: Vec<String>,
    #[command(flatten)]
    identity: IdentityArgument,
    #[command(flatten)]
    passphrase: PassphraseArgument,
    #[command(flatten)]
    at: AtArgument,
}

pub(super) fn run(arguments: &PersonArguments, screen: &Screen) -> Result<(), Problem> {
    let persons = persons(&arguments.roles)?;
    let mut identity = Identity::read(&arguments.identity.identity)?;
    let passphrase = arguments.passphrase.existing()?;
    identity.add_persons(&persons, &passphrase, arguments.at.moment().posix())?;
    screen.report(&PersonsAdded::new(&identity, persons.len())?)
}

/// The roles of each person.
pub(super) fn persons(written: &[String]) -> Result<Vec<Vec<ShortName>>, Problem> {
    let roles_of = |roles: &String| {
        let role = |role: &str| {
            role.trim().parse::<ShortName>().map_err(|_| {
                Problem::usage(
                    "that is not a role of a person",
                    "Write key-worker or team-leader; several of one person with commas.",
                )
            })
        };
        roles.split(',').map(role).collect()
    };
    written.iter().map(roles_of).collect()
}

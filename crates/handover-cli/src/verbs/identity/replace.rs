//! `handover identity replace`.

use handover::trust::{Card, CertificateUse, OrganisationId, Statement};
use handover_identity::{Identity, NewIdentity, newest_card, remember_directory};
use handover_report::identity::Replaced;

use super::{IdentityArgument, new::NewKeysArguments};
use crate::{
    passphrase::PassphraseArgument, problem::Problem, screen::Screen,
    verbs::directory::TrustArguments,
};

/// Make fresh keys for the same organisation, where those before are stolen or lost
///
/// Where the identity folder is still there, every key in it is made anew; the older sealing keys stay, so that what
/// was sealed to them still opens. Where it is lost, a new one is made for --organisation, with the name, the
/// contacts, the server and the roles that its card in the directory has.
///
/// Nobody agrees to the new card: the authority rings you on a number that it knows, you read it the words that are
/// told here, and `handover directory replace` lists the card and revokes the keys before.
#[derive(Debug, clap::Args)]
pub(crate) struct ReplaceArguments {
    /// Whose keys, if there is no identity folder any more
    #[arg(long, value_name = "ID")]
    organisation: Option<OrganisationId>,
    #[command(flatten)]
    keys: NewKeysArguments,
    #[command(flatten)]
    trust: TrustArguments,
    #[command(flatten)]
    identity: IdentityArgument,
    #[command(flatten)]
    passphrase: PassphraseArgument,
}

pub(super) fn run(arguments: &ReplaceArguments, screen: &Screen) -> Result<(), Problem> {
    let path = &arguments.identity.identity;
    let there = path.exists().then(|| Identity::read(path)).transpose()?;
    let known = there.as_ref().map(Identity::folder);
    let directory = arguments.trust.directory(known)?;
    let named = arguments.organisation.as_ref();
    let organisation = named.or_else(|| there.as_ref().map(Identity::organisation));
    let organisation = organisation.ok_or_else(|| {
        Problem::usage(
            "there is no identity folder, and it is not said whose keys are lost",
            "Give --organisation, or name the folder with --identity.",
        )
    })?;
    if there
        .as_ref()
        .is_some_and(|there| there.organisation() != organisation)
    {
        return Err(Problem::usage(
            "the identity folder is another organisation's",
            "Name a folder that is not there yet with --identity.",
        ));
    }
    let before = newest_card(&directory, organisation).ok_or_else(|| {
        Problem::usage(
            "the directory has no card of that organisation",
            "Make an identity with `handover identity new`: there is nothing to replace.",
        )
    })?;
    let before = before.card();
    let now = arguments.trust.at.moment().posix();
    match there {
        Some(mut identity) => {
            let passphrase = arguments.passphrase.existing()?;
            identity.replace(before, &passphrase, now)?;
        }
        None => {
            arguments.make_anew(before)?;
            remember_directory(path, directory.accepted())?;
        }
    }
    screen.report(&Replaced::new(&Identity::read(path)?)?)
}

impl ReplaceArguments {
    /// A new folder, with what the card before says.
    fn make_anew(&self, before: &Statement<Card>) -> Result<(), Problem> {
        let card = before.payload();
        let certificates = || card.certificates.iter();
        if certificates().any(|listed| listed.uses.contains(&CertificateUse::Authority)) {
            return Err(handover_identity::RenewError::Authority.into());
        }
        let persons = certificates().filter(|it| it.uses.contains(&CertificateUse::Person));
        let passphrase = self.passphrase.new_one()?;
        let made = NewIdentity {
            organisation: card.by.clone(),
            name: card.name.clone().into(),
            contact: card.contact.clone().into(),
            contacts: card.contacts.clone(),
            server: card.server.clone(),
            persons: persons.map(|listed| listed.roles.clone()).collect(),
            is_authority: false,
            algorithm: self.keys.algorithm(),
            days: self.keys.days,
            scrypt_log_n: self.keys.scrypt_log_n,
            replaces: Some(*before.id()),
            passphrase: &passphrase,
            now: self.trust.at.moment().posix(),
        };
        Ok(made.write(&self.identity.identity)?)
    }
}

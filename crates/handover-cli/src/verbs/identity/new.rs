//! `handover identity new`.

use handover::trust::{OrganisationId, PublicLabel, ServerAddress, SignatureAlgorithm};
use handover_identity::{Identity, NewIdentity};
use handover_report::identity::IdentityMade;

use super::{IdentityArgument, contact::Contacts, person::persons};
use crate::{clock::AtArgument, passphrase::PassphraseArgument, problem::Problem, screen::Screen};

/// Make an identity: keys, certificates and card
///
/// A provider that takes cases on needs no more than this, and --server once it runs one:
///
/// handover identity new --organisation ZZ902 --name "Harrow Recovery" --contact "020 7946 0102"
/// --person team-leader,prescriber --person key-worker
///
/// Then `handover identity card` writes the card, for the authority that keeps the directory.
#[derive(Debug, clap::Args)]
pub(crate) struct NewArguments {
    /// The organisation's id: its ODS code, or 2 to 32 of A-Z 0-9 and - that nobody else has
    #[arg(long, value_name = "ID")]
    organisation: OrganisationId,
    /// The organisation's name
    #[arg(long, value_name = "TEXT")]
    name: String,
    /// Where somebody answers who has a question about a transfer: a telephone number, an address. Again for each
    /// whom to ring about one thing: "for=prescribing; number=020 7946 0103; name=..; hours=..; out-of-hours=.."
    #[arg(long, value_name = "TEXT", required = true)]
    contact: Vec<String>,
    /// If packages come by a server: its address, https://NAME:PORT, as others reach it
    #[arg(long, value_name = "URL")]
    server: Option<String>,
    /// The organisation that runs that server, if it is another one
    #[arg(long, value_name = "ID", requires = "server")]
    server_by: Option<OrganisationId>,
    /// A person who may decide about cases, by role, such as key-worker or team-leader: several roles of
    /// one person with commas, the option again for the next person
    #[arg(long, value_name = "ROLE[,ROLE]")]
    person: Vec<String>,
    /// Also make the key that signs directories: for the one organisation that keeps the directory.
    /// Everybody is told its certificate, the anchor: give it many --days, for a renewal changes it
    #[arg(long)]
    authority: bool,
    #[command(flatten)]
    keys: NewKeysArguments,
    #[command(flatten)]
    identity: IdentityArgument,
    #[command(flatten)]
    passphrase: PassphraseArgument,
    #[command(flatten)]
    at: AtArgument,
}

/// What keys are made.
#[derive(Debug, clap::Args)]
pub(super) struct NewKeysArguments {
    /// Make ECDSA P-256 keys instead of Ed25519, for hardware or a CA that has no other
    #[arg(long)]
    p256: bool,
    /// Days after which certificates, card and sealing key end: `identity renew` before that
    #[arg(long, value_name = "DAYS", default_value_t = 365)]
    pub(super) days: u32,
    /// How hard the passphrase is to guess: scrypt with N = 2 to this power, 10 to 14 (OpenSSL's limit)
    #[arg(long, value_name = "POWER", default_value_t = 14, value_parser = clap::value_parser!(u8).range(10..=14))]
    pub(super) scrypt_log_n: u8,
}

impl NewKeysArguments {
    /// How they sign.
    pub(super) const fn algorithm(&self) -> SignatureAlgorithm {
        if self.p256 {
            SignatureAlgorithm::EcdsaP256
        } else {
            SignatureAlgorithm::Ed25519
        }
    }
}

pub(super) fn run(arguments: &NewArguments, screen: &Screen) -> Result<(), Problem> {
    let persons = persons(&arguments.person)?;
    let server = arguments.server.as_ref().map(|url| {
        Ok::<_, Problem>(ServerAddress {
            by: arguments
                .server_by
                .clone()
                .unwrap_or_else(|| arguments.organisation.clone()),
            address: server_address(url)?,
        })
    });
    let server = server.transpose()?;
    let contacts = Contacts::parse(&arguments.contact)?;
    let contact = contacts.general.ok_or_else(|| {
        Problem::usage(
            "no --contact is for everything",
            "Give one that is a number or an address alone, beside those for one thing.",
        )
    })?;
    let path = &arguments.identity.identity;
    let passphrase = arguments.passphrase.new_one()?;
    NewIdentity {
        organisation: arguments.organisation.clone(),
        name: arguments.name.clone(),
        contact: contact.into(),
        contacts: contacts.listed,
        server,
        persons,
        is_authority: arguments.authority,
        algorithm: arguments.keys.algorithm(),
        days: arguments.keys.days,
        scrypt_log_n: arguments.keys.scrypt_log_n,
        replaces: None,
        passphrase: &passphrase,
        now: arguments.at.moment().posix(),
    }
    .write(path)?;
    screen.report(&IdentityMade::new(&Identity::read(path)?)?)
}

/// An address as it stands on a card.
fn server_address(url: &str) -> Result<PublicLabel, Problem> {
    let label = handover_client::is_address(url)
        .then(|| url.parse().ok())
        .flatten();
    label.ok_or_else(|| {
        Problem::usage(
            "--server is no address of a server",
            "Write https:// and the name under which others reach it, perhaps with a port.",
        )
    })
}

//! `handover identity`: the keys of an organisation.

use std::{
    fs,
    path::{Path, PathBuf},
    process::ExitCode,
};

use handover::trust::{
    Certificate, OrganisationId, PublicLabel, ServerAddress, ShortName, SignatureAlgorithm,
};
use handover_identity::{Identity, KeyName, NewIdentity};
use handover_report::{
    identity::{
        CardWritten, CertificateInstalled, IdentityMade, PersonsAdded, Renewed, ShownIdentity,
    },
    shown,
};

use crate::{
    clock::AtArgument, output::NewFile, passphrase::PassphraseArgument, problem::Problem,
    refusals::refusal, screen::Screen,
};

/// Where an identity folder is.
#[derive(Clone, Debug, clap::Args)]
pub(crate) struct IdentityArgument {
    /// The identity folder: keys, certificates, card, what was accepted before
    #[arg(
        long,
        value_name = "FOLDER",
        env = "HANDOVER_IDENTITY",
        default_value = DEFAULT
    )]
    pub(crate) identity: PathBuf,
}

/// The identity folder of whoever reads, if there is one: nothing is signed.
#[derive(Clone, Debug, clap::Args)]
pub(crate) struct MaybeIdentity {
    /// The identity folder, whose memory of the anchor and of what was seen when is used and kept
    /// [default: identity, if it is there]
    #[arg(long, value_name = "FOLDER", env = "HANDOVER_IDENTITY")]
    identity: Option<PathBuf>,
}

impl MaybeIdentity {
    /// The folder that was named, or the default one if it holds an identity.
    pub(crate) fn folder(&self) -> Option<&Path> {
        let default =
            || Some(Path::new(DEFAULT)).filter(|folder| folder.join("identity.json").is_file());
        self.identity.as_deref().or_else(default)
    }
}

/// The folder of whoever names none.
const DEFAULT: &str = "identity";

/// Make and look after the keys of an organisation.
///
/// An identity is a folder that stays with its organisation. It holds one key for each job: `office`
/// signs packages, `service` receipts, `transport` connects, each `person` decides, `authority` signs
/// directories; and one key that opens what is sealed to the organisation. Private keys are encrypted
/// with a passphrase (PKCS#8, scrypt). What others need is the card: give it to your authority.
#[derive(Debug, clap::Subcommand)]
pub(crate) enum Verb {
    New(NewArguments),
    Show(ShowArguments),
    Card(CardArguments),
    Request(RequestArguments),
    Certificate(CertificateArguments),
    Person(PersonArguments),
    Renew(RenewArguments),
}

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
    /// Where somebody answers who has a question about a transfer: a telephone number, an address
    #[arg(long, value_name = "TEXT")]
    contact: String,
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
    /// Make ECDSA P-256 keys instead of Ed25519, for hardware or a CA that has no other
    #[arg(long)]
    p256: bool,
    /// Days after which certificates, card and sealing key end: `identity renew` before that
    #[arg(long, value_name = "DAYS", default_value_t = 365)]
    days: u32,
    /// How hard the passphrase is to guess: scrypt with N = 2 to this power, 10 to 14 (OpenSSL's limit)
    #[arg(long, value_name = "POWER", default_value_t = 14, value_parser = clap::value_parser!(u8).range(10..=14))]
    scrypt_log_n: u8,
    #[command(flatten)]
    identity: IdentityArgument,
    #[command(flatten)]
    passphrase: PassphraseArgument,
    #[command(flatten)]
    at: AtArgument,
}

/// Show an identity: its uses, thumbprints, dates; nothing secret
#[derive(Debug, clap::Args)]
pub(crate) struct ShowArguments {
    #[command(flatten)]
    identity: IdentityArgument,
}

/// Write the card, the public half, for the authority that keeps the directory
#[derive(Debug, clap::Args)]
pub(crate) struct CardArguments {
    /// Where to write it
    #[arg(long, value_name = "FILE")]
    to: PathBuf,
    #[command(flatten)]
    identity: IdentityArgument,
}

/// Print a certificate request for one of the keys, for a CA that you already have
#[derive(Debug, clap::Args)]
pub(crate) struct RequestArguments {
    /// Which key: transport, service, office, authority, or a person's as `identity show` names it
    #[arg(long, value_name = "KEY")]
    key: String,
    #[command(flatten)]
    identity: IdentityArgument,
    #[command(flatten)]
    passphrase: PassphraseArgument,
}

/// Put a certificate that a CA has issued in the place of the one that is there, on a new card
#[derive(Debug, clap::Args)]
pub(crate) struct CertificateArguments {
    /// The certificate, PEM or DER
    #[arg(value_name = "FILE")]
    certificate: PathBuf,
    /// Which key it is for: as for `identity request`
    #[arg(long, value_name = "KEY")]
    key: String,
    #[command(flatten)]
    identity: IdentityArgument,
    #[command(flatten)]
    passphrase: PassphraseArgument,
    #[command(flatten)]
    at: AtArgument,
}

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

/// Renew certificates and card before they end, for as many days as when they were made
///
/// The keys stay, and the office of the card before agrees to the new one. What was sealed to an older
/// sealing key still opens.
#[derive(Debug, clap::Args)]
pub(crate) struct RenewArguments {
    /// Also make a new sealing key: what is sealed from then on does not open with the old one
    #[arg(long)]
    new_sealing_key: bool,
    #[command(flatten)]
    identity: IdentityArgument,
    #[command(flatten)]
    passphrase: PassphraseArgument,
    #[command(flatten)]
    at: AtArgument,
}

/// Does what was asked.
pub(crate) fn run(verb: &Verb, screen: &Screen) -> Result<ExitCode, Problem> {
    match verb {
        Verb::New(arguments) => new(arguments, screen),
        Verb::Show(arguments) => show(arguments, screen),
        Verb::Card(arguments) => card(arguments, screen),
        Verb::Request(arguments) => request(arguments, screen),
        Verb::Certificate(arguments) => certificate(arguments, screen),
        Verb::Person(arguments) => person(arguments, screen),
        Verb::Renew(arguments) => renew(arguments, screen),
    }?;
    Ok(ExitCode::SUCCESS)
}

fn new(arguments: &NewArguments, screen: &Screen) -> Result<(), Problem> {
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
    let path = &arguments.identity.identity;
    let passphrase = arguments.passphrase.new_one()?;
    NewIdentity {
        organisation: arguments.organisation.clone(),
        name: arguments.name.clone(),
        contact: arguments.contact.clone(),
        server,
        persons,
        is_authority: arguments.authority,
        algorithm: if arguments.p256 {
            SignatureAlgorithm::EcdsaP256
        } else {
            SignatureAlgorithm::Ed25519
        },
        days: arguments.days,
        scrypt_log_n: arguments.scrypt_log_n,
        passphrase: &passphrase,
        now: arguments.at.moment().posix(),
    }
    .write(path)?;
    screen.report(&IdentityMade::new(&Identity::read(path)?)?)
}

/// The roles of each person.
fn persons(written: &[String]) -> Result<Vec<Vec<ShortName>>, Problem> {
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

fn show(arguments: &ShowArguments, screen: &Screen) -> Result<(), Problem> {
    let identity = Identity::read(&arguments.identity.identity)?;
    screen.report(&ShownIdentity::of(&identity)?)
}

fn card(arguments: &CardArguments, screen: &Screen) -> Result<(), Problem> {
    let mut identity = Identity::read(&arguments.identity.identity)?;
    let card = identity.card()?;
    if arguments.to.as_os_str() == "-" {
        return Err(Problem::usage(
            "a card is not text",
            "Name a file with --to; `handover identity show` prints what is on the card.",
        ));
    }
    NewFile::write(&arguments.to, card.as_bytes())?;
    identity.published()?;
    screen.report(&CardWritten::new(&identity, &card, &arguments.to)?)
}

fn request(arguments: &RequestArguments, screen: &Screen) -> Result<(), Problem> {
    screen.no_json()?;
    let identity = Identity::read(&arguments.identity.identity)?;
    let key = key_named(&identity, &arguments.key)?;
    let passphrase = arguments.passphrase.existing()?;
    let signer = identity.signer(&key, &passphrase)?;
    screen.print(&Certificate::request(
        signer.key(),
        identity.organisation(),
        key.as_str(),
    ))
}

fn certificate(arguments: &CertificateArguments, screen: &Screen) -> Result<(), Problem> {
    let mut identity = Identity::read(&arguments.identity.identity)?;
    let key = key_named(&identity, &arguments.key)?;
    let path = &arguments.certificate;
    let bytes = fs::read(path).map_err(|error| Problem::reading(path, &error))?;
    let told = |error: handover::trust::CertificateError| {
        refusal(&shown(path), error.class(), error)
            .advise("Ask the CA for a certificate for digital signatures, Ed25519 or P-256, no CA.")
    };
    let certificate = Certificate::from_pem(&bytes).map_err(told)?;
    let passphrase = arguments.passphrase.existing()?;
    identity.install(
        &key,
        &certificate,
        &passphrase,
        arguments.at.moment().posix(),
    )?;
    screen.report(&CertificateInstalled::new(&identity, &certificate)?)
}

fn person(arguments: &PersonArguments, screen: &Screen) -> Result<(), Problem> {
    let persons = persons(&arguments.roles)?;
    let mut identity = Identity::read(&arguments.identity.identity)?;
    let passphrase = arguments.passphrase.existing()?;
    identity.add_persons(&persons, &passphrase, arguments.at.moment().posix())?;
    screen.report(&PersonsAdded::new(&identity, persons.len())?)
}

fn renew(arguments: &RenewArguments, screen: &Screen) -> Result<(), Problem> {
    let mut identity = Identity::read(&arguments.identity.identity)?;
    let passphrase = arguments.passphrase.existing()?;
    let now = arguments.at.moment().posix();
    identity.renew_all(arguments.new_sealing_key, &passphrase, now)?;
    screen.report(&Renewed::new(&identity)?)
}

/// The key of that name.
fn key_named(identity: &Identity, name: &str) -> Result<KeyName, Problem> {
    let entry = identity.entry(name).ok_or_else(|| {
        Problem::usage(
            "this identity has no key of that name",
            "`handover identity show` lists its keys.",
        )
    })?;
    Ok(entry.key.clone())
}

//! Who takes part: commissioner, old service, new service, a GP, and a directory of them.

use std::{
    fs,
    path::{Path, PathBuf},
};

use handover::{
    identity::{Authority, DirectoryInput, Identity, Issue, NewIdentity, trusted_directory},
    package::random_token,
    trust::{
        NewListing, OrganisationId, OrganisationRole, PosixTime, ServerAddress, ShortName,
        SignatureAlgorithm, Thumbprint, VerifiedDirectory,
    },
};
use handover_files::{FileError, NewFile};
use zeroize::Zeroizing;

use crate::{
    DemoError, Program,
    server::{ServerInput, StoryServer},
    story::Story,
};

/// When keys and cards are made: four weeks before the contract changes hands.
const BEGIN: &str = "2010-01-04T09:00:00Z";

/// How long the directory holds.
const DIRECTORY_DAYS: u32 = 60;

/// The day on which cases are sealed: two days into the new contract.
pub(crate) const SEALED: &str = "2010-02-03T18:00:00Z";

/// Who runs the server for both services that take on cases.
pub(crate) const HUB: &str = "ZF201";

/// Where the cards say that it is; in the story it listens on this machine.
const ADDRESS: &str = "https://packages.millrace.example:8470";

/// The folders of those whose packages go there.
const SERVED: [&str; 2] = ["new", "neighbour"];

/// Organisation, name, folder, what the authority vouches for.
const PARTIES: [(&str, &str, &str, OrganisationRole, &str); 6] = [
    (
        "ZF001",
        "Marl Council",
        "council",
        OrganisationRole::Commissioner,
        "commissioner, keeps the directory",
    ),
    (
        "ZF101",
        "Marl Valley Recovery Service (fictional)",
        "old",
        OrganisationRole::Provider,
        "hands over",
    ),
    (
        "ZF201",
        "Millrace Recovery (fictional)",
        "new",
        OrganisationRole::Provider,
        "takes on, and runs a server",
    ),
    (
        "ZF202",
        "Fenbrook Recovery (fictional)",
        "neighbour",
        OrganisationRole::Provider,
        "works in the next borough",
    ),
    (
        "ZF301",
        "Marl Hospital Liaison (fictional)",
        "last",
        OrganisationRole::Provider,
        "holds what nobody took in time",
    ),
    (
        "ZF9003",
        "The Kiln Medical Centre",
        "gp",
        OrganisationRole::Provider,
        "a GP practice",
    ),
];

/// Everybody, with what they know.
pub(crate) struct Cast<'a> {
    pub(crate) program: &'a dyn Program,
    pub(crate) folder: PathBuf,
    pub(crate) now: PosixTime,
    pub(crate) passphrase: Zeroizing<String>,
    pub(crate) server: StoryServer,
    anchor: Thumbprint,
}

impl<'a> Cast<'a> {
    /// Makes the identities and the directory.
    pub(crate) fn assemble(
        folder: &Path,
        program: &'a dyn Program,
        story: &mut Story<'_>,
    ) -> Result<Self, DemoError> {
        story.chapter("The parties")?;
        story.say(
            "Each organisation makes its own keys and gives its card, the public half, to the \
             commissioner, who signs a directory of them. From then on everybody can check who said \
             what.",
        )?;
        let begin = moment(BEGIN)?;
        let passphrase = Zeroizing::new(random_token().to_string());
        NewFile::write(&folder.join("passphrase"), passphrase.as_bytes())?;
        let mut others = Vec::new();
        let mut council = None;
        for (id, name, place, role, _) in PARTIES {
            let path = folder.join(place);
            NewIdentity {
                organisation: organisation(id)?,
                name: name.to_owned(),
                contact: "020 7946 0101".to_owned(),
                contacts: Vec::new(),
                server: server_of(place)?,
                persons: vec![
                    vec![role_name("team-leader")?],
                    vec![
                        role_name("prescriber")?,
                        role_name("key-worker")?,
                        role_name("gp")?,
                    ],
                ],
                is_authority: role == OrganisationRole::Commissioner,
                algorithm: SignatureAlgorithm::Ed25519,
                days: 365,
                // Throw-away keys in a throw-away folder: the story need not wait for scrypt.
                scrypt_log_n: 10,
                replaces: None,
                passphrase: &passphrase,
                now: begin,
            }
            .write(&path)?;
            let identity = Identity::read(&path)?;
            if role == OrganisationRole::Commissioner {
                council = Some(Authority::new(identity)?);
                continue;
            }
            others.push(NewListing {
                card: identity.card()?,
                roles: if id == HUB {
                    vec![role, OrganisationRole::Server]
                } else {
                    vec![role]
                },
                succession: None,
            });
        }
        let mut council = council.ok_or(DemoError::Broken("a story without a council"))?;
        let issue = Issue {
            at: begin,
            expires: begin
                .plus_days(DIRECTORY_DAYS)
                .ok_or(DemoError::Broken("the directory of the story never ends"))?,
            passphrase: &passphrase,
        };
        let own_roles = vec![OrganisationRole::Commissioner];
        let directory = folder.join("directory");
        let directory = council.begin(&directory, own_roles, &others, &issue)?;
        for (id, name, _, _, what) in PARTIES {
            story.tell(|page| page.hanging(&format!("   {id:<8}"), &format!("{name}: {what}")))?;
        }
        story.command("identity new --organisation ZF201 --name \"Millrace Recovery\" ...")?;
        story.command("directory new directory --card new.card=provider ...")?;
        let now = moment(SEALED)?;
        let server = StoryServer::start(ServerInput {
            identity: handover_server::Identity::unlock(
                &Identity::read(&folder.join(SERVED[0]))?,
                &passphrase,
            )?,
            folder,
            directory: folder.join("directory"),
            anchor: *directory.signer(),
            now,
        })?;
        let cast = Self {
            program,
            folder: folder.to_owned(),
            now,
            passphrase,
            server,
            anchor: *directory.signer(),
        };
        for (_, _, name, _, _) in PARTIES {
            // Each verifies the directory against the anchor, and remembers it from now on.
            cast.directory(name)?;
        }
        let cards = PARTIES.len();
        story.say(&format!(
            "Directory version 1 holds {cards} cards. Its anchor, which Millrace got by telephone, fits: {}...",
            directory.signer().to_string().get(..16).unwrap_or_default()
        ))?;
        Ok(cast)
    }

    /// A path in the folder of the story.
    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.folder.join(name)
    }

    /// A text of a command, with the places in that folder as one sees them from there.
    pub(crate) fn as_seen_there(&self, text: &str) -> String {
        text.replace(&format!("{}/", self.folder.display()), "")
    }

    pub(crate) fn identity(&self, name: &str) -> Result<Identity, DemoError> {
        Ok(Identity::read(&self.path(name))?)
    }

    /// The directory as one of them verifies it.
    pub(crate) fn directory(&self, name: &str) -> Result<VerifiedDirectory, DemoError> {
        Ok(trusted_directory(&DirectoryInput {
            file: &self.path("directory"),
            anchor: Some(self.anchor),
            identity: Some(&self.path(name)),
            now: self.now,
        })?)
    }

    /// Copies a file with one thing changed.
    pub(crate) fn tamper(
        &self,
        from: &Path,
        name: &str,
        change: impl FnOnce(&mut Vec<u8>),
    ) -> Result<PathBuf, DemoError> {
        let mut bytes = read(from)?;
        change(&mut bytes);
        let to = self.path(name);
        NewFile::write(&to, &bytes)?;
        Ok(to)
    }
}

/// The bytes of a file of the story.
pub(crate) fn read(path: &Path) -> Result<Vec<u8>, FileError> {
    fs::read(path).map_err(|error| FileError::reading(path, error))
}

/// A moment of the story.
pub(crate) fn moment(text: &str) -> Result<PosixTime, DemoError> {
    text.parse()
        .map_err(|_| DemoError::Broken("a moment of the demonstration is none"))
}

/// What the card of somebody says of a server.
fn server_of(place: &str) -> Result<Option<ServerAddress>, DemoError> {
    if !SERVED.contains(&place) {
        return Ok(None);
    }
    let address = ADDRESS.parse();
    Ok(Some(ServerAddress {
        by: organisation(HUB)?,
        address: address.map_err(|_| DemoError::Broken("the story's server has no address"))?,
    }))
}

fn role_name(role: &str) -> Result<ShortName, DemoError> {
    role.parse()
        .map_err(|_| DemoError::Broken("a role of the demonstration is no name"))
}

pub(crate) fn organisation(id: &str) -> Result<OrganisationId, DemoError> {
    id.parse()
        .map_err(|_| DemoError::Broken("an organisation of the demonstration has no id"))
}

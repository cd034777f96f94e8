//! A person who sits at the desk, and has unlocked it.

use std::{
    collections::{BTreeMap, BTreeSet},
    fmt,
    path::{Path, PathBuf},
    sync::Arc,
    time::SystemTime,
};

use handover::{
    Office, OfficeError,
    files::{GatheredStatements, StatementFiles},
    trust::{
        CertificateUse, OrganisationId, Payload, PosixTime, ShortName, Signer, Statement,
        StatementId, Token, VerifiedDirectory,
    },
};
use handover_files::{FileError, NewFile, file_name};
use handover_identity::{DirectoryInput, Identity, TrustedDirectoryError, trusted_directory};
use zeroize::Zeroizing;

use crate::{
    answer::Stop,
    room::Room,
    screens::{arrived::PeopleOf, discharge::Drafts, hand_over::LookedAt},
};

/// What is open while somebody sits here; dropped when the desk is locked.
pub(crate) struct Sitting {
    pub(crate) room: Room,
    /// Who it is, as they said at unlocking: kept with every answer.
    pub(crate) who: String,
    pub(crate) passphrase: Zeroizing<String>,
    pub(crate) now: PosixTime,
    /// The people in packages that were opened while somebody sits here.
    pub(crate) opened: BTreeMap<StatementId, Arc<PeopleOf>>,
    /// The cases whose page was looked at here: our own memory, never sent.
    pub(crate) looked: BTreeSet<Token>,
    /// The sheet that was looked at last.
    pub(crate) sheet: Option<Arc<LookedAt>>,
    /// Forms that are half filled in, once they were opened.
    pub(crate) drafts: Option<Drafts>,
    identity: Identity,
    office: Option<Trusting>,
    judged: Option<Judged>,
}

/// Statements that were judged, and the files that they were.
struct Judged {
    files: FilesSeen,
    gathered: Arc<GatheredStatements>,
}

/// Name, length and time of every file of a folder: when it is another, something came.
type FilesSeen = BTreeSet<(PathBuf, u64, Option<SystemTime>)>;

/// An office, and the directory file by which it judges.
struct Trusting {
    directory: Vec<u8>,
    office: Office,
}

impl Sitting {
    /// Unlocks the identity of a room.
    ///
    /// # Errors
    ///
    /// [`OfficeError`] if there is none, or the passphrase is another.
    pub(crate) fn unlock(
        room: Room,
        who: String,
        passphrase: Zeroizing<String>,
        now: PosixTime,
    ) -> Result<Self, OfficeError> {
        let identity = Identity::read(&room.identity())?;
        // A wrong passphrase is told here.
        Office::open(room.identity(), &passphrase)?;
        Ok(Self {
            room,
            who,
            passphrase,
            now,
            opened: BTreeMap::new(),
            looked: BTreeSet::new(),
            sheet: None,
            drafts: None,
            identity,
            office: None,
            judged: None,
        })
    }

    /// Whose desk it is.
    pub(crate) const fn identity(&self) -> &Identity {
        &self.identity
    }

    /// The identity again, after a change of it.
    ///
    /// # Errors
    ///
    /// [`Stop`] if it cannot be read.
    pub(crate) fn read_identity_again(&mut self) -> Result<&Identity, Stop> {
        self.office = None;
        self.identity = Identity::read(&self.room.identity())?;
        Ok(&self.identity)
    }

    /// Whether we keep the directory ourselves.
    pub(crate) fn is_authority(&self) -> bool {
        self.identity.has(CertificateUse::Authority)
    }

    /// The directory as of now, verified against what was accepted before.
    ///
    /// # Errors
    ///
    /// [`Stop`] if there is none, or it does not hold.
    pub(crate) fn directory(&self) -> Result<Arc<VerifiedDirectory>, TrustedDirectoryError> {
        trusted_directory(&DirectoryInput {
            file: &self.room.directory(),
            anchor: None,
            identity: Some(self.identity.folder()),
            now: self.now,
        })
        .map(Arc::new)
    }

    /// The office at this moment, its keys open.
    ///
    /// # Errors
    ///
    /// [`Stop`] as [`directory`](Self::directory).
    pub(crate) fn office(&mut self) -> Result<&mut Office, Stop> {
        let bytes = std::fs::read(self.room.directory()).map_err(|_| Stop::NoDirectory)?;
        let is_same = self
            .office
            .as_ref()
            .is_some_and(|kept| kept.directory == bytes);
        if !is_same {
            let directory = self.directory()?;
            let mut office = Office::locked(&self.identity)?.judging_by(directory, self.now);
            office.unlock(&self.passphrase);
            self.office = Some(Trusting {
                directory: bytes,
                office,
            });
        }
        let kept = self.office.as_mut().expect("it was opened above");
        kept.office.set_time(self.now);
        Ok(&mut kept.office)
    }
}

impl Sitting {
    /// Everything that was said, judged: what lies in the folder of the transfer, and what packages say in clear.
    ///
    /// # Errors
    ///
    /// [`Stop`] if a file cannot be read, or there is no directory.
    pub(crate) fn statements(&mut self) -> Result<Arc<GatheredStatements>, Stop> {
        let folders = [
            self.room.transfer(),
            self.room.incoming(),
            self.room.sealed(),
        ];
        let mut seen = FilesSeen::new();
        for folder in &folders {
            look(folder, &mut seen).map_err(|error| FileError::reading(folder, error))?;
        }
        // A directory that is newer judges anew.
        look(self.room.folder(), &mut seen)
            .map_err(|error| FileError::reading(self.room.folder(), error))?;
        if let Some(judged) = self.judged.as_ref().filter(|judged| judged.files == seen) {
            return Ok(Arc::clone(&judged.gathered));
        }
        // What is no statement of a transfer is told where it matters: on the page of what arrived.
        let files = StatementFiles::find(&folders, &mut |_| {})?;
        let gathered = self.office()?.judge_files(&files, &mut |_| {})?;
        let gathered = Arc::new(gathered);
        self.judged = Some(Judged {
            files: seen,
            gathered: Arc::clone(&gathered),
        });
        Ok(gathered)
    }

    /// Writes a statement of ours to the folder of the transfer; one that is there already stays.
    ///
    /// # Errors
    ///
    /// [`Stop`] if it cannot be written.
    pub(crate) fn say<P: Payload>(&self, statement: &Statement<P>) -> Result<PathBuf, Stop> {
        let name = file_name(P::KIND.as_str(), &statement.id().to_string(), "statement");
        let path = self.room.transfer().join(name);
        if !path.exists() {
            NewFile::write(&path, statement.as_bytes())?;
        }
        Ok(path)
    }

    /// The key of the person who signs, in a role if there are several persons.
    ///
    /// # Errors
    ///
    /// [`Stop`] if nobody has that role.
    pub(crate) fn person(&self, role: Option<&ShortName>) -> Result<Signer, Stop> {
        let entry = self.identity.person(role)?;
        Ok(self.identity.signer(&entry.key, &self.passphrase)?)
    }

    /// The roles of the persons whose keys are here, if there are several to choose from.
    pub(crate) fn roles(&self) -> Vec<ShortName> {
        let keys = self.identity.about().keys.iter();
        let persons = keys.filter(|entry| entry.uses.contains(&CertificateUse::Person));
        let roles: Vec<ShortName> = persons
            .filter_map(|entry| entry.roles.first().cloned())
            .collect();
        if roles.len() > 1 { roles } else { Vec::new() }
    }

    /// What an organisation is called, and its number; its id where nobody lists it.
    pub(crate) fn called(&mut self, id: &OrganisationId) -> (String, Option<String>) {
        let now = self.now;
        let listed = self.office().ok().and_then(|office| {
            let directory = Arc::clone(office.directory());
            let card = directory.organisation(id, now)?.card().payload();
            Some((
                card.name.as_str().to_owned(),
                card.contact.as_str().to_owned(),
            ))
        });
        match listed {
            Some((name, contact)) => (name, Some(contact)),
            None => (id.to_string(), None),
        }
    }
}

/// Notes the files of a folder.
fn look(folder: &Path, seen: &mut FilesSeen) -> std::io::Result<()> {
    for entry in std::fs::read_dir(folder)? {
        let entry = entry?;
        let about = entry.metadata()?;
        if about.is_file() {
            seen.insert((entry.path(), about.len(), about.modified().ok()));
        }
    }
    Ok(())
}

impl fmt::Debug for Sitting {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Sitting")
    }
}

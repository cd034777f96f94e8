//! A person who sits at the desk, and has unlocked it.

use std::fmt;

use handover::{
    Office, OfficeError,
    trust::{CertificateUse, PosixTime, VerifiedDirectory},
};
use handover_identity::{DirectoryInput, Identity, TrustedDirectoryError, trusted_directory};
use std::sync::Arc;
use zeroize::Zeroizing;

use crate::{answer::Stop, room::Room};

/// What is open while somebody sits here; dropped when the desk is locked.
pub(crate) struct Sitting {
    pub(crate) room: Room,
    /// Who it is, as they said at unlocking: kept with every answer.
    pub(crate) who: String,
    pub(crate) passphrase: Zeroizing<String>,
    pub(crate) now: PosixTime,
    identity: Identity,
    office: Option<Trusting>,
}

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
            identity,
            office: None,
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

impl fmt::Debug for Sitting {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Sitting")
    }
}

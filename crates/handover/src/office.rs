//! What an organisation does: prepare, seal, receive, decide, reconcile.
//!
//! An [`Office`] holds its keys, the directory by which it judges, and its memory. Whatever it is asked, first sight
//! (V-09), the older directory (V-15, V-16), key continuity (V-18), opened before (V-26), no case twice, and the
//! checks of the dataset are asked inside: nothing of it can be left out by forgetting.

mod desk;
mod error;
mod folder;
mod following;
mod keys;
mod memory;
mod receiving;
mod sealing;

use std::{fmt, path::Path, sync::Arc};

use handover_dataset::CaseReference;
use handover_identity::Identity;
use handover_package::ProfileInForce;
use handover_transfer::{Judge, KnownStatements, NotTaken};
use handover_trust::{
    FileReference, OrganisationId, Payload, PosixTime, Sight, Signer, Statement, StatementId,
    Thumbprint, Token, VerifiedDirectory,
};

pub use self::{
    desk::{OfficeDesk, UnsignedVerdict},
    error::OfficeError,
    folder::{FolderError, FolderMemory},
    following::OfficeTransfer,
    keys::OfficeKeys,
    memory::OfficeMemory,
    receiving::{Arrived, ArrivedCase, OpenedPackage},
    sealing::{SealedPackage, Sealing},
};

/// An organisation at work.
pub struct Office<M = FolderMemory> {
    keys: OfficeKeys,
    directory: Arc<VerifiedDirectory>,
    memory: M,
    now: PosixTime,
    profiles: Vec<ProfileInForce>,
}

/// An office that knows nobody yet: it trusts no directory.
#[derive(Debug)]
pub struct NewOffice<M> {
    keys: OfficeKeys,
    memory: M,
}

impl Office<FolderMemory> {
    /// Unlocks an identity folder, whose memory is the office's.
    ///
    /// # Errors
    ///
    /// [`OfficeError::Identity`], [`OfficeError::Key`] or [`OfficeError::Memory`].
    pub fn open(
        folder: impl AsRef<Path>,
        passphrase: &str,
    ) -> Result<NewOffice<FolderMemory>, OfficeError> {
        let identity = Identity::read(folder.as_ref())?;
        let keys = OfficeKeys::of_identity(&identity, passphrase)?;
        let memory = FolderMemory::recall(&identity, passphrase).map_err(OfficeError::memory)?;
        Ok(NewOffice::new(keys, memory))
    }
}

impl<M: OfficeMemory> Office<M> {
    /// With a dataset profile beside those that are built in.
    #[must_use]
    pub fn with_profile(mut self, profile: ProfileInForce) -> Self {
        self.profiles.push(profile);
        self
    }

    /// It is this time now. An office reads no clock.
    pub const fn set_time(&mut self, now: PosixTime) {
        self.now = now;
    }

    /// Whose office it is.
    #[must_use]
    pub const fn organisation(&self) -> &OrganisationId {
        &self.keys.organisation
    }

    /// The directory by which it judges.
    #[must_use]
    pub const fn directory(&self) -> &Arc<VerifiedDirectory> {
        &self.directory
    }

    /// The token of a case under a mandate, for the roster: the same for the same case.
    ///
    /// # Errors
    ///
    /// [`OfficeError::Memory`].
    pub fn token(
        &mut self,
        mandate: &StatementId,
        case: &CaseReference,
    ) -> Result<Token, OfficeError> {
        let token = self
            .memory
            .token(mandate, case)
            .map_err(OfficeError::memory)?;
        self.memory.keep().map_err(OfficeError::memory)?;
        Ok(token)
    }

    /// Judges statements and signed indexes of transfers, in whatever order they come, each as of when it was first
    /// seen; what was not taken is named by its place among `all`.
    ///
    /// # Errors
    ///
    /// [`OfficeError::Memory`], if what was seen cannot be kept.
    pub fn judge<'b>(
        &mut self,
        all: impl IntoIterator<Item = &'b [u8]>,
    ) -> Result<(KnownStatements, Vec<(usize, NotTaken)>), OfficeError> {
        let all: Vec<&[u8]> = all.into_iter().collect();
        let mut judge = Judge::new(&self.directory, &mut self.memory, self.now);
        let outcomes = judge.take_all(&all);
        let (known, _) = judge.finish();
        self.memory.keep().map_err(OfficeError::memory)?;
        let refused = outcomes.into_iter().enumerate();
        let refused = refused.filter_map(|(place, outcome)| Some((place, outcome.err()?)));
        Ok((known, refused.collect()))
    }

    /// Signs a statement, judges it as others will, and notes that it was seen at once (section "Time and
    /// revocation" of `schemas/PROTOCOL.md`).
    fn sign<P: Payload>(
        &mut self,
        signer: &Signer,
        payload: P,
    ) -> Result<Statement<P>, OfficeError> {
        let signed = signer.sign(payload)?;
        self.given_out(&signed)
    }

    /// Judges what was signed here as others will, and notes that it was seen at once.
    fn given_out<P: Payload>(
        &mut self,
        signed: &Statement<P>,
    ) -> Result<Statement<P>, OfficeError> {
        let signed: Statement<P> = self
            .directory
            .verify(signed.as_bytes(), &Sight::now(self.now))?;
        self.memory.saw(signed.id(), signed.first_seen());
        self.memory.keep().map_err(OfficeError::memory)?;
        Ok(signed)
    }

    /// The profile of this name and these bytes: one that was given, or one that is built in.
    fn profile(&self, reference: &FileReference) -> Result<ProfileInForce, OfficeError> {
        let mut given = self.profiles.iter();
        given
            .find(|one| one.reference() == reference)
            .cloned()
            .or_else(|| ProfileInForce::built_in_as(reference))
            .ok_or(OfficeError::UnknownProfile)
    }
}

impl<M: OfficeMemory> NewOffice<M> {
    /// An office with keys and a memory of your own.
    #[must_use]
    pub const fn new(keys: OfficeKeys, memory: M) -> Self {
        Self { keys, memory }
    }

    /// Trusts a directory, after those that it trusted before (V-13 to V-17).
    ///
    /// `anchor` is what the authority gave by another road than the directory; it is needed once.
    ///
    /// # Errors
    ///
    /// [`OfficeError::Anchor`], [`OfficeError::Directory`] or [`OfficeError::Memory`].
    pub fn trust(
        mut self,
        directory: &[u8],
        anchor: Option<&Thumbprint>,
        now: PosixTime,
    ) -> Result<Office<M>, OfficeError> {
        let last = self
            .memory
            .accepted_directory()
            .map_err(OfficeError::memory)?;
        let remembered = last.as_ref().map(handover_trust::AcceptedDirectory::anchor);
        let anchor = anchor.or(remembered).ok_or(OfficeError::Anchor)?;
        let directory = VerifiedDirectory::from_bytes(directory, anchor, last.as_ref(), now)?;
        if last.as_ref() != Some(directory.accepted()) {
            let kept = self.memory.accept_directory(directory.accepted());
            kept.map_err(OfficeError::memory)?;
        }
        Ok(Office {
            keys: self.keys,
            directory: Arc::new(directory),
            memory: self.memory,
            now,
            profiles: Vec::new(),
        })
    }
}

impl<M> fmt::Debug for Office<M> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Office({})", self.keys.organisation)
    }
}

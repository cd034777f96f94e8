//! What an organisation does: prepare, seal, receive, decide, reconcile.
//!
//! An [`Office`] holds its keys, the directory by which it judges, and its memory. Whatever it is asked, first sight
//! (V-09), the older directory (V-15, V-16), key continuity (V-18), opened before (V-26), no case twice, and the
//! checks of the dataset are asked inside: nothing of it can be left out by forgetting.

mod agreeing;
mod case_name;
mod commissioning;
mod counting;
pub mod desk;
mod error;
mod evidence;
mod folder;
mod following;
mod keys;
mod memory;
mod opened;
mod receiving;
mod rostering;
mod sealing;
mod words;

use std::{collections::BTreeMap, fmt, path::Path, sync::Arc};

use handover_dataset::CaseReference;
use handover_identity::Identity;
use handover_package::ProfileInForce;
use handover_transfer::{Judge, KnownStatements, NotTaken};
use handover_trust::{
    FileReference, KeyId, OrganisationId, Package, Payload, PosixTime, SealingPublicKey, Sight,
    Signer, Statement, StatementId, Thumbprint, Token, VerifiedDirectory,
};

use crate::files::{Aside, GatheredStatements, StatementFiles};

pub use self::{
    agreeing::{Countersignable, SeenStatement},
    case_name::{CaseName, InvalidCaseName},
    counting::{CompletenessError, CountedCases},
    desk::OfficeDesk,
    error::OfficeError,
    evidence::{AcceptanceShown, EvidenceOf, TakenEvidence},
    folder::{FolderError, FolderMemory},
    following::OfficeTransfer,
    keys::OfficeKeys,
    memory::OfficeMemory,
    opened::{ArrivedCase, OpenedPackage},
    receiving::{Arrived, KeptPackage},
    rostering::{RosterRequest, RosteringError, SignedRoster},
    sealing::{SealedPackage, SealedPackages, Sealing, SealingError, SealingStep},
    words::{SealedWords, Words, WordsError},
};

/// An organisation at work.
pub struct Office<M = FolderMemory> {
    keys: OfficeKeys,
    directory: Arc<VerifiedDirectory>,
    memory: M,
    now: PosixTime,
    profiles: Vec<ProfileInForce>,
    /// The profile to follow, whatever is named.
    followed: Option<ProfileInForce>,
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
        let keys = OfficeKeys::of_identity(&identity, passphrase);
        // A wrong passphrase is told here.
        keys.office()?;
        let memory = FolderMemory::recall(&identity).map_err(OfficeError::memory)?;
        Ok(NewOffice::new(keys, memory.unlocked(passphrase)))
    }

    /// An identity folder whose keys stay shut until [`unlock`](Office::unlock): it judges, and signs and opens nothing.
    ///
    /// # Errors
    ///
    /// [`OfficeError::Memory`].
    pub fn locked(identity: &Identity) -> Result<NewOffice<FolderMemory>, OfficeError> {
        let memory = FolderMemory::recall(identity).map_err(OfficeError::memory)?;
        Ok(NewOffice::new(OfficeKeys::locked(identity), memory))
    }

    /// The passphrase of the identity was given: its keys open when they are first used.
    pub fn unlock(&mut self, passphrase: &str) {
        self.keys = OfficeKeys::of_identity(self.memory.identity(), passphrase);
        self.memory.unlock(passphrase);
    }

    /// The identity whose office it is.
    #[must_use]
    pub const fn identity(&self) -> &Identity {
        self.memory.identity()
    }
}

impl<M: OfficeMemory> Office<M> {
    /// With a dataset profile beside those that are built in.
    #[must_use]
    pub fn with_profile(mut self, profile: ProfileInForce) -> Self {
        self.profiles.push(profile);
        self
    }

    /// Follows this profile, whatever package or mandate names another: that is refused then (V-20).
    #[must_use]
    pub fn following(mut self, profile: ProfileInForce) -> Self {
        self.followed = Some(profile);
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

    /// The moment at which it works.
    #[must_use]
    pub const fn now(&self) -> PosixTime {
        self.now
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
        let known = self.memory.cases(mandate).map_err(OfficeError::memory)?;
        if let Some(known) = known {
            return Ok(known.token(case));
        }
        let new = self.memory.begin_cases(mandate);
        let token = new.map_err(OfficeError::memory)?.token(case);
        let kept = self.memory.remember(mandate, &[]);
        kept.map_err(OfficeError::memory)?;
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

    /// Which of these cases of a package that we sealed has which reference.
    ///
    /// # Errors
    ///
    /// [`OfficeError::Memory`].
    pub fn references(
        &self,
        package: &Statement<Package>,
        cases: &[Token],
    ) -> Result<BTreeMap<CaseReference, Token>, OfficeError> {
        let references = self.memory.references(package, cases);
        references.map_err(OfficeError::memory)
    }

    /// Judges files; what was seen is kept before this returns.
    ///
    /// # Errors
    ///
    /// [`OfficeError::Input`]: a named file does not hold; [`OfficeError::Memory`].
    pub fn judge_files(
        &mut self,
        files: &StatementFiles,
        aside: &mut dyn FnMut(Aside<'_>),
    ) -> Result<GatheredStatements, OfficeError> {
        let judge = Judge::new(&self.directory, &mut self.memory, self.now);
        let (gathered, _) = files.judge(judge, aside)?;
        self.memory.keep().map_err(OfficeError::memory)?;
        Ok(gathered)
    }

    /// The key to seal to an organisation: one that was sealed to or confirmed before, or one for which those vouch
    /// (V-18).
    fn reader_key(
        &self,
        organisation: &OrganisationId,
        confirmed: &[KeyId],
    ) -> Result<SealingPublicKey, OfficeError> {
        let known = self.memory.keys_used(organisation);
        let key = (self.directory).sealing_key_after(organisation, self.now, &known, confirmed);
        key.cloned().map_err(|source| OfficeError::SealingKey {
            organisation: organisation.clone(),
            source,
        })
    }

    /// Signs a statement, judges it as others will, and notes that it was seen at once (section "Time and
    /// revocation" of `schemas/PROTOCOL.md`).
    fn sign<P: Payload>(
        &mut self,
        signer: &Signer,
        payload: P,
    ) -> Result<Statement<P>, OfficeError> {
        let kind = P::KIND;
        let signed = signer.sign(payload);
        let signed = signed.map_err(|source| OfficeError::Sign { kind, source })?;
        let judged = self
            .directory
            .verify(signed.as_bytes(), &Sight::now(self.now));
        let signed: Statement<P> = judged.map_err(|source| OfficeError::Vain { kind, source })?;
        self.memory.saw(signed.id(), signed.first_seen());
        self.memory.keep().map_err(OfficeError::memory)?;
        Ok(signed)
    }

    /// The profile of this name and these bytes: one that was given, or one that is built in.
    fn profile(&self, reference: &FileReference) -> Result<ProfileInForce, OfficeError> {
        if let Some(followed) = &self.followed {
            return Ok(followed.clone());
        }
        let mut given = self.profiles.iter();
        let given = given.find(|one| one.reference() == reference).cloned();
        given
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
        Ok(self.judging_by(Arc::new(directory), now))
    }

    /// Trusts a directory that was verified before, against those that it trusted.
    #[must_use]
    pub fn judging_by(self, directory: Arc<VerifiedDirectory>, now: PosixTime) -> Office<M> {
        Office {
            keys: self.keys,
            directory,
            memory: self.memory,
            now,
            profiles: Vec::new(),
            followed: None,
        }
    }
}

impl<M> fmt::Debug for Office<M> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Office({})", self.keys.organisation)
    }
}

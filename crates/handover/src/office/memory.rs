use std::{collections::BTreeMap, error::Error, sync::Arc};

use handover_caseload::CaseMemory;
use handover_dataset::CaseReference;
use handover_identity::CaseEntry;
use handover_package::SignedIndex;
use handover_transfer::Memory;
use handover_trust::{
    AcceptedDirectory, KeyId, OrganisationId, Package, PosixTime, Statement, StatementId, Token,
};

/// What an office must remember from one day to the next. Files do it ([`FolderMemory`](super::FolderMemory)); so does
/// a database of your own.
///
/// What is remembered wrongly or not at all weakens a check that is named with each method, and nothing else.
pub trait OfficeMemory: Memory {
    /// Why something cannot be remembered.
    type Error: Error + Send + Sync + 'static;

    /// The directory accepted last: an older one is refused (V-15, V-16).
    ///
    /// # Errors
    ///
    /// If it cannot be read.
    fn accepted_directory(&self) -> Result<Option<AcceptedDirectory>, Self::Error>;

    /// This directory is accepted now.
    ///
    /// # Errors
    ///
    /// If it cannot be kept.
    fn accept_directory(&mut self, accepted: &AcceptedDirectory) -> Result<(), Self::Error>;

    /// When a package was first opened, by the id of its head: it opens again after its time (V-26).
    fn first_opened(&self, package: &StatementId) -> Option<PosixTime>;

    /// A package was opened then. An earlier opening stays.
    fn opened(&mut self, package: &StatementId, at: PosixTime);

    /// The keys of an organisation that were sealed to: a new one must be vouched for (V-18).
    fn keys_used(&self, organisation: &OrganisationId) -> Vec<KeyId>;

    /// A key is sealed to.
    fn key_used(&mut self, organisation: &OrganisationId, key: KeyId);

    /// What leads from the cases under a mandate to their tokens, and back: the same token for the same case, and
    /// nobody else's to compute (section "Names for cases" of `schemas/PROTOCOL.md`). `None` before the first roster.
    ///
    /// # Errors
    ///
    /// If it cannot be read.
    fn cases(&mut self, mandate: &StatementId) -> Result<Option<Arc<dyn CaseMemory>>, Self::Error>;

    /// The same, with a new token key for a mandate that has none. It counts from the next
    /// [`remember`](Self::remember) on: a roster that is not signed leaves nothing behind.
    ///
    /// # Errors
    ///
    /// If it cannot be made.
    fn begin_cases(&mut self, mandate: &StatementId) -> Result<Arc<dyn CaseMemory>, Self::Error>;

    /// Keeps what was decided about cases under a mandate, in the place of what was kept of them before.
    ///
    /// # Errors
    ///
    /// If it cannot be kept, or somebody else has kept something since it was read.
    fn remember(&mut self, mandate: &StatementId, cases: &[CaseEntry]) -> Result<(), Self::Error>;

    /// Signed indexes of what was sealed under mandates, as bytes: no case goes twice.
    ///
    /// # Errors
    ///
    /// If they cannot be read.
    fn sealed(&self) -> Result<Vec<Vec<u8>>, Self::Error>;

    /// A package is about to be there, with these cases.
    ///
    /// # Errors
    ///
    /// If it cannot be kept.
    fn seal(
        &mut self,
        index: &SignedIndex,
        cases: &[(Token, CaseReference)],
    ) -> Result<(), Self::Error>;

    /// A package is not there after all: what was kept of it goes, as far as it can.
    fn unseal(&mut self, package: &StatementId);

    /// Which of these cases of a package that we sealed has which reference; what is not known is left out.
    ///
    /// # Errors
    ///
    /// If it cannot be read.
    fn references(
        &self,
        package: &Statement<Package>,
        cases: &[Token],
    ) -> Result<BTreeMap<CaseReference, Token>, Self::Error>;

    /// Makes what was noted since durable. An answer that rests on it is given only after this.
    ///
    /// # Errors
    ///
    /// If it cannot be kept.
    fn keep(&mut self) -> Result<(), Self::Error>;
}

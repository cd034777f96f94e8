//! What is kept, and when it counts as kept.

mod durable;
mod kept;
mod ledger;
mod local;
mod objects;
mod rows;

use std::ops::Range;

use async_trait::async_trait;
use bytes::Bytes;
use handover_transfer::Cursor;
use handover_trust::{OrganisationId, StatementId};
use thiserror::Error;

pub use durable::Durable;
pub use kept::{
    Announcement, FeedFilter, Filed, KeptPackage, KeptStatement, Listed, ListedPackage,
    NewStatement,
};
pub use local::{LocalStorage, OpenError};

/// Where packages and statements are kept: what must be *found* in SQL, what is only *long* in an object store.
///
/// The one place that another installation replaces: PostgreSQL and an S3-compatible store would be a second
/// implementation, and no handler would notice.
///
/// # Durable
///
/// A method that writes returns only once what it wrote survives a power cut, or with an error and without
/// any effect that counts; so it returns a [`Durable`]. That is a promise of each method and not a call of its
/// own (`sync`) for two reasons. A caller cannot forget it. And what it takes is different everywhere: here two
/// `fsync`s and a commit, shared by all who wait for one; elsewhere the answer of a service.
///
/// The order inside is the same everywhere: bytes first, then the row that speaks of them. So a row never speaks
/// of bytes that are not there, and bytes without a row do not count and are swept at the next start.
#[async_trait]
pub trait Storage: Send + Sync + 'static {
    /// Takes note of a package whose parts will come. Repeated, it changes nothing.
    async fn announce(&self, announcement: Announcement) -> Result<Durable<Filed>, StorageError>;

    /// A package by the id of its head.
    async fn package(&self, id: StatementId) -> Result<Option<KeptPackage>, StorageError>;

    /// The signed index of a package, as it came.
    async fn signed_index(&self, id: StatementId) -> Result<Option<Bytes>, StorageError>;

    /// Keeps a part, checked before. Repeated, it changes nothing.
    async fn keep_part(
        &self,
        package: StatementId,
        part: u64,
        bytes: Vec<Bytes>,
    ) -> Result<Durable<Filed>, StorageError>;

    /// The numbers of the parts that are kept, ascending.
    async fn held_parts(&self, package: StatementId) -> Result<Vec<u64>, StorageError>;

    /// Some bytes of a part that is kept.
    async fn read_part(
        &self,
        package: StatementId,
        part: u64,
        range: Range<u64>,
    ) -> Result<Bytes, StorageError>;

    /// Files the head and the receipts of a package that is whole, and gives the receipt to answer with: the first
    /// of these, or of those that were filed when somebody else was first.
    async fn commit(
        &self,
        package: StatementId,
        head: NewStatement,
        receipts: Vec<NewStatement>,
    ) -> Result<Durable<Bytes>, StorageError>;

    /// Files receipts in the place of those of a package that was committed, which stay on file, and gives the
    /// first of them: the one to answer with from now on.
    async fn replace_receipts(
        &self,
        package: StatementId,
        receipts: Vec<NewStatement>,
    ) -> Result<Durable<Bytes>, StorageError>;

    /// The receipt of a package that was committed.
    async fn receipt(&self, package: StatementId) -> Result<Option<Durable<Bytes>>, StorageError>;

    /// Files a statement. Repeated, it changes nothing.
    async fn file(&self, statement: NewStatement) -> Result<Durable<Filed>, StorageError>;

    /// A statement by its id.
    async fn statement(&self, id: StatementId) -> Result<Option<KeptStatement>, StorageError>;

    /// The countersignatures of a statement.
    async fn countersigns(&self, of: StatementId) -> Result<Vec<KeptStatement>, StorageError>;

    /// Who may read a statement.
    async fn readers(&self, id: StatementId) -> Result<Vec<OrganisationId>, StorageError>;

    /// What an organisation may read behind a place, oldest first.
    async fn feed(
        &self,
        reader: OrganisationId,
        filter: FeedFilter,
        after: Cursor,
        limit: u64,
    ) -> Result<Vec<Listed>, StorageError>;

    /// The packages that came for an organisation behind a place, oldest first.
    async fn inbox(
        &self,
        recipient: OrganisationId,
        after: Cursor,
        limit: u64,
    ) -> Result<Vec<ListedPackage>, StorageError>;

    /// Whether anything can be kept now.
    async fn is_ready(&self) -> Result<(), StorageError>;
}

/// Why something was not kept, or not found.
#[derive(Clone, Copy, Debug, Error, Eq, PartialEq)]
#[non_exhaustive]
pub enum StorageError {
    /// What is kept is not of the form in which it was kept.
    #[error("what is kept is damaged")]
    Damaged,
    /// A write or its synchronisation went wrong. Until the next start nothing is kept any more: what the system
    /// forgot after a failed `fsync` it would not tell a second time.
    #[error("storage went wrong and takes nothing until the next start")]
    Failed,
    /// There is no room. What there is stays whole; later there may be room.
    #[error("no room to store")]
    Full,
    /// It could not be read or written now.
    #[error("storage is not available")]
    Unavailable,
}

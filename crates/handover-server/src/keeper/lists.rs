//! What a peer may read.

use std::{sync::Arc, time::Duration};

use bytes::Bytes;
use handover_tls::Peer;
use handover_transfer::{Cursor, InboxPage, Problem, StatementPage};
use handover_trust::StatementId;
use tokio::time::Instant;

use super::{Keeper, KnownPackage, Refusal};
use crate::storage::FeedFilter;

/// How often a waiting request looks again by itself: another server may have taken what it waits for.
const LOOK_AGAIN: Duration = Duration::from_secs(5);

/// Which page, and how long to wait for it.
#[derive(Clone, Copy)]
pub(crate) struct PageRequest {
    pub(crate) after: Cursor,
    pub(crate) limit: u64,
    pub(crate) wait: Duration,
}

impl Keeper {
    /// What came for a peer.
    pub(crate) async fn inbox(
        &self,
        peer: &Peer,
        request: PageRequest,
    ) -> Result<InboxPage, Refusal> {
        let listed = self
            .waiting(request.wait, || {
                let recipient = peer.organisation.clone();
                self.storage.inbox(recipient, request.after, request.limit)
            })
            .await?;
        let next = listed.last().map_or(request.after, |last| last.cursor);
        let packages = listed.into_iter().map(|listed| listed.entry).collect();
        Ok(InboxPage { packages, next })
    }

    /// The statements that a peer may read.
    pub(crate) async fn statements(
        &self,
        peer: &Peer,
        filter: FeedFilter,
        request: PageRequest,
    ) -> Result<StatementPage, Refusal> {
        let listed = self
            .waiting(request.wait, || {
                let reader = peer.organisation.clone();
                self.storage
                    .feed(reader, filter, request.after, request.limit)
            })
            .await?;
        let next = listed.last().map_or(request.after, |last| last.cursor);
        let statements = listed.into_iter().map(|listed| listed.entry).collect();
        Ok(StatementPage { statements, next })
    }

    /// One statement that a peer may read.
    pub(crate) async fn statement(&self, peer: &Peer, id: StatementId) -> Result<Bytes, Refusal> {
        if !self.may_read(peer, id).await? {
            return Err(Problem::NotFound.into());
        }
        let kept = self.storage.statement(id).await?;
        Ok(kept.ok_or(Problem::NotFound)?.bytes)
    }

    /// The signed index of a package: for its sender at once, for others once they may read its head.
    pub(crate) async fn signed_index(
        &self,
        peer: &Peer,
        id: StatementId,
    ) -> Result<Bytes, Refusal> {
        let kept = self.storage.package(id).await?.ok_or(Problem::NotFound)?;
        if kept.by != peer.organisation && !self.may_read(peer, id).await? {
            return Err(Problem::NotFound.into());
        }
        let index = self.storage.signed_index(id).await?;
        Ok(index.ok_or(Problem::NotFound)?)
    }

    /// A package of which a peer may have the cases: it is addressed to the peer and committed.
    pub(crate) async fn file_for(
        &self,
        peer: &Peer,
        id: StatementId,
    ) -> Result<Arc<KnownPackage>, Refusal> {
        let package = self.known(id).await?.ok_or(Problem::NotFound)?;
        let directory = self.trust.directory();
        let served = self.served(&directory, package.index.head().payload());
        let is_committed = self.storage.receipt(id).await?.is_some();
        if !is_committed || !served.contains(&peer.organisation) {
            return Err(Problem::NotFound.into());
        }
        Ok(package)
    }

    pub(super) async fn may_read(&self, peer: &Peer, id: StatementId) -> Result<bool, Refusal> {
        let readers = self.storage.readers(id).await?;
        Ok(readers.contains(&peer.organisation))
    }

    /// Looks until there is something, or nothing for so long.
    async fn waiting<T, F: Future<Output = Result<Vec<T>, crate::StorageError>>>(
        &self,
        wait: Duration,
        look: impl Fn() -> F,
    ) -> Result<Vec<T>, Refusal> {
        let deadline = Instant::now() + wait;
        let mut arrivals = self.arrivals.subscribe();
        loop {
            arrivals.mark_unchanged();
            let found = look().await?;
            let left = deadline.saturating_duration_since(Instant::now());
            if !found.is_empty() || left.is_zero() {
                return Ok(found);
            }
            // Woken or not: look again. The sender of the signal lives as long as the keeper.
            let _ = tokio::time::timeout(left.min(LOOK_AGAIN), arrivals.changed()).await;
        }
    }
}

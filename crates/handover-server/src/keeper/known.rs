//! Packages whose index is at hand, so that it is not decoded again for each part.

use std::{
    collections::VecDeque,
    sync::{Arc, Mutex, PoisonError},
};

use handover_package::{Context, IndexEntry, Parts, SignedIndex};
use handover_trust::{Sight, StatementId, Token};

use super::{Keeper, Refusal};
use crate::storage::KeptPackage;

/// A package that was announced, with its verified index.
pub(crate) struct KnownPackage {
    /// As it was announced; says nothing about whether it was committed since.
    pub(crate) kept: KeptPackage,
    pub(crate) index: SignedIndex,
    pub(crate) parts: Parts,
    pub(crate) tokens: Vec<Token>,
}

impl KnownPackage {
    pub(super) fn new(kept: KeptPackage, index: SignedIndex) -> Self {
        let entries = index.entries();
        Self {
            parts: Parts::new(entries.iter().map(IndexEntry::length)),
            tokens: entries.iter().map(IndexEntry::token).collect(),
            kept,
            index,
        }
    }
}

/// The packages used last, as many as have so many cases together.
pub(crate) struct KnownPackages {
    max_cases: usize,
    last_used: Mutex<VecDeque<Arc<KnownPackage>>>,
}

impl KnownPackages {
    pub(crate) const fn new(max_cases: usize) -> Self {
        Self {
            max_cases,
            last_used: Mutex::new(VecDeque::new()),
        }
    }

    fn get(&self, id: StatementId) -> Option<Arc<KnownPackage>> {
        let mut last_used = self
            .last_used
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        let place = last_used.iter().position(|known| known.kept.id == id)?;
        let known = last_used.remove(place)?;
        last_used.push_front(Arc::clone(&known));
        Some(known)
    }

    pub(super) fn put(&self, known: Arc<KnownPackage>) {
        let mut last_used = self
            .last_used
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        last_used.retain(|other| other.kept.id != known.kept.id);
        last_used.push_front(known);
        let mut cases = 0;
        last_used.retain(|known| {
            cases += known.tokens.len();
            cases <= self.max_cases
        });
    }
}

impl Keeper {
    /// A package with its index; `None` if it was not announced.
    pub(super) async fn known(
        &self,
        id: StatementId,
    ) -> Result<Option<Arc<KnownPackage>>, Refusal> {
        if let Some(known) = self.known.get(id) {
            return Ok(Some(known));
        }
        let (Some(kept), Some(bytes)) = (
            self.storage.package(id).await?,
            self.storage.signed_index(id).await?,
        ) else {
            return Ok(None);
        };
        let (directory, now) = (self.trust.directory(), self.trust.now());
        let first_seen = kept.first_seen;
        let index = off_the_workers(move || {
            let sight = Sight::now(now).recorded(first_seen);
            SignedIndex::read(&bytes, None, &Context::new(&directory, now).sight(sight))
        });
        let known = Arc::new(KnownPackage::new(kept, index.await??));
        self.known.put(Arc::clone(&known));
        Ok(Some(known))
    }
}

/// Does work of more than a moment where it holds up no other request.
pub(super) async fn off_the_workers<T: Send + 'static>(
    work: impl FnOnce() -> T + Send + 'static,
) -> Result<T, Refusal> {
    let done = tokio::task::spawn_blocking(work).await;
    done.map_err(|_| handover_transfer::Problem::Internal.into())
}

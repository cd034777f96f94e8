use std::sync::Arc;

use aws_lc_rs::digest::{Context, SHA256};
use bytes::Bytes;
use handover_package::IndexEntry;
use handover_tls::Peer;
use handover_transfer::Problem;
use handover_trust::StatementId;

use super::{Keeper, KnownPackage, Refusal, refusal::owned};
use crate::storage::Filed;

/// What is to be done with the body of a part.
pub(crate) enum ExpectedPart {
    /// The part is there.
    Held,
    /// It must be this long, in bytes, and pass this check.
    Wanted(u64, PartCheck),
}

/// A part while it comes in: each case is held against the index as soon as its last byte is there.
pub(crate) struct PartCheck {
    package: Arc<KnownPackage>,
    part: u64,
    /// The place of the case that comes now, and behind the last one of the part.
    case: usize,
    end: usize,
    /// How much of the case is still to come, in bytes.
    left: u64,
    digest: Context,
    bytes: Vec<Bytes>,
}

impl PartCheck {
    fn new(package: Arc<KnownPackage>, part: u64, cases: std::ops::Range<usize>) -> Self {
        let mut check = Self {
            package,
            part,
            case: cases.start,
            end: cases.end,
            left: 0,
            digest: Context::new(&SHA256),
            bytes: Vec::new(),
        };
        check.left = check.entry().map_or(0, IndexEntry::length);
        check
    }

    fn entry(&self) -> Option<&IndexEntry> {
        let entries = self.package.index.entries().get(..self.end)?;
        entries.get(self.case)
    }

    /// Takes further bytes.
    ///
    /// Stops at the first case that is not the one that was signed for.
    pub(crate) fn push(&mut self, bytes: Bytes) -> Result<(), Problem> {
        let mut rest = bytes.as_ref();
        while let Some(entry) = self.entry().copied() {
            let take = usize::try_from(self.left).map_or(rest.len(), |left| left.min(rest.len()));
            let (now, later) = rest.split_at(take);
            self.digest.update(now);
            self.left -= u64::try_from(take).unwrap_or(self.left);
            rest = later;
            if self.left > 0 {
                break;
            }
            let digest = std::mem::replace(&mut self.digest, Context::new(&SHA256)).finish();
            if digest.as_ref() != entry.digest().as_bytes() {
                return Err(Problem::Altered);
            }
            self.case += 1;
            self.left = self.entry().map_or(0, IndexEntry::length);
        }
        if !rest.is_empty() {
            return Err(Problem::Altered);
        }
        self.bytes.push(bytes);
        Ok(())
    }

    /// Whether every case of the part came.
    fn is_whole(&self) -> bool {
        self.case == self.end
    }
}

impl Keeper {
    /// What is to be done with a part that a peer wants to send.
    pub(crate) async fn expect_part(
        &self,
        peer: &Peer,
        id: StatementId,
        part: u64,
    ) -> Result<ExpectedPart, Refusal> {
        let package = self.known(id).await?.ok_or(Problem::NotFound)?;
        owned(peer, &package.kept.by)?;
        let number = usize::try_from(part).unwrap_or(usize::MAX);
        let wanted = package.parts.part(number).ok_or(Problem::NotFound)?;
        let (cases, length) = (wanted.cases().clone(), wanted.byte_len());
        if self
            .storage
            .held_parts(id)
            .await?
            .binary_search(&part)
            .is_ok()
        {
            return Ok(ExpectedPart::Held);
        }
        let check = PartCheck::new(package, part, cases);
        Ok(ExpectedPart::Wanted(length, check))
    }

    /// Keeps a part of which everything came; `false` if it was there already.
    pub(crate) async fn keep_part(&self, check: PartCheck) -> Result<bool, Refusal> {
        if !check.is_whole() {
            return Err(Problem::Truncated.into());
        }
        let id = check.package.kept.id;
        let kept = self.storage.keep_part(id, check.part, check.bytes).await?;
        let is_new = kept.into_inner() == Filed::Now;
        if is_new {
            self.metrics.parts_kept.inc();
        }
        Ok(is_new)
    }
}

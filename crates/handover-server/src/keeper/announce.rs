use std::sync::Arc;

use bytes::Bytes;
use handover_package::{Context, SignedIndex};
use handover_tls::Peer;
use handover_transfer::{Need, Problem};
use handover_trust::StatementId;

use super::{Keeper, KnownPackage, Refusal, known::off_the_workers, refusal::owned};
use crate::storage::{Announcement, Filed, KeptPackage};

/// A package that was announced.
pub(crate) struct Announced {
    /// Whether it is new here.
    pub(crate) is_new: bool,
    /// What is still needed.
    pub(crate) need: Need,
}

impl Keeper {
    /// Takes note of a package, if it is the peer's and for somebody for whom packages are kept here.
    pub(crate) async fn announce(
        &self,
        peer: &Peer,
        id: StatementId,
        signed_index: Bytes,
    ) -> Result<Announced, Refusal> {
        if let Some(kept) = self.storage.package(id).await?
            && kept.by == peer.organisation
            && self.storage.signed_index(id).await?.as_ref() == Some(&signed_index)
        {
            return Ok(Announced {
                is_new: false,
                need: self.need_of(&kept).await?,
            });
        }
        let index = self.verified_index(signed_index.clone()).await?;
        let head = index.head();
        if *head.id() != id {
            return Err(Problem::BadRequest.into());
        }
        let payload = head.payload();
        if payload.by != peer.organisation {
            return Err(Problem::NotEntitled.into());
        }
        let now = self.trust.now();
        if now > payload.until {
            return Err(Problem::Expired.into());
        }
        if self.served(&self.trust.directory(), payload).is_empty() {
            return Err(Problem::Recipient.into());
        }
        let kept = KeptPackage {
            id,
            by: payload.by.clone(),
            mandate: payload.mandate,
            first_seen: now,
            parts: 0,
            cases: payload.count,
            length: file_len(&index),
            is_committed: false,
        };
        let mut known = KnownPackage::new(kept, index);
        known.kept.parts = u64::try_from(known.parts.count()).unwrap_or(u64::MAX);
        let announcement = Announcement {
            package: known.kept.clone(),
            signed_index,
        };
        let filed = self.storage.announce(announcement).await?.into_inner();
        if filed == Filed::Differently {
            return Err(Problem::Conflict.into());
        }
        let need = self.need_of(&known.kept).await?;
        if filed == Filed::Now {
            self.metrics.packages_announced.inc();
            self.known.put(Arc::new(known));
        }
        Ok(Announced {
            is_new: filed == Filed::Now,
            need,
        })
    }

    /// What is still needed of a package of the peer's.
    pub(crate) async fn need(&self, peer: &Peer, id: StatementId) -> Result<Need, Refusal> {
        let kept = self.storage.package(id).await?;
        let kept = kept.ok_or(Problem::NotFound)?;
        owned(peer, &kept.by)?;
        self.need_of(&kept).await
    }

    pub(super) async fn need_of(&self, kept: &KeptPackage) -> Result<Need, Refusal> {
        let held = self.storage.held_parts(kept.id).await?;
        Ok(Need::of(kept.parts, |part| {
            held.binary_search(&part).is_ok()
        }))
    }

    /// Verifies a signed index that comes now, under the profile that its head names.
    async fn verified_index(&self, bytes: Bytes) -> Result<SignedIndex, Refusal> {
        let (directory, now) = (self.trust.directory(), self.trust.now());
        let profiles = self.profiles.clone();
        let verified = off_the_workers(move || -> Result<SignedIndex, Refusal> {
            let context = Context::new(&directory, now);
            let index = SignedIndex::read(&bytes, None, &context)?;
            let named = &index.head().payload().profile;
            let profile = profiles.iter().find(|profile| profile.reference() == named);
            // Its grants could not be checked, and no verdict about it either.
            let profile = profile.ok_or(Problem::Policy)?;
            Ok(SignedIndex::read(&bytes, Some(profile), &context)?)
        });
        verified.await?
    }
}

/// How long the package file is, in bytes.
fn file_len(index: &SignedIndex) -> u64 {
    let (before, behind) = index.around_cases();
    let around = u64::try_from(before.len() + behind.len()).unwrap_or(u64::MAX);
    around.saturating_add(index.cases_len())
}

//! How much of bodies may be in memory at once.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use handover_transfer::Problem;
use handover_trust::OrganisationId;
use tokio::{
    sync::{OwnedSemaphorePermit, Semaphore},
    time::timeout,
};

/// Room for bodies: so much for all peers together, and less for each.
///
/// Whoever would need more waits, in the order of arrival, without their body being read; the one who waits too
/// long is told to come again. A peer waits for its own share first, so it cannot keep others waiting by what it
/// cannot have.
pub(crate) struct Uploads {
    all: Arc<Semaphore>,
    per_peer: usize,
    peers: Mutex<HashMap<OrganisationId, Arc<Semaphore>>>,
    patience: Duration,
}

/// Room that one body has.
pub(crate) struct Room {
    _of_all: OwnedSemaphorePermit,
    _of_peer: OwnedSemaphorePermit,
}

/// What room is counted in, in bytes.
const UNIT: u64 = 1_024;

impl Uploads {
    pub(crate) fn new(all: u64, per_peer: u64, patience: Duration) -> Self {
        let units = |bytes: u64| usize::try_from(bytes / UNIT).unwrap_or(Semaphore::MAX_PERMITS);
        Self {
            all: Arc::new(Semaphore::new(units(all))),
            per_peer: units(per_peer),
            peers: Mutex::default(),
            patience,
        }
    }

    /// Waits for room for so many bytes.
    pub(crate) async fn room(&self, peer: &OrganisationId, bytes: u64) -> Result<Room, Problem> {
        let units = u32::try_from(bytes.div_ceil(UNIT)).map_err(|_| Problem::Limits)?;
        let of_peer = self.of_peer(peer);
        let both = async {
            let of_peer = of_peer.acquire_many_owned(units).await.ok()?;
            let of_all = Arc::clone(&self.all).acquire_many_owned(units).await.ok()?;
            Some(Room {
                _of_all: of_all,
                _of_peer: of_peer,
            })
        };
        let room = timeout(self.patience, both).await.ok().flatten();
        room.ok_or(Problem::Busy)
    }

    fn of_peer(&self, peer: &OrganisationId) -> Arc<Semaphore> {
        let mut peers = self.peers.lock().unwrap_or_else(PoisonError::into_inner);
        // Those of peers that send nothing now are as good as new ones.
        if peers.len() > 1_000 {
            peers.retain(|_, semaphore| Arc::strong_count(semaphore) > 1);
        }
        let share = peers
            .entry(peer.clone())
            .or_insert_with(|| Arc::new(Semaphore::new(self.per_peer)));
        Arc::clone(share)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn organisation(id: &str) -> OrganisationId {
        id.parse().unwrap()
    }

    #[tokio::test(start_paused = true)]
    async fn one_peer_cannot_take_the_room_of_another() {
        let uploads = Uploads::new(8 << 20, 4 << 20, Duration::from_secs(1));
        let (one, other) = (organisation("ZZ901"), organisation("ZZ902"));
        let kept = uploads.room(&one, 4 << 20).await.unwrap();
        assert_eq!(uploads.room(&one, 1).await.err(), Some(Problem::Busy));
        assert!(uploads.room(&other, 4 << 20).await.is_ok());
        drop(kept);
        assert!(uploads.room(&one, 4 << 20).await.is_ok());
    }

    #[tokio::test(start_paused = true)]
    async fn together_they_have_no_more_than_all() {
        let uploads = Uploads::new(4 << 20, 4 << 20, Duration::from_secs(1));
        let _kept = uploads.room(&organisation("ZZ901"), 3 << 20).await.unwrap();
        let refused = uploads.room(&organisation("ZZ902"), 2 << 20).await;
        assert_eq!(refused.err(), Some(Problem::Busy));
    }
}

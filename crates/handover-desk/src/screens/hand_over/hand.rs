//! Work that needs no key: the desk stays free for others meanwhile.

use std::sync::Arc;

use handover::trust::PosixTime;
use tokio::task::spawn_blocking;

use super::{journey::Journey, looked::LookedAt};
use crate::{answer::Stop, desk::Desk, room::Room};

/// Whoever sits at the desk, away from its keys.
pub(super) struct Hand {
    pub(super) room: Room,
    pub(super) who: String,
    pub(super) now: PosixTime,
    /// The sheet that was looked at last.
    looked: Option<Arc<LookedAt>>,
}

impl Hand {
    /// The sheet of a handover, which is read once while somebody sits here.
    pub(super) fn look(&mut self, number: u32) -> Result<Arc<LookedAt>, Stop> {
        if let Some(looked) = self.looked.as_ref().filter(|one| one.is_of(number)) {
            return Ok(Arc::clone(looked));
        }
        let journey = Journey::of(&self.room, number)?;
        let looked = Arc::new(LookedAt::of(&journey)?);
        self.looked = Some(Arc::clone(&looked));
        Ok(looked)
    }

    /// Forgets the sheet: it is to be looked at anew.
    pub(super) fn forget(&mut self) {
        self.looked = None;
    }
}

/// Does something on a thread that may wait for the disk, without holding the desk. Once it is locked nothing of it is
/// shown.
pub(super) async fn aside<T: Send + 'static>(
    desk: &Arc<Desk>,
    work: impl FnOnce(&mut Hand) -> Result<T, Stop> + Send + 'static,
) -> Result<T, Stop> {
    let take = |sitting: &mut crate::sitting::Sitting| {
        Ok(Hand {
            room: sitting.room.clone(),
            who: sitting.who.clone(),
            now: sitting.now,
            looked: sitting.sheet.clone(),
        })
    };
    let mut hand = desk.sit(take).await?;
    let done = spawn_blocking(move || {
        let done = work(&mut hand);
        (done, hand.looked)
    });
    let (done, looked) = done.await.map_err(|_| Stop::Bug)?;
    desk.sit(move |sitting| {
        sitting.sheet = looked;
        Ok(())
    })
    .await?;
    done
}

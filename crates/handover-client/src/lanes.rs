use std::sync::{Mutex, MutexGuard, PoisonError};

use handover_transfer::Problem;
use tokio::sync::Notify;

use crate::ClientError;

/// So many parts must get through before one more travels at once, the first time.
const FIRST_PROOF: usize = 4;
/// No more than so many are asked for, however often the link was too slow.
const LONGEST_PROOF: usize = 64;

/// How many parts travel at once.
///
/// Parts that share a slow link may each be too slow for the server, or run out of time, although one alone would
/// get through; and then all of them come again, for ever. So half as many travel once one was too slow, and one more
/// again when enough have got through; each time that this was too early, twice as many must. Only parts are held
/// back: nothing else is long. It changes when a part is sent and never whether, and a part has one effect however
/// often it comes.
#[derive(Debug)]
pub(crate) struct Lanes {
    most: usize,
    state: Mutex<State>,
    freed: Notify,
}

#[derive(Debug)]
struct State {
    open: usize,
    taken: usize,
    /// How often half of the lanes were closed: of parts that set out together only the first one counts.
    era: u64,
    /// Parts that set out in this era and got through, since the last lane was opened.
    through: usize,
    proof: usize,
}

/// A part under way; dropped, its lane is free.
#[derive(Debug)]
pub(crate) struct Lane<'a> {
    lanes: &'a Lanes,
    era: u64,
}

impl Lanes {
    pub(crate) fn new(most: usize) -> Self {
        Self {
            most,
            state: Mutex::new(State {
                open: most,
                taken: 0,
                era: 0,
                through: 0,
                proof: FIRST_PROOF,
            }),
            freed: Notify::new(),
        }
    }

    /// Waits for a lane.
    pub(crate) async fn enter(&self) -> Lane<'_> {
        loop {
            // Made before the look, so that nothing that happens in between is missed.
            let freed = self.freed.notified();
            if let Some(lane) = self.try_enter() {
                return lane;
            }
            freed.await;
        }
    }

    fn try_enter(&self) -> Option<Lane<'_>> {
        let mut state = self.state();
        if state.taken >= state.open {
            return None;
        }
        state.taken += 1;
        Some(Lane {
            lanes: self,
            era: state.era,
        })
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Lane<'_> {
    /// What became of the part.
    pub(crate) fn left(self, error: Option<&ClientError>) {
        let mut state = self.lanes.state();
        if self.era != state.era {
            return;
        }
        match error {
            None => {
                state.through += 1;
                if state.through >= state.proof && state.open < self.lanes.most {
                    state.open += 1;
                    state.through = 0;
                }
            }
            Some(error) if is_too_slow(error) => {
                state.open = (state.open / 2).max(1);
                state.era += 1;
                state.through = 0;
                state.proof = match state.era {
                    1 => FIRST_PROOF,
                    _ => (state.proof * 2).min(LONGEST_PROOF),
                };
            }
            Some(_) => {}
        }
    }
}

impl Drop for Lane<'_> {
    fn drop(&mut self) {
        self.lanes.state().taken -= 1;
        self.lanes.freed.notify_waiters();
    }
}

/// Whether the link may have been too slow.
///
/// A server that has lost its patience closes the connection, and then its answer may not get through.
const fn is_too_slow(error: &ClientError) -> bool {
    match error {
        ClientError::Interrupted | ClientError::TimedOut => true,
        error => matches!(error.problem(), Some(Problem::TooSlow)),
    }
}

#[cfg(test)]
mod tests {
    use handover_transfer::ProblemDocument;

    use super::*;

    /// Takes every lane that is open.
    fn all(lanes: &Lanes) -> Vec<Lane<'_>> {
        std::iter::from_fn(|| lanes.try_enter()).collect()
    }

    fn through(lanes: &Lanes, parts: usize) {
        for _ in 0..parts {
            lanes.try_enter().unwrap().left(None);
        }
    }

    fn too_slow() -> ClientError {
        ClientError::Problem(ProblemDocument::new(Problem::TooSlow))
    }

    #[test]
    fn parts_that_were_too_slow_together_close_half_of_the_lanes_once() {
        let lanes = Lanes::new(8);
        let together = all(&lanes);
        assert_eq!(together.len(), 8);
        for lane in together {
            lane.left(Some(&too_slow()));
        }
        assert_eq!(all(&lanes).len(), 4);
        for most in [2, 1, 1] {
            lanes
                .try_enter()
                .unwrap()
                .left(Some(&ClientError::TimedOut));
            assert_eq!(all(&lanes).len(), most);
        }
    }

    #[test]
    fn lanes_open_one_by_one_and_later_each_time_that_it_was_too_early() {
        let lanes = Lanes::new(2);
        for proof in [4, 8, 16, 32, 64, 64] {
            lanes.try_enter().unwrap().left(Some(&too_slow()));
            assert_eq!(all(&lanes).len(), 1);
            through(&lanes, proof - 1);
            assert_eq!(all(&lanes).len(), 1);
            through(&lanes, 1);
            assert_eq!(all(&lanes).len(), 2);
        }
        through(&lanes, 200);
        assert_eq!(all(&lanes).len(), 2, "never more than was asked for");
        let lanes = Lanes::new(8);
        lanes.try_enter().unwrap().left(Some(&too_slow()));
        through(&lanes, 4);
        assert_eq!(all(&lanes).len(), 5);
        through(&lanes, 4);
        assert_eq!(all(&lanes).len(), 6);
    }

    #[test]
    fn a_part_that_set_out_before_says_nothing_about_the_lanes_of_now() {
        let lanes = Lanes::new(4);
        let before = all(&lanes);
        let mut before = before.into_iter();
        before.next().unwrap().left(Some(&too_slow()));
        for lane in before {
            lane.left(None);
        }
        through(&lanes, 3);
        assert_eq!(all(&lanes).len(), 2);
        through(&lanes, 1);
        assert_eq!(all(&lanes).len(), 3);
    }

    #[test]
    fn what_is_no_matter_of_the_link_closes_nothing() {
        let lanes = Lanes::new(4);
        for error in [
            ClientError::ConnectionRefused,
            ClientError::Problem(ProblemDocument::new(Problem::Busy)),
            ClientError::Problem(ProblemDocument::new(Problem::Altered)),
        ] {
            lanes.try_enter().unwrap().left(Some(&error));
            assert_eq!(all(&lanes).len(), 4, "{error:?}");
        }
        lanes
            .try_enter()
            .unwrap()
            .left(Some(&ClientError::Interrupted));
        assert_eq!(all(&lanes).len(), 2);
    }

    #[tokio::test]
    async fn whoever_waits_sets_out_when_a_lane_is_free() {
        let lanes = Lanes::new(1);
        let first = lanes.enter().await;
        let (second, ()) = tokio::join!(lanes.enter(), async {
            tokio::task::yield_now().await;
            first.left(None);
        });
        assert!(lanes.try_enter().is_none());
        drop(second);
        assert!(lanes.try_enter().is_some());
    }
}

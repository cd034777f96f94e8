//! How soon what is on the card ends.

use handover_trust::PosixTime;

use crate::{CardError, Identity};

/// Days before the end at which a warning becomes more urgent, the most urgent first.
const WARNINGS: [u64; 3] = [1, 7, 30];

const SECS_PER_DAY: u64 = 86_400;

/// When a card, a certificate on it or its sealing key ends, the earliest of them.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub struct Ending {
    /// The moment.
    pub at: PosixTime,
    /// Whole days until then; 0 on the last day and once it has come.
    pub days: u64,
    /// Within how many days it ends, of 1, 7 and 30; `None` while there is time.
    pub within: Option<u64>,
    /// Whether it has come.
    pub is_over: bool,
}

impl Ending {
    /// How soon `at` is, seen from `now`.
    #[must_use]
    pub fn of(at: PosixTime, now: PosixTime) -> Self {
        let left = at.as_secs().saturating_sub(now.as_secs());
        let soon = |days: &&u64| left <= days.saturating_mul(SECS_PER_DAY);
        Self {
            at,
            days: left / SECS_PER_DAY,
            within: WARNINGS.iter().find(soon).copied(),
            is_over: at <= now,
        }
    }
}

impl Identity {
    /// When the card, a certificate of it or its sealing key ends, as seen from `now`.
    ///
    /// # Errors
    ///
    /// [`CardError`], as its variants say.
    pub fn ending(&self, now: PosixTime) -> Result<Ending, CardError> {
        Ok(Ending::of(self.card()?.payload().first_end(), now))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_warning_comes_thirty_seven_and_one_days_ahead() {
        let time = |secs| PosixTime::new(secs).unwrap();
        let now = 1_790_000_000;
        let of = |left: u64| Ending::of(time(now + left), time(now));
        for (left, within, days) in [
            (30 * SECS_PER_DAY + 1, None, 30),
            (30 * SECS_PER_DAY, Some(30), 30),
            (7 * SECS_PER_DAY + 1, Some(30), 7),
            (7 * SECS_PER_DAY, Some(7), 7),
            (SECS_PER_DAY, Some(1), 1),
            (1, Some(1), 0),
        ] {
            let ending = of(left);
            assert_eq!((ending.within, ending.days), (within, days), "{left}");
            assert!(!ending.is_over);
        }
        assert!(of(0).is_over);
        assert!(Ending::of(time(now), time(now + 1)).is_over);
    }
}

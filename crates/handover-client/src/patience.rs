use std::{
    sync::{Mutex, PoisonError},
    time::Duration,
};

use tokio::time::Instant;

use crate::{ClientError, client_error::Repeat};

/// How long to go on trying.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
#[expect(clippy::exhaustive_structs, reason = "settings to be written out")]
pub struct Patience {
    /// How long to go on without anything getting through.
    pub without_progress: Duration,
    /// How long if it looks as if a person had to act: nothing listens, the disk there is full.
    pub for_people: Duration,
    /// How long in all, if there is a bound.
    pub in_all: Option<Duration>,
}

impl Default for Patience {
    /// Five minutes without progress, fifteen seconds for people, no bound in all.
    fn default() -> Self {
        Self {
            without_progress: Duration::from_secs(300),
            for_people: Duration::from_secs(15),
            in_all: None,
        }
    }
}

/// The first pause is at most this long, each further one at most twice as long as the one before.
const FIRST_PAUSE: Duration = Duration::from_millis(200);
/// No pause is longer, unless the server asks for it.
const LONGEST_PAUSE: Duration = Duration::from_secs(20);

/// When something got through last, for all requests of a client together.
#[derive(Debug)]
pub(crate) struct Clock {
    patience: Patience,
    begun: Instant,
    progress: Mutex<Instant>,
}

impl Clock {
    pub(crate) fn start(patience: Patience) -> Self {
        let now = Instant::now();
        Self {
            patience,
            begun: now,
            progress: Mutex::new(now),
        }
    }

    /// Something got through.
    pub(crate) fn progressed(&self) {
        *self.progress.lock().unwrap_or_else(PoisonError::into_inner) = Instant::now();
    }

    /// How long to wait before trying again, after `tries` failures; `None` if it is enough.
    ///
    /// Exponential backoff with full jitter: many clients that failed together do not come back
    /// together.
    pub(crate) fn pause(&self, error: &ClientError, tries: u32) -> Option<Duration> {
        let (least, patience) = match error.repeat() {
            Repeat::After(secs) => (Duration::from_secs(secs), self.patience.without_progress),
            Repeat::Briefly => (Duration::ZERO, self.patience.for_people),
            Repeat::Never => return None,
        };
        let most = FIRST_PAUSE
            .saturating_mul(1 << tries.min(16))
            .min(LONGEST_PAUSE);
        let pause = least + most.mul_f64(fastrand::f64());
        let progress = *self.progress.lock().unwrap_or_else(PoisonError::into_inner);
        let is_over = progress.elapsed() + pause > patience
            || (self.patience.in_all).is_some_and(|in_all| self.begun.elapsed() + pause > in_all);
        (!is_over).then_some(pause)
    }
}

#[cfg(test)]
mod tests {
    use handover_transfer::{Problem, ProblemDocument};

    use super::*;

    fn clock(without_progress: u64, in_all: Option<u64>) -> Clock {
        Clock::start(Patience {
            without_progress: Duration::from_secs(without_progress),
            for_people: Duration::from_secs(5),
            in_all: in_all.map(Duration::from_secs),
        })
    }

    #[test]
    fn pauses_grow_are_jittered_and_bounded() {
        let clock = clock(3600, None);
        let most = |tries| {
            let pauses = (0..200).map(|_| clock.pause(&ClientError::Interrupted, tries).unwrap());
            let (least, most) = pauses.fold((Duration::MAX, Duration::ZERO), |(low, high), p| {
                (low.min(p), high.max(p))
            });
            assert!(least < most / 4, "full jitter");
            most
        };
        assert!(most(0) <= FIRST_PAUSE);
        assert!(most(3) > FIRST_PAUSE);
        assert!(most(40) <= LONGEST_PAUSE);
    }

    #[test]
    fn waits_as_long_as_the_server_asks_and_no_longer_than_it_has_patience() {
        let busy = |secs| ClientError::Problem(ProblemDocument::new(Problem::Busy).after(secs));
        let clock = clock(60, None);
        let pause = clock.pause(&busy(30), 0).unwrap();
        assert!((30..31).contains(&pause.as_secs()));
        assert_eq!(clock.pause(&busy(61), 0), None);
        let in_all = self::clock(60, Some(10));
        assert_eq!(in_all.pause(&busy(11), 0), None);
    }

    #[test]
    fn what_a_person_must_mend_is_told_soon_or_at_once() {
        let clock = clock(3600, None);
        let full = ClientError::Problem(ProblemDocument::new(Problem::Storage));
        assert!(clock.pause(&full, 0).is_some());
        let quick = Clock::start(Patience {
            for_people: Duration::ZERO,
            ..Patience::default()
        });
        assert_eq!(quick.pause(&full, 5), None);
        assert_eq!(quick.pause(&ClientError::NameUnresolved, 5), None);
        for error in [
            ClientError::Tls,
            ClientError::Strange { status: 404 },
            ClientError::Problem(ProblemDocument::new(Problem::Conflict)),
            ClientError::Problem(ProblemDocument::new(Problem::NotEntitled)),
        ] {
            assert_eq!(clock.pause(&error, 0), None, "{error:?}");
        }
    }
}

//! The one place in which time is read.

use handover::{case::Date, trust::PosixTime};
use jiff::Timestamp;

use crate::problem::Problem;

/// The moment at which a verb judges, from the clock or from `--at`.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) struct Moment(PosixTime);

impl Moment {
    /// What the clock says; 1970 for a clock that stands before it.
    pub(crate) fn now() -> Self {
        let seconds = u64::try_from(Timestamp::now().as_second()).unwrap_or(0);
        Self(PosixTime::new(seconds).unwrap_or(PosixTime::MAX))
    }

    /// The same for statements.
    pub(crate) const fn posix(self) -> PosixTime {
        self.0
    }

    /// The day that it is in Europe/London.
    pub(crate) fn day_in_london(self) -> Date {
        Date::in_london(self.0).expect("a moment of this program has a day")
    }

    /// Reads `--at`: an RFC 3339 instant, or a day, which means its first second in UTC.
    pub(crate) fn parse(text: &str) -> Result<Self, String> {
        let moment = text.parse().map(Self);
        moment.map_err(|_| "neither 2026-10-01 nor 2026-10-01T09:30:00+01:00".to_owned())
    }

    /// Reads `--days`: this many days later.
    pub(crate) fn days_later(self, days: u32) -> Result<Self, Problem> {
        self.0.plus_days(days).map(Self).ok_or_else(|| {
            Problem::usage("that many days lead past the calendar", "Name fewer days.")
        })
    }
}

/// `--at`, the same for every verb that judges time.
#[derive(Clone, Copy, Debug, clap::Args)]
pub(crate) struct AtArgument {
    /// Judge as if it were this time: 2026-10-01 or 2026-10-01T09:30:00+01:00
    #[arg(long, value_name = "TIME", value_parser = Moment::parse)]
    at: Option<Moment>,
}

impl AtArgument {
    /// The moment asked for, else now.
    pub(crate) fn moment(self) -> Moment {
        self.at.unwrap_or_else(Moment::now)
    }
}

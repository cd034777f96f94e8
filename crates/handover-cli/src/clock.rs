//! The one place in which time is read.

use handover::trust::PosixTime;
use jiff::{Timestamp, civil::Date, tz::TimeZone};

use crate::problem::Problem;

/// The moment at which a verb judges, from the clock or from `--at`.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) struct Moment(Timestamp);

impl Moment {
    /// What the clock says.
    pub(crate) fn now() -> Self {
        Self(Timestamp::now())
    }

    /// POSIX seconds, as statements carry them.
    pub(crate) fn seconds(self) -> u64 {
        u64::try_from(self.0.as_second()).unwrap_or(0)
    }

    /// The same for statements.
    pub(crate) fn posix(self) -> PosixTime {
        PosixTime::new(self.seconds()).unwrap_or(PosixTime::MAX)
    }

    /// The day in UTC, for reports.
    pub(crate) fn date(self) -> Date {
        self.0.to_zoned_datetime(TimeZone::UTC).date()
    }

    /// Reads `--at`: an RFC 3339 instant, or a day, which means its first second in UTC.
    pub(crate) fn parse(text: &str) -> Result<Self, String> {
        let instant = text.parse::<Timestamp>().ok().or_else(|| {
            let day: Date = text.parse().ok().filter(|_| text.len() == 10)?;
            Some(day.to_zoned_datetime(TimeZone::UTC).ok()?.timestamp())
        });
        instant
            .filter(|instant| instant.as_second() >= 0)
            .map(Self)
            .ok_or_else(|| "neither 2026-10-01 nor 2026-10-01T09:30:00+01:00".to_owned())
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

/// The day that it is in Europe/London.
pub(crate) fn day_in_london(moment: Moment) -> handover::case::Date {
    handover::case::Date::in_london(moment.posix()).expect("a moment since 1970 has a day")
}

impl Moment {
    /// Reads `--days`: this many days later.
    pub(crate) fn days_later(self, days: u32) -> Result<Self, Problem> {
        let span = jiff::SignedDuration::from_hours(i64::from(days).saturating_mul(24));
        self.0.checked_add(span).map(Self).map_err(|_| {
            Problem::usage("that many days lead past the calendar", "Name fewer days.")
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_a_day_and_an_instant() {
        assert_eq!(
            Moment::parse("2010-02-01").unwrap().seconds(),
            1_264_982_400
        );
        let summer = Moment::parse("2026-10-01T09:30:00+01:00").unwrap();
        assert_eq!(summer.seconds(), 1_790_843_400);
    }

    #[test]
    fn a_day_begins_an_hour_earlier_in_summer() {
        let day = |text| day_in_london(Moment::parse(text).unwrap()).to_string();
        assert_eq!(day("2026-06-30T23:30:00Z"), "2026-07-01");
        assert_eq!(day("2026-12-30T23:30:00Z"), "2026-12-30");
    }

    #[test]
    fn refuses_what_is_not_a_time() {
        for text in [
            "",
            "tomorrow",
            "2026-02-30",
            "1.2.2010",
            "1969-01-01",
            "2026-1-1",
        ] {
            assert!(Moment::parse(text).is_err(), "{text}");
        }
    }
}

use std::{fmt, str::FromStr};

use jiff::{Timestamp, civil, tz::TimeZone};
use serde::{Deserialize, Serialize};
use thiserror::Error;

/// The number is over 2^53 - 1, or the text is no moment since 1970.
#[derive(Clone, Copy, Debug, Error, Eq, PartialEq)]
#[error("not a moment of the format")]
#[non_exhaustive]
pub struct InvalidPosixTime;

/// A moment in POSIX seconds; rule `posix-time`.
#[derive(Clone, Copy, Deserialize, Eq, Hash, Ord, PartialEq, PartialOrd, Serialize)]
#[serde(try_from = "u64", into = "u64")]
pub struct PosixTime(u64);

impl PosixTime {
    /// The last moment that can be written: 2^53 - 1 seconds.
    pub const MAX: Self = Self((1 << 53) - 1);

    /// A moment, in seconds since 1970-01-01T00:00:00Z.
    ///
    /// # Errors
    ///
    /// [`InvalidPosixTime`] over 2^53 - 1.
    pub const fn new(secs: u64) -> Result<Self, InvalidPosixTime> {
        if secs <= Self::MAX.0 {
            Ok(Self(secs))
        } else {
            Err(InvalidPosixTime)
        }
    }

    /// Seconds since 1970-01-01T00:00:00Z.
    #[must_use]
    pub const fn as_secs(self) -> u64 {
        self.0
    }

    /// The moment `secs` seconds later, at most [`MAX`](Self::MAX).
    #[must_use]
    pub fn plus_secs(self, secs: u64) -> Self {
        Self(self.0.saturating_add(secs).min(Self::MAX.0))
    }

    /// The moment `days` times 24 hours later; `None` after 9999-12-31T23:59:59Z, for which neither a certificate
    /// (RFC 5280, section 4.1.2.5) nor RFC 3339 has a date.
    #[must_use]
    pub fn plus_days(self, days: u32) -> Option<Self> {
        const LAST: u64 = 253_402_300_799;
        let later = self.plus_secs(u64::from(days).saturating_mul(24 * 60 * 60));
        (later.0 <= LAST).then_some(later)
    }
}

/// Reads an instant as RFC 3339 writes it, of which a part of a second falls away, or a day, which means its first
/// second in UTC.
impl FromStr for PosixTime {
    type Err = InvalidPosixTime;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let instant = text.parse::<Timestamp>().ok().or_else(|| {
            let day: civil::Date = text.parse().ok().filter(|_| text.len() == 10)?;
            Some(day.to_zoned_datetime(TimeZone::UTC).ok()?.timestamp())
        });
        instant
            .and_then(|instant| u64::try_from(instant.as_second()).ok())
            .map_or(Err(InvalidPosixTime), Self::new)
    }
}

impl TryFrom<u64> for PosixTime {
    type Error = InvalidPosixTime;

    fn try_from(secs: u64) -> Result<Self, Self::Error> {
        Self::new(secs)
    }
}

impl From<PosixTime> for u64 {
    fn from(time: PosixTime) -> Self {
        time.0
    }
}

impl fmt::Debug for PosixTime {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "PosixTime({})", self.0)
    }
}

/// As RFC 3339 writes it, in UTC; beyond the year 9999 the number of seconds.
impl fmt::Display for PosixTime {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match i64::try_from(self.0).map(Timestamp::from_second) {
            Ok(Ok(timestamp)) => timestamp.fmt(f),
            _ => self.0.fmt(f),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_moment_fits_into_json() {
        assert!(PosixTime::new((1 << 53) - 1).is_ok());
        assert_eq!(PosixTime::new(1 << 53), Err(InvalidPosixTime));
        assert_eq!(PosixTime::MAX.plus_secs(1), PosixTime::MAX);
    }

    #[test]
    fn days_lead_to_the_end_of_the_calendar() {
        let last: PosixTime = "9998-12-31".parse().unwrap();
        assert_eq!(
            last.plus_days(365).map(PosixTime::as_secs),
            Some(253_402_214_400)
        );
        assert_eq!(last.plus_days(366), None);
    }

    #[test]
    fn reads_a_day_and_an_instant() {
        let read = |text: &str| text.parse().map(PosixTime::as_secs);
        assert_eq!(read("2010-02-01"), Ok(1_264_982_400));
        assert_eq!(
            read("2026-10-01T09:30:00+01:00"),
            read("2026-10-01T08:30:00Z")
        );
        for text in [
            "",
            "tomorrow",
            "2026-02-30",
            "1.2.2010",
            "1969-01-01",
            "2026-1-1",
        ] {
            assert_eq!(read(text), Err(InvalidPosixTime), "{text}");
        }
    }

    #[test]
    fn a_moment_is_shown_in_utc() {
        assert_eq!(PosixTime(1_789_894_800).to_string(), "2026-09-20T09:00:00Z");
        assert_eq!(PosixTime::MAX.to_string(), "9007199254740991");
    }
}

//! Moments and days.

use std::{fmt, str::FromStr};

use jiff::tz::TimeZone;
use serde::{Deserialize, Serialize};
use thiserror::Error;

/// The number is over 2^53 - 1.
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
        match i64::try_from(self.0).map(jiff::Timestamp::from_second) {
            Ok(Ok(timestamp)) => timestamp.fmt(f),
            _ => self.0.fmt(f),
        }
    }
}

/// The text is not a day of the Gregorian calendar, written `YYYY-MM-DD`.
#[derive(Clone, Copy, Debug, Error, Eq, PartialEq)]
#[error("not a day written YYYY-MM-DD")]
#[non_exhaustive]
pub struct InvalidDate;

/// A day of the Gregorian calendar, written `YYYY-MM-DD`; rule `date`.
#[derive(Clone, Copy, Debug, Deserialize, Eq, Hash, Ord, PartialEq, PartialOrd, Serialize)]
#[serde(try_from = "String", into = "String")]
pub struct Date(jiff::civil::Date);

impl Date {
    /// The day as a civil date, to compute with.
    #[must_use]
    pub const fn as_civil(self) -> jiff::civil::Date {
        self.0
    }
}

impl TryFrom<jiff::civil::Date> for Date {
    type Error = InvalidDate;

    fn try_from(date: jiff::civil::Date) -> Result<Self, Self::Error> {
        if date.year() < 0 {
            return Err(InvalidDate);
        }
        Ok(Self(date))
    }
}

impl FromStr for Date {
    type Err = InvalidDate;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let number = |from: usize, to: usize| {
            let digits = text.get(from..to).ok_or(InvalidDate)?;
            if digits.bytes().all(|b| b.is_ascii_digit()) {
                digits.parse::<i16>().map_err(|_| InvalidDate)
            } else {
                Err(InvalidDate)
            }
        };
        if text.len() != 10 || text.get(4..5) != Some("-") || text.get(7..8) != Some("-") {
            return Err(InvalidDate);
        }
        let small = |number: i16| i8::try_from(number).map_err(|_| InvalidDate);
        jiff::civil::Date::new(number(0, 4)?, small(number(5, 7)?)?, small(number(8, 10)?)?)
            .map(Self)
            .map_err(|_| InvalidDate)
    }
}

impl Date {
    /// The first second of the day in Europe/London.
    #[must_use]
    pub fn begins(self) -> PosixTime {
        first_second(self.0)
    }

    /// The first second after the day in Europe/London: from then on it has passed.
    #[must_use]
    pub fn passes(self) -> PosixTime {
        self.0.tomorrow().map_or(PosixTime::MAX, first_second)
    }
}

/// Midnight in Europe/London by its rule since 1996 (POSIX TZ, so that no machine's tables are
/// needed); 1970 for what lies before it, the last moment for what lies beyond the calendar.
fn first_second(day: jiff::civil::Date) -> PosixTime {
    let moment = TimeZone::posix("GMT0BST,M3.5.0/1,M10.5.0/2")
        .and_then(|zone| zone.to_timestamp(day.at(0, 0, 0, 0)));
    moment.map_or(PosixTime::MAX, |moment| {
        PosixTime(u64::try_from(moment.as_second()).unwrap_or(0))
    })
}

impl TryFrom<String> for Date {
    type Error = InvalidDate;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        text.parse()
    }
}

impl From<Date> for String {
    fn from(date: Date) -> Self {
        date.to_string()
    }
}

impl fmt::Display for Date {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
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
    fn a_moment_is_shown_in_utc() {
        assert_eq!(PosixTime(1_789_894_800).to_string(), "2026-09-20T09:00:00Z");
        assert_eq!(PosixTime::MAX.to_string(), "9007199254740991");
    }

    #[test]
    fn a_day_is_one_of_the_calendar() {
        for good in ["2026-10-01", "2028-02-29", "0001-01-01"] {
            assert_eq!(good.parse::<Date>().unwrap().to_string(), good);
        }
        for bad in [
            "2026-02-29",
            "2026-13-01",
            "2026-1-1",
            "26-10-01",
            "2026/10/01",
            "+026-10-01",
        ] {
            assert_eq!(bad.parse::<Date>(), Err(InvalidDate), "{bad}");
        }
    }

    #[test]
    fn a_day_begins_and_passes_in_london() {
        let day = |text: &str| text.parse::<Date>().unwrap();
        let winter = day("2026-12-01");
        assert_eq!(winter.begins().to_string(), "2026-12-01T00:00:00Z");
        assert_eq!(winter.passes().to_string(), "2026-12-02T00:00:00Z");
        let summer = day("2026-10-01");
        assert_eq!(summer.begins().to_string(), "2026-09-30T23:00:00Z");
        assert_eq!(summer.passes().to_string(), "2026-10-01T23:00:00Z");
        let clocks_go_back = day("2026-10-25");
        assert_eq!(
            clocks_go_back.begins().plus_secs(25 * 3600),
            clocks_go_back.passes()
        );
        assert_eq!(day("0001-01-01").passes(), PosixTime(0));
        assert_eq!(day("9999-12-31").begins(), PosixTime::MAX);
        assert_eq!(day("9999-12-31").passes(), PosixTime::MAX);
    }
}

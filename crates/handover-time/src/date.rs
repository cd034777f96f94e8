use std::{fmt, str::FromStr};

use jiff::{civil, tz::TimeZone};
use serde::{
    Deserialize, Deserializer, Serialize, Serializer,
    de::{self, Visitor},
};
use thiserror::Error;

use crate::{PosixTime, london};

/// The text is not a day of the Gregorian calendar, written `YYYY-MM-DD`.
#[derive(Clone, Copy, Debug, Error, Eq, PartialEq)]
#[error("not a day written YYYY-MM-DD")]
#[non_exhaustive]
pub struct InvalidDate;

/// A day of the Gregorian calendar, written `YYYY-MM-DD`; rule `date`.
///
/// It may be somebody's day of birth, so `Debug` hides it.
#[derive(Clone, Copy, Eq, Hash, Ord, PartialEq, PartialOrd)]
pub struct Date(civil::Date);

impl Date {
    /// The day, for reckoning.
    #[must_use]
    pub const fn civil(self) -> civil::Date {
        self.0
    }

    /// The day that it is at a moment in Europe/London; none beyond the calendar.
    #[must_use]
    pub fn in_london(moment: PosixTime) -> Option<Self> {
        Self::in_zone(moment, london())
    }

    /// The day that it is at a moment in UTC; none beyond the calendar.
    #[must_use]
    pub fn in_utc(moment: PosixTime) -> Option<Self> {
        Self::in_zone(moment, TimeZone::UTC)
    }

    fn in_zone(moment: PosixTime, zone: TimeZone) -> Option<Self> {
        let seconds = i64::try_from(moment.as_secs()).ok()?;
        let moment = jiff::Timestamp::from_second(seconds).ok()?;
        Self::try_from(moment.to_zoned_datetime(zone).date()).ok()
    }

    /// How many days `self` lies after `earlier`; negative if before.
    #[must_use]
    pub fn days_since(self, earlier: Self) -> i32 {
        self.0.since(earlier.0).map_or(0, |span| span.get_days())
    }

    /// The first second of the day in Europe/London; 1970 for a day before.
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

/// Midnight; 1970 for what lies before it, the last moment for what lies beyond the calendar.
fn first_second(day: civil::Date) -> PosixTime {
    let midnight = london().to_timestamp(day.at(0, 0, 0, 0));
    midnight.map_or(PosixTime::MAX, |moment| {
        let secs = u64::try_from(moment.as_second()).unwrap_or(0);
        PosixTime::new(secs).unwrap_or(PosixTime::MAX)
    })
}

/// A day with a year of four digits: there is no other way to write one.
impl TryFrom<civil::Date> for Date {
    type Error = InvalidDate;

    fn try_from(date: civil::Date) -> Result<Self, Self::Error> {
        if date.year() < 0 {
            return Err(InvalidDate);
        }
        Ok(Self(date))
    }
}

/// jiff reads more forms of ISO 8601 than this one.
impl FromStr for Date {
    type Err = InvalidDate;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let is_of_form = text.len() == 10
            && text.bytes().enumerate().all(|(place, byte)| match place {
                4 | 7 => byte == b'-',
                _ => byte.is_ascii_digit(),
            });
        if !is_of_form {
            return Err(InvalidDate);
        }
        text.parse().map(Self).map_err(|_| InvalidDate)
    }
}

/// The day as `YYYY-MM-DD`. A day alone names nobody, so it may be printed.
impl fmt::Display for Date {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl fmt::Debug for Date {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Date(..)")
    }
}

impl<'de> Deserialize<'de> for Date {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Text;

        impl Visitor<'_> for Text {
            type Value = Date;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a day as YYYY-MM-DD")
            }

            fn visit_str<E: de::Error>(self, text: &str) -> Result<Date, E> {
                text.parse().map_err(E::custom)
            }
        }

        deserializer.deserialize_str(Text)
    }
}

impl Serialize for Date {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

#[cfg(feature = "schema")]
impl schemars::JsonSchema for Date {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Date".into()
    }

    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        schemars::json_schema!({
            "type": "string",
            "pattern": "^[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])$",
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> Date {
        text.parse().unwrap()
    }

    #[test]
    fn a_day_is_one_of_the_calendar_and_of_one_form() {
        for good in [
            "2026-10-01",
            "2028-02-29",
            "0001-01-01",
            "0000-02-29",
            "9999-12-31",
        ] {
            assert_eq!(day(good).to_string(), good);
            let json = serde_json::to_value(day(good)).unwrap();
            assert_eq!(json, good);
            assert_eq!(serde_json::from_value::<Date>(json).unwrap(), day(good));
        }
        for bad in [
            "",
            "2026-02-29",
            "2026-13-01",
            "2026-00-10",
            "2026-01-00",
            "2026-1-1",
            "2026-2-009",
            "26-10-01",
            "2026/10/01",
            "20261001",
            "2026-W10-1",
            "+026-10-01",
            "-026-01-01",
            "2026-10-01T",
            " 2026-10-1",
        ] {
            assert_eq!(bad.parse::<Date>(), Err(InvalidDate), "{bad}");
        }
        assert!(serde_json::from_str::<Date>("20261001").is_err());
        assert_eq!(Date::try_from(civil::date(-1, 1, 1)), Err(InvalidDate));
        assert_eq!(format!("{:?}", day("2026-10-01")), "Date(..)");
    }

    #[test]
    fn counts_days() {
        assert_eq!(day("2026-10-01").days_since(day("2026-04-21")), 163);
        assert_eq!(day("2026-04-21").days_since(day("2026-10-01")), -163);
        assert!(day("2026-04-21") < day("2026-10-01"));
    }

    #[test]
    fn a_day_begins_and_passes_in_london() {
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
        assert_eq!(Ok(day("0001-01-01").passes()), PosixTime::new(0));
        assert_eq!(day("9999-12-31").begins(), PosixTime::MAX);
        assert_eq!(day("9999-12-31").passes(), PosixTime::MAX);
    }
}

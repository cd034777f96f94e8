use std::str::FromStr;

use jiff::{Timestamp, civil, tz::Offset};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::{
    Date, OutOfBounds,
    date::{date, digits, from_text},
};

/// A moment with its offset from UTC, [RFC 3339](https://www.rfc-editor.org/rfc/rfc3339#section-5.6)
/// with seconds. Kept as it was written, so that nothing is lost on the way to CBOR and back.
#[derive(Clone, Eq, PartialEq)]
pub struct Instant {
    text: Box<str>,
    timestamp: Timestamp,
    day: civil::Date,
}

impl Instant {
    /// The moment as it was written.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// The moment, for reckoning.
    #[must_use]
    pub const fn timestamp(&self) -> Timestamp {
        self.timestamp
    }

    /// The day where it was written, by the offset that stands with it.
    #[must_use]
    pub const fn date(&self) -> Date {
        Date::new(self.day)
    }
}

impl FromStr for Instant {
    type Err = OutOfBounds;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let (day, timestamp) = instant(text.as_bytes()).ok_or(OutOfBounds)?;
        Ok(Self {
            text: text.into(),
            timestamp,
            day,
        })
    }
}

fn instant(text: &[u8]) -> Option<(civil::Date, Timestamp)> {
    let (day, rest) = text.split_at_checked(10)?;
    let day = date(day)?;
    let (time, rest) = rest.split_at_checked(9)?;
    let [b'T', h1, h2, b':', m1, m2, b':', s1, s2] = time else {
        return None;
    };
    let part = |tens: &u8, ones: &u8| i8::try_from(digits::<2>(&[*tens, *ones])?).ok();
    let (fraction, zone) = match rest.split_first()? {
        (b'.', rest) => {
            let len = rest.iter().take_while(|byte| byte.is_ascii_digit()).count();
            let (fraction, zone) = rest.split_at_checked(len)?;
            if !(1..=9).contains(&len) {
                return None;
            }
            let nanoseconds = (0..9).try_fold(0_i32, |number, place| {
                let digit = fraction.get(place).map_or(0, |byte| byte - b'0');
                Some(number * 10 + i32::from(digit))
            })?;
            (nanoseconds, zone)
        }
        _ => (0, rest),
    };
    let offset = match zone {
        b"Z" => Offset::UTC,
        [sign @ (b'+' | b'-'), h1, h2, b':', m1, m2] => {
            let (hours, minutes) = (part(h1, h2)?, part(m1, m2)?);
            if hours > 23 || minutes > 59 {
                return None;
            }
            let seconds = i32::from(hours) * 3600 + i32::from(minutes) * 60;
            Offset::from_seconds(if *sign == b'-' { -seconds } else { seconds }).ok()?
        }
        _ => return None,
    };
    let time = civil::Time::new(part(h1, h2)?, part(m1, m2)?, part(s1, s2)?, fraction).ok()?;
    let timestamp = offset.to_timestamp(day.to_datetime(time)).ok()?;
    Some((day, timestamp))
}

impl<'de> Deserialize<'de> for Instant {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        from_text(deserializer, "a moment as in RFC 3339")
    }
}

impl Serialize for Instant {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.text)
    }
}

/// A day, or a moment of it.
#[derive(Clone, Eq, PartialEq)]
#[non_exhaustive]
pub enum When {
    /// The day.
    Date(Date),
    /// The moment.
    Instant(Instant),
}

impl When {
    /// The day.
    #[must_use]
    pub const fn date(&self) -> Date {
        match self {
            Self::Date(date) => *date,
            Self::Instant(instant) => instant.date(),
        }
    }
}

impl FromStr for When {
    type Err = OutOfBounds;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        if text.len() == 10 {
            text.parse().map(Self::Date)
        } else {
            text.parse().map(Self::Instant)
        }
    }
}

impl<'de> Deserialize<'de> for When {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        from_text(deserializer, "a day or a moment")
    }
}

impl Serialize for When {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Date(date) => date.serialize(serializer),
            Self::Instant(instant) => instant.serialize(serializer),
        }
    }
}

redacted!(Instant, When);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn instants_have_seconds_and_an_offset() {
        let summer: Instant = "2026-09-14T00:10:00+01:00".parse().unwrap();
        assert_eq!(summer.timestamp().to_string(), "2026-09-13T23:10:00Z");
        assert_eq!(summer.date().to_string(), "2026-09-14");
        assert_eq!(summer.as_str(), "2026-09-14T00:10:00+01:00");
        let exact: Instant = "2026-09-14T00:10:00.25Z".parse().unwrap();
        assert_eq!(exact.timestamp().to_string(), "2026-09-14T00:10:00.25Z");
        for bad in [
            "2026-09-14T00:10:00",
            "2026-09-14T00:10Z",
            "2026-09-14 00:10:00Z",
            "2026-09-14T24:00:00Z",
            "2026-09-14T00:10:60Z",
            "2026-09-14T00:10:00+0100",
            "2026-09-14T00:10:00+01:60",
            "2026-09-14T00:10:00.Z",
            "2026-09-14",
            "2026-09-14T00:10:00z",
        ] {
            assert!(bad.parse::<Instant>().is_err(), "{bad}");
        }
    }
}

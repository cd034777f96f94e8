use std::str::FromStr;

use handover_time::Date;
use jiff::Timestamp;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::{OutOfBounds, date::from_text};

/// A moment with its offset from UTC, [RFC 3339](https://www.rfc-editor.org/rfc/rfc3339#section-5.6)
/// with seconds. Kept as it was written, so that nothing is lost on the way to CBOR and back.
#[derive(Clone, Eq, PartialEq)]
pub struct Instant {
    text: Box<str>,
    timestamp: Timestamp,
    day: Date,
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
        self.day
    }
}

impl FromStr for Instant {
    type Err = OutOfBounds;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        if !is_of_form(text.as_bytes()) {
            return Err(OutOfBounds);
        }
        let day = text.get(..10).ok_or(OutOfBounds)?;
        Ok(Self {
            text: text.into(),
            timestamp: text.parse().map_err(|_| OutOfBounds)?,
            day: day.parse().map_err(|_| OutOfBounds)?,
        })
    }
}

/// Whether the text has the form `YYYY-MM-DDThh:mm:ss`, a fraction of 1 to 9 digits or none, and
/// `Z` or an offset below 24 hours. jiff, which reads it then, also takes other forms of ISO 8601.
fn is_of_form(text: &[u8]) -> bool {
    let is_like = |text: &[u8], form: &[u8]| {
        text.len() == form.len()
            && text.iter().zip(form).all(|(byte, form)| match form {
                b'0'..=b'9' => (b'0'..=*form).contains(byte),
                _ => byte == form,
            })
    };
    let Some((moment, rest)) = text.split_at_checked(19) else {
        return false;
    };
    let zone = match rest.split_first() {
        Some((b'.', rest)) => {
            let len = rest.iter().take_while(|byte| byte.is_ascii_digit()).count();
            match rest.split_at_checked(len) {
                Some((_, zone)) if (1..=9).contains(&len) => zone,
                _ => return false,
            }
        }
        _ => rest,
    };
    is_like(moment, b"9999-99-99T99:99:59")
        && (zone == b"Z"
            || [b"+19:59", b"-19:59", b"+23:59", b"-23:59"]
                .iter()
                .any(|form| is_like(zone, *form)))
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
            text.parse().map(Self::Date).map_err(|_| OutOfBounds)
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
            "2026-09-14T00:10:00+24:00",
            "2026-09-14T00:10:00+29:00",
            "2026-09-14T00:10:00+01",
            "2026-09-14T00:10:00.1234567890Z",
            "2026-09-31T00:10:00Z",
            "2026-09-14T00:10:00.Z",
            "2026-09-14",
            "2026-09-14T00:10:00z",
        ] {
            assert!(bad.parse::<Instant>().is_err(), "{bad}");
        }
    }
}

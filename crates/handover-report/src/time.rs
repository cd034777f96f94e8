//! Moments of statements.

use std::fmt;

use handover::trust::PosixTime;
use jiff::Timestamp;
use serde::{Serialize, Serializer};

/// A statement's time: for people `2010-02-01 00:00 UTC`; for machines RFC 3339, or null beyond the calendar.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Time(u64);

impl Time {
    fn timestamp(self) -> Option<Timestamp> {
        let seconds = i64::try_from(self.0).ok()?;
        Timestamp::from_second(seconds).ok()
    }
}

impl From<PosixTime> for Time {
    fn from(time: PosixTime) -> Self {
        Self(time.as_secs())
    }
}

impl fmt::Display for Time {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.timestamp() {
            Some(time) => write!(f, "{}", time.strftime("%Y-%m-%d %H:%M UTC")),
            None => f.write_str("a time beyond the calendar"),
        }
    }
}

impl Serialize for Time {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let time = self.timestamp();
        time.map(|time| time.to_string()).serialize(serializer)
    }
}

#[cfg(feature = "schema")]
impl schemars::JsonSchema for Time {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Time".into()
    }

    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        schemars::json_schema!({
            "description": "RFC 3339 in UTC; null beyond the calendar.",
            "format": "date-time",
            "type": ["string", "null"],
        })
    }
}

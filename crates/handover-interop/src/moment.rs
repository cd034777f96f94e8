//! A day or a time of a day, as a cell says it.

use handover_time::london;
use jiff::{civil, tz::TimeZone};

/// What a cell says: a day, or a time of a day in local civil time, or an instant.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Moment {
    Day(civil::Date),
    Local(civil::DateTime),
    Instant(jiff::Timestamp, jiff::tz::Offset),
}

/// Why a local time cannot become an instant.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Fold {
    /// The clocks went back: it occurs twice.
    Twice,
    /// The clocks went forward: it does not occur.
    Never,
}

impl Moment {
    /// The day it falls on, locally.
    pub(crate) fn day(self) -> civil::Date {
        match self {
            Self::Day(day) => day,
            Self::Local(at) => at.date(),
            Self::Instant(at, _) => at.to_zoned_datetime(london()).date(),
        }
    }

    /// RFC 3339, or why there is none.
    ///
    /// `earlier` says that of two readings the earlier is meant.
    pub(crate) fn instant(self, earlier: bool) -> Result<Option<jiff::ZonedDateTime>, Fold> {
        match self {
            Self::Day(_) => Ok(None),
            Self::Instant(at, offset) => Ok(Some(at.to_zoned_datetime(TimeZone::fixed(offset)))),
            Self::Local(at) => {
                let reading = london().to_ambiguous_zoned_datetime(at);
                if reading.is_ambiguous() {
                    let is_gap = matches!(reading.offset(), jiff::tz::AmbiguousOffset::Gap { .. });
                    if is_gap {
                        return Err(Fold::Never);
                    }
                    if !earlier {
                        return Err(Fold::Twice);
                    }
                }
                Ok(reading.earlier().ok())
            }
        }
    }
}

/// RFC 3339 with seconds and offset.
pub(crate) fn rfc3339(at: &jiff::ZonedDateTime) -> String {
    let local = at.datetime();
    let seconds = at.offset().seconds();
    let sign = if seconds < 0 { '-' } else { '+' };
    let minutes = seconds.abs() / 60;
    format!(
        "{:04}-{:02}-{:02}T{:02}:{:02}:{:02}{sign}{:02}:{:02}",
        local.year(),
        local.month(),
        local.day(),
        local.hour(),
        local.minute(),
        local.second(),
        minutes / 60,
        minutes % 60
    )
}

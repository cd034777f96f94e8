//! What people type into boxes: days, and the mistakes of a page.

use handover::trust::PosixTime;
use jiff::Timestamp;

use crate::{posted::Posted, screens::mistake::Mistakes};

/// The three boxes of a day, as they were typed.
#[derive(Clone, Debug, Default)]
pub(super) struct DayBoxes {
    pub(super) day: String,
    pub(super) month: String,
    pub(super) year: String,
}

impl DayBoxes {
    /// Those of a field.
    pub(super) fn posted(posted: &Posted, field: &str) -> Self {
        let text = |part: &str| posted.text(&format!("{field}-{part}")).to_owned();
        Self {
            day: text("d"),
            month: text("m"),
            year: text("y"),
        }
    }

    /// Those of a day that is known: `2026-12-14`, or with a time behind it.
    pub(super) fn of(text: &str) -> Self {
        let day = text.split(['T', ' ']).next().unwrap_or_default();
        let mut parts = day.split('-');
        let mut next = || parts.next().unwrap_or_default().to_owned();
        let (year, month, day) = (next(), next(), next());
        Self { day, month, year }
    }

    pub(super) fn is_empty(&self) -> bool {
        [&self.day, &self.month, &self.year]
            .iter()
            .all(|part| part.is_empty())
    }

    /// The day as people write it: whoever reads it says whether it is one.
    pub(super) fn written(&self) -> String {
        format!("{}/{}/{}", self.day, self.month, self.year)
    }
}

/// Adds a mistake where nothing was typed.
pub(super) fn need(posted: &Posted, mistakes: &mut Mistakes, field: &'static str, words: &str) {
    if posted.text(field).is_empty() {
        mistakes.add(field, words);
    }
}

/// The clock of the desk, for a file that people read.
pub(super) fn moment(now: PosixTime) -> Timestamp {
    let seconds = i64::try_from(now.as_secs()).unwrap_or_default();
    Timestamp::from_second(seconds).unwrap_or_default()
}

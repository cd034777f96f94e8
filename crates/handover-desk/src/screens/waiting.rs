//! Something that waits for the person at the desk.

use handover::trust::PosixTime;

/// One line of the first page.
#[derive(Clone, Debug)]
pub(crate) struct Waiting {
    /// By when; without it there is no day.
    pub(crate) due: Option<PosixTime>,
    pub(crate) title: String,
    pub(crate) text: String,
    /// Whom to ring, with the number.
    pub(crate) ring: Option<String>,
    /// What the button says, and where it leads, below the path of the desk.
    pub(crate) button: String,
    pub(crate) leads: String,
}

/// How near it is: a bar of another look.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Nearness {
    Late,
    Today,
    Soon,
    Later,
}

/// Seconds of a day.
const DAY: u64 = 86_400;

/// Days within which something is soon.
const SOON_DAYS: u64 = 7;

impl Waiting {
    pub(crate) fn nearness(&self, now: PosixTime) -> Nearness {
        let Some(due) = self.due else {
            return Nearness::Later;
        };
        match due.as_secs().checked_sub(now.as_secs()) {
            None => Nearness::Late,
            Some(left) if left < DAY => Nearness::Today,
            Some(left) if left < DAY.saturating_mul(SOON_DAYS) => Nearness::Soon,
            Some(_) => Nearness::Later,
        }
    }

    /// The name of its look in the style sheet.
    pub(crate) fn class(&self, now: &PosixTime) -> &'static str {
        match self.nearness(*now) {
            Nearness::Late | Nearness::Today => "now",
            Nearness::Soon => "soon",
            Nearness::Later => "later",
        }
    }

    /// When, in words.
    pub(crate) fn when(&self, now: &PosixTime) -> String {
        let Some(due) = self.due else {
            return "Any time".to_owned();
        };
        let day = handover_report::pages::day_in_words;
        let date = handover::case::Date::in_london(due);
        let date = date.map_or_else(String::new, day);
        match self.nearness(*now) {
            Nearness::Late => format!("Late since {date}"),
            Nearness::Today => "Within a day".to_owned(),
            _ => {
                let days = due.as_secs().saturating_sub(now.as_secs()).div_euclid(DAY);
                format!("{date}, in {days} days")
            }
        }
    }
}

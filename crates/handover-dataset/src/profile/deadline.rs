use std::str::FromStr;

use serde::{Deserialize, Deserializer, de};

use crate::OutOfBounds;

codes! {
    /// What must have happened with a case by a deadline.
    Step {
        Stored = "stored",
        Accepted = "accepted",
        Contacted = "contacted",
        Reviewed = "reviewed",
    }
}

codes! {
    /// What a deadline is counted from.
    Anchor {
        Sealed = "sealed",
        Stored = "stored",
        Accepted = "accepted",
        TransferDate = "transfer-date",
        Discharge = "discharge",
    }
}

/// How long: `36h`, `14d`, `2wd`.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub enum Period {
    /// Calendar days, to the end of the last.
    Days(u16),
    /// Hours, to the second.
    Hours(u16),
    /// Days that are neither weekend nor in the calendar of days off, to the end of the last.
    WorkingDays(u16),
}

/// On which side of its anchor a deadline lies.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
#[expect(clippy::exhaustive_enums, reason = "there is no third side")]
pub enum Direction {
    /// Before it.
    Before,
    /// After it.
    From,
}

/// By when: `2wd from stored`, `1d before transfer-date`.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub struct Deadline {
    /// How long.
    pub period: Period,
    /// On which side.
    pub direction: Direction,
    /// Of what.
    pub anchor: Anchor,
}

impl Period {
    /// The most digits of its number.
    const MAX_DIGITS: usize = 4;
}

impl FromStr for Period {
    type Err = OutOfBounds;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let digits = text.bytes().take_while(u8::is_ascii_digit).count();
        let (number, unit) = text.split_at_checked(digits).ok_or(OutOfBounds)?;
        if !(1..=Self::MAX_DIGITS).contains(&digits) || number.starts_with('0') {
            return Err(OutOfBounds);
        }
        let number = number.parse().map_err(|_| OutOfBounds)?;
        match unit {
            "d" => Ok(Self::Days(number)),
            "h" => Ok(Self::Hours(number)),
            "wd" => Ok(Self::WorkingDays(number)),
            _ => Err(OutOfBounds),
        }
    }
}

impl FromStr for Deadline {
    type Err = OutOfBounds;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let words: Vec<&str> = text.split(' ').collect();
        let [period, direction, anchor] = words.as_slice() else {
            return Err(OutOfBounds);
        };
        let direction = match *direction {
            "before" => Direction::Before,
            "from" => Direction::From,
            _ => return Err(OutOfBounds),
        };
        let known = Anchor::ALL.iter().find(|known| known.as_str() == *anchor);
        Ok(Self {
            period: period.parse()?,
            direction,
            anchor: *known.ok_or(OutOfBounds)?,
        })
    }
}

macro_rules! from_words {
    ($($name:ident),+) => {$(
        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                let text = String::deserialize(deserializer)?;
                text.parse().map_err(de::Error::custom)
            }
        }
    )+};
}

from_words!(Deadline, Period);

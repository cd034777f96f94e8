//! What is wrong with an answer, in the words of the page on which it is mended.

use std::fmt;

use crate::answers::Part;

/// An answer that does not stand, and the input at which it is mended.
#[derive(Clone, Eq, PartialEq)]
pub struct Mistake {
    pub(crate) page: String,
    pub(crate) question: String,
    pub(crate) turn: usize,
    pub(crate) part: Part,
    pub(crate) words: String,
}

impl Mistake {
    /// The page that it stands on.
    #[must_use]
    pub fn page(&self) -> &str {
        &self.page
    }

    /// The name of the question.
    #[must_use]
    pub fn question(&self) -> &str {
        &self.question
    }

    /// What is wrong, for the person who answered: never for a log.
    #[must_use]
    pub fn words(&self) -> &str {
        &self.words
    }
}

/// What is wrong with it.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(crate) enum Why {
    DayMissing,
    MonthMissing,
    NoAnswer,
    NoSuchAnswer,
    NoSuchDay(String),
    NoSuchTime,
    NotANumber,
    NotAReference,
    NotATelephone,
    NotATime,
    NotMobile,
    NotNhs,
    NotOfForm,
    NumberOut { least: u64, most: u64 },
    TimeMissing,
    TwoAnswers,
    WrongNhsDigit,
    YearMissing,
}

impl Why {
    /// The input at which it is mended.
    pub(crate) const fn part(&self) -> Part {
        match self {
            Self::DayMissing | Self::NoSuchDay(_) => Part::Day,
            Self::MonthMissing => Part::Month,
            Self::NoSuchTime | Self::NotATime | Self::TimeMissing => Part::Time,
            Self::YearMissing => Part::Year,
            _ => Part::Whole,
        }
    }

    pub(crate) fn words(&self, ask: &str) -> String {
        let ask = ask.trim_end_matches('?');
        match self {
            Self::DayMissing => format!("{ask}: give the day too"),
            Self::MonthMissing => format!("{ask}: give the month, as a number or as Nov"),
            Self::NoAnswer => format!("{ask}: this is not answered"),
            Self::NoSuchAnswer => format!("{ask}: choose one of the answers"),
            Self::NoSuchDay(day) => format!("{ask}: {day} does not exist"),
            Self::NoSuchTime => format!("{ask}: the clocks went forward over that time"),
            Self::NotANumber => format!("{ask}: give a number without a unit, as 2480"),
            Self::NotAReference => {
                format!("{ask}: letters, digits, dots and hyphens only, at most 64")
            }
            Self::NotATelephone => {
                format!("{ask}: this is no telephone number; give it as 020 7946 0140")
            }
            Self::NotATime => format!("{ask}: the time must be like 09:30"),
            Self::NotMobile => format!(
                "{ask}: this is no mobile number; a landline is asked for beside the address"
            ),
            Self::NotNhs => format!("{ask}: an NHS number has 10 digits"),
            Self::NotOfForm => format!("{ask}: it cannot be kept in this form"),
            Self::NumberOut { least, most } => {
                format!("{ask}: the number must be {least} to {most}")
            }
            Self::TimeMissing => format!("{ask}: give the time too, like 09:30"),
            Self::TwoAnswers => {
                format!("{ask}: an answer and a reason why there is none; one of the two")
            }
            Self::WrongNhsDigit => format!("{ask}: a digit of this NHS number is wrong"),
            Self::YearMissing => format!("{ask}: give the year with four digits"),
        }
    }
}

impl fmt::Debug for Mistake {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Mistake({}, ..)", self.question)
    }
}

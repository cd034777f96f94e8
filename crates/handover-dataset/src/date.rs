use std::{fmt, str::FromStr};

use serde::{
    Deserialize, Deserializer, Serialize, Serializer,
    de::{self, Visitor},
};

use crate::OutOfBounds;

/// A day of the Gregorian calendar, `YYYY-MM-DD`.
#[derive(Clone, Copy, Eq, Hash, Ord, PartialEq, PartialOrd)]
pub struct Date(jiff::civil::Date);

impl Date {
    pub(crate) const fn new(date: jiff::civil::Date) -> Self {
        Self(date)
    }

    /// The day, for reckoning.
    #[must_use]
    pub const fn civil(self) -> jiff::civil::Date {
        self.0
    }

    /// How many days `self` lies after `earlier`; negative if before.
    #[must_use]
    pub fn days_since(self, earlier: Self) -> i32 {
        self.0.since(earlier.0).map_or(0, |span| span.get_days())
    }
}

impl From<jiff::civil::Date> for Date {
    fn from(date: jiff::civil::Date) -> Self {
        Self(date)
    }
}

/// Reads exactly so many ASCII digits.
pub(crate) fn digits<const LEN: usize>(bytes: &[u8]) -> Option<i16> {
    let bytes: &[u8; LEN] = bytes.try_into().ok()?;
    bytes.iter().try_fold(0_i16, |number, byte| {
        byte.is_ascii_digit()
            .then(|| number * 10 + i16::from(byte - b'0'))
    })
}

pub(crate) fn date(bytes: &[u8]) -> Option<jiff::civil::Date> {
    let (year, rest) = bytes.split_at_checked(4)?;
    let [b'-', m1, m2, b'-', d1, d2] = rest else {
        return None;
    };
    let month = digits::<2>(&[*m1, *m2])?.try_into().ok()?;
    let day = digits::<2>(&[*d1, *d2])?.try_into().ok()?;
    jiff::civil::Date::new(digits::<4>(year)?, month, day).ok()
}

impl FromStr for Date {
    type Err = OutOfBounds;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        date(text.as_bytes()).map(Self).ok_or(OutOfBounds)
    }
}

/// The day as `YYYY-MM-DD`. A date alone names nobody, so it may be printed.
impl fmt::Display for Date {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.0)
    }
}

/// What is known of a day: the year, the month or the day itself.
#[derive(Clone, Copy, Eq, PartialEq)]
pub struct PartialDate {
    /// The first day that it may have been.
    first: jiff::civil::Date,
    precision: Precision,
}

#[derive(Clone, Copy, Eq, PartialEq)]
enum Precision {
    Year,
    Month,
    Day,
}

impl PartialDate {
    /// The first day that it may have been.
    #[must_use]
    pub const fn first_day(self) -> Date {
        Date(self.first)
    }

    /// The last day that it may have been.
    #[must_use]
    pub fn last_day(self) -> Date {
        Date(match self.precision {
            Precision::Year => self.first.last_of_year(),
            Precision::Month => self.first.last_of_month(),
            Precision::Day => self.first,
        })
    }

    /// The day, if it is known as such.
    #[must_use]
    pub fn day(self) -> Option<Date> {
        (self.precision == Precision::Day).then_some(Date(self.first))
    }
}

impl From<Date> for PartialDate {
    fn from(date: Date) -> Self {
        Self {
            first: date.0,
            precision: Precision::Day,
        }
    }
}

impl FromStr for PartialDate {
    type Err = OutOfBounds;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let (padded, precision) = match text.len() {
            4 => (format!("{text}-01-01"), Precision::Year),
            7 => (format!("{text}-01"), Precision::Month),
            _ => return text.parse::<Date>().map(Self::from),
        };
        date(padded.as_bytes())
            .map(|first| Self { first, precision })
            .ok_or(OutOfBounds)
    }
}

impl fmt::Display for PartialDate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.precision {
            Precision::Year => write!(f, "{:04}", self.first.year()),
            Precision::Month => write!(f, "{:04}-{:02}", self.first.year(), self.first.month()),
            Precision::Day => write!(f, "{}", self.first),
        }
    }
}

/// Reads a type from text without a copy of the text.
pub(crate) fn from_text<'de, T, D>(deserializer: D, expecting: &'static str) -> Result<T, D::Error>
where
    T: FromStr<Err = OutOfBounds>,
    D: Deserializer<'de>,
{
    struct Parsed<T>(&'static str, std::marker::PhantomData<T>);

    impl<T: FromStr<Err = OutOfBounds>> Visitor<'_> for Parsed<T> {
        type Value = T;

        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str(self.0)
        }

        fn visit_str<E: de::Error>(self, text: &str) -> Result<T, E> {
            text.parse().map_err(E::custom)
        }
    }

    deserializer.deserialize_str(Parsed(expecting, std::marker::PhantomData))
}

macro_rules! as_text {
    ($($name:ident, $expecting:literal, $pattern:literal;)+) => {$(
        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                from_text(deserializer, $expecting)
            }
        }

        impl Serialize for $name {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.collect_str(self)
            }
        }

        #[cfg(test)]
        impl schemars::JsonSchema for $name {
            fn schema_name() -> std::borrow::Cow<'static, str> {
                stringify!($name).into()
            }

            fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
                schemars::json_schema!({ "type": "string", "pattern": $pattern })
            }
        }

        redacted!($name);
    )+};
}

as_text! {
    Date, "a day as YYYY-MM-DD", "^[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])$";
    PartialDate, "a day, month or year",
        "^[0-9]{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12][0-9]|3[01]))?)?$";
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_are_whole_days_of_the_calendar() {
        assert_eq!(
            "2028-02-29".parse::<Date>().unwrap().to_string(),
            "2028-02-29"
        );
        for bad in [
            "2026-02-29",
            "2026-2-9",
            "20260209",
            "2026-02-09T",
            "2026-13-01",
            "",
            "-026-01-01",
        ] {
            assert!(bad.parse::<Date>().is_err(), "{bad}");
        }
    }

    #[test]
    fn partial_dates_span_what_is_possible() {
        for (text, first, last) in [
            ("2028", "2028-01-01", "2028-12-31"),
            ("2028-02", "2028-02-01", "2028-02-29"),
            ("2028-02-03", "2028-02-03", "2028-02-03"),
        ] {
            let date: PartialDate = text.parse().unwrap();
            assert_eq!(date.to_string(), text);
            assert_eq!(date.first_day().to_string(), first);
            assert_eq!(date.last_day().to_string(), last);
        }
        assert!("2028-1".parse::<PartialDate>().is_err());
        assert!("2028-13".parse::<PartialDate>().is_err());
    }

    #[test]
    fn counts_days() {
        let date = |text: &str| text.parse::<Date>().unwrap();
        assert_eq!(date("2026-10-01").days_since(date("2026-04-21")), 163);
        assert_eq!(date("2026-04-21").days_since(date("2026-10-01")), -163);
    }
}

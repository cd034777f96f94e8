use std::{fmt, str::FromStr};

use serde::{
    Deserialize, Deserializer, Serialize, Serializer,
    de::{self, Visitor},
};

use handover_time::Date;

use crate::OutOfBounds;

/// What is known of a day: the year, the month or the day itself.
#[derive(Clone, Copy, Eq, PartialEq)]
pub struct PartialDate {
    /// The first day that it may have been.
    first: Date,
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
        self.first
    }

    /// The last day that it may have been.
    #[must_use]
    pub fn last_day(self) -> Date {
        let first = self.first.civil();
        let last = match self.precision {
            Precision::Year => first.last_of_year(),
            Precision::Month => first.last_of_month(),
            Precision::Day => first,
        };
        Date::try_from(last).unwrap_or(self.first)
    }

    /// The day, if it is known as such.
    #[must_use]
    pub fn day(self) -> Option<Date> {
        (self.precision == Precision::Day).then_some(self.first)
    }
}

impl From<Date> for PartialDate {
    fn from(date: Date) -> Self {
        Self {
            first: date,
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
            _ => (text.to_owned(), Precision::Day),
        };
        let first = padded.parse().map_err(|_| OutOfBounds)?;
        Ok(Self { first, precision })
    }
}

impl fmt::Display for PartialDate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.precision {
            Precision::Year => write!(f, "{:04}", self.first.civil().year()),
            Precision::Month => write!(
                f,
                "{:04}-{:02}",
                self.first.civil().year(),
                self.first.civil().month()
            ),
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

impl<'de> Deserialize<'de> for PartialDate {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        from_text(deserializer, "a day, month or year")
    }
}

impl Serialize for PartialDate {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

redacted!(PartialDate);

#[cfg(test)]
mod tests {
    use super::*;

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
}

//! Days, moments and ages, in the words that people use. Every age counts from the moment of reading.

use handover_time::{Date, PosixTime, london};
use jiff::{
    Timestamp, Unit,
    civil::{self, DateTime},
};

/// The moment of reading.
#[derive(Clone, Copy)]
pub(crate) struct Clock {
    now: DateTime,
}

impl Clock {
    /// The clock of London at a moment; the first of 1970 beyond the calendar.
    pub(crate) fn at(moment: PosixTime) -> Self {
        let now = i64::try_from(moment.as_secs()).ok();
        let now = now
            .and_then(|now| Timestamp::from_second(now).ok())
            .unwrap_or(Timestamp::UNIX_EPOCH);
        Self {
            now: london().to_datetime(now),
        }
    }

    pub(crate) fn today(self) -> civil::Date {
        self.now.date()
    }

    /// `Thursday 4 February 2010, 3:05am`.
    pub(crate) fn now(self) -> String {
        let day = self.now.strftime("%A %-d %B %Y");
        format!("{day}, {}", time(self.now))
    }

    /// `Thu 4 February`, with the year where it is another one.
    pub(crate) fn short(self, day: civil::Date) -> String {
        let form = if day.year() == self.now.year() {
            "%a %-d %B"
        } else {
            "%a %-d %B %Y"
        };
        let said = day.strftime(form).to_string();
        match self.days_since(day) {
            0 => format!("Today, {said}"),
            -1 => format!("Tomorrow, {said}"),
            _ => said,
        }
    }

    /// Whole days from a day to now; negative before it.
    pub(crate) fn days_since(self, day: civil::Date) -> i32 {
        day.until((Unit::Day, self.today()))
            .map_or(0, |span| span.get_days())
    }

    /// How many days ago a date was at most: of one known in part, from the first that it may have been.
    pub(crate) fn age_in_days(self, text: &str) -> Option<i32> {
        Some(self.days_since(first_day(text)?))
    }

    /// Whole hours until a moment; negative once it is past.
    pub(crate) fn hours_until(self, moment: &str) -> Option<i32> {
        let then = moment_of(moment)?;
        Some(self.now.until((Unit::Hour, then)).ok()?.get_hours())
    }

    /// `7 months ago`, `in 3 days`, `today`: days to 13, weeks to 8, months to 23, then years.
    pub(crate) fn ago(self, text: &str) -> Option<String> {
        let then = match text.len() {
            4 => return self.years_of(text),
            _ => first_day(text)?,
        };
        let days = self.days_since(then);
        Some(match days {
            0 => "today".to_owned(),
            1 => "yesterday".to_owned(),
            -1 => "tomorrow".to_owned(),
            2.. => format!("{} ago", span(then, self.today())),
            _ => format!("in {}", span(self.today(), then)),
        })
    }

    fn years_of(self, year: &str) -> Option<String> {
        let years = self.now.year().checked_sub(year.parse().ok()?)?;
        (years > 0).then(|| format!("about {} ago", amount(i64::from(years), "year")))
    }

    /// `24 June 2009, 7 months ago`: a day as it is known, and its age.
    pub(crate) fn dated(self, text: &str) -> String {
        let said = day(text);
        match self.ago(text) {
            Some(ago) => format!("{said}, {ago}"),
            None => said,
        }
    }

    /// The age of somebody who was born then: days, weeks, months, then years.
    pub(crate) fn age(self, birth: &str) -> Option<String> {
        if birth.len() == 4 {
            let years = self.now.year().checked_sub(birth.parse().ok()?)?;
            let before = years.saturating_sub(1);
            return (before >= 0).then(|| format!("{before} or {years} years old"));
        }
        let born = first_day(birth)?;
        if born > self.today() {
            return None;
        }
        Some(
            match born.until((Unit::Year, self.today())).ok()?.get_years() {
                0..=1 => format!("{} old", span(born, self.today())),
                years => format!("{years} years old"),
            },
        )
    }
}

/// The time between two days: days to 13, weeks to 8, months to 23, then years; "nearly" where little lacks.
fn span(from: civil::Date, to: civil::Date) -> String {
    let days = from
        .until((Unit::Day, to))
        .map_or(0, |span| span.get_days());
    if days <= 13 {
        return amount(i64::from(days), "day");
    }
    if days <= 62 {
        return amount(i64::from(days / 7), "week");
    }
    let of = |unit: Unit| from.until((unit, to)).ok();
    let months = of(Unit::Month).map_or(0, |span| span.get_months());
    if months < 24 {
        let next = from.checked_add(jiff::Span::new().months(months.saturating_add(1)));
        let left = next.map_or(31, |next| {
            to.until((Unit::Day, next))
                .map_or(31, |span| span.get_days())
        });
        return nearly(months, left <= 9, "month");
    }
    let years = of(Unit::Year).map_or(0, |span| span.get_years());
    let next = from.checked_add(jiff::Span::new().years(years.saturating_add(1)));
    let left = next.map_or(366, |next| {
        to.until((Unit::Day, next))
            .map_or(366, |span| span.get_days())
    });
    nearly(i32::from(years), left <= 100, "year")
}

/// A number of units, or nearly one more: where less than a third of a unit lacks, and that is a tenth of all or less.
fn nearly(number: i32, is_little: bool, unit: &str) -> String {
    if is_little && number >= 3 {
        format!(
            "nearly {}",
            amount(i64::from(number.saturating_add(1)), unit)
        )
    } else {
        amount(i64::from(number), unit)
    }
}

/// `1 day`, `2 days`.
pub(crate) fn amount(number: i64, noun: &str) -> String {
    let plural = if number == 1 { "" } else { "s" };
    format!("{number} {noun}{plural}")
}

/// The first day that a date may be.
pub(crate) fn first_day(text: &str) -> Option<civil::Date> {
    let first = match text.len() {
        4 => format!("{text}-01-01"),
        7 => format!("{text}-01"),
        10 => text.to_owned(),
        _ => return Some(moment_of(text)?.date()),
    };
    first.parse::<Date>().ok().map(Date::civil)
}

/// A moment, by the clock of London.
fn moment_of(text: &str) -> Option<DateTime> {
    Some(london().to_datetime(text.parse().ok()?))
}

/// A date as it is known, or a moment; another text as it is.
pub(crate) fn day(text: &str) -> String {
    let said = match text.len() {
        7 => first_day(text).map(|first| first.strftime("%B %Y").to_string()),
        10 => first_day(text).map(|day| day.strftime("%-d %B %Y").to_string()),
        17.. => moment_of(text).map(|at| format!("{}, {}", at.strftime("%-d %B %Y"), time(at))),
        _ => None,
    };
    said.unwrap_or_else(|| text.to_owned())
}

/// The day of a moment, without its hour.
pub(crate) fn day_alone(text: &str) -> String {
    match text.len() {
        17.. => moment_of(text).map_or_else(
            || text.to_owned(),
            |at| at.strftime("%-d %B %Y").to_string(),
        ),
        _ => day(text),
    }
}

/// `3:05am`, `4pm`.
fn time(at: DateTime) -> String {
    let form = if at.minute() == 0 {
        "%-I%P"
    } else {
        "%-I:%M%P"
    };
    at.strftime(form).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn clock() -> Clock {
        Clock::at("2010-02-04T03:05:00Z".parse().unwrap())
    }

    #[test]
    fn says_ages_as_people_do() {
        for (then, said) in [
            ("2010-02-04", "today"),
            ("2010-02-03", "yesterday"),
            ("2010-01-22", "13 days ago"),
            ("2009-12-17", "7 weeks ago"),
            ("2009-10-09", "nearly 4 months ago"),
            ("2009-06-24", "7 months ago"),
            ("2009-03-22", "10 months ago"),
            ("2006-05-12", "nearly 4 years ago"),
            ("2005-10-04", "4 years ago"),
            ("2010-02-08", "in 4 days"),
            ("2007", "about 3 years ago"),
        ] {
            assert_eq!(clock().ago(then).unwrap(), said, "{then}");
        }
        assert_eq!(clock().age("1978-06-21").unwrap(), "31 years old");
        assert_eq!(clock().age("2009-08-14").unwrap(), "5 months old");
        assert_eq!(clock().age("1978").unwrap(), "31 or 32 years old");
        assert!(clock().age("2010-08-14").is_none());
    }

    #[test]
    fn says_days_and_moments_by_the_clock_of_london() {
        assert_eq!(clock().now(), "Thursday 4 February 2010, 3:05am");
        assert_eq!(day("2009-06-24"), "24 June 2009");
        assert_eq!(day("2009-06"), "June 2009");
        assert_eq!(day("2009"), "2009");
        assert_eq!(day("2026-10-02T13:00:00Z"), "2 October 2026, 2pm");
        assert_eq!(day_alone("2026-10-02T23:30:00Z"), "3 October 2026");
        assert_eq!(
            clock().short("2010-02-15".parse().unwrap()),
            "Mon 15 February"
        );
        assert_eq!(
            clock().short("2010-02-04".parse().unwrap()),
            "Today, Thu 4 February"
        );
        assert_eq!(clock().hours_until("2010-02-04T10:05:00Z"), Some(7));
    }
}

//! Codes, dates and gaps in words.

use handover::case::AbsentReason;
pub(super) use handover::case::{plain_words as plain, title_words as title};
use jiff::{Unit, civil::Date};
use serde_json::Value;

use crate::amounts::amount;

/// Why there is no value, as one says it to a colleague.
pub(super) fn absent(reason: &str) -> &str {
    let mut known = AbsentReason::ALL.iter();
    let known = known.find(|known| known.as_str() == reason);
    known.map_or(reason, |known| known.in_words())
}

/// A moment as the dataset writes it (`2009`, `2009-06`, `2009-06-24`, an instant), for reading.
pub(super) fn moment(text: &str) -> Option<String> {
    let day = text.get(..10).and_then(|day| day.parse::<Date>().ok());
    match (text.len(), day) {
        (10, Some(day)) => Some(day.strftime("%-d %B %Y").to_string()),
        (17.., Some(day)) => {
            let clock = text.get(11..16)?;
            Some(format!("{} at {clock}", day.strftime("%-d %B %Y")))
        }
        (7, None) => {
            let first: Date = format!("{text}-01").parse().ok()?;
            Some(first.strftime("%B %Y").to_string())
        }
        _ => None,
    }
}

/// How long before `today` something was, in the unit in which people say it.
pub(super) fn ago(text: &str, today: Date) -> Option<String> {
    let then: Date = text.get(..10)?.parse().ok()?;
    let days = then.until((Unit::Day, today)).ok()?.get_days();
    Some(match days {
        ..0 => format!("in {}", amount(i64::from(days).saturating_neg(), "day")),
        0 => "today".to_owned(),
        1..=60 => format!("{} ago", amount(i64::from(days), "day")),
        61..=729 => {
            let months = then.until((Unit::Month, today)).ok()?.get_months();
            format!("{} ago", amount(i64::from(months), "month"))
        }
        _ => {
            let years = then.until((Unit::Year, today)).ok()?.get_years();
            format!("{} ago", amount(i64::from(years), "year"))
        }
    })
}

/// Whole days from a date to `today`; of one that is known in part, from the first that it may have been.
pub(super) fn days_since(text: &str, today: Date) -> Option<i64> {
    let first = match text.len() {
        4 => format!("{text}-01-01"),
        7 => format!("{text}-01"),
        _ => text.get(..10)?.to_owned(),
    };
    let then: Date = first.parse().ok()?;
    Some(i64::from(then.until((Unit::Day, today)).ok()?.get_days()))
}

/// Whole years from a birth date to `today`.
pub(super) fn age(birth: &str, today: Date) -> Option<i16> {
    let birth: Date = birth.parse().ok()?;
    let years = birth.until((Unit::Year, today)).ok()?.get_years();
    (years >= 0).then_some(years)
}

/// `a, b and c`.
pub(super) fn list(parts: &[String]) -> String {
    match parts {
        [] => String::new(),
        [only] => only.clone(),
        [most @ .., last] => format!("{} and {last}", most.join(", ")),
    }
}

/// A text member of an object.
pub(super) fn text<'a>(object: &'a Value, member: &str) -> Option<&'a str> {
    object.get(member)?.as_str()
}

/// Whether a number was traced to this very person.
pub(super) fn nhs_number_status(number: &Value) -> &'static str {
    if text(number, "status") == Some("01") {
        "verified"
    } else {
        "NOT verified"
    }
}

/// An NHS number in its usual groups.
pub(super) fn nhs_number(digits: &str) -> String {
    match (digits.get(..3), digits.get(3..6), digits.get(6..)) {
        (Some(a), Some(b), Some(c)) => format!("{a} {b} {c}"),
        _ => digits.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn says_dates_as_precisely_as_they_are_known() {
        assert_eq!(moment("2009-06-24").unwrap(), "24 June 2009");
        assert_eq!(moment("2009-06").unwrap(), "June 2009");
        assert_eq!(moment("2009"), None);
        assert_eq!(
            moment("2010-01-15T16:10:00Z").unwrap(),
            "15 January 2010 at 16:10"
        );
        assert_eq!(moment("9990000018"), None);
    }

    #[test]
    fn says_how_long_ago_in_the_unit_people_use() {
        let today = "2010-02-01".parse().unwrap();
        let said = |then| ago(then, today).unwrap();
        assert_eq!(said("2010-02-01"), "today");
        assert_eq!(said("2010-01-31"), "1 day ago");
        assert_eq!(said("2009-06-24"), "7 months ago");
        assert_eq!(said("2005-10-04"), "4 years ago");
        assert_eq!(said("2010-02-03"), "in 2 days");
    }
}

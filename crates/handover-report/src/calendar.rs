//! Days and moments as people in the United Kingdom write them: `Tue 1 December 2026, 16:00`.

use handover::{case::Date, trust::PosixTime};
use handover_time::london;
use jiff::{Timestamp, ZonedDateTime};

/// A day with its name: Tue 1 December 2026.
#[must_use]
pub fn named_day(day: Date) -> String {
    day.civil().strftime("%a %-d %B %Y").to_string()
}

/// A moment by the clock of London: Tue 1 December 2026, 16:00. A time beyond the calendar is called so.
#[must_use]
pub fn moment_in_words(moment: PosixTime) -> String {
    at_london(moment).map_or_else(
        || "a time beyond the calendar".to_owned(),
        |at| at.strftime("%a %-d %B %Y, %H:%M").to_string(),
    )
}

/// By when something is due, as somebody says it at `now`: `Late since Mon 23 November`, `Today, 16:00`, `End of tomorrow`.
#[must_use]
pub fn due_in_words(due: PosixTime, now: PosixTime) -> String {
    let (Some(at), Some(today)) = (at_london(due), at_london(now)) else {
        return "a time beyond the calendar".to_owned();
    };
    let days = days_between(now, due);
    let year = if at.year() == today.year() { "" } else { " %Y" };
    let date = at.strftime(&format!("%a %-d %B{year}")).to_string();
    if due < now {
        return match days {
            0 => format!("Late since today, {}", at.strftime("%H:%M")),
            _ => format!("Late since {date}"),
        };
    }
    let day = match days {
        0 => "today".to_owned(),
        1 => "tomorrow".to_owned(),
        _ => date,
    };
    // Deadlines that are counted in days end with the day.
    if at.hour() == 23 && at.minute() == 59 {
        return format!("End of {day}");
    }
    let (first, rest) = day.split_at(1);
    format!("{}{rest}, {}", first.to_uppercase(), at.strftime("%H:%M"))
}

fn days_between(now: PosixTime, due: PosixTime) -> i32 {
    let (now, due) = (Date::in_london(now), Date::in_london(due));
    now.zip(due).map_or(0, |(now, due)| due.days_since(now))
}

fn at_london(moment: PosixTime) -> Option<ZonedDateTime> {
    let seconds = i64::try_from(moment.as_secs()).ok()?;
    let moment = Timestamp::from_second(seconds).ok()?;
    Some(moment.to_zoned_datetime(london()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> PosixTime {
        let moment: Timestamp = text.parse().unwrap();
        PosixTime::new(u64::try_from(moment.as_second()).unwrap()).unwrap()
    }

    #[test]
    fn a_deadline_is_said_as_people_say_it() {
        let now = at("2026-11-24T11:02:00Z");
        for (due, words) in [
            ("2026-11-23T23:59:59Z", "Late since Mon 23 November"),
            ("2026-11-24T10:00:00Z", "Late since today, 10:00"),
            ("2026-11-24T16:00:00Z", "Today, 16:00"),
            ("2026-11-24T23:59:59Z", "End of today"),
            ("2026-11-25T23:59:59Z", "End of tomorrow"),
            ("2026-11-26T09:30:00Z", "Thu 26 November, 09:30"),
            ("2027-01-04T23:59:59Z", "End of Mon 4 January 2027"),
        ] {
            assert_eq!(due_in_words(at(due), now), words);
        }
        // In summer the day ends an hour earlier by the clock of Greenwich.
        let summer = due_in_words(at("2026-07-01T22:59:59Z"), at("2026-07-01T08:00:00Z"));
        assert_eq!(summer, "End of today");
        assert_eq!(
            moment_in_words(at("2026-07-01T15:00:00Z")),
            "Wed 1 July 2026, 16:00"
        );
        assert_eq!(
            named_day("2026-12-01".parse().unwrap()),
            "Tue 1 December 2026"
        );
    }
}

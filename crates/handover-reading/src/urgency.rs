//! Whom to read first: each person's line in a list, and its place there.

use jiff::civil::Date;

use crate::{
    concern,
    line::Line,
    look::Look,
    next,
    summary::{Band, Summary},
    teller::Teller,
    todo::{self, Due},
    words,
};

/// The line of a case.
pub(crate) fn summary(teller: &Teller<'_>, reach: Option<(Look, String)>) -> Summary {
    let due = todo::due(teller);
    let within =
        |day: Option<Date>, days: i32| day.is_some_and(|day| teller.clock.days_since(day) >= -days);
    let ends = next::first_end(teller);
    let visit = teller
        .value("maternity", "first_postnatal_contact")
        .filter(|visit| visit.get("done_at").is_none());
    let visit = visit.and_then(|visit| crate::clock::first_day(visit.peek("due_at")?));
    let level = teller
        .value("risk", "level")
        .and_then(|level| level.peek("level"));
    let is_high = matches!(level, Some("high" | "very-high"));
    let has_child = concern::has_concern(teller, "safeguarding_child");
    let heard = heard_within_a_year(teller);
    let urgent = due.iter().find(|due| due.is_urgent && within(due.day, 1));
    let mut first_day: Vec<Date> = due
        .iter()
        .filter_map(|due| due.day)
        .chain(ends.iter().map(|(day, _)| *day))
        .chain(visit)
        .collect();
    first_day.sort_unstable();
    let day = first_day.first().copied();
    let ends_now = ends.as_ref().filter(|(day, _)| within(Some(*day), 1));
    let band = if urgent.is_some() || ends_now.is_some() || within(visit, 1) {
        Band::Today
    } else if is_high || has_child || heard {
        Band::Danger
    } else if within(day, 14) {
        Band::Near
    } else {
        Band::Rest
    };
    let mut said: Vec<String> = Vec::new();
    if let Some(urgent) = urgent.or_else(|| due.first().filter(|_| band == Band::Near)) {
        said.push(in_a_word(urgent, teller));
    }
    if within(visit, 1) {
        said.push("First visit by tomorrow".to_owned());
    }
    if let Some((day, medicine)) = ends.as_ref().filter(|(day, _)| within(Some(*day), 14)) {
        said.push(format!("{medicine} ends {}", teller.clock.short(*day)));
    }
    if has_child {
        said.push("Child protection".to_owned());
    }
    if heard {
        said.push("MARAC in the last 12 months".to_owned());
    }
    let assessed = teller.value("risk", "assessed");
    let assessed = assessed
        .filter(|_| is_high)
        .and_then(|known| teller.clock.ago(known.peek("on")?));
    said.extend(assessed.map(|ago| format!("Assessed {ago}")));
    if let Some(next) = due
        .iter()
        .find(|due| !said.iter().any(|said| said.starts_with(&short(&due.what))))
    {
        said.push(in_a_word(next, teller));
    }
    let mut said = said.into_iter();
    let first = said.next().unwrap_or_else(|| "Nothing is due".to_owned());
    let more = said
        .map(|said| format!("{}.", words::capital(&said)))
        .collect::<Vec<_>>()
        .join(" ");
    let birth = teller
        .sections
        .raw()
        .pointer("/person/birth_date/value/date")
        .and_then(serde_json::Value::as_str);
    Summary {
        band,
        day,
        age: birth.and_then(|birth| teller.clock.age(birth)),
        reference: teller
            .sections
            .raw()
            .pointer("/handover/case_reference")
            .and_then(serde_json::Value::as_str)
            .map(crate::line::visible),
        level: teller.has("risk").then(|| level_words(level)),
        first: Line::default().strong(&format!("{}.", words::capital(&first))),
        more: Line::of(&more),
        reach,
    }
}

fn level_words(level: Option<&str>) -> (Look, String) {
    match level {
        Some(level @ ("very-high" | "high")) => (Look::No, words::capital(&words::plain(level))),
        Some(level) => (Look::Plain, words::capital(&words::plain(level))),
        None => (Look::Ask, "Not known".to_owned()),
    }
}

fn short(text: &str) -> String {
    let mut short: String = text.chars().take(80).collect();
    if short.len() < text.len() {
        short = format!("{}...", short.trim_end());
    }
    short
}

fn in_a_word(due: &Due, teller: &Teller<'_>) -> String {
    let what = short(&due.what);
    match due.day {
        Some(day) if teller.clock.days_since(day) > 0 => {
            format!("{what}, late since {}", teller.clock.short(day))
        }
        Some(day) => format!("{what}, by {}", words::lower(&teller.clock.short(day))),
        None => what,
    }
}

fn heard_within_a_year(teller: &Teller<'_>) -> bool {
    let all = teller.value("risk", "marac");
    let mut all = all.into_iter().flat_map(crate::held::Held::items);
    all.any(|one| {
        one.peek("heard_on")
            .and_then(|on| teller.clock.age_in_days(on))
            .is_some_and(|days| (0..=366).contains(&days))
    })
}

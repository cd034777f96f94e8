//! Whom to read first.

use jiff::civil::Date;

use crate::{
    concern,
    held::Held,
    line::visible,
    look::Look,
    next,
    summary::{Band, Reason, Summary},
    teller::Teller,
    todo::{self, Due},
    words,
};

/// The line of a case.
pub(crate) fn summary(teller: &Teller<'_>, reach: Option<(Look, String)>) -> Summary {
    let level = teller
        .value("risk", "level")
        .and_then(|level| level.peek("level"));
    let text = |path: &str| {
        teller
            .sections
            .raw()
            .pointer(path)
            .and_then(serde_json::Value::as_str)
    };
    let mut reasons = dated(teller);
    reasons.extend(dangers(teller, level));
    reasons.sort_by_key(|reason| (reason.band, reason.day.is_none(), reason.day));
    // What is not near is told as far as there is nothing nearer.
    let near: Vec<Reason> = reasons
        .iter()
        .filter(|reason| reason.band < Band::Rest)
        .cloned()
        .collect();
    if !near.is_empty() {
        reasons = near;
    }
    reasons.truncate(4);
    Summary {
        reasons,
        age: text("/person/birth_date/value/date").and_then(|birth| teller.clock.age(birth)),
        from: text("/handover/from_to/from/name").map(visible),
        reference: text("/handover/case_reference").map(visible),
        level: teller.has("risk").then(|| level_words(level)),
        reach,
    }
}

/// Actions, medicines and visits, each with its day.
fn dated(teller: &Teller<'_>) -> Vec<Reason> {
    let within = |day: Date, days: i32| teller.clock.days_since(day) >= -days;
    let band = |day: Option<Date>, is_urgent: bool| match day {
        Some(day) if is_urgent && within(day, 1) => Band::Today,
        Some(day) if within(day, 14) => Band::Near,
        _ => Band::Rest,
    };
    let mut reasons: Vec<Reason> = todo::due(teller)
        .into_iter()
        .map(|due| Reason {
            band: band(due.day, due.is_urgent),
            day: due.day,
            words: visible(&in_a_word(&due, teller)),
        })
        .collect();
    if let Some((day, medicine)) = next::first_end(teller) {
        let when = lower_day(&teller.clock.short(day));
        reasons.push(Reason {
            band: band(Some(day), true),
            day: Some(day),
            words: visible(&format!("{medicine} ends {when}")),
        });
    }
    let visit = teller
        .value("maternity", "first_postnatal_contact")
        .filter(|visit| visit.get("done_at").is_none());
    if let Some(day) = visit.and_then(|visit| crate::clock::first_day(visit.peek("due_at")?)) {
        let late = if teller.clock.days_since(day) > 0 {
            "was due"
        } else {
            "due"
        };
        let when = lower_day(&teller.clock.short(day));
        reasons.push(Reason {
            band: band(Some(day), true),
            day: Some(day),
            words: format!("First visit {late} {when}"),
        });
    }
    reasons
}

/// What is a danger on any day.
fn dangers(teller: &Teller<'_>, level: Option<&str>) -> Vec<Reason> {
    let mut said = Vec::new();
    if concern::has_concern(teller, "safeguarding_child") {
        said.push("Child protection".to_owned());
    }
    if heard_within_a_year(teller) {
        said.push("MARAC in the last 12 months".to_owned());
    }
    if let Some(level) = level.filter(|level| matches!(*level, "high" | "very-high")) {
        let assessed = teller
            .value("risk", "assessed")
            .and_then(|known| teller.clock.ago(known.peek("on")?));
        said.push(match assessed {
            Some(ago) => format!(
                "{} risk, assessed {ago}",
                words::capital(&words::plain(level))
            ),
            None => format!("{} risk", words::capital(&words::plain(level))),
        });
    }
    said.into_iter()
        .map(|words| Reason {
            band: Band::Danger,
            day: None,
            words,
        })
        .collect()
}

fn level_words(level: Option<&str>) -> (Look, String) {
    match level {
        Some(level @ ("very-high" | "high")) => (Look::No, words::capital(&words::plain(level))),
        Some(level) => (Look::Plain, words::capital(&words::plain(level))),
        None => (Look::Ask, "Not known".to_owned()),
    }
}

/// A day within a sentence.
fn lower_day(day: &str) -> String {
    if day.starts_with("To") {
        words::lower(day)
    } else {
        day.to_owned()
    }
}

fn in_a_word(due: &Due, teller: &Teller<'_>) -> String {
    let mut what: String = due.what.chars().take(80).collect();
    if what.len() < due.what.len() {
        what = format!("{}...", what.trim_end());
    }
    let taken = if due.must_be_taken {
        ", to be taken on first"
    } else {
        ""
    };
    match due.day {
        Some(day) if teller.clock.days_since(day) > 0 => {
            format!("{what}, late since {}{taken}", teller.clock.short(day))
        }
        Some(day) => {
            let when = lower_day(&teller.clock.short(day));
            let by = if when.starts_with("to") { "" } else { "by " };
            format!("{what}, {by}{when}{taken}")
        }
        None => format!("{what}{taken}"),
    }
}

fn heard_within_a_year(teller: &Teller<'_>) -> bool {
    let all = teller.value("risk", "marac");
    let mut all = all.into_iter().flat_map(Held::items);
    all.any(|one| {
        let days = one
            .peek("heard_on")
            .and_then(|on| teller.clock.age_in_days(on));
        days.is_some_and(|days| (0..=366).contains(&days))
    })
}

//! The ways to reach somebody, each with its look.

use crate::{
    clock::day,
    document::Way,
    held::Held,
    line::Line,
    look::Look,
    teller::Teller,
    words::{self, phone},
};

/// Every way, in the order in which they are told.
pub(crate) const WAYS: [&str; 6] = ["call", "text", "in-person", "visit", "letter", "email"];

/// Whether an answer is older than the profile lets it become, or has no day.
pub(crate) fn is_old(teller: &Teller<'_>, checked_on: Option<&str>) -> bool {
    match (
        checked_on.and_then(|on| teller.clock.age_in_days(on)),
        teller.stale,
    ) {
        (Some(days), Some(stale)) => i64::from(days) > i64::from(stale.safe_contact),
        (Some(_), None) => false,
        (None, _) => true,
    }
}

/// The ways, those that are alike together.
pub(crate) fn ways(teller: &Teller<'_>, value: Option<Held<'_>>, is_old: bool) -> Vec<Way> {
    let mut ways = Vec::new();
    let mut alike: Vec<(Look, &'static str, Vec<String>)> = Vec::new();
    let preferred = value.and_then(|value| value.text("preferred"));
    for way in WAYS {
        let safety = value.and_then(|value| value.get("channels")?.get(way));
        let (look, word) = match safety.and_then(|safety| safety.text("safe")) {
            Some("yes") if is_old => (Look::Ask, "Was safe: ask again"),
            Some("yes") => (Look::Yes, "Safe"),
            Some("no") => (Look::No, "Not safe"),
            Some(_) => (Look::Ask, "Not known"),
            None => (Look::Ask, "Nobody asked"),
        };
        let said = safety
            .map(|safety| details(teller, way, safety, preferred))
            .unwrap_or_default();
        if said.is_empty() {
            match alike.iter_mut().find(|(_, known, _)| *known == word) {
                Some((_, _, ways)) => ways.push(words::way(way).to_owned()),
                None => alike.push((look, word, vec![words::way(way).to_owned()])),
            }
        } else {
            let line = Line::default()
                .strong(&words::capital(words::way(way)))
                .plain(": ")
                .and(said)
                .plain(".");
            ways.push(Way {
                look,
                word,
                ways: line,
            });
        }
    }
    ways.extend(alike.into_iter().map(|(look, word, ways)| Way {
        look,
        word,
        ways: Line::default().strong(&words::capital(&ways.join(", "))),
    }));
    ways
}

/// When, and what of messages and names; what it says by itself that a way is not to be used.
pub(crate) fn details(
    teller: &Teller<'_>,
    way: &str,
    safety: Held<'_>,
    preferred: Option<&str>,
) -> Line {
    let is_safe = safety.peek("safe") == Some("yes");
    let mut parts = Vec::new();
    if let Some(when) = safety.text("when") {
        let line = if is_safe {
            Line::default()
        } else {
            Line::of("a time is told all the same, ")
        };
        parts.push(line.quoted(when));
    }
    match safety.flag("leave_message") {
        Some(true) if is_safe => parts.push(Line::of("a message may be left")),
        Some(true) => parts.push(Line::of("it says that a message may be left")),
        _ if way == "call" && is_safe => parts.push(Line::of("leave no message")),
        _ => {}
    }
    if safety.flag("name_service") == Some(true) {
        parts.push(Line::of("the service may be named"));
    }
    if preferred == Some(way) {
        parts.push(Line::of(&format!("{} prefers this", teller.person.she)));
    }
    crate::line::joined(parts, "; ")
}

/// Numbers and addresses, each with its own look.
pub(crate) fn numbers(teller: &Teller<'_>) -> Vec<Way> {
    let mut numbers = Vec::new();
    let lists = [("contact", "telecoms"), ("location", "landlines")];
    for item in lists
        .iter()
        .filter_map(|(section, field)| teller.value(section, field))
        .flat_map(Held::items)
    {
        let (look, word) = match item.text("safe") {
            Some("yes") => (Look::Yes, "Safe"),
            Some("no") => (Look::No, "Not safe"),
            _ => (Look::Ask, "Not known"),
        };
        let what = match item.text("kind") {
            Some("email") => "Email ",
            Some("mobile") => "Mobile ",
            Some(_) => "",
            None => "Landline ",
        };
        let rank = item.number("rank");
        let mut line = Line::of(what).strong(&phone(item.text("value").unwrap_or_default()));
        if let Some(text) = item.text("text") {
            line = line.plain(": ").quoted(text);
        }
        if let Some(origin) = item.get("provenance") {
            line = line.plain(&format!(" ({})", teller.source(origin)));
        }
        if let Some(labels) = item.get("labels") {
            labels.pass();
        }
        numbers.push((
            rank.unwrap_or(u64::MAX),
            Way {
                look,
                word,
                ways: line,
            },
        ));
    }
    numbers.sort_by_key(|(rank, _)| *rank);
    numbers.into_iter().map(|(_, way)| way).collect()
}

/// Whom one may not speak to and whom one may, where anybody is named.
pub(crate) fn spoken_to(teller: &Teller<'_>, value: Held<'_>) -> Vec<(&'static str, String)> {
    let mut named = Vec::new();
    for (member, name) in [
        ("not_safe_to_talk_to", "Do not speak to"),
        ("safe_to_talk_to", "May speak to"),
    ] {
        let people = value.list(member).into_iter();
        let people: Vec<String> = people.map(|one| teller.text_or_ref(one)).collect();
        if !people.is_empty() {
            named.push((name, people.join("; ")));
        }
    }
    named
}

/// An answer about ways, as one of two.
pub(crate) fn contradiction(teller: &Teller<'_>, value: Held<'_>) -> Vec<Line> {
    let mut lines = Vec::new();
    for (way, safety) in value.get("channels").into_iter().flat_map(Held::members) {
        let safe = match safety.text("safe") {
            Some("yes") => "safe",
            Some("no") => "not safe",
            _ => "not known",
        };
        let details = details(teller, way, safety, value.text("preferred"));
        let line = Line::of(&format!("{}: {safe}", words::capital(words::way(way))));
        lines.push(if details.is_empty() {
            line
        } else {
            line.plain("; ").and(details)
        });
    }
    if let Some(word) = value.text("code_word") {
        lines.push(Line::of(&format!("Code word: {word}")));
    }
    for (name, people) in spoken_to(teller, value) {
        lines.push(Line::of(&format!("{name}: {people}")));
    }
    if let Some(on) = value.text("checked_on") {
        lines.push(Line::of(&format!("Asked {}", day(on))));
    }
    lines
}

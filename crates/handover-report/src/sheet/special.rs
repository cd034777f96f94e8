//! The fields that must be said in a certain way.

use serde_json::Value;

use super::{
    field::{gap, value},
    value::Speaker,
    words,
};
use crate::{Page, amounts::amount, tame};

/// A field's own way of being said, or the general one.
pub(super) fn said(speaker: &Speaker, section: &str, field: &str, value: &Value) -> Vec<String> {
    let each = |say: &dyn Fn(&Value) -> String| -> Vec<String> {
        value
            .as_array()
            .map(|items| items.iter().map(say).collect())
            .unwrap_or_default()
    };
    match (section, field) {
        ("person", "names") => each(&|item| {
            let kind = words::text(item, "use")
                .map(words::plain)
                .map_or_else(String::new, |kind| format!(" ({kind})"));
            format!("{}{kind}", name(item))
        }),
        ("person", "nhs_number") => vec![nhs_number(value)],
        ("contact", "telecoms" | "emergency_contacts") | ("location", "landlines") => {
            each(&|item| safe_or_not(speaker, item))
        }
        ("location", "addresses") => each(&|item| address(speaker, item)),
        ("risk", "level") => level(value),
        ("risk", "changes_since") => each(&|item| change(speaker, item)),
        ("maternity", "routine_enquiry") => vec![routine_enquiry(speaker, value)],
        ("handover", "actions") => each(&|item| action(speaker, item)),
        ("handover", "acknowledgements") => each(&|item| acknowledgement(speaker, item)),
        _ => speaker.lines(value),
    }
}

/// The number, to be copied, and whether it was verified; or why there is none.
fn nhs_number(value: &Value) -> String {
    let status = words::text(value, "status")
        .map_or_else(String::new, |status| format!(" (status {status})"));
    match words::text(value, "value") {
        Some(digits) => {
            let verified = words::nhs_number_status(value);
            format!("{}, {verified}{status}", tame(digits))
        }
        None => {
            let why = words::text(value, "unavailable").map_or_else(String::new, words::plain);
            format!("none: {why}{status}")
        }
    }
}

/// `Kestrel ASHDOWN`.
pub(super) fn name(name: &Value) -> String {
    let family = words::text(name, "family").map(|family| tame(&family.to_uppercase()));
    match (words::text(name, "given").map(tame), family) {
        (Some(given), Some(family)) => format!("{given} {family}"),
        (Some(given), None) => format!("{given} (surname not known)"),
        (None, Some(family)) => family,
        (None, None) => "name not known".to_owned(),
    }
}

/// Every channel that is not `yes` is a way not to use.
pub(super) fn channels(page: &mut Page, speaker: &Speaker, known: &Value, sections: &Value) {
    let channels = known.get("channels");
    let is_safe = |channel: &str| {
        let rules = channels.and_then(|channels| channels.get(channel));
        rules.is_some_and(is_safe)
    };
    let all = ["call", "text", "email", "letter", "visit", "in-person"];
    let unsafe_ways: Vec<String> = all
        .iter()
        .filter(|channel| !is_safe(channel))
        .map(|channel| words::plain(channel))
        .collect();
    if !unsafe_ways.is_empty() {
        let warning = format!("DO NOT USE: {}.", words::list(&unsafe_ways));
        page.paragraph(&page.paint.danger(&warning));
    }
    let mut named = false;
    for channel in all.iter().filter(|channel| is_safe(channel)) {
        let Some(rules) = channels.and_then(|channels| channels.get(*channel)) else {
            continue;
        };
        let mut said = format!("Safe: {}", words::plain(channel));
        if let Some(when) = words::text(rules, "when") {
            said = format!("{said}, {}", tame(when));
        }
        if rules.get("leave_message").and_then(Value::as_bool) != Some(true) {
            said.push_str(", leave no message");
        }
        match rules.get("name_service").and_then(Value::as_bool) {
            Some(true) => named = true,
            _ => said.push_str(", do not name the service"),
        }
        page.item(&said);
    }
    if !named {
        page.item("No envelope, caller id or message may name the service.");
    }
    for (member, title) in [
        ("preferred", "Preferred"),
        ("code_word", "Code word"),
        ("safe_to_talk_to", "Safe to talk to"),
        ("not_safe_to_talk_to", "NOT safe to talk to"),
    ] {
        if let Some(found) = known.get(member) {
            let found = people(found, sections);
            page.item(&format!("{title}: {}", speaker.said(&found)));
        }
    }
    order(page, known);
    match words::text(known, "checked_on") {
        Some(on) => page.item(&format!("Checked {}.", speaker.dated(on))),
        None if known.get("only_the_person").is_none() => {
            page.item("NOT KNOWN when that was asked: ask again before you rely on it.");
        }
        None => {}
    }
}

/// What a short order of safe contact says beyond the ways: 202 has neither.
fn order(page: &mut Page, known: &Value) {
    let Some(only_the_person) = known.get("only_the_person").and_then(Value::as_bool) else {
        return;
    };
    let numbers = known.get("numbers").and_then(Value::as_array);
    let numbers = numbers.into_iter().flatten();
    let numbers: Vec<String> = numbers
        .filter_map(|number| words::text(number, "value"))
        .map(tame)
        .collect();
    if numbers.is_empty() {
        page.item("No number or address is known to be safe: use none that you hold.");
    } else {
        let numbers = numbers.join(", ");
        page.item(&format!("Use no other number or address than: {numbers}"));
    }
    if only_the_person {
        page.item("Tell nobody but the person anything, not even who calls.");
    }
}

/// Whether there is a way to reach the person that is known to be safe.
pub(super) fn has_safe_channel(known: &Value) -> bool {
    let channels = known.get("channels").and_then(Value::as_object);
    channels.is_some_and(|channels| channels.values().any(is_safe))
}

fn is_safe(channel: &Value) -> bool {
    words::text(channel, "safe") == Some("yes")
}

/// A list of people with the names of those who stand in the case, as far as its reader sees them.
///
/// What is no list names nobody, and stays as it is.
fn people(list: &Value, sections: &Value) -> Value {
    let Some(entries) = list.as_array() else {
        return list.clone();
    };
    let known: Vec<(&str, &str)> = [("third_parties", "parties"), ("contact", "dependants")]
        .into_iter()
        .filter_map(|(section, field)| sections.get(section)?.get(field)?.get("value")?.as_array())
        .flatten()
        .filter_map(|person| Some((words::text(person, "id")?, words::text(person, "name")?)))
        .collect();
    let said = |entry: &Value| {
        let id = entry.as_str()?;
        let (_, name) = known.iter().find(|(known, _)| *known == id)?;
        Some(Value::from(format!("{name} ({id})")))
    };
    entries
        .iter()
        .map(|entry| said(entry).unwrap_or_else(|| entry.clone()))
        .collect()
}

/// `VERY HIGH, set by senior practitioner on professional judgement and red flag`.
pub(super) fn level(level: &Value) -> Vec<String> {
    let word = words::text(level, "level")
        .map(words::plain)
        .unwrap_or_default();
    let mut said = word.to_uppercase();
    if let Some(local) = words::text(level, "local_label") {
        said = format!("{said} (locally: {})", tame(local));
    }
    if let Some(role) = words::text(level, "set_by") {
        said = format!("{said}, set by {}", words::plain(role));
    }
    let basis: Vec<String> = level
        .get("basis")
        .and_then(Value::as_array)
        .into_iter()
        .flatten()
        .filter_map(Value::as_str)
        .map(words::plain)
        .collect();
    if !basis.is_empty() {
        said = format!("{said} on {}", words::list(&basis));
    }
    vec![said]
}

/// Judgement first, the count behind it, the flags named again: a count is never shown alone.
pub(super) fn judgement(sections: &Value) -> String {
    let judged = match value(sections, "risk", "judgement") {
        Some(known) => {
            let high = known.get("high").and_then(Value::as_bool) == Some(true);
            let reasons = words::text(known, "reasons")
                .map_or_else(String::new, |reasons| format!(": {}", tame(reasons)));
            let police = known
                .get("police_incidents_12_months")
                .and_then(Value::as_i64)
                .map_or_else(String::new, |number| {
                    format!(" {} in 12 months.", amount(number, "police incident"))
                });
            format!(
                "{}{reasons}{police}",
                if high { "HIGH" } else { "not high" }
            )
        }
        None => format!(
            "none stated ({})",
            gap(sections, "risk", "judgement").unwrap_or("not answered")
        ),
    };
    let Some(checklist) = value(sections, "risk", "checklist") else {
        return judged;
    };
    let count = match checklist.get("count").and_then(Value::as_i64) {
        Some(count) => count.to_string(),
        None => "not said how many".to_owned(),
    };
    let items = value(sections, "risk", "assessed")
        .and_then(|assessed| assessed.get("instrument")?.get("items")?.as_i64())
        .map_or_else(String::new, |items| format!(" of {items}"));
    let flags: Vec<String> = value(sections, "risk", "red_flags")
        .and_then(Value::as_array)
        .into_iter()
        .flatten()
        .filter_map(Value::as_str)
        .map(words::plain)
        .collect();
    let flags = if flags.is_empty() {
        gap(sections, "risk", "red_flags")
            .unwrap_or("not answered")
            .to_owned()
    } else {
        words::list(&flags)
    };
    format!("{judged} Checklist: {count}{items} answered yes; red flags: {flags}.")
}

/// `release, 30 August 2026: ...`.
pub(super) fn change(speaker: &Speaker, change: &Value) -> String {
    let event = words::text(change, "event")
        .map(words::plain)
        .unwrap_or_default();
    let on = words::text(change, "on")
        .map_or_else(|| "day not known".to_owned(), |on| speaker.dated(on));
    match words::text(change, "text") {
        Some(text) => format!("{event}, {on}: {}", tame(text)),
        None => format!("{event}, {on}"),
    }
}

/// `DO NOT LEAVE VOICEMAIL (Sharon, key worker, March 2026)`: the words, then as much of who and when as is known.
pub(super) fn note(speaker: &Speaker, note: &Value) -> String {
    let words = words::text(note, "text").map(tame).unwrap_or_default();
    let by: Vec<String> = ["author", "role", "on"]
        .iter()
        .filter_map(|member| note.get(*member))
        .map(|member| speaker.said(member))
        .collect();
    match by.join(", ") {
        by if by.is_empty() => words,
        by => format!("{words} ({by})"),
    }
}

/// Who does what by when.
pub(super) fn action(speaker: &Speaker, action: &Value) -> String {
    let text = |member| words::text(action, member);
    let due = text("due").map_or_else(
        || "NO DATE".to_owned(),
        |due| format!("by {}", words::moment(due).unwrap_or_else(|| tame(due))),
    );
    let urgent = match text("priority") {
        Some("urgent") => "URGENT ",
        _ => "",
    };
    let kind = text("kind").map(words::title).unwrap_or_default();
    let what = text("text").map(tame).unwrap_or_default();
    let what = if kind == "Other" || what.eq_ignore_ascii_case(&kind) {
        what
    } else {
        format!("{kind}: {what}")
    };
    let owner = action.get("owner").map_or_else(
        || "NOBODY NAMED".to_owned(),
        |owner| {
            let role = words::text(owner, "role")
                .map_or_else(|| "role not known".to_owned(), words::plain);
            let name = words::text(owner, "name")
                .map_or_else(String::new, |name| format!(" {}", tame(name)));
            let org = owner
                .get("org")
                .map_or_else(String::new, |org| format!(", {}", speaker.said(org)));
            format!("{role}{name}{org}")
        },
    );
    let state = match text("status") {
        Some("open") | None => String::new(),
        Some(state) => format!(" ({})", words::plain(state)),
    };
    let accept = match action.get("needs_acceptance").and_then(Value::as_bool) {
        Some(true) => " Must be taken on before the case can be accepted.",
        _ => "",
    };
    format!("{urgent}{due}: {what}{state} - {owner}.{accept}")
}

/// `D-27 acknowledged by M. Farrant (team leader): reason`.
pub(super) fn acknowledgement(speaker: &Speaker, told: &Value) -> String {
    let check = words::text(told, "check").unwrap_or_default();
    let by = told
        .get("by")
        .map(|by| speaker.said(by))
        .unwrap_or_default();
    let reason = words::text(told, "reason").map(tame).unwrap_or_default();
    format!("{check} acknowledged by {by}: {reason}")
}

fn safe_or_not(speaker: &Speaker, item: &Value) -> String {
    let safe = match words::text(item, "safe") {
        Some("yes") => "safe",
        Some("no") => "NOT SAFE",
        _ => "NOT KNOWN TO BE SAFE",
    };
    let text = |member| words::text(item, member).map(tame);
    let who = [
        text("name"),
        text("relation"),
        text("value"),
        text("phone"),
        text("text"),
    ];
    let who: Vec<String> = who.into_iter().flatten().collect();
    let who = if who.is_empty() {
        "nobody named".to_owned()
    } else {
        who.join(", ")
    };
    let kind = words::text(item, "kind")
        .map_or_else(String::new, |kind| format!(" ({})", words::plain(kind)));
    let party = item.get("party").map_or_else(String::new, |party| {
        format!(", see {}", speaker.said(party))
    });
    format!("{safe}: {who}{kind}{party}")
}

fn address(speaker: &Speaker, item: &Value) -> String {
    let mut parts: Vec<String> = item
        .get("lines")
        .and_then(Value::as_array)
        .into_iter()
        .flatten()
        .map(|line| speaker.said(line))
        .collect();
    parts.extend(words::text(item, "postcode").map(tame));
    let kind = words::text(item, "kind").map_or_else(|| "kind not known".to_owned(), words::plain);
    let period: String = [("from", "from"), ("to", "to")]
        .iter()
        .filter_map(|(member, word)| {
            let date = words::text(item, member)?;
            let date = words::moment(date).unwrap_or_else(|| tame(date));
            Some(format!(", {word} {date}"))
        })
        .collect();
    if parts.is_empty() {
        format!("{kind}{period}")
    } else {
        format!("{} ({kind}{period})", parts.join(", "))
    }
}

/// Asked in company is not asked: no view shows it as "no abuse" (S-56).
fn routine_enquiry(speaker: &Speaker, value: &Value) -> String {
    let on = words::text(value, "asked_on")
        .map_or_else(|| "a day not known".to_owned(), |on| speaker.dated(on));
    let result = words::text(value, "result")
        .map(words::plain)
        .unwrap_or_default();
    if words::text(value, "alone") == Some("yes") {
        format!("asked alone on {on}: {result}")
    } else {
        format!("asked on {on}, but NOT ALONE: {result}; this is not a no. Ask again in private.")
    }
}

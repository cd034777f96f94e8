//! What must be read before anything is done.

use serde_json::Value;

use super::{
    field::{gap, statements, value},
    special,
    value::Speaker,
    words,
};
use crate::{Page, amounts::amount, tame};

/// Who this is, from whom, for what.
pub(super) fn heading(page: &mut Page, speaker: &Speaker, case: &Value, sections: &Value) {
    let handover = sections.get("handover");
    let told = |member| handover.and_then(|handover| words::text(handover, member));
    page.rule();
    let case_reference = told("case_reference").unwrap_or("without reference");
    let profile = words::text(case, "profile").unwrap_or_default();
    let kind = told("kind").map(words::plain).unwrap_or_default();
    page.line(&format!(
        "{}  {}",
        page.paint.strong(&format!("CASE {}", tame(case_reference))),
        page.paint.faint(&format!("{kind}, {profile}"))
    ));
    if let Some(line) = identity(speaker, sections) {
        page.line(&page.paint.strong(&line));
    }
    if let Some(line) = handover.and_then(|handover| route(speaker, handover)) {
        page.paragraph_at_margin(&line);
    }
    page.rule();
}

fn identity(speaker: &Speaker, sections: &Value) -> Option<String> {
    sections.get("person")?;
    let mut parts = Vec::new();
    if let Some(names) = value(sections, "person", "names").and_then(Value::as_array) {
        let usual = names
            .iter()
            .find(|name| words::text(name, "use") == Some("usual"))
            .or_else(|| names.first());
        if let Some(name) = usual {
            parts.push(special::name(name));
        }
    }
    if let Some(birth) = value(sections, "person", "birth_date")
        && let Some(date) = words::text(birth, "date")
    {
        let age = words::age(date, speaker.today)
            .map_or_else(String::new, |age| format!(" ({age} years)"));
        let said = words::moment(date).unwrap_or_else(|| tame(date));
        let doubt = match birth.get("estimated").and_then(Value::as_bool) {
            Some(true) => " (estimated)",
            _ => "",
        };
        parts.push(format!("born {said}{doubt}{age}"));
    }
    if let Some(sex) = value(sections, "person", "sex_and_gender") {
        parts.extend(words::text(sex, "administrative").map(words::plain));
    }
    if let Some(number) = value(sections, "person", "nhs_number")
        && let Some(digits) = words::text(number, "value")
    {
        parts.push(format!(
            "NHS {} {}",
            words::nhs_number(digits),
            words::nhs_number_status(number)
        ));
    }
    (!parts.is_empty()).then(|| parts.join(", "))
}

fn route(speaker: &Speaker, handover: &Value) -> Option<String> {
    let between = handover.get("from_to")?;
    let from = speaker.said(between.get("from")?);
    let to = between
        .get("to")
        .map_or_else(String::new, |to| format!(" to {}", speaker.said(to)));
    let written = handover
        .get("author")
        .and_then(|author| {
            let at = words::text(author, "at")?;
            let by = speaker.said(author.get("by")?);
            Some(format!(". Written by {by}, {}", speaker.dated(at)))
        })
        .unwrap_or_default();
    Some(format!("From {from}{to}{written}."))
}

/// How not to make contact.
pub(super) fn safe_contact(page: &mut Page, speaker: &Speaker, sections: &Value) {
    let section = if is_order_above(sections) {
        "handover"
    } else {
        "contact"
    };
    let Some(contact) = sections.get(section).filter(|contact| has_fields(contact)) else {
        return;
    };
    page.alarm("Safe contact");
    let Some(known) = value(sections, section, "safe_contact") else {
        let why = gap(sections, section, "safe_contact").unwrap_or("not answered");
        page.paragraph(&unsafe_in_every_way(why));
        return;
    };
    if known.get("checked_on").is_none() && !special::has_safe_channel(known) {
        if section == "handover" {
            page.paragraph(&unsafe_in_every_way("nothing of it is told to this reader"));
            return;
        }
        page.paragraph(&unsafe_in_every_way("not said when it was asked"));
    }
    special::channels(page, speaker, known, sections);
    if let Some(stated) = contact.get("safe_contact") {
        let said = |_: &Value| Vec::new();
        for line in statements(speaker, stated, &said) {
            page.item(&line);
        }
    }
}

/// Whether what the reader knows of safe contact is the short order of the handover alone.
pub(super) fn is_order_above(sections: &Value) -> bool {
    let has_contact = sections.get("contact").is_some_and(has_fields);
    let order = sections
        .get("handover")
        .and_then(|handover| handover.get("safe_contact"));
    order.is_some() && !has_contact
}

fn unsafe_in_every_way(why: &str) -> String {
    format!(
        "Nobody has checked how to reach this person safely ({why}). Treat every way as unsafe: no call, no \
         text, no letter, no message, until that is settled."
    )
}

/// Level, red flags and judgement together, never one without the others.
pub(super) fn danger(
    page: &mut Page,
    speaker: &Speaker,
    sections: &Value,
    old_after_days: Option<u32>,
) {
    let Some(risk) = sections.get("risk").filter(|risk| has_fields(risk)) else {
        return;
    };
    page.alarm("Risk and red flags");
    let flags = risk
        .get("red_flags")
        .map(|stated| statements(speaker, stated, &|flags| speaker.lines(flags)))
        .unwrap_or_default();
    let flags = if flags.is_empty() {
        vec!["not answered".to_owned()]
    } else {
        flags
    };
    page.field("Red flags", &flags);
    let level = risk
        .get("level")
        .map(|stated| statements(speaker, stated, &|level| special::level(level)))
        .unwrap_or_default();
    page.field("Level", &level);
    page.field("Assessed", &assessed(speaker, sections, old_after_days));
    if risk.get("checklist").is_some() || risk.get("judgement").is_some() {
        page.field("Judgement", &[special::judgement(sections)]);
    }
    let since = value(sections, "risk", "changes_since").and_then(Value::as_array);
    if let Some(changes) = since {
        let lines: Vec<String> = changes
            .iter()
            .map(|change| special::change(speaker, change))
            .collect();
        page.field("Since then", &lines);
    }
}

fn assessed(speaker: &Speaker, sections: &Value, old_after_days: Option<u32>) -> Vec<String> {
    let Some(known) = value(sections, "risk", "assessed") else {
        let why = gap(sections, "risk", "assessed").unwrap_or("not answered");
        return vec![format!(
            "NO ASSESSMENT HERE ({why}). Assess before relying on anything below."
        )];
    };
    let on = words::text(known, "on").unwrap_or_default();
    let by = known
        .get("by")
        .map_or_else(String::new, |by| format!(", by {}", speaker.said(by)));
    let with = known
        .get("instrument")
        .and_then(|instrument| words::text(instrument, "id"))
        .map_or_else(String::new, |id| format!(", with {}", tame(id)));
    let mut lines = vec![format!("{}{by}{with}", speaker.dated(on))];
    if let (Some(days), Some(limit)) = (words::days_since(on, speaker.today), old_after_days)
        && days > i64::from(limit)
    {
        lines.push(format!(
            "OLD: {days} days on {}, more than {limit}. Reassess before relying on it.",
            words::moment(&speaker.today.to_string()).unwrap_or_default()
        ));
    }
    let acknowledged = value(sections, "handover", "acknowledgements").and_then(Value::as_array);
    for told in acknowledged.into_iter().flatten() {
        if words::text(told, "check") == Some("D-27") {
            lines.push(special::acknowledgement(speaker, told));
        }
    }
    lines
}

/// The handover itself.
pub(super) fn sbar(page: &mut Page, speaker: &Speaker, sections: &Value) {
    let Some(handover) = sections
        .get("handover")
        .filter(|handover| has_fields(handover))
    else {
        return;
    };
    let Some(sbar) = value(sections, "handover", "sbar") else {
        if let Some(stated) = handover.get("sbar") {
            page.heading("Situation, background, assessment, recommendation", "");
            for line in statements(speaker, stated, &|value| speaker.lines(value)) {
                page.paragraph(&line);
            }
        }
        return;
    };
    for part in ["situation", "background", "assessment", "recommendation"] {
        if let Some(text) = words::text(sbar, part) {
            page.heading(part, "");
            page.paragraph(&tame(text));
        }
    }
}

/// What is open, the earliest due first.
pub(super) fn actions(page: &mut Page, speaker: &Speaker, sections: &Value) {
    let Some(actions) = value(sections, "handover", "actions").and_then(Value::as_array) else {
        if let Some(why) = gap(sections, "handover", "actions") {
            page.heading("To do", "");
            page.paragraph(&words::title(why));
        }
        return;
    };
    let mut open: Vec<&Value> = actions
        .iter()
        .filter(|action| words::text(action, "status") == Some("open"))
        .collect();
    open.sort_by_key(|action| words::text(action, "due").unwrap_or("9999"));
    page.heading("To do", "");
    for action in &open {
        page.item(&special::action(speaker, action));
    }
    if open.is_empty() {
        page.paragraph("Nothing open.");
    }
    let done = actions.len().saturating_sub(open.len());
    if done > 0 {
        page.paragraph(&format!("{} done or cancelled.", amount(done, "action")));
    }
}

/// What somebody wrote that fits no field: a warning may stand there and nowhere else.
pub(super) fn notes(page: &mut Page, speaker: &Speaker, sections: &Value) {
    let stated = sections
        .get("third_parties")
        .and_then(|section| section.get("notes"));
    let Some(stated) = stated else {
        return;
    };
    let each = |notes: &Value| {
        let notes = notes.as_array().into_iter().flatten();
        notes.map(|note| special::note(speaker, note)).collect()
    };
    page.heading("Notes of the sending service", "");
    for line in statements(speaker, stated, &each) {
        page.item(&line);
    }
}

/// Whether a section says anything: an empty one is not mentioned.
pub(super) fn has_fields(section: &Value) -> bool {
    section
        .as_object()
        .is_some_and(|fields| fields.keys().any(|name| name != "provenance"))
}

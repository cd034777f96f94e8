//! Why she comes: the sender's four texts, and whom to ask.

use crate::{
    clock::{amount, day},
    document::{Block, Card},
    line::Line,
    look::Look,
    next,
    teller::Teller,
    todo,
    words::{self, phone},
};

/// The situation in the sender's words, with its author.
pub(crate) fn situation(teller: &Teller<'_>) -> Vec<Block> {
    let Some(stated) = teller.field("handover", "sbar") else {
        return Vec::new();
    };
    let Some(value) = stated.value() else {
        let row = teller.row("Why now", "handover", "sbar", &|_| Vec::new());
        return row.map(|row| Block::Rows(vec![row])).into_iter().collect();
    };
    if let Some(about) = value.get("about") {
        about.pass();
    }
    let mut blocks: Vec<Block> = value
        .text("situation")
        .map(|text| Block::Quote(crate::line::visible(text)))
        .into_iter()
        .collect();
    let author = teller
        .sections
        .get("handover")
        .and_then(|handover| handover.get("author"));
    let by = author.and_then(|author| {
        let by = author.get("by").map(|by| teller.practitioner(by))?;
        let at = author
            .text("at")
            .map(|at| teller.clock.dated(at))
            .unwrap_or_default();
        Some(Block::Source(crate::line::visible(&format!("{by}, {at}"))))
    });
    if !blocks.is_empty() {
        blocks.extend(by);
    }
    blocks
}

/// What led to it, what the author thinks of it and what should be done.
pub(crate) fn rest(teller: &Teller<'_>) -> Option<Card> {
    let row = teller.row("In the sender's words", "handover", "sbar", &|value| {
        let parts = [
            ("Background", "background"),
            ("Assessment", "assessment"),
            ("Recommendation", "recommendation"),
        ];
        if let Some(about) = value.get("about") {
            about.pass();
        }
        let said = parts.iter().filter_map(|(name, member)| {
            Some(
                Line::default()
                    .strong(name)
                    .plain(": ")
                    .quoted(value.text(member)?),
            )
        });
        said.collect()
    })?;
    let has_more = row
        .body
        .iter()
        .any(|block| !matches!(block, Block::Source(_)));
    let is_gap = teller.value("handover", "sbar").is_none();
    (has_more && !is_gap).then(|| Card {
        id: "words",
        title: format!("In the words of {}", teller.sender()),
        look: Look::Plain,
        verdict: None,
        blocks: row.body,
        source: None,
    })
}

/// What is due within a day, and whom to ring.
pub(crate) fn strip(teller: &Teller<'_>) -> Vec<Line> {
    let mut lines = Vec::new();
    let due = todo::due(teller);
    let is_near =
        |day: Option<jiff::civil::Date>| day.is_some_and(|day| teller.clock.days_since(day) >= -1);
    let near: Vec<_> = due.iter().filter(|due| is_near(due.day)).collect();
    let late = near
        .iter()
        .filter(|due| due.day.is_some_and(|day| teller.clock.days_since(day) > 0))
        .count();
    let soon = near.len().saturating_sub(late);
    let mut said = Vec::new();
    if late > 0 {
        said.push(format!(
            "{} late",
            amount(i64::try_from(late).unwrap_or(i64::MAX), "action")
        ));
    }
    if soon > 0 {
        said.push(format!(
            "{} due by tomorrow",
            amount(i64::try_from(soon).unwrap_or(i64::MAX), "action")
        ));
    }
    if let Some((day, medicine)) =
        next::first_end(teller).filter(|(day, _)| teller.clock.days_since(*day) >= -1)
    {
        let when = if teller.clock.days_since(day) == 0 {
            "today"
        } else {
            "tomorrow"
        };
        said.push(format!("{medicine} ends {when}"));
    }
    let visit = teller.value("maternity", "first_postnatal_contact");
    let hours = visit
        .filter(|visit| visit.get("done_at").is_none())
        .and_then(|visit| teller.clock.hours_until(visit.peek("due_at")?));
    match hours {
        Some(hours) if (0..=24).contains(&hours) => said.push(format!(
            "first visit in {}",
            amount(i64::from(hours), "hour")
        )),
        Some(hours) if hours < 0 => said.push("the first visit is past its hour".to_owned()),
        _ => {}
    }
    if !said.is_empty() {
        lines.push(
            Line::default()
                .strong(&words::capital(&said.join("; ")))
                .plain("."),
        );
    }
    lines.extend(questions(teller));
    lines
}

fn questions(teller: &Teller<'_>) -> Vec<Line> {
    let Some(stated) = teller.field("handover", "call_back") else {
        return Vec::new();
    };
    let body = teller.body(stated, &|value| {
        let mut parts = Vec::new();
        parts.extend(value.text("who").map(str::to_owned));
        parts.extend(value.text("phone").map(phone));
        parts.extend(value.text("hours").map(str::to_owned));
        let mut line = Line::of("Questions: ").plain(&parts.join(", "));
        if let Some(to) = value.text("valid_to") {
            let is_over = teller.clock.age_in_days(to).is_some_and(|days| days > 0);
            line = line.plain(", ");
            line = if is_over {
                line.old(&format!("nobody answers since {}", day(to)))
            } else {
                line.plain(&format!("until {}", day(to)))
            };
        }
        vec![line.plain(".")]
    });
    let said = body.into_iter().filter_map(|block| match block {
        Block::Line(line) if stated.value().is_some() => Some(line),
        Block::Line(line) => Some(Line::of("Whom to ask: ").and(line)),
        Block::Quote(text) => Some(Line::quote(&text)),
        Block::Fix(line) | Block::Check(line) | Block::Known(line) => Some(line),
        Block::Both(sides) => {
            let sides = sides
                .into_iter()
                .map(|side| crate::line::joined(side.lines, " "))
                .collect();
            Some(
                Line::default()
                    .old("Two answers, go by the first: ")
                    .and(crate::line::joined(sides, " / ")),
            )
        }
        _ => None,
    });
    said.collect()
}

//! Danger: how high the risk is and from whom, and what must not be missed about it.

use serde_json::Value;

use crate::{
    clock::day,
    concern,
    document::{Block, Card, Row},
    held::Held,
    knowing,
    line::Line,
    look::Look,
    risk,
    teller::Teller,
    words,
};

/// The card; nothing if the reader may know nothing of it.
pub(crate) fn card(teller: &Teller<'_>) -> Option<Card> {
    if !teller.has("risk") {
        return None;
    }
    let (verdict, look) = verdict(teller);
    let mut blocks = Vec::new();
    blocks.extend(since(teller).map(Block::Line));
    let reasons = judgement(teller);
    blocks.extend(reasons);
    blocks.push(Block::Rows(rows(teller)));
    blocks.extend(knowing::known(teller, &["D-27", "D-64"]));
    Some(Card {
        id: "danger",
        title: "Danger".to_owned(),
        look,
        verdict: Some(verdict),
        blocks,
        source: None,
    })
}

/// How high, from whom, how old.
fn verdict(teller: &Teller<'_>) -> (Line, Look) {
    let level = teller
        .value("risk", "level")
        .and_then(|level| level.peek("level"));
    let from = teller
        .danger_from()
        .map(|from| format!(", from {from}"))
        .unwrap_or_default();
    let is_high = matches!(level, Some("high" | "very-high"));
    let line = match level {
        Some(level) => Line::of(&format!(
            "{} risk{from}.",
            words::capital(&words::plain(level))
        )),
        None if concern::has_concern(teller, "safeguarding_child") => {
            Line::of(&format!("Concern for a child{from}. Risk not known."))
        }
        None if concern::has_concern(teller, "safeguarding_adult") => {
            Line::of(&format!("Concern for an adult{from}. Risk not known."))
        }
        None => Line::of(&format!("How high the risk is, is not known{from}.")),
    };
    let look = if is_high || concern::has_concern(teller, "safeguarding_child") {
        Look::No
    } else if level.is_none() {
        Look::Ask
    } else {
        Look::Plain
    };
    let assessed = teller
        .value("risk", "assessed")
        .and_then(|known| known.peek("on"));
    let is_old = match (
        assessed.and_then(|on| teller.clock.age_in_days(on)),
        teller.stale,
    ) {
        (Some(days), Some(stale)) => i64::from(days) > i64::from(stale.risk),
        _ => false,
    };
    let line = match assessed {
        Some(on) => {
            let age = teller
                .clock
                .ago(on)
                .unwrap_or_else(|| format!("in {}", day(on)));
            let said = format!("Last assessed {age}.");
            let line = line.plain(" ");
            if is_old {
                line.old(&format!("{said} Reassess before you rely on it."))
            } else {
                line.plain(&said)
            }
        }
        None if level.is_some() => line.plain(" ").old("Nothing says when it was assessed."),
        None => line,
    };
    (line, look)
}

/// What changed since it was assessed.
fn since(teller: &Teller<'_>) -> Option<Line> {
    let changes = teller.value("risk", "changes_since")?;
    let said = teller.each(changes, &|change| changed(teller, change));
    if said.is_empty() {
        return None;
    }
    Some(
        Line::default()
            .late("Since it was assessed: ")
            .and(crate::line::joined(said, "; "))
            .plain("."),
    )
}

fn changed(teller: &Teller<'_>, change: Held<'_>) -> Line {
    let event = change.text("event").map(event).unwrap_or_default();
    let mut line = Line::default().late(event);
    if let Some(on) = change.text("on") {
        line = line.late(&format!(" {}", teller.clock.dated(on)));
    }
    match change.text("text") {
        Some(text) => {
            let named = teller.named(text);
            line.plain(": ")
                .and(named.map_or_else(|| Line::quote(text), |named| Line::of(&named)))
        }
        None => line,
    }
}

fn event(event: &str) -> &'static str {
    match event {
        "arrest" => "an arrest",
        "release" => "a release",
        "court" => "a court hearing",
        "relocation" => "a move",
        "separation" => "a separation",
        "pregnancy" => "a pregnancy",
        "birth" => "a birth",
        "partner-left-treatment" => "the partner left treatment",
        "bereavement" => "a bereavement",
        "disengaged" => "no longer came",
        "re-presented" => "came back",
        _ => "something else",
    }
}

/// The practitioner's judgement and the count beside it: a count never stands alone, and nothing says "below threshold".
fn judgement(teller: &Teller<'_>) -> Vec<Block> {
    let Some(stated) = teller.field("risk", "judgement") else {
        return Vec::new();
    };
    if stated.value().is_none() && stated.held.get("note").is_none() {
        teller.gap(
            stated.absent().unwrap_or("unknown"),
            "a practitioner's judgement",
        );
        return Vec::new();
    }
    teller.body(stated, &|value| judged(value))
}

fn judged(value: Held<'_>) -> Vec<Line> {
    let mut line = match value.flag("high") {
        Some(true) => Line::default().strong("Judged high").plain("."),
        Some(false) => Line::of("Judged not high."),
        None => Line::default(),
    };
    if let Some(reasons) = value.text("reasons") {
        line = line.plain(" ").quoted(reasons);
    }
    if let Some(number) = value.number("police_incidents_12_months") {
        line = line.plain(&format!(" Police came {} in 12 months.", times(number)));
    }
    vec![line]
}

pub(crate) fn times(number: u64) -> String {
    match number {
        0 => "never".to_owned(),
        1 => "once".to_owned(),
        2 => "twice".to_owned(),
        _ => format!("{number} times"),
    }
}

fn rows(teller: &Teller<'_>) -> Vec<Row> {
    let mut rows = Vec::new();
    let plural = |flags: Held<'_>| {
        let flags: Vec<String> = flags.items().filter_map(Held::text_of).map(flag).collect();
        vec![Line::default().strong(&words::capital(&flags.join(", ")))]
    };
    rows.extend(teller.row_here("Red flags", "risk", "red_flags", &plural));
    rows.extend(
        teller
            .row(
                "Changes since it was assessed",
                "risk",
                "changes_since",
                &|all| {
                    if risk::has_more(teller, "changes_since") {
                        teller.each(all, &|one| changed(teller, one))
                    } else {
                        Vec::new()
                    }
                },
            )
            .filter(crate::teller::has_words),
    );
    // Who lowered it, and from what, is not a thing to read further below.
    if risk::has_more(teller, "level") {
        rows.extend(risk::level_row(teller));
    }
    rows.extend(assessment(teller));
    if is_pregnant(teller) {
        rows.extend(teller.row("Pregnant", "person", "pregnancy", &|value| {
            vec![pregnancy(teller, value)]
        }));
    }
    rows.extend(
        teller.row_here("Child protection", "risk", "safeguarding_child", &|all| {
            concern::concerns(teller, all)
        }),
    );
    rows.extend(
        teller.row_here("Adult at risk", "risk", "safeguarding_adult", &|all| {
            concern::concerns(teller, all)
        }),
    );
    rows.extend(teller.row_here("MARAC", "risk", "marac", &|all| {
        teller.each(all, &|one| concern::marac(teller, one))
    }));
    rows.extend(concern::enquiry(teller));
    rows.extend(concern::orders(teller));
    rows.extend(teller.row_here("Staff", "risk", "staff_safety", &staff));
    rows.extend(mitigations(teller));
    rows.extend(allergies(teller));
    rows.extend(hidden_online(teller));
    rows
}

/// A red flag.
fn flag(flag: &str) -> String {
    match flag {
        "child-harm" => "harm to a child".to_owned(),
        "suicide-threat" => "threat of suicide".to_owned(),
        "honour-based-abuse" => "so-called honour-based abuse".to_owned(),
        flag => words::plain(flag),
    }
}

/// Who assessed it and with what; when stands above.
fn assessment(teller: &Teller<'_>) -> Option<Row> {
    teller.row_here("Assessed", "risk", "assessed", &|value| {
        let mut line = Line::of(
            &value
                .text("on")
                .map(|on| teller.clock.dated(on))
                .unwrap_or_default(),
        );
        if let Some(by) = value.get("by") {
            line = line.plain(", by ").plain(&teller.practitioner(by));
        }
        if let Some(instrument) = value.get("instrument") {
            let _ = instrument.number("items");
            let id = instrument
                .text("id")
                .map(words::instrument)
                .unwrap_or_default();
            line = line.plain(&format!(", with {id}"));
            if let Some(version) = instrument
                .text("version")
                .filter(|version| !id.contains(*version))
            {
                line = line.plain(&format!(", version {version}"));
            }
        }
        vec![line.plain(".")]
    })
}

fn is_pregnant(teller: &Teller<'_>) -> bool {
    let status = teller
        .value("person", "pregnancy")
        .and_then(|value| value.peek("status"));
    matches!(status, Some("pregnant" | "possible" | "recently-pregnant"))
}

/// Whether she is pregnant, and until when.
pub(crate) fn pregnancy(teller: &Teller<'_>, value: Held<'_>) -> Line {
    let line = match value.text("status") {
        Some("pregnant") => Line::default().strong("Pregnant"),
        Some("possible") => Line::default().strong("Possibly pregnant"),
        Some("recently-pregnant") => Line::default().strong("Recently pregnant"),
        Some("not-pregnant") => Line::of("Not pregnant"),
        _ => Line::default(),
    };
    let Some(expected) = value.text("expected_on") else {
        return line.plain(".");
    };
    let line = line.plain(&format!("; due {}", day(expected)));
    // Forty weeks before the day on which the child is expected.
    let days = teller
        .clock
        .age_in_days(expected)
        .map_or(0, |days| days.saturating_add(280));
    let is_now = value.peek("status") == Some("pregnant")
        && expected.len() == 10
        && (14..=294).contains(&days);
    if is_now {
        line.plain(&format!(": about {} weeks", days / 7))
            .plain(".")
    } else {
        line.plain(".")
    }
}

fn staff(value: Held<'_>) -> Vec<Line> {
    let line = match value.text("lone_visits_safe") {
        Some("yes") => Line::of("One worker may visit alone."),
        Some("no") => Line::default().strong("Do not visit alone."),
        _ => Line::default()
            .say(Look::Ask, "Not known")
            .plain(" whether one may visit alone."),
    };
    vec![match value.text("text") {
        Some(text) => line.plain(" ").quoted(text),
        None => line,
    }]
}

/// What is done about the risk: it often says how staff keep safe.
fn mitigations(teller: &Teller<'_>) -> Option<Row> {
    let domains = teller.value("risk", "domains")?;
    let mut said: Vec<&str> = domains
        .items()
        .filter_map(|domain| domain.text("mitigation"))
        .collect();
    said.sort_unstable();
    said.dedup();
    let lines: Vec<Line> = said.into_iter().map(Line::quote).collect();
    let body = crate::teller::as_blocks(lines);
    (!body.is_empty()).then(|| Row {
        name: "Done about it".to_owned(),
        body,
    })
}

/// Allergies stand here always, or with the medicines where the reader has no card of danger.
pub(crate) fn allergies(teller: &Teller<'_>) -> Option<Row> {
    teller.row_here("Allergies", "plan", "allergies", &|all| {
        teller.each(all, &|one| {
            let what = one
                .get("substance")
                .and_then(|what| teller.coded("allergy", what));
            let line = Line::default().strong(&words::capital(
                &what.unwrap_or_else(|| "to what is not readable".to_owned()),
            ));
            match one.text("reaction") {
                Some(reaction) => line.plain(": ").quoted(reaction),
                None => line,
            }
        })
    })
}

/// What must not be seen by others who look into her record online.
fn hidden_online(teller: &Teller<'_>) -> Option<Row> {
    let has_label = |value: &Value| value.to_string().contains("\"hide-from-online-record\"");
    let labelled = teller.sections.members().any(|(_, section)| {
        section.members().any(|(name, field)| {
            name != "provenance" && field.raw().get("labels").is_some_and(has_label)
        })
    });
    let line = Line::default()
        .strong("Hide some of this from online access")
        .plain(": hers, and anybody's on her behalf.");
    labelled.then(|| Row {
        name: "In your record".to_owned(),
        body: vec![Block::Line(line)],
    })
}

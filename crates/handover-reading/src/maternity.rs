//! Mother and baby: the birth, how each is, and what was agreed before they went home.

use crate::{
    clock::day,
    document::{Block, Card, Row},
    held::Held,
    line::Line,
    look::Look,
    people::baby,
    teller::Teller,
    words,
};

/// The mother.
pub(crate) fn mother(teller: &Teller<'_>) -> Option<Card> {
    let mut rows = Vec::new();
    rows.extend(teller.row("Birth", "maternity", "obstetric", &|value| {
        vec![birth(value)]
    }));
    rows.extend(teller.row("Where", "maternity", "units", &|value| {
        vec![units(teller, value)]
    }));
    if let Some(stated) = teller.field("maternity", "maternal_health") {
        let parts = [
            ("Complications", "complications"),
            ("Clot risk", "clot_risk"),
            ("Anti-D", "anti_d"),
            ("Medicines", "medicines"),
            ("Mental health", "mental_health"),
        ];
        let has_more = ["conflicts", "corrected"]
            .iter()
            .any(|member| stated.held.get(member).is_some());
        if let Some(value) = stated.value().filter(|_| !has_more) {
            for (name, member) in parts {
                if let Some(text) = value.text(member) {
                    rows.push(Row {
                        name: name.to_owned(),
                        body: vec![Block::Line(Line::of(text))],
                    });
                }
            }
        }
        let row = teller.row("Her health", "maternity", "maternal_health", &|value| {
            let all = parts.iter().filter_map(|(name, member)| {
                Some(Line::of(&format!("{name}: {}", value.text(member)?)))
            });
            if has_more { all.collect() } else { Vec::new() }
        });
        if let Some(row) = row {
            match rows.last_mut().filter(|_| !has_more) {
                Some(last) if stated.value().is_some() => last.body.extend(row.body),
                _ => rows.push(row),
            }
        }
    }
    rows.extend(teller.row("Discharge", "maternity", "discharge", &|value| {
        vec![discharge(teller, value)]
    }));
    rows.extend(teller.row(
        "What was agreed",
        "maternity",
        "joint_assessment",
        &|value| vec![joint(teller, value)],
    ));
    rows.extend(teller.row(
        "Safeguarding form",
        "maternity",
        "safeguarding_form",
        &|value| vec![form(teller, value)],
    ));
    card("mother", "Mother", rows)
}

fn card(id: &'static str, title: &str, rows: Vec<Row>) -> Option<Card> {
    (!rows.is_empty()).then(|| Card {
        id,
        title: title.to_owned(),
        look: Look::Plain,
        verdict: None,
        blocks: vec![Block::Rows(rows)],
        source: None,
    })
}

fn birth(value: Held<'_>) -> Line {
    let mode = value
        .get("mode")
        .and_then(|mode| mode.text("text").map(str::to_owned));
    if let Some(mode) = value.get("mode") {
        mode.pass();
    }
    let mut parts = Vec::new();
    parts.extend(mode);
    parts.extend(value.text("delivered_at").map(day));
    parts.extend(value.number("gestation_days").map(|days| match days % 7 {
        0 => format!("at {} weeks", days / 7),
        1 => format!("at {} weeks and 1 day", days / 7),
        rest => format!("at {} weeks and {rest} days", days / 7),
    }));
    parts.extend(
        value
            .text("expected_on")
            .map(|on| format!("expected on {}", day(on))),
    );
    let mut line = Line::of(&words::capital(&parts.join(", "))).plain(".");
    let ordinal = |number: u64| match number {
        1 => "first".to_owned(),
        2 => "second".to_owned(),
        3 => "third".to_owned(),
        number => format!("{number}th"),
    };
    let known = [
        (value.number("gravida"), "pregnancy"),
        (value.number("para"), "birth"),
    ];
    let said: Vec<String> = known
        .into_iter()
        .filter_map(|(number, what)| match number? {
            0 => Some(format!("no {what} counted")),
            number => Some(format!("her {} {what}", ordinal(number))),
        })
        .collect();
    if !said.is_empty() {
        line = line
            .plain(" ")
            .plain(&words::capital(&words::list(&said)))
            .plain(".");
    }
    line
}

fn units(teller: &Teller<'_>, value: Held<'_>) -> Line {
    let delivered = teller.org_in(value, "delivering");
    let booked = value.get("booking").map(|org| teller.org(org));
    let line = Line::of(&format!("Delivered at {delivered}"));
    match (value.flag("unbooked"), booked) {
        (Some(true), Some(booked)) => line
            .plain(", where she was not booked; booked at ")
            .plain(&booked)
            .plain("."),
        (Some(true), None) => line
            .plain(", ")
            .strong("where she was not booked")
            .plain("."),
        (_, Some(booked)) if booked == delivered => line.plain(", where she was booked."),
        (_, Some(booked)) => line.plain("; booked at ").plain(&booked).plain("."),
        (_, None) => line.plain("."),
    }
}

fn discharge(teller: &Teller<'_>, value: Held<'_>) -> Line {
    let mut line = Line::of(
        &value
            .text("at")
            .map(|at| teller.clock.dated(at))
            .unwrap_or_default(),
    );
    if let Some(method) = value
        .text("method")
        .and_then(|method| teller.worded("discharge method", method))
    {
        line = line.plain(", ").plain(&method);
    }
    match value
        .get("destination")
        .and_then(|to| teller.coded("discharge destination", to))
    {
        Some(to) => line.plain("; to: ").plain(&to).plain("."),
        None => line.plain("."),
    }
}

fn joint(teller: &Teller<'_>, value: Held<'_>) -> Line {
    let mut line = Line::of("Joint assessment");
    if let Some(on) = value.text("on") {
        line = line.plain(&format!(" {}", teller.clock.dated(on)));
    }
    let hospitals: Vec<String> = value
        .list("hospitals")
        .into_iter()
        .map(|org| teller.org(org))
        .collect();
    if !hospitals.is_empty() {
        line = line.plain(&format!(", {}", words::list(&hospitals)));
    }
    if let Some(present) = present(value) {
        line = line.plain(&format!(", {present}"));
    }
    line.plain(": ")
        .quoted(value.text("plan").unwrap_or_default())
}

/// Who was there, by their roles.
fn present(value: Held<'_>) -> Option<String> {
    let by = value.list("attendees").into_iter();
    let by: Vec<String> = by.filter_map(Held::text_of).map(words::role).collect();
    (!by.is_empty()).then(|| format!("there were: {}", words::list(&by)))
}

fn form(teller: &Teller<'_>, value: Held<'_>) -> Line {
    let mut parts = Vec::new();
    parts.extend(
        value
            .text("completed_on")
            .map(|on| format!("filled in {}", teller.clock.dated(on))),
    );
    parts.extend(present(value));
    parts.extend(
        value
            .text("planning_meeting_on")
            .map(|on| format!("planning meeting {}", teller.clock.dated(on))),
    );
    parts.extend(
        value
            .text("reference")
            .map(|reference| format!("its reference is {reference}")),
    );
    Line::of(&words::capital(&parts.join("; "))).plain(".")
}

/// The babies, each by itself.
pub(crate) fn babies(teller: &Teller<'_>) -> Vec<Card> {
    let Some(stated) = teller.field("maternity", "babies") else {
        return Vec::new();
    };
    let all: Vec<Held<'_>> = stated.value().into_iter().flat_map(Held::items).collect();
    let many = all.len() > 1;
    let mut cards = Vec::new();
    for (n, one) in all.iter().enumerate() {
        let id = one.text("id").unwrap_or_default();
        if let Some(labels) = one.get("labels") {
            labels.pass();
        }
        let mut rows = Vec::new();
        let with = Line::default();
        let with = match one.text("with") {
            Some("mother") => with.strong("Her mother").plain("."),
            Some("neonatal-unit") => with.strong("The neonatal unit").plain("."),
            Some("foster-care") => with.strong("Foster care").plain("."),
            Some("adoption") => with.strong("Adoption").plain("."),
            Some("relative") => with.strong("A relative").plain("."),
            Some(_) => with.strong("Somebody else").plain("."),
            None => with
                .say(Look::Ask, "Not known")
                .plain(" Do not take it that the baby is with her mother."),
        };
        rows.push(Row {
            name: "With".to_owned(),
            body: vec![Block::Line(with)],
        });
        if let Some(weight) = one.number("birth_weight_g") {
            rows.push(Row {
                name: "Weight".to_owned(),
                body: vec![Block::Line(Line::of(&format!(
                    "{} at birth.",
                    grams(weight)
                )))],
            });
        }
        rows.extend(newborn(teller, id));
        let title = words::capital(baby(one.peek("sex")));
        let title = if many {
            format!("{title} {}", n.saturating_add(1))
        } else {
            title
        };
        cards.extend(card("baby", &title, rows));
    }
    let mut beside = Vec::new();
    for (name, field) in [("Baby", "babies"), ("How the baby is", "newborn")] {
        let has_others = teller
            .field("maternity", field)
            .is_some_and(|stated| stated.held.get("conflicts").is_some());
        let row = teller.row(name, "maternity", field, &|all| {
            if has_others {
                teller.each(all, &|one| in_one_line(teller, one))
            } else {
                Vec::new()
            }
        });
        beside.extend(row.filter(crate::teller::has_words));
    }
    if let Some(last) = cards.last_mut() {
        if !beside.is_empty() {
            last.blocks.push(Block::Rows(beside));
        }
        last.source = teller
            .field("maternity", "newborn")
            .or(Some(stated))
            .and_then(|stated| teller.source_of(stated));
    } else {
        cards.extend(card("baby", "Baby", beside));
    }
    cards
}

/// One answer of several about a baby.
fn in_one_line(teller: &Teller<'_>, one: Held<'_>) -> Line {
    for member in ["id", "baby", "labels"] {
        if let Some(member) = one.get(member) {
            member.pass();
        }
    }
    let mut parts: Vec<String> = Vec::new();
    parts.extend(one.text("sex").map(|sex| baby(Some(sex)).to_owned()));
    parts.extend(one.text("outcome").map(words::plain));
    parts.extend(
        one.text("with")
            .map(|with| format!("with: {}", words::plain(with))),
    );
    parts.extend(one.number("birth_weight_g").map(grams));
    parts.extend(
        one.text("nhs_number")
            .map(|digits| format!("NHS number {}", words::nhs_number(digits))),
    );
    let status = one.text("nhs_number_status");
    parts.extend(status.and_then(words::nhs_number_status).map(str::to_owned));
    for (name, member) in NEWBORN {
        let said = one
            .text(member)
            .and_then(|text| teller.worded(&words::lower(name), text));
        parts.extend(said.map(|said| format!("{}: {said}", words::lower(name))));
    }
    Line::of(&words::capital(&parts.join("; ")))
}

/// What is said of how a baby is.
const NEWBORN: [(&str, &str); 4] = [
    ("Feeding", "feeding"),
    ("Examination", "examination"),
    ("Screening", "screening"),
    ("Watched for withdrawal", "withdrawal_observation"),
];

fn grams(weight: u64) -> String {
    if weight < 1000 {
        format!("{weight} g")
    } else {
        format!("{},{:03} g", weight / 1000, weight % 1000)
    }
}

fn newborn(teller: &Teller<'_>, id: &str) -> Vec<Row> {
    let all = teller.value("maternity", "newborn");
    let one = all
        .into_iter()
        .flat_map(Held::items)
        .find(|one| one.peek("baby") == Some(id));
    let Some(one) = one else { return Vec::new() };
    for member in ["baby", "labels"] {
        if let Some(member) = one.get(member) {
            member.pass();
        }
    }
    let rows = NEWBORN.iter().filter_map(|(name, member)| {
        let text = teller.worded(&words::lower(name), one.text(member)?)?;
        Some(Row {
            name: (*name).to_owned(),
            body: vec![Block::Line(Line::of(&text))],
        })
    });
    rows.collect()
}

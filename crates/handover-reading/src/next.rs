//! The next appointment or first visit, medicines and the safety plan.

use crate::{
    clock::{amount, day, first_day},
    danger,
    document::{Block, Card, Row},
    held::Held,
    line::Line,
    look::Look,
    teller::Teller,
    words,
};

/// The next appointment, or the first visit after a birth.
pub(crate) fn appointment(teller: &Teller<'_>) -> Option<Card> {
    let mut blocks = Vec::new();
    if let Some(stated) = teller.field("maternity", "first_postnatal_contact") {
        if stated.value().is_some() || stated.held.get("note").is_some() {
            blocks.extend(teller.body(stated, &|value| vec![visit(teller, value)]));
        } else {
            teller.gap(stated.absent().unwrap_or("unknown"), "first visit");
        }
    }
    let row = teller.row("Next appointment", "plan", "appointments", &|all| {
        let mut all: Vec<Held<'_>> = all.items().collect();
        all.sort_by_key(|one| one.peek("at").unwrap_or_default());
        all.into_iter().map(|one| booked(teller, one)).collect()
    });
    blocks.extend(row.into_iter().flat_map(|row| row.body));
    (!blocks.is_empty()).then(|| Card {
        id: "next",
        title: if teller.has("maternity") {
            "Next visit".to_owned()
        } else {
            "Next appointment".to_owned()
        },
        look: Look::Plain,
        verdict: None,
        blocks,
        source: None,
    })
}

fn visit(teller: &Teller<'_>, value: Held<'_>) -> Line {
    let due = value.text("due_at").unwrap_or_default();
    let line = Line::of("First visit due ").strong(&day(due));
    let line = match (value.text("done_at"), value.text("attended")) {
        (Some(done), attended) => {
            let line = line.plain(&format!("; done {}", teller.clock.dated(done)));
            match attended {
                Some("no") => line.strong(&format!(", but {} was not there", teller.person.she)),
                _ => line,
            }
        }
        (None, attended) => {
            let line = match attended {
                Some("yes") => line.plain(&format!("; {} was there", teller.person.she)),
                Some("no") => line.strong(&format!("; {} was not there", teller.person.she)),
                _ => line,
            };
            match teller.clock.hours_until(due) {
                Some(hours) if hours < 0 => line.late("; not done, as far as this case knows"),
                Some(hours) if hours <= 24 => line
                    .strong(&format!(", in {}", amount(i64::from(hours), "hour")))
                    .plain("; not done yet, as far as this case knows"),
                _ => line.plain("; not done yet, as far as this case knows"),
            }
        }
    };
    line.plain(".")
}

fn booked(teller: &Teller<'_>, one: Held<'_>) -> Line {
    for member in ["id", "labels"] {
        if let Some(member) = one.get(member) {
            member.pass();
        }
    }
    let at = one.text("at").unwrap_or_default();
    let is_past = teller.clock.age_in_days(at).is_some_and(|days| days > 0);
    let age = teller
        .clock
        .ago(at)
        .map(|age| format!(" ({age})"))
        .unwrap_or_default();
    let mut line = if is_past {
        Line::of(&format!("Was on {}{age}", day(at)))
    } else {
        Line::default().strong(&day(at)).plain(&age)
    };
    if let Some(with) = one.text("with") {
        line = line.plain(&format!(", with the {}", words::role(with)));
    }
    let how = one
        .text("told_by")
        .map(|way| format!(", {}", words::by_way(way)))
        .unwrap_or_default();
    let her = teller.person;
    match one.text("told") {
        Some("yes") => line.plain(&format!(". {} was told{how}.", her.capital)),
        Some("no") => line
            .plain(". ")
            .strong(&format!("{} was not told.", her.capital)),
        _ => line.plain(&format!(". Not known whether {} was told.", her.she)),
    }
}

/// What is taken, each with its last dose and its end.
pub(crate) fn medicines(teller: &Teller<'_>) -> Option<Card> {
    let mut rows = Vec::new();
    rows.extend(
        teller.row_here("Prescriptions", "plan", "prescribing", &|all| {
            teller.each(all, &|one| prescription(teller, one))
        }),
    );
    rows.extend(teller.row("Dispensing", "plan", "dispensing", &|all| {
        teller.each(all, &|one| dispensed(teller, one))
    }));
    rows.extend(teller.row(
        "Opioid substitution at exit",
        "closures",
        "ost_at_exit",
        &|value| vec![at_exit(teller, value)],
    ));
    rows.extend(
        teller.row("Other medicines", "plan", "other_medicines", &|all| {
            teller.each(all, &|one| {
                let what = one
                    .get("medicine")
                    .and_then(|what| teller.coded("medicine", what))
                    .unwrap_or_default();
                let line = Line::of(&words::capital(&what));
                match one.text("dose") {
                    Some(dose) => line.plain(", ").plain(dose),
                    None => line,
                }
            })
        }),
    );
    rows.extend(teller.row(
        "Naloxone and overdoses",
        "plan",
        "naloxone_and_overdose",
        &|value| vec![naloxone(teller, value)],
    ));
    if !teller.has("risk") {
        rows.extend(danger::allergies(teller));
    }
    rows.extend(pharmacy(teller));
    let prescribed = teller.field("plan", "prescribing");
    let is_open = prescribed.is_some_and(|stated| {
        stated.value().is_none()
            && !matches!(stated.absent(), Some("none-known" | "not-applicable"))
    });
    if rows.is_empty() {
        return None;
    }
    Some(Card {
        id: "medicines",
        title: "Medicines".to_owned(),
        look: if is_open { Look::Ask } else { Look::Plain },
        verdict: None,
        blocks: vec![Block::Rows(rows)],
        source: None,
    })
}

fn prescription(teller: &Teller<'_>, one: Held<'_>) -> Line {
    if let Some(id) = one.get("id") {
        id.pass();
    }
    let medicine = one
        .get("medicine")
        .and_then(|what| teller.coded("medicine", what));
    let mut parts = Vec::new();
    parts.extend(one.text("form").map(str::to_owned));
    parts.extend(one.get("dose").map(|dose| teller.quantity(dose)));
    parts.extend(one.text("frequency").map(str::to_owned));
    parts.extend(
        one.text("intent")
            .filter(|intent| *intent != "other")
            .map(|intent| format!("for {}", words::plain(intent))),
    );
    if one.flag("opioid_substitution") == Some(true) {
        parts.push("opioid substitution".to_owned());
    }
    let mut line = Line::default();
    if let Some(medicine) = &medicine {
        line = line.strong(&words::capital(medicine));
    }
    if !parts.is_empty() {
        let comma = if line.is_empty() { "" } else { ", " };
        line = line.plain(comma).plain(&parts.join(", "));
    }
    if let Some(text) = one
        .text("text")
        .filter(|text| Some(*text) != medicine.as_deref())
    {
        let between = if line.is_empty() { "" } else { ": " };
        line = line.plain(between).quoted(text);
    }
    if let Some(by) = one.get("prescriber") {
        line = line.plain(&format!("; prescribed by {}", teller.practitioner(by)));
    }
    if let Some(to) = one.text("valid_to") {
        let ends = teller.clock.dated(to);
        let is_over = teller.clock.age_in_days(to).is_some_and(|days| days > 0);
        line = if is_over {
            line.old(&format!("; ended {ends}"))
        } else {
            line.plain("; until ").strong(&ends)
        };
    }
    line.plain(".")
}

fn dispensed(teller: &Teller<'_>, one: Held<'_>) -> Line {
    if let Some(which) = one.get("for") {
        which.pass();
    }
    let which = one.peek("for");
    let all = teller.value("plan", "prescribing");
    let medicine = all
        .into_iter()
        .flat_map(Held::items)
        .find(|rx| rx.peek("id") == which);
    let medicine = medicine.and_then(|rx| {
        let text = |path: &str| rx.raw().pointer(path).and_then(serde_json::Value::as_str);
        text("/medicine/text").or_else(|| text("/text"))
    });
    let mut line = Line::of(
        &medicine
            .map(|medicine| format!("{medicine}: "))
            .unwrap_or_default(),
    );
    line = match one.text("last_dose_on") {
        Some(on) => line.strong(&format!("last dose {}", teller.clock.dated(on))),
        None => line.old("last dose not known"),
    };
    if let Some(by) = one.text("last_dose_confirmed_by") {
        line = line.plain(&format!(", confirmed by the {}", words::role(by)));
    }
    if let Some(days) = one
        .number("missed_consecutive_days")
        .filter(|days| *days > 0)
    {
        line = line.plain("; ").strong(&format!(
            "missed {} in a row",
            amount(i64::try_from(days).unwrap_or(i64::MAX), "day")
        ));
    }
    line = match one.text("supervised") {
        Some("yes") => line.plain("; taken under supervision"),
        Some("no") => line.plain("; not supervised"),
        _ => line.plain("; not known whether supervised"),
    };
    if let Some(when) = one.text("pick_up") {
        line = line.plain("; picked up ").plain(when);
    }
    if let Some(home) = one.get("take_home") {
        line = line.plain(&format!("; {} to take home", teller.quantity(home)));
    }
    line.plain(".")
}

fn at_exit(teller: &Teller<'_>, value: Held<'_>) -> Line {
    let medicine = value
        .get("medicine")
        .and_then(|what| teller.coded("medicine", what));
    let dose = value.get("dose").map(|dose| teller.quantity(dose));
    let parts: Vec<String> = [medicine, dose].into_iter().flatten().collect();
    let mut line = Line::of(&words::capital(&parts.join(", ")));
    let stop = |line: &Line| if line.is_empty() { "" } else { ". " };
    if let Some(text) = value.text("text") {
        let stop = stop(&line);
        line = line.plain(stop).quoted(text);
    }
    let stop_before = stop(&line);
    line = match value.text("last_dose_on") {
        Some(on) => line
            .plain(stop_before)
            .strong(&format!("Last dose {}", teller.clock.dated(on))),
        None => line.plain(stop_before).old("Last dose not known"),
    };
    match value.text("plan") {
        Some(plan) => line.plain(". ").strong(plan),
        None => line.plain("."),
    }
}

fn naloxone(teller: &Teller<'_>, value: Held<'_>) -> Line {
    let mut parts = Vec::new();
    if let Some(number) = value.number("overdoses_12_months") {
        parts.push(match number {
            0 => "no overdose in 12 months".to_owned(),
            number => format!(
                "{} in 12 months",
                amount(i64::try_from(number).unwrap_or(i64::MAX), "overdose")
            ),
        });
    }
    parts.extend(
        value
            .text("last_overdose_on")
            .map(|on| format!("the last overdose {}", teller.clock.dated(on))),
    );
    parts.extend(
        value
            .text("naloxone_on")
            .map(|on| format!("naloxone given {}", teller.clock.dated(on))),
    );
    Line::of(&words::capital(&parts.join("; "))).stop()
}

fn pharmacy(teller: &Teller<'_>) -> Option<Row> {
    teller.row("Pharmacy", "location", "pharmacy", &|value| {
        let mut line = Line::of(&teller.org_in(value, "org"));
        if let Some(number) = value.text("phone") {
            line = line.plain(&format!(", {}", words::phone(number)));
        }
        vec![line.plain(".")]
    })
}

/// What keeps her safe, in the words of the case.
pub(crate) fn safety_plan(teller: &Teller<'_>) -> Option<Card> {
    let row = teller.row("Safety plan", "risk", "safety_plan", &|value| {
        value.text_of().map(Line::quote).into_iter().collect()
    })?;
    Some(Card {
        id: "safety",
        title: "Safety plan".to_owned(),
        look: Look::Plain,
        verdict: None,
        blocks: row.body,
        source: None,
    })
}

/// The first day on which a prescription ends, with its medicine: looked at for the list of people.
pub(crate) fn first_end(teller: &Teller<'_>) -> Option<(jiff::civil::Date, String)> {
    let all = teller.value("plan", "prescribing")?;
    let ends = all.items().filter_map(|one| {
        let day = first_day(one.peek("valid_to")?)?;
        let text = |path: &str| one.raw().pointer(path).and_then(serde_json::Value::as_str);
        Some((
            day,
            text("/medicine/text")
                .or_else(|| text("/text"))
                .unwrap_or("A prescription")
                .to_owned(),
        ))
    });
    ends.filter(|(day, _)| teller.clock.days_since(*day) <= 0)
        .min()
}

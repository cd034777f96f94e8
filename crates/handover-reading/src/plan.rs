//! Plan and health.

use std::collections::BTreeSet;

use serde_json::Value;

use crate::{
    clock::{amount, day},
    danger,
    document::{Block, Card},
    held::Held,
    knowing,
    line::Line,
    look::Look,
    teller::Teller,
    words,
};

/// The card.
pub(crate) fn card(teller: &Teller<'_>) -> Option<Card> {
    let mut rows = Vec::new();
    rows.extend(teller.row("Plan", "plan", "plan_state", &|value| {
        vec![state(teller, value)]
    }));
    rows.extend(teller.row(
        &format!("What {} wants", teller.person.she),
        "plan",
        "goals",
        &|all| {
            let mut seen = BTreeSet::new();
            all.items()
                .filter_map(Held::text_of)
                .filter(|goal| seen.insert(*goal))
                .map(Line::quote)
                .collect()
        },
    ));
    rows.extend(teller.row("Drugs", "plan", "problem_substances", &|all| {
        let mut all: Vec<Held<'_>> = all.items().collect();
        all.sort_by_key(|one| {
            one.raw()
                .get("rank")
                .and_then(Value::as_u64)
                .unwrap_or(u64::MAX)
        });
        let said = all
            .into_iter()
            .filter_map(|one| substance(teller, one))
            .collect::<Vec<_>>();
        if said.is_empty() {
            Vec::new()
        } else {
            vec![Line::of(&words::capital(&said.join("; "))).plain(".")]
        }
    }));
    rows.extend(teller.row("Injecting", "plan", "injecting", &|value| {
        let line = match value.text("status") {
            Some("current") => Line::default().strong("Injects now"),
            Some("previous") => Line::of("Injected before"),
            _ => Line::of("Never injected"),
        };
        vec![match value.text("shared") {
            Some("yes") => line.plain("; ").strong("equipment was shared").plain("."),
            Some("no") => line.plain("; no equipment was shared."),
            Some(_) => line.plain("; not known whether equipment was shared."),
            None => line.plain("."),
        }]
    }));
    rows.extend(teller.row("Alcohol", "plan", "alcohol", &|value| vec![alcohol(value)]));
    rows.extend(
        teller.row("What is being done", "plan", "interventions", &|all| {
            teller.each(all, &|one| {
                let kind = one
                    .text("kind")
                    .filter(|kind| *kind != "other")
                    .map_or_else(|| "something else".to_owned(), words::plain);
                let mut line = Line::of(&words::capital(&kind));
                if let Some(on) = one.text("started_on") {
                    line = line.plain(&format!(", since {}", day(on)));
                }
                match one.text("setting") {
                    Some(setting) => line.plain(&format!(", {setting}")),
                    None => line,
                }
            })
        }),
    );
    rows.extend(teller.row("Health", "plan", "health_summary", &|all| {
        teller.each(all, &|one| {
            let what = one
                .get("condition")
                .and_then(|what| teller.coded("health", what))
                .unwrap_or_default();
            let line = Line::of(&words::capital(&what));
            match one.text("kind") {
                Some("mental") => line.plain(" (mental health)"),
                Some("neurodevelopmental") => line.plain(" (neurodevelopmental)"),
                _ => line,
            }
        })
    }));
    rows.extend(teller.row(
        "Blood-borne viruses",
        "plan",
        "blood_borne_viruses",
        &|value| {
            let members = [
                ("hepatitis_b_vaccination", "hepatitis B vaccination"),
                ("hepatitis_c", "hepatitis C"),
                ("hiv", "HIV"),
            ];
            members
                .iter()
                .filter_map(|(member, name)| {
                    let said = teller.worded(name, value.text(member)?)?;
                    Some(Line::of(&format!("{}: {said}", words::capital(name))))
                })
                .collect()
        },
    ));
    rows.extend(
        teller
            .row("Pregnancy", "person", "pregnancy", &|value| {
                if value.peek("status") == Some("not-pregnant") || !teller.has("risk") {
                    vec![danger::pregnancy(teller, value)]
                } else {
                    Vec::new()
                }
            })
            .filter(crate::teller::has_words),
    );
    rows.extend(teller.row("Coming", "plan", "engagement", &|value| {
        vec![engagement(teller, value)]
    }));
    rows.extend(
        teller.row("Adjustments", "person", "reasonable_adjustments", &|all| {
            teller.each(all, &|one| {
                Line::of(&teller.coded("adjustment", one).unwrap_or_default())
            })
        }),
    );
    rows.extend(
        teller.row("Deciding for oneself", "person", "legal_status", &|value| {
            vec![legal(value)]
        }),
    );
    rows.extend(
        teller.row("Outcome measure", "plan", "outcome_measure", &|value| {
            vec![measure(teller, value)]
        }),
    );
    let mut blocks = if rows.is_empty() {
        Vec::new()
    } else {
        vec![Block::Rows(rows)]
    };
    if teller.has("plan") {
        blocks.extend(knowing::known(teller, &["D-24"]));
    }
    (!blocks.is_empty()).then(|| Card {
        id: "plan",
        title: if teller.has("plan") {
            "Plan and health".to_owned()
        } else {
            "Health".to_owned()
        },
        look: Look::Plain,
        verdict: None,
        blocks,
        source: None,
    })
}

fn state(teller: &Teller<'_>, value: Held<'_>) -> Line {
    let mut line = match value.text("status") {
        Some("never-agreed") => Line::default().strong("Never agreed"),
        Some(status) => Line::default().strong(&words::capital(&words::plain(status))),
        None => Line::default(),
    };
    if let Some(on) = value.text("agreed_on") {
        line = line.plain(&format!("; agreed {}", teller.clock.dated(on)));
    }
    if let Some(on) = value.text("reviewed_on") {
        line = line.plain(&format!("; reviewed {}", teller.clock.dated(on)));
    }
    if let Some(due) = value.text("review_due") {
        let is_past = teller.clock.age_in_days(due).is_some_and(|days| days > 0);
        let due = teller.clock.dated(due);
        line = if is_past {
            line.plain("; ").old(&format!("its review was due {due}"))
        } else {
            line.plain(&format!("; its review is due {due}"))
        };
    }
    line.plain(".")
}

fn substance(teller: &Teller<'_>, one: Held<'_>) -> Option<String> {
    for member in ["rank", "labels"] {
        if let Some(member) = one.get(member) {
            member.pass();
        }
    }
    let what = words::lower(&teller.coded("drug", one.get("substance")?)?);
    let route = match one.text("route") {
        Some("inject") => ", injected",
        Some("sniff") => ", sniffed",
        Some("smoke") => ", smoked",
        Some("oral") => ", by mouth",
        Some(_) => ", in another way",
        None => "",
    };
    let age = one
        .number("age_first_used")
        .map(|age| format!(", from the age of {age}"))
        .unwrap_or_default();
    let often = one
        .text("frequency")
        .map(|often| format!(", {often}"))
        .unwrap_or_default();
    let source = one
        .get("provenance")
        .map(|origin| format!(" ({})", words::lower(&teller.source(origin))))
        .unwrap_or_default();
    Some(format!("{what}{route}{age}{often}{source}"))
}

fn alcohol(value: Held<'_>) -> Line {
    let number = |member: &str| value.number(member);
    Line::of(&match (number("days_of_28"), number("units_per_day")) {
        (Some(0), Some(0) | None) => "No alcohol.".to_owned(),
        (Some(days), Some(units)) => format!("On {days} of 28 days, {units} units a day."),
        (Some(days), None) => format!("On {days} of 28 days."),
        (None, Some(units)) => format!("{units} units a day."),
        (None, None) => String::new(),
    })
}

fn engagement(teller: &Teller<'_>, value: Held<'_>) -> Line {
    let mut parts = Vec::new();
    parts.extend(
        value
            .text("last_attended_on")
            .map(|on| format!("Last came {}", teller.clock.dated(on))),
    );
    let of = |number: u64| amount(i64::try_from(number).unwrap_or(i64::MAX), "appointment");
    match (
        value.number("kept_6_months"),
        value.number("missed_6_months"),
    ) {
        (Some(kept), Some(missed)) => parts.push(format!(
            "in six months kept {} and missed {missed}",
            of(kept)
        )),
        (Some(kept), None) => parts.push(format!("in six months kept {}", of(kept))),
        (None, Some(missed)) => parts.push(format!("in six months missed {}", of(missed))),
        (None, None) => {}
    }
    let line = Line::of(&words::capital(&parts.join("; ")));
    let stop = if line.is_empty() { "" } else { ". " };
    match value.text("what_helps") {
        Some(helps) => line.plain(stop).plain("What helps: ").quoted(helps),
        None => line.plain(stop.trim_end()),
    }
}

fn legal(value: Held<'_>) -> Line {
    let mut line = match value.text("capacity_concern") {
        Some("yes") => Line::default().strong("There is a concern about capacity."),
        Some("no") => Line::of("No concern about capacity."),
        _ => Line::of("Not known whether there is a concern about capacity."),
    };
    if let Some(who) = value.text("advocate_or_attorney") {
        line = line.plain(" Speaks for the person: ").plain(who).plain(".");
    }
    match value.text("detention") {
        Some(law) => line
            .plain(" ")
            .strong("Detained")
            .plain(": ")
            .plain(law)
            .plain("."),
        None => line,
    }
}

/// A measure item by item: days of 28, then scales of 20, then yes or no; what is nought is said in one word.
fn measure(teller: &Teller<'_>, value: Held<'_>) -> Line {
    let mut line = Line::of(value.text("instrument").unwrap_or_default());
    line = match value.text("stage") {
        Some("start") => line.plain(" at the start"),
        Some("review") => line.plain(" at a review"),
        Some("exit") => line.plain(" at the end"),
        Some(_) => line.plain(" after the end"),
        None => line,
    };
    if let Some(on) = value.text("taken_on") {
        let said = teller.clock.dated(on);
        let is_old = teller.clock.age_in_days(on).is_some_and(|days| days > 365);
        line = line.plain(", ");
        line = if is_old {
            line.old(&said)
        } else {
            line.plain(&said)
        };
    }
    let items = value.get("items");
    let (mut days, mut scales, mut flags, mut none) =
        (Vec::new(), Vec::new(), Vec::new(), Vec::new());
    for (name, held) in items.into_iter().flat_map(Held::members) {
        let number = held.number_of().unwrap_or(0);
        let most = handover_dataset::sections::OUTCOME_ITEMS
            .iter()
            .find(|(item, _)| *item == name);
        let said = item_words(name);
        match most.map(|(_, most)| *most) {
            Some(28) if number == 0 => none.push(said),
            Some(28) => days.push(format!("{said} {number}")),
            Some(1) if number == 0 => {}
            Some(1) => flags.push(said),
            _ => scales.push(format!("{said} {number}")),
        }
    }
    line = line.plain(".");
    for (title, said) in [
        (" Of 28 days: ", days),
        (" On none: ", none),
        (" Of 20: ", scales),
        (" Yes: ", flags),
    ] {
        if !said.is_empty() {
            line = line.plain(title).plain(&said.join(", ")).plain(".");
        }
    }
    line
}

fn item_words(item: &str) -> String {
    match item {
        "other" => "other drugs".to_owned(),
        "psychological" => "psychological health".to_owned(),
        "physical" => "physical health".to_owned(),
        "acute_housing" => "acute housing problem".to_owned(),
        "eviction_risk" => "at risk of eviction".to_owned(),
        item => words::plain(item),
    }
}

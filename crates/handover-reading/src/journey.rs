//! Time in treatment: journeys, how the case was closed, who was told.

use serde_json::Value;

use crate::{
    clock::{amount, day},
    document::{Block, Card},
    held::Held,
    line::Line,
    look::Look,
    teller::Teller,
    words,
};

/// The card.
pub(crate) fn card(teller: &Teller<'_>) -> Option<Card> {
    let mut rows = Vec::new();
    rows.extend(teller.row("Closed", "closures", "closure", &|value| {
        vec![closure(teller, value)]
    }));
    rows.extend(teller.row("Journeys", "closures", "journeys", &|all| {
        teller.each(all, &|one| journey(teller, one))
    }));
    if let Some(stated) = teller.field("closures", "journey_count") {
        if let Some(value) = stated.value() {
            if let Some(rules) = value.get("rules") {
                rules.pass();
            }
            let listed = teller
                .value("closures", "journeys")
                .and_then(|all| all.raw().as_array())
                .map_or(0, Vec::len);
            let count = value.number("count").unwrap_or(0);
            let is_same = u64::try_from(listed).is_ok_and(|listed| listed == count);
            rows.extend(
                teller
                    .row("How many", "closures", "journey_count", &|value| {
                        let said = amount(
                            i64::try_from(value.number("count").unwrap_or(0)).unwrap_or(i64::MAX),
                            "journey",
                        );
                        if is_same {
                            Vec::new()
                        } else {
                            vec![Line::of(&format!("{said} by the rules."))]
                        }
                    })
                    .filter(crate::teller::has_words),
            );
        } else {
            rows.extend(
                teller.row("Number of journeys", "closures", "journey_count", &|_| {
                    Vec::new()
                }),
            );
        }
    }
    rows.extend(teller.row(
        "Told of the closure",
        "closures",
        "told_of_closure",
        &|all| {
            teller.each(all, &|one| {
                let who = one
                    .text("who")
                    .map(|role| words::capital(&words::role(role)))
                    .unwrap_or_default();
                let mut line = Line::of(&who);
                if let Some(org) = one.get("org") {
                    line = line.plain(&format!(", {}", teller.org(org)));
                }
                match one.text("on") {
                    Some(on) => line.plain(&format!(", {}", teller.clock.dated(on))),
                    None => line.plain(", on a day not known"),
                }
            })
        },
    ));
    rows.extend(
        teller.row("Left open", "closures", "open_at_closure", &|all| {
            teller.each(all, &|one| left_open(teller, one))
        }),
    );
    (!rows.is_empty()).then(|| Card {
        id: "journey",
        title: "Time in treatment".to_owned(),
        look: Look::Plain,
        verdict: None,
        blocks: vec![Block::Rows(rows)],
        source: None,
    })
}

fn journey(teller: &Teller<'_>, one: Held<'_>) -> Line {
    if let Some(number) = one.get("n") {
        number.pass();
    }
    let mut parts = Vec::new();
    parts.extend(
        one.text("referred_on")
            .map(|on| format!("referred {}", day(on))),
    );
    parts.extend(
        one.text("triaged_on")
            .map(|on| format!("started {}", day(on))),
    );
    let reason = one
        .get("reason")
        .and_then(|reason| reason_words(teller, reason));
    match (one.text("closed_on"), reason) {
        (Some(on), Some(reason)) => parts.push(format!("ended {}: {reason}", day(on))),
        (Some(on), None) => parts.push(format!("ended {}", day(on))),
        (None, Some(reason)) => parts.push(format!("ended, day not known: {reason}")),
        (None, None) => {}
    }
    let line = Line::of(&words::capital(&parts.join(", ")));
    if one.flag("synthetic") == Some(true) {
        line.plain(" (a closure of record-keeping only).")
    } else {
        line.plain(".")
    }
}

fn reason_words(teller: &Teller<'_>, reason: Held<'_>) -> Option<String> {
    teller.coded("reason of closing", reason)
}

fn closure(teller: &Teller<'_>, value: Held<'_>) -> Line {
    let mut line = Line::default().strong(
        &value
            .text("closed_on")
            .map(|on| teller.clock.dated(on))
            .unwrap_or_default(),
    );
    if let Some(reason) = value
        .get("reason")
        .and_then(|reason| reason_words(teller, reason))
    {
        line = line.plain(": ").strong(&reason);
    }
    let outcome = match value.text("outcome") {
        Some("planned") => "; as planned",
        Some("unplanned") => "; not planned",
        Some("transferred") => "; transferred",
        Some("died") => "; died",
        _ => "",
    };
    line = line.plain(outcome);
    if let Some(on) = value.text("last_contact_on") {
        line = line.plain(&format!("; last seen {}", teller.clock.dated(on)));
    }
    line = line.plain(".");
    if let Some(summary) = value.text("summary") {
        line = line.plain(" ").quoted(summary);
    }
    let attempts: Vec<Line> = value
        .list("attempts")
        .into_iter()
        .map(|one| {
            if let Some(labels) = one.get("labels") {
                labels.pass();
            }
            let on = one.text("on").map(day);
            let how = one.text("how").map(words::by_way);
            let parts: Vec<String> = [on, how].into_iter().flatten().collect();
            let line = Line::of(&parts.join(", "));
            match one.text("result") {
                Some(result) => line.plain(": ").quoted(result),
                None => line,
            }
        })
        .collect();
    if !attempts.is_empty() {
        line = line
            .plain(" Tried: ")
            .and(crate::line::joined(attempts, "; "))
            .plain(".");
    }
    if let Some(onward) = value.get("onward") {
        let to = onward
            .text("to")
            .map(|to| format!(" to {to}"))
            .unwrap_or_default();
        let accepted = match onward.text("accepted") {
            Some("yes") => "accepted",
            Some("no") => "not accepted",
            _ => "not known whether accepted",
        };
        line = line.plain(&match onward.flag("offered") {
            Some(true) => format!(" Going on{to} was offered: {accepted}."),
            _ => format!(" Going on{to} was not offered."),
        });
    }
    line
}

/// An action that was open at closure, by its words, why and who agreed.
fn left_open(teller: &Teller<'_>, one: Held<'_>) -> Line {
    let id = one.text("action").unwrap_or_default();
    let actions = teller.value("handover", "actions");
    let action = actions
        .into_iter()
        .flat_map(Held::items)
        .find(|action| action.peek("id") == Some(id));
    let text = action.and_then(|action| action.raw().get("text").and_then(Value::as_str));
    let short = text.map(|text| text.chars().take(60).collect::<String>());
    let mut line = match (short, text) {
        (Some(short), Some(text)) if short.len() < text.len() => {
            Line::of(&format!("{}...", short.trim_end()))
        }
        (Some(short), _) => Line::of(&short),
        _ => Line::of("An action that is not told here"),
    };
    if let Some(reason) = one.text("reason") {
        line = line.plain(": ").quoted(reason);
    }
    match one.get("agreed_by") {
        Some(by) => line.plain(&format!(". {} agreed.", teller.practitioner(by))),
        None => line.plain("."),
    }
}

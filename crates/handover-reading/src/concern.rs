//! What others know of: safeguarding, conferences, enquiries, orders of a court.

use serde_json::Value;

use crate::{clock::day, document::Row, held::Held, line::Line, teller::Teller, words};

/// Whether a list of safeguarding concerns says that there is one.
pub(crate) fn has_concern(teller: &Teller<'_>, field: &str) -> bool {
    let concerns = teller.value("risk", field);
    concerns.is_some_and(|all| {
        all.items().any(|one| {
            let code = one.raw().pointer("/code/code").and_then(Value::as_str);
            code != Some("861931000000100")
        })
    })
}

pub(crate) fn concerns<'c>(teller: &Teller<'c>, all: Held<'c>) -> Vec<Line> {
    teller.each(all, &|one| {
        if let Some(id) = one.get("id") {
            id.pass();
        }
        let who = one.text("who");
        let named = who.map(|who| {
            if who == "person" {
                String::new()
            } else {
                teller.named(who).unwrap_or_else(|| "a child".to_owned())
            }
        });
        let words = one
            .get("code")
            .and_then(|code| teller.coded("safeguarding", code));
        let words =
            words.unwrap_or_else(|| "a concern in a code that nobody could read".to_owned());
        let mut line = Line::default().strong(&words::capital(&words));
        if let Some(named) = named.filter(|named| !named.is_empty()) {
            line = line.plain(&format!(" ({named})"));
        }
        if let Some(from) = one.text("from") {
            line = line.plain(&format!(", since {}", teller.clock.dated(from)));
        }
        if let Some(to) = one.text("to") {
            line = line.plain(&format!(", until {}", teller.clock.dated(to)));
        }
        match one.text("referral_made") {
            Some("yes") => line.plain(". A referral was made."),
            Some("no") => line.plain(". ").strong("No referral was made."),
            _ => line.plain(". Not known whether a referral was made."),
        }
    })
}

pub(crate) fn marac(teller: &Teller<'_>, one: Held<'_>) -> Line {
    let mut line = Line::default();
    if let Some(text) = one.text("text") {
        line = line.quoted(text).plain(". ");
    }
    let role = match one.text("role") {
        Some("victim") => "Heard as a victim",
        Some("perpetrator") => "Heard as a perpetrator",
        Some("both") => "Heard as both victim and perpetrator",
        _ if one.get("area").is_some() || one.get("heard_on").is_some() => "Heard",
        _ => "",
    };
    line = line.plain(role);
    if let Some(area) = one.text("area") {
        line = line.plain(&format!(" in {area}"));
    }
    if let Some(on) = one.text("heard_on") {
        line = line.plain(", ").strong(&teller.clock.dated(on));
    }
    if one.flag("repeat_12_months") == Some(true) {
        line = line.plain(", for a second time within 12 months");
    }
    if !role.is_empty() {
        line = line.plain(".");
    }
    match one.text("papers_held_by") {
        Some(role) => line.plain(&format!(" The {} holds the papers.", words::role(role))),
        None => line,
    }
}

/// Asked in company is not asked: nothing shows it as a no.
pub(crate) fn enquiry(teller: &Teller<'_>) -> Option<Row> {
    teller.row_here(
        "Asked about abuse",
        "maternity",
        "routine_enquiry",
        &|value| {
            let on = value.text("asked_on").map_or_else(
                || "on a day not known".to_owned(),
                |on| teller.clock.dated(on),
            );
            let she = teller.person.capital;
            let result = value.text("result");
            let told = match result {
                Some("disclosed") => format!("{she} told of abuse"),
                Some("not-disclosed") => format!("{she} told nothing"),
                _ => format!("{she} did not answer"),
            };
            let line = if result == Some("disclosed") {
                Line::default().strong(&told)
            } else {
                Line::of(&told)
            };
            let line = match value.text("alone") {
                Some("yes") => line.plain(&format!(", alone, {on}.")),
                _ => line
                    .plain(&format!(", {on}, "))
                    .old("not known to have been alone")
                    .plain(". This is not a no: ask again in private."),
            };
            vec![line]
        },
    )
}

/// Orders of a court against those who pose a risk.
pub(crate) fn orders(teller: &Teller<'_>) -> Vec<Row> {
    let parties = teller.value("third_parties", "parties");
    let mut lines = Vec::new();
    for party in parties.into_iter().flat_map(Held::items) {
        let against = party
            .peek("name")
            .map(str::to_owned)
            .or_else(|| teller.named(party.peek("id")?));
        for order in party.list("orders") {
            let mut line = Line::default().strong(order.text("kind").unwrap_or_default());
            if let Some(against) = &against {
                line = line.plain(&format!(" against {against}"));
            }
            if let Some(from) = order.text("from") {
                line = line.plain(&format!(", from {}", day(from)));
            }
            if let Some(to) = order.text("to") {
                let is_over = teller.clock.age_in_days(to).is_some_and(|days| days > 0);
                let ends = teller.clock.dated(to);
                line = if is_over {
                    line.old(&format!(", ended {ends}"))
                } else {
                    line.plain(", until ").strong(&ends)
                };
            }
            lines.push(line.plain("."));
        }
    }
    let body = crate::teller::as_blocks(lines);
    if body.is_empty() {
        Vec::new()
    } else {
        vec![Row {
            name: "Orders of a court".to_owned(),
            body,
        }]
    }
}

//! Where she lives: red and short if that must stay hidden.

use crate::{
    clock::day,
    document::{Block, Card},
    held::Held,
    knowing,
    line::Line,
    look::Look,
    teller::Teller,
    words::{self, phone},
};

/// The card.
pub(crate) fn card(teller: &Teller<'_>) -> Option<Card> {
    let sensitivity = teller
        .value("location", "address_sensitivity")
        .and_then(Held::text_of);
    let is_hidden = sensitivity.is_some_and(|how| how != "normal");
    let mut rows = Vec::new();
    rows.extend(teller.row("Address", "location", "addresses", &|all| {
        teller.each(all, &address)
    }));
    rows.extend(teller.row(
        "Whether it is secret",
        "location",
        "address_sensitivity",
        &|value| {
            let how = value.text_of().unwrap_or_default();
            if how == "normal" {
                vec![Line::of("Not marked as secret.")]
            } else {
                vec![Line::default().strong(sensitivity_words(how))]
            }
        },
    ));
    rows.extend(
        teller.row("Council", "location", "local_authorities", &|all| {
            teller.each(all, &|one| council(teller, one))
        }),
    );
    rows.extend(teller.row("Places", "location", "places", &|all| {
        teller.each(all, &|one| {
            let who = one.text("for").map(|who| {
                teller
                    .named(who)
                    .unwrap_or_else(|| "somebody who is not named here".to_owned())
            });
            let kind = one
                .text("kind")
                .filter(|kind| *kind != "other")
                .map_or_else(|| "place".to_owned(), words::plain);
            let line = Line::of(&format!("{}, ", words::capital(&kind)))
                .strong(one.text("name").unwrap_or_default());
            let line = match who {
                Some(who) => line.plain(&format!(", for {who}")),
                None => line,
            };
            match one.text("when") {
                Some(when) => line.plain(", ").quoted(when),
                None => line,
            }
        })
    }));
    let mut blocks = if rows.is_empty() {
        Vec::new()
    } else {
        vec![Block::Rows(rows)]
    };
    if blocks.is_empty() {
        return None;
    }
    blocks.extend(knowing::known(teller, &["D-19", "D-39"]));
    Some(Card {
        id: "place",
        title: if is_hidden {
            format!("Where {} lives: protected", teller.person.she)
        } else {
            format!(
                "Where {} {}",
                teller.person.she,
                if teller.person.she == "they" {
                    "live"
                } else {
                    "lives"
                }
            )
        },
        look: if is_hidden { Look::No } else { Look::Plain },
        verdict: is_hidden.then(|| Line::of("Write it nowhere else; tell nobody.")),
        blocks,
        source: None,
    })
}

fn sensitivity_words(how: &str) -> &'static str {
    match how {
        "refuge" => "A refuge.",
        "pds-sensitive" => "Marked as sensitive in the NHS record.",
        _ => "Confidential.",
    }
}

fn address(one: Held<'_>) -> Line {
    let mut parts: Vec<String> = one
        .list("lines")
        .into_iter()
        .filter_map(Held::text_of)
        .map(str::to_owned)
        .collect();
    parts.extend(one.text("postcode").map(str::to_owned));
    let kind = match one.text("kind") {
        Some("home") | None => "",
        Some("no-fixed-abode") => "no fixed abode",
        Some("temporary") => "for a time",
        Some("refuge") => "a refuge",
        Some("hospital") => "a hospital",
        Some("discharge") => "after the hospital",
        Some(_) => "another place",
    };
    let mut line = Line::default().strong(&parts.join(", "));
    let mut more = Vec::new();
    if !kind.is_empty() {
        more.push(kind.to_owned());
    }
    more.extend(one.text("from").map(|from| format!("since {}", day(from))));
    more.extend(one.text("to").map(|to| format!("until {}", day(to))));
    if !more.is_empty() {
        let said = more.join(", ");
        line = if line.is_empty() {
            Line::of(&words::capital(&said))
        } else {
            line.plain(&format!(" ({said})"))
        };
    }
    line.plain(".")
}

fn council(teller: &Teller<'_>, one: Held<'_>) -> Line {
    if let Some(code) = one.get("code") {
        code.pass();
    }
    let name = one
        .text("name")
        .and_then(|name| teller.worded("council", name));
    let role = match one.text("role") {
        Some("residence") => Some("of the home".to_owned()),
        Some("responsible") => Some("responsible".to_owned()),
        Some("child-protection") => Some("for child protection".to_owned()),
        Some("looked-after") => Some("for looked-after children".to_owned()),
        _ => None,
    };
    let whom: Vec<String> = one
        .list("for")
        .into_iter()
        .filter_map(Held::text_of)
        .filter_map(|who| teller.named(who))
        .collect();
    let hours = one.text("phone_hours").map(phone);
    let night = one
        .text("phone_out_of_hours")
        .map(|number| format!("at other times {}", phone(number)));
    let Some(name) = name else {
        if hours.is_none() && night.is_none() {
            return Line::default();
        }
        return Line::of(
            &[hours, night]
                .into_iter()
                .flatten()
                .collect::<Vec<_>>()
                .join("; "),
        );
    };
    let mut line = Line::of(&name);
    if let Some(role) = role {
        line = line.plain(&format!(" ({role})"));
    }
    if !whom.is_empty() {
        line = line.plain(&format!(", for {}", words::list(&whom)));
    }
    for number in [hours, night].into_iter().flatten() {
        line = line.plain("; ").strong(&number);
    }
    line.plain(".")
}

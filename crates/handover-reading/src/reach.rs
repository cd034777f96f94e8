//! How to reach her: three looks. What she said is not safe, what nobody asked or is old, and what is safe.

use crate::{
    document::{Block, Card, Row, Way},
    held::Held,
    line::Line,
    look::Look,
    teller::{Field, Teller},
    way,
    words::{self, phone},
};

/// Ways and numbers with their looks, and the order that comes of them.
struct Known {
    ways: Vec<Way>,
    verdict: Line,
    look: Look,
    /// The order in a few words, for a list of people.
    short: (Look, String),
}

/// The card, and its words in a list; nothing if the reader may know nothing of it.
pub(crate) fn card(teller: &Teller<'_>) -> Option<(Card, (Look, String))> {
    let (stated, order) = match (
        teller.field("contact", "safe_contact"),
        teller.field("handover", "safe_contact"),
    ) {
        (Some(stated), order) => (Some(stated), order.filter(|_| false)),
        (None, Some(order)) => (Some(order), Some(order)),
        (None, None) => (None, None),
    };
    if stated.is_none() && !teller.has("contact") {
        return None;
    }
    let known = known(teller, stated);
    let mut blocks = vec![Block::Ways(known.ways)];
    let rows: Vec<Row> = rows(teller, stated);
    if !rows.is_empty() {
        blocks.push(Block::Rows(rows));
    }
    blocks.extend(beside(teller, stated, order.is_some()));
    let source = stated.and_then(|stated| teller.source_of(stated));
    let card = Card {
        id: "reach",
        title: format!("How to reach {} safely", teller.person.her),
        look: known.look,
        verdict: Some(known.verdict),
        blocks,
        source,
    };
    Some((card, known.short))
}

fn known(teller: &Teller<'_>, stated: Option<Field<'_>>) -> Known {
    let her = teller.person.her;
    let value = stated.and_then(Field::value);
    let checked_on = value.and_then(|value| value.peek("checked_on"));
    let is_old = way::is_old(teller, checked_on);
    let channels = value.and_then(|value| value.get("channels"));
    let safety = |way: &str| {
        channels
            .and_then(|channels| channels.get(way))
            .and_then(|way| way.peek("safe"))
    };
    let those = |wanted: &str| -> Vec<&str> {
        way::WAYS
            .into_iter()
            .filter(|way| safety(way) == Some(wanted))
            .collect()
    };
    let (yes, no) = (those("yes"), those("no"));
    let not: Vec<&str> = no.iter().map(|way| words::order(way, her).1).collect();
    let do_not = if not.is_empty() {
        String::new()
    } else {
        format!(" Do not {}.", words::either(&not))
    };
    let (verdict, look, short) = if !yes.is_empty() && !is_old {
        let preferred = value.and_then(|value| value.peek("preferred"));
        let mut first: Vec<&str> = yes
            .iter()
            .copied()
            .filter(|way| Some(*way) == preferred)
            .collect();
        first.extend(yes.iter().copied().filter(|way| Some(*way) != preferred));
        let when = first
            .first()
            .and_then(|way| channels?.get(way)?.peek("when"));
        let mut line = Line::of(
            &first
                .first()
                .map(|way| words::order(way, her).0)
                .unwrap_or_default(),
        );
        line = match when {
            Some(when) => line.plain(", ").quoted(when).plain("."),
            None => line.plain("."),
        };
        let named: Vec<String> = first.iter().map(|way| words::way(way).to_owned()).collect();
        (
            line.plain(&do_not),
            Look::Yes,
            (Look::Yes, words::capital(&named.join(", "))),
        )
    } else if !no.is_empty() {
        let line = format!("No safe way is known.{do_not}");
        let line = if yes.is_empty() {
            Line::of(&line)
        } else {
            Line::of(&format!("Ask {her} again first.{do_not}"))
        };
        let short = if yes.is_empty() {
            do_not.trim().trim_end_matches('.').to_owned()
        } else {
            "Was safe: ask again".to_owned()
        };
        let look = if yes.is_empty() { Look::No } else { Look::Ask };
        (line, Look::No, (look, short))
    } else if !yes.is_empty() {
        let named: Vec<&str> = yes.iter().map(|way| words::order(way, her).1).collect();
        let line = format!(
            "What was safe is old. Ask {her} again before you {}.",
            words::either(&named)
        );
        (
            Line::of(&line),
            Look::Ask,
            (Look::Ask, "Was safe: ask again".to_owned()),
        )
    } else {
        let line = nobody_asked(teller, stated);
        (
            Line::of(&line),
            Look::Ask,
            (Look::Ask, "Nobody asked".to_owned()),
        )
    };
    let mut ways = way::ways(teller, value, is_old);
    ways.extend(way::numbers(teller));
    ways.sort_by_key(|way| match way.look {
        Look::Yes => 0,
        Look::No => 1,
        Look::Ask | Look::Plain => 2,
    });
    Known {
        ways,
        verdict,
        look,
        short,
    }
}

/// What is said where no way is known, with the reason: every way waits until somebody has asked.
fn nobody_asked(teller: &Teller<'_>, stated: Option<Field<'_>>) -> String {
    let she = teller.person.capital;
    let reached = "how to reach";
    let her = teller.person.her;
    let why = match stated.and_then(Field::absent) {
        Some("declined") => format!("{she} would not say {reached} {her}."),
        Some("not-read") => {
            let sender = words::capital(teller.sender());
            format!("{sender} holds {reached} {her}, and it was not carried over: ask them.")
        }
        Some("not-held-by-sender" | "unknown" | "withheld-safety" | "withheld-third-party") => {
            format!("It is not known {reached} {her} safely.")
        }
        Some("withheld-legal") => format!("It may not be passed on {reached} {her}."),
        _ => format!("Nobody has asked {reached} {her} safely."),
    };
    format!("{why} Until somebody has: do not ring, text, write or visit.")
}

/// Code word, to whom one may and may not speak, whom to call in an emergency.
fn rows(teller: &Teller<'_>, stated: Option<Field<'_>>) -> Vec<Row> {
    let mut rows = Vec::new();
    let value = stated.and_then(Field::value);
    let mut add = |name: &str, line: Line| {
        rows.push(Row {
            name: name.to_owned(),
            body: vec![Block::Line(line)],
        });
    };
    if let Some(value) = value {
        if let Some(word) = value.text("code_word") {
            add("Code word", Line::default().strong(word));
        }
        for (name, people) in way::spoken_to(teller, value) {
            add(name, Line::default().strong(&people));
        }
        if value.flag("only_the_person") == Some(true) {
            add(
                "Tell nobody",
                Line::of(&format!(
                    "but {} anything, not even who calls.",
                    teller.person.her
                )),
            );
        }
        if value.get("only_the_person").is_some() {
            let numbers: Vec<String> = value
                .list("numbers")
                .into_iter()
                .filter_map(|one| {
                    if let Some(kind) = one.get("kind") {
                        kind.pass();
                    }
                    one.text("value")
                })
                .map(phone)
                .collect();
            let line = if numbers.is_empty() {
                Line::of("No number or address is known to be safe: use none that you hold.")
            } else {
                Line::of("Use no other than ")
                    .strong(&numbers.join(", "))
                    .plain(".")
            };
            add("Numbers", line);
        }
        let channels = value.get("channels");
        let mut ways = channels.into_iter().flat_map(Held::members);
        let may_be_named = ways.any(|(_, way)| {
            way.raw()
                .get("name_service")
                .and_then(serde_json::Value::as_bool)
                == Some(true)
        });
        if !may_be_named {
            add(
                "Never name",
                Line::of("the service: not on an envelope, a caller ID or in a message."),
            );
        }
    }
    let emergency = teller.row_here(
        "In an emergency",
        "contact",
        "emergency_contacts",
        &|people| teller.each(people, &|one| emergency(teller, one)),
    );
    rows.extend(emergency);
    for (section, field) in [("contact", "telecoms"), ("location", "landlines")] {
        let stated = teller.field(section, field);
        if let Some(stated) = stated.filter(|stated| {
            stated.value().is_none()
                || ["note", "conflicts", "corrected", "incomplete"]
                    .iter()
                    .any(|m| stated.held.get(m).is_some())
        }) {
            let said = |numbers: Held<'_>| -> Vec<Line> {
                numbers
                    .items()
                    .map(|number| Line::of(&phone(number.text("value").unwrap_or_default())))
                    .collect()
            };
            let name = if field == "telecoms" {
                "Numbers"
            } else {
                "Landline"
            };
            if stated.value().is_none() && field == "landlines" {
                rows.extend(teller.row(name, section, field, &said));
            } else {
                rows.extend(teller.row_here(name, section, field, &said));
            }
        }
    }
    rows
}

fn emergency(teller: &Teller<'_>, one: Held<'_>) -> Line {
    let mut line = match one.text("safe") {
        Some("yes") => Line::default(),
        Some("no") => Line::default().say(Look::No, "Not safe").plain(" "),
        _ => Line::default()
            .say(Look::Ask, "Not known to be safe")
            .plain(" "),
    };
    let party = one.text("party").and_then(|party| teller.named(party));
    let name = one.text("name").map(str::to_owned).or(party);
    line = line.strong(name.as_deref().unwrap_or("no name"));
    let more = [
        one.text("relation").map(str::to_owned),
        one.text("kind")
            .filter(|kind| *kind != "emergency")
            .map(words::plain),
        one.text("phone").map(phone),
    ];
    for part in more.into_iter().flatten() {
        line = line.plain(&format!(", {part}"));
    }
    line
}

/// When that was asked, and what stands beside it.
fn beside(teller: &Teller<'_>, stated: Option<Field<'_>>, is_order: bool) -> Vec<Block> {
    let Some(stated) = stated else {
        return Vec::new();
    };
    let mut blocks = Vec::new();
    if let Some(value) = stated.value() {
        let old = way::is_old(teller, value.peek("checked_on"));
        match value.text("checked_on") {
            Some(on) => {
                let said = format!("Asked {}.", teller.clock.dated(on));
                let line = if old {
                    Line::default().old(&format!("{said} Ask again first."))
                } else {
                    Line::of(&said)
                };
                blocks.push(Block::Line(line));
            }
            None if !is_order => {
                let line = "Not known when that was asked: ask again before you rely on it.";
                blocks.push(Block::Check(Line::default().old(line)));
            }
            None => {}
        }
    }
    // The value stands above: here is only what stands beside it.
    let body = teller.body(stated, &|other| way::contradiction(teller, other));
    blocks.extend(
        body.into_iter()
            .filter(|block| !matches!(block, Block::Source(_)))
            .filter(|block| match block {
                Block::Line(line) => {
                    stated.value().is_none()
                        && !line
                            .spans()
                            .iter()
                            .any(|span| matches!(span.weight, crate::line::Weight::Say(_)))
                }
                Block::List(_) => false,
                _ => true,
            }),
    );
    blocks
}

//! Risk, beyond what stands under danger: domain by domain, the checklist, what happened, what the level was.

use serde_json::Value;

use crate::{
    clock::day,
    document::{Block, Card, Row, Table},
    held::Held,
    line::Line,
    look::Look,
    teller::Teller,
    words,
};

/// The card.
pub(crate) fn card(teller: &Teller<'_>) -> Option<Card> {
    let mut blocks = domains(teller);
    let mut rows = Vec::new();
    if !has_more(teller, "level") {
        rows.extend(level_row(teller));
    }
    rows.extend(teller.row("Checklist", "risk", "checklist", &|value| {
        checklist(teller, value)
    }));
    rows.extend(teller.row("Incidents", "risk", "incidents", &|all| {
        let mut all: Vec<Held<'_>> = all.items().collect();
        all.sort_by_key(|one| std::cmp::Reverse(one.peek("on").unwrap_or_default()));
        all.into_iter().map(|one| incident(teller, one)).collect()
    }));
    rows.extend(
        teller.row("Level before", "risk", "earlier_levels", &|all| {
            teller.each(all, &|one| {
                let mut line = Line::default().strong(&words::capital(&words::plain(
                    one.text("level").unwrap_or_default(),
                )));
                if let Some(on) = one.text("on") {
                    line = line.plain(&format!(", {}", teller.clock.dated(on)));
                }
                if let Some(by) = one.text("by") {
                    line = line.plain(&format!(", by {}", crate::origin::one(&words::role(by))));
                }
                if let Some(instrument) = one.text("instrument") {
                    line = line.plain(&format!(", with {}", words::instrument(instrument)));
                }
                line.plain(".")
            })
        }),
    );
    if !rows.is_empty() {
        blocks.push(Block::Rows(rows));
    }
    (!blocks.is_empty()).then(|| Card {
        id: "risk",
        title: "Risk".to_owned(),
        look: Look::Plain,
        verdict: None,
        blocks,
        source: None,
    })
}

/// Whether a field of risk has more than one answer, or was corrected.
pub(crate) fn has_more(teller: &Teller<'_>, field: &str) -> bool {
    let stated = teller.field("risk", field);
    stated.is_some_and(|stated| {
        ["conflicts", "corrected"]
            .iter()
            .any(|member| stated.held.get(member).is_some())
    })
}

/// On what the level rests, and what else was said of it.
pub(crate) fn level_row(teller: &Teller<'_>) -> Option<Row> {
    teller
        .row("Level of risk", "risk", "level", &|value| {
            level(teller, value)
        })
        .filter(crate::teller::has_words)
}

/// On what the level rests and who set it; how high stands above.
fn level(teller: &Teller<'_>, value: Held<'_>) -> Vec<Line> {
    let level = words::capital(&words::plain(value.text("level").unwrap_or_default()));
    let basis: Vec<String> = value
        .list("basis")
        .into_iter()
        .filter_map(Held::text_of)
        .map(|basis| match basis {
            "instrument-count" => "the count of a checklist".to_owned(),
            "repeat" => "a repeat".to_owned(),
            "red-flag" => "red flags".to_owned(),
            basis => words::plain(basis),
        })
        .collect();
    let mut line = Line::of(&level);
    if !basis.is_empty() {
        line = line.plain(&format!(" on {}", words::list(&basis)));
    }
    if let Some(by) = value.text("set_by") {
        line = line.plain(&format!(
            ", set by {}",
            crate::origin::one(&words::role(by))
        ));
    }
    if let Some(label) = value.text("local_label") {
        if words::is_words(label) {
            line = line
                .plain(&format!("; {} calls it ", teller.sender()))
                .quoted(label);
        } else {
            line = line.plain(&format!("; written \"{label}\" by {}", teller.sender()));
        }
    }
    vec![line.plain(".")]
}

fn domains(teller: &Teller<'_>) -> Vec<Block> {
    let Some(stated) = teller.field("risk", "domains") else {
        return Vec::new();
    };
    if stated.value().is_none() {
        let row = teller.row("Risk domain by domain", "risk", "domains", &|_| Vec::new());
        return row.map(|row| Block::Rows(vec![row])).into_iter().collect();
    }
    let mut all: Vec<Held<'_>> = stated.value().into_iter().flat_map(Held::items).collect();
    let number =
        |one: &Held<'_>, member: &str| one.raw().get(member).and_then(Value::as_u64).unwrap_or(0);
    all.sort_by_key(|one| {
        std::cmp::Reverse(number(one, "impact").saturating_mul(number(one, "likelihood")))
    });
    let mut helps = Vec::new();
    let rows = all.into_iter().map(|one| {
        let domain = one.text("domain").unwrap_or_default();
        if let Some(protective) = one.text("protective").filter(|text| !helps.contains(text)) {
            helps.push(protective);
        }
        if let Some(labels) = one.get("labels") {
            labels.pass();
        }
        let to = all_to_whom(teller, one);
        let to = if to.is_empty() {
            "not said".to_owned()
        } else {
            to.join(", ")
        };
        let source = one
            .get("provenance")
            .map(|origin| format!(" ({})", words::lower(&teller.source(origin))))
            .unwrap_or_default();
        vec![
            format!("{}{source}", domain_words(domain)),
            crate::line::visible(&to),
            figure(one, "impact"),
            figure(one, "likelihood"),
        ]
    });
    let table = Table {
        caption: "How bad and how likely, each of 5, worst first".to_owned(),
        head: vec!["Risk of", "To whom", "How bad", "How likely"],
        rows: rows.collect(),
    };
    let mut blocks = vec![Block::Table(table)];
    if !helps.is_empty() {
        let said = helps.into_iter().map(Line::quote).collect();
        blocks.push(Block::Line(
            Line::of("What helps: ")
                .and(crate::line::joined(said, "; "))
                .plain("."),
        ));
    }
    // The value stands in the table: here is only what stands beside it.
    let body = teller.body(stated, &|all| {
        all.items()
            .map(|one| {
                let domain = domain_words(one.text("domain").unwrap_or_default());
                let to = all_to_whom(teller, one);
                let to = if to.is_empty() {
                    String::new()
                } else {
                    format!(" to {}", words::list(&to))
                };
                let line = Line::of(&format!(
                    "{domain}{to}: how bad {}, how likely {}",
                    figure(one, "impact"),
                    figure(one, "likelihood")
                ));
                let more = ["protective", "mitigation"]
                    .iter()
                    .filter_map(|member| one.text(member).map(Line::quote));
                crate::line::joined(std::iter::once(line).chain(more).collect(), "; ")
            })
            .collect()
    });
    blocks.extend(
        body.into_iter()
            .filter(|block| !matches!(block, Block::Line(_) | Block::List(_))),
    );
    blocks
}

fn domain_words(domain: &str) -> &'static str {
    match domain {
        "physical" => "Bodily harm",
        "psychological" => "Harm to the mind",
        "social" => "Social harm",
        "violence" => "Violence",
        "child" => "Harm to a child",
        "adult" => "Harm to an adult",
        "overdose" => "Overdose",
        "self-harm" => "Self-harm",
        _ => "Another risk",
    }
}

/// How bad or how likely it is, of 5.
fn figure(one: Held<'_>, member: &str) -> String {
    one.number(member)
        .map_or_else(|| "not said".to_owned(), |n| n.to_string())
}

/// To whom there is a risk.
fn all_to_whom(teller: &Teller<'_>, one: Held<'_>) -> Vec<String> {
    let to = one.list("to").into_iter().filter_map(Held::text_of);
    to.map(|to| to_whom(teller, to)).collect()
}

fn to_whom(teller: &Teller<'_>, to: &str) -> String {
    match to {
        "self" => teller.person.herself.to_owned(),
        "others" | "public" | "staff" | "children" => to.to_owned(),
        other => teller.named(other).unwrap_or_else(|| words::plain(other)),
    }
}

/// The answers by number: the questions are not ours to print. The count stands beside judgement and flags, above.
fn checklist(teller: &Teller<'_>, value: Held<'_>) -> Vec<Line> {
    let instrument = value
        .text("instrument")
        .map(words::instrument)
        .unwrap_or_default();
    let answers = value.list("answers");
    let items = teller.value("risk", "assessed").and_then(|known| {
        known
            .raw()
            .pointer("/instrument/items")
            .and_then(Value::as_u64)
    });
    let of = items
        .map(|items| format!(" of {items}"))
        .unwrap_or_default();
    let mut line = match value.number("count") {
        Some(count) => Line::default().strong(&format!("{count}{of} answered yes")),
        None => Line::of("Not said how many were answered yes"),
    };
    line = line.plain(&format!(", {instrument}."));
    let mut lines = vec![line];
    for (word, title) in [("yes", "Yes"), ("dont-know", "Does not know"), ("no", "No")] {
        let numbers: Vec<String> = answers
            .iter()
            .filter(|one| one.peek("answer") == Some(word))
            .filter_map(|one| {
                if let Some(answer) = one.get("answer") {
                    answer.pass();
                }
                let item = one.number("item")?.to_string();
                Some(
                    one.text("comment")
                        .map_or_else(|| item.clone(), |comment| format!("{item} (\"{comment}\")")),
                )
            })
            .collect();
        if !numbers.is_empty() {
            lines.push(Line::of(&format!(
                "{title}: items {}.",
                words::list(&numbers)
            )));
        }
    }
    if answers.is_empty() {
        lines.push(Line::of("Single answers are not held, only the count."));
    }
    lines
}

fn incident(teller: &Teller<'_>, one: Held<'_>) -> Line {
    if let Some(labels) = one.get("labels") {
        labels.pass();
    }
    let on = one
        .text("on")
        .map_or_else(|| "Day not known".to_owned(), day);
    let text = one.text("text").unwrap_or_default();
    let mut line = Line::default().strong(&on).plain(": ").quoted(text);
    if one.flag("police") == Some(true) {
        line = line.plain("; police came");
    }
    if let Some(origin) = one.get("provenance") {
        line = line.plain(&format!(" ({})", words::lower(&teller.source(origin))));
    }
    line
}

/// What the record has in words that fit no other field, with who wrote it as far as that is known.
pub(crate) fn notes(teller: &Teller<'_>) -> Option<Card> {
    let row = teller.row("Notes", "third_parties", "notes", &|all| {
        teller.each(all, &|one| {
            if let Some(about) = one.get("about") {
                about.pass();
            }
            let by = [
                one.text("author").map(str::to_owned),
                one.text("role").map(words::role),
                one.text("on").map(|on| teller.clock.dated(on)),
            ];
            let by: Vec<String> = by.into_iter().flatten().collect();
            let line = Line::quote(one.text("text").unwrap_or_default());
            if by.is_empty() {
                line
            } else {
                line.plain(&format!(" ({})", by.join(", ")))
            }
        })
    })?;
    Some(Card {
        id: "notes",
        title: format!("Notes of {}", teller.sender()),
        look: Look::Plain,
        verdict: None,
        blocks: row.body,
        source: None,
    })
}

/// A row of a card by itself.
pub(crate) fn row_of(name: &str, line: Line) -> Row {
    Row {
        name: name.to_owned(),
        body: vec![Block::Line(line)],
    }
}

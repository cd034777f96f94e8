//! How responsibility passes: from whom to whom, who signed, and on what ground.

use crate::{
    clock::{day, day_alone},
    document::{Block, Card},
    held::Held,
    line::Line,
    look::Look,
    teller::Teller,
    words,
};

/// The card about the handover itself.
pub(crate) fn handover(teller: &Teller<'_>) -> Option<Card> {
    let handover = teller.sections.get("handover")?;
    let mut rows = Vec::new();
    let mut add = |name: &str, line: Line| {
        if !line.is_empty() {
            rows.push(crate::risk::row_of(name, line));
        }
    };
    add("From and to", between(teller, handover));
    add("Written", signed(teller, handover));
    let mut rest = Vec::new();
    rest.extend(teller.row("Agreed", "handover", "countersign", &|value| {
        let by = teller.practitioner_in(value, "by");
        let at = value.text("at").map(day).unwrap_or_default();
        let line = match value.text("decision") {
            Some("refused") => Line::default()
                .strong("Not agreed")
                .plain(&format!(" by {by}, {at}.")),
            _ => Line::of(&format!("By {by}, {at}.")),
        };
        vec![match value.text("comment") {
            Some(comment) => line.plain(" ").quoted(comment),
            None => line,
        }]
    }));
    rest.extend(
        teller.row("Spoken handover", "handover", "verbal", &|value| {
            vec![verbal(teller, value)]
        }),
    );
    rest.extend(
        teller.row("What the person knows", "handover", "notice", &|value| {
            vec![notice(teller, value)]
        }),
    );
    rest.extend(
        teller.row("Confidence", "handover", "confidentiality", &|value| {
            vec![confidentiality(teller, value)]
        }),
    );
    rest.extend(
        teller.row("Lawful basis", "handover", "lawful_basis", &|value| {
            let mut parts = Vec::new();
            parts.extend(
                value
                    .text("article_6")
                    .map(|article| format!("UK GDPR {article}")),
            );
            parts.extend(value.text("article_9").map(str::to_owned));
            parts.extend(value.text("condition").map(str::to_owned));
            vec![Line::of(&parts.join("; ")).plain(".")]
        }),
    );
    rest.extend(
        teller.row("Numbers elsewhere", "person", "other_identifiers", &|all| {
            let said: Vec<Line> = teller.each(all, &|one| {
                let value = one.text("value").unwrap_or_default();
                let issuer = one
                    .get("issuer")
                    .map(|org| format!(" at {}", teller.org(org)))
                    .unwrap_or_default();
                Line::of(&match one.text("kind") {
                    Some("previous-system") => format!("{value}{issuer} before that"),
                    Some("ndtms-client") => format!("NDTMS client {value}{issuer}"),
                    Some("ndtms-episode") => format!("NDTMS episode {value}{issuer}"),
                    _ => format!("{value}{issuer}"),
                })
            });
            vec![crate::line::joined(said, ", ").plain(".")]
        }),
    );
    rest.extend(teller.row("References", "handover", "references", &|all| {
        let said: Vec<Line> = teller.each(all, &|one| {
            let kind = match one.text("kind") {
                Some("originating-referral") => "began with ",
                Some("previous-package") => "an earlier package ",
                Some("journey") => "journey ",
                _ => "see also ",
            };
            Line::of(kind).plain(one.text("value").unwrap_or_default())
        });
        vec![crate::line::joined(said, "; ").plain(".")]
    }));
    rows.extend(rest);
    let mut blocks = vec![Block::Rows(rows)];
    blocks.extend(crate::knowing::others(teller));
    let row = teller.row(
        "What was signed for",
        "handover",
        "acknowledgements",
        &|_| Vec::new(),
    );
    let row = row.filter(crate::teller::has_words);
    blocks.extend(row.map(|row| Block::Rows(vec![row])));
    Some(Card {
        id: "about",
        title: "This handover".to_owned(),
        look: Look::Plain,
        verdict: None,
        blocks,
        source: None,
    })
}

pub(crate) fn between<'c>(teller: &Teller<'c>, handover: Held<'c>) -> Line {
    let mut line = Line::default();
    if let Some(parties) = handover.get("from_to") {
        let from = teller.org_in(parties, "from");
        let to: Vec<String> = parties
            .list("to")
            .into_iter()
            .map(|org| teller.org(org))
            .collect();
        line = line.plain(&format!("{from} to {}", words::list(&to)));
        if let Some(by) = parties.get("commissioner") {
            line = line.plain(&format!(", commissioned by {}", teller.org(by)));
        }
    }
    let kind = match handover.text("kind") {
        Some("contract-change") => "a contract change",
        Some("discharge") => "a discharge",
        Some("area-move") => "a move to another area",
        Some("step-down") => "a step down",
        Some("joint-assessment") => "a joint assessment",
        Some("re-presentation") => "a return",
        _ => "",
    };
    if !kind.is_empty() {
        let between = if line.is_empty() { "" } else { "; " };
        line = line.plain(between).plain(kind);
    }
    if let Some(mandate) = handover.get("mandate") {
        if let Some(rules) = mandate.get("rules") {
            rules.pass();
        }
        let on = mandate
            .text("transfer_date")
            .map(|on| format!(" of {}", day(on)))
            .unwrap_or_default();
        let reference = mandate
            .text("reference")
            .map(|one| format!(" (mandate {one})"))
            .unwrap_or_default();
        line = line.plain(&format!("{on}{reference}"));
    }
    if !line.is_empty() {
        line = line.plain(".");
    }
    if let Some(basis) = handover.get("basis") {
        let she = teller.person.capital;
        let rule = basis
            .text("rule")
            .map(|rule| format!(": {}", words::plain(rule)))
            .unwrap_or_default();
        let (is, was) = if she == "They" {
            ("are", "were")
        } else {
            ("is", "was")
        };
        let said = match basis.text("code") {
            Some("current") => format!(" {she} {is} a current client{rule}."),
            Some("recent-closure") => format!(" {she} left not long ago{rule}."),
            Some("extra-rule") => format!(" {she} {is} in it by a further rule{rule}."),
            Some("decided") => format!(
                " Somebody decided that {} {is} in it{rule}.",
                teller.person.she
            ),
            Some("request") => format!(" {she} {was} asked for{rule}."),
            _ => String::new(),
        };
        line = line.plain(&said);
    }
    line
}

pub(crate) fn signed<'c>(teller: &Teller<'c>, handover: Held<'c>) -> Line {
    let Some(author) = handover.get("author") else {
        return Line::default();
    };
    let by = teller.practitioner_in(author, "by");
    let at = author.text("at").map(day).unwrap_or_default();
    if teller.value("handover", "sbar").is_some() {
        return Line::default();
    }
    Line::of(&format!("By {by}, {at}."))
}

pub(crate) fn verbal(teller: &Teller<'_>, value: Held<'_>) -> Line {
    let of = |member: &str| teller.practitioner_in(value, member);
    let at = value.text("at").map(day).unwrap_or_default();
    let line = Line::of(&format!("{} told {}, {at}. ", of("from"), of("to")));
    let line = match value.flag("both_confirmed") {
        Some(true) => line.plain("Both confirmed it."),
        _ => line.strong("Not both have confirmed it."),
    };
    match value.text("note") {
        Some(note) => line.plain(" ").quoted(note),
        None => line,
    }
}

pub(crate) fn notice(teller: &Teller<'_>, value: Held<'_>) -> Line {
    let she = teller.person.capital;
    let on = value
        .text("given_on")
        .map(|on| format!(" {}", teller.clock.dated(on)));
    let how = value
        .text("how")
        .map(|how| format!(" {}", words::by_way(how)));
    let was = if she == "They" { "were" } else { "was" };
    let mut line = match (&on, &how) {
        (None, None) => Line::of(&format!(
            "Nothing says when {} {was} told",
            teller.person.she
        )),
        _ => Line::of(&format!(
            "{she} {was} told{}{}",
            how.unwrap_or_default(),
            on.map(|on| format!(",{on}")).unwrap_or_default()
        )),
    };
    line = match value.flag("objection") {
        Some(true) => line
            .plain("; ")
            .strong(&format!("{} objected", teller.person.she))
            .plain("."),
        _ => line.plain("; did not object."),
    };
    let Some(made) = value.get("override") else {
        return line;
    };
    let by = teller.practitioner_in(made, "author");
    let guardian = teller.practitioner_in(made, "caldicott_guardian");
    line.plain(" It goes all the same: ")
        .quoted(made.text("text").unwrap_or_default())
        .plain(&format!(" ({by}; {guardian})."))
}

pub(crate) fn confidentiality(teller: &Teller<'_>, value: Held<'_>) -> Line {
    let gate = match value.text("gate") {
        Some("consent") => "Shared by consent.",
        Some("implied-direct-care") => "Shared for direct care.",
        Some("overriding-interest") => "Shared because of an overriding interest.",
        Some("legal-duty") => "Shared because the law demands it.",
        _ => "",
    };
    let she = teller.person.capital;
    let (knows, does) = if she == "They" {
        ("know", "do")
    } else {
        ("knows", "does")
    };
    let mut line = Line::of(gate);
    line = match value.flag("aware") {
        Some(true) => line.plain(&format!(" {she} {knows}")),
        _ => line.plain(" ").strong(&format!("{she} {does} not know")),
    };
    line = match value.text("consented") {
        Some("yes") => line.plain(" and agreed."),
        Some("no") => line.plain("; ").strong("did not agree").plain("."),
        _ => line.plain("; whether anybody asked for agreement is not known."),
    };
    if let Some(reason) = value.text("reason_if_not") {
        line = line.plain(" ").quoted(reason);
    }
    match value.get("authorised_by") {
        Some(by) => line.plain(&format!(" Authorised by {}.", teller.practitioner(by))),
        None => line,
    }
}

/// Who sealed it, as far as the case itself says; whoever opens it verified the rest.
pub(crate) fn sealed(teller: &Teller<'_>) -> Line {
    let handover = teller.sections.raw();
    let text = |path: &str| handover.pointer(path).and_then(serde_json::Value::as_str);
    match (
        text("/handover/from_to/from/name"),
        text("/handover/author/at"),
    ) {
        (Some(from), Some(at)) => Line::of(&format!("From {from}, written on {}.", day_alone(at))),
        (Some(from), None) => Line::of(&format!("From {from}.")),
        _ => Line::default(),
    }
}

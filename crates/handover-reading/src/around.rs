//! People around her: who poses a risk first, then family, then those who work with her; and what each was sent.

use crate::{
    clock::day,
    document::{Block, Card, Row},
    held::Held,
    line::Line,
    look::Look,
    teller::{Field, Teller},
    words::{self, phone},
};

/// The card.
pub(crate) fn card(teller: &Teller<'_>) -> Option<Card> {
    let mut rows = Vec::new();
    rows.extend(each(
        teller,
        "third_parties",
        "parties",
        "About other people",
        &party,
    ));
    rows.extend(each(
        teller,
        "contact",
        "dependants",
        "About them",
        &dependant,
    ));
    rows.extend(teller.row(
        "Adopted children",
        "third_parties",
        "adopted_children",
        &|value| {
            let ask = teller.org_in(value, "contact");
            let number = value
                .number("count")
                .map(|number| format!("{number}; "))
                .unwrap_or_default();
            vec![Line::of(&format!("{number}ask {ask}."))]
        },
    ));
    rows.extend(each(
        teller,
        "handover",
        "practitioners",
        "About the workers",
        &worker,
    ));
    rows.extend(each(
        teller,
        "location",
        "local_practitioners",
        "Workers nearby",
        &worker,
    ));
    rows.extend(
        teller.row("GP practice", "location", "gp_practice", &|value| {
            let org = teller.org_in(value, "org");
            let line = Line::default().strong(&org);
            vec![match value.text("verified_on") {
                Some(on) => line.plain(&format!(", as of {}.", teller.clock.dated(on))),
                None => line.plain("."),
            }]
        }),
    );
    rows.extend(teller.row(
        "Community midwives",
        "maternity",
        "midwife_team",
        &|value| {
            let line = Line::default().strong(&teller.org_in(value, "org"));
            let by = value.get("accepted_by").map(|by| teller.practitioner(by));
            let at = value.text("accepted_at").map(day);
            vec![match (by, at) {
                (None, None) => line.plain(". Nobody has accepted yet, as far as this case knows."),
                (by, at) => {
                    let parts: Vec<String> = [by.map(|by| format!("by {by}")), at]
                        .into_iter()
                        .flatten()
                        .collect();
                    line.plain(&format!(". Accepted {}.", parts.join(", ")))
                }
            }]
        },
    ));
    rows.extend(teller.row(
        "Health visitors",
        "maternity",
        "health_visitor_team",
        &|value| {
            let line = Line::default().strong(&teller.org_in(value, "org"));
            vec![match value.text("told_on") {
                Some(on) => line.plain(&format!(". Told {}.", teller.clock.dated(on))),
                None => line.plain(". Nobody says that they were told."),
            }]
        },
    ));
    rows.extend(sent(teller));
    (!rows.is_empty()).then(|| Card {
        id: "people",
        title: format!("People around {}", teller.person.her),
        look: Look::Plain,
        verdict: None,
        blocks: vec![Block::Rows(rows)],
        source: None,
    })
}

/// What a list is called where it is empty.
const GAPS: [(&str, &str); 4] = [
    ("dependants", "Children and others who depend on the person"),
    ("local_practitioners", "Workers nearby"),
    ("parties", "Other people"),
    ("practitioners", "Workers"),
];

/// A row for each of a list under their own name, and one for what stands beside the list.
fn each<'c>(
    teller: &Teller<'c>,
    section: &str,
    field: &str,
    name: &str,
    say: &dyn Fn(&Teller<'c>, Held<'c>) -> (String, Line),
) -> Vec<Row> {
    let Some(stated) = teller.field(section, field) else {
        return Vec::new();
    };
    let name = if stated.value().is_none() {
        GAPS.iter()
            .find(|(known, _)| *known == field)
            .map_or(name, |(_, gap)| gap)
    } else {
        name
    };
    let mut all: Vec<Held<'c>> = stated.value().into_iter().flat_map(Held::items).collect();
    all.sort_by_key(|one| {
        (
            one.peek("poses_risk") != Some("yes"),
            one.peek("role") != Some("alleged-perpetrator"),
        )
    });
    let is_plain = |stated: Field<'c>| {
        !["conflicts", "corrected"]
            .iter()
            .any(|member| stated.held.get(member).is_some())
    };
    let source = teller.source_of(stated);
    let mut rows: Vec<Row> = all
        .into_iter()
        .map(|one| {
            for member in ["id", "labels"] {
                if let Some(member) = one.get(member) {
                    member.pass();
                }
            }
            let (name, line) = say(teller, one);
            let mut body = vec![Block::Line(line)];
            let own = one.get("provenance").map(|origin| teller.source(origin));
            body.extend(own.or_else(|| source.clone()).map(Block::Source));
            Row { name, body }
        })
        .collect();
    let beside = teller.row(name, section, field, &|all| {
        if is_plain(stated) {
            return Vec::new();
        }
        all.items()
            .map(|one| {
                let (name, line) = say(teller, one);
                Line::default().strong(&name).plain(": ").and(line)
            })
            .collect()
    });
    rows.extend(beside.filter(crate::teller::has_words));
    rows
}

fn name_of(one: Held<'_>, otherwise: &str) -> String {
    crate::line::visible(one.text("name").unwrap_or(otherwise))
}

fn party(teller: &Teller<'_>, one: Held<'_>) -> (String, Line) {
    let role = one.text("role").unwrap_or("other");
    let relation = one.text("relation");
    let what = match role {
        "other" => None,
        "alleged-perpetrator" => None,
        role => Some(words::capital(&words::plain(role))),
    };
    let mut line = Line::default();
    if role == "alleged-perpetrator" {
        line = line.strong(&format!("Alleged to harm {}. ", teller.person.her));
    }
    line = match one.text("poses_risk") {
        Some("yes") => line.strong("Poses a risk. "),
        Some("no") => line,
        _ => line.plain("Not known whether they pose a risk. "),
    };
    let mut parts = Vec::new();
    parts.extend(what.filter(|what| {
        relation.is_none_or(|relation| !relation.to_lowercase().contains(&what.to_lowercase()))
    }));
    parts.extend(relation.map(words::capital));
    if let Some(birth) = one.text("birth") {
        parts.push(format!(
            "Born {}{}",
            day(birth),
            teller
                .clock
                .age(birth)
                .map(|age| format!(", {age}"))
                .unwrap_or_default()
        ));
    }
    let aliases: Vec<String> = one
        .list("aliases")
        .into_iter()
        .filter_map(Held::text_of)
        .map(str::to_owned)
        .collect();
    if !aliases.is_empty() {
        parts.push(format!("Also called {}", words::list(&aliases)));
    }
    parts.extend(
        one.text("address")
            .map(|address| format!("Address: {address}")),
    );
    let numbers: Vec<String> = one
        .list("telecoms")
        .into_iter()
        .filter_map(Held::text_of)
        .map(phone)
        .collect();
    if !numbers.is_empty() {
        parts.push(numbers.join(", "));
    }
    if !parts.is_empty() {
        line = line.plain(&format!("{}.", parts.join(". ")));
    }
    if let Some(text) = one.text("text") {
        line = line.plain(" ").quoted(text);
    }
    (name_of(one, "Name not known"), line)
}

fn dependant(teller: &Teller<'_>, one: Held<'_>) -> (String, Line) {
    let kind = one.text("kind").unwrap_or("child");
    let relation = one.text("relation").unwrap_or(kind);
    let mut line = Line::of(&words::capital(&format!(
        "{} {relation}",
        teller.person.hers
    )));
    if let Some(birth) = one.text("birth") {
        line = line.plain(&format!(
            ", born {}{}",
            day(birth),
            teller
                .clock
                .age(birth)
                .map(|age| format!(", {age}"))
                .unwrap_or_default()
        ));
    }
    line = match one.text("lives_with") {
        Some("person") => line.plain(&format!(". Lives with {}", teller.person.her)),
        Some("other-parent") => line.plain(". Lives with the other parent"),
        Some("relative") => line.plain(". Lives with a relative"),
        Some("foster") => line.plain(". ").strong("In foster care"),
        Some("residential") => line.plain(". ").strong("In residential care"),
        Some("adopted") => line.plain(". Adopted"),
        Some("unborn") => line.plain(". Not born yet"),
        _ => line.plain(". Not known with whom they live"),
    };
    line = match one.text("agency_involved") {
        Some("yes") => line.plain("; an agency is involved."),
        Some("no") => line.plain("; no agency is involved."),
        _ => line.plain("; not known whether an agency is involved."),
    };
    if let Some(text) = one.text("text") {
        line = line.plain(" ").quoted(text);
    }
    (
        name_of(
            one,
            if kind == "adult" {
                "An adult"
            } else {
                "A child"
            },
        ),
        line,
    )
}

fn worker(teller: &Teller<'_>, one: Held<'_>) -> (String, Line) {
    let mut parts = Vec::new();
    parts.extend(
        one.text("role")
            .map(|role| words::capital(&words::role(role))),
    );
    parts.extend(one.get("org").map(|org| teller.org(org)));
    let mut line = Line::of(&parts.join(", "));
    if one.flag("lead") == Some(true) {
        let leads = if line.is_empty() { "Leads" } else { ", leads" };
        line = line.plain(leads);
    }
    let mut numbers = Vec::new();
    numbers.extend(one.text("phone").map(phone));
    numbers.extend(one.text("email").map(str::to_owned));
    let stop = if line.is_empty() { "" } else { ". " };
    line = if numbers.is_empty() {
        line.plain(stop).plain("No number.")
    } else {
        line.plain(stop).strong(&numbers.join(", "))
    };
    (name_of(one, "No name"), line)
}

/// What each reader was sent, and what not.
fn sent(teller: &Teller<'_>) -> Option<Row> {
    teller.row("Who was sent this", "handover", "distribution", &|all| {
        teller.each(all, &|one| {
            let audience = one.text("audience").map(words::role).unwrap_or_default();
            let org = one.get("org").map(|org| teller.org(org));
            let sections: Vec<String> = one
                .list("sections")
                .into_iter()
                .filter_map(Held::text_of)
                .map(section_words)
                .collect();
            let name = org.unwrap_or_else(|| words::capital(&audience));
            let line = Line::default()
                .strong(&name)
                .plain(&format!(" ({audience})"));
            let line = match one.text("channel") {
                Some("verbal") => line.plain(" was told by word of mouth: "),
                Some("page") => line.plain(" in a page under seven words: "),
                _ => line.plain(": "),
            };
            let line = if sections.len() >= 8 {
                line.plain("everything")
            } else {
                line.plain(&words::list(&sections))
            };
            one.list("release")
                .into_iter()
                .fold(line.plain("."), |line, release| {
                    if let Some(label) = release.get("label") {
                        label.pass();
                    }
                    let by = teller.practitioner_in(release, "recorded_by");
                    let at = release.text("at").map(day).unwrap_or_default();
                    line.plain(" May see more, because ")
                        .quoted(release.text("basis").unwrap_or_default())
                        .plain(&format!(" ({by}, {at})."))
                })
        })
    })
}

/// A section as one speaks of it.
pub(crate) fn section_words(section: &str) -> String {
    match section {
        "person" => "who the person is",
        "contact" => "how to reach the person",
        "location" | "location_protected" => "where the person lives",
        "plan" => "plan and medicines",
        "risk" => "risk",
        "third_parties" => "other people",
        "closures" => "time in treatment",
        "maternity" => "mother and baby",
        "handover" => "this handover",
        other => other,
    }
    .to_owned()
}

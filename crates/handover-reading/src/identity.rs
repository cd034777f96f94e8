//! Who this is: the name line.

use crate::{
    clock::day,
    document::Block,
    held::Held,
    line::Line,
    people::baby,
    teller::{Field, Teller},
    words,
};

/// The name by which people know her, or the reference of the case.
pub(crate) fn name(teller: &Teller<'_>) -> Option<String> {
    let names = teller.value("person", "names")?;
    for name in names.items() {
        if let Some(labels) = name.get("labels") {
            labels.pass();
        }
    }
    let usual = names
        .items()
        .find(|name| name.peek("use") == Some("usual"))
        .or_else(|| names.items().next())?;
    let _ = usual.text("use");
    Some(crate::line::visible(&full_name(usual)))
}

fn full_name(name: Held<'_>) -> String {
    match (name.text("given"), name.text("family")) {
        (Some(given), Some(family)) => format!("{given} {family}"),
        (Some(given), None) => format!("{given} (surname not known)"),
        (None, Some(family)) => family.to_owned(),
        (None, None) => "Name not known".to_owned(),
    }
}

/// What stands beside a mother's name: her baby or babies.
pub(crate) fn and_babies(teller: &Teller<'_>) -> String {
    let babies = teller.value("maternity", "babies");
    let all: Vec<Held<'_>> = babies.into_iter().flat_map(Held::items).collect();
    match all.as_slice() {
        [] => String::new(),
        [one] => format!(" and {}", baby(one.peek("sex")).trim_start_matches("the ")),
        many => format!(" and {} babies", many.len()),
    }
}

/// Birth, age, sex, ethnicity, language, NHS number, other names; babies; what was corrected in any of it.
pub(crate) fn about(teller: &Teller<'_>) -> (Vec<Line>, Vec<Block>) {
    let mut parts = Vec::new();
    let mut beside = Vec::new();
    let mut add = |field: &str, of: &str, say: &dyn Fn(Held<'_>) -> Line| {
        let Some(stated) = teller.field("person", field) else {
            return;
        };
        match (stated.value(), stated.absent()) {
            (Some(value), _) => parts.push(say(value)),
            (None, Some("declined")) => parts.push(Line::of(&format!("{of} not said"))),
            (
                None,
                Some("none-known" | "not-applicable" | "withheld-safety" | "withheld-third-party")
                | None,
            ) => {}
            (None, Some("withheld-legal")) => {
                parts.push(Line::of(&format!("{of} may not be passed on")))
            }
            (None, Some(_)) => parts.push(Line::default().old(&format!("{of} not known"))),
        }
        beside.extend(doubts(teller, stated, of, &|value| vec![say(value)]));
    };
    add("birth_date", "Birth date", &|birth| born(teller, birth));
    add("sex_and_gender", "Sex", &sex);
    add("ethnic_category", "Ethnicity", &|code| {
        let code = code.text_of().unwrap_or_default();
        Line::of(&words::ethnicity(code))
    });
    add("communication", "Language", &language);
    let mut lines = vec![sentence(parts)];
    let mut parts = Vec::new();
    let mut add = |field: &str, of: &str, say: &dyn Fn(Held<'_>) -> Line| {
        let Some(stated) = teller.field("person", field) else {
            return;
        };
        match stated.value() {
            Some(value) => parts.push(say(value)),
            None if stated.absent() == Some("none-known") => {
                parts.push(Line::of(&format!("no {of}")))
            }
            None => parts.push(Line::default().old(&format!("{of} not known"))),
        }
        beside.extend(doubts(teller, stated, of, &|value| vec![say(value)]));
    };
    add("nhs_number", "NHS number", &nhs_number);
    lines.push(sentence(parts));
    if let Some(stated) = teller.field("person", "names") {
        lines.push(sentence(
            stated
                .value()
                .map(|names| other_names(names))
                .into_iter()
                .flatten()
                .collect(),
        ));
        beside.extend(doubts(teller, stated, "Names", &|names| {
            names
                .items()
                .map(|name| Line::of(&full_name(name)))
                .collect()
        }));
    }
    lines.extend(babies(teller));
    lines.retain(|line| !line.is_empty());
    (lines, beside)
}

/// What stands beside a value of the name line: a note, a contradiction, a correction.
fn doubts<'c>(
    teller: &Teller<'c>,
    stated: Field<'c>,
    of: &str,
    say: &dyn Fn(Held<'c>) -> Vec<Line>,
) -> Vec<Block> {
    let has = |member: &str| stated.held.get(member).is_some();
    if has("conflicts") || has("corrected") || has("incomplete") {
        let body = teller.body(stated, say);
        let body = body
            .into_iter()
            .filter(|block| !matches!(block, Block::Line(_)));
        return vec![Block::Rows(vec![crate::document::Row {
            name: words::capital(of),
            body: body.collect(),
        }])];
    }
    if let Some(labels) = stated.held.get("labels") {
        labels.pass();
    }
    let note = stated
        .held
        .text("note")
        .filter(|note| words::is_words(note));
    note.map(|note| Block::Line(Line::of(&format!("{}: ", words::capital(of))).quoted(note)))
        .into_iter()
        .collect()
}

/// `a, b, c.`
fn sentence(parts: Vec<Line>) -> Line {
    let parts: Vec<Line> = parts.into_iter().filter(|part| !part.is_empty()).collect();
    if parts.is_empty() {
        Line::default()
    } else {
        crate::line::joined(parts, ", ").plain(".")
    }
}

fn born(teller: &Teller<'_>, birth: Held<'_>) -> Line {
    let date = birth.text("date").unwrap_or_default();
    let doubt = if birth.flag("estimated") == Some(true) {
        " (a guess)"
    } else {
        ""
    };
    let line = Line::of("Born ").strong(&day(date)).plain(doubt);
    match teller.clock.age(date) {
        Some(age) => line.plain(&format!(", {age}")),
        None => line,
    }
}

fn sex(sex: Held<'_>) -> Line {
    let administrative = sex.text("administrative").map(|code| match code {
        "not-known" => "sex not known".to_owned(),
        "indeterminate" => "sex indeterminate".to_owned(),
        code => words::plain(code),
    });
    match (administrative, sex.text("stated_gender")) {
        (Some(sex), Some(gender)) if !sex.eq_ignore_ascii_case(gender) => {
            Line::of(&format!("{sex} on the record, says: ")).quoted(gender)
        }
        (Some(sex), _) => Line::of(&sex),
        (None, Some(gender)) => Line::quote(gender),
        (None, None) => Line::default(),
    }
}

fn language(known: Held<'_>) -> Line {
    let languages: Vec<String> = known
        .list("languages")
        .into_iter()
        .filter_map(Held::text_of)
        .map(words::language)
        .collect();
    let is_english = languages.iter().any(|language| language == "English");
    let mut line = match languages.as_slice() {
        [] => Line::default(),
        _ => Line::of(&format!("speaks {}", words::list(&languages))),
    };
    let comma = |line: &Line| if line.is_empty() { "" } else { "; " };
    match known.flag("interpreter") {
        Some(true) => {
            let comma = comma(&line);
            line = line.plain(comma).strong("needs an interpreter");
        }
        Some(false) if !is_english && !languages.is_empty() => {
            line = line.plain("; no interpreter needed")
        }
        _ => {}
    }
    match known.text("needs") {
        Some(needs) => {
            let comma = comma(&line);
            line.plain(comma).quoted(needs)
        }
        None => line,
    }
}

fn nhs_number(known: Held<'_>) -> Line {
    let status = known.text("status").and_then(words::nhs_number_status);
    match (known.text("value"), known.text("unavailable")) {
        (Some(digits), _) => Line::of("NHS number ")
            .strong(&words::nhs_number(digits))
            .plain(&format!(", {}", status.unwrap_or("not verified"))),
        (None, Some(why)) => {
            let why = unavailable(why);
            Line::of(&format!("NHS number {why}"))
        }
        (None, None) => Line::default(),
    }
}

/// Every name but the one that stands above: "also called", "formerly".
fn other_names(names: Held<'_>) -> Vec<Line> {
    let above = names
        .items()
        .position(|name| name.peek("use") == Some("usual"))
        .unwrap_or(0);
    let others = names.items().enumerate().filter(|(n, _)| *n != above);
    others
        .map(|(_, name)| {
            let said = full_name(name);
            Line::of(&match name.text("use") {
                Some("previous") => format!("formerly {said}"),
                Some("official") => format!("officially {said}"),
                _ => format!("also called {said}"),
            })
        })
        .enumerate()
        .map(|(n, line)| {
            if n == 0 {
                Line::of(&words::capital(&line.words()))
            } else {
                line
            }
        })
        .collect()
}

/// The babies of the birth: sex, age by the birth, NHS number.
fn babies(teller: &Teller<'_>) -> Vec<Line> {
    let Some(babies) = teller.value("maternity", "babies") else {
        return Vec::new();
    };
    let born = teller
        .value("maternity", "obstetric")
        .and_then(|birth| birth.peek("delivered_at"));
    babies
        .items()
        .map(|one| {
            let mut line = Line::of(&words::capital(baby(one.text("sex"))));
            line = match one.text("outcome") {
                Some("stillborn") => line.strong(", stillborn"),
                Some("died") => line.strong(", died"),
                _ => line,
            };
            if let Some(born) = born {
                line = line.plain(" born ").strong(&day(born));
                if let Some(age) = teller
                    .clock
                    .age(born)
                    .filter(|_| one.peek("outcome") != Some("died"))
                {
                    line = line.plain(&format!(", {age}"));
                }
            }
            let status = one.text("nhs_number_status");
            let status = status.and_then(words::nhs_number_status);
            match (one.text("nhs_number"), status) {
                (Some(digits), status) => line
                    .plain("; NHS number ")
                    .strong(&words::nhs_number(digits))
                    .plain(&format!(", {}.", status.unwrap_or("not verified"))),
                (None, Some(status)) => line.plain(&format!("; NHS number {status}.")),
                (None, None) => line.plain("; no NHS number yet."),
            }
        })
        .collect()
}

/// Why there is no NHS number.
fn unavailable(why: &str) -> &'static str {
    match why {
        "overseas-patient" => "none: from abroad",
        "devolved-nation" => "none: from Scotland, Wales or Northern Ireland",
        _ => "not known",
    }
}

//! What the case does not say, in one place; and what no card said, so that nothing is lost.

use serde_json::Value;

use crate::{
    clock::day,
    document::{Block, Card, Row},
    held::Held,
    line::{Line, visible},
    look::Look,
    teller::Teller,
    words,
};

/// Members that are not for reading: what they say stands elsewhere in words, or is for machines.
pub const NOT_FOR_READING: [(&str, &str); 14] = [
    (
        "about",
        "what a text rests on: it decides who is told the text",
    ),
    ("absent", "said in the words of its field"),
    (
        "check",
        "the number of a check: the reason that answers it is said",
    ),
    ("code", "a code whose words are said"),
    (
        "id",
        "a reference within the case: whoever it names is named",
    ),
    (
        "label",
        "which label is lifted for whom: the reason is said",
    ),
    ("labels", "who may not see it: whoever reads may"),
    ("n", "the place of a journey in its list"),
    ("ods", "the code of an organisation whose name is said"),
    ("provenance", "said after what it is the origin of"),
    ("rank", "an order, in which the items are said"),
    ("rules", "the version of rules"),
    ("system", "the system of a code whose words are said"),
    ("text_digest", "which text a reason is about"),
];

/// The gaps by reason, what nobody could read, and that nothing was confirmed.
pub(crate) fn lines(teller: &Teller<'_>) -> Vec<Line> {
    let (gaps, codes) = teller.gaps();
    let order = [
        "none-known",
        "not-asked",
        "declined",
        "unknown",
        "not-held-by-sender",
        "not-read",
        "withheld-legal",
        "not-applicable",
    ];
    let mut lines = Vec::new();
    for reason in order {
        let mut of: Vec<String> = gaps
            .iter()
            .filter(|(known, _)| known == reason)
            .map(|(_, of)| of.clone())
            .collect();
        of.dedup();
        if of.is_empty() {
            continue;
        }
        let title = match reason {
            "none-known" => "Asked, nothing found".to_owned(),
            reason => words::capital(&words::absent(reason, teller.person.she, teller.sender())),
        };
        lines.push(
            Line::default()
                .strong(&title)
                .plain(": ")
                .plain(&words::list(&of))
                .plain("."),
        );
    }
    if !codes.is_empty() {
        let codes = codes
            .into_iter()
            .map(|(of, code)| Line::of(&format!("{of} ")).quoted(&code))
            .collect();
        let line = Line::default()
            .strong("Came as codes that nobody could read")
            .plain(": ");
        lines.push(line.and(crate::line::joined(codes, ", ")).plain("."));
    }
    if teller.nothing_confirmed() && !lines.is_empty() {
        lines.push(
            Line::default()
                .strong("Nothing here was confirmed")
                .plain(" by a second source."),
        );
    }
    lines
}

/// What no card said: a member that the dataset got since, or that stands where nothing looks for it.
pub(crate) fn others(teller: &Teller<'_>, is_said: &dyn Fn(&str) -> bool) -> Option<Card> {
    let mut rows = Vec::new();
    for (section, held) in teller.sections.members() {
        for (field, held) in held.members().filter(|(field, _)| *field != "provenance") {
            let mut lines = Vec::new();
            unread(held, field, is_said, &mut lines);
            if !lines.is_empty() {
                let title = format!(
                    "{} ({})",
                    words::capital(&words::plain(field)),
                    crate::around::section_words(section)
                );
                rows.push(Row {
                    name: title,
                    body: crate::teller::as_blocks(lines),
                });
            }
        }
    }
    (!rows.is_empty()).then(|| Card {
        id: "also",
        title: "Also held".to_owned(),
        look: Look::Plain,
        verdict: None,
        blocks: vec![Block::Rows(rows)],
        source: None,
    })
}

/// A date as people write it, a code without hyphens, another text as it is.
fn uncoded(text: &str) -> String {
    let is_code = text
        .bytes()
        .all(|byte| byte.is_ascii_lowercase() || byte == b'-');
    if is_code {
        words::plain(text)
    } else {
        day(text)
    }
}

fn unread(held: Held<'_>, name: &str, is_said: &dyn Fn(&str) -> bool, lines: &mut Vec<Line>) {
    let is_for_reading = !NOT_FOR_READING.iter().any(|(member, _)| *member == name);
    if held.is_read() || !is_for_reading {
        return;
    }
    match held.raw() {
        Value::Object(_) => held
            .members()
            .for_each(|(name, member)| unread(member, name, is_said, lines)),
        Value::Array(_) => held
            .items()
            .for_each(|item| unread(item, name, is_said, lines)),
        Value::String(text) if is_said(&visible(text)) => {}
        Value::String(text) => {
            lines.push(Line::of(&format!("{}: ", words::plain(name))).quoted(&uncoded(text)))
        }
        Value::Bool(true) => lines.push(Line::of(&words::plain(name))),
        Value::Number(number) => lines.push(Line::of(&format!("{}: {number}", words::plain(name)))),
        Value::Bool(false) | Value::Null => {}
    }
}

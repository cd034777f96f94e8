//! A reading as words, to look for some.

use handover_dataset::Profile;
use handover_reading::{Block, Card, Line, Reading, Weight, read};
use serde_json::{Value, json};

/// A case of a drug service as it reads on the first of February 2010.
pub(crate) fn reading_of(sections: &Value) -> Reading {
    let case = json!({"mhd": "mhd/1", "profile": "caseload-transfer@1", "sections": sections});
    reading(&case, "2010-02-01T09:00:00Z")
}

pub(crate) fn reading(case: &Value, at: &str) -> Reading {
    let name = case["profile"].as_str().unwrap().split('@').next().unwrap();
    let profile = Profile::built_in(name).unwrap();
    read(case, at.parse().unwrap(), Some(profile.stale_days()))
}

/// Every sentence that is read, in its order; sources apart.
pub(crate) fn lines(reading: &Reading) -> Vec<String> {
    let mut all = vec![reading.name.clone(), reading.bar.words()];
    all.extend(reading.about.iter().map(Line::words));
    reading
        .why
        .iter()
        .for_each(|block| block_lines(block, &mut all));
    all.extend(reading.strip.iter().map(Line::words));
    for card in reading.top.iter().chain(&reading.rest) {
        card_lines(card, &mut all);
    }
    all.extend(reading.unsaid.iter().map(Line::words));
    all.push(reading.foot_note.words());
    all.retain(|line| !line.is_empty());
    all
}

pub(crate) fn words(reading: &Reading) -> String {
    lines(reading).join("\n")
}

pub(crate) fn card<'r>(reading: &'r Reading, id: &str) -> Option<&'r Card> {
    reading
        .top
        .iter()
        .chain(&reading.rest)
        .find(|card| card.id == id)
}

pub(crate) fn card_words(reading: &Reading, id: &str) -> String {
    let mut all = Vec::new();
    if let Some(card) = card(reading, id) {
        card_lines(card, &mut all);
    }
    all.join("\n")
}

fn card_lines(card: &Card, all: &mut Vec<String>) {
    all.push(card.title.clone());
    all.extend(card.verdict.iter().map(Line::words));
    card.blocks.iter().for_each(|block| block_lines(block, all));
    all.extend(card.source.clone());
}

fn block_lines(block: &Block, all: &mut Vec<String>) {
    match block {
        Block::Line(line) | Block::Fix(line) | Block::Known(line) | Block::Check(line) => {
            all.push(line.words())
        }
        Block::Quote(text) => all.push(format!("\"{text}\"")),
        Block::Source(text) => all.push(text.clone()),
        Block::List(lines) => all.extend(lines.iter().map(Line::words)),
        Block::Rows(rows) => {
            for row in rows {
                let mut body = Vec::new();
                row.body
                    .iter()
                    .for_each(|block| block_lines(block, &mut body));
                all.push(format!("{}: {}", row.name, body.join("\n")));
            }
        }
        Block::Ways(ways) => all.extend(
            ways.iter()
                .map(|way| format!("{}: {}", way.word, way.ways.words())),
        ),
        Block::Tasks(tasks) => {
            for task in tasks {
                let urgent = if task.urgent { "Urgent " } else { "" };
                all.push(format!(
                    "{urgent}{}: {} {}",
                    task.when,
                    task.what.words(),
                    task.who.words()
                ));
                all.extend(task.source.clone());
            }
        }
        Block::Table(table) => {
            all.push(table.caption.clone());
            all.extend(table.rows.iter().map(|row| row.join(" ")));
        }
        Block::Both(sides) => {
            for side in sides {
                let words: Vec<String> = side.lines.iter().map(Line::words).collect();
                all.push(format!("Answer: {}", words.join("; ")));
                all.extend(side.source.clone());
            }
        }
    }
}

/// The words of a weight.
pub(crate) fn weighed(line: &Line, weight: Weight) -> String {
    line.spans()
        .iter()
        .filter(|span| span.weight == weight)
        .map(|span| span.text.as_str())
        .collect()
}

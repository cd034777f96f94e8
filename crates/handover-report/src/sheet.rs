//! One case as a plain readable sheet: the reading of `handover-reading`, for a terminal or a file of text.

use handover::{case::profile::StaleDays, trust::PosixTime};
use handover_reading::{Block, Card, Line, Look, Reading, Side, Task, Way, Weight};
use serde_json::Value;

use crate::{Page, Paint};

pub use handover_reading::COMPLETENESS;

/// How a sheet is written.
#[derive(Clone, Copy, Debug)]
#[expect(
    clippy::exhaustive_structs,
    reason = "when it is read, by which profile, and how it looks"
)]
pub struct SheetStyle {
    /// The moment from which ages are counted.
    pub at: PosixTime,
    /// When answers are old for the profile; if not said, none is.
    pub stale: Option<StaleDays>,
    /// Its colours and width.
    pub paint: Paint,
}

/// How `case`, a case in the dataset's JSON, reads.
#[must_use]
pub fn read(case: &Value, style: &SheetStyle) -> Reading {
    handover_reading::read(case, style.at, style.stale)
}

/// The sheet of `case`, a case in the dataset's JSON.
#[must_use]
pub fn write(case: &Value, style: &SheetStyle) -> String {
    let reading = read(case, style);
    let mut page = Page::new(style.paint);
    heading(&mut page, &reading);
    for card in &reading.top {
        write_card(&mut page, card, true);
    }
    for card in &reading.rest {
        write_card(&mut page, card, false);
    }
    if !reading.unsaid.is_empty() {
        page.heading("What this case does not say", "");
        for line in &reading.unsaid {
            page.item(&said(page.paint, line));
        }
    }
    page.gap();
    if !reading.foot_note.is_empty() {
        page.paragraph(&said(page.paint, &reading.foot_note));
    }
    page.rule();
    page.into_text()
}

fn heading(page: &mut Page, reading: &Reading) {
    page.rule();
    page.line(&page.paint.strong(&reading.name));
    for line in &reading.about {
        page.paragraph_at_margin(&said(page.paint, line));
    }
    page.paragraph_at_margin(&page.paint.faint(&said(Paint::plain(), &reading.bar)));
    page.rule();
    blocks(page, &reading.why);
    for line in &reading.strip {
        page.paragraph(&said(page.paint, line));
    }
}

fn write_card(page: &mut Page, card: &Card, is_on_top: bool) {
    match card.look {
        Look::No | Look::Ask if is_on_top => page.alarm(&card.title),
        _ => page.heading(&card.title, ""),
    }
    if let Some(verdict) = &card.verdict {
        let verdict = said(Paint::plain(), verdict);
        let verdict = match card.look {
            Look::No => page.paint.danger(&verdict),
            Look::Ask => page.paint.warning(&verdict),
            Look::Yes => page.paint.good(&verdict),
            Look::Plain => page.paint.strong(&verdict),
        };
        page.paragraph(&verdict);
    }
    blocks(page, &card.blocks);
    if let Some(source) = &card.source {
        page.paragraph(&page.paint.faint(&format!("({source})")));
    }
}

fn blocks(page: &mut Page, all: &[Block]) {
    for block in all {
        match block {
            Block::Rows(rows) => {
                for row in rows {
                    page.field(
                        &row.name,
                        &row.body
                            .iter()
                            .flat_map(|block| lines(page.paint, block))
                            .collect::<Vec<_>>(),
                    );
                }
            }
            Block::Ways(ways) => ways.iter().for_each(|way| write_way(page, way)),
            Block::Tasks(tasks) => tasks
                .iter()
                .for_each(|task| page.item(&task_words(page.paint, task))),
            Block::List(lines) => lines
                .iter()
                .for_each(|line| page.item(&said(page.paint, line))),
            block => lines(page.paint, block)
                .iter()
                .for_each(|line| page.paragraph(line)),
        }
    }
}

fn write_way(page: &mut Page, way: &Way) {
    let word = look(page.paint, way.look, way.word);
    page.field(&word, &[said(page.paint, &way.ways)]);
}

/// A word with its look: a sign of its own before it, for the eye that sees no colour.
fn look(paint: Paint, look: Look, word: &str) -> String {
    match look {
        Look::No => paint.danger(&format!("[X] {word}")),
        Look::Ask => paint.warning(&format!("[?] {word}")),
        Look::Yes => paint.good(&format!("[v] {word}")),
        Look::Plain => word.to_owned(),
    }
}

/// A block within a row, line by line.
fn lines(paint: Paint, block: &Block) -> Vec<String> {
    match block {
        Block::Line(line) | Block::Fix(line) | Block::Known(line) => vec![said(paint, line)],
        Block::Check(line) => vec![paint.warning(&said(Paint::plain(), line))],
        Block::Quote(text) => vec![format!("\"{text}\"")],
        Block::Source(source) => vec![paint.faint(&format!("({source})"))],
        Block::List(all) => all.iter().map(|line| said(paint, line)).collect(),
        Block::Rows(rows) => {
            let row = rows.iter().flat_map(|row| {
                let mut body: Vec<String> = row
                    .body
                    .iter()
                    .flat_map(|block| lines(paint, block))
                    .collect();
                if let Some(first) = body.first_mut() {
                    *first = format!("{}: {first}", row.name);
                }
                body
            });
            row.collect()
        }
        Block::Table(table) => table_lines(&table.caption, &table.head, &table.rows),
        Block::Both(sides) => both(paint, sides),
        Block::Ways(ways) => ways
            .iter()
            .map(|way| {
                format!(
                    "{}: {}",
                    look(paint, way.look, way.word),
                    said(paint, &way.ways)
                )
            })
            .collect(),
        Block::Tasks(tasks) => tasks.iter().map(|task| task_words(paint, task)).collect(),
    }
}

fn both(paint: Paint, sides: &[Side]) -> Vec<String> {
    let number = if sides.len() == 2 {
        "Two answers"
    } else {
        "Several answers"
    };
    let mut all = vec![paint.warning(&format!("{number}. Go by the first."))];
    for (n, side) in sides.iter().enumerate() {
        let words: Vec<String> = side.lines.iter().map(|line| said(paint, line)).collect();
        let source = side
            .source
            .as_ref()
            .map(|source| format!(" ({source})"))
            .unwrap_or_default();
        all.push(format!(
            "{}) {}{source}",
            n.saturating_add(1),
            words.join("; ")
        ));
    }
    all
}

fn table_lines(caption: &str, head: &[&str], rows: &[Vec<String>]) -> Vec<String> {
    let mut all = vec![format!("{caption}:")];
    for row in rows {
        let mut cells = row.iter().zip(head);
        let first = cells
            .next()
            .map(|(cell, _)| cell.clone())
            .unwrap_or_default();
        let rest: Vec<String> = cells
            .map(|(cell, name)| format!("{}: {cell}", name.to_lowercase()))
            .collect();
        all.push(format!("{first} ({})", rest.join("; ")));
    }
    all
}

fn task_words(paint: Paint, task: &Task) -> String {
    let urgent = if task.urgent {
        paint.danger("URGENT ")
    } else {
        String::new()
    };
    let who = said(paint, &task.who);
    let source = task
        .source
        .as_ref()
        .map(|source| format!(" ({source})"))
        .unwrap_or_default();
    let what = said(paint, &task.what);
    let stop = if what.ends_with(['.', '!', '?', '"']) {
        ""
    } else {
        "."
    };
    format!("{urgent}{}: {what}{stop} Who: {who}.{source}", task.when)
}

/// A line with its weights.
fn said(paint: Paint, line: &Line) -> String {
    let words = line.spans().iter().map(|span| match span.weight {
        Weight::Quoted => format!("\"{}\"", span.text),
        Weight::Old | Weight::Late => paint.warning(&span.text),
        Weight::Say(with) => look(paint, with, &span.text),
        Weight::Plain | Weight::Strong | Weight::Struck => span.text.clone(),
    });
    words.collect()
}

#[cfg(test)]
mod tests;

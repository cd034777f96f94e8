//! From a case to what is read.

use std::collections::BTreeMap;

use handover_dataset::profile::StaleDays;
use handover_time::PosixTime;
use serde_json::Value;

use crate::{
    around,
    clock::{Clock, day},
    danger,
    document::{Block, Card, Reading, Row},
    held::{Held, Ledger},
    identity, journey,
    line::Line,
    look::Look,
    maternity, next, passing, plan, reach, reply, risk,
    teller::Teller,
    todo, unsaid, urgency, whereabouts, why,
};

/// How `case`, a case in the dataset's JSON as one reader sees it, reads at a moment. Answers older than `stale` are
/// old; if it is not said, none is.
///
/// What is half known, as in a draft, reads as far as it is known.
#[must_use]
pub fn read(case: &Value, at: PosixTime, stale: Option<StaleDays>) -> Reading {
    let nothing = Value::Null;
    let sections = case.get("sections").unwrap_or(&nothing);
    let clock = Clock::at(at);
    let reference = sections
        .pointer("/handover/case_reference")
        .and_then(Value::as_str);
    let bar = bar(clock, reference);
    if reply::is_one(case) {
        return reply::read(sections, bar);
    }
    let one_place = one_place(sections);
    let ledger = Ledger::default();
    let held = Held::new(&one_place, &ledger);
    let teller = Teller::new(clock, stale, held);
    if let Some(reference) = held
        .get("handover")
        .and_then(|handover| handover.get("case_reference"))
    {
        reference.pass();
    }
    let title = reference.map(|reference| format!("Case {}", crate::line::visible(reference)));
    let name = identity::name(&teller)
        .or_else(|| title.clone())
        .unwrap_or_else(|| "Case without a reference".to_owned());
    let name = name + &identity::and_babies(&teller);
    let (about, doubts) = identity::about(&teller);
    let why = why::situation(&teller);
    let strip = why::strip(&teller);
    let (reach, short) =
        reach::card(&teller).map_or((None, None), |(card, short)| (Some(card), Some(short)));
    let mut top: Vec<Card> = reach.into_iter().collect();
    top.extend(danger::card(&teller));
    top.extend(todo::card(&teller));
    top.extend(next::appointment(&teller));
    top.extend(next::medicines(&teller));
    top.extend(next::safety_plan(&teller));
    let mut rest = Vec::new();
    rest.extend(why::rest(&teller));
    rest.extend(risk::notes(&teller));
    rest.extend(risk::card(&teller));
    rest.extend(maternity::mother(&teller));
    rest.extend(maternity::babies(&teller));
    rest.extend(plan::card(&teller));
    rest.extend(around::card(&teller));
    rest.extend(journey::card(&teller));
    rest.extend(whereabouts::card(&teller));
    rest.extend(passing::handover(&teller));
    if !doubts.is_empty() {
        rest.insert(0, beside_the_name(doubts));
    }
    let unsaid = unsaid::lines(&teller);
    let said = all_words(&about, &why, &strip, top.iter().chain(&rest), &unsaid);
    rest.extend(unsaid::others(&teller, &|text| said.contains(text)));
    for card in top.iter_mut().chain(&mut rest) {
        gather(card);
    }
    let birth = sections
        .pointer("/person/birth_date/value/date")
        .and_then(Value::as_str);
    let birth = birth
        .map(|birth| format!(", born {}", day(birth)))
        .unwrap_or_default();
    Reading {
        bar,
        foot: format!("{name}{birth}{}. Confidential.", reference_of(reference)),
        name,
        about,
        why,
        strip,
        top,
        rest,
        unsaid,
        foot_note: passing::sealed(&teller),
        summary: urgency::summary(&teller, short),
    }
}

fn reference_of(reference: Option<&str>) -> String {
    reference
        .map(|reference| format!(", case {}", crate::line::visible(reference)))
        .unwrap_or_default()
}

fn bar(clock: Clock, reference: Option<&str>) -> Line {
    let case = reference
        .map(|reference| format!("Case {reference}, read "))
        .unwrap_or_else(|| "Read ".to_owned());
    Line::default()
        .strong("Confidential.")
        .plain(&format!(" {case}{}.", clock.now()))
}

/// The sections with one place: the protected one, where the other is empty.
fn one_place(sections: &Value) -> Value {
    let mut sections = sections.clone();
    if let Some(members) = sections.as_object_mut()
        && let Some(protected) = members.remove("location_protected")
    {
        let is_empty = members
            .get("location")
            .is_none_or(|place| place.as_object().is_none_or(serde_json::Map::is_empty));
        if is_empty {
            members.insert("location".to_owned(), protected);
        } else {
            members.insert("location_protected".to_owned(), protected);
        }
    }
    sections
}

/// What stands beside the name line: notes, other answers, corrections.
fn beside_the_name(blocks: Vec<Block>) -> Card {
    Card {
        id: "name",
        title: "Beside the name".to_owned(),
        look: Look::Plain,
        verdict: None,
        blocks,
        source: None,
    }
}

/// Sets the source that most rows of a card have once at its end.
fn gather(card: &mut Card) {
    let mut counts: BTreeMap<String, usize> = BTreeMap::new();
    each_source(&mut card.blocks, &mut |source| {
        let count = counts.entry(source.clone()).or_default();
        *count = count.saturating_add(1);
        true
    });
    let most = card.source.clone().or_else(|| {
        let most = counts.into_iter().max_by_key(|(_, count)| *count);
        most.map(|(source, _)| source)
    });
    let Some(most) = most else { return };
    each_source(&mut card.blocks, &mut |source| *source != most);
    card.source = Some(most);
}

/// Keeps the sources of blocks and of the rows in them for which `keep` says so.
fn each_source(blocks: &mut Vec<Block>, keep: &mut dyn FnMut(&String) -> bool) {
    blocks.retain_mut(|block| match block {
        Block::Source(source) => keep(source),
        Block::Rows(rows) => {
            rows.iter_mut()
                .for_each(|Row { body, .. }| each_source(body, keep));
            true
        }
        _ => true,
    });
}

/// Every word that is said, to see whether a text is among them.
fn all_words<'r>(
    about: &[Line],
    why: &[Block],
    strip: &[Line],
    cards: impl Iterator<Item = &'r Card>,
    unsaid: &[Line],
) -> String {
    let mut said = String::new();
    let mut add = |text: &str| {
        said.push_str(text);
        said.push('\n');
    };
    about
        .iter()
        .chain(strip)
        .chain(unsaid)
        .for_each(|line| add(&line.words()));
    why.iter().for_each(|block| words_of(block, &mut add));
    for card in cards {
        card.verdict.iter().for_each(|line| add(&line.words()));
        card.blocks
            .iter()
            .for_each(|block| words_of(block, &mut add));
    }
    said
}

fn words_of(block: &Block, add: &mut dyn FnMut(&str)) {
    match block {
        Block::Line(line) | Block::Fix(line) | Block::Known(line) | Block::Check(line) => {
            add(&line.words())
        }
        Block::Quote(text) | Block::Source(text) => add(text),
        Block::Rows(rows) => rows.iter().for_each(|row| {
            add(&row.name);
            row.body.iter().for_each(|block| words_of(block, add));
        }),
        Block::Ways(ways) => ways.iter().for_each(|way| add(&way.ways.words())),
        Block::Tasks(tasks) => tasks.iter().for_each(|task| {
            add(&task.when);
            add(&task.what.words());
            add(&task.who.words());
        }),
        Block::Table(table) => table.rows.iter().flatten().for_each(|cell| add(cell)),
        Block::Both(sides) => sides
            .iter()
            .flat_map(|side| &side.lines)
            .for_each(|line| add(&line.words())),
        Block::List(lines) => lines.iter().for_each(|line| add(&line.words())),
    }
}

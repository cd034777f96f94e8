//! What the words of a coded column mean: each with how often it occurs.

use std::sync::Arc;

use askama::Template;
use axum::extract::{Path, State};
use handover::{case::title_words, extract::Meaning};

use super::{
    hand::{Hand, aside},
    journey::{Done, Journey},
    steps::{self, Step},
};
use crate::{
    answer::{Answer, Stop, page, see},
    desk::Desk,
    frame::{Frame, Place},
    posted::Posted,
};

#[derive(Template)]
#[template(path = "hand_over/words.html")]
struct WordsPage {
    frame: Frame,
    number: u32,
    at: usize,
    caption: String,
    heading: String,
    says: &'static str,
    words: Vec<Word>,
    /// Whether only somebody who knows the person can say it.
    is_for_each: bool,
}

struct Word {
    at: usize,
    word: String,
    count: usize,
    is_known: bool,
    choices: Vec<(&'static str, String, bool)>,
}

/// The first column that nobody has looked at.
pub(super) async fn first(State(desk): State<Arc<Desk>>, Path(number): Path<u32>) -> Answer {
    let next = aside(&desk, move |hand| {
        next(&Journey::of(&hand.room, number)?, true)
    })
    .await?;
    onward(&desk, number, next)
}

fn next(journey: &Journey, again: bool) -> Result<Option<usize>, Stop> {
    let columns = steps::coded(&journey.mapping()?);
    Ok(steps::next_of(&columns, &journey.notes()?.words, again))
}

fn onward(desk: &Desk, number: u32, next: Option<usize>) -> Answer {
    let base = desk.base();
    match next {
        Some(at) => see(format!("{base}/hand-over/{number}/words/{at}")),
        None => see(format!("{base}/hand-over/{number}/dates")),
    }
}

pub(super) async fn show(
    State(desk): State<Arc<Desk>>,
    Path((number, at)): Path<(u32, usize)>,
) -> Answer {
    let mut shown = aside(&desk, move |hand| look(hand, number, at)).await?;
    shown.frame = desk.frame("What your words mean").at(Place::HandOver);
    page(&shown)
}

fn look(hand: &mut Hand, number: u32, at: usize) -> Result<WordsPage, Stop> {
    let journey = Journey::of(&hand.room, number)?;
    let columns = journey.mapping()?.columns();
    let line = columns.get(at).ok_or(Stop::Gone)?;
    let looked = hand.look(number)?;
    let mut proposed = looked.proposal()?.columns.iter();
    let proposed = proposed.find(|column| column.heading == line.heading);
    let count = |word: &str| {
        let words = proposed.map_or(&[][..], |column| &column.words);
        let found = words.iter().find(|(known, _, _)| known == word);
        found.map_or(0, |(_, count, _)| *count)
    };
    let words = line
        .words
        .iter()
        .enumerate()
        .map(|(at, (word, code))| Word {
            at,
            count: count(word),
            is_known: code.is_some(),
            choices: line
                .codes
                .iter()
                .map(|one| (*one, said(one), code.as_deref() == Some(one)))
                .collect(),
            word: word.clone(),
        });
    let mut words: Vec<Word> = words.collect();
    // What nobody knows comes first.
    words.sort_by_key(|word| word.is_known);
    Ok(WordsPage {
        frame: Frame::default(),
        number,
        at,
        caption: Step::Words.caption(),
        heading: line.heading.clone(),
        says: Meaning::of(&line.meaning).map_or("", Meaning::says),
        words,
        is_for_each: line.codes.is_empty(),
    })
}

/// A code as people say it.
fn said(code: &str) -> String {
    let code = code.strip_prefix("absent:").unwrap_or(code);
    title_words(code)
}

/// Somebody says what the words of a column mean.
pub(super) async fn confirm(
    State(desk): State<Arc<Desk>>,
    Path((number, at)): Path<(u32, usize)>,
    posted: Posted,
) -> Answer {
    let next = aside(&desk, move |hand| {
        let journey = Journey::of(&hand.room, number)?;
        let mut mapping = journey.mapping()?;
        let columns = mapping.columns();
        let line = columns.get(at).ok_or(Stop::Gone)?;
        for (nth, (word, _)) in line.words.iter().enumerate() {
            let field = format!("m{nth}");
            if !posted.has(&field) {
                continue;
            }
            let code = match posted.text(&field) {
                "" => UNREAD,
                code if line.codes.contains(&code) => code,
                _ => return Err(Stop::Stale),
            };
            let taken = mapping.word(&line.heading, word, code);
            taken.map_err(|_| Stop::Bug)?;
        }
        journey.keep_mapping(&mapping)?;
        let done = Done::new(&hand.who, hand.now);
        journey.note(|notes| {
            notes.words.insert(line.heading.clone(), done);
            notes.imported = None;
        })?;
        next(&journey, false)
    })
    .await?;
    onward(&desk, number, next)
}

/// What stands behind a word in the mapping while nobody says what it means.
const UNREAD: &str = "?";

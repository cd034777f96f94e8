//! How a column writes days: the forms that occur, with counts.

use std::sync::Arc;

use askama::Template;
use axum::extract::{Path, State};
use handover::extract::{Meaning, day_forms};
use handover_time::month_name;

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

/// How many cells that are no day are shown.
const UNDATED: usize = 12;

#[derive(Template)]
#[template(path = "hand_over/dates.html")]
struct DatesPage {
    frame: Frame,
    number: u32,
    at: usize,
    caption: String,
    heading: String,
    says: &'static str,
    filled: usize,
    forms: Vec<Form>,
    undated: usize,
    /// Some of the cells that are no day.
    others: Vec<String>,
    /// A day that could be read either way round, and how it is read.
    either_way: Option<(String, String, String)>,
}

struct Form {
    at: usize,
    words: String,
    count: usize,
    example: String,
    is_read: bool,
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
    let columns = steps::dated(&journey.mapping()?);
    Ok(steps::next_of(&columns, &journey.notes()?.dates, again))
}

fn onward(desk: &Desk, number: u32, next: Option<usize>) -> Answer {
    let base = desk.base();
    match next {
        Some(at) => see(format!("{base}/hand-over/{number}/dates/{at}")),
        None => see(format!("{base}/hand-over/{number}/facts")),
    }
}

pub(super) async fn show(
    State(desk): State<Arc<Desk>>,
    Path((number, at)): Path<(u32, usize)>,
) -> Answer {
    let mut shown = aside(&desk, move |hand| look(hand, number, at)).await?;
    shown.frame = desk.frame("How you write dates").at(Place::HandOver);
    page(&shown)
}

fn look(hand: &mut Hand, number: u32, at: usize) -> Result<DatesPage, Stop> {
    let journey = Journey::of(&hand.room, number)?;
    let columns = journey.mapping()?.columns();
    let line = columns.get(at).ok_or(Stop::Gone)?;
    let looked = hand.look(number)?;
    let proposal = looked.proposal()?;
    let proposed = proposal
        .columns
        .iter()
        .find(|column| column.heading == line.heading);
    let proposed = proposed.ok_or(Stop::Gone)?;
    let values = looked.values(&line.heading, usize::MAX)?;
    let mut others = Vec::new();
    let mut examples: Vec<Option<String>> = vec![None; proposed.dates.len()];
    let mut either_way = None;
    for value in &values {
        let reading = proposed
            .dates
            .iter()
            .position(|(form, _)| day_forms(value).any(|one| one == form));
        match reading.and_then(|at| examples.get_mut(at)) {
            Some(example) => {
                example.get_or_insert_with(|| value.clone());
                if either_way.is_none() {
                    either_way = two_ways(value);
                }
            }
            None if others.len() < UNDATED && !proposal.nulls.contains(value) => {
                others.push(value.clone());
            }
            None => {}
        }
    }
    let forms = proposed.dates.iter().zip(examples).enumerate();
    let forms = forms.map(|(at, ((form, count), example))| Form {
        at,
        words: in_words(form),
        count: *count,
        example: example.unwrap_or_default(),
        is_read: line.dates.contains(form),
    });
    Ok(DatesPage {
        frame: Frame::default(),
        number,
        at,
        caption: Step::Dates.caption(),
        heading: line.heading.clone(),
        says: Meaning::of(&line.meaning).map_or("", Meaning::says),
        filled: proposed.filled,
        forms: forms.collect(),
        undated: proposed.undated,
        others,
        either_way,
    })
}

/// `03/04/1985`: 3 April, and not 4 March.
fn two_ways(value: &str) -> Option<(String, String, String)> {
    let mut parts = value.split(['/', '.']);
    let mut number = || parts.next()?.trim().parse::<i8>().ok();
    let (day, month) = (number()?, number()?);
    if day == month || !(1..=12).contains(&day) || !(1..=12).contains(&month) {
        return None;
    }
    Some((
        value.to_owned(),
        format!("{day} {}", month_name(month)?),
        format!("{month} {}", month_name(day)?),
    ))
}

/// A form as people say it.
fn in_words(form: &str) -> String {
    let has_time = form.contains("[ hh:mm]") || form.contains("[Thh:mm]");
    let form = form.replace("[ hh:mm]", "").replace("[Thh:mm]", "");
    let words = match form.as_str() {
        "excel" => "a number of days, as Excel keeps it".to_owned(),
        "yyyy-mm-dd" => "year-month-day, or a date that Excel keeps as one".to_owned(),
        "d/m/yyyy" => "day/month/year".to_owned(),
        "d/m/yy" => "day/month/year of two digits".to_owned(),
        "mmm yy" => "month and year of two digits".to_owned(),
        "mmm yyyy" => "month and year".to_owned(),
        form => form.to_owned(),
    };
    if has_time {
        format!("{words}, with or without a time")
    } else {
        words
    }
}

/// Somebody says which forms are days.
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
        let looked = hand.look(number)?;
        let mut proposed = looked.proposal()?.columns.iter();
        let proposed = proposed.find(|column| column.heading == line.heading);
        let forms = proposed.ok_or(Stop::Gone)?.dates.iter().enumerate();
        let read = forms.filter(|(nth, _)| posted.has(&format!("f{nth}")));
        let read: Vec<&str> = read.map(|(_, (form, _))| form.as_str()).collect();
        if read.is_empty() {
            return Err(Stop::told(
                "no form of days is left, so that nothing of the column would be read",
                "Leave one, or go back to the columns and say that it is something else.",
            ));
        }
        mapping.dates(&line.heading, read).map_err(|_| Stop::Bug)?;
        journey.keep_mapping(&mapping)?;
        let done = Done::new(&hand.who, hand.now);
        journey.note(|notes| {
            notes.dates.insert(line.heading.clone(), done);
            notes.imported = None;
        })?;
        next(&journey, false)
    })
    .await?;
    onward(&desk, number, next)
}

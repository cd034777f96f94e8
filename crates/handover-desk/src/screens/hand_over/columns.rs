//! Which column is what, group by group.

use std::sync::Arc;

use askama::Template;
use axum::extract::{Path, State};
use handover::extract::{ColumnGroup, Meaning};
use handover_proposal::{ColumnLine, ConfirmError, Evidence, Proposal};

use super::{
    hand::{Hand, aside},
    journey::{Done, Journey},
    steps::{Step, group_of, has_any},
};
use crate::{
    answer::{Answer, Stop, page, see},
    desk::Desk,
    frame::{Frame, Place},
    posted::Posted,
    screens::mistake::Mistakes,
};

/// How many values of a column are shown.
const VALUES: usize = 3;

#[derive(Template)]
#[template(path = "hand_over/columns.html")]
struct ColumnsPage {
    frame: Frame,
    number: u32,
    caption: String,
    title: &'static str,
    group: usize,
    columns: Vec<Column>,
    lacking: Vec<Lacking>,
    who: String,
    organisation: String,
    mistakes: Mistakes,
}

struct Column {
    /// Its place in the mapping: no heading stands in the name of a field.
    at: usize,
    heading: String,
    values: Vec<String>,
    filled: usize,
    tag: (&'static str, &'static str),
    groups: Vec<Choices>,
    why: String,
}

struct Choices {
    title: &'static str,
    choices: Vec<Choice>,
}

struct Choice {
    value: String,
    says: String,
    is_chosen: bool,
}

/// What a receiving worker would miss, and no column says.
struct Lacking {
    meaning: &'static str,
    says: &'static str,
    may_be_not_held: bool,
    is_not_held: bool,
}

/// What a group is called.
const fn title(group: ColumnGroup) -> &'static str {
    match group {
        ColumnGroup::Person => "Who they are",
        ColumnGroup::Contact => "How to reach them safely",
        ColumnGroup::Place => "Where they live, GP and pharmacy",
        ColumnGroup::Risk => "Risk and safeguarding",
        ColumnGroup::Plan => "Plan and medicines",
        ColumnGroup::Journey => "Their time with you, and whether they object",
        ColumnGroup::Other => "Notes, and what is not handed over",
    }
}

/// The first group that nobody has looked at.
pub(super) async fn first(State(desk): State<Arc<Desk>>, Path(number): Path<u32>) -> Answer {
    let next = aside(&desk, move |hand| {
        let journey = Journey::of(&hand.room, number)?;
        Ok(next(&journey)?.unwrap_or(1))
    })
    .await?;
    see(format!("{}/hand-over/{number}/columns/{next}", desk.base()))
}

fn next(journey: &Journey) -> Result<Option<usize>, Stop> {
    let (mapping, notes) = (journey.mapping()?, journey.notes()?);
    let groups = (1_usize..).zip(ColumnGroup::ALL);
    let mut open =
        groups.filter(|(at, group)| !notes.groups.contains_key(at) && has_any(&mapping, *group));
    Ok(open.next().map(|(at, _)| at))
}

pub(super) async fn show(
    State(desk): State<Arc<Desk>>,
    Path((number, group)): Path<(u32, usize)>,
) -> Answer {
    shown(&desk, number, group, Mistakes::default()).await
}

async fn shown(desk: &Arc<Desk>, number: u32, group: usize, mistakes: Mistakes) -> Answer {
    let mut shown = aside(desk, move |hand| look(hand, number, group, mistakes)).await?;
    let frame = desk.frame(shown.title).at(Place::HandOver);
    shown.organisation = frame
        .sitter
        .as_ref()
        .map_or_else(String::new, |sitter| sitter.organisation.clone());
    shown.frame = frame;
    page(&shown)
}

fn look(
    hand: &mut Hand,
    number: u32,
    group: usize,
    mistakes: Mistakes,
) -> Result<ColumnsPage, Stop> {
    let journey = Journey::of(&hand.room, number)?;
    let mapping = journey.mapping()?;
    let of = group.checked_sub(1).and_then(|at| ColumnGroup::ALL.get(at));
    let of = *of.ok_or(Stop::Gone)?;
    let looked = hand.look(number)?;
    let proposal = looked.proposal()?;
    let mut columns = Vec::new();
    for (at, line) in mapping.columns().into_iter().enumerate() {
        if group_of(&line.meaning) == of {
            let values = looked.values(&line.heading, VALUES)?;
            columns.push(column(at, &line, proposal, values));
        }
    }
    let lacking = mapping.lacking().into_iter();
    let lacking = lacking.filter(|one| group_of(one.meaning) == of);
    Ok(ColumnsPage {
        frame: Frame::default(),
        number,
        caption: Step::Columns.caption(),
        title: title(of),
        group,
        columns,
        lacking: lacking
            .map(|one| Lacking {
                meaning: one.meaning,
                says: Meaning::of(one.meaning).map_or("", Meaning::says),
                may_be_not_held: one.may_be_not_held,
                is_not_held: one.not_held_by.is_some(),
            })
            .collect(),
        who: hand.who.clone(),
        organisation: String::new(),
        mistakes,
    })
}

fn column(at: usize, line: &ColumnLine, proposal: &Proposal, values: Vec<String>) -> Column {
    let proposed = proposal
        .columns
        .iter()
        .find(|column| column.heading == line.heading);
    let evidence = proposed.map(|column| column.evidence);
    let tag = match evidence {
        _ if !line.is_guessed => ("You said so", "green"),
        Some(Evidence::Both) => ("We think so", "blue"),
        Some(Evidence::None) => ("No field found", "amber"),
        _ => ("Look at it", "amber"),
    };
    let chosen = written(line);
    let group = |group: ColumnGroup| {
        let meanings = Meaning::all().filter(|(_, meaning)| meaning.group() == group);
        let mut choices: Vec<Choice> = meanings
            .filter(|(word, _)| *word != "words")
            .map(|(word, meaning)| Choice {
                value: word.to_owned(),
                says: meaning.says().to_owned(),
                is_chosen: chosen == word,
            })
            .collect();
        if let Some(field) = line
            .field
            .as_deref()
            .filter(|_| group == ColumnGroup::Other)
        {
            choices.push(Choice {
                value: chosen.clone(),
                says: format!("what it says of {}, in your words", field_words(field)),
                is_chosen: true,
            });
        }
        Choices {
            title: title(group),
            choices,
        }
    };
    Column {
        at,
        heading: line.heading.clone(),
        values,
        filled: proposed.map_or(0, |column| column.filled),
        tag,
        groups: ColumnGroup::ALL.into_iter().map(group).collect(),
        why: line.why.clone().unwrap_or_default(),
    }
}

/// `contact.dependants` as people say it.
fn field_words(field: &str) -> String {
    let name = field.rsplit('.').next().unwrap_or_default();
    handover::case::plain_words(name)
}

/// A meaning as a choice has it, and as `Confirmation::means` takes it.
fn written(line: &ColumnLine) -> String {
    match &line.field {
        Some(field) => format!("{} {field}", line.meaning),
        None => line.meaning.clone(),
    }
}

/// Somebody says what the columns of a group are.
pub(super) async fn confirm(
    State(desk): State<Arc<Desk>>,
    Path((number, group)): Path<(u32, usize)>,
    posted: Posted,
) -> Answer {
    let done = aside(&desk, move |hand| {
        let journey = Journey::of(&hand.room, number)?;
        let mut mapping = journey.mapping()?;
        let mut mistakes = Mistakes::default();
        for (at, line) in mapping.columns().into_iter().enumerate() {
            let field = format!("c{at}");
            if !posted.has(&field) {
                continue;
            }
            let said = posted.text(&field);
            let taken = match said {
                // Nobody says what it is: nothing of it is read.
                "" => Ok(()),
                said if said == written(&line) && line.why.is_none() => {
                    mapping.confirm(&line.heading)
                }
                "nothing" => {
                    let why = posted.text(&format!("w{at}"));
                    if why.is_empty() {
                        mistakes.add(
                            format!("w{at}"),
                            format!("Say why nothing of {} is handed over.", line.heading),
                        );
                        continue;
                    }
                    mapping.means(&line.heading, &format!("nothing {why}"))
                }
                said => mapping.means(&line.heading, said),
            };
            if let Err(error) = taken {
                mistakes.add(field, not_so(&line.heading, &error));
            }
        }
        for one in mapping.lacking() {
            let field = format!("h-{}", one.meaning);
            if !posted.has(&format!("{field}-asked")) {
                continue;
            }
            let by = posted.has(&field).then_some(hand.who.as_str());
            if by.is_some() == one.not_held_by.is_some() {
                continue;
            }
            mapping.not_held(one.meaning, by).map_err(|_| Stop::Bug)?;
        }
        if mistakes.is_empty() {
            journey.keep_mapping(&mapping)?;
            let done = Done::new(&hand.who, hand.now);
            journey.note(|notes| {
                notes.groups.insert(group, done);
                notes.imported = None;
            })?;
        }
        Ok((mistakes, next(&journey)?))
    })
    .await?;
    match done {
        (mistakes, _) if !mistakes.is_empty() => shown(&desk, number, group, mistakes).await,
        (_, Some(next)) => see(format!("{}/hand-over/{number}/columns/{next}", desk.base())),
        (_, None) => see(format!("{}/hand-over/{number}/words", desk.base())),
    }
}

fn not_so(heading: &str, error: &ConfirmError) -> String {
    match error {
        ConfirmError::WrongAnswer => format!(
            "{heading} cannot mean that: perhaps another column means it already, or its cells need forms of days. Choose \
             another meaning, or leave it unread."
        ),
        error => format!("{heading}: {error}."),
    }
}

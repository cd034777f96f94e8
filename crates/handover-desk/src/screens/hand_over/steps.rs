//! The steps of a handover, and how far it has come.

use std::collections::BTreeMap;

use handover::extract::{ColumnGroup, Meaning};
use handover_proposal::Confirmation;

use super::journey::{Done, Journey, Notes};
use crate::answer::Stop;

/// A step, in the order in which they are done.
#[derive(Clone, Copy, Debug, Eq, Ord, PartialEq, PartialOrd)]
pub(super) enum Step {
    File,
    Columns,
    Words,
    Dates,
    Facts,
    Preview,
    Who,
    Gaps,
    Second,
    Seal,
}

/// How far a step has come.
pub(super) struct StepState {
    pub(super) step: Step,
    pub(super) hint: String,
    pub(super) is_done: bool,
    /// Whether it can be begun.
    pub(super) is_open: bool,
    /// Whether it is the one to go on with.
    pub(super) is_next: bool,
}

impl Step {
    const ALL: [Self; 10] = [
        Self::File,
        Self::Columns,
        Self::Words,
        Self::Dates,
        Self::Facts,
        Self::Preview,
        Self::Who,
        Self::Gaps,
        Self::Second,
        Self::Seal,
    ];

    pub(super) const fn title(self) -> &'static str {
        match self {
            Self::File => "The file",
            Self::Columns => "Which column is what",
            Self::Words => "What your words mean",
            Self::Dates => "How you write dates",
            Self::Facts => "What only you can say",
            Self::Preview => "Look at one person",
            Self::Who => "Who goes, and who decides",
            Self::Gaps => "What is missing",
            Self::Second => "A second person agrees",
            Self::Seal => "Shut it, and send it",
        }
    }

    /// Its address below that of the handover.
    pub(super) const fn path(self) -> &'static str {
        match self {
            Self::File => "sheet",
            Self::Columns => "columns",
            Self::Words => "words",
            Self::Dates => "dates",
            Self::Facts => "facts",
            Self::Preview => "preview",
            Self::Who => "who",
            Self::Gaps => "gaps",
            Self::Second => "second",
            Self::Seal => "seal",
        }
    }

    /// The line above the heading of its pages.
    pub(super) fn caption(self) -> String {
        let place = Self::ALL.iter().position(|one| *one == self);
        let place = place.unwrap_or_default().saturating_add(1);
        format!(
            "Step {place} of {}: {}",
            Self::ALL.len(),
            self.title().to_lowercase()
        )
    }
}

impl StepState {
    /// What its tag says, and how it looks.
    pub(super) const fn tag(&self) -> (&'static str, &'static str) {
        if self.is_done {
            ("Done", "green")
        } else if self.is_next {
            ("Go on here", "blue")
        } else if self.is_open {
            ("Not done", "")
        } else {
            ("Cannot start yet", "")
        }
    }
}

/// Every step of a handover.
pub(super) fn of(journey: &Journey) -> Result<Vec<StepState>, Stop> {
    let notes = journey.notes()?;
    let mapping = journey
        .has_mapping()
        .then(|| journey.mapping())
        .transpose()?;
    let mut states: Vec<StepState> = Vec::new();
    for step in Step::ALL {
        let (is_done, hint) = look(step, &notes, mapping.as_ref());
        let is_open = match step {
            Step::File => true,
            Step::Columns => mapping.is_some(),
            Step::Words | Step::Dates | Step::Facts | Step::Preview => {
                mapping.is_some() && !notes.groups.is_empty()
            }
            Step::Who => notes.imported.is_some(),
            Step::Gaps | Step::Second | Step::Seal => notes.decided.is_some(),
        };
        let is_next = is_open && !is_done && !states.iter().any(|one| one.is_next);
        states.push(StepState {
            step,
            hint,
            is_done,
            is_open,
            is_next,
        });
    }
    Ok(states)
}

fn look(step: Step, notes: &Notes, mapping: Option<&Confirmation>) -> (bool, String) {
    let done = |is_done: bool, hint: String| (is_done, hint);
    match step {
        Step::File => done(notes.looked.is_some(), notes.file.clone()),
        Step::Columns => {
            let left = mapping.map_or(0, |mapping| groups(mapping, notes));
            done(
                mapping.is_some() && left == 0,
                counted(
                    left,
                    "group of columns to look at",
                    "groups of columns to look at",
                ),
            )
        }
        Step::Words => {
            let left = mapping.map_or(0, |mapping| {
                let columns = coded(mapping);
                let is_open = |(_, heading): &(usize, String)| !notes.words.contains_key(heading);
                columns.into_iter().filter(is_open).count()
            });
            done(
                !notes.groups.is_empty() && left == 0,
                counted(
                    left,
                    "column of words to look at",
                    "columns of words to look at",
                ),
            )
        }
        Step::Dates => {
            let left = mapping.map_or(0, |mapping| {
                let columns = dated(mapping);
                let is_open = |(_, heading): &(usize, String)| !notes.dates.contains_key(heading);
                columns.into_iter().filter(is_open).count()
            });
            done(
                !notes.groups.is_empty() && left == 0,
                counted(
                    left,
                    "column of days to look at",
                    "columns of days to look at",
                ),
            )
        }
        Step::Facts => {
            let left = mapping.map_or(0, |mapping| mapping.unanswered().len());
            done(
                mapping.is_some() && left == 0,
                counted(left, "question", "questions"),
            )
        }
        Step::Preview => done(
            notes.imported.is_some(),
            notes
                .imported
                .as_ref()
                .map_or_else(String::new, |imported| {
                    format!("{} rows, {} people", imported.rows, imported.people)
                }),
        ),
        Step::Who => done(notes.decided.is_some(), String::new()),
        Step::Gaps => done(notes.answered.is_some(), String::new()),
        Step::Second => done(
            notes.agreed.is_some(),
            notes
                .agreed
                .as_ref()
                .map_or_else(String::new, |agreed| agreed.by.clone()),
        ),
        Step::Seal => done(notes.sealed.is_some(), String::new()),
    }
}

/// How many groups of columns nobody has looked at.
fn groups(mapping: &Confirmation, notes: &Notes) -> usize {
    let all = ColumnGroup::ALL.iter().enumerate();
    let all = all.filter(|(_, group)| has_any(mapping, **group));
    all.filter(|(at, _)| !notes.groups.contains_key(&at.saturating_add(1)))
        .count()
}

/// The group of a column as the mapping has it.
pub(super) fn group_of(meaning: &str) -> ColumnGroup {
    Meaning::of(meaning).map_or(ColumnGroup::Other, Meaning::group)
}

/// Whether anything of a group is asked.
pub(super) fn has_any(mapping: &Confirmation, group: ColumnGroup) -> bool {
    let has_column = mapping
        .columns()
        .iter()
        .any(|column| group_of(&column.meaning) == group);
    has_column
        || mapping
            .lacking()
            .iter()
            .any(|one| group_of(one.meaning) == group)
}

/// The columns of which somebody confirmed that they hold words of a list, by their places.
pub(super) fn coded(mapping: &Confirmation) -> Vec<(usize, String)> {
    let columns = mapping.columns().into_iter().enumerate();
    let columns = columns.filter(|(_, one)| !one.is_guessed && !one.words.is_empty());
    columns.map(|(at, one)| (at, one.heading)).collect()
}

/// The first of these columns that nobody has looked at; where all were, the first of them if `again`.
pub(super) fn next_of(
    columns: &[(usize, String)],
    looked: &BTreeMap<String, Done>,
    again: bool,
) -> Option<usize> {
    let mut open = columns
        .iter()
        .filter(|(_, heading)| !looked.contains_key(heading));
    let next = open.next().or_else(|| columns.first().filter(|_| again));
    next.map(|(at, _)| *at)
}

/// The columns of which somebody confirmed that they hold days, by their places.
pub(super) fn dated(mapping: &Confirmation) -> Vec<(usize, String)> {
    let columns = mapping.columns().into_iter().enumerate();
    let columns = columns.filter(|(_, one)| !one.is_guessed && !one.dates.is_empty());
    columns.map(|(at, one)| (at, one.heading)).collect()
}

fn counted(number: usize, one: &str, many: &str) -> String {
    match number {
        0 => String::new(),
        1 => format!("1 {one}"),
        number => format!("{number} {many}"),
    }
}

//! One person's rows, and what has been chosen from them.

use crate::{
    Extent as Rejected, RejectionReason,
    extract::{Extract, OwnRows, Row, Table},
    iso::read_moment,
    log::Log,
    mapping::{Expression, Mapping, Named, ViewRule, ViewSpec},
    moment::Moment,
};
use jiff::civil;
use serde_json::{Map, Value};
use std::{borrow::Cow, cell::RefCell, collections::BTreeSet};

use super::value::Outcome;

/// Everything that an expression may look at.
pub(crate) struct Scope<'a> {
    pub(crate) mapping: &'a Mapping,
    pub(crate) extract: &'a Extract<'a>,
    pub(crate) log: &'a RefCell<Log>,
    /// The row of the table of people.
    pub(crate) person: usize,
    /// The person's rows in each table.
    pub(crate) own: &'a [OwnRows],
    /// The row that becomes an item, and its number in the list.
    pub(crate) current: Option<Current>,
    pub(crate) choices: &'a Choices,
    /// The sections built so far.
    pub(crate) built: &'a Map<String, Value>,
    /// `None` where what tells it was not read.
    pub(crate) is_open: Option<bool>,
    /// A column holds something of this person that the mapping neither reads nor leaves out.
    pub(crate) has_unread_column: bool,
    /// Where a section comes from is told of what was read: a `first` passes by what was not.
    pub(crate) passes_unread: bool,
}

/// The one row in which a cell stands.
pub(crate) enum OneRow<'a> {
    Found(&'a Table<'a>, &'a Row),
    /// The extract has none for this person.
    None,
    /// It has one that was not taken, or several without a word on which is meant.
    NotRead,
}

/// What each view has chosen, by its number.
pub(crate) struct Choices(Vec<Option<Choice>>);

impl Choices {
    /// None yet.
    pub(crate) fn none(mapping: &Mapping) -> Self {
        let mut none = Vec::new();
        none.resize_with(mapping.place_count(), || None);
        Self(none)
    }

    pub(crate) fn get(&self, view: &Named) -> Option<&Choice> {
        self.0.get(view.number)?.as_ref()
    }

    pub(crate) fn set(&mut self, view: &Named, choice: Option<Choice>) {
        if let Some(place) = self.0.get_mut(view.number) {
            *place = choice;
        }
    }
}

/// A row that is being turned into an item.
#[derive(Clone, Copy)]
pub(crate) struct Current {
    /// The number of its table or view.
    pub(crate) place: usize,
    pub(crate) row: usize,
    pub(crate) position: usize,
}

/// Which of a person's rows a view of the latest chose.
#[derive(Clone, Debug, Default)]
pub(crate) struct Choice {
    pub(crate) status: ChoiceStatus,
    pub(crate) chosen: Option<usize>,
    pub(crate) date: Option<civil::Date>,
    /// Rows that could be meant.
    pub(crate) candidates: Vec<usize>,
    /// Rows with a usable date that were not chosen.
    pub(crate) rest: Vec<usize>,
    /// All rows that were not chosen, whatever their dates.
    pub(crate) others: Vec<usize>,
    /// A row was not taken that might belong here.
    pub(crate) has_unread: bool,
}

/// How the choice of the latest row ended.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
#[non_exhaustive]
pub enum ChoiceStatus {
    /// Several rows are equally late; none is taken.
    Ambiguous,
    /// One row is the latest.
    Found,
    /// There is no row.
    #[default]
    None,
    /// A row was not taken, and it may be the latest.
    NotRead,
    /// There are rows, but none with a usable date.
    UndatedOnly,
}

impl ChoiceStatus {
    /// The word for it in mappings.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Ambiguous => "ambiguous",
            Self::Found => "found",
            Self::None => "none",
            Self::NotRead => "not-read",
            Self::UndatedOnly => "undated-only",
        }
    }
}

impl<'a> Scope<'a> {
    pub(crate) fn at(&self, current: Current) -> Self {
        Scope {
            current: Some(current),
            ..*self
        }
    }

    /// The table behind a table or view.
    pub(crate) fn table(&self, place: &Named) -> Option<&'a Table<'a>> {
        self.extract.table_at(self.mapping.table_of(place))
    }

    /// The person's rows of the table behind a table or view.
    pub(super) fn own(&self, place: &Named) -> &'a [usize] {
        let own = self.own.get(self.mapping.table_of(place));
        own.map_or(&[], |own| &own.rows)
    }

    /// The row that a cell of this place stands in; several are listed as ambiguous.
    pub(crate) fn one_row(&self, place: &Named) -> OneRow<'a> {
        let Some(table) = self.table(place) else {
            return if self.lacks_rows(place) {
                OneRow::NotRead
            } else {
                OneRow::None
            };
        };
        let of_place = |current: &&Current| current.place == place.number;
        let at = if let Some(current) = self.current.as_ref().filter(of_place) {
            current.row
        } else if **place == *self.mapping.people {
            self.person
        } else {
            let rows = self.rows(place);
            if rows.len() > 1 {
                for row in rows.iter().filter_map(|at| table.row(*at)) {
                    let at = table.place(row, None);
                    self.log.borrow_mut().reject(
                        at,
                        Rejected::Row,
                        RejectionReason::Ambiguous,
                        None,
                    );
                }
                return OneRow::NotRead;
            }
            match rows.first() {
                _ if self.lacks_rows(place) => return OneRow::NotRead,
                Some(at) => *at,
                None => return OneRow::None,
            }
        };
        table
            .row(at)
            .map_or(OneRow::None, |row| OneRow::Found(table, row))
    }

    /// Whether the extract has rows of this person that were not taken and may belong to this table or view.
    pub(crate) fn lacks_rows(&self, place: &Named) -> bool {
        let view = self.mapping.view_of(place);
        let table = view.map_or(place, |view| &view.table);
        let is_table_broken = match self.extract.table_at(table.number) {
            None => !self.mapping.may_lack_file(table),
            Some(known) => {
                let own = self.own.get(table.number);
                own.is_some_and(|own| own.has_lost)
                    || known.has_rows_of_nobody && self.rows(place).is_empty()
            }
        };
        let chosen = match view.map(|view| &view.rule) {
            Some(ViewRule::RestOf { latest, .. }) => latest,
            _ => place,
        };
        is_table_broken
            || self
                .choices
                .get(chosen)
                .is_some_and(|choice| choice.has_unread)
    }

    /// The person's rows of a table or view, in the table's order.
    pub(crate) fn rows(&self, place: &Named) -> Cow<'a, [usize]> {
        if self.table(place).is_none() {
            return Cow::Borrowed(&[]);
        }
        let Some(view) = self.mapping.view_of(place) else {
            return Cow::Borrowed(self.own(place));
        };
        match &view.rule {
            ViewRule::All => match self.choices.get(place) {
                Some(choice) => Cow::Borrowed(&choice.rest),
                None => Cow::Owned(self.matching(view).0),
            },
            ViewRule::Latest { .. } => {
                let chosen = self
                    .choices
                    .get(place)
                    .map(|choice| choice.chosen.as_slice());
                Cow::Borrowed(chosen.unwrap_or_default())
            }
            ViewRule::RestOf { latest, undated } => {
                let rest = self.choices.get(latest).map(|choice| match undated {
                    true => choice.others.as_slice(),
                    false => choice.rest.as_slice(),
                });
                Cow::Borrowed(rest.unwrap_or_default())
            }
        }
    }

    /// The rows of a view's table that meet its condition, and whether there is one of which that is not known.
    pub(crate) fn matching(&self, view: &ViewSpec) -> (Vec<usize>, bool) {
        let none = (Vec::new(), false);
        let Some(table) = self.table(&view.table) else {
            return none;
        };
        let mut seen = BTreeSet::new();
        let mut is_new = |row: &usize| {
            let row = table.row(*row);
            let cell = |column: &Named| row.and_then(|row| table.cell(row, column));
            view.distinct.is_empty()
                || seen.insert(view.distinct.iter().map(cell).collect::<Vec<_>>())
        };
        let rows = self.own(&view.table).iter().copied();
        let Some(condition) = &view.condition else {
            return (rows.filter(is_new).collect(), false);
        };
        let (mut matching, mut has_unread) = none;
        for row in rows {
            let here = self.at(Current {
                place: view.name.number,
                row,
                position: 0,
            });
            match here.holds(condition) {
                Some(true) if is_new(&row) => matching.push(row),
                Some(_) => {}
                None => has_unread = true,
            }
        }
        (matching, has_unread)
    }

    /// Chooses the latest row of a view; a tie is a tie.
    pub(crate) fn choose(
        &self,
        view: &ViewSpec,
        date: &Expression,
        then: Option<&Expression>,
    ) -> Choice {
        let (rows, mut has_unread) = self.matching(view);
        has_unread |= self.lacks_rows(&view.name);
        has_unread |= self
            .table(&view.name)
            .is_some_and(|table| table.has_rows_of_nobody);
        let mut dated = Vec::new();
        for &row in &rows {
            let here = self.at(Current {
                place: view.name.number,
                row,
                position: 0,
            });
            let when = here.evaluate(date);
            has_unread |= when == Outcome::NotRead;
            if let Some(day) = moment_of(&when).map(Moment::day) {
                // Entries at the same moment, or without one, do not settle anything.
                let entered = then.and_then(|then| here.moment(then)).and_then(sortable);
                dated.push((day, entered, row));
            }
        }
        if has_unread {
            // What was not taken may be the latest: none of the others is.
            return Choice {
                status: ChoiceStatus::NotRead,
                others: rows.clone(),
                candidates: rows,
                rest: dated.into_iter().map(|(.., row)| row).collect(),
                has_unread,
                ..Choice::default()
            };
        }
        let latest = dated.iter().map(|(day, ..)| *day).max();
        let Some(latest) = latest else {
            let status = if rows.is_empty() {
                ChoiceStatus::None
            } else {
                ChoiceStatus::UndatedOnly
            };
            return Choice {
                status,
                others: rows.clone(),
                candidates: rows,
                ..Choice::default()
            };
        };
        let on_the_day: Vec<_> = dated.iter().filter(|(day, ..)| *day == latest).collect();
        let last_entry = on_the_day
            .iter()
            .map(|(_, entered, _)| *entered)
            .max()
            .flatten();
        let best: Vec<usize> = on_the_day
            .iter()
            .filter(|(_, entered, _)| on_the_day.len() == 1 || *entered == last_entry)
            .map(|(.., row)| *row)
            .collect();
        let is_settled = on_the_day.len() == 1
            || (best.len() == 1 && on_the_day.iter().all(|(_, entered, _)| entered.is_some()));
        let chosen = best.first().copied().filter(|_| is_settled);
        let is_entered = on_the_day.iter().all(|(_, entered, _)| entered.is_some());
        let candidates = if is_settled || is_entered {
            best
        } else {
            on_the_day.iter().map(|(.., row)| *row).collect()
        };
        let rest = dated
            .iter()
            .map(|(.., row)| *row)
            .filter(|row| Some(*row) != chosen)
            .collect();
        Choice {
            status: if is_settled {
                ChoiceStatus::Found
            } else {
                ChoiceStatus::Ambiguous
            },
            chosen,
            date: Some(latest),
            candidates,
            rest,
            others: rows
                .into_iter()
                .filter(|row| Some(*row) != chosen)
                .collect(),
            has_unread,
        }
    }

    /// The moment that an expression of dates means.
    pub(crate) fn moment(&self, expression: &Expression) -> Option<Moment> {
        moment_of(&self.evaluate(expression))
    }
}

pub(super) fn moment_of(outcome: &Outcome) -> Option<Moment> {
    match outcome {
        Outcome::Value(Value::String(text)) => read_moment(text),
        _ => None,
    }
}

/// Something that orders moments of entry within one table.
fn sortable(moment: Moment) -> Option<jiff::Timestamp> {
    match moment {
        Moment::Day(day) => {
            let midnight = day.to_datetime(civil::Time::midnight());
            sortable(Moment::Local(midnight))
        }
        Moment::Instant(at, _) => Some(at),
        Moment::Local(_) => moment.instant(true).ok().flatten().map(|at| at.timestamp()),
    }
}

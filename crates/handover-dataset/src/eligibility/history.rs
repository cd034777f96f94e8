use std::collections::BTreeSet;

use super::{Dated, Detail, Episode, Parameters, Record, Rules};
use crate::{Date, PartialDate};

/// An episode of which every day is settled.
#[derive(Clone, Copy, Eq, Ord, PartialEq, PartialOrd)]
struct Settled {
    /// `None` if it never started.
    start: Option<Date>,
    /// `None` if it is open.
    closing: Option<Closing>,
}

/// The end of an episode.
#[derive(Clone, Copy, Eq, Ord, PartialEq, PartialOrd)]
pub(super) struct Closing {
    pub(super) on: Date,
    /// Whether only the change of a contract made it: it ends no journey.
    pub(super) is_synthetic: bool,
}

/// What may have happened: the episodes of a person, in the order of their starts.
pub(super) struct History(Vec<Settled>);

impl History {
    /// How many histories of one record are looked at before its dates are called too vague.
    const MOST: usize = 256;

    /// Every history that the record allows, as far as they can differ in a decision: a day that is
    /// known by its month or year is taken as the first and as the last that it may have been, and,
    /// where a closing may be synthetic, as the day of the contract change.
    ///
    /// # Errors
    ///
    /// The details of what is wrong with the dates.
    pub(super) fn all(
        record: &Record,
        rules: &Rules,
        parameters: Parameters,
    ) -> Result<Vec<Self>, BTreeSet<Detail>> {
        let episodes = distinct(&record.episodes);
        let mut details = BTreeSet::new();
        if record.has_unreadable_row {
            details.insert(Detail::RowUnreadable);
        }
        if has_conflict(&episodes) {
            details.insert(Detail::EpisodeConflict);
        }
        let mut histories: Vec<Vec<Settled>> = vec![Vec::new()];
        for episode in episodes {
            match settled(episode, rules, parameters) {
                Ok(choices) if details.is_empty() => {
                    histories = histories
                        .iter()
                        .flat_map(|history| {
                            choices.iter().map(|choice| {
                                let mut longer = history.clone();
                                longer.push(*choice);
                                longer
                            })
                        })
                        .collect();
                    if histories.len() > Self::MOST {
                        details.insert(Detail::DatePartial);
                    }
                }
                Ok(_) => {}
                Err(more) => details.extend(more),
            }
        }
        if !details.is_empty() {
            return Err(details);
        }
        let in_order = |mut history: Vec<Settled>| {
            history.sort_unstable();
            Self(history)
        };
        Ok(histories.into_iter().map(in_order).collect())
    }

    /// How many journeys the episodes make.
    pub(super) fn journeys(&self, max_gap_days: u16) -> u32 {
        let mut count = 0;
        let mut is_open = false;
        let mut latest: Option<Closing> = None;
        for episode in &self.0 {
            let Some(start) = episode.start else {
                continue;
            };
            let is_same = is_open
                || latest.is_some_and(|latest| {
                    latest.is_synthetic || start.days_since(latest.on) <= i32::from(max_gap_days)
                });
            count += u32::from(!is_same);
            is_open |= episode.closing.is_none();
            latest = latest.max(episode.closing);
        }
        count
    }

    /// The closing after which there is nothing; of two on one day, the synthetic.
    pub(super) fn last_closing(&self) -> Option<Closing> {
        self.0.iter().filter_map(|episode| episode.closing).max()
    }

    /// Whether any episode started.
    pub(super) fn has_started(&self) -> bool {
        self.0.iter().any(|episode| episode.start.is_some())
    }
}

/// The rows, of which those that repeat exactly are one.
fn distinct(episodes: &[Episode]) -> Vec<&Episode> {
    let mut distinct: Vec<&Episode> = Vec::new();
    for episode in episodes {
        if !distinct.contains(&episode) {
            distinct.push(episode);
        }
    }
    distinct
}

/// Whether one id has two contents.
fn has_conflict(episodes: &[&Episode]) -> bool {
    let ids: Vec<&String> = episodes.iter().filter_map(|one| one.id.as_ref()).collect();
    ids.iter().collect::<BTreeSet<_>>().len() != ids.len()
}

/// Each way in which the days of an episode may be settled, or what is wrong with them.
fn settled(
    episode: &Episode,
    rules: &Rules,
    parameters: Parameters,
) -> Result<Vec<Settled>, BTreeSet<Detail>> {
    let as_of = parameters.as_of;
    let mut details = BTreeSet::new();
    let start = match start(episode, rules) {
        Dated::Invalid => {
            details.insert(Detail::StartDateInvalid);
            None
        }
        Dated::Known(date) if date.first_day() > as_of => {
            details.insert(Detail::StartDateFuture);
            None
        }
        Dated::Known(date) => Some(date),
        Dated::Missing => {
            if episode.triaged_on == Dated::Missing && episode.referred_on == Dated::Missing {
                details.insert(Detail::StartDateMissing);
            }
            None
        }
    };
    let closed = match episode.closed_on {
        _ if episode.is_open => None,
        Dated::Invalid => {
            details.insert(Detail::DischargeDateInvalid);
            None
        }
        Dated::Missing => {
            details.insert(Detail::DischargeDateMissing);
            None
        }
        Dated::Known(date) if date.first_day() > as_of => {
            details.insert(Detail::DischargeDateFuture);
            None
        }
        Dated::Known(date) => Some(date),
    };
    if let (Some(start), Some(closed)) = (start, closed)
        && closed.last_day() < start.first_day()
    {
        details.insert(Detail::DischargeBeforeStart);
    }
    if !details.is_empty() {
        return Err(details);
    }
    let starts = start.map_or_else(
        || vec![None],
        |start| ends(start, as_of).into_iter().map(Some).collect(),
    );
    let closings = closed.map_or_else(
        || vec![None],
        |closed| {
            let closings = closings(episode, closed, start, rules, parameters);
            closings.into_iter().map(Some).collect()
        },
    );
    let choices = starts.iter().flat_map(|start| {
        closings.iter().map(|closing| Settled {
            start: *start,
            closing: *closing,
        })
    });
    let is_possible = |one: &Settled| match (one.start, one.closing) {
        (Some(start), Some(closing)) => start <= closing.on,
        _ => true,
    };
    Ok(choices.filter(is_possible).collect())
}

/// What starts the episode: triage, or else the referral if the rules count it.
fn start(episode: &Episode, rules: &Rules) -> Dated {
    match episode.triaged_on {
        Dated::Missing if rules.journey.count_untriaged => episode.referred_on,
        triaged => triaged,
    }
}

/// The first and the last day that it may have been, none of them after `as_of`.
fn ends(date: PartialDate, as_of: Date) -> BTreeSet<Date> {
    BTreeSet::from([date.first_day(), date.last_day().min(as_of)])
}

fn closings(
    episode: &Episode,
    closed: PartialDate,
    start: Option<PartialDate>,
    rules: &Rules,
    parameters: Parameters,
) -> Vec<Closing> {
    let Parameters {
        transfer_date,
        as_of,
    } = parameters;
    let changes = || {
        let earlier = rules.journey.contract_changes.iter().copied();
        earlier.chain([transfer_date])
    };
    let is_listed = episode
        .reason
        .as_ref()
        .is_some_and(|reason| rules.journey.synthetic_reasons.contains(reason));
    let is_synthetic = |day: Date| {
        let is_near = |change: Date| is_within(day, change, rules.journey.synthetic_days);
        episode.is_synthetic || is_listed && changes().any(is_near)
    };
    let mut days = ends(closed, as_of);
    if let Some(start) = start {
        // Not closed before it started.
        days = days
            .into_iter()
            .map(|day| day.max(start.first_day()))
            .collect();
    }
    if closed.day().is_none() && (is_listed || episode.is_synthetic) {
        let (first, last) = (days.first().copied(), days.last().copied());
        let is_between = |day: &Date| first <= Some(*day) && Some(*day) <= last;
        days.extend(changes().filter(is_between).collect::<Vec<Date>>());
    }
    days.into_iter()
        .map(|on| Closing {
            on,
            is_synthetic: is_synthetic(on),
        })
        .collect()
}

/// Whether two days are at most so many days apart.
pub(super) fn is_within(day: Date, other: Date, days: u16) -> bool {
    day.days_since(other).unsigned_abs() <= u32::from(days)
}

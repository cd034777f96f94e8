use std::collections::BTreeSet;

use super::{
    Dated, Decision, Detail, Effect, ExtraRule, Parameters, Reason, Record, Rules, Ruling,
    days::Window,
    history::{History, is_within},
};
use crate::{Date, PartialDate, sections::Outcome};

/// What the rules make of a record: the first that applies (dataset section 6, rule 5).
pub(super) fn decide(
    rules: &Rules,
    parameters: Parameters,
    record: &Record,
    is_duplicate: bool,
) -> Decision {
    let histories = History::all(record, rules, parameters);
    let mut decision = if is_duplicate {
        Decision::new(&record.reference, Reason::PossibleDuplicate)
    } else if is_dead(record, parameters.as_of) {
        Decision::new(&record.reference, Reason::Deceased)
    } else if let Some(detail) = unread(record, histories.as_deref().err()) {
        Decision {
            detail: Some(detail),
            ..Decision::new(&record.reference, Reason::IndeterminateDate)
        }
    } else if record.is_open() {
        Decision::new(&record.reference, Reason::Current)
    } else {
        closed(rules, parameters, record, histories.as_deref())
    };
    if decision.detail.is_none() {
        decision.detail = beside_death(record, decision.outcome, parameters.as_of);
    }
    let max_gap_days = rules.journey.max_gap_days;
    decision.journeys = histories.ok().and_then(|histories| {
        let counts: BTreeSet<u32> = histories
            .iter()
            .map(|history| history.journeys(max_gap_days))
            .collect();
        counts.first().copied().filter(|_| counts.len() == 1)
    });
    decision
}

/// What the record holds and could not be read, whatever the rest of it says: a death above all, then the date that
/// cannot be read, then a row.
fn unread(record: &Record, details: Option<&BTreeSet<Detail>>) -> Option<Detail> {
    if record.died_on == Dated::Invalid {
        return Some(Detail::DeathDateInvalid);
    }
    let first = details.and_then(BTreeSet::first).copied();
    (record.has_unreadable_row || record.has_unread_facts)
        .then(|| first.unwrap_or(Detail::RowUnreadable))
}

/// What is told beside a decision that stands: a death that lies ahead on a record that goes, an episode after a
/// death on one that stays for it.
fn beside_death(record: &Record, outcome: Ruling, as_of: Date) -> Option<Detail> {
    let died_on = record.died_on.known()?;
    match outcome {
        Ruling::Include => (died_on.first_day() > as_of).then_some(Detail::DeathDateFuture),
        Ruling::Exclude => {
            let days = record.episodes.iter().flat_map(|episode| {
                [episode.referred_on, episode.triaged_on]
                    .into_iter()
                    .filter_map(Dated::known)
            });
            let is_after = |day: PartialDate| day.first_day() > died_on.last_day();
            days.into_iter()
                .any(is_after)
                .then_some(Detail::EpisodeAfterDeath)
        }
        Ruling::Undecided => None,
    }
}

/// Whether the person died, at the latest on the day of the extract.
fn is_dead(record: &Record, as_of: Date) -> bool {
    let died_on = record.died_on.known();
    record.has_died
        || record.facts.outcome == Some(Outcome::Died)
        || died_on.is_some_and(|day| day.first_day() <= as_of)
}

fn closed(
    rules: &Rules,
    parameters: Parameters,
    record: &Record,
    histories: Result<&[History], &BTreeSet<Detail>>,
) -> Decision {
    let indeterminate = |detail: Option<Detail>| Decision {
        detail,
        ..Decision::new(&record.reference, Reason::IndeterminateDate)
    };
    let histories = match histories {
        Ok(histories) if !record.episodes.is_empty() => histories,
        Ok(_) => return indeterminate(Some(Detail::NoEpisodes)),
        Err(details) => return indeterminate(details.first().copied()),
    };
    if record.died_on.known().is_some() {
        return indeterminate(Some(Detail::DeathDateFuture));
    }
    let mut decisions = histories
        .iter()
        .map(|history| settled(rules, parameters, record, history));
    let Some(decision) = decisions.next() else {
        return indeterminate(Some(Detail::DatePartial));
    };
    if decisions.any(|other| other != decision) {
        return indeterminate(Some(Detail::DatePartial));
    }
    decision
}

/// The decision on a closed record of which every day is settled.
fn settled(rules: &Rules, parameters: Parameters, record: &Record, history: &History) -> Decision {
    let transfer_date = parameters.transfer_date;
    let decision = |reason| Decision::new(&record.reference, reason);
    let Some(closing) = history.last_closing() else {
        return decision(Reason::Current);
    };
    if closing.is_synthetic {
        let is_of_transfer = is_within(closing.on, transfer_date, rules.journey.synthetic_days);
        return decision(if is_of_transfer {
            Reason::Current
        } else {
            Reason::LostAtEarlierTransfer
        });
    }
    if closing.on > transfer_date {
        return decision(Reason::Current);
    }
    let is_within_months =
        |months: u16| Window::of_months(months, transfer_date).contains(closing.on);
    let journeys = history.journeys(rules.journey.max_gap_days);
    let misses: Vec<Reason> = [
        (!history.has_started(), Reason::NeverStarted),
        (
            !is_within_months(rules.recent_closure.months),
            Reason::OutsideWindow,
        ),
        (
            journeys < rules.recent_closure.journeys_at_least,
            Reason::JourneysTooFew,
        ),
    ]
    .into_iter()
    .filter_map(|(is_missed, reason)| is_missed.then_some(reason))
    .collect();
    let Some(missed) = misses.first() else {
        return decision(Reason::RecentClosure);
    };
    let matches = |rule: &&ExtraRule| {
        let months = rule.months.unwrap_or(rules.recent_closure.months);
        is_within_months(months) && rule.when.holds(&record.facts, transfer_date)
    };
    let matched: Vec<&ExtraRule> = rules.extra.iter().filter(matches).collect();
    let reason = matched.first().map_or_else(
        || missed.clone(),
        |rule| match rule.decision {
            Effect::Include => Reason::Extra(rule.id.clone()),
            Effect::Propose => Reason::Proposed(rule.id.clone()),
        },
    );
    Decision {
        extra_matches: matched.iter().map(|rule| rule.id.clone()).collect(),
        misses,
        ..decision(reason)
    }
}

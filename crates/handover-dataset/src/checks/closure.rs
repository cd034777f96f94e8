//! D-43 to D-47, D-67: a closure that leaves nothing open and nobody believing that support goes on.

use jiff::civil;

use super::{Found, JourneyRules, View};
use crate::{
    AbsentReason, Answered, PartialDate, SectionName,
    sections::{BasisCode, Journey, Origin, Outcome},
};

/// D-43: the count of 702 is that of the journeys in 701.
pub(super) fn journeys_counted(view: &View<'_>, found: &mut Found<'_>) {
    let closures = &view.case.closures;
    let (Some(journeys), Some(written)) =
        (closures.journeys.value(), closures.journey_count.value())
    else {
        return;
    };
    let rules = view.context.journeys;
    // A closure known to the month only may be on either side of the gap: then both counts hold.
    let counted = [PartialDate::first_day, PartialDate::last_day]
        .map(|day| count(journeys, rules, |closed| day(closed).civil()));
    let written = written.count.get();
    if !counted.contains(&written) {
        let message = format!("{written} written, {} counted.", counted[0]);
        found.add("closures.journey_count.value.count", message);
    }
}

/// Episodes in order of start are one journey if the next starts at most so many days after the
/// last end (dataset section 6, rules 2 to 4). A synthetic closure ends nothing.
fn count(
    episodes: &[Journey],
    rules: JourneyRules,
    day: impl Fn(PartialDate) -> civil::Date,
) -> u64 {
    let mut spans: Vec<(civil::Date, Option<civil::Date>)> = episodes
        .iter()
        .filter_map(|episode| {
            let untriaged = episode.referred_on.filter(|_| rules.count_untriaged);
            let start = episode.triaged_on.or(untriaged)?;
            let closed = episode.closed_on.filter(|_| !episode.synthetic);
            Some((start.civil(), closed.map(&day)))
        })
        .collect();
    spans.sort_unstable_by_key(|(start, _)| *start);
    let mut journeys = 0;
    let mut ended: Option<civil::Date> = None;
    for (start, closed) in spans {
        let is_same = journeys > 0
            && ended.is_none_or(|ended| {
                let gap = start.since(ended).map_or(0, |span| span.get_days());
                i64::from(gap) <= i64::from(rules.max_gap_days)
            });
        if !is_same {
            journeys += 1;
            ended = closed;
        } else if let (Some(until), Some(closed)) = (ended, closed) {
            ended = Some(until.max(closed));
        } else {
            ended = closed;
        }
    }
    journeys
}

/// What to do where the rules say that the case is closed, and it has no closure.
const LACKS_CLOSURE: &str = "Open or closed? It goes as closed, and closures.closure has no value. If it is closed, \
    write closures.closure (closed_on, reason, outcome, last_contact_on, summary) under `cases` or `corrections` of the \
    answers file; if it is open, mend the episode in the extract and select again.";

/// What to do where the rules say that the case is open, and it has a closure.
const HAS_CLOSURE: &str = "Open or closed? It goes as current, and closures.closure says that it closed before the \
    transfer. If it is open, write {\"absent\": \"not-applicable\"} for closures.closure under `corrections` of the answers \
    file; if it is closed, mend the episode in the extract and select again.";

/// D-44: why the person is handed over agrees with whether the case is closed. Who left after the
/// transfer date was open on it: current, with a closure (S-04).
pub(super) fn open_or_closed(view: &View<'_>, found: &mut Found<'_>) {
    let Some(basis) = &view.case.handover.basis else {
        return;
    };
    match basis.code {
        BasisCode::RecentClosure | BasisCode::ExtraRule
            if !view.case.is_closed() && view.sees(SectionName::Closures, "closure") =>
        {
            found.add("handover.basis.code", LACKS_CLOSURE);
        }
        BasisCode::Current if view.case.is_closed() && !closed_after_transfer(view) => {
            found.add("handover.basis.code", HAS_CLOSURE);
        }
        _ => {}
    }
}

fn closed_after_transfer(view: &View<'_>) -> bool {
    let transferred = view.transfer_date();
    let closure = view.case.closures.closure.value();
    let closed_on = closure.map(|closure| closure.closed_on.first_day());
    closed_on
        .zip(transferred)
        .is_some_and(|(closed, on)| closed > on)
}

/// D-45: what was open at closure is accounted for.
pub(super) fn open_actions_listed(view: &View<'_>, found: &mut Found<'_>) {
    if !view.case.is_closed() || !view.sees(SectionName::Closures, "open_at_closure") {
        return;
    }
    let listed = view.case.closures.open_at_closure.value();
    let open = view
        .open_actions()
        .filter(|(_, action)| action.origin != Some(Origin::Check))
        .filter(|(_, action)| {
            !listed
                .into_iter()
                .flatten()
                .any(|one| one.action == action.id)
        })
        .count();
    if open > 0 {
        found.add(
            "closures.open_at_closure",
            format!("{open} actions still open."),
        );
    }
}

/// D-46: after an unplanned exit from opioid substitution, what to heed on return.
pub(super) fn advice_on_return(view: &View<'_>, found: &mut Found<'_>) {
    let closures = &view.case.closures;
    let is_unplanned = closures.closure.value().is_some_and(|closure| {
        closure
            .outcome
            .is_none_or(|outcome| outcome == Outcome::Unplanned)
    });
    let had_ost = closures.ost_at_exit.value().is_some() || view.case.has_ost();
    let has_advice = closures.re_presentation_advice.value().is_some()
        || !view.sees(SectionName::Closures, "re_presentation_advice");
    if is_unplanned && had_ost && !has_advice {
        found.add("closures.re_presentation_advice", "What if they return?");
    }
}

/// D-47: somebody was told, and after a drop-out somebody tried.
pub(super) fn told_and_tried(view: &View<'_>, found: &mut Found<'_>) {
    let closures = &view.case.closures;
    if closures.told_of_closure.absent_reason() == Some(AbsentReason::NoneKnown) {
        found.add("closures.told_of_closure", "Who knows support ended?");
    }
    let has_no_attempt = closures.closure.value().is_some_and(|closure| {
        closure.outcome == Some(Outcome::Unplanned) && closure.attempts.is_none()
    });
    if has_no_attempt {
        found.add(
            "closures.closure.value.attempts",
            "Who knows support ended?",
        );
    }
}

/// D-67: the outcome is the one that the reason tells, or somebody says why not.
pub(super) fn outcome_of_reason(view: &View<'_>, found: &mut Found<'_>) {
    let Some(closure) = view.case.closures.closure.value() else {
        return;
    };
    let (Some(reason), Some(said)) = (&closure.reason, closure.outcome) else {
        return;
    };
    if let Some(told) = reason.discharge_outcome().filter(|told| *told != said) {
        let (said, told) = (said.as_str(), told.as_str());
        let code = reason.code.as_ref().map_or("", crate::Text::as_str);
        found.add(
            "closures.closure.value.outcome",
            format!("Outcome {said}, and reason {code} of NDTMS is {told}: which?"),
        );
    }
}

//! Cases under no mandate: a package to one recipient, without a roster.
//!
//! The same chain as under a mandate (section "One case" of `schemas/PROTOCOL.md`); what a roster would
//! say, the package says by its stanzas.

use std::collections::HashMap;

use handover::{
    EventWord, OrganisationId, SentPackage, StatementId, Token, Verdict, VerdictAnswer, VerdictRow,
};

use super::{
    Desk,
    history::{Known, State},
};

/// One row of a verdict or event.
#[derive(Clone)]
struct Said {
    id: StatementId,
    re: Option<StatementId>,
    what: What,
}

/// What was said; equal words in several statements are one answer.
#[derive(Clone, Eq, PartialEq)]
enum What {
    /// An acceptance that counts.
    Accepted(OrganisationId),
    Event(OrganisationId, EventWord),
    Verdict(OrganisationId, VerdictAnswer),
}

/// Where every case of the package stands by the verdicts and events about it.
pub(super) fn follow(desk: &Desk) -> HashMap<Token, Known> {
    let mut said: HashMap<Token, Vec<Said>> = HashMap::new();
    let mut add = |token, id, re, what| said.entry(token).or_default().push(Said { id, re, what });
    let sent = desk.sent();
    let verdicts = desk.statements.verdicts().iter();
    for verdict in verdicts.filter(|verdict| sent.check_verdict(verdict).is_ok()) {
        let payload = verdict.payload();
        for row in &payload.verdicts {
            let what = if counts(desk, &sent, payload, row) {
                What::Accepted(payload.by.clone())
            } else {
                What::Verdict(payload.by.clone(), row.answer.clone())
            };
            add(row.token, *verdict.id(), row.re, what);
        }
    }
    let events = desk.statements.events().iter();
    for event in events.filter(|event| sent.check_event(event).is_ok()) {
        let payload = event.payload();
        // Asking for a case, or naming its next package, moves nothing and is answered by nobody.
        if matches!(payload.event, EventWord::Recalled | EventWord::Superseded) {
            continue;
        }
        for row in &payload.rows {
            let what = What::Event(payload.by.clone(), payload.event);
            add(row.0, *event.id(), row.1, what);
        }
    }
    let standing = |(token, said): (Token, Vec<Said>)| (token, standing(&said));
    said.into_iter().map(standing).collect()
}

/// Follows the chain of one case.
fn standing(said: &[Said]) -> Known {
    let (mut state, mut last) = (State::Waiting, Vec::new());
    loop {
        let answers: Vec<&Said> = said
            .iter()
            .filter(|said| match said.re {
                None => last.is_empty(),
                Some(re) => last.contains(&re),
            })
            .collect();
        let accepted = answers
            .iter()
            .find(|said| matches!(said.what, What::Accepted(_)));
        let first = accepted.or_else(|| answers.first());
        let is_conflict = first.is_some_and(|first| {
            accepted.is_none() && answers.iter().any(|said| said.what != first.what)
        });
        let Some(first) = first.filter(|_| !is_conflict) else {
            return Known {
                state: if is_conflict { State::Conflict } else { state },
                last: last.into_iter().min(),
                recipient: None,
            };
        };
        state = after(state, &first.what);
        let same = answers.iter().filter(|said| said.what == first.what);
        last = same.map(|said| said.id).collect();
    }
}

/// Whether an acceptance moves the holder.
fn counts(desk: &Desk, sent: &SentPackage<'_>, verdict: &Verdict, row: &VerdictRow) -> bool {
    matches!(row.answer, VerdictAnswer::Accepted { .. })
        && desk.is_lead(&verdict.audience)
        && desk
            .is_opened(sent, &row.token, &verdict.by, &verdict.audience)
            .is_ok()
}

/// Where a case stands after one word more.
fn after(before: State, what: &What) -> State {
    match (before, what) {
        (accepted @ State::Accepted(_), _) => accepted,
        (_, What::Accepted(by)) => State::Accepted(by.clone()),
        (_, What::Event(_, EventWord::Withdrawn)) => State::Withdrawn,
        (State::Queried(_), What::Event(_, EventWord::Answered)) => State::Waiting,
        (before, What::Event(..) | What::Verdict(_, VerdictAnswer::Accepted { .. })) => before,
        (_, What::Verdict(by, VerdictAnswer::Queried { .. })) => State::Queried(by.clone()),
        (_, What::Verdict(..)) => State::Declined,
    }
}

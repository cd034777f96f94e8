//! What was said of each case so far: where it stands, and what the next word answers (section "One
//! case" of `schemas/PROTOCOL.md`).

use std::collections::HashMap;

use handover::{
    EventWord, IndexEntry, OrganisationId, Package, SentPackage, Statement, StatementId, Token,
    Verdict, VerdictAnswer, VerdictRow,
};

use super::Desk;

/// Where a case stands.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(crate) enum State {
    /// Taken on, for good.
    Accepted(OrganisationId),
    /// Several answers to the same: nothing behind them counts.
    Conflict,
    /// Not taken by its recipient, or sent on.
    Declined,
    /// Something must be answered first; by whom it was asked.
    Queried(OrganisationId),
    /// Nobody has decided, or what was asked is answered.
    Waiting,
    /// The sender took it back.
    Withdrawn,
}

/// The verdicts and events about the cases of one package and its mandate.
pub(crate) struct History {
    said: HashMap<Token, Vec<Said>>,
}

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

impl History {
    /// Takes what is at hand and fits; the rest counts for nothing.
    pub(crate) fn of(desk: &Desk) -> Self {
        let mut history = Self {
            said: HashMap::new(),
        };
        history.add(desk, desk.head(), desk.tokens());
        let ours = desk.head().payload();
        for index in desk.statements.indexes() {
            let (head, other) = (index.head(), index.head().payload());
            let is_same_transfer = ours.mandate.is_some()
                && other.mandate == ours.mandate
                && other.profile == ours.profile;
            if is_same_transfer && head.id() != desk.head().id() {
                let tokens: Vec<Token> = index.entries().iter().map(IndexEntry::token).collect();
                history.add(desk, head, &tokens);
            }
        }
        history
    }

    /// Adds what was said of one package.
    fn add(&mut self, desk: &Desk, head: &Statement<Package>, tokens: &[Token]) {
        let sent = SentPackage::new(head, tokens, desk.profile.profile());
        let verdicts = desk.statements.verdicts().iter();
        for verdict in verdicts.filter(|verdict| sent.check_verdict(verdict).is_ok()) {
            let said = verdict.payload();
            for row in &said.verdicts {
                let what = if counts(desk, &sent, said, row) {
                    What::Accepted(said.by.clone())
                } else {
                    What::Verdict(said.by.clone(), row.answer.clone())
                };
                self.add_row(row.token, *verdict.id(), row.re, what);
            }
        }
        let events = desk.statements.events().iter();
        for event in events.filter(|event| sent.check_event(event).is_ok()) {
            let said = event.payload();
            for row in &said.rows {
                let what = What::Event(said.by.clone(), said.event);
                self.add_row(row.0, *event.id(), row.1, what);
            }
        }
    }

    fn add_row(&mut self, token: Token, id: StatementId, re: Option<StatementId>, what: What) {
        let said = self.said.entry(token).or_default();
        if !said.iter().any(|known| known.id == id) {
            said.push(Said { id, re, what });
        }
    }

    /// Where a case stands, and what the next verdict or event about it answers.
    pub(crate) fn standing(&self, token: &Token) -> (State, Option<StatementId>) {
        let said = self.said.get(token).map(Vec::as_slice).unwrap_or_default();
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
            let Some(first) = accepted.or_else(|| answers.first()) else {
                return (state, last.into_iter().min());
            };
            if accepted.is_none() && answers.iter().any(|said| said.what != first.what) {
                return (State::Conflict, last.into_iter().min());
            }
            state = after(state, &first.what);
            let same = answers.iter().filter(|said| said.what == first.what);
            last = same.map(|said| said.id).collect();
        }
    }
}

/// Whether an acceptance moves the holder.
fn counts(desk: &Desk, sent: &SentPackage<'_>, verdict: &Verdict, row: &VerdictRow) -> bool {
    matches!(row.answer, VerdictAnswer::Accepted { .. })
        && desk.is_lead(&verdict.audience)
        && desk
            .addressee(&row.token)
            .is_none_or(|to| *to == verdict.by)
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

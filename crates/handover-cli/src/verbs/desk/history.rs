//! Where each case stands by what was said so far, and what the next word answers.

use std::collections::HashMap;

use handover::{
    CaseState, OrganisationId, Payload, Standing, Statement, StatementId, Token, Transfer,
};

use super::{Desk, alone};
use crate::{problem::Problem, verbs::statements::gather};

/// Where a case stands, as far as it decides what may be said next.
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

/// What is known of one case.
#[derive(Clone, Debug)]
pub(super) struct Known {
    pub(super) state: State,
    /// What the next verdict or event answers.
    pub(super) last: Option<StatementId>,
    /// To whom a roster sends it.
    pub(super) recipient: Option<OrganisationId>,
}

/// What was said of the cases of a package.
pub(crate) struct History {
    transfer: Option<Transfer>,
    known: HashMap<Token, Known>,
}

impl History {
    /// Takes what is at hand and counts: under a mandate by the rules for all of its statements, under
    /// none by what was said of the package.
    pub(crate) fn of(desk: &Desk) -> Self {
        let now = desk.now();
        let Some(transfer) = transfer_of(desk) else {
            return Self {
                transfer: None,
                known: alone::follow(desk),
            };
        };
        let history = transfer.history();
        let known = desk
            .tokens()
            .iter()
            .filter_map(|token| Some((*token, known(&history.standing(token, now)?))))
            .collect();
        Self {
            transfer: Some(transfer),
            known,
        }
    }

    /// Where a case stands, and what the next verdict or event about it answers.
    pub(crate) fn standing(&self, token: &Token) -> (State, Option<StatementId>) {
        self.known
            .get(token)
            .map_or((State::Waiting, None), |known| {
                (known.state.clone(), known.last)
            })
    }

    /// To whom the roster sends a case, if one is at hand.
    pub(crate) fn recipient(&self, token: &Token) -> Option<&OrganisationId> {
        self.known.get(token)?.recipient.as_ref()
    }

    /// Whether a new statement counts beside all others, for every case: what does not is not given
    /// out, whatever was looked at before.
    pub(crate) fn check_counts<P: Payload>(
        mut self,
        statement: &Statement<P>,
        add: impl FnOnce(&mut Transfer),
    ) -> Result<(), Problem> {
        let Some(transfer) = &mut self.transfer else {
            return Ok(());
        };
        add(transfer);
        let history = transfer.history();
        let mut uncounted = history.uncounted().iter();
        let Some(why) = uncounted.find(|what| what.statement == *statement.id()) else {
            return Ok(());
        };
        let about = match why.tokens.as_slice() {
            [] => "the statement".to_owned(),
            [token] => format!("case {token}"),
            [token, ..] => format!(
                "case {token} and {} more",
                why.tokens.len().saturating_sub(1)
            ),
        };
        Err(Problem::refused(
            why.why.class(),
            format!("{about} would not count ({})", why.why.as_str()),
            "Nothing was written. `handover reconcile` shows where every case stands.",
        ))
    }
}

fn known(standing: &Standing<'_>) -> Known {
    let recipient = standing.recipient();
    let by = || recipient.unwrap_or_else(|| standing.holder()).clone();
    let state = match standing.state() {
        _ if standing.is_in_conflict() => State::Conflict,
        state if state.is_accepted() => State::Accepted(by()),
        CaseState::Queried => State::Queried(by()),
        CaseState::Refused | CaseState::Misdirected | CaseState::Redirected => State::Declined,
        CaseState::Withdrawn => State::Withdrawn,
        _ => State::Waiting,
    };
    Known {
        state,
        last: standing.last(),
        recipient: recipient.cloned(),
    }
}

/// Everything that was said under the mandate of the package, if that is at hand.
fn transfer_of(desk: &Desk) -> Option<Transfer> {
    let mandate = desk.statements.mandate(&desk.head().payload().mandate?)?;
    let gathered = gather(mandate.clone(), &desk.profile, &desk.statements).ok()?;
    Some(gathered.transfer)
}

//! What would not count is not signed (sections "What should arrive" and "One case" of
//! `schemas/PROTOCOL.md`).

use handover::{OrganisationId, RefusalClass, ShortName, Token, VerdictAnswer, VerdictRow};

use super::decided::Decided;
use crate::verbs::desk::{ACCEPTED_ALREADY, Desk, Failure, History, ReadCases, State};

/// What stands between a decision and a signature.
pub(super) struct Guard<'a> {
    pub(super) desk: &'a Desk,
    pub(super) audience: &'a ShortName,
    pub(super) read: Option<&'a ReadCases>,
}

type Refused = (RefusalClass, String);

impl Guard<'_> {
    /// The row to sign, with what it answers.
    pub(super) fn check(
        &self,
        decided: &Decided,
        history: &History,
    ) -> Result<VerdictRow, Failure> {
        let token = decided.token;
        let (state, re) = history.standing(&token);
        self.addressed(history.recipient(&token))
            .and_then(|()| self.undecided(&state))
            .and_then(|()| match decided.answer {
                VerdictAnswer::Accepted { .. } => self.acceptable(&token),
                _ => Ok(()),
            })
            .map(|()| VerdictRow {
                token,
                re,
                answer: decided.answer.clone(),
            })
            .map_err(|(class, what)| Failure::refused(decided.subject, class, what))
    }

    /// For the lead audience, the roster must send the case to us.
    fn addressed(&self, recipient: Option<&OrganisationId>) -> Result<(), Refused> {
        match recipient {
            Some(to) if to != self.desk.us() && self.desk.is_lead(self.audience) => Err((
                RefusalClass::NotEntitled,
                format!("the roster sends it to {to}, who alone may decide"),
            )),
            _ => Ok(()),
        }
    }

    fn undecided(&self, state: &State) -> Result<(), Refused> {
        match state {
            State::Accepted(by) => Err((
                RefusalClass::Conflict,
                format!("{ACCEPTED_ALREADY}, by {by}: it moves on by a package of its own"),
            )),
            State::Conflict => Err((
                RefusalClass::Conflict,
                "contradicting answers were given: nothing behind them counts".to_owned(),
            )),
            State::Withdrawn => Err((RefusalClass::Policy, "its sender took it back".to_owned())),
            State::Declined | State::Queried(_) | State::Waiting => Ok(()),
        }
    }

    fn acceptable(&self, token: &Token) -> Result<(), Refused> {
        let (desk, audience) = (self.desk, self.audience);
        if !desk.is_lead(audience) {
            let lead = desk.profile.profile().lead();
            return Err((
                RefusalClass::NotEntitled,
                format!("only {lead} takes cases on, and we read it as {audience}"),
            ));
        }
        if !desk.knows_agreement() {
            return Err((
                RefusalClass::Policy,
                "the mandate is not at hand: give it, roster and countersigns with --statement"
                    .to_owned(),
            ));
        }
        if let Some(class) = self.read.and_then(|read| read.unreadable(token)) {
            return Err((class, "it cannot be read".to_owned()));
        }
        if let Some(error) = self.read.and_then(|read| read.other_mandate(token)) {
            return Err((error.class(), format!("{error}: query it (V-38)")));
        }
        desk.is_opened(&desk.sent(), token, desk.us(), audience)
            .map_err(|class| match class {
                RefusalClass::Policy => (
                    class,
                    "no receipt at hand says that it was opened: `handover receipt --rung opened`"
                        .to_owned(),
                ),
                class => (class, "our receipt says that it cannot be read".to_owned()),
            })?;
        let asked = self.read.into_iter().flat_map(|read| read.asked(token));
        for role in asked {
            if !self.is_taken_by(role) {
                return Err((
                    RefusalClass::Policy,
                    format!(
                        "a {role} must take an action of it first: sign as that person, or \
                         countersign the package in that role"
                    ),
                ));
            }
        }
        Ok(())
    }

    /// Whether somebody in this role signs, or has countersigned the package for us.
    fn is_taken_by(&self, role: &str) -> bool {
        let signs = self.desk.roles.iter().any(|own| own.as_str() == role);
        let countersigns = self.desk.statements.countersigns().iter();
        let mut about = countersigns
            .map(handover::Statement::payload)
            .filter(|countersign| {
                countersign.is_about(self.desk.head().id()) && countersign.by == *self.desk.us()
            });
        signs || about.any(|countersign| countersign.role.as_str() == role)
    }
}

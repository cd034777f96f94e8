//! Who must do what next, and by when.

use std::{collections::BTreeMap, fmt};

use handover_trust::{OrganisationId, PosixTime, StatementId, Token};

use crate::{CaseState, History, Obstacle, Reconciliation, Request, Standing};

/// What somebody must do next.
#[derive(Clone, Copy, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
#[non_exhaustive]
pub enum Act {
    /// A party countersigns the mandate.
    AgreeToMandate,
    /// The commissioner freezes a roster.
    AgreeToRoster(StatementId),
    /// The sender answers a query.
    AnswerQuery,
    /// Whoever was asked for somebody who came back answers.
    AnswerRequest(StatementId),
    /// The holder answers a withdrawal that its acceptance overtook.
    AnswerWithdrawal,
    /// The recipient meets the person.
    Contact,
    /// The recipient says whether it takes a case on.
    Decide,
    /// The sender says whether a case goes.
    DecideWhetherItGoes,
    /// The sender sees to it that what it sealed arrives.
    Deliver,
    /// Whoever has a statement gives it to who reconciles.
    Give(StatementId),
    /// The sender signs a roster, or one more for somebody whom none lists.
    MakeRoster,
    /// The sender puts a roster right.
    MendRoster(StatementId),
    /// The sender finds who takes a case that was refused, or was for somebody else.
    PlaceElsewhere,
    /// The recipient assesses plan and risk anew.
    Review,
    /// The sender seals a case that is to go.
    Seal,
    /// The sender seals a case again that could not be read.
    SealAgain,
}

impl Act {
    /// The word for it.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::AgreeToMandate => "agree-to-mandate",
            Self::AgreeToRoster(_) => "agree-to-roster",
            Self::AnswerQuery => "answer-query",
            Self::AnswerRequest(_) => "answer-request",
            Self::AnswerWithdrawal => "answer-withdrawal",
            Self::Contact => "contact",
            Self::Decide => "decide",
            Self::DecideWhetherItGoes => "decide-whether-it-goes",
            Self::Deliver => "deliver",
            Self::Give(_) => "give",
            Self::MakeRoster => "make-roster",
            Self::MendRoster(_) => "mend-roster",
            Self::PlaceElsewhere => "place-elsewhere",
            Self::Review => "review",
            Self::Seal => "seal",
            Self::SealAgain => "seal-again",
        }
    }

    /// Whether the mandate stays open until it is done.
    #[must_use]
    pub const fn keeps_open(self) -> bool {
        !matches!(self, Self::AnswerRequest(_) | Self::Contact | Self::Review)
    }
}

impl fmt::Display for Act {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// Something that an organisation must do next.
#[derive(Clone, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub struct NextStep {
    /// Who.
    pub who: OrganisationId,
    /// What.
    pub act: Act,
    /// By when; none, where no deadline says so: everything waits for it.
    pub due: Option<PosixTime>,
    /// The cases that it is about, ascending; none where it is about no single case.
    pub cases: Vec<Token>,
}

impl NextStep {
    /// Late ones first, then those without a time, for which everything waits, then by the hour.
    #[must_use]
    pub fn rank(&self, now: PosixTime) -> (u8, Option<PosixTime>) {
        let place = match self.due {
            Some(due) if due < now => 0,
            None => 1,
            Some(_) => 2,
        };
        (place, self.due)
    }
}

impl Request {
    /// What is to be done about it: nothing, once there is an answer.
    #[must_use]
    pub fn next_step(&self) -> Option<NextStep> {
        self.answer.is_none().then(|| NextStep {
            who: self.to.clone(),
            act: Act::AnswerRequest(self.package),
            due: Some(self.due),
            cases: Vec::new(),
        })
    }
}

impl History<'_> {
    /// Everything that somebody must do next, in the order of [`NextStep::rank`]: what keeps the mandate open by
    /// `report`, and what is to be done with a person after acceptance. Cases with one time are one step.
    #[must_use]
    pub fn next_steps(&self, report: &Reconciliation) -> Vec<NextStep> {
        let mut steps: BTreeMap<(&OrganisationId, Act, Option<PosixTime>), Vec<Token>> =
            BTreeMap::new();
        for obstacle in &report.obstacles {
            if let Some((who, act)) = self.of_obstacle(obstacle) {
                steps.entry((who, act, None)).or_default();
            }
        }
        for standing in self.standings(report.at) {
            if let Some((who, act, due)) = standing.next() {
                let cases = steps.entry((who, act, due)).or_default();
                cases.push(*standing.token());
            }
        }
        let steps = steps.into_iter();
        let mut steps: Vec<NextStep> = steps
            .map(|((who, act, due), cases)| NextStep {
                who: who.clone(),
                act,
                due,
                cases,
            })
            .collect();
        steps.sort_by(|a, b| {
            let key = |step: &NextStep| (step.rank(report.at), step.act);
            key(a).cmp(&key(b)).then_with(|| a.who.cmp(&b.who))
        });
        steps
    }

    /// What takes an obstacle away that is of no single case; of cases each [`Standing`] says it.
    fn of_obstacle<'a>(&'a self, obstacle: &'a Obstacle) -> Option<(&'a OrganisationId, Act)> {
        let from = self.transfer.terms.from();
        Some(match obstacle {
            Obstacle::AgreedNotAtHand {
                statement,
                shown_by,
                ..
            } => (&shown_by.by, Act::Give(*statement)),
            Obstacle::MandateNotAgreed(by) => (by, Act::AgreeToMandate),
            Obstacle::NoRoster | Obstacle::Unlisted { .. } => (from, Act::MakeRoster),
            Obstacle::Open { .. } | Obstacle::Overtaken { .. } => return None,
            Obstacle::PackageNotAtHand { package, .. } => (from, Act::Give(*package)),
            Obstacle::RosterInConflict(roster) | Obstacle::RosterUnfit(roster) => {
                (from, Act::MendRoster(*roster))
            }
            Obstacle::RosterNotAgreed(roster) => {
                let mandate = self.transfer.mandate()?;
                (&mandate.payload().by, Act::AgreeToRoster(*roster))
            }
            Obstacle::RosterNotAtHand { roster, .. } => (from, Act::Give(*roster)),
        })
    }
}

impl<'h> Standing<'h> {
    /// Who must do what next with the case, and by when; `None` if it is settled and nothing more is due.
    #[must_use]
    pub fn next(&self) -> Option<(&'h OrganisationId, Act, Option<PosixTime>)> {
        let from = self.history.transfer.terms.from();
        let to = self.recipient().unwrap_or(from);
        let due = self.due();
        if self.is_withdrawal_unanswered() {
            return Some((self.holder(), Act::AnswerWithdrawal, None));
        }
        Some(match self.state() {
            CaseState::Undecided => {
                let due = self.decision().map(|(due, _)| due);
                (from, Act::DecideWhetherItGoes, due)
            }
            CaseState::Included => (from, Act::Seal, due.stored),
            CaseState::Sealed => (from, Act::Deliver, due.stored),
            CaseState::Unreadable => (from, Act::SealAgain, due.accepted),
            CaseState::Stored | CaseState::Opened | CaseState::Answered => {
                (to, Act::Decide, due.accepted)
            }
            CaseState::Queried => (from, Act::AnswerQuery, due.accepted),
            CaseState::Refused | CaseState::Misdirected => {
                (from, Act::PlaceElsewhere, due.accepted)
            }
            CaseState::Redirected => (from, Act::Seal, due.accepted),
            CaseState::Accepted => (self.holder(), Act::Contact, Some(due.contacted?)),
            CaseState::Contacted => (self.holder(), Act::Review, Some(due.reviewed?)),
            CaseState::Excluded | CaseState::Reviewed | CaseState::Withdrawn => return None,
        })
    }
}

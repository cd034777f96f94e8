//! Plain words for what a reconciliation says.

use handover::{
    CaseState, Exception, Obstacle, OrganisationId, Request, RequestAnswer, Rung, Token, Why,
};

use crate::{clock, store::MandateLedger, verbs::signing::Names};

pub(super) use crate::clock::span;

/// What cases are called.
pub(crate) enum CaseNames {
    /// By the sender's references, on the sender's own machine.
    References(MandateLedger),
    /// By tokens, which lead nobody else to a person.
    Tokens,
}

/// How many digits of a token are enough to tell cases apart when people talk.
const SHORT: usize = 12;

impl CaseNames {
    /// A case as people read it.
    pub(super) fn short(&self, token: &Token) -> String {
        self.reference(token).unwrap_or_else(|| {
            let digits = token.to_string();
            digits.get(..SHORT).unwrap_or(&digits).to_owned()
        })
    }

    /// Our reference of a case.
    pub(super) fn reference(&self, token: &Token) -> Option<String> {
        match self {
            Self::References(ledger) => ledger.reference(token).map(|r| r.as_str().to_owned()),
            Self::Tokens => None,
        }
    }
}

/// Where cases stand.
pub(super) const fn state(state: CaseState) -> &'static str {
    match state {
        CaseState::Accepted => "accepted; the person not met yet",
        CaseState::Answered => "queried and answered; the recipient decides again",
        CaseState::Contacted => "accepted, and the person was met",
        CaseState::Excluded => "not handed over by the roster",
        CaseState::Included => "to be handed over, in no package yet",
        CaseState::Misdirected => "sent to the wrong organisation",
        CaseState::Opened => "could be read; nobody has decided",
        CaseState::Queried => "queried; the sender has not answered",
        CaseState::Redirected => "redirected; not with the next recipient yet",
        CaseState::Refused => "refused by the recipient",
        CaseState::Reviewed => "accepted, met and reviewed",
        CaseState::Sealed => "sealed; the recipient has not got it",
        CaseState::Stored => "arrived; not opened",
        CaseState::Undecided => "not decided: hand over or not?",
        CaseState::Unreadable => "arrived, and could not be read",
        CaseState::Withdrawn => "taken back by the sender",
        _ => "in a state that this program does not know",
    }
}

/// What is out of order.
pub(super) const fn exception(kind: Exception) -> &'static str {
    match kind {
        Exception::Altered => "held with other content than the sender signed for",
        Exception::Conflict => "answers contradict each other",
        Exception::DoubleAccepted => "accepted by two",
        Exception::Duplicate => "in two packages, or sealed again after acceptance",
        Exception::Extra => "in a package though the roster does not hand it over",
        Exception::Misaddressed => "in a package for another recipient than the roster's",
        Exception::Missing => "to be handed over, and in no package",
        Exception::NamedAgain => "named again by a roster that may not",
        Exception::NotAccepted => {
            "not accepted by the transfer date: with the holder of last resort"
        }
        Exception::NotHeld => "signed for, and not held",
        Exception::Undecided => "nobody has said whether the case goes",
        Exception::Unreadable => "could not be read by the recipient",
        Exception::UnreadableElsewhere => "could not be read by another audience",
        _ => "out of order in a way that this program does not know",
    }
}

/// Why a statement does not count.
pub(super) const fn why(why: Why) -> &'static str {
    match why {
        Why::AcceptedAgain => "accepted already",
        Why::Conflict => "contradicts another",
        Why::NoPredecessor => "what it answers does not count or is not at hand",
        Why::NotAllowed => "no step from where the case stands",
        Why::NotEntitled => "by an organisation that has no part in it",
        Why::NotLead => "not by the recipient in the roster",
        Why::NotOfRoster => "the roster does not hand the case over",
        Why::NotOpened => "accepted, but nothing shows that it could be read",
        Why::Policy => "a case, reason or number that is not allowed there",
        Why::Replay => "about another mandate",
        Why::UnknownPackage => "about a package of which no index is at hand",
        _ => "for a reason that this program does not know",
    }
}

/// What was due.
pub(super) const fn rung(rung: Rung) -> &'static str {
    match rung {
        Rung::Accepted => "somebody at the recipient takes the case on",
        Rung::Contacted => "a practitioner speaks with the person",
        Rung::Decided => "somebody says whether the case goes",
        Rung::Reviewed => "plan and risk are assessed anew",
        Rung::Stored => "the package is with the recipient",
        _ => "a step that this program does not know",
    }
}

/// Whether a request was answered; what is overdue is named to whoever must answer, and to the holder of
/// last resort.
pub(super) fn answer(request: &Request, names: Names<'_>, last_resort: &OrganisationId) -> String {
    let answer = request.answer.map(|answer| match answer {
        RequestAnswer::Accepted => "answered: the case follows",
        RequestAnswer::Elsewhere => "answered: somebody else is to be asked",
        RequestAnswer::Refused => "refused, with a reason",
        _ => "answered in a way that this program does not know",
    });
    let late = span(request.late_by_secs);
    match (answer, request.late_by_secs) {
        (Some(answer), 0) => format!("{answer}, in time"),
        (Some(answer), _) => format!("{answer}, late by {late}"),
        (None, 0) => format!("not answered; due {}", clock::shown(request.due.as_secs())),
        (None, _) => format!(
            "OVERDUE by {late}: {} must answer; named to {} as holder of last resort",
            names.of(&request.to),
            names.of(last_resort)
        ),
    }
}

/// What keeps the contract open.
pub(super) fn obstacle(obstacle: &Obstacle, names: Names<'_>) -> String {
    match obstacle {
        Obstacle::MandateNotAgreed(by) => {
            format!("{} has not countersigned the mandate", names.of(by))
        }
        Obstacle::NoRoster => "no roster that counts is at hand".to_owned(),
        Obstacle::Open { state: open, count } => {
            format!("{} {}", cases(*count), state(*open))
        }
        Obstacle::RosterInConflict(id) => {
            format!(
                "roster {} contradicts another: neither counts",
                first_digits(id)
            )
        }
        Obstacle::RosterNotAgreed(id) => {
            format!(
                "the commissioner has not countersigned roster {}",
                first_digits(id)
            )
        }
        _ => "something that this program does not know".to_owned(),
    }
}

/// `1 case`, `2 cases`.
pub(super) fn cases(count: u64) -> String {
    match count {
        1 => "1 case".to_owned(),
        count => format!("{count} cases"),
    }
}

/// The beginning of an id, as file names have it.
pub(super) fn first_digits(id: &handover::StatementId) -> String {
    let digits = id.to_string();
    digits.get(..16).unwrap_or(&digits).to_owned()
}

//! Plain words for what a reconciliation says.

use handover::{
    transfer::{
        Act, CaseState, Exception, NextStep, Obstacle, Request, RequestAnswer, Rung, Trace, Why,
    },
    trust::OrganisationId,
};

use super::reconciled::Reconciled;

use crate::{
    Names, Time,
    amounts::{amount, span},
};

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

/// Where people stand, as short as a count needs it.
pub(super) const fn short_state(state: CaseState) -> &'static str {
    match state {
        CaseState::Accepted => "taken on, not met yet",
        CaseState::Answered => "question answered, not decided",
        CaseState::Contacted => "taken on and met",
        CaseState::Excluded => "not handed over, with a reason",
        CaseState::Included => "to go, not sent yet",
        CaseState::Misdirected => "sent to the wrong service",
        CaseState::Opened => "opened, not decided",
        CaseState::Queried => "a question is open",
        CaseState::Redirected => "passed on, not there yet",
        CaseState::Refused => "refused",
        CaseState::Reviewed => "taken on, met and reviewed",
        CaseState::Sealed => "sent, not arrived",
        CaseState::Stored => "arrived, not opened",
        CaseState::Undecided => "nobody decided whether they go",
        CaseState::Unreadable => "arrived, and could not be read",
        CaseState::Withdrawn => "taken back by the sender",
        _ => "in a state that this program does not know",
    }
}

/// What somebody must do next, without its subject.
pub(super) fn act(step: &NextStep, reconciled: &Reconciled<'_>) -> String {
    let count = u64::try_from(step.cases.len()).unwrap_or(u64::MAX);
    let people = people(count);
    match step.act {
        Act::AgreeToMandate => "Agree to what must be handed over".to_owned(),
        Act::AgreeToRoster(_) => "Look at the list of everyone, and agree to it".to_owned(),
        Act::AnswerQuery => format!("Answer a question about {people}"),
        Act::AnswerRequest(package) => {
            let mut requests = reconciled.requests.iter();
            let asked = requests.find(|request| request.package == package);
            let by = asked.map_or_else(String::new, |request| {
                format!(" {}", reconciled.names.called(&request.by))
            });
            format!("Answer{by}: somebody came back who was yours")
        }
        Act::AnswerWithdrawal => {
            format!("Say what happens with {people}: taken on by you, and taken back by the sender")
        }
        Act::Contact => format!("Meet {people} for the first time"),
        Act::Decide => format!("Decide on {people}"),
        Act::DecideWhetherItGoes => format!("Say of {people} whether they go"),
        Act::Deliver => format!("See to it that what is sealed of {people} arrives"),
        Act::Give(id) => format!("Send a file that is not here, {}", first_digits(&id)),
        Act::MakeRoster => "Sign a list of everyone".to_owned(),
        Act::MendRoster(id) => format!("Put the list {} right", first_digits(&id)),
        Act::PlaceElsewhere => {
            format!("Find who takes {people}: refused, or sent to the wrong service")
        }
        Act::Review => format!("Review plan and risk of {people}"),
        Act::Seal => format!("Seal and send {people}"),
        Act::SealAgain => format!("Seal {people} again: it could not be read"),
        _ => "Something that this program does not know".to_owned(),
    }
}

/// `1 person`, `2 people`.
pub(super) fn people(count: u64) -> String {
    match count {
        1 => "1 person".to_owned(),
        count => format!("{count} people"),
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
        Exception::Overtaken => "withdrawn by the sender and accepted; the holder has not answered",
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
        Why::Overtaken => "withdrawn by the sender, and accepted: the holder must answer",
        Why::Policy => "a case, reason or number that is not allowed there",
        Why::Replay => "about another mandate",
        Why::UnknownPackage => "about a package of which no index is at hand",
        _ => "for a reason that this program does not know",
    }
}

/// What was due, in a word or two.
pub(super) const fn rung_done(rung: Rung) -> &'static str {
    match rung {
        Rung::Accepted => "taken on",
        Rung::Contacted => "met",
        Rung::Decided => "decided whether they go",
        Rung::Reviewed => "reviewed",
        Rung::Stored => "arrived",
        _ => "",
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
        (Some(answer), 0) if request.is_claimed() => {
            let seen = match request.seen {
                Some(seen) => format!("another first saw it on {}", Time::from(seen)),
                None => "nobody else says when they saw it".to_owned(),
            };
            let claimed = request.answered.unwrap_or(request.due);
            format!("{answer}, claimed on {}; {seen}", Time::from(claimed))
        }
        (Some(answer), 0) => format!("{answer}, in time"),
        (Some(answer), _) => format!("{answer}, late by {late}"),
        (None, 0) => format!("not answered; due {}", Time::from(request.due)),
        (None, _) => format!(
            "OVERDUE by {late}: {} must answer; named to {} as holder of last resort",
            names.of(&request.to),
            names.of(last_resort)
        ),
    }
}

/// What keeps the contract open: what is missing, and who has it.
pub(super) fn obstacle(
    obstacle: &Obstacle,
    names: Names<'_>,
    from: &OrganisationId,
    is_of_nobody: bool,
) -> String {
    let trace = |shown_by: &Trace| {
        format!(
            "{} {} of {}",
            shown_by.kind,
            first_digits(&shown_by.statement),
            names.of(&shown_by.by)
        )
    };
    match obstacle {
        Obstacle::AgreedNotAtHand {
            statement,
            shown_by,
            role,
        } => format!(
            "{} agreed as {role} to the statement {}, which is not here and may be one more roster or \
             package: they have it ({}); if it is of another transfer, leave that file out",
            names.of(&shown_by.by),
            first_digits(statement),
            trace(shown_by)
        ),
        Obstacle::MandateNotAgreed(by) => {
            format!("{} has not countersigned the mandate", names.of(by))
        }
        Obstacle::NoRoster => "no roster that counts is at hand".to_owned(),
        Obstacle::Open { state: open, count } => {
            format!("{} {}", cases(*count), state(*open))
        }
        Obstacle::Overtaken { holder, count } => format!(
            "{} withdrawn by the sender and accepted all the same: {} must answer (`handover event \
             answered`)",
            cases(*count),
            names.of(holder)
        ),
        Obstacle::PackageNotAtHand { package, shown_by } => format!(
            "package {} is not here, nor its index: {} has it ({} speaks of it)",
            first_digits(package),
            names.of(from),
            trace(shown_by)
        ),
        Obstacle::RosterInConflict(id) => {
            format!(
                "roster {} contradicts another: neither counts",
                first_digits(id)
            )
        }
        Obstacle::RosterNotAgreed(id) if is_of_nobody => format!(
            "the commissioner has not countersigned roster {}, which lists NOBODY",
            first_digits(id)
        ),
        Obstacle::RosterNotAgreed(id) => {
            format!(
                "the commissioner has not countersigned roster {}",
                first_digits(id)
            )
        }
        Obstacle::RosterNotAtHand { roster, shown_by } => format!(
            "roster {} is not here: {} has it ({} names it)",
            first_digits(roster),
            names.of(from),
            trace(shown_by)
        ),
        Obstacle::RosterUnfit(id) => format!(
            "roster {} sends somebody to an organisation that the mandate does not name: {} must put it \
             right",
            first_digits(id),
            names.of(from)
        ),
        Obstacle::Unlisted { shown_by, count } => format!(
            "{} in {} that no roster here lists: {} has the roster, or must make one",
            cases(*count),
            trace(shown_by),
            names.of(from)
        ),
        _ => "something that this program does not know".to_owned(),
    }
}

/// `1 case`, `2 cases`.
pub(super) fn cases(count: u64) -> String {
    amount(count, "case")
}

/// What nobody who decides about closing may overlook.
pub(super) const NOBODY: &str = "THE ROSTERS LIST NOBODY AT ALL. If somebody was to be handed over, the \
     extract was empty or filtered: ask the sender before you close.";

/// The beginning of an id, as file names have it.
pub(super) fn first_digits(id: &handover::trust::StatementId) -> String {
    let digits = id.to_string();
    digits.get(..16).unwrap_or(&digits).to_owned()
}

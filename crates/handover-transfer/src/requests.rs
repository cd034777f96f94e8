//! Requests for somebody who came back, and whether they were answered in time (A.10).

use std::collections::BTreeSet;

use handover_dataset::profile::{Anchors, WorkingCalendar};
use handover_package::ProfileInForce;
use handover_trust::{
    Countersign, Mandate, OrganisationId, Package, PosixTime, Receipt, Statement, StatementId,
    Token, Verdict, VerdictAnswer,
};
use jiff::Timestamp;

use crate::{
    SentPackage,
    due::posix,
    sights::{Sights, Visible},
};

/// A request for the case of somebody who came back: who asks whom, and whether there is an answer.
///
/// It travels under no mandate, for the asker cannot compute the holder's token: nothing here leads to a
/// person, or to a row of a roster.
#[derive(Clone, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub struct Request {
    /// The package that asks.
    pub package: StatementId,
    /// Who asks.
    pub by: OrganisationId,
    /// Who holds the record, and must answer.
    pub to: OrganisationId,
    /// By when.
    pub due: PosixTime,
    /// The answer that came first.
    pub answer: Option<RequestAnswer>,
    /// When it was given, as its signer says.
    pub answered: Option<PosixTime>,
    /// When somebody of another organisation first saw an answer in these words; none, if nobody says so.
    pub seen: Option<PosixTime>,
    /// By how many seconds it is overdue or, if it was answered, was answered late.
    pub late_by_secs: u64,
}

impl Request {
    /// Whether it was answered in time by the word of its signer alone: nobody else is known to have seen the answer
    /// by then (A.10).
    #[must_use]
    pub fn is_claimed(&self) -> bool {
        let is_by_then = |moment: PosixTime| moment <= self.due;
        self.answered.is_some_and(is_by_then) && !self.seen.is_some_and(is_by_then)
    }
}

/// What the holder of a record says to a request.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
#[non_exhaustive]
pub enum RequestAnswer {
    /// The case follows under the mandate.
    Accepted,
    /// Not here, or not this holder's: with a reason, and to whom to turn where that is known.
    Elsewhere,
    /// No, with a reason.
    Refused,
}

impl RequestAnswer {
    /// The word for it.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Accepted => "accepted",
            Self::Elsewhere => "elsewhere",
            Self::Refused => "refused",
        }
    }

    const fn of(answer: &VerdictAnswer) -> Option<Self> {
        match answer {
            VerdictAnswer::Accepted { .. } => Some(Self::Accepted),
            VerdictAnswer::Misdirected { .. } | VerdictAnswer::Redirected { .. } => {
                Some(Self::Elsewhere)
            }
            VerdictAnswer::Queried { .. } => None,
            VerdictAnswer::Refused { .. } => Some(Self::Refused),
        }
    }
}

/// What is at hand of requests: verified statements, in any order.
#[derive(Clone, Copy, Debug)]
#[expect(clippy::exhaustive_structs, reason = "made by whoever asks")]
pub struct RequestInput<'a> {
    /// The mandate between whose parties they were made.
    pub mandate: &'a Mandate,
    /// The profile `request@1`.
    pub profile: &'a ProfileInForce,
    /// Packages, each with the tokens of its verified index.
    pub packages: &'a [(&'a Statement<Package>, Vec<Token>)],
    /// What was received.
    pub receipts: &'a [Statement<Receipt>],
    /// What was decided.
    pub verdicts: &'a [Statement<Verdict>],
    /// Who saw it when.
    pub countersigns: &'a [Statement<Countersign>],
    /// Servers on the cards of the parties, whose word that they saw something counts as well.
    pub servers: &'a BTreeSet<OrganisationId>,
    /// Whose memory says when each statement was first seen; none, if nobody's.
    pub reader: Option<&'a OrganisationId>,
}

impl RequestInput<'_> {
    /// Every request between parties of the mandate, in the order of their ids, as it stands at a moment.
    ///
    /// An answer is due when the deadlines of the profile say so, counted from the receipt of the holder;
    /// a late receipt gives no more time. An answer that was late stays so.
    #[must_use]
    pub fn requests(&self, now: PosixTime) -> Vec<Request> {
        let sights = Sights::under(self.mandate, self.servers, self.countersigns, self.reader);
        let mut requests: Vec<Request> = self
            .packages
            .iter()
            .filter_map(|(head, tokens)| self.request(head, tokens, &sights, now))
            .collect();
        requests.sort_unstable_by_key(|request| request.package);
        requests.dedup();
        requests
    }

    fn request(
        &self,
        head: &Statement<Package>,
        tokens: &[Token],
        sights: &Sights<'_>,
        now: PosixTime,
    ) -> Option<Request> {
        let (said, profile) = (head.payload(), self.profile.profile());
        let is_party =
            |id: &OrganisationId| *id == self.mandate.from || self.mandate.to.contains(id);
        let mut stanzas = said.stanzas.iter();
        let lead = stanzas.find(|stanza| stanza.audience.as_str() == profile.lead())?;
        let is_request = said.mandate.is_none() && said.profile == *self.profile.reference();
        if !is_request || !is_party(&said.by) || !is_party(&lead.to) || said.by == lead.to {
            return None;
        }
        let sent = SentPackage::new(head, tokens, profile);
        let of_it = self.receipts.iter().filter(|receipt| {
            receipt.payload().r#for == lead.to && sent.check_receipt(receipt).is_ok()
        });
        let due = self.due(said.at, of_it.map(|receipt| receipt.payload().at).min())?;
        let answers = self.verdicts.iter().filter(|verdict| {
            verdict.payload().by == lead.to
                && verdict.payload().audience == lead.audience
                && sent.check_verdict(verdict).is_ok()
        });
        let answers = answers.flat_map(|verdict| {
            let rows = verdict.payload().verdicts.iter();
            rows.filter_map(move |row| Some((verdict, RequestAnswer::of(&row.answer)?)))
        });
        let answers: Vec<(&Statement<Verdict>, RequestAnswer)> = answers.collect();
        let first = answers
            .iter()
            .map(|(verdict, answer)| (verdict.payload().at, *answer))
            .min_by_key(|(at, answer)| (*at, answer.as_str()));
        let (answered, answer) = first.unzip();
        let equal = answers.iter().filter(|(_, word)| Some(*word) == answer);
        let seen = equal.filter_map(|(verdict, _)| {
            sights.of(Visible {
                id: verdict.id(),
                by: &verdict.payload().by,
                at: verdict.payload().at,
                first_seen: verdict.first_seen(),
            })
        });
        let done = answered.unwrap_or(now);
        Some(Request {
            package: *head.id(),
            by: said.by.clone(),
            to: lead.to.clone(),
            due,
            answer,
            answered,
            seen: seen.min(),
            late_by_secs: done.as_secs().saturating_sub(due.as_secs()),
        })
    }

    /// By when whoever holds the record must answer.
    fn due(&self, sealed: PosixTime, received: Option<PosixTime>) -> Option<PosixTime> {
        let deadlines = self.profile.profile().deadlines();
        let due = |stored: Option<PosixTime>| {
            let anchors = Anchors {
                sealed: timestamp(sealed),
                stored: stored.and_then(timestamp),
                ..Anchors::default()
            };
            let is_always = |condition| condition == handover_dataset::Condition::Always;
            deadlines.due(is_always, anchors, &WorkingCalendar::default())
        };
        let in_time = due(None).stored.and_then(posix);
        let received = match (received, in_time) {
            (Some(received), Some(in_time)) => Some(received.min(in_time)),
            (received, in_time) => received.or(in_time),
        };
        due(received).accepted.and_then(posix)
    }
}

fn timestamp(moment: PosixTime) -> Option<Timestamp> {
    let seconds = i64::try_from(moment.as_secs()).ok()?;
    Timestamp::from_second(seconds).ok()
}

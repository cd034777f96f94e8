//! Requests for somebody who came back, and whether they were answered in time (A.10).

use handover_dataset::profile::{Anchors, WorkingCalendar};
use handover_package::ProfileInForce;
use handover_trust::{
    Answer, Mandate, OrganisationId, Package, PosixTime, Receipt, Statement, StatementId, Token,
    Verdict,
};
use jiff::Timestamp;

use crate::{SentPackage, due::posix};

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
    /// By how many seconds it is overdue or, if it was answered, was answered late.
    pub late_by_secs: u64,
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

    const fn of(answer: &Answer) -> Option<Self> {
        match answer {
            Answer::Accepted { .. } => Some(Self::Accepted),
            Answer::Misdirected { .. } | Answer::Redirected { .. } => Some(Self::Elsewhere),
            Answer::Queried { .. } => None,
            Answer::Refused { .. } => Some(Self::Refused),
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
}

impl RequestInput<'_> {
    /// Every request between parties of the mandate, in the order of their ids, as it stands at a moment.
    ///
    /// An answer is due when the deadlines of the profile say so, counted from the receipt of the holder;
    /// a late receipt gives no more time. An answer that was late stays so.
    #[must_use]
    pub fn requests(&self, now: PosixTime) -> Vec<Request> {
        let mut requests: Vec<Request> = self
            .packages
            .iter()
            .filter_map(|(head, tokens)| self.request(head, tokens, now))
            .collect();
        requests.sort_unstable_by_key(|request| request.package);
        requests.dedup();
        requests
    }

    fn request(
        &self,
        head: &Statement<Package>,
        tokens: &[Token],
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
            rows.filter_map(|row| Some((verdict.payload().at, RequestAnswer::of(&row.answer)?)))
        });
        let answer = answers.min_by_key(|(at, answer)| (*at, answer.as_str()));
        let done = answer.map_or(now, |(at, _)| at);
        Some(Request {
            package: *head.id(),
            by: said.by.clone(),
            to: lead.to.clone(),
            due,
            answer: answer.map(|(_, answer)| answer),
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

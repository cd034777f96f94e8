//! What statements say, in plain words.

use handover::{
    package::AgreementState,
    transfer::KnownStatements,
    trust::{
        Countersign, Decision, Event, Mandate, Payload, Receipt, ReceiptRung, Roster, Statement,
        StatementId, Token, Verdict, VerdictAnswer,
    },
};
use serde::Serialize;

use crate::{Page, Time, roster::shown_reason};

/// A verified statement, in words.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct StatementSummary {
    at: Time,
    by: String,
    first_seen: Time,
    id: String,
    kind: &'static str,
    #[serde(rename = "says")]
    words: String,
}

impl StatementSummary {
    /// A statement, and what it says.
    #[must_use]
    pub fn new<P: Payload>(statement: &Statement<P>, words: String) -> Self {
        Self {
            kind: P::KIND.as_str(),
            id: statement.id().to_string(),
            by: statement.payload().by().to_string(),
            at: statement.payload().at().into(),
            first_seen: statement.first_seen().into(),
            words,
        }
    }

    /// Whether it is the statement of this id.
    #[must_use]
    pub fn is(&self, id: Option<&StatementId>) -> bool {
        id.is_some_and(|id| id.to_string() == self.id)
    }

    /// For people: who says when what.
    pub(crate) fn tell(&self, page: &mut Page) {
        page.item(&format!(
            "{} {} on {} ({}, first seen {}; id {})",
            self.by, self.words, self.at, self.kind, self.first_seen, self.id
        ));
    }
}

impl StatementSummary {
    /// Every statement, as it is by itknown.
    #[must_use]
    pub fn all(known: &KnownStatements) -> Vec<Self> {
        let mut said: Vec<Self> = Vec::new();
        said.extend(
            known
                .mandates()
                .iter()
                .map(|one| Self::new(one, mandate(one.payload()))),
        );
        said.extend(
            known
                .rosters()
                .iter()
                .map(|one| Self::new(one, roster(one.payload()))),
        );
        said.extend(known.completeness().iter().map(|one| {
            let count = one.payload().count;
            Self::new(one, format!("reported what {count} cases answer and lack"))
        }));
        said.extend(
            known
                .countersigns()
                .iter()
                .map(|one| Self::new(one, countersign(one.payload()))),
        );
        said.extend(
            known
                .receipts()
                .iter()
                .map(|one| Self::new(one, receipt(one.payload(), None))),
        );
        said.extend(
            known
                .verdicts()
                .iter()
                .map(|one| Self::new(one, verdict(one.payload()))),
        );
        said.extend(
            known
                .events()
                .iter()
                .map(|one| Self::new(one, event(one.payload()))),
        );
        said
    }
}

pub(crate) fn mandate(mandate: &Mandate) -> String {
    let to: Vec<&str> = mandate
        .to
        .iter()
        .map(handover::trust::OrganisationId::as_str)
        .collect();
    format!(
        "mandated that {} hands over to {} ({}, transfer {}); {} answers for what is not accepted",
        mandate.from,
        to.join(", "),
        mandate.kind,
        mandate.transfer,
        mandate.last_resort
    )
}

fn roster(roster: &Roster) -> String {
    let counts = roster.counts;
    format!(
        "listed everyone considered: {} included, {} excluded, {} undecided",
        counts.include, counts.exclude, counts.undecided
    )
}

/// What a roster says of one case.
pub(crate) fn roster_row(roster: &Roster, token: &Token) -> Option<String> {
    let rows = &roster.rows;
    let place = rows.binary_search_by(|row| row.token.cmp(token)).ok()?;
    let row = rows.get(place)?;
    let reason = shown_reason(row.reason.as_str());
    Some(match &row.decision {
        Decision::Include { to, .. } => format!("listed it to go to {to} ({reason})"),
        Decision::Exclude => format!("listed it as one that does not go ({reason})"),
        Decision::Undecided { .. } => format!("listed it as undecided ({reason})"),
    })
}

pub(crate) fn countersign(countersign: &Countersign) -> String {
    let ids: Vec<String> = countersign
        .statement
        .ids()
        .iter()
        .map(ToString::to_string)
        .collect();
    match ids.as_slice() {
        [id] if !countersign.is_witness() => format!("agreed to {id} as {}", countersign.role),
        [first, _, ..] => format!("had seen {first} and {} more", ids.len() - 1),
        _ => format!("had seen {}", ids.concat()),
    }
}

/// What a receipt says, of one case if one is meant.
pub(crate) fn receipt(receipt: &Receipt, token: Option<&Token>) -> String {
    let whose = &receipt.r#for;
    match (&receipt.audience, receipt.rung, token) {
        (Some(audience), ReceiptRung::Opened, Some(token)) => {
            match receipt.unreadable.iter().find(|row| row.0 == *token) {
                None => format!("opened it as {audience}"),
                Some(row) => format!("could not read it as {audience} ({})", row.1),
            }
        }
        (Some(audience), ReceiptRung::Opened, None) => format!(
            "opened package {} as {audience}; {} cases could not be read",
            receipt.package,
            receipt.unreadable.len()
        ),
        _ => format!("stored package {} for {whose}, whole", receipt.package),
    }
}

fn verdict(verdict: &Verdict) -> String {
    let rows = verdict.verdicts.len();
    let accepted =
        |row: &&handover::trust::VerdictRow| matches!(row.answer, VerdictAnswer::Accepted { .. });
    format!(
        "decided about {rows} cases of package {} as {}, of which {} were accepted",
        verdict.package,
        verdict.audience,
        verdict.verdicts.iter().filter(accepted).count()
    )
}

/// What a verdict says of one case.
pub(crate) fn answer(answer: &VerdictAnswer) -> String {
    match answer {
        VerdictAnswer::Accepted { team, worker } => {
            format!(
                "accepted it: team {}, worker {}",
                team.as_str(),
                worker.as_str()
            )
        }
        VerdictAnswer::Misdirected { reason } => format!("said it was misdirected ({reason})"),
        VerdictAnswer::Queried { reason } => format!("asked about it ({reason})"),
        VerdictAnswer::Redirected { reason, to } => format!("redirected it to {to} ({reason})"),
        VerdictAnswer::Refused { reason } => format!("refused it ({reason})"),
    }
}

pub(crate) fn event(event: &Event) -> String {
    let code = event.code.as_ref();
    let code = code.map_or_else(String::new, |code| format!(" ({code})"));
    format!("said that it was {}{code}, on {},", event.event, event.on)
}

/// How far mandate and roster were checked, in words.
#[must_use]
pub const fn agreement(state: AgreementState) -> &'static str {
    match state {
        AgreementState::Checked => "mandate, roster and countersigns agree",
        AgreementState::NoMandate => "under no mandate",
        AgreementState::NotAtHand => {
            "names a mandate that is not at hand: give it with --statement"
        }
    }
}

//! What follows from evidence, and what does not.

use handover::{
    package::{Evidence, ProfileInForce},
    transfer::{Acceptance as Proved, CaseOfPackage, KnownStatements, UnfitError, Why},
    trust::{OrganisationId, Package, Statement, Token, Verdict, VerdictAnswer},
};

use crate::{
    Time,
    statements::{self as words, StatementSummary},
};

/// What evidence of one case proves, in plain words.
pub(super) struct Proof {
    /// Who sealed the case, when, for whom.
    pub(super) sealed: String,
    /// What was said of the case.
    pub(super) said: Vec<StatementSummary>,
    /// Genuine statements about something else.
    pub(super) set_aside: Vec<StatementSummary>,
    /// Who is responsible, if an acceptance counts by what is here.
    pub(super) holder: Option<OrganisationId>,
    /// What a reader might take for proved.
    pub(super) not_proved: Vec<String>,
}

impl Proof {
    /// Looks at what was verified; the profile, if it is known, says whose acceptance counts.
    pub(super) fn of(
        evidence: &Evidence,
        statements: &KnownStatements,
        profile: Option<&ProfileInForce>,
    ) -> Result<Self, UnfitError> {
        let (head, token) = (evidence.head(), evidence.token());
        let mut proof = Self {
            sealed: sealed(head),
            said: Vec::new(),
            set_aside: Vec::new(),
            holder: None,
            not_proved: Vec::new(),
        };
        proof.add_agreed(head, token, statements);
        proof.add_said(head, token, statements);
        let acceptance = acceptance(evidence, statements, profile)?;
        proof.holder = acceptance.holder;
        let why_not = acceptance.not_proved.map(str::to_owned);
        proof.not_proved.extend(why_not);
        proof.add_limits(evidence, statements);
        Ok(proof)
    }

    /// Mandate, rosters, countersigns.
    fn add_agreed(
        &mut self,
        head: &Statement<Package>,
        token: &Token,
        statements: &KnownStatements,
    ) {
        let named = head.payload().mandate;
        for mandate in statements.mandates() {
            let said = StatementSummary::new(mandate, words::mandate(mandate.payload()));
            self.sort(Some(*mandate.id()) == named, said);
        }
        for roster in statements.rosters() {
            let payload = roster.payload();
            let row = words::roster_row(payload, token);
            let is_about = Some(payload.mandate) == named && row.is_some();
            let said = row.unwrap_or_else(|| "listed others".to_owned());
            self.sort(is_about, StatementSummary::new(roster, said));
        }
        for countersign in statements.countersigns() {
            let said = words::countersign(countersign.payload());
            self.sort(true, StatementSummary::new(countersign, said));
        }
    }

    /// Receipts, verdicts, events.
    fn add_said(&mut self, head: &Statement<Package>, token: &Token, statements: &KnownStatements) {
        let case = CaseOfPackage::new(head, token);
        for receipt in statements.receipts() {
            let payload = receipt.payload();
            let said = StatementSummary::new(receipt, words::receipt(payload, Some(token)));
            self.sort(case.has_receipt(payload), said);
        }
        for verdict in statements.verdicts() {
            let row = case.row_of(verdict.payload());
            let said = row.map_or_else(
                || "decided about something else".to_owned(),
                |row| words::answer(&row.answer),
            );
            self.sort(row.is_some(), StatementSummary::new(verdict, said));
        }
        for event in statements.events() {
            let payload = event.payload();
            let said = StatementSummary::new(event, words::event(payload));
            self.sort(case.has_event(payload), said);
        }
    }

    fn sort(&mut self, is_about: bool, said: StatementSummary) {
        if is_about {
            self.said.push(said);
        } else {
            self.set_aside.push(said);
        }
    }

    /// What no evidence proves.
    fn add_limits(&mut self, evidence: &Evidence, statements: &KnownStatements) {
        let content = match evidence.reader() {
            Some(reader) => format!(
                "What is in the case: it is sealed. {reader} reads some sections with `handover open`."
            ),
            None => {
                "What is in the case: it is sealed, and there are no keys in this file.".to_owned()
            }
        };
        self.not_proved.push(content);
        self.not_proved.push(
            "That nothing else was said of the case, before or later: only what is in this file."
                .to_owned(),
        );
        let has_mandate = statements.mandates().iter();
        let named = evidence.head().payload().mandate;
        if named.is_some() && !has_mandate.map(|one| Some(*one.id())).any(|id| id == named) {
            self.not_proved.push(
                "That the mandate and its roster send the case there: they are not in this file."
                    .to_owned(),
            );
        }
        self.not_proved.push(
            "The times at which it was said: they are the signers' own. What is certain is when it \
             was first seen."
                .to_owned(),
        );
    }
}

fn sealed(head: &Statement<Package>) -> String {
    let said = head.payload();
    let stanzas = said.stanzas.iter();
    let to: Vec<String> = stanzas
        .map(|stanza| format!("{} as {}", stanza.to, stanza.audience))
        .collect();
    format!(
        "{} sealed exactly this case for {} on {} (first seen {}).",
        said.by,
        to.join(", "),
        Time::from(said.at),
        Time::from(head.first_seen())
    )
}

/// Whether an acceptance moves responsibility, by the chain of the case and everything at hand.
fn acceptance(
    evidence: &Evidence,
    statements: &KnownStatements,
    profile: Option<&ProfileInForce>,
) -> Result<Acceptance, UnfitError> {
    let (head, token) = (evidence.head(), evidence.token());
    let is_acceptance = |verdict: &Statement<Verdict>| {
        let row = CaseOfPackage::new(head, token).row_of(verdict.payload());
        row.is_some_and(|row| matches!(row.answer, VerdictAnswer::Accepted { .. }))
    };
    let Some(profile) = profile else {
        let is_accepted = statements.verdicts().iter().any(is_acceptance);
        return Ok(Acceptance {
            holder: None,
            not_proved: is_accepted
                .then_some("That the acceptance counts: the profile is not known here."),
        });
    };
    let transfer = statements.transfer_of_case(head, *token, profile)?;
    let found = transfer.history().acceptance(token);
    Ok(Acceptance {
        not_proved: why_not(&found),
        holder: match found {
            Proved::Counts(holder) => Some(holder),
            _ => None,
        },
    })
}

/// An acceptance, as far as it is proved.
struct Acceptance {
    holder: Option<OrganisationId>,
    not_proved: Option<&'static str>,
}

/// What an acceptance lacks.
const fn why_not(acceptance: &Proved) -> Option<&'static str> {
    match acceptance {
        Proved::Counts(_) | Proved::None => None,
        Proved::MandateNotAtHand | Proved::DoesNotCount(Why::NotOfRoster) => {
            Some("That the acceptance moved responsibility: no roster here sends the case there.")
        }
        Proved::DoesNotCount(why) => Some(match why {
            Why::NotOpened => {
                "That the acceptance counts: no receipt here says that the case was opened."
            }
            Why::NotLead | Why::NotEntitled => {
                "That the acceptance counts: it is not by the recipient for the lead audience."
            }
            Why::NoPredecessor => {
                "That the acceptance counts: what it answers is not here, or does not count."
            }
            Why::NotAllowed | Why::AcceptedAgain => {
                "That the acceptance counts: the case was withdrawn or decided before."
            }
            _ => "That the acceptance counts: other statements contradict it.",
        }),
        _ => Some("That the acceptance counts."),
    }
}

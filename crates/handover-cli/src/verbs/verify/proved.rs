//! What follows from evidence, and what does not.

use handover::{
    Decision, Evidence, OrganisationId, Package, ReceiptRung, Statement, Token, Verdict,
    VerdictAnswer,
};

use crate::{
    clock,
    verbs::statements::{StatementSummary, Statements, about, words},
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
    /// Looks at what was verified; `lead` is the audience whose acceptance counts, if it is known.
    pub(super) fn of(evidence: &Evidence, statements: &Statements, lead: Option<&str>) -> Self {
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
        let mut why_not = Vec::new();
        for verdict in statements.verdicts() {
            let said = verdict.payload();
            let row = about::row_about(said, head, token);
            if row.is_some_and(|row| matches!(row.answer, VerdictAnswer::Accepted { .. })) {
                match counts(head, token, said, statements, lead) {
                    Ok(()) => proof.holder = Some(said.by.clone()),
                    Err(why) => why_not.push(why),
                }
            }
        }
        if proof.holder.is_none() {
            proof
                .not_proved
                .extend(why_not.into_iter().map(str::to_owned));
        }
        proof.add_limits(evidence, statements);
        proof
    }

    /// Mandate, rosters, countersigns.
    fn add_agreed(&mut self, head: &Statement<Package>, token: &Token, statements: &Statements) {
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
    fn add_said(&mut self, head: &Statement<Package>, token: &Token, statements: &Statements) {
        for receipt in statements.receipts() {
            let payload = receipt.payload();
            let said = StatementSummary::new(receipt, words::receipt(payload, Some(token)));
            self.sort(about::is_receipt_for(payload, head), said);
        }
        for verdict in statements.verdicts() {
            let row = about::row_about(verdict.payload(), head, token);
            let said = row.map_or_else(
                || "decided about something else".to_owned(),
                |row| words::answer(&row.answer),
            );
            self.sort(row.is_some(), StatementSummary::new(verdict, said));
        }
        for event in statements.events() {
            let payload = event.payload();
            let said = StatementSummary::new(event, words::event(payload));
            self.sort(about::is_event_about(payload, head, token), said);
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
    fn add_limits(&mut self, evidence: &Evidence, statements: &Statements) {
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
        clock::shown(said.at.as_secs()),
        clock::shown(head.first_seen().as_secs())
    )
}

/// Whether an acceptance moves responsibility, by what is at hand; else what is missing.
fn counts(
    head: &Statement<Package>,
    token: &Token,
    verdict: &Verdict,
    statements: &Statements,
    lead: Option<&str>,
) -> Result<(), &'static str> {
    match lead {
        None => return Err("That the acceptance counts: the profile is not known here."),
        Some(lead) if lead != verdict.audience.as_str() => {
            return Err(
                "That the acceptance counts: it was given for another audience than the lead.",
            );
        }
        Some(_) => {}
    }
    let opened = statements.receipts().iter().any(|receipt| {
        let said = receipt.payload();
        about::is_receipt_for(said, head)
            && said.rung == ReceiptRung::Opened
            && said.r#for == verdict.by
            && said.audience.as_ref() == Some(&verdict.audience)
            && said.unreadable.iter().all(|row| row.0 != *token)
    });
    if !opened {
        return Err("That the acceptance counts: no receipt here says that the case was opened.");
    }
    let Some(mandate) = head.payload().mandate else {
        return Ok(());
    };
    let rosters = statements.rosters().iter().map(Statement::payload);
    let sends_there = rosters
        .filter(|roster| roster.mandate == mandate)
        .any(|roster| {
            let mut rows = roster.rows.iter().filter(|row| row.token == *token);
            rows.any(
                |row| matches!(&row.decision, Decision::Include { to, .. } if *to == verdict.by),
            )
        });
    if sends_there {
        Ok(())
    } else {
        Err("That the acceptance moved responsibility: no roster here sends the case there.")
    }
}

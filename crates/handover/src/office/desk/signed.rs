//! One statement about all the cases, or about none.

use std::collections::BTreeMap;

use handover_dataset::CaseReference;
use handover_transfer::Transfer;
use handover_trust::{
    Event, EventRow, Payload, Signer, Statement, Token, Verdict, VerdictAnswer, VerdictRow,
};

use super::{
    CaseChoice, Cases, Failure, Failures, Happening, OfficeDesk, SayError, Sayable, Terms,
};
use crate::{CaseName, OfficeError, OfficeMemory};

/// A statement that was signed, and what it leaves out.
#[derive(Debug)]
#[non_exhaustive]
pub struct Signed<P: Payload> {
    /// The statement.
    pub statement: Statement<P>,
    /// Cases of which it could not be said, where all were asked for: to be told, never silent.
    pub left_out: Failures,
    /// Accepted cases of which another organisation must take an action: their new holder sees to it that it does.
    pub asked_elsewhere: Vec<Token>,
}

impl<M: OfficeMemory> OfficeDesk<'_, M> {
    /// Signs one verdict about all the cases, or about none.
    ///
    /// # Errors
    ///
    /// [`SayError`]; nothing was signed then.
    pub fn give(
        &mut self,
        cases: Cases<'_>,
        terms: &Terms,
        person: &Signer,
    ) -> Result<Signed<Verdict>, SayError> {
        let mut failures = Failures::default();
        let references = self.read.as_ref().map(|read| read.references().clone());
        let references = references.unwrap_or_default();
        let decided = self.decided(cases, terms, &register(&references), &mut failures)?;
        let decisions: Vec<(Token, VerdictAnswer)> = decided
            .iter()
            .map(|decided| (decided.token, decided.answer.clone()))
            .collect();
        let looked_at = self.look_at(&decisions, person)?;
        let looked_at = decided.iter().zip(looked_at).map(|(decided, row)| {
            let row = row.map_err(|why| Failure::new(decided.subject, why))?;
            Ok((decided.token, row))
        });
        let (rows, left_out) = failures.or_rows(looked_at, cases.leave_out())?;
        let statement = self.sign_verdict(rows, person)?;
        let accepted = statement.payload().verdicts.iter().filter(|row| {
            matches!(row.answer, VerdictAnswer::Accepted { .. })
                && (self.read.as_ref()).is_some_and(|read| read.is_asked_elsewhere(&row.token))
        });
        Ok(Signed {
            asked_elsewhere: accepted.map(|row| row.token).collect(),
            statement,
            left_out,
        })
    }

    /// Signs one event about all the cases, or about none. `references` lead from the cases' references to their
    /// tokens.
    ///
    /// # Errors
    ///
    /// [`SayError`]; nothing was signed then.
    pub fn say(
        &mut self,
        choice: &CaseChoice,
        happening: &Happening,
        references: &BTreeMap<CaseReference, Token>,
        person: &Signer,
    ) -> Result<Signed<Event>, SayError> {
        // Who may not say it at all need not hear of cases.
        self.look_at_event(happening, &[])?;
        let mut failures = Failures::default();
        let chosen = self.chosen(choice, &register(references), &mut failures)?;
        let tokens: Vec<Token> = chosen.iter().map(|(token, _)| *token).collect();
        let looked_at = self.look_at_event(happening, &tokens)?;
        let looked_at = chosen.iter().zip(looked_at).map(|((token, subject), row)| {
            let row = row.map_err(|why| Failure::new(*subject, why))?;
            Ok((*token, row))
        });
        let (rows, left_out) = failures.or_rows(looked_at, choice.leaves_out())?;
        Ok(Signed {
            statement: self.sign_event(happening, rows, person)?,
            left_out,
            asked_elsewhere: Vec::new(),
        })
    }

    /// Signs a verdict of rows that were looked at.
    ///
    /// # Errors
    ///
    /// [`OfficeError::WouldNotCount`], [`OfficeError::Sign`], [`OfficeError::Vain`], [`OfficeError::Memory`].
    pub fn sign_verdict(
        &mut self,
        rows: Vec<Sayable<VerdictRow>>,
        person: &Signer,
    ) -> Result<Statement<Verdict>, OfficeError> {
        let verdict = Verdict {
            at: self.office.now,
            by: self.us().clone(),
            mandate: self.head().payload().mandate,
            package: *self.head().id(),
            audience: self.audience.clone(),
            verdicts: Sayable::rows(rows),
        };
        let add = |transfer: &mut Transfer, verdict: &Statement<Verdict>| {
            // Whether it fits is part of what is looked at.
            let _ = transfer.add_verdict(verdict);
        };
        self.signed(verdict, person, add)
    }

    /// Signs an event of rows that were looked at.
    ///
    /// # Errors
    ///
    /// Those of [`sign_verdict`](Self::sign_verdict).
    pub fn sign_event(
        &mut self,
        happening: &Happening,
        rows: Vec<Sayable<EventRow>>,
        person: &Signer,
    ) -> Result<Statement<Event>, OfficeError> {
        let event = Event {
            at: self.office.now,
            by: self.us().clone(),
            mandate: self.head().payload().mandate,
            package: Some(*self.head().id()),
            event: happening.word,
            on: happening.on,
            code: happening.code.clone(),
            rows: Sayable::rows(rows),
        };
        let add = |transfer: &mut Transfer, event: &Statement<Event>| {
            let _ = transfer.add_event(event);
        };
        self.signed(event, person, add)
    }

    /// Signs a statement, and looks whether it counts beside all others, for every case: what does not is not given
    /// out, whatever was looked at before.
    fn signed<P: Payload>(
        &mut self,
        payload: P,
        person: &Signer,
        add: impl FnOnce(&mut Transfer, &Statement<P>),
    ) -> Result<Statement<P>, OfficeError> {
        let signed = self.office.sign(person, payload)?;
        let transfer = self.transfer()?;
        add(transfer, &signed);
        let history = transfer.history();
        let mut uncounted = history.uncounted().iter();
        match uncounted.find(|what| what.statement == *signed.id()) {
            Some(what) => Err(OfficeError::WouldNotCount {
                tokens: what.tokens.clone(),
                why: what.why,
            }),
            None => Ok(signed),
        }
    }
}

/// How a case is found by its name.
fn register(
    references: &BTreeMap<CaseReference, Token>,
) -> impl Fn(&CaseName) -> Option<Token> + use<'_> {
    |name| match name {
        CaseName::Reference(reference) => references.get(reference).copied(),
        CaseName::Token(token) => Some(*token),
    }
}

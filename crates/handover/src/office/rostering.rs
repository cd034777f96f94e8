//! Rosters: everybody of an extract, decided about and signed.

use std::path::Path;

use handover_caseload::{
    Answers, Caseload, DecideError, Decisions, DraftError, Drafts, People, RosterDraft,
    RosterError, RosterInput, RulesInForce, draft_roster,
};
use handover_dataset::{CaseReference, Date, profile::Period};
use handover_transfer::{
    KnownStatements, MandateInForce, RosterChain, RosterChainError, Superseded,
};
use handover_trust::{OrganisationId, Roster, Statement};
use thiserror::Error;

use super::{Office, OfficeError, OfficeMemory};

/// What a roster is made from.
#[derive(Debug)]
#[expect(clippy::exhaustive_structs, reason = "every one of them is needed")]
pub struct RosterRequest<'a> {
    /// The mandate.
    pub mandate: &'a MandateInForce,
    /// The roster before, if there is one: this one then names new cases, late decisions and new recipients only.
    pub previous: Option<&'a Statement<Roster>>,
    /// The rules that the mandate names, if it names any.
    pub rules: Option<&'a RulesInForce>,
    /// The folder that an import left.
    pub extract: &'a Path,
    /// The day of the extract, where rules must know it.
    pub as_of: Option<Date>,
    /// What people add where the extract is silent.
    pub answers: Answers,
    /// What people decide.
    pub people: &'a People,
    /// Whether it was said that there is nobody.
    pub nobody: bool,
}

/// A roster that was signed.
#[derive(Debug)]
#[non_exhaustive]
pub struct SignedRoster {
    /// The roster.
    pub roster: Statement<Roster>,
    /// What holds for every case now. It names cases: it stays with the sender.
    pub decisions: Decisions,
    /// Cases that stand in a roster before this one, and would be decided otherwise today.
    pub settled_otherwise: Vec<CaseReference>,
}

/// Why no roster is signed.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum RosteringError {
    /// There is a roster of the mandate already, and none was named as the one before.
    #[error("there is one of this mandate already")]
    AnotherIsThere,
    /// The rosters before do not lead to the mandate, or another follows already.
    #[error(transparent)]
    Chain(#[from] RosterChainError),
    /// Nobody is decided about.
    #[error(transparent)]
    Decide(#[from] DecideError),
    /// The drafts cannot be read.
    #[error(transparent)]
    Draft(#[from] DraftError),
    /// There is a roster before, and nothing that leads from its tokens to cases.
    #[error("there is a roster before, and no ledger that leads from its tokens to cases")]
    NoTokens,
    /// Only the mandate's sender decides.
    #[error("the mandate's sender is {0}")]
    NotSender(OrganisationId),
    /// A key or the memory of the office did not do its part, or nobody would take what was signed.
    #[error(transparent)]
    Office(#[from] OfficeError),
    /// The rules are not those that the mandate names, or it names none.
    #[error("the rules are not those of the mandate")]
    OtherRules,
    /// The roster cannot be made.
    #[error(transparent)]
    Roster(#[from] RosterError),
    /// A later mandate stands in the place of this one (V-46).
    #[error(transparent)]
    Superseded(#[from] Superseded),
}

impl<M: OfficeMemory> Office<M> {
    /// Decides about everybody of an extract by the mandate's rules and by what people say, and signs it as a roster;
    /// what leads from its tokens back to cases is kept before this returns.
    ///
    /// # Errors
    ///
    /// [`RosteringError`], as its variants say.
    pub fn roster(
        &mut self,
        request: RosterRequest<'_>,
        known: &KnownStatements,
    ) -> Result<SignedRoster, RosteringError> {
        let mandate = request.mandate;
        let terms = mandate.statement.payload();
        if terms.from != self.keys.organisation {
            return Err(RosteringError::NotSender(terms.from.clone()));
        }
        known.check_not_superseded(&mandate.statement)?;
        if request.rules.map(|rules| &rules.reference) != terms.eligibility.as_ref() {
            return Err(RosteringError::OtherRules);
        }
        let chain = chain(&request, known)?;
        let drafts = match Drafts::find(request.extract) {
            // An extract without a person leaves none.
            Err(DraftError::NoCase(_)) => Drafts::none(),
            found => found?,
        };
        let rules = request.rules.map(|rules| &rules.rules);
        let decisions = Decisions::under(terms, rules, request.as_of, request.extract, &drafts)?;
        let id = mandate.statement.id();
        let memory = self.memory.cases(id).map_err(OfficeError::memory)?;
        let memory = match memory {
            Some(memory) => memory,
            None if chain.last().is_some() => return Err(RosteringError::NoTokens),
            None => self.memory.begin_cases(id).map_err(OfficeError::memory)?,
        };
        let input = RosterInput {
            mandate: &mandate.statement,
            profile: &mandate.profile,
            deadlines: &mandate.deadlines,
            decisions,
            people: request.people,
            chain: &chain,
            memory: &*memory,
            answer_within: answer_within(request.rules),
            nobody: request.nobody,
            now: self.now,
        };
        let draft = draft_roster(&input, |decisions| {
            Caseload::of(drafts, request.extract, Some(decisions), request.answers)
        })?;
        let RosterDraft {
            roster,
            decisions,
            remembered,
            settled_otherwise,
            ..
        } = draft;
        // Nobody looks at what is remembered while it is changed.
        drop(input);
        drop(memory);
        let signer = self.keys.office()?;
        let roster = self.sign(&signer, roster)?;
        let kept = self.memory.remember(id, &remembered);
        kept.map_err(OfficeError::memory)?;
        Ok(SignedRoster {
            roster,
            decisions,
            settled_otherwise,
        })
    }
}

/// Within what time a request is answered: as the mandate's rules say, else within one working day.
fn answer_within(rules: Option<&RulesInForce>) -> Period {
    rules.map_or(Period::WorkingDays(1), |rules| rules.rules.answer_within())
}

/// The rosters before: all that lead to the one that was named, which must be the last.
fn chain(
    request: &RosterRequest<'_>,
    known: &KnownStatements,
) -> Result<RosterChain, RosteringError> {
    let mandate = &request.mandate.statement;
    let Some(previous) = request.previous else {
        let mut rosters = known.rosters().iter();
        if rosters.any(|roster| roster.payload().mandate == *mandate.id()) {
            return Err(RosteringError::AnotherIsThere);
        }
        return Ok(RosterChain::default());
    };
    let chain = RosterChain::back_from(previous, mandate, known.rosters())?;
    chain.check_is_last(known.rosters())?;
    Ok(chain)
}

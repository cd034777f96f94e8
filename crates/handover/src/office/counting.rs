//! How complete the cases of a mandate are, signed for its commissioner.

use handover_caseload::{Caseload, CountError, Counted, counted};
use handover_transfer::{
    KnownStatements, MandateInForce, RosterChain, RosterChainError, Superseded, completeness_fields,
};
use handover_trust::{Completeness, OrganisationId, Statement};
use thiserror::Error;

use super::{Office, OfficeError, OfficeMemory};

/// The report of a mandate, and what it was made from.
#[derive(Debug)]
#[non_exhaustive]
pub struct CountedCases {
    /// What the commissioner may know.
    pub report: Statement<Completeness>,
    /// The exact counts: those of its own cases are for each recipient alone.
    pub counted: Counted,
}

/// Why nothing is reported.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum CompletenessError {
    /// The rosters do not lead to the mandate.
    #[error(transparent)]
    Chain(#[from] RosterChainError),
    /// The cases cannot be counted.
    #[error(transparent)]
    Count(#[from] CountError),
    /// No token was ever given to a case under the mandate.
    #[error("no case has a token under the mandate")]
    NoTokens,
    /// Only the mandate's sender knows what is in the cases.
    #[error("only the mandate's sender knows what is in the cases")]
    NotSender(OrganisationId),
    /// A key or the memory of the office did not do its part, or nobody would take what was signed.
    #[error(transparent)]
    Office(#[from] OfficeError),
    /// A later mandate stands in the place of this one (V-46).
    #[error(transparent)]
    Superseded(#[from] Superseded),
    /// There are so few cases that the counts could lead to a person (V-43).
    #[error("{0} cases are too few: they could lead to a person")]
    TooFew(u64),
}

impl<M: OfficeMemory> Office<M> {
    /// Counts how the fields of the cases are answered that the rosters of a mandate include, and signs it.
    ///
    /// # Errors
    ///
    /// [`CompletenessError`], as its variants say.
    pub fn completeness(
        &mut self,
        mandate: &MandateInForce,
        caseload: &Caseload,
        known: &KnownStatements,
    ) -> Result<CountedCases, CompletenessError> {
        let from = &mandate.statement.payload().from;
        if *from != self.keys.organisation {
            return Err(CompletenessError::NotSender(from.clone()));
        }
        known.check_not_superseded(&mandate.statement)?;
        let chain = RosterChain::of_all(&mandate.statement, known.rosters())?;
        let id = mandate.statement.id();
        let memory = self.memory.cases(id).map_err(OfficeError::memory)?;
        let memory = memory.ok_or(CompletenessError::NoTokens)?;
        let counted = counted(caseload, &*memory, &chain, mandate.profile.profile())?;
        let count = counted.all.cases();
        let fields = completeness_fields(&counted.all);
        let fields = fields.ok_or(CompletenessError::TooFew(count))?;
        let report = Completeness {
            at: self.now,
            by: self.keys.organisation.clone(),
            mandate: *id,
            count,
            fields,
        };
        let signer = self.keys.office()?;
        let report = self.sign(&signer, report)?;
        Ok(CountedCases { report, counted })
    }
}

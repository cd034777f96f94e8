//! The rules by which cases are chosen under a mandate, and what they make of an extract.

use std::path::Path;

use handover_dataset::{
    CaseReference, Date,
    eligibility::{Parameters, Rules, RulesError, SelectError, select},
};
use handover_trust::{FileReference, Mandate, TransferDay};
use thiserror::Error;

use crate::{Decisions, DraftError, Drafts, StoredError, decisions::day_of, read_records};

/// Rules, and how a mandate names them: by name, version and hash, for two files of one name may differ.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct RulesInForce {
    /// The rules.
    pub rules: Rules,
    /// Their file.
    pub reference: FileReference,
}

/// Why nobody is decided about.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum DecideError {
    /// The day of the extract is not given: rules must know what had not happened yet.
    #[error("the day of the extract is not given")]
    NoDay,
    /// A case has a reference that no roster can stand for.
    #[error("a case has a reference that no roster can stand for")]
    Reference,
    /// A draft cannot be read.
    #[error(transparent)]
    Draft(#[from] DraftError),
    /// The records of the import cannot be used.
    #[error(transparent)]
    Records(#[from] StoredError),
    /// Two records are of one case.
    #[error(transparent)]
    Select(#[from] SelectError),
}

impl RulesInForce {
    /// The name of the built-in rules.
    pub const BUILT_IN: &'static str = "six-months-two-journeys";

    /// The built-in rules.
    #[must_use]
    pub fn built_in() -> Self {
        Self::of(Rules::six_months_two_journeys(), Rules::BUILT_IN)
    }

    /// Rules from their file.
    ///
    /// # Errors
    ///
    /// [`RulesError`].
    pub fn from_toml(bytes: &[u8]) -> Result<Self, RulesError> {
        Ok(Self::of(Rules::from_toml(bytes)?, bytes))
    }

    fn of(rules: Rules, bytes: &[u8]) -> Self {
        let name = rules.reference().parse();
        let name = name.expect("the reference of rules has the form of a file name");
        Self {
            reference: FileReference::of(name, bytes),
            rules,
        }
    }
}

impl Decisions {
    /// What the rules of a mandate make of every record that an import left in `extract`; without rules, or where each
    /// case goes by itself, every draft is handed over.
    ///
    /// # Errors
    ///
    /// [`DecideError`].
    pub fn under(
        mandate: &Mandate,
        rules: Option<&Rules>,
        as_of: Option<Date>,
        extract: &Path,
        drafts: &Drafts,
    ) -> Result<Self, DecideError> {
        let (Some(rules), Some(transfer_date)) = (rules, day_of(&mandate.transfer)) else {
            return every_draft(mandate.transfer, as_of, drafts);
        };
        let as_of = as_of.ok_or(DecideError::NoDay)?;
        let parameters = Parameters {
            transfer_date,
            as_of,
        };
        let records = read_records(extract)?;
        let selection = select(rules, parameters, &records)?;
        Ok(Self::of_selection(&selection, rules, parameters))
    }
}

fn every_draft(
    transfer: TransferDay,
    as_of: Option<Date>,
    drafts: &Drafts,
) -> Result<Decisions, DecideError> {
    let references = drafts.references()?.into_iter().map(|text| text.parse());
    let references: Result<Vec<CaseReference>, _> = references.collect();
    let references = references.map_err(|_| DecideError::Reference)?;
    Ok(Decisions::of_every(references, transfer, as_of))
}

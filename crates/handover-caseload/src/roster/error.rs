use handover_dataset::CaseReference;
use thiserror::Error;

use crate::CaseloadError;

/// Why a roster cannot be made. The references stay on the sender's machine.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum RosterError {
    /// The cases cannot be read.
    #[error(transparent)]
    Caseload(#[from] CaseloadError),
    /// A roster before gives a reason for this case that is none of the rules.
    #[error("a roster before gives a reason that is not known here")]
    ForeignReason(CaseReference),
    /// Cases to be handed over are not there, or not of the form of a case.
    #[error("cases to be handed over are not of the form of a case")]
    Malformed(Vec<CaseReference>),
    /// There is nobody in the extract, and nobody said that there is not.
    #[error("nobody would be in the roster")]
    Nobody,
    /// Cases that somebody asks for, and no roster before excludes.
    #[error("cases are asked for that no roster before excludes")]
    NotExcluded(Vec<CaseReference>),
    /// Everything that it would say is said already.
    #[error("there is nothing that the rosters before do not say already")]
    NothingNew,
    /// A practitioner decided about cases that are not undecided.
    #[error("cases are decided that are not undecided")]
    NotUndecided(Vec<CaseReference>),
    /// Cases are for an organisation that the mandate does not name.
    #[error("cases are for an organisation that the mandate does not name")]
    Outside(Vec<CaseReference>),
    /// It was said that there is nobody, and there are so many.
    #[error("there is somebody")]
    Somebody(usize),
    /// Cases do not say which of the mandate's recipients takes them on.
    #[error("cases do not say which of the mandate's recipients takes them on")]
    Unaddressed(Vec<CaseReference>),
    /// Undecided cases of which nobody said who decides and by when: such a roster cannot be frozen.
    #[error("undecided cases have nobody who decides, or no date")]
    Undated(Vec<CaseReference>),
    /// The tables name cases that are not in the extract.
    #[error("the tables name cases that are not in the extract")]
    UnknownCases(Vec<CaseReference>),
}

impl RosterError {
    /// The cases that keep the roster from being made.
    #[must_use]
    pub fn cases(&self) -> &[CaseReference] {
        match self {
            Self::ForeignReason(case) => std::slice::from_ref(case),
            Self::Malformed(cases)
            | Self::NotExcluded(cases)
            | Self::NotUndecided(cases)
            | Self::Outside(cases)
            | Self::Unaddressed(cases)
            | Self::Undated(cases)
            | Self::UnknownCases(cases) => cases,
            Self::Caseload(_) | Self::Nobody | Self::NothingNew | Self::Somebody(_) => &[],
        }
    }
}

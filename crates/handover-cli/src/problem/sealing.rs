//! What to do when cases cannot be planned, or sealed.

use std::path::Path;

use handover::{
    SealingError,
    caseload::PlanError,
    cbor::RefusalClass,
    package::{HeadError, SealError},
};
use handover_identity::LedgerError;

use super::Problem;
use crate::refusals::refusal;

impl From<PlanError> for Problem {
    fn from(error: PlanError) -> Self {
        match error {
            PlanError::NoneSupersedes => Self::refused(
                RefusalClass::Policy,
                error.to_string(),
                "Seal for the same recipients and audiences as the package before.",
            ),
            PlanError::Under(error) => error.into(),
            error => Self::our_bug(error.to_string()),
        }
    }
}

impl Problem {
    /// Why nothing was sealed into the folder `to`.
    pub(crate) fn not_sealed(error: SealingError, to: &Path) -> Self {
        match error {
            SealingError::Caseload(error) => error.into(),
            SealingError::File(error) => error.into(),
            SealingError::NoCase => Self::refused(
                RefusalClass::Policy,
                error.to_string(),
                "`handover reconcile` says where every case of the rosters stands.",
            ),
            SealingError::NoTokens => LedgerError::Absent.into(),
            SealingError::NotOurMandate => Self::refused(
                RefusalClass::Policy,
                error.to_string(),
                "Use the identity folder of the sender that the mandate names.",
            ),
            SealingError::Office(error) => error.into(),
            SealingError::Plan(error) => error.into(),
            SealingError::Recipient(error) => error.into(),
            SealingError::Seal(SealError::Sink(kind)) => Self::writing(to, &kind.into()),
            SealingError::Seal(error) => refused(&error),
            SealingError::Superseded(error) => error.into(),
            SealingError::Unfit(error) => refusal("the profile", error.class(), error),
            error => Self::our_bug(error.to_string()),
        }
    }
}

/// A package was refused.
fn refused(error: &SealError) -> Problem {
    let next = match error {
        SealError::HeadChecks(HeadError::MissingCountersign) => {
            "`handover mandate show` says who must sign what, in which role: they type `handover \
             countersign`. Then give the folder of the transfer with --statement."
        }
        SealError::HeadChecks(HeadError::NotOfRoster) => {
            "`handover roster show` says who is listed, and for whom."
        }
        SealError::HeadChecks(_) => {
            "`handover mandate show` says who hands over to whom, and under which profile."
        }
        SealError::UnusableKey => "Ask the recipient for a new card with a sealing key that works.",
        error if error.class() == RefusalClass::Limits => {
            "Seal fewer cases in one go, or shorten what is far longer than a section may be."
        }
        _ => "`handover check` names what is wrong with a case.",
    };
    refusal("the package cannot be sealed", error.class(), error).advise(next)
}

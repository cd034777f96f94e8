//! Field 904 of a case: which mandate it was sealed under, in its sender's own words.

use handover_cbor::RefusalClass;
use handover_dataset::{
    Case, Identifier, SectionName,
    sections::{Handover, Mandate as MandateField},
};
use handover_trust::{Mandate, Statement, StatementId, TransferDay};
use thiserror::Error;

use crate::profile_in_force::is_reply;

/// What 904 says of the rules where a mandate has none.
const NO_RULES: &str = "none";

/// Why a case does not belong under a mandate, by its own field 904 (check V-38).
///
/// Holds nothing of the case, so it may be logged.
#[derive(Clone, Copy, Debug, Eq, Error, PartialEq)]
#[non_exhaustive]
pub enum MandateFieldError {
    /// The field is missing, and the mandate has a transfer date.
    #[error("field 904 does not say under which mandate it is handed over")]
    Missing,
    /// The field has another transfer date.
    #[error("field 904 has another transfer date than the mandate")]
    OtherDate,
    /// The field has the id of another mandate.
    #[error("field 904 names another mandate")]
    OtherMandate,
    /// The field has other rules of eligibility.
    #[error("field 904 names other rules than the mandate")]
    OtherRules,
}

impl MandateFieldError {
    /// The refusal class, `policy`.
    #[must_use]
    pub const fn class(&self) -> RefusalClass {
        match self {
            Self::Missing | Self::OtherDate | Self::OtherMandate | Self::OtherRules => {
                RefusalClass::Policy
            }
        }
    }
}

/// Writes field 904 into a case that is to be sealed under a mandate, where the case has none.
///
/// A standing mandate has no date to write: the field is left as it is.
///
/// # Errors
///
/// As [`check_mandate_field`]: what the case says itself is never replaced.
pub fn fill_mandate_field(
    case: &mut Case,
    mandate: &Statement<Mandate>,
) -> Result<(), MandateFieldError> {
    if case.handover.mandate.is_none()
        && let TransferDay::On(day) = mandate.payload().transfer
    {
        case.handover.mandate = Some(of_mandate(mandate, day));
    }
    check_mandate_field(case, mandate)
}

/// Whether a case says in field 904 what its mandate says (check V-38).
///
/// The date and the rules are those of the mandate, as far as it has any; a reference of 64
/// hexadecimal digits is its id, and any other is the parties' own name for it. Nothing is asked of a
/// reply, nor of a case whose `handover` the reader does not see.
///
/// # Errors
///
/// [`MandateFieldError`], which says what differs.
pub fn check_mandate_field(
    case: &Case,
    mandate: &Statement<Mandate>,
) -> Result<(), MandateFieldError> {
    if is_reply(case) || !case.carries(SectionName::Handover) {
        return Ok(());
    }
    agrees(&case.handover, mandate)
}

fn agrees(handover: &Handover, mandate: &Statement<Mandate>) -> Result<(), MandateFieldError> {
    let terms = mandate.payload();
    let Some(field) = &handover.mandate else {
        return match terms.transfer {
            TransferDay::On(_) => Err(MandateFieldError::Missing),
            TransferDay::Standing => Ok(()),
        };
    };
    let id: Option<StatementId> = field.reference.as_str().parse().ok();
    if id.is_some_and(|id| id != *mandate.id()) {
        return Err(MandateFieldError::OtherMandate);
    }
    if let TransferDay::On(day) = terms.transfer
        && field.transfer_date.to_string() != day.to_string()
    {
        return Err(MandateFieldError::OtherDate);
    }
    match &terms.eligibility {
        Some(rules) if field.rules.as_str() != rules.name().to_string() => {
            Err(MandateFieldError::OtherRules)
        }
        _ => Ok(()),
    }
}

fn of_mandate(mandate: &Statement<Mandate>, day: handover_trust::Date) -> MandateField {
    let rules = mandate.payload().eligibility.as_ref();
    let rules = rules.map_or_else(|| NO_RULES.to_owned(), |rules| rules.name().to_string());
    let identifier = |text: String| -> Identifier {
        text.parse()
            .expect("ids and names of files are graphic ASCII and short")
    };
    MandateField {
        reference: identifier(mandate.id().to_string()),
        transfer_date: day
            .to_string()
            .parse()
            .expect("a day of a mandate is a day of the calendar"),
        rules: identifier(rules),
    }
}

#[cfg(test)]
mod tests;

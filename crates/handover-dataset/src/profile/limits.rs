use serde::Deserialize;

use crate::{Condition, Role};

/// The numbers of checks D-07, D-22 and D-53.
#[derive(Clone, Copy, Debug, Deserialize, Eq, PartialEq)]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct Limits {
    /// How many answers of a hundred may be `not-asked`, `unknown` or `not-held-by-sender` (D-07).
    pub absent_over_percent: u8,
    /// How many missed days in a row call for a prescriber's review (D-22).
    pub missed_days: u32,
    /// For how many days after the transfer the call-back contact must answer (D-53).
    pub call_back_days: u32,
}

/// Ages in days, counted to the transfer date, else to the day of 915.
#[derive(Clone, Copy, Debug, Deserialize, Eq, PartialEq)]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct StaleDays {
    /// Beyond which D-27 speaks of the risk assessment.
    pub risk: u32,
    /// Beyond which D-24 speaks of the plan.
    pub plan: u32,
    /// Beyond which D-14 speaks of how the person is reached.
    pub safe_contact: u32,
}

/// Who signs a case (check D-55).
#[derive(Clone, Debug, Deserialize, Eq, PartialEq)]
#[serde(deny_unknown_fields)]
pub struct SignOff {
    pub(super) author_roles: Vec<Role>,
    pub(super) countersign_when: Vec<Condition>,
    pub(super) countersign_roles: Vec<Role>,
}

impl SignOff {
    /// Who may author.
    #[must_use]
    pub fn author_roles(&self) -> &[Role] {
        &self.author_roles
    }

    /// The conditions under any of which a second signature is needed.
    #[must_use]
    pub fn countersign_when(&self) -> &[Condition] {
        &self.countersign_when
    }

    /// Who may sign second.
    #[must_use]
    pub fn countersign_roles(&self) -> &[Role] {
        &self.countersign_roles
    }
}

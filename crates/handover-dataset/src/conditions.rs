use crate::{
    Answered, Case,
    sections::{RiskLevel, Sensitivity},
};

codes! {
    /// Under which a profile asks for more (dataset section 5).
    Condition {
        Always = "always",
        Closed = "closed",
        Current = "current",
        Ost = "ost",
        Safeguarding = "safeguarding",
        High = "high",
        Protected = "protected",
        Unbooked = "unbooked",
    }
}

impl Case {
    /// Whether the condition holds for this case.
    #[must_use]
    pub fn meets(&self, condition: Condition) -> bool {
        match condition {
            Condition::Always => true,
            Condition::Closed => self.is_closed(),
            Condition::Current => !self.is_closed(),
            Condition::High => self.is_high(),
            Condition::Ost => self.has_ost(),
            Condition::Protected => self.is_protected(),
            Condition::Safeguarding => self.has_safeguarding(),
            Condition::Unbooked => self.is_unbooked(),
        }
    }

    /// Whether 703 has a value.
    #[must_use]
    pub fn is_closed(&self) -> bool {
        self.closures.closure.value().is_some()
    }

    /// Whether 502 is high or very high, or 508 says high.
    #[must_use]
    pub fn is_high(&self) -> bool {
        let level = self.risk.level.value().map(|level| level.level);
        matches!(level, Some(RiskLevel::High | RiskLevel::VeryHigh))
            || self
                .risk
                .judgement
                .value()
                .is_some_and(|judgement| judgement.high)
    }

    /// Whether a prescription of 407 is opioid substitution, or nobody says that it is not.
    #[must_use]
    pub fn has_ost(&self) -> bool {
        let prescribing = self.plan.prescribing.value();
        prescribing.is_some_and(|all| all.iter().any(|one| one.opioid_substitution != Some(false)))
    }

    /// Whether 302 is anything but the value `normal`: an absent reason or silence protects too.
    #[must_use]
    pub fn is_protected(&self) -> bool {
        self.location.address_sensitivity.value() != Some(&Sensitivity::Normal)
    }

    /// Whether 511 or 512 holds a concern that no code of an end takes back: neither none-identified nor "no longer".
    #[must_use]
    pub fn has_safeguarding(&self) -> bool {
        [&self.risk.safeguarding_child, &self.risk.safeguarding_adult]
            .into_iter()
            .filter_map(Answered::value)
            .any(|all| {
                all.iter()
                    .any(|concern| concern.is_concern() && concern.ended_on(all).is_none())
            })
    }

    /// Whether she was not booked where she delivered (801).
    #[must_use]
    pub fn is_unbooked(&self) -> bool {
        self.maternity
            .units
            .value()
            .is_some_and(|units| units.unbooked)
    }
}

use crate::{Role, When};

codes! {
    /// How a statement came to be known.
    Source {
        SelfReported = "self-reported",
        Observed = "observed",
        ThirdParty = "third-party",
        OtherAgency = "other-agency",
        Inferred = "inferred",
        Record = "record",
    }
}

codes! {
    /// How far a statement was verified.
    Verification {
        Confirmed = "confirmed",
        Unconfirmed = "unconfirmed",
        Conflicting = "conflicting",
    }
}

record! {
    /// Where a statement comes from; taken whole, never merged.
    Provenance {
        /// When it was recorded.
        recorded_at: When,
        /// Who recorded it.
        recorded_by: Role,
        /// How it came to be known.
        source: Source,
        /// How far it was verified.
        verification: Verification,
    }
}

impl Provenance {
    /// Whether other statements contradict this one (check D-02).
    #[must_use]
    pub fn is_conflicting(&self) -> bool {
        self.verification == Verification::Conflicting
    }
}

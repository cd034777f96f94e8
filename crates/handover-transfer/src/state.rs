use std::fmt;

/// Where a case stands.
#[derive(Clone, Copy, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
#[non_exhaustive]
pub enum CaseState {
    /// The roster does not hand it over; it can be asked for.
    Excluded,
    /// A person has yet to decide whether it is handed over.
    Undecided,
    /// To be handed over, and in no package for its recipient yet.
    Included,
    /// In a package.
    Sealed,
    /// The recipient, or its hub, has the package.
    Stored,
    /// The recipient opened the package, and this case could not be read.
    Unreadable,
    /// The recipient could read it; no person has decided.
    Opened,
    /// The recipient asked something first.
    Queried,
    /// The sender answered; the recipient decides again.
    Answered,
    /// The recipient does not take it.
    Refused,
    /// It was sent to the wrong organisation.
    Misdirected,
    /// Another organisation should have it, and no roster or package gives it to one yet.
    Redirected,
    /// The sender took it back.
    Withdrawn,
    /// A person at the recipient took it on.
    Accepted,
    /// Somebody at the recipient met the person.
    Contacted,
    /// The first review took place.
    Reviewed,
}

impl CaseState {
    /// Every state, in the order in which a report lists them.
    pub const ALL: &[Self] = &[
        Self::Excluded,
        Self::Undecided,
        Self::Included,
        Self::Sealed,
        Self::Stored,
        Self::Unreadable,
        Self::Opened,
        Self::Queried,
        Self::Answered,
        Self::Refused,
        Self::Misdirected,
        Self::Redirected,
        Self::Withdrawn,
        Self::Accepted,
        Self::Contacted,
        Self::Reviewed,
    ];

    /// The word for it.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Accepted => "accepted",
            Self::Answered => "answered",
            Self::Contacted => "contacted",
            Self::Excluded => "excluded",
            Self::Included => "included",
            Self::Misdirected => "misdirected",
            Self::Opened => "opened",
            Self::Queried => "queried",
            Self::Redirected => "redirected",
            Self::Refused => "refused",
            Self::Reviewed => "reviewed",
            Self::Sealed => "sealed",
            Self::Stored => "stored",
            Self::Undecided => "undecided",
            Self::Unreadable => "unreadable",
            Self::Withdrawn => "withdrawn",
        }
    }

    /// Whether the recipient is responsible.
    #[must_use]
    pub const fn is_accepted(self) -> bool {
        matches!(self, Self::Accepted | Self::Contacted | Self::Reviewed)
    }

    /// Whether a mandate may close with a case in this state (A.10, rule 8).
    #[must_use]
    pub const fn is_settled(self) -> bool {
        self.is_accepted() || matches!(self, Self::Excluded | Self::Withdrawn)
    }
}

impl fmt::Display for CaseState {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

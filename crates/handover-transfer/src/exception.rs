use std::fmt;

/// What is out of order with a case, beside what is overdue.
#[derive(Clone, Copy, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
#[non_exhaustive]
pub enum Exception {
    /// To be handed over, and in no package.
    Missing,
    /// In a package, or in what somebody holds of one, though the roster does not hand it over.
    Extra,
    /// In two packages for one recipient of which neither takes the other's place, or sealed anew
    /// although it was accepted.
    Duplicate,
    /// In a package for another recipient than the roster's.
    Misaddressed,
    /// Held with another hash than the sender signed for.
    Altered,
    /// Signed for by the sender, and not among what is held of the package.
    NotHeld,
    /// The recipient could not read it.
    Unreadable,
    /// Another audience than the recipient could not read it.
    UnreadableElsewhere,
    /// Two persons or organisations said that they take it on.
    DoubleAccepted,
    /// Answers contradict each other, and no acceptance has ended it.
    Conflict,
    /// A further roster names it although it was decided: that roster does not count (V-44).
    NamedAgain,
    /// A person has yet to decide.
    Undecided,
    /// The transfer date has passed and nobody accepted it: the holder of last resort has it.
    NotAccepted,
    /// The sender withdrew it, the recipient accepted it, and has not answered the withdrawal yet.
    Overtaken,
}

impl Exception {
    /// Every kind, in the order in which a report lists them.
    pub const ALL: &[Self] = &[
        Self::Missing,
        Self::Extra,
        Self::Duplicate,
        Self::Misaddressed,
        Self::Altered,
        Self::NotHeld,
        Self::Unreadable,
        Self::UnreadableElsewhere,
        Self::DoubleAccepted,
        Self::Conflict,
        Self::NamedAgain,
        Self::Undecided,
        Self::NotAccepted,
        Self::Overtaken,
    ];

    /// The word for it.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Altered => "altered",
            Self::Conflict => "conflict",
            Self::DoubleAccepted => "double-accepted",
            Self::Duplicate => "duplicate",
            Self::Extra => "extra",
            Self::Misaddressed => "misaddressed",
            Self::Missing => "missing",
            Self::NamedAgain => "named-again",
            Self::NotAccepted => "not-accepted",
            Self::NotHeld => "not-held",
            Self::Overtaken => "overtaken",
            Self::Undecided => "undecided",
            Self::Unreadable => "unreadable",
            Self::UnreadableElsewhere => "unreadable-elsewhere",
        }
    }
}

impl fmt::Display for Exception {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

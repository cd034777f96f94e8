codes! {
    /// Why a field has no value (after HL7 data-absent-reason and IPS emptyReason).
    AbsentReason {
        NoneKnown = "none-known",
        NotAsked = "not-asked",
        Declined = "declined",
        Unknown = "unknown",
        WithheldSafety = "withheld-safety",
        WithheldLegal = "withheld-legal",
        WithheldThirdParty = "withheld-third-party",
        NotApplicable = "not-applicable",
        NotHeldBySender = "not-held-by-sender",
        NotRead = "not-read",
    }
}

impl AbsentReason {
    /// Whether the sender knows it and does not tell.
    #[must_use]
    pub const fn is_withheld(self) -> bool {
        matches!(
            self,
            Self::WithheldLegal | Self::WithheldSafety | Self::WithheldThirdParty
        )
    }

    /// Whether it says no more than that the sender does not know (check D-07).
    #[must_use]
    pub const fn is_unknown(self) -> bool {
        matches!(
            self,
            Self::NotAsked | Self::NotHeldBySender | Self::NotRead | Self::Unknown
        )
    }
}

codes! {
    /// A way to reach a person.
    Channel {
        Call = "call",
        Text = "text",
        Email = "email",
        Letter = "letter",
        Visit = "visit",
        InPerson = "in-person",
    }
}

codes! {
    /// What makes a statement one for some eyes only (dataset 8.1: HL7 ActCode, then local ones).
    Label {
        Sdv = "sdv",
        Eth = "eth",
        Psy = "psy",
        Hiv = "hiv",
        Std = "std",
        Sex = "sex",
        ThirdParty = "third-party",
        ChildInFamily = "child-in-family",
        HideFromOnlineRecord = "hide-from-online-record",
        Gra = "gra",
        Hfea = "hfea",
        Adoption = "adoption",
    }
}

impl Label {
    /// Whether only a release for one recipient lets it pass (checks D-41, D-42); no profile can.
    #[must_use]
    pub const fn needs_release(self) -> bool {
        matches!(self, Self::Gra | Self::Hfea | Self::Adoption)
    }
}

codes! {
    /// Yes, no, or not known to the practitioner who wrote it.
    YesNoUnknown {
        Yes = "yes",
        No = "no",
        Unknown = "unknown",
    }
}

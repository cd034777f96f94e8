use crate::{Coded, Date, PartialDate, Ref, Who, YesNoUnknown};

/// SNOMED CT: no safeguarding concern identified (`schemas/PROTOCOL.md`, "Codes").
const NONE_IDENTIFIED: &str = "861931000000100";

/// SNOMED CT: codes that say of earlier ones that they no longer hold, each with those that it ends.
const ENDINGS: [(&str, &[&str]); 3] = [
    // Removed from the child protection register.
    (
        "160887007",
        &["342191000000101", "818901000000100", "864491000000105"],
    ),
    // No longer subject to a child protection plan.
    (
        "342891000000105",
        &["342191000000101", "818901000000100", "864491000000105"],
    ),
    // No longer looked after.
    ("764951000000107", &["764841000000100"]),
];

record! {
    /// A safeguarding concern (fields 511 and 512; codes of dataset 8.2).
    item Safeguarding {
        /// `sg1` and so on.
        id: Ref,
        /// Which concern: its words at least.
        code: Coded,
        /// Whether a referral was made.
        referral_made: YesNoUnknown,
    } optional {
        /// Whom it is about.
        who: Who,
        /// Since when, as far as known.
        from: PartialDate,
        /// Until when, as far as known.
        to: PartialDate,
    }
}

impl Safeguarding {
    fn code(&self) -> Option<&str> {
        self.code.code.as_ref().map(crate::Text::as_str)
    }

    /// Whether it says that no concern was identified.
    pub(crate) fn is_none_identified(&self) -> bool {
        self.code() == Some(NONE_IDENTIFIED)
    }

    /// Whether it says that there is or was something: neither none-identified nor that something ended.
    pub(crate) fn is_concern(&self) -> bool {
        !self.is_none_identified() && self.ends().is_empty()
    }

    /// The codes of which it says that they no longer hold.
    fn ends(&self) -> &'static [&'static str] {
        let ending = ENDINGS.iter().find(|(code, _)| self.code() == Some(code));
        ending.map_or(&[], |(_, ended)| ended)
    }

    /// The first day on which another of these says of the same person that it no longer holds. Where it is not said of
    /// whom, or which came first may be either, nothing ends it.
    pub(crate) fn ended_on(&self, all: &[Self]) -> Option<Date> {
        let (who, from) = (self.who.as_ref()?, self.from?);
        let end = |other: &Self| {
            let ended = other.ends();
            let on = other.from?.first_day();
            let is_end = other.who.as_ref() == Some(who)
                && on >= from.first_day()
                && self.code().is_some_and(|code| ended.contains(&code));
            is_end.then_some(on)
        };
        all.iter().filter_map(end).min()
    }

    /// Until when it held: its own last day, as late as that may be, or that on which another of these ends it.
    pub(crate) fn until(&self, all: &[Self]) -> Option<Date> {
        let own = self.to.map(PartialDate::last_day);
        self.ended_on(all).into_iter().chain(own).min()
    }
}

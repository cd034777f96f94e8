use std::{fmt, str::FromStr};

use crate::OutOfBounds;

codes! {
    /// A section of a case: the unit of completeness, of sealing and of need-to-know.
    ///
    /// Rule `section-name` of `schemas/handover.cddl`.
    SectionName {
        Person = "person",
        Contact = "contact",
        Location = "location",
        LocationProtected = "location_protected",
        Plan = "plan",
        Risk = "risk",
        ThirdParties = "third_parties",
        Closures = "closures",
        Maternity = "maternity",
        Handover = "handover",
    }
}

impl fmt::Display for SectionName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromStr for SectionName {
    type Err = OutOfBounds;

    fn from_str(word: &str) -> Result<Self, Self::Err> {
        Self::ALL
            .iter()
            .copied()
            .find(|name| name.as_str() == word)
            .ok_or(OutOfBounds)
    }
}

//! Codes as one says them to a colleague.

use crate::{
    AbsentReason, Label,
    sections::{EthnicCategory, NhsNumberStatus},
};

/// Words of codes that are spelt in capitals.
const CAPITALS: [&str; 7] = ["bbv", "gp", "idva", "marac", "nhs", "ods", "ost"];

/// A code or a member's name without its hyphens and underscores.
#[must_use]
pub fn plain_words(code: &str) -> String {
    let words = code.split(['-', '_', ' ']).map(|word| {
        if CAPITALS.contains(&word) {
            word.to_uppercase()
        } else {
            word.to_owned()
        }
    });
    words.collect::<Vec<_>>().join(" ")
}

/// The name of a member, with a capital.
#[must_use]
pub fn title_words(name: &str) -> String {
    capital(&plain_words(name))
}

/// Words with a capital in front.
#[must_use]
pub fn capital(words: &str) -> String {
    let mut letters = words.chars();
    letters.next().map_or_else(String::new, |first| {
        first.to_uppercase().chain(letters).collect()
    })
}

impl AbsentReason {
    /// Why there is no value, as one says it to a colleague.
    #[must_use]
    pub const fn in_words(self) -> &'static str {
        match self {
            Self::NoneKnown => "asked: none known",
            Self::NotAsked => "not asked",
            Self::Declined => "declined to say",
            Self::Unknown => "not known",
            Self::WithheldSafety => "withheld for safety",
            Self::WithheldLegal => "withheld for legal reasons",
            Self::WithheldThirdParty => "withheld: about another person",
            Self::NotApplicable => "does not apply",
            Self::NotHeldBySender => "not held by the sending service",
            Self::NotRead => "HELD BY THE SENDING SERVICE, NOT CARRIED OVER: ask them",
        }
    }
}

impl EthnicCategory {
    /// The words of the NHS Data Dictionary (ethnic category 2001).
    #[must_use]
    pub const fn in_words(self) -> &'static str {
        match self {
            Self::A => "White: British",
            Self::B => "White: Irish",
            Self::C => "White: any other White background",
            Self::D => "Mixed: White and Black Caribbean",
            Self::E => "Mixed: White and Black African",
            Self::F => "Mixed: White and Asian",
            Self::G => "Mixed: any other mixed background",
            Self::H => "Asian or Asian British: Indian",
            Self::J => "Asian or Asian British: Pakistani",
            Self::K => "Asian or Asian British: Bangladeshi",
            Self::L => "Asian or Asian British: any other Asian background",
            Self::M => "Black or Black British: Caribbean",
            Self::N => "Black or Black British: African",
            Self::P => "Black or Black British: any other Black background",
            Self::R => "Chinese",
            Self::S => "Any other ethnic group",
            Self::NotStated => "Not stated",
            Self::NotKnown => "Not known",
        }
    }
}

impl NhsNumberStatus {
    /// The words of the NHS Data Dictionary (NHS number status indicator code).
    #[must_use]
    pub const fn in_words(self) -> &'static str {
        match self {
            Self::Verified => "present and verified",
            Self::NotTraced => "present but not traced",
            Self::TraceRequired => "trace required",
            Self::NoOrMultipleMatch => "trace attempted: no match or several",
            Self::ToBeResolved => "trace to be resolved",
            Self::InProgress => "trace in progress",
            Self::NotRequired => "not present and trace not required",
            Self::Postponed => "trace postponed (baby under six weeks old)",
        }
    }
}

impl Label {
    /// What the statement is about (dataset 8.1).
    #[must_use]
    pub const fn in_words(self) -> &'static str {
        match self {
            Self::Sdv => "sexual or domestic violence",
            Self::Eth => "substance use",
            Self::Psy => "mental health",
            Self::Hiv => "HIV",
            Self::Std => "sexually transmitted disease",
            Self::Sex => "sexuality and reproduction",
            Self::ThirdParty => "third party",
            Self::ChildInFamily => "child in family",
            Self::HideFromOnlineRecord => "hide from online record",
            Self::Gra => "gender recognition",
            Self::Hfea => "fertility treatment",
            Self::Adoption => "adoption",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spells_codes_as_people_do() {
        assert_eq!(title_words("identify-gp"), "Identify GP");
        assert_eq!(plain_words("marac-coordinator"), "MARAC coordinator");
        assert_eq!(plain_words("gpl"), "gpl");
        assert_eq!(title_words(""), "");
    }
}

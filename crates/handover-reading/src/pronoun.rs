//! She, he or they: by the gender that the person states, else by the sex of the record.

use crate::held::Held;

/// The words for the person.
#[derive(Clone, Copy)]
pub(crate) struct Pronoun {
    /// `she`.
    pub(crate) she: &'static str,
    /// `She`.
    pub(crate) capital: &'static str,
    /// `her`, as in "ring her".
    pub(crate) her: &'static str,
    /// `her`, as in "her phone".
    pub(crate) hers: &'static str,
    /// `herself`.
    pub(crate) herself: &'static str,
}

const SHE: Pronoun = Pronoun {
    she: "she",
    capital: "She",
    her: "her",
    hers: "her",
    herself: "herself",
};
const HE: Pronoun = Pronoun {
    she: "he",
    capital: "He",
    her: "him",
    hers: "his",
    herself: "himself",
};
const THEY: Pronoun = Pronoun {
    she: "they",
    capital: "They",
    her: "them",
    hers: "their",
    herself: "themselves",
};

impl Pronoun {
    /// What the case says of the person; `they` if it says nothing, or what leaves it open.
    pub(crate) fn of(sections: Held<'_>) -> Self {
        let known = sections.raw().pointer("/person/sex_and_gender/value");
        let text = |member: &str| {
            known
                .and_then(|known| known.get(member)?.as_str())
                .map(str::to_lowercase)
        };
        if sections.raw().pointer("/maternity/obstetric").is_some() && known.is_none() {
            return SHE;
        }
        match text("stated_gender")
            .or_else(|| text("administrative"))
            .as_deref()
        {
            Some("female" | "woman" | "f" | "girl") => SHE,
            Some("male" | "man" | "m" | "boy") => HE,
            _ => THEY,
        }
    }
}

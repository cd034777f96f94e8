use super::Dated;
use crate::{Answered, Case, NhsNumber, sections::NameUse};

/// By what two records may be found to be of one person.
///
/// Names that must not be disclosed are here as well: they are compared on the sender's machine and
/// go nowhere.
#[derive(Clone, Default, Eq, PartialEq)]
pub struct Identity {
    /// The NHS number; one with a wrong check digit is not compared.
    pub nhs_number: Option<NhsNumber>,
    /// The first name.
    pub given: Option<String>,
    /// The surname.
    pub family: Option<String>,
    /// Other full names, first name first.
    pub aliases: Vec<String>,
    /// Former surnames.
    pub previous_families: Vec<String>,
    /// The day of birth; one that is not known to the day is not compared.
    pub birth_date: Dated,
    /// The row as it stands in its file, where it could not be read: which of its words are a name, nobody knows.
    pub unread_row: Option<String>,
}

impl Identity {
    /// What a case says in 101, 103 and 104.
    #[must_use]
    pub fn of_case(case: &Case) -> Self {
        let person = &case.person;
        let number = person.nhs_number.value();
        let birth = person.birth_date.value();
        let mut identity = Self {
            nhs_number: number.and_then(|number| number.value.clone()),
            birth_date: birth.map_or(Dated::Missing, |birth| Dated::Known(birth.date)),
            ..Self::default()
        };
        for name in person.names.value().into_iter().flatten() {
            let given = name.given.as_ref().map(|given| given.as_str());
            let family = name.family.as_ref().map(|family| family.as_str());
            match name.r#use {
                Some(NameUse::Usual) => {
                    identity.given = given.map(str::to_owned);
                    identity.family = family.map(str::to_owned);
                }
                Some(NameUse::Official) | None if identity.family.is_none() => {
                    identity.given = given.map(str::to_owned);
                    identity.family = family.map(str::to_owned);
                }
                Some(NameUse::Alias | NameUse::Official) | None => {
                    let words: Vec<&str> = given.into_iter().chain(family).collect();
                    identity.aliases.push(words.join(" "));
                }
                Some(NameUse::Previous) => {
                    identity.previous_families.extend(family.map(str::to_owned));
                }
            }
        }
        identity
    }
}

redacted!(Identity);

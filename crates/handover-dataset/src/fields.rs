use crate::{AbsentReason, Answer, SectionName, Stated, sections as s};

/// One field of `mhd/1`.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub struct Field {
    /// Its number, stable and never reused.
    pub id: u16,
    /// The section that it stands in.
    pub section: SectionName,
    /// Its name there.
    pub name: &'static str,
    /// Whether it is the bare value, always there: typed with `=` in the dataset.
    pub is_plain: bool,
}

/// Every field, section by section: 81 in any profile, 12 for maternity.
pub const FIELDS: [&[Field]; 9] = [
    s::Person::FIELDS,
    s::Contact::FIELDS,
    s::Location::FIELDS,
    s::Plan::FIELDS,
    s::Risk::FIELDS,
    s::ThirdParties::FIELDS,
    s::Closures::FIELDS,
    s::Maternity::FIELDS,
    s::Handover::FIELDS,
];

impl Field {
    /// Whether what stood here before a correction stays beside it, in `conflicts`: a risk, a medicine, a contact, a
    /// place, another person or an objection (dataset section 2).
    #[must_use]
    pub const fn keeps_what_was(&self) -> bool {
        matches!(
            self.section,
            SectionName::Contact
                | SectionName::Location
                | SectionName::Risk
                | SectionName::ThirdParties
        ) || matches!(self.id, 407..=411 | 705 | 913 | 919)
    }

    /// The letters with which the ids of its items begin, if they have any: `b` of `b1`.
    #[must_use]
    pub fn item_prefix(&self) -> Option<&'static str> {
        Some(match self.name {
            "actions" => "a",
            "appointments" => "ap",
            "babies" => "b",
            "dependants" => "ch",
            "parties" => "tp",
            "prescribing" => "rx",
            "safeguarding_adult" | "safeguarding_child" => "sg",
            _ => return None,
        })
    }

    /// The field of that name.
    #[must_use]
    pub fn named(section: SectionName, name: &str) -> Option<&'static Self> {
        FIELDS
            .into_iter()
            .flatten()
            .find(|field| field.section == section && field.name == name)
    }
}

/// Whether and how a field was answered.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
#[expect(
    clippy::exhaustive_enums,
    reason = "silent, absent, given, given in part: there is no fifth"
)]
pub enum FieldState {
    /// The field says why it has no value.
    Absent(AbsentReason),
    /// The field has a value.
    Given,
    /// The field has a value, and the sender holds more of it than was read.
    Partly,
    /// The field is not there, which is no answer.
    Silent,
}

/// What may be a field of a section.
pub(crate) trait SectionField {
    const IS_PLAIN: bool;

    fn state(&self) -> FieldState;

    /// Whether it is called conflicting and has no conflicts, or the reverse (check D-02), if the
    /// section's own provenance is called conflicting or not.
    fn is_two_sided(&self, section_is_conflicting: bool) -> bool;

    /// Who changed it, when and why: the latest last.
    fn corrections(&self) -> &[crate::Correction];

    /// Whether a statement that contradicts it is there and not told.
    fn hides_a_conflict(&self) -> bool;
}

impl<T> SectionField for Stated<T> {
    const IS_PLAIN: bool = false;

    fn state(&self) -> FieldState {
        match &self.answer {
            Answer::Absent(reason) => FieldState::Absent(*reason),
            Answer::Given(_) if self.is_incomplete => FieldState::Partly,
            Answer::Given(_) => FieldState::Given,
        }
    }

    fn is_two_sided(&self, section_is_conflicting: bool) -> bool {
        let own = self
            .provenance
            .as_ref()
            .map(crate::Provenance::is_conflicting);
        own.unwrap_or(section_is_conflicting) != self.conflicts.is_some()
    }

    fn corrections(&self) -> &[crate::Correction] {
        Self::corrections(self)
    }

    fn hides_a_conflict(&self) -> bool {
        let mut others = self.conflicts.iter().flatten();
        others.any(|one| matches!(&one.answer, Answer::Absent(reason) if reason.is_withheld()))
    }
}

macro_rules! plain {
    ($($name:ty),+ $(,)?) => {$(
        impl SectionField for $name {
            const IS_PLAIN: bool = true;

            fn state(&self) -> FieldState {
                FieldState::Given
            }

            fn is_two_sided(&self, _: bool) -> bool {
                false
            }

            fn corrections(&self) -> &[crate::Correction] {
                &[]
            }

            fn hides_a_conflict(&self) -> bool {
                false
            }
        }
    )+};
}

plain!(
    crate::CaseReference,
    s::Kind,
    s::Basis,
    s::Mandate,
    s::FromTo,
    s::Signed
);

pub(crate) fn state<T: SectionField>(field: Option<&T>) -> FieldState {
    field.map_or(FieldState::Silent, SectionField::state)
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    #[test]
    fn there_are_93_fields_in_one_section_each() {
        let all: Vec<&Field> = FIELDS.into_iter().flatten().collect();
        let ids: HashSet<u16> = all.iter().map(|field| field.id).collect();
        assert_eq!((all.len(), ids.len()), (93, 93));
        let maternity = all
            .iter()
            .filter(|field| field.section == SectionName::Maternity)
            .count();
        assert_eq!(maternity, 12);
        assert!(all.windows(2).all(|pair| pair[0].id < pair[1].id));
        let plain: Vec<u16> = all
            .iter()
            .filter(|field| field.is_plain)
            .map(|field| field.id)
            .collect();
        assert_eq!(plain, [901, 902, 903, 904, 905, 915]);
    }
}

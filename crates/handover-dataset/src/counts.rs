use std::collections::BTreeMap;

use crate::{
    AbsentReason, Case, Field, FieldState, Profile, SectionName,
    checks::{Known, Walked, answers},
};

/// How one field was answered over many cases.
#[derive(Clone, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub struct FieldAnswers {
    /// The number of the field.
    pub id: u16,
    /// How many cases have a value.
    pub value: u64,
    /// How many cases give which reason.
    pub absent: BTreeMap<AbsentReason, u64>,
    /// How many cases are silent.
    pub silent: u64,
}

impl Case {
    /// What is said in each field of those sections, as it counts: as [`states`](Self::states), but that a code or a filler for
    /// not known is no value, and a status without an NHS number is no number.
    #[must_use]
    pub fn answers(&self, sections: &[SectionName]) -> Vec<(&'static Field, FieldState)> {
        answers(self, &Walked::new(self), sections)
    }
}

/// How the fields of a profile were answered over the cases of a package: what a commissioner sees
/// in place of the cases (dataset section 3).
#[derive(Clone, Debug)]
pub struct AnswerCounts {
    sections: Vec<SectionName>,
    fields: BTreeMap<u16, FieldAnswers>,
    cases: u64,
    /// Answers in fields that may be absent, and how many of them are that it is not known.
    answers: u64,
    unknown: u64,
}

impl AnswerCounts {
    /// Counts of no case yet.
    #[must_use]
    pub fn new(profile: &Profile) -> Self {
        Self {
            sections: profile.sections().to_vec(),
            fields: BTreeMap::new(),
            cases: 0,
            answers: 0,
            unknown: 0,
        }
    }

    /// Counts one more case.
    pub fn add(&mut self, case: &Case) {
        self.cases += 1;
        let walked = Walked::new(case);
        let known = Known::of(case, &walked, &self.sections);
        self.answers += known.answers;
        self.unknown += known.unknown;
        for (field, state) in answers(case, &walked, &self.sections) {
            let counts = self.fields.entry(field.id).or_insert_with(|| FieldAnswers {
                id: field.id,
                value: 0,
                absent: BTreeMap::new(),
                silent: 0,
            });
            match state {
                FieldState::Absent(reason) => *counts.absent.entry(reason).or_default() += 1,
                FieldState::Given | FieldState::Partly => counts.value += 1,
                FieldState::Silent => counts.silent += 1,
            }
        }
    }

    /// How many cases were counted.
    #[must_use]
    pub const fn cases(&self) -> u64 {
        self.cases
    }

    /// The counts of each field, in the order of their numbers; in each they add up to
    /// [`cases`](Self::cases).
    pub fn fields(&self) -> impl Iterator<Item = &FieldAnswers> {
        self.fields.values()
    }

    /// How many answers of a hundred, rounded down, are that something is not known: check D-07 over all cases
    /// together (S-40).
    #[must_use]
    pub fn unknown_percent(&self) -> u64 {
        (self.unknown * 100)
            .checked_div(self.answers)
            .unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const CASELOAD: &str = include_str!("../tests/examples/caseload-transfer.json");

    #[test]
    fn what_stands_for_nothing_is_not_counted_as_a_value() {
        let profile = Profile::built_in("caseload-transfer").unwrap();
        let counted = |field: &str, value: serde_json::Value| {
            let mut case: serde_json::Value = serde_json::from_str(CASELOAD).unwrap();
            case["sections"]["person"][field]["value"] = value;
            let mut counts = AnswerCounts::new(&profile);
            counts.add(&Case::from_value(case).unwrap());
            let id = Field::named(SectionName::Person, field).unwrap().id;
            let found = counts.fields().find(|counted| counted.id == id).unwrap();
            (found.value, found.absent.clone())
        };
        let none = |reason| (0, BTreeMap::from([(reason, 1)]));
        let number = |why| serde_json::json!({"status": "03", "unavailable": why});
        assert_eq!(
            counted("nhs_number", number("nhs-number-not-known")),
            none(AbsentReason::Unknown)
        );
        assert_eq!(
            counted("nhs_number", number("overseas-patient")),
            none(AbsentReason::NotApplicable)
        );
        assert_eq!(
            counted("ethnic_category", "99".into()),
            none(AbsentReason::Unknown)
        );
        assert_eq!(counted("ethnic_category", "A".into()), (1, BTreeMap::new()));
        let names =
            |family: &str| serde_json::json!([{"use": "usual", "family": family, "given": "N/K"}]);
        assert_eq!(
            counted("names", names("Not recorded.")),
            none(AbsentReason::Unknown)
        );
        assert_eq!(counted("names", names("Nakamura")), (1, BTreeMap::new()));
    }

    #[test]
    fn every_field_is_counted_once_a_case() {
        let case = Case::from_json(CASELOAD).unwrap();
        let profile = Profile::built_in("caseload-transfer").unwrap();
        let mut counts = AnswerCounts::new(&profile);
        assert_eq!(counts.unknown_percent(), 0);
        counts.add(&case);
        counts.add(&case);
        assert_eq!((counts.cases(), counts.fields().count()), (2, 81));
        for field in counts.fields() {
            let sum = field.value + field.silent + field.absent.values().sum::<u64>();
            assert_eq!(sum, 2, "{}", field.id);
        }
        let field = |id| counts.fields().find(|field| field.id == id).unwrap();
        assert_eq!(field(110).absent.get(&AbsentReason::NotAsked), Some(&2));
        assert_eq!((field(502).value, field(401).silent), (2, 2));
        assert_eq!(counts.unknown_percent(), 5, "3 of 55 answers");
    }
}

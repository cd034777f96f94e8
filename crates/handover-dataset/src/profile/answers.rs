use std::collections::{BTreeMap, BTreeSet};

use super::ProfileError;
use crate::{Condition, Field, SectionName};

/// As `[answer.C]` and `[value.C]` are written: fields by section.
pub(super) type Asked = BTreeMap<Condition, BTreeMap<SectionName, Vec<String>>>;

/// The fields that a profile asks for, under each condition.
#[derive(Clone, Debug)]
pub(super) struct Answers(BTreeMap<Condition, Vec<&'static Field>>);

impl Answers {
    /// Takes fields that exist in sections that the profile lists.
    pub(super) fn new(asked: Asked, sections: &[SectionName]) -> Result<Self, ProfileError> {
        let mut answers = BTreeMap::new();
        for (condition, by_section) in asked {
            let mut fields = Vec::new();
            for (section, names) in by_section {
                if !sections.contains(&section) {
                    return Err(ProfileError::Section(section));
                }
                fields.extend(named(section, &names)?);
            }
            answers.insert(condition, fields);
        }
        Ok(Self(answers))
    }

    /// The fields under the conditions that hold, each once, in the order of their numbers.
    pub(super) fn under(
        &self,
        meets: impl Fn(Condition) -> bool,
    ) -> impl Iterator<Item = &'static Field> {
        let holding = self.0.iter().filter(|(condition, _)| meets(**condition));
        let fields: BTreeMap<u16, &'static Field> = holding
            .flat_map(|(_, fields)| fields)
            .map(|field| (field.id, *field))
            .collect();
        fields.into_values()
    }
}

/// The fields of those names, each named once.
pub(super) fn named(
    section: SectionName,
    names: &[String],
) -> Result<Vec<&'static Field>, ProfileError> {
    let mut seen = BTreeSet::new();
    let field = |name: &String| {
        let field = Field::named(section, name).ok_or(ProfileError::Field(section))?;
        seen.insert(field.id)
            .then_some(field)
            .ok_or(ProfileError::List("a list of fields"))
    };
    names.iter().map(field).collect()
}

use crate::{Field, SectionName};

words! {
    /// What words rest on: a section (`risk`), or one field of it (`plan.prescribing`).
    ///
    /// A place is always `location`, as in JSON. `handover` alone says that the words rest on
    /// nothing but the handover itself.
    Subject,
    "^(person|contact|location|plan|risk|third_parties|closures|maternity|handover)([.][a-z][a-z0-9_]*)?$",
    |text| match text.split_once('.') {
        Some((section, field)) => section_of(section).is_some_and(|section| Field::named(section, field).is_some()),
        None => section_of(text).is_some(),
    }
}

fn section_of(word: &str) -> Option<SectionName> {
    let section: SectionName = word.parse().ok()?;
    (section != SectionName::LocationProtected).then_some(section)
}

impl Subject {
    /// The section that is meant, or whose field is.
    ///
    /// # Panics
    ///
    /// Never: a subject begins with the name of a section.
    #[must_use]
    pub fn section(&self) -> SectionName {
        let (section, _) = self.0.split_once('.').unwrap_or((&self.0, ""));
        section_of(section).expect("a subject begins with the name of a section")
    }

    /// The field that is meant; `None` for a whole section.
    #[must_use]
    pub fn field(&self) -> Option<&'static Field> {
        let (_, field) = self.0.split_once('.')?;
        Field::named(self.section(), field)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_subject_is_a_section_or_one_of_its_fields() {
        let subject: Subject = "plan.prescribing".parse().unwrap();
        assert_eq!(subject.section(), SectionName::Plan);
        assert_eq!(subject.field().map(|field| field.id), Some(407));
        let subject: Subject = "risk".parse().unwrap();
        assert_eq!(
            (subject.section(), subject.field()),
            (SectionName::Risk, None)
        );
        for bad in [
            "",
            "everything",
            "location_protected",
            "plan.level",
            "risk.",
            ".level",
            "risk.level.value",
        ] {
            assert!(bad.parse::<Subject>().is_err(), "{bad}");
        }
    }
}

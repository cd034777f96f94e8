//! Which gap comes first, and who usually fills it.

use handover_dataset::{Field, Profile, Role, SectionName};

/// What the receiver must know first: risk, safeguarding, prescribing, safe contact, an objection, then the rest.
pub(crate) fn rank(field: &Field) -> usize {
    match (field.section, field.name) {
        (SectionName::Risk, "safeguarding_child" | "safeguarding_adult") => 1,
        (SectionName::Risk, _) => 0,
        (SectionName::Plan, "prescribing" | "dispensing" | "allergies" | "other_medicines")
        | (SectionName::Closures, "ost_at_exit") => 2,
        (SectionName::Contact, "safe_contact" | "telecoms")
        | (SectionName::Handover, "safe_contact") => 3,
        (SectionName::Handover, "notice" | "confidentiality") => 4,
        _ => 5,
    }
}

/// How many ranks there are.
pub(crate) const RANKS: usize = 6;

/// Who usually knows.
pub(crate) fn may_answer(field: &Field, profile: &Profile) -> String {
    let roles = |roles: &[Role]| {
        let all: Vec<String> = roles
            .iter()
            .map(|role| role.as_str().replace('-', " "))
            .collect();
        all.join(" or ")
    };
    match (field.section, field.name) {
        (SectionName::Handover, "countersign") => roles(profile.sign_off().countersign_roles()),
        (SectionName::Handover, "author") => roles(profile.sign_off().author_roles()),
        (SectionName::Handover, "confidentiality") => "the Caldicott Guardian".to_owned(),
        (SectionName::Handover, "lawful_basis") => "whoever answers for data protection".to_owned(),
        (SectionName::Risk, "marac") => "the MARAC coordinator".to_owned(),
        (SectionName::Risk, _) => "the assessor, or the team leader".to_owned(),
        (SectionName::Plan, "prescribing" | "other_medicines" | "allergies") => {
            "the prescriber".to_owned()
        }
        (SectionName::Plan, "dispensing") => "the pharmacy".to_owned(),
        (SectionName::Maternity, _) => "the unit".to_owned(),
        _ => "the key worker".to_owned(),
    }
}

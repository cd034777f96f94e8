use std::collections::BTreeMap;

use handover_cbor::Limits as Bounds;
use serde::Deserialize;

use super::{
    Deadlines, Limits, Profile, ProfileError, SignOff, StaleDays,
    answers::{Answers, Asked, named},
    audience::{Audience, Entry},
    form::{distinct, is_name},
    strictness,
};
use crate::{CheckId, Field, SectionName, Severity, case::MHD, sections::Kind};

/// A profile as it is written: every key that there is, and no other.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct File {
    profile: String,
    version: u32,
    dataset: String,
    lead: String,
    kinds: Vec<Kind>,
    sections: Vec<SectionName>,
    reasons: Vec<String>,
    #[serde(default)]
    answer: Asked,
    #[serde(default)]
    value: Asked,
    /// The fields that must be read wherever the record holds them; without it [`VITAL`].
    read: Option<BTreeMap<SectionName, Vec<String>>>,
    #[serde(default)]
    checks: BTreeMap<CheckId, Severity>,
    sign_off: SignOff,
    #[serde(default)]
    deadlines: Deadlines,
    stale_days: StaleDays,
    #[serde(default)]
    floor: BTreeMap<SectionName, u32>,
    limits: Limits,
    audience: BTreeMap<String, Entry>,
}

impl File {
    pub(super) fn read(toml: &[u8]) -> Result<Self, ProfileError> {
        let text = str::from_utf8(toml).map_err(|_| ProfileError::NotText)?;
        toml::from_str(text).map_err(ProfileError::Malformed)
    }

    pub(super) fn into_profile(self) -> Result<Profile, ProfileError> {
        if self.dataset != MHD {
            return Err(ProfileError::Dataset);
        }
        if !is_name(&self.profile) || !self.reasons.iter().all(|code| is_name(code)) {
            return Err(ProfileError::Name);
        }
        if !(1..=999_999).contains(&self.version) {
            return Err(ProfileError::Version);
        }
        distinct("kinds", &self.kinds)?;
        distinct("sections", &self.sections)?;
        distinct("reasons", &self.reasons)?;
        distinct("author_roles", &self.sign_off.author_roles)?;
        if self.sections.contains(&SectionName::LocationProtected) {
            return Err(ProfileError::Section(SectionName::LocationProtected));
        }
        if !self.sections.contains(&SectionName::Handover) {
            return Err(ProfileError::Section(SectionName::Handover));
        }
        let is_unsigned = self.sign_off.countersign_roles.is_empty();
        if is_unsigned && !self.sign_off.countersign_when.is_empty() {
            return Err(ProfileError::SignOff);
        }
        floors(&self.floor, &self.sections)?;
        let audiences = self
            .audience
            .into_iter()
            .map(|(name, entry)| Audience::new(name, entry, &self.sections, &self.lead))
            .collect::<Result<Vec<Audience>, ProfileError>>()?;
        let leads = |audience: &Audience| audience.name() == self.lead && !audience.is_apart();
        if !audiences.iter().any(leads) {
            return Err(ProfileError::Lead);
        }
        Ok(Profile {
            reference: format!("{}@{}", self.profile, self.version).into_boxed_str(),
            name: self.profile.into_boxed_str(),
            version: self.version,
            kinds: self.kinds,
            reasons: self
                .reasons
                .into_iter()
                .map(String::into_boxed_str)
                .collect(),
            lead: self.lead.into_boxed_str(),
            answers: Answers::new(self.answer, &self.sections)?,
            values: Answers::new(self.value, &self.sections)?,
            vital: vital(self.read, &self.sections)?,
            checks: strictness::stricter(self.checks)?,
            deadlines: self.deadlines,
            floors: self.floor,
            sign_off: self.sign_off,
            stale_days: self.stale_days,
            limits: self.limits,
            audiences,
            sections: self.sections,
        })
    }
}

/// What must be read wherever the record holds it, if a profile does not say: risk, safeguarding, what is prescribed,
/// how she can be reached safely, and whether she objects.
const VITAL: &[(SectionName, &[&str])] = &[
    (SectionName::Contact, &["safe_contact"]),
    (SectionName::Plan, &["prescribing", "allergies"]),
    (
        SectionName::Risk,
        &[
            "assessed",
            "level",
            "checklist",
            "red_flags",
            "marac",
            "safeguarding_child",
            "safeguarding_adult",
            "staff_safety",
        ],
    ),
    (SectionName::Handover, &["confidentiality", "notice"]),
];

fn vital(
    read: Option<BTreeMap<SectionName, Vec<String>>>,
    sections: &[SectionName],
) -> Result<Vec<&'static Field>, ProfileError> {
    let Some(read) = read else {
        let names = VITAL
            .iter()
            .flat_map(|(section, names)| names.iter().map(move |name| (*section, *name)));
        return names
            .map(|(section, name)| Field::named(section, name).ok_or(ProfileError::Field(section)))
            .collect();
    };
    let mut fields = Vec::new();
    for (section, names) in read {
        if !sections.contains(&section) {
            return Err(ProfileError::Section(section));
        }
        fields.extend(named(section, &names)?);
    }
    Ok(fields)
}

fn floors(
    floors: &BTreeMap<SectionName, u32>,
    sections: &[SectionName],
) -> Result<(), ProfileError> {
    for (section, floor) in floors {
        let stands_for = match section {
            SectionName::LocationProtected => SectionName::Location,
            section => *section,
        };
        if !sections.contains(&stands_for) {
            return Err(ProfileError::Section(*section));
        }
        let is_small = usize::try_from(*floor).is_ok_and(|floor| floor <= Bounds::SECTION.max_len);
        if !floor.is_power_of_two() || *floor < Profile::FLOOR || !is_small {
            return Err(ProfileError::Floor(*section));
        }
    }
    Ok(())
}

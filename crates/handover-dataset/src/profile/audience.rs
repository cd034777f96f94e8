use std::collections::BTreeMap;

use serde::Deserialize;

use super::{
    ProfileError,
    answers::named,
    form::{distinct, is_name},
};
use crate::{Field, Label, SectionName};

/// The answers to checks.
const ANSWERS: u16 = 918;
/// The order of safe contact.
const CONTACT_ORDER: u16 = 919;

/// A kind of reader, and what it may open.
#[derive(Clone, Debug)]
pub struct Audience {
    name: Box<str>,
    sections: Vec<SectionName>,
    labels: Labels,
    keeps_protected: bool,
    is_apart: bool,
    is_split: bool,
    fields: BTreeMap<SectionName, Vec<&'static Field>>,
}

#[derive(Clone, Debug)]
enum Labels {
    /// All but those that only a release lets pass.
    All,
    Listed(Vec<Label>),
}

/// `[audience.A]` as it is written.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Entry {
    sections: Vec<SectionName>,
    labels: LabelsEntry,
    protected: Option<Protected>,
    #[serde(default)]
    split: bool,
    fields: Option<BTreeMap<SectionName, Vec<String>>>,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum LabelsEntry {
    All(All),
    Listed(Vec<Label>),
}

#[derive(Deserialize)]
enum All {
    #[serde(rename = "all")]
    All,
}

#[derive(Clone, Copy, Deserialize, Eq, PartialEq)]
#[serde(rename_all = "kebab-case")]
enum Protected {
    Keep,
    Lose,
}

impl Audience {
    pub(super) fn new(
        name: String,
        entry: Entry,
        of_profile: &[SectionName],
        lead: &str,
    ) -> Result<Self, ProfileError> {
        if !is_name(&name) {
            return Err(ProfileError::Name);
        }
        let Entry {
            sections,
            labels,
            protected,
            split,
            fields,
        } = entry;
        let is_listed = |section: &SectionName| of_profile.contains(section);
        distinct("sections of an audience", &sections)?;
        let opens_location = sections.contains(&SectionName::Location);
        let is_fit = sections.iter().all(is_listed)
            && opens_location == protected.is_some()
            && (split || fields.is_none());
        if !is_fit {
            return Err(ProfileError::Audience);
        }
        let labels = match labels {
            LabelsEntry::All(All::All) => Labels::All,
            LabelsEntry::Listed(listed) if listed.iter().any(|label| label.needs_release()) => {
                return Err(ProfileError::Label);
            }
            LabelsEntry::Listed(listed) => Labels::Listed(listed),
        };
        let mut kept = BTreeMap::new();
        for (section, names) in fields.unwrap_or_default() {
            if !sections.contains(&section) {
                return Err(ProfileError::Section(section));
            }
            kept.insert(section, named(section, &names)?);
        }
        let is_lead = name == lead;
        let mut audience = Self {
            name: name.into_boxed_str(),
            sections,
            labels,
            keeps_protected: protected == Some(Protected::Keep),
            is_apart: split,
            is_split: split,
            fields: kept,
        };
        audience.is_split |= !is_lead && !audience.sees_all(of_profile);
        Ok(audience)
    }

    /// Whether nothing of a case is kept from it but what only a release lets pass.
    fn sees_all(&self, of_profile: &[SectionName]) -> bool {
        let opens = |section: &SectionName| match section {
            SectionName::Location => self.sections.contains(section) && self.keeps_protected,
            section => self.sections.contains(section),
        };
        let mut labels = Label::ALL.iter().filter(|label| !label.needs_release());
        self.fields.is_empty()
            && of_profile.iter().all(opens)
            && labels.all(|label| self.clears(*label))
    }

    /// The name, as field 914 and the stanzas of a package write it.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The sections that it opens, as the profile lists them; `location_protected` is not among
    /// them, see [`keeps_protected`](Self::keeps_protected).
    #[must_use]
    pub fn sections(&self) -> &[SectionName] {
        &self.sections
    }

    /// Whether it opens the `location` of a protected case as well.
    #[must_use]
    pub const fn keeps_protected(&self) -> bool {
        self.keeps_protected
    }

    /// Whether the profile says `split` of it: a package for it stands under no mandate and beside no other audience,
    /// whoever made it (V-20).
    #[must_use]
    pub const fn is_apart(&self) -> bool {
        self.is_apart
    }

    /// Whether it gets a case of its own, split from the whole one: so says the profile, or something of a case is kept
    /// from it, on which words of `handover` may rest. The lead audience gets the case itself.
    #[must_use]
    pub const fn is_split(&self) -> bool {
        self.is_split
    }

    /// Whether it may see statements with that label; never those that pass only by release.
    #[must_use]
    pub fn clears(&self, label: Label) -> bool {
        match &self.labels {
            Labels::All => !label.needs_release(),
            Labels::Listed(listed) => listed.contains(&label),
        }
    }

    /// Whether it sees some fields of that section and not others.
    pub(crate) fn is_narrowed(&self, section: SectionName) -> bool {
        self.fields.contains_key(&section)
    }

    /// Whether it sees that field: of its sections, narrowed by its `fields` where given. Fields
    /// typed `=` always go, and so do the order of safe contact (919) and the answers to checks
    /// (918), of which a split case has what is its reader's own.
    #[must_use]
    pub fn has_field(&self, section: SectionName, field: &str) -> bool {
        let goes_always =
            |field: &Field| field.is_plain || matches!(field.id, ANSWERS | CONTACT_ORDER);
        let is_kept = |kept: &Vec<&'static Field>| {
            kept.iter().any(|kept| kept.name == field)
                || Field::named(section, field).is_some_and(goes_always)
        };
        self.sections.contains(&section) && self.fields.get(&section).is_none_or(is_kept)
    }
}

//! What a commissioner asks of a case: which sections, which answers, who signs, by when, who may
//! open what. Dataset section 5.

mod answers;
mod audience;
mod built_in;
mod deadline;
mod deadlines;
mod due;
mod error;
mod file;
mod form;
mod limits;
mod strictness;

use std::collections::BTreeMap;

use self::{answers::Answers, file::File};
pub use self::{
    audience::Audience,
    deadline::{Anchor, Deadline, Direction, Period, Step},
    deadlines::{DeadlineError, Deadlines},
    due::{Anchors, Due, WorkingCalendar},
    error::ProfileError,
    limits::{Limits, SignOff, StaleDays},
};
use crate::{CheckId, Condition, Field, SectionName, Severity, sections::Kind};

/// A dataset profile, read from the TOML file that a commissioner copies and edits.
///
/// Name and version stand in each package head with the digest of the file's bytes. To hold one is
/// to know that every field, section, check and condition in it exists, and that it softens nothing.
#[derive(Clone, Debug)]
pub struct Profile {
    name: Box<str>,
    version: u32,
    reference: Box<str>,
    kinds: Vec<Kind>,
    sections: Vec<SectionName>,
    reasons: Vec<Box<str>>,
    lead: Box<str>,
    answers: Answers,
    values: Answers,
    vital: Vec<&'static Field>,
    checks: BTreeMap<CheckId, Severity>,
    deadlines: Deadlines,
    floors: BTreeMap<SectionName, u32>,
    sign_off: SignOff,
    stale_days: StaleDays,
    limits: Limits,
    audiences: Vec<Audience>,
}

impl Profile {
    /// The smallest padded size of a section of which the profile does not say more, in bytes.
    pub const FLOOR: u32 = 256;

    /// Reads a profile.
    ///
    /// # Errors
    ///
    /// [`ProfileError::Malformed`] if it is not TOML 1.0 of the shape of dataset section 5, with no
    /// other keys; the other variants, if it is, for what contradicts the dataset or itself.
    pub fn from_toml(toml: &[u8]) -> Result<Self, ProfileError> {
        File::read(toml)?.into_profile()
    }

    /// The name, as in `caseload-transfer`.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The version, from 1.
    #[must_use]
    pub const fn version(&self) -> u32 {
        self.version
    }

    /// Name and version as cases and package heads write them: `caseload-transfer@1`.
    #[must_use]
    pub fn reference(&self) -> &str {
        &self.reference
    }

    /// The allowed values of field 902.
    #[must_use]
    pub fn kinds(&self) -> &[Kind] {
        &self.kinds
    }

    /// The sections that every case carries, in order, as the profile lists them.
    #[must_use]
    pub fn sections(&self) -> &[SectionName] {
        &self.sections
    }

    /// The sections as a package head lists and seals them: `location_protected` after `location`.
    #[must_use]
    pub fn sealed_sections(&self) -> Vec<SectionName> {
        let follow = |name: &SectionName| match name {
            SectionName::Location => vec![SectionName::Location, SectionName::LocationProtected],
            name => vec![*name],
        };
        self.sections.iter().flat_map(follow).collect()
    }

    /// Whether a case is stopped where the record holds this field and it was not read (check D-59); elsewhere somebody
    /// acknowledges it (D-60).
    #[must_use]
    pub fn must_be_read(&self, field: &Field) -> bool {
        self.vital.iter().any(|vital| vital.id == field.id)
    }

    /// The codes with which a recipient may refuse, query or redirect.
    pub fn reasons(&self) -> impl Iterator<Item = &str> {
        self.reasons.iter().map(AsRef::as_ref)
    }

    /// The name of the audience whose `accepted` moves responsibility.
    #[must_use]
    pub fn lead(&self) -> &str {
        &self.lead
    }

    /// The audiences, in the order of their names.
    #[must_use]
    pub fn audiences(&self) -> &[Audience] {
        &self.audiences
    }

    /// The audience of that name.
    #[must_use]
    pub fn audience(&self, name: &str) -> Option<&Audience> {
        self.audiences
            .iter()
            .find(|audience| audience.name() == name)
    }

    /// What an audience opens, in the order of the head: `location_protected` too, if and only if it
    /// opens `location` and keeps protected addresses. `None` if there is no such audience.
    #[must_use]
    pub fn audience_sections(&self, name: &str) -> Option<Vec<SectionName>> {
        let audience = self.audience(name)?;
        let opens = |section: &SectionName| match section {
            SectionName::LocationProtected => {
                audience.keeps_protected() && audience.sections().contains(&SectionName::Location)
            }
            section => audience.sections().contains(section),
        };
        Some(self.sealed_sections().into_iter().filter(opens).collect())
    }

    /// The smallest padded size of a section, in bytes: a power of two.
    #[must_use]
    pub fn floor(&self, section: SectionName) -> u32 {
        self.floors.get(&section).copied().unwrap_or(Self::FLOOR)
    }

    /// The fields that must be answered where `meets` holds, by value or by reason (check D-01).
    pub fn must_answer(
        &self,
        meets: impl Fn(Condition) -> bool,
    ) -> impl Iterator<Item = &'static Field> {
        self.answers.under(meets)
    }

    /// The fields of which an absent reason is not enough where `meets` holds (check D-03).
    pub fn must_value(
        &self,
        meets: impl Fn(Condition) -> bool,
    ) -> impl Iterator<Item = &'static Field> {
        self.values.under(meets)
    }

    /// The severity that the profile gives to a check, if it says so; never softer than the
    /// check's own.
    #[must_use]
    pub fn severity(&self, check: CheckId) -> Option<Severity> {
        self.checks.get(&check).copied()
    }

    /// The deadlines, which hold where a mandate has none of its own.
    #[must_use]
    pub const fn deadlines(&self) -> &Deadlines {
        &self.deadlines
    }

    /// Who may author, and who signs second and when.
    #[must_use]
    pub const fn sign_off(&self) -> &SignOff {
        &self.sign_off
    }

    /// The ages beyond which D-14, D-24 and D-27 speak.
    #[must_use]
    pub const fn stale_days(&self) -> StaleDays {
        self.stale_days
    }

    /// The numbers of D-07, D-22 and D-53.
    #[must_use]
    pub const fn limits(&self) -> Limits {
        self.limits
    }

    /// For how many days after the transfer somebody must answer (check D-53).
    #[must_use]
    pub const fn call_back_days(&self) -> u32 {
        self.limits.call_back_days
    }
}

#[cfg(test)]
mod tests;

mod document;
mod invalid;
mod lacking;
mod quick;
mod read;
pub(crate) mod refs;
mod rest;
mod sealed;

use std::fmt;

use serde::{
    Serialize, Serializer,
    ser::{SerializeMap, SerializeStruct},
};
use serde_json::Value;

pub(crate) use self::read::Reader;
pub use self::{invalid::InvalidCase, sealed::OpenSectionError};
use crate::{
    CaseReference, Correction, Field, FieldState, Finding, ProfileReference, SectionName,
    sections::{
        Closures, Contact, Handover, Location, Maternity, Person, Plan, Risk, ThirdParties,
    },
};

/// The version of the dataset that this crate reads and writes.
pub(crate) const MHD: &str = "mhd/1";

/// What one organisation tells another about one person.
///
/// Every field is there or silent; the numbered checks say what must not be. An opened case has
/// only the sections that its reader may see: [`carries`](Self::carries).
///
/// ```
/// use handover_dataset::{Case, Profile, checks::CheckContext};
/// # let json = include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/examples/caseload-transfer.json"));
///
/// let case = Case::from_json(json)?;
/// let profile = Profile::built_in("caseload-transfer").ok_or("a shipped profile")?;
/// let checked = case.check(&profile, &CheckContext::default())?;
///
/// // A field without an answer. The findings are for the person who has to mend it: they quote the case.
/// let mut case = checked.into_case();
/// case.handover.call_back = Default::default();
/// let failed = case.check(&profile, &CheckContext::default()).unwrap_err();
/// for finding in &failed.findings {
///     println!("{} {}: {}", finding.check, finding.path, finding.message);
/// }
/// assert_eq!(failed.to_string(), "the case does not pass the checks: D-01");
///
/// // What is no case at all is refused when it is read.
/// let invalid = Case::from_json(json.replace("given", "givne")).unwrap_err();
/// assert!(invalid.to_string().starts_with("the document is not a case: D-"));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Eq, PartialEq)]
pub struct Case {
    profile: ProfileReference,
    carried: Vec<SectionName>,
    /// Who.
    pub person: Person,
    /// How to reach, and how not to.
    pub contact: Contact,
    /// The set that reveals where somebody is.
    pub location: Location,
    /// Recovery or care plan, with prescribing safety.
    pub plan: Plan,
    /// The latest assessment and the pattern behind it.
    pub risk: Risk,
    /// Other people.
    pub third_parties: ThirdParties,
    /// What was closed.
    pub closures: Closures,
    /// What a maternity unit tells those who go on.
    pub maternity: Maternity,
    /// So that responsibility can pass.
    pub handover: Handover,
}

impl Case {
    pub(crate) fn new(profile: ProfileReference) -> Self {
        Self {
            profile,
            carried: Vec::new(),
            person: Person::default(),
            contact: Contact::default(),
            location: Location::default(),
            plan: Plan::default(),
            risk: Risk::default(),
            third_parties: ThirdParties::default(),
            closures: Closures::default(),
            maternity: Maternity::default(),
            handover: Handover::default(),
        }
    }

    /// Reads a case that somebody wrote as JSON (RFC 8259), and names everything that is wrong
    /// with its form: checks D-02, D-04, D-05 and D-06.
    ///
    /// Text is brought to NFC. `null`, `{}`, `""` and `[]` in place of a field are silence, and so
    /// is a field whose `value` is one of these.
    ///
    /// # Errors
    ///
    /// [`InvalidCase`], with a finding for each problem.
    pub fn from_json(json: impl AsRef<[u8]>) -> Result<Self, InvalidCase> {
        let json = json.as_ref();
        if let Some(case) = quick::case(json) {
            return Ok(*case);
        }
        Self::from_json_told(json).map_err(InvalidCase::new)
    }

    /// Reads a case the slow way, which names everything that is wrong with it.
    fn from_json_told(json: &[u8]) -> Result<Self, Vec<Finding>> {
        let (value, doubled) = document::parse(json).map_err(|finding| vec![finding])?;
        match Self::read_value(value) {
            Ok(case) if doubled.is_empty() => Ok(case),
            Ok(_) => Err(doubled),
            Err(mut findings) => {
                findings.extend(doubled);
                Err(findings)
            }
        }
    }

    /// Reads JSON that is to become a case, for one who lays something over it first; the findings
    /// name each member that is written twice, which a value cannot show (check D-02).
    ///
    /// # Errors
    ///
    /// [`InvalidCase`], with the finding that it is not JSON (check D-06).
    pub fn draft_from_json(json: &[u8]) -> Result<(Value, Vec<Finding>), InvalidCase> {
        document::parse(json).map_err(|finding| InvalidCase::new(vec![finding]))
    }

    /// Reads a case from a JSON value: as [`from_json`](Self::from_json), but for members that are
    /// written twice, which a value cannot show.
    ///
    /// # Errors
    ///
    /// [`InvalidCase`], with a finding for each problem.
    pub fn from_value(value: Value) -> Result<Self, InvalidCase> {
        Self::read_value(value).map_err(InvalidCase::new)
    }

    /// The case of a draft that a program made, if it is one: what is wrong with it is not told.
    #[must_use]
    pub fn of_draft(draft: &Value) -> Option<Box<Self>> {
        quick::case_of(draft).or_else(|| Self::read_value(draft.clone()).ok().map(Box::new))
    }

    fn read_value(mut value: Value) -> Result<Self, Vec<Finding>> {
        document::normalise(&mut value);
        read::case(&value)
    }

    /// The case as JSON, `{"mhd", "profile", "sections"}`.
    ///
    /// # Panics
    ///
    /// Never: sections are objects with text for keys.
    #[must_use]
    pub fn to_json(&self) -> Value {
        serde_json::to_value(self).expect("a case is an object with text for keys")
    }

    /// The name and version of the profile that the case follows.
    #[must_use]
    pub const fn profile(&self) -> &ProfileReference {
        &self.profile
    }

    /// The sender's own reference (901); `None` only if the reader may not see `handover`.
    #[must_use]
    pub const fn reference(&self) -> Option<&CaseReference> {
        self.handover.case_reference.as_ref()
    }

    /// Whether the case has this section, be it without fields.
    #[must_use]
    pub fn carries(&self, name: SectionName) -> bool {
        self.carried.contains(&name) || !self.is_section_empty(name)
    }

    /// What the section says in each of its fields; nothing for `location_protected`, whose
    /// fields are those of `location`.
    #[must_use]
    pub fn states(&self, name: SectionName) -> Vec<(&'static Field, FieldState)> {
        match name {
            SectionName::Person => self.person.states(),
            SectionName::Contact => self.contact.states(),
            SectionName::Location => self.location.states(),
            SectionName::LocationProtected => Vec::new(),
            SectionName::Plan => self.plan.states(),
            SectionName::Risk => self.risk.states(),
            SectionName::ThirdParties => self.third_parties.states(),
            SectionName::Closures => self.closures.states(),
            SectionName::Maternity => self.maternity.states(),
            SectionName::Handover => self.handover.states(),
        }
    }

    /// The fields of all sections that were changed.
    pub(crate) fn corrections(&self) -> Vec<(&'static Field, &[Correction], bool)> {
        let mut all = self.person.corrections();
        all.extend(self.contact.corrections());
        all.extend(self.location.corrections());
        all.extend(self.plan.corrections());
        all.extend(self.risk.corrections());
        all.extend(self.third_parties.corrections());
        all.extend(self.closures.corrections());
        all.extend(self.maternity.corrections());
        all.extend(self.handover.corrections());
        all
    }

    /// Whether and how the field is answered.
    #[must_use]
    pub fn state(&self, field: &Field) -> FieldState {
        self.states(field.section)
            .into_iter()
            .find(|(other, _)| other.id == field.id)
            .map_or(FieldState::Silent, |(_, state)| state)
    }

    pub(crate) fn carry(&mut self, name: SectionName) {
        // In their order, so that cases are equal whatever the order in which they were written.
        if let Err(place) = self.carried.binary_search(&name) {
            self.carried.insert(place, name);
        }
    }

    const fn is_section_empty(&self, name: SectionName) -> bool {
        match name {
            SectionName::Person => self.person.is_empty(),
            SectionName::Contact => self.contact.is_empty(),
            SectionName::Location => self.location.is_empty(),
            SectionName::LocationProtected => true,
            SectionName::Plan => self.plan.is_empty(),
            SectionName::Risk => self.risk.is_empty(),
            SectionName::ThirdParties => self.third_parties.is_empty(),
            SectionName::Closures => self.closures.is_empty(),
            SectionName::Maternity => self.maternity.is_empty(),
            SectionName::Handover => self.handover.is_empty(),
        }
    }
}

/// As [`to_json`](Case::to_json): for JSON only, for what is sealed are the sections one by one.
impl Serialize for Case {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut document = serializer.serialize_struct("Case", 3)?;
        document.serialize_field("mhd", MHD)?;
        document.serialize_field("profile", &self.profile)?;
        document.serialize_field("sections", &Sections(self))?;
        document.end()
    }
}

/// The sections that a case carries, by name.
struct Sections<'a>(&'a Case);

impl Serialize for Sections<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let case = self.0;
        let mut sections = serializer.serialize_map(None)?;
        for name in SectionName::ALL.iter().filter(|name| case.carries(**name)) {
            match name {
                SectionName::Person => sections.serialize_entry(name, &case.person),
                SectionName::Contact => sections.serialize_entry(name, &case.contact),
                SectionName::Location => sections.serialize_entry(name, &case.location),
                // Its fields are those of `location`, where they stand in JSON.
                SectionName::LocationProtected => Ok(()),
                SectionName::Plan => sections.serialize_entry(name, &case.plan),
                SectionName::Risk => sections.serialize_entry(name, &case.risk),
                SectionName::ThirdParties => sections.serialize_entry(name, &case.third_parties),
                SectionName::Closures => sections.serialize_entry(name, &case.closures),
                SectionName::Maternity => sections.serialize_entry(name, &case.maternity),
                SectionName::Handover => sections.serialize_entry(name, &case.handover),
            }?;
        }
        sections.end()
    }
}

impl fmt::Debug for Case {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Case(..)")
    }
}

#[cfg(test)]
mod tests;

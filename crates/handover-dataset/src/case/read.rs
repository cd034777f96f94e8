//! From a JSON value to a case, with a finding for each problem on the way.

use std::collections::HashSet;

use serde::de::DeserializeOwned;
use serde_json::Value;

use super::{
    Case, MHD,
    lacking::{self, Lacking},
    refs,
    rest::{Rest, TakenOut},
};
use crate::{
    CheckId, Finding, SectionName, Severity,
    sections::{
        Closures, Contact, Handover, Location, Maternity, Person, Plan, Risk, ThirdParties,
    },
    stated::TWO_THINGS,
    tape::{Failure, Tape},
};

/// Check D-02: one field, one statement.
const CONTRADICTORY: CheckId = CheckId::new(2);
/// Check D-04: no word that `mhd/1` does not have.
const UNKNOWN: CheckId = CheckId::new(4);
/// Check D-06: nothing missing, nothing out of bounds.
const IMPOSSIBLE: CheckId = CheckId::new(6);

/// Reads the fields of one section and keeps what was wrong.
pub(crate) struct Reader {
    section: &'static str,
    findings: Vec<Finding>,
}

pub(super) fn case(value: &Value) -> Result<Case, Vec<Finding>> {
    let mut reader = Reader {
        section: "",
        findings: Vec::new(),
    };
    let Some(document) = value.as_object() else {
        reader.impossible("the case", "");
        return Err(reader.findings);
    };
    for name in document.keys() {
        if !matches!(name.as_str(), "mhd" | "profile" | "sections") {
            reader.unknown(name);
        }
    }
    match document.get("mhd").map(Value::as_str) {
        Some(Some(MHD)) => {}
        Some(Some(other)) => reader.find(UNKNOWN, "mhd", format!("'{other}' is not {MHD}.")),
        _ => reader.impossible("mhd", "nothing"),
    }
    let profile = document
        .get("profile")
        .and_then(|name| reader.field("profile", name));
    let sections = document.get("sections").and_then(Value::as_object);
    let case = match (profile, sections) {
        (Some(profile), Some(sections)) => {
            let mut case = Case::new(profile);
            for (name, value) in sections {
                section(&mut case, name, value, &mut reader);
            }
            demand_plain_fields(&case.handover, &mut reader);
            reader.findings.extend(refs::check(&case));
            case
        }
        (profile, sections) => {
            if profile.is_none() && !document.contains_key("profile") {
                reader.impossible("profile", "nothing");
            }
            if sections.is_none() {
                reader.impossible("sections", "nothing");
            }
            return Err(reader.findings);
        }
    };
    if reader.findings.is_empty() {
        Ok(case)
    } else {
        Err(reader.findings)
    }
}

fn section(case: &mut Case, name: &str, value: &Value, reader: &mut Reader) {
    reader.section = "";
    let section = match name.parse::<SectionName>() {
        Ok(SectionName::LocationProtected) | Err(_) => return reader.unknown(name),
        Ok(section) => section,
    };
    reader.section = section.as_str();
    let Some(members) = value.as_object() else {
        return reader.impossible("", "what stands here");
    };
    case.carry(section);
    match section {
        SectionName::Person => case.person = Person::read(members, reader),
        SectionName::Contact => case.contact = Contact::read(members, reader),
        SectionName::Location | SectionName::LocationProtected => {
            case.location = Location::read(members, reader);
        }
        SectionName::Plan => case.plan = Plan::read(members, reader),
        SectionName::Risk => case.risk = Risk::read(members, reader),
        SectionName::ThirdParties => case.third_parties = ThirdParties::read(members, reader),
        SectionName::Closures => case.closures = Closures::read(members, reader),
        SectionName::Maternity => case.maternity = Maternity::read(members, reader),
        SectionName::Handover => case.handover = Handover::read(members, reader),
    }
    if let Err((check, field)) = rules(case, section) {
        let path = reader.path(field);
        if check == CONTRADICTORY {
            reader.find(check, field, format!("{path} {TWO_THINGS}."));
        } else if !reader.has_found(&path) {
            reader.impossible(field, "nothing");
        }
    }
    reader.section = "";
}

/// What holds for a section as a whole: it has a provenance if it has fields (D-06), and a field
/// is called conflicting if and only if it has conflicts (D-02).
pub(super) fn rules(case: &Case, name: SectionName) -> Result<(), (CheckId, &'static str)> {
    macro_rules! rules {
        ($section:expr) => {{
            if $section.provenance.is_none() && !$section.is_empty() {
                return Err((IMPOSSIBLE, "provenance"));
            }
            match $section.first_two_sided() {
                Some(field) => Err((CONTRADICTORY, field)),
                None => Ok(()),
            }
        }};
    }
    match name {
        SectionName::Person => rules!(case.person),
        SectionName::Contact => rules!(case.contact),
        SectionName::Location | SectionName::LocationProtected => rules!(case.location),
        SectionName::Plan => rules!(case.plan),
        SectionName::Risk => rules!(case.risk),
        SectionName::ThirdParties => rules!(case.third_parties),
        SectionName::Closures => rules!(case.closures),
        SectionName::Maternity => rules!(case.maternity),
        SectionName::Handover => rules!(case.handover),
    }
}

/// The bare fields that every case has, but for 904, which only a mandate asks for.
pub(super) fn missing_plain_fields(handover: &Handover) -> Vec<&'static str> {
    [
        ("case_reference", handover.case_reference.is_none()),
        ("kind", handover.kind.is_none()),
        ("basis", handover.basis.is_none()),
        ("from_to", handover.from_to.is_none()),
        ("author", handover.author.is_none()),
    ]
    .into_iter()
    .filter_map(|(name, is_missing)| is_missing.then_some(name))
    .collect()
}

fn demand_plain_fields(handover: &Handover, reader: &mut Reader) {
    reader.section = SectionName::Handover.as_str();
    for name in missing_plain_fields(handover) {
        if !reader.has_found(&reader.path(name)) {
            reader.impossible(name, "nothing");
        }
    }
    reader.section = "";
}

impl Reader {
    /// Reads one field. `None` if it is silent, or cannot be read, which is then a finding.
    pub(crate) fn field<T: DeserializeOwned>(&mut self, name: &str, value: &Value) -> Option<T> {
        if is_silent(value) {
            return None;
        }
        let mut field = None;
        let is_read = self.is_read(name, value, &mut |written| {
            field = Some(Tape::of(written)?.root().read()?);
            Ok(())
        });
        field.filter(|_| is_read)
    }

    /// Reads the field; where something in it is wrong, again without that, to tell of everything that is wrong with it.
    /// Not generic, or it would be compiled once for each type of field.
    fn is_read(
        &mut self,
        name: &str,
        value: &Value,
        read: &mut dyn FnMut(&Value) -> Result<(), Failure>,
    ) -> bool {
        let Err(mut failure) = read(value) else {
            return true;
        };
        let mut told: HashSet<(String, String)> = HashSet::new();
        for Lacking { within, member } in lacking::members(self.section, name, value) {
            let path = inner_path(name, &within);
            self.lacks(&path, &member);
            told.insert((within, member));
        }
        let mut rest = Rest::new(value);
        loop {
            let within = rest.as_written(&failure.path);
            let missing = missing_member(&failure.message);
            let is_told =
                missing.is_some_and(|member| told.contains(&(within.clone(), member.to_owned())));
            if !is_told {
                let path = inner_path(name, &within);
                self.classify(&path, &failure.message, at(value, &within));
            }
            match rest.take_out(&failure.path) {
                TakenOut::Item => {}
                // What was told of is not told to lack, from now on.
                TakenOut::Member(member) => {
                    let (object, member) = member.rsplit_once('.').unwrap_or(("", &member));
                    told.insert((object.to_owned(), member.to_owned()));
                }
                TakenOut::Nothing => return false,
            }
            match read(&rest.field) {
                Ok(()) => return false,
                Err(next) => failure = next,
            }
        }
    }

    /// A member that a value cannot be without (check D-06).
    fn lacks(&mut self, path: &str, member: &str) {
        let message = format!("{}: {member} is missing.", self.path(path));
        self.find(IMPOSSIBLE, path, message);
    }

    /// A member that the dataset does not have (check D-04).
    pub(crate) fn unknown(&mut self, name: &str) {
        self.find(UNKNOWN, name, format!("'{name}' is not in {MHD}."));
    }

    /// Sorts what serde says into the checks that it fails.
    fn classify(&mut self, path: &str, message: &str, value: Option<&Value>) {
        let word = message.split('`').nth(1).unwrap_or_default();
        if message.starts_with("unknown field") || message.starts_with("unknown variant") {
            self.find(UNKNOWN, path, format!("'{word}' is not in {MHD}."));
        } else if message == TWO_THINGS {
            self.find(
                CONTRADICTORY,
                path,
                format!("{} {TWO_THINGS}.", self.path(path)),
            );
        } else if message.starts_with("missing field") {
            self.lacks(path, word);
        } else if message.starts_with("duplicate field") {
            self.find(
                CONTRADICTORY,
                path,
                format!("{}: {word} {TWO_THINGS}.", self.path(path)),
            );
        } else {
            let shown = match value {
                Some(Value::String(text)) if text.chars().count() <= 80 => format!("'{text}'"),
                Some(value @ (Value::Number(_) | Value::Bool(_))) => value.to_string(),
                _ => "what stands here".to_owned(),
            };
            self.impossible(path, &shown);
        }
    }

    fn impossible(&mut self, path: &str, value: &str) {
        let message = format!("{}: {value} is not possible.", self.path(path));
        self.find(IMPOSSIBLE, path, message);
    }

    /// Whether something is wrong at that path already.
    fn has_found(&self, path: &str) -> bool {
        self.findings
            .iter()
            .any(|finding| finding.path.starts_with(path))
    }

    fn find(&mut self, check: CheckId, path: &str, message: String) {
        self.findings.push(Finding {
            check,
            severity: Severity::Blocks,
            path: self.path(path),
            message,
        });
    }

    fn path(&self, inner: &str) -> String {
        match (self.section, inner) {
            ("", inner) => inner.to_owned(),
            (section, "") => section.to_owned(),
            (section, inner) => format!("{section}.{inner}"),
        }
    }
}

/// Whether nothing was said: dataset section 2, "Silence".
fn is_silent(value: &Value) -> bool {
    match value {
        Value::Null => true,
        Value::String(text) => text.is_empty(),
        Value::Array(items) => items.is_empty(),
        Value::Object(members) => {
            let says = |name: &str| members.get(name).is_some_and(|member| !is_empty(member));
            members.is_empty()
                || members.get("value").is_some_and(is_empty)
                    && !says("absent")
                    && !says("note")
                    && !says("conflicts")
                    && !says("corrected")
        }
        Value::Bool(_) | Value::Number(_) => false,
    }
}

fn is_empty(value: &Value) -> bool {
    match value {
        Value::Null => true,
        Value::String(text) => text.is_empty(),
        Value::Array(items) => items.is_empty(),
        Value::Object(members) => members.is_empty(),
        Value::Bool(_) | Value::Number(_) => false,
    }
}

/// The path of something in a field, below the section.
fn inner_path(name: &str, within: &str) -> String {
    match within {
        "" => name.to_owned(),
        within => format!("{name}.{within}"),
    }
}

/// The member that is missing, if that is what serde says.
fn missing_member(message: &str) -> Option<&str> {
    message
        .starts_with("missing field")
        .then(|| message.split('`').nth(1))?
}

/// The value at a path: `value.lines[0]`.
fn at<'a>(value: &'a Value, path: &str) -> Option<&'a Value> {
    value.pointer(&pointer(path))
}

/// The path as a JSON pointer.
pub(super) fn pointer(path: &str) -> String {
    path.replace('[', ".")
        .replace(']', "")
        .split('.')
        .filter(|step| !step.is_empty())
        .map(|step| format!("/{step}"))
        .collect()
}

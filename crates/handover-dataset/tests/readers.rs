//! Each reader of each shipped profile gets what is of its sections and labels, and nothing else: a
//! marker stands in every text of every field, made from `case.schema.json`, so that none is forgotten.

#![expect(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test may panic"
)]

use std::collections::BTreeMap;

use handover_dataset::{
    Audience, Case, FIELDS, Label, Profile, SectionName, case_schema,
    checks::{self, CheckContext, Recipient},
    split,
};
use serde_json::{Map, Value, json};

const PROFILES: [&str; 5] = [
    "caseload-transfer",
    "domestic-abuse-transfer",
    "maternity-discharge",
    "reply",
    "request",
];

/// Who gets the whole case: the lead audience, and who sees as much as that. Everybody else gets a split one, whether or
/// not their profile says `split`.
const WHOLE: [(&str, &str); 6] = [
    ("caseload-transfer", "receiving-service"),
    ("domestic-abuse-transfer", "receiving-service"),
    ("maternity-discharge", "community-midwife"),
    ("maternity-discharge", "safeguarding-midwife"),
    ("reply", "party"),
    ("request", "holder"),
];

fn gets_part(profile: &Profile, audience: &Audience) -> bool {
    !WHOLE.contains(&(profile.name(), audience.name()))
}

/// What of `handover` the reader of a split case gets as it was written; and of `contact` in its
/// order of safe contact.
const WRITTEN_FOR_ALL: [&str; 11] = [
    "contact.safe_contact.value.channels.",
    "contact.safe_contact.value.code_word",
    "contact.telecoms.value.0.value",
    "handover.author.",
    "handover.call_back.value.",
    "handover.countersign.value.by.",
    "handover.from_to.",
    "handover.lawful_basis.value.article_6",
    "handover.lawful_basis.value.article_9",
    "handover.provenance.",
    "handover.safe_contact.value.",
];

/// Makes a case that says something wherever one can.
struct Maker {
    definitions: Value,
    /// The path of each marker.
    markers: BTreeMap<String, String>,
}

impl Maker {
    fn new() -> Self {
        Self {
            definitions: case_schema()["$defs"].clone(),
            markers: BTreeMap::new(),
        }
    }

    fn marker(&mut self, path: &str) -> String {
        let marker = format!("mark{:04}x", self.markers.len());
        self.markers.insert(marker.clone(), path.to_owned());
        marker
    }

    fn case(&mut self, profile: &Profile) -> Value {
        let sections: Map<String, Value> = case_schema()["properties"]["sections"]["properties"]
            .as_object()
            .unwrap()
            .iter()
            .filter(|(name, _)| profile.sections().contains(&name.parse().unwrap()))
            .map(|(name, schema)| (name.clone(), self.value(schema, name)))
            .collect();
        json!({ "mhd": "mhd/1", "profile": profile.reference(), "sections": sections })
    }

    fn value(&mut self, schema: &Value, path: &str) -> Value {
        if let Some(name) = schema["$ref"].as_str() {
            let name = name.rsplit('/').next().unwrap().to_owned();
            let definition = self.definitions[&name].clone();
            return self
                .formed(&name, path)
                .unwrap_or_else(|| self.value(&definition, path));
        }
        if let Some(word) = schema["enum"]
            .get(0)
            .or_else(|| schema["oneOf"][0].get("const"))
        {
            return word.clone();
        }
        match schema["type"].as_str() {
            Some("array") => json!([self.value(&schema["items"], &format!("{path}.0"))]),
            Some("boolean") => json!(true),
            Some("integer") => schema["minimum"].clone(),
            Some("object") => self.object(schema, path),
            Some("string") if schema["pattern"].is_null() => json!(self.marker(path)),
            _ => panic!("{path}: a form that this test does not know: {schema}"),
        }
    }

    fn object(&mut self, schema: &Value, path: &str) -> Value {
        let mut made = Map::new();
        let is_stated = !schema["properties"]["absent"].is_null();
        let other = schema["oneOf"][1]["required"][0].as_str();
        for (name, member) in schema["properties"].as_object().into_iter().flatten() {
            if Some(name.as_str()) != other && name != "labels" {
                let value = self.value(member, &format!("{path}.{name}"));
                made.insert(name.clone(), value);
            }
        }
        if schema["additionalProperties"].is_object() {
            let member = &schema["additionalProperties"];
            made.insert(
                "text".to_owned(),
                self.value(member, &format!("{path}.text")),
            );
        }
        if is_stated {
            let has_conflicts = made.contains_key("conflicts");
            let verification = if has_conflicts {
                "conflicting"
            } else {
                "confirmed"
            };
            made["provenance"]["verification"] = json!(verification);
        }
        Value::Object(made)
    }

    /// What has a form of its own; `None` for what is made of its parts. Open words carry a marker too.
    fn formed(&mut self, name: &str, path: &str) -> Option<Value> {
        let is_there = !self.definitions[name]["pattern"].is_null();
        let word = match name {
            "ActionKind" | "CaseReference" | "Identifier" | "Role" | "TextOrRef" => {
                self.marker(path)
            }
            "CheckId" => "D-27".to_owned(),
            "CodeSystem" => format!("local:{}", self.marker(path)),
            "TextDigest" => "0123456789abcdef".to_owned(),
            "Date" | "PartialDate" => "2026-06-02".to_owned(),
            "Decimal" => "1".to_owned(),
            "Instant" | "When" => "2026-06-02T10:00:00+01:00".to_owned(),
            "NhsNumber" => "9990000018".to_owned(),
            "PersonOrRef" | "Who" => "person".to_owned(),
            "Ref" => item(path).to_owned(),
            "RiskTo" => "self".to_owned(),
            "Subject" => "risk".to_owned(),
            "Sensitivity" => "normal".to_owned(),
            "TelecomKind" => "other".to_owned(),
            "YesNoUnknown" => "yes".to_owned(),
            _ if is_there => panic!("{path}: a form that this test does not know: {name}"),
            _ => return None,
        };
        Some(json!(word))
    }
}

/// The item that stands at a path, or that is referred to there.
fn item(path: &str) -> &'static str {
    let known = [
        ("contact.dependants", "ch1"),
        ("contact.emergency_contacts", "tp1"),
        ("location.local_authorities", "ch1"),
        ("plan.prescribing", "rx1"),
        ("plan.dispensing", "rx1"),
        ("plan.appointments", "ap1"),
        ("risk.safeguarding_child", "sg1"),
        ("risk.safeguarding_adult", "sg2"),
        ("third_parties.parties", "tp1"),
        ("closures.open_at_closure", "a1"),
        ("maternity.babies", "b1"),
        ("maternity.newborn", "b1"),
        ("handover.actions", "a1"),
    ];
    let found = known.iter().find(|(field, _)| path.starts_with(field));
    found
        .unwrap_or_else(|| panic!("{path}: an item of which list?"))
        .1
}

/// Labels each statement of a section, or each item of a list in it.
fn label(section: &mut Value, is_of_items: bool, label: Label) {
    for (_, field) in section.as_object_mut().into_iter().flatten() {
        label_in(field, is_of_items, label);
    }
}

fn label_in(value: &mut Value, is_of_items: bool, label: Label) {
    match value {
        Value::Array(items) => items
            .iter_mut()
            .for_each(|item| label_in(item, is_of_items, label)),
        Value::Object(members) => {
            let is_statement = members.contains_key("value") && members.contains_key("note");
            let is_item = members.contains_key("provenance") && !is_statement;
            for member in members.values_mut() {
                label_in(member, is_of_items, label);
            }
            if (is_statement && !is_of_items) || (is_item && is_of_items) {
                members.insert("labels".to_owned(), json!([label.as_str()]));
            }
        }
        _ => {}
    }
}

/// What that audience reads of the case, as JSON.
fn read_by(case: &Case, profile: &Profile, audience: &Audience) -> String {
    if audience.is_split() {
        let reference = "SPLIT-1".parse().unwrap();
        let context = CheckContext::default();
        let part = split(case, profile, audience.name(), &reference, &context).unwrap();
        return part.to_json().to_string();
    }
    let names = profile.audience_sections(audience.name()).unwrap();
    let sealed = case.sealed_sections(&names);
    let sections = sealed.iter().map(|(name, bytes)| (*name, bytes.as_slice()));
    let opened = Case::from_sealed_sections(case.profile().clone(), sections).unwrap();
    opened.to_json().to_string()
}

/// Whether what stands at a path is of a section and field that the audience has.
fn is_theirs(path: &str, profile: &Profile, audience: &Audience, case: &Case) -> bool {
    let is_part = gets_part(profile, audience);
    let (section, field) = path.split_once('.').unwrap();
    let section: SectionName = section.parse().unwrap();
    let field = field.split('.').next().unwrap();
    let is_lost =
        section == SectionName::Location && case.is_protected() && !audience.keeps_protected();
    if is_lost {
        return false;
    }
    if is_part && section == SectionName::Handover {
        let is_written = WRITTEN_FOR_ALL
            .iter()
            .any(|written| path.starts_with(written));
        let is_written = match field {
            "safe_contact" => is_written && !audience.has_field(SectionName::Contact, field),
            "sbar" => is_on_risk(path, "handover.sbar.value.", audience),
            _ => is_written,
        };
        return is_written && (field == "provenance" || audience.has_field(section, field));
    }
    if field == "provenance" {
        return audience.sections().contains(&section);
    }
    if is_part && path.starts_with("person.other_identifiers.") {
        return false; // `local`, as the first of the kinds
    }
    if is_part
        && path.starts_with("third_parties.notes.")
        && !path.starts_with("third_parties.notes.provenance.")
    {
        return audience.has_field(section, field)
            && is_on_risk(path, "third_parties.notes.value.", audience);
    }
    audience.has_field(section, field)
}

/// Whether it is one of those words, all of which are said to rest on `risk`, and the audience sees that.
fn is_on_risk(path: &str, words: &str, audience: &Audience) -> bool {
    path.starts_with(words) && audience.sections().contains(&SectionName::Risk)
}

fn is_in_order(path: &str) -> bool {
    path.starts_with("contact.")
        && WRITTEN_FOR_ALL
            .iter()
            .any(|written| path.starts_with(written))
}

/// S-72 and S-83.
#[test]
fn no_reader_gets_what_is_not_of_a_section_that_it_may_see() {
    let mut readers = 0;
    for name in PROFILES {
        let profile = Profile::built_in(name).unwrap();
        let mut maker = Maker::new();
        let made = maker.case(&profile);
        assert!(maker.markers.len() > 40, "{name}: {}", maker.markers.len());
        for (sensitivity, has_order) in [("normal", true), ("normal", false), ("refuge", false)] {
            let mut made = made.clone();
            if !has_order {
                let handover = made["sections"]["handover"].as_object_mut();
                handover.unwrap().remove("safe_contact");
            }
            if made["sections"]["location"].is_object() {
                made["sections"]["location"]["address_sensitivity"]["value"] = json!(sensitivity);
            }
            let case = Case::from_value(made).unwrap();
            for audience in profile.audiences() {
                let read = read_by(&case, &profile, audience);
                let reader = format!("{name}, {}, {sensitivity}", audience.name());
                for (marker, path) in &maker.markers {
                    if !has_order && path.starts_with("handover.safe_contact.") {
                        continue;
                    }
                    let is_read = read.contains(marker);
                    let is_theirs = is_theirs(path, &profile, audience, &case);
                    if is_read {
                        let is_ordered =
                            !has_order && gets_part(&profile, audience) && is_in_order(path);
                        let is_known = is_theirs || is_ordered;
                        assert!(is_known, "{reader} reads {path}");
                    } else {
                        assert!(!is_theirs, "{reader} does not read {path}");
                    }
                }
                readers += 1;
            }
        }
    }
    assert_eq!(readers, 3 * 13);
}

/// The test above looks at every field there is.
#[test]
fn a_marker_stands_in_every_field_that_has_words() {
    let mut maker = Maker::new();
    for name in PROFILES {
        maker.case(&Profile::built_in(name).unwrap());
    }
    let silent: Vec<u16> = FIELDS
        .into_iter()
        .flatten()
        .filter(|field| {
            let path = format!("{}.{}", field.section, field.name);
            !maker.markers.values().any(|at| at.starts_with(&path))
        })
        .map(|field| field.id)
        .collect();
    assert_eq!(silent, [902], "every other field has a note at least");
}

/// S-73: what is labelled for other eyes appears nowhere: neither where it stands nor by way of `handover`.
#[test]
fn no_reader_gets_what_is_labelled_for_others() {
    for name in PROFILES {
        let profile = Profile::built_in(name).unwrap();
        let mut maker = Maker::new();
        let made = maker.case(&profile);
        for is_of_items in [false, true] {
            for one in Label::ALL {
                let mut made = made.clone();
                for (_, section) in made["sections"].as_object_mut().unwrap() {
                    label(section, is_of_items, *one);
                }
                let case = Case::from_value(made).unwrap();
                for audience in profile
                    .audiences()
                    .iter()
                    .filter(|one_of| !one_of.clears(*one))
                {
                    let reader = format!("{name}, {}, {}", audience.name(), one.as_str());
                    if !gets_part(&profile, audience) {
                        let mut context = CheckContext::default();
                        let org = serde_json::from_value(json!({ "name": "Reader" })).unwrap();
                        context
                            .recipients
                            .push(Recipient::new(audience.name().to_owned(), org));
                        let found = checks::run(&case, &profile, &context);
                        let is_stopped = found.iter().any(|finding| {
                            (40..=42).contains(&finding.check.number())
                                && finding.message.starts_with(audience.name())
                        });
                        assert!(is_stopped, "{reader} would open what is labelled");
                        continue;
                    }
                    let read = read_by(&case, &profile, audience);
                    let json = case.to_json();
                    for (marker, path) in &maker.markers {
                        let is_labelled = is_labelled(path, &json);
                        assert!(
                            !(is_labelled && read.contains(marker)),
                            "{reader} reads {path}"
                        );
                    }
                }
            }
        }
    }
}

/// Whether a statement or an item on the way to what stands at a path has a label.
fn is_labelled(path: &str, case: &Value) -> bool {
    let mut at = &case["sections"];
    for step in path.split('.') {
        if !at["labels"].is_null() {
            return true;
        }
        at = match step.parse::<usize>() {
            Ok(n) if at.is_array() => &at[n],
            _ => &at[step],
        };
    }
    false
}

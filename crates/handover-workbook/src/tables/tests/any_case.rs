//! Any case that the schema allows.

use handover_dataset::{Case, case_schema};
use proptest::{
    prelude::*,
    strategy::ValueTree,
    string::string_regex,
    test_runner::{Config, RngAlgorithm, TestRng, TestRunner},
};
use serde_json::{Map, Value, json};
use std::{collections::BTreeMap, sync::LazyLock};

static SCHEMA: LazyLock<Value> = LazyLock::new(case_schema);

/// Words as people, and those who mean ill, write them.
const TEXTS: [&str; 24] = [
    "=HYPERLINK(\"http://example.org\")",
    "+44 7700 900123",
    "-1",
    "@SUM(A1)",
    "'quoted",
    "''",
    "two\nlines",
    "a, b; \"c\"",
    " blank before",
    "blank after ",
    "[not asked]",
    "[see Fields]",
    "[sic]",
    "#N/A",
    "0012",
    "2026-01-02",
    "1e5",
    "TRUE",
    "_x0041_",
    "zero\u{200b}width\u{200b}",
    "\u{feff}mark",
    "Zo\u{eb} \u{1f600}",
    "\u{fffe}\u{ffff}",
    "\u{2028}line\u{a0}",
];

/// Makes values of the schema.
pub(super) struct Maker {
    runner: TestRunner,
    ids: BTreeMap<String, u32>,
}

impl Maker {
    pub(super) fn new(seed: [u8; 32]) -> Self {
        let rng = TestRng::from_seed(RngAlgorithm::ChaCha, &seed);
        Self {
            runner: TestRunner::new_with_rng(Config::default(), rng),
            ids: BTreeMap::new(),
        }
    }

    /// JSON of the schema's form, which may be no case.
    pub(super) fn json(&mut self) -> Value {
        self.ids.clear();
        let mut json = self.value(&SCHEMA);
        json["sections"]["handover"]["case_reference"] = "A-1".into();
        json
    }

    /// A case: what cannot stand is taken out, field by field.
    pub(super) fn case(&mut self) -> Case {
        let mut json = self.json();
        for _ in 0..200 {
            let findings = match Case::from_value(json.clone()) {
                Ok(case) => return case,
                Err(invalid) => invalid.findings,
            };
            for finding in findings {
                let mut steps = finding.path.split(['.', '[']);
                let (section, field) = (steps.next().unwrap(), steps.next().unwrap());
                let plain = ["kind", "basis", "from_to", "author", "provenance"];
                assert!(
                    !plain.contains(&field),
                    "{}: {}",
                    finding.path,
                    finding.message
                );
                json["sections"][section]
                    .as_object_mut()
                    .unwrap()
                    .remove(field);
            }
        }
        panic!("no case was left");
    }

    fn below(&mut self, end: usize) -> usize {
        self.draw(&(0..end))
    }

    fn draw<S: Strategy>(&mut self, strategy: &S) -> S::Value {
        strategy.new_tree(&mut self.runner).unwrap().current()
    }

    fn value(&mut self, schema: &Value) -> Value {
        if let Some(reference) = schema.get("$ref").and_then(Value::as_str) {
            let name = reference.rsplit('/').next().unwrap();
            return match name {
                "Ref" => self.draw(&"tp[1-3]").into(),
                "Date" => self.day().into(),
                "Instant" => format!("{}T10:20:30Z", self.day()).into(),
                "When" | "PartialDate" => self.day().into(),
                "Decimal" => self.draw(&"-?[0-9]{1,6}([.][0-9]{1,3})?").into(),
                "NhsNumber" => "9990000018".into(),
                "TextOrRef" => self.text(2000).into(),
                _ => self.value(&SCHEMA["$defs"][name]),
            };
        }
        if let Some(value) = schema.get("const") {
            return value.clone();
        }
        if let Some(choices) = schema.get("oneOf").and_then(Value::as_array)
            && choices.iter().all(|choice| choice.get("const").is_some())
        {
            let at = self.below(choices.len());
            return choices[at]["const"].clone();
        }
        match schema["type"].as_str().unwrap() {
            "boolean" => self.draw(&any::<bool>()).into(),
            "integer" => {
                let most = schema["maximum"].as_u64().unwrap();
                self.draw(&(schema["minimum"].as_u64().unwrap()..=most))
                    .into()
            }
            "array" => {
                let some = 1 + self.below(3);
                (0..some).map(|_| self.value(&schema["items"])).collect()
            }
            "string" => match schema.get("pattern").and_then(Value::as_str) {
                Some(pattern) => {
                    let pattern = pattern.trim_start_matches('^').trim_end_matches('$');
                    self.draw(&string_regex(pattern).unwrap()).into()
                }
                None => {
                    let most = schema["maxLength"].as_u64().unwrap();
                    self.text(usize::try_from(most).unwrap()).into()
                }
            },
            _ => self.object(schema),
        }
    }

    fn object(&mut self, schema: &Value) -> Value {
        let mut object = Map::new();
        let Some(properties) = schema.get("properties").and_then(Value::as_object) else {
            for name in ["call", "in-person"] {
                object.insert(name.to_owned(), self.value(&schema["additionalProperties"]));
            }
            return object.into();
        };
        let required: Vec<&str> = schema["required"]
            .as_array()
            .into_iter()
            .flatten()
            .filter_map(Value::as_str)
            .collect();
        // Of a statement one of the two; of a number the number.
        let is_stated = properties.contains_key("absent") && properties.contains_key("value");
        let left_out = match () {
            () if is_stated && self.below(4) == 0 => ["value", "incomplete"],
            () if is_stated => ["absent", ""],
            () => ["unavailable", ""],
        };
        for (name, member) in properties {
            let must = required.contains(&name.as_str())
                || name == "value"
                || name == "absent"
                || name == "provenance" && object.is_empty();
            if left_out.contains(&name.as_str()) || !must && self.below(3) == 0 {
                continue;
            }
            let value = match name.as_str() {
                "incomplete" => json!(true),
                "id" => self.id(),
                _ => self.value(member),
            };
            object.insert(name.clone(), value);
        }
        if schema["description"]
            .as_str()
            .is_some_and(|words| words.starts_with('`'))
        {
            object.insert(
                "provenance".to_owned(),
                self.value(&SCHEMA["$defs"]["Provenance"]),
            );
        }
        settle(&mut object, is_stated);
        object.into()
    }

    fn id(&mut self) -> Value {
        let number = self.ids.entry("tp".to_owned()).or_default();
        *number += 1;
        format!("tp{number}").into()
    }

    fn day(&mut self) -> String {
        let (year, month, day) = self.draw(&(1900..2100, 1..=12, 1..=28));
        format!("{year:04}-{month:02}-{day:02}")
    }

    fn text(&mut self, most: usize) -> String {
        let at = self.below(TEXTS.len() * 2 + 1);
        let text = match TEXTS.get(at) {
            Some(text) => (*text).to_owned(),
            None if at == TEXTS.len() => self.draw(&"[ =a]{1,20}").repeat(2_000),
            // Composed it may become three times as long.
            None if most < 200 => self.draw(&"\\PC{1,5}"),
            None => self.draw(&"\\PC{1,40}"),
        };
        let text: String = text.chars().take(most).collect();
        // As the dataset wants it: composed, and not empty.
        Some(text)
            .filter(|text| !text.is_empty())
            .unwrap_or_else(|| "x".to_owned())
    }
}

/// A statement that contradicts others says so, and another does not.
fn settle(object: &mut Map<String, Value>, is_stated: bool) {
    let has_conflicts = object.contains_key("conflicts");
    let verification = object
        .get_mut("provenance")
        .and_then(|from| from.get_mut("verification"));
    match verification {
        Some(verification) if is_stated && has_conflicts => *verification = "conflicting".into(),
        Some(verification) => *verification = "confirmed".into(),
        None => {
            object.remove("conflicts");
        }
    }
}

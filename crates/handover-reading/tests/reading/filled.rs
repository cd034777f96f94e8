//! A case in which every member of the schema is filled, so that none can be forgotten.

use serde_json::{Map, Value, json};

/// Which of the values of each list of codes is taken, and whether fields have further answers.
#[derive(Clone, Copy)]
pub(crate) struct Variant {
    pub(crate) code: usize,
    pub(crate) has_others: bool,
}

/// A filled case, the free texts in it and the codes.
pub(crate) struct Filled {
    pub(crate) sections: Value,
    /// Path and text.
    pub(crate) texts: Vec<(String, String)>,
    /// Values of lists of codes, and codes of code systems.
    pub(crate) codes: Vec<(String, String)>,
}

pub(crate) fn schema() -> Value {
    serde_json::from_str(include_str!("../../../../schemas/case.schema.json")).unwrap()
}

pub(crate) fn filled(variant: Variant) -> Filled {
    let schema = schema();
    let mut filled = Filled {
        sections: Value::Null,
        texts: Vec::new(),
        codes: Vec::new(),
    };
    let sections = schema["properties"]["sections"].clone();
    let made = Filler {
        schema: &schema,
        variant,
        filled: &mut filled,
    }
    .value(&sections, "", "");
    filled.sections = made;
    filled
}

struct Filler<'s> {
    schema: &'s Value,
    variant: Variant,
    filled: &'s mut Filled,
}

impl Filler<'_> {
    fn value(&mut self, schema: &Value, def: &str, path: &str) -> Value {
        if let Some(reference) = schema["$ref"].as_str() {
            let def = reference.trim_start_matches("#/$defs/");
            let schema = self.schema["$defs"][def].clone();
            return self.value(&schema, def, path);
        }
        let constants: Vec<&str> = schema["oneOf"]
            .as_array()
            .into_iter()
            .flatten()
            .filter_map(|one| one["const"].as_str())
            .collect();
        if !constants.is_empty() {
            let word = constants[self.variant.code % constants.len()];
            self.filled.codes.push((path.to_owned(), word.to_owned()));
            return json!(word);
        }
        match schema["type"].as_str() {
            Some("string") => self.text(def, path),
            Some("integer") => json!(schema["maximum"].as_u64().unwrap_or(3).min(3)),
            Some("boolean") => json!(true),
            Some("array") => json!([self.value(&schema["items"], "", path)]),
            _ => self.object(schema, def, path),
        }
    }

    fn object(&mut self, schema: &Value, def: &str, path: &str) -> Value {
        let mut members = Map::new();
        if schema["additionalProperties"].is_object() {
            for way in ["call", "text"] {
                let value = self.value(
                    &schema["additionalProperties"],
                    "",
                    &format!("{path}.{way}"),
                );
                members.insert(way.to_owned(), value);
            }
        }
        for (name, member) in schema["properties"].as_object().into_iter().flatten() {
            let is_left_out = matches!(name.as_str(), "absent" | "labels" | "unavailable")
                || (matches!(name.as_str(), "conflicts" | "corrected") && !self.variant.has_others);
            if is_left_out {
                continue;
            }
            let value = self.value(member, "", &format!("{path}.{name}"));
            members.insert(name.clone(), value);
        }
        let _ = def;
        Value::Object(members)
    }

    fn text(&mut self, def: &str, path: &str) -> Value {
        let last = path.rsplit('.').next().unwrap();
        let is_code = |filled: &mut Filled, code: &str| {
            filled.codes.push((path.to_owned(), code.to_owned()));
            json!(code)
        };
        match def {
            "Ref" => json!(reference(path, last)),
            "Who" | "PersonOrRef" | "RiskTo" => json!("ch1"),
            "Date" | "PartialDate" => json!("2009-06-24"),
            "Instant" | "When" => json!("2010-01-15T10:00:00Z"),
            "Role" => json!("key-worker"),
            "ActionKind" => json!("home-visit"),
            "Identifier" => json!("local:form"),
            "Decimal" => json!("37.5"),
            "CaseReference" => json!("CASE-1"),
            "CheckId" => json!("D-27"),
            "Subject" => json!("risk"),
            "TextDigest" => json!("0123456789abcdef"),
            "NhsNumber" => json!("9990000018"),
            "CodeSystem" => json!("local:list"),
            _ if last == "code" => is_code(self.filled, "QZ7001"),
            _ if last == "ods" => is_code(self.filled, "ZF7002"),
            _ if last == "languages" => json!("pl"),
            _ if last == "unit" => json!("mg"),
            _ if last == "audience" => json!("receiving-service"),
            _ => {
                let text = format!("Marker number {} stands here", self.filled.texts.len());
                self.filled.texts.push((path.to_owned(), text.clone()));
                json!(text)
            }
        }
    }
}

/// References that lead to what the case has.
fn reference(path: &str, last: &str) -> &'static str {
    match last {
        "party" => "tp1",
        "baby" => "b1",
        "for" => "rx1",
        "action" => "a1",
        _ if path.contains("dependants") => "ch1",
        _ if path.contains("parties") => "tp1",
        _ if path.contains("babies") => "b1",
        _ if path.contains("prescribing") => "rx1",
        _ if path.contains("appointments") => "ap1",
        _ if path.contains("safeguarding") => "sg1",
        _ => "a1",
    }
}

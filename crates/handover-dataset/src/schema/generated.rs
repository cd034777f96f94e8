//! The schema, made from the types: in the tests alone, so that nobody else compiles it.

use std::{env, fs};

use schemars::{SchemaGenerator, generate::SchemaSettings};
use serde_json::{Map, Value, json};

use crate::{
    ProfileReference,
    case::MHD,
    sections::{
        Closures, Contact, Handover, Location, Maternity, Person, Plan, Risk, ThirdParties,
    },
};

/// `UPDATE_SCHEMAS=1 cargo test -p handover-dataset --lib schema` writes the file anew.
#[test]
fn the_file_is_what_the_types_say() {
    let file = concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/../../schemas/case.schema.json"
    );
    let mut generated = serde_json::to_string_pretty(&generate()).unwrap();
    generated.push('\n');
    if env::var_os("UPDATE_SCHEMAS").is_some() {
        fs::write(file, &generated).unwrap();
    }
    let written = fs::read_to_string(file).unwrap();
    assert!(
        written == generated,
        "schemas/case.schema.json has drifted: see this test's comment"
    );
}

fn generate() -> Value {
    let mut generator = SchemaSettings::draft2020_12().into_generator();
    let profile = generator.subschema_for::<ProfileReference>();
    let sections = sections(&mut generator);
    let mut definitions = Value::Object(generator.take_definitions(true));
    tighten(&mut definitions);
    for section in [
        "Person",
        "Contact",
        "Location",
        "Plan",
        "Risk",
        "ThirdParties",
        "Closures",
        "Maternity",
    ] {
        demand(
            &mut definitions,
            section,
            "anyOf",
            json!([
                { "maxProperties": 0 },
                { "required": ["provenance"] },
            ]),
        );
    }
    demand(
        &mut definitions,
        "Handover",
        "required",
        json!([
            "provenance",
            "case_reference",
            "kind",
            "basis",
            "from_to",
            "author",
        ]),
    );
    demand(
        &mut definitions,
        "NhsNumberStatement",
        "oneOf",
        json!([
            { "required": ["value"] },
            { "required": ["unavailable"] },
        ]),
    );
    json!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "A case of the minimum handover dataset, mhd/1",
        "type": "object",
        "properties": {
            "mhd": { "const": MHD },
            "profile": profile,
            "sections": {
                "type": "object",
                "properties": sections,
                "required": ["handover"],
                "additionalProperties": false,
            },
        },
        "required": ["mhd", "profile", "sections"],
        "additionalProperties": false,
        "$defs": definitions,
    })
}

fn sections(generator: &mut SchemaGenerator) -> Map<String, Value> {
    let schemas = [
        ("person", generator.subschema_for::<Person>()),
        ("contact", generator.subschema_for::<Contact>()),
        ("location", generator.subschema_for::<Location>()),
        ("plan", generator.subschema_for::<Plan>()),
        ("risk", generator.subschema_for::<Risk>()),
        ("third_parties", generator.subschema_for::<ThirdParties>()),
        ("closures", generator.subschema_for::<Closures>()),
        ("maternity", generator.subschema_for::<Maternity>()),
        ("handover", generator.subschema_for::<Handover>()),
    ];
    schemas
        .into_iter()
        .map(|(name, schema)| (name.to_owned(), schema.into()))
        .collect()
}

fn demand(definitions: &mut Value, name: &str, keyword: &str, value: Value) {
    let definition = definitions.get_mut(name).and_then(Value::as_object_mut);
    definition
        .expect("each named type has a definition")
        .insert(keyword.to_owned(), value);
}

/// Takes out `null`, which serde allows for an optional member and the dataset does not have.
fn tighten(schema: &mut Value) {
    match schema {
        Value::Array(items) => items.iter_mut().for_each(tighten),
        Value::Object(members) => {
            if let Some(Value::Array(types)) = members.get_mut("type") {
                types.retain(|word| word != "null");
                if let [only] = types.as_slice() {
                    let only = only.clone();
                    members.insert("type".to_owned(), only);
                }
            }
            if let Some(Value::Array(choices)) = members.get_mut("anyOf") {
                choices.retain(|choice| choice.get("type") != Some(&json!("null")));
                if let [Value::Object(only)] = choices.as_slice() {
                    let only = only.clone();
                    members.remove("anyOf");
                    members.extend(only);
                }
            }
            members.retain(|name, value| !(name == "default" && value.is_null()));
            members.values_mut().for_each(tighten);
        }
        _ => {}
    }
}

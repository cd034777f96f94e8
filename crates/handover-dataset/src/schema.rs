use serde_json::Value;

/// The schema as it is given to people.
const FILE: &str = include_str!("../../../schemas/case.schema.json");

/// The JSON Schema (2020-12) of a case as people write it: `schemas/case.schema.json`.
///
/// It describes the form: what checks D-02, D-04 and D-06 ask of a single member. What spans
/// several (references, ids, `conflicting`), and text in NFC, only the program checks; and it
/// takes `null` and `{}` for silence, where the schema wants the field left out.
///
/// The file is made from the types, and a test holds it to them.
///
/// # Panics
///
/// Never: the file is JSON.
#[must_use]
pub fn case_schema() -> Value {
    serde_json::from_str(FILE).expect("a schema is JSON")
}

#[cfg(test)]
mod forms;
#[cfg(test)]
mod generated;

//! The members that a field's value cannot be without and that it lacks, all of them: serde stops at the first.

use std::sync::LazyLock;

use serde_json::Value;

/// Parsed for the first case with which something is wrong.
static SCHEMA: LazyLock<Value> = LazyLock::new(crate::case_schema);

/// A member that lacks.
pub(super) struct Lacking {
    /// The object that lacks it, as a path below the field: `value[0].dose`.
    pub(super) within: String,
    pub(super) member: String,
}

/// What a field of a section lacks, in the order of the schema.
pub(super) fn members(section: &str, field: &str, value: &Value) -> Vec<Lacking> {
    let schema = &*SCHEMA;
    let section = schema.pointer(&format!("/properties/sections/properties/{section}"));
    let field = section
        .and_then(|section| resolved(section).get("properties")?.get(field))
        .unwrap_or(&Value::Null);
    let mut lacking = Vec::new();
    look(field, value, "", &mut lacking);
    lacking
}

/// What a schema refers to, or itself.
fn resolved(schema: &'static Value) -> &'static Value {
    let name = schema.get("$ref").and_then(Value::as_str);
    let name = name.and_then(|name| name.strip_prefix("#/$defs/"));
    name.and_then(|name| SCHEMA.get("$defs")?.get(name))
        .unwrap_or(schema)
}

fn look(schema: &'static Value, value: &Value, path: &str, lacking: &mut Vec<Lacking>) {
    let schema = resolved(schema);
    match value {
        Value::Object(members) => {
            let required = schema.get("required").and_then(Value::as_array);
            let required = required.into_iter().flatten().filter_map(Value::as_str);
            lacking.extend(
                required
                    .filter(|member| !members.contains_key(*member))
                    .map(|member| Lacking {
                        within: path.to_owned(),
                        member: member.to_owned(),
                    }),
            );
            for (name, member) in members {
                let known = schema
                    .get("properties")
                    .and_then(|known| known.get(name))
                    .or_else(|| schema.get("additionalProperties"));
                if let Some(known) = known {
                    let path = match path {
                        "" => name.clone(),
                        path => format!("{path}.{name}"),
                    };
                    look(known, member, &path, lacking);
                }
            }
        }
        Value::Array(items) => {
            let Some(known) = schema.get("items") else {
                return;
            };
            for (n, item) in items.iter().enumerate() {
                look(known, item, &format!("{path}[{n}]"), lacking);
            }
        }
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

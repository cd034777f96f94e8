//! The forms that are not derived.

use std::borrow::Cow;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde_json::{Map, Value, json};

use crate::{
    CheckId, CodeSystem, Contradiction, Instant, Int, Items, PartialDate, Stated, Text, When,
    sections::{OUTCOME_ITEMS, OutcomeItems},
    stated::{ContradictionMembers, StatedMembers},
};

/// Of [`Instant`]; of [`When`] the part from the `T` may be missing.
const PATTERN: &str = "T([01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9]([.][0-9]{1,9})?\
                       (Z|[+-]([01][0-9]|2[0-3]):[0-5][0-9])";
const DAY: &str = "[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])";

impl<const MAX: usize> JsonSchema for Text<MAX> {
    fn schema_name() -> Cow<'static, str> {
        format!("Text{MAX}").into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({ "type": "string", "minLength": 1, "maxLength": MAX })
    }
}

impl<const MIN: u64, const MAX: u64> JsonSchema for Int<MIN, MAX> {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> Cow<'static, str> {
        format!("Int{MIN}To{MAX}").into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({ "type": "integer", "minimum": MIN, "maximum": MAX })
    }
}

impl<T: JsonSchema> JsonSchema for Items<T> {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> Cow<'static, str> {
        format!("ListOf{}", T::schema_name()).into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "type": "array",
            "items": generator.subschema_for::<T>(),
            "minItems": 1,
            "maxItems": Self::MAX_LEN,
        })
    }
}

impl JsonSchema for PartialDate {
    fn schema_name() -> Cow<'static, str> {
        "PartialDate".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "type": "string",
            "pattern": "^[0-9]{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12][0-9]|3[01]))?)?$",
        })
    }
}

impl JsonSchema for Instant {
    fn schema_name() -> Cow<'static, str> {
        "Instant".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({ "type": "string", "pattern": format!("^{DAY}{PATTERN}$") })
    }
}

impl JsonSchema for When {
    fn schema_name() -> Cow<'static, str> {
        "When".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({ "type": "string", "pattern": format!("^{DAY}({PATTERN})?$") })
    }
}

impl JsonSchema for CodeSystem {
    fn schema_name() -> Cow<'static, str> {
        "CodeSystem".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "type": "string",
            "pattern": "^(discharge-destination|dmd|local:[!-~]{1,64}|ndtms|snomed)$",
        })
    }
}

impl JsonSchema for CheckId {
    fn schema_name() -> Cow<'static, str> {
        "CheckId".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({ "type": "string", "pattern": "^D-(0[1-9]|[1-9][0-9])$" })
    }
}

impl JsonSchema for OutcomeItems {
    fn schema_name() -> Cow<'static, str> {
        "OutcomeItems".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        let properties: Map<_, _> = OUTCOME_ITEMS
            .iter()
            .map(|(name, most)| {
                let schema = json!({ "type": "integer", "minimum": 0, "maximum": most });
                ((*name).to_owned(), schema)
            })
            .collect();
        json_schema!({
            "type": "object",
            "properties": properties,
            "additionalProperties": false,
            "minProperties": 1,
        })
    }
}

/// Says in a schema that exactly one of `value` and `absent` is there. What the members mean is
/// not told again for each field.
fn exactly_one(mut schema: Schema) -> Schema {
    let members = schema.get_mut("properties").and_then(Value::as_object_mut);
    for member in members
        .into_iter()
        .flat_map(Map::values_mut)
        .filter_map(Value::as_object_mut)
    {
        member.remove("description");
    }
    schema.remove("description");
    schema.insert(
        "oneOf".to_owned(),
        json!([{ "required": ["value"] }, { "required": ["absent"] }]),
    );
    schema
}

impl<T: JsonSchema> JsonSchema for Stated<T> {
    fn schema_name() -> Cow<'static, str> {
        format!("Stated{}", T::schema_name()).into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        exactly_one(StatedMembers::<T>::json_schema(generator))
    }
}

impl<T: JsonSchema> JsonSchema for Contradiction<T> {
    fn schema_name() -> Cow<'static, str> {
        format!("Contradiction{}", T::schema_name()).into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        exactly_one(ContradictionMembers::<T>::json_schema(generator))
    }
}

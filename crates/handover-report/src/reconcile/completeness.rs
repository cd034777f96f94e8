//! What a sender reports of answered and absent fields, for a machine.

use std::collections::BTreeMap;

use handover::trust::Completeness;
use serde::Serialize;

/// Answered and absent fields; hidden counts are null.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub(super) struct CompletenessTold {
    pub(super) count: u64,
    pub(super) fields: Vec<FieldRow>,
}

#[derive(Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub(super) struct FieldRow {
    /// How many say why there is no value, by the reason.
    absent: BTreeMap<String, Option<u64>>,
    pub(super) field: u64,
    /// How many say nothing.
    silent: Option<u64>,
    /// How many have a value.
    pub(super) value: Option<u64>,
}

pub(super) fn completeness(report: &Completeness) -> CompletenessTold {
    let fields = report.fields.iter().map(|field| FieldRow {
        absent: field
            .3
            .iter()
            .map(|(reason, n)| (reason.as_str().to_owned(), *n))
            .collect(),
        field: field.0,
        silent: field.2,
        value: field.1,
    });
    CompletenessTold {
        count: report.count,
        fields: fields.collect(),
    }
}

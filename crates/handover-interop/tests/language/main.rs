//! What the mapping language reads, cell by cell.

#![expect(clippy::unwrap_used, reason = "a test that panics has failed")]

mod codes;
mod conditions;
mod dates;
mod rows;

use handover_interop::{ExtractFile, Import, Mapping, MappingError, RejectionReason};
use serde_json::Value;

/// A mapping of one table of people, with whatever else it says.
fn mapping(says: &str) -> Result<Mapping, MappingError> {
    let text = format!(
        r#"
mapping = "m"
profile = "caseload-transfer@1"
[table.people]
file = "people.csv"
key = "ID"
[case]
table = "people"
[constants]
as_of = "2026-10-05"
[handover.case_reference]
value = {{ column = "ID" }}
{says}
"#
    );
    Mapping::from_toml(&text)
}

fn import(says: &str, people: &str) -> Import {
    let files = [ExtractFile::new("people.csv", people.as_bytes().to_vec())];
    mapping(says).unwrap().import(&files).unwrap()
}

/// A field of a case, as JSON; `null` where the case says nothing of it.
fn field<'v>(import: &'v Import, reference: &str, path: &str) -> &'v Value {
    let case = import.draft(reference).unwrap().case();
    case.pointer(&format!("/sections/{path}"))
        .unwrap_or(&Value::Null)
}

fn reasons(import: &Import) -> Vec<RejectionReason> {
    import.rejected().iter().map(|one| one.reason()).collect()
}

//! D-08 to D-11: what is copied by hand or by machine is what it was.

use serde_json::Value;

use super::{Found, Run};
use crate::{Answered, is_language_tag, is_snomed_code, sections::NhsNumberStatus};

/// D-08: the check digits of NHS numbers.
pub(super) fn nhs_numbers_whole(run: &Run<'_>, found: &mut Found<'_>) {
    const MISTYPED: &str = "NHS number is mistyped.";
    let statement = run.case.person.nhs_number.value();
    let number = statement.and_then(|statement| statement.value.as_ref());
    if number.is_some_and(|number| !number.has_check_digit()) {
        found.add("person.nhs_number.value.value", MISTYPED);
    }
    let babies = run.case.maternity.babies.value();
    for (n, baby) in babies.into_iter().flatten().enumerate() {
        let number = baby.nhs_number.as_ref();
        if number.is_some_and(|number| !number.has_check_digit()) {
            let path = format!("maternity.babies.value[{n}].nhs_number");
            found.add(path, MISTYPED);
        }
    }
}

/// D-09: the number was verified.
pub(super) fn number_verified(run: &Run<'_>, found: &mut Found<'_>) {
    let statement = run.case.person.nhs_number.value();
    if statement.is_some_and(|statement| statement.status != NhsNumberStatus::Verified) {
        found.add(
            "person.nhs_number.value.status",
            "Not verified: matched by hand.",
        );
    }
}

/// D-10: the check digits of SNOMED CT and dm+d codes, wherever they stand.
pub(super) fn codes_whole(run: &Run<'_>, found: &mut Found<'_>) {
    let case = run.case.to_json();
    for (section, value) in case
        .get("sections")
        .and_then(Value::as_object)
        .into_iter()
        .flatten()
    {
        damaged(section, value, found);
    }
}

fn damaged(path: &str, value: &Value, found: &mut Found<'_>) {
    match value {
        Value::Array(items) => {
            for (n, item) in items.iter().enumerate() {
                damaged(&format!("{path}[{n}]"), item, found);
            }
        }
        Value::Object(members) => {
            let member = |name| members.get(name).and_then(Value::as_str);
            if let (Some("snomed" | "dmd"), Some(code)) = (member("system"), member("code"))
                && !is_snomed_code(code)
            {
                found.add(format!("{path}.code"), format!("Code {code} is damaged."));
            }
            for (name, member) in members {
                damaged(&format!("{path}.{name}"), member, found);
            }
        }
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

/// D-11: language tags are well-formed.
pub(super) fn languages_named(run: &Run<'_>, found: &mut Found<'_>) {
    let communication = run.case.person.communication.value();
    let languages = communication.map(|communication| &communication.languages);
    for (n, tag) in languages.into_iter().flatten().enumerate() {
        if !is_language_tag(tag.as_str()) {
            let path = format!("person.communication.value.languages[{n}]");
            found.add(path, "Not a language tag.");
        }
    }
}

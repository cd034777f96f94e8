//! D-70 and D-71: no correction makes a case look safer, or lets more people see it, unless two people say so.

mod lower;

use std::collections::BTreeSet;

use serde_json::Value;

use super::{Found, View, signing::is_same_person};
use crate::{Answer, Contradiction, Correction, Field, Stated};

/// What a second person is asked for.
const AGREE: &str = "A second person must agree (agreed_by, beside the correction's by), or what stood before stays.";

/// D-70: what was corrected shows no less risk than what it contradicts, hides nothing of it and takes no label away,
/// unless the latest correction was agreed to.
pub(super) fn risk_lowered_by_two(view: &View<'_>, found: &mut Found<'_>) {
    for path in lower::lowered(view.case) {
        let message = format!("The correction shows less risk than what stood here. {AGREE}");
        found.add(path, message);
    }
    let made = view.case.corrections();
    let alone = made
        .iter()
        .filter(|(_, made, _)| !is_agreed(made) && !made.is_empty());
    let json = (!made.is_empty()).then(|| view.case.to_json());
    for (field, _, hides) in alone {
        let path = format!("{}.{}", field.section, field.name);
        if *hides {
            let message = format!("The correction withholds what stood here. {AGREE}");
            found.add(path.clone(), message);
        }
        if let Some(label) = json.as_ref().and_then(|json| label_gone(json, field)) {
            let message = format!(
                "The correction takes the label {label} from what stood here, so that more people see it. {AGREE}"
            );
            found.add(path, message);
        }
    }
}

/// A label of what contradicts a statement, anywhere in it, that the statement does not have.
fn label_gone(case: &Value, field: &Field) -> Option<String> {
    let section = case.get("sections")?.get(field.section.as_str())?;
    let statement = section.get(field.name)?.as_object()?;
    let mut now = BTreeSet::new();
    let own = statement.iter().filter(|(name, _)| *name != "conflicts");
    own.for_each(|(name, value)| labels(name, value, &mut now));
    let mut before = BTreeSet::new();
    labels("conflicts", statement.get("conflicts")?, &mut before);
    let gone = before.difference(&now).next()?;
    Some((*gone).to_owned())
}

/// The labels in a member and in what it has in it.
fn labels<'v>(name: &str, value: &'v Value, found: &mut BTreeSet<&'v str>) {
    match value {
        Value::Array(all) if name == "labels" => found.extend(all.iter().filter_map(Value::as_str)),
        Value::Array(all) => all.iter().for_each(|one| labels("", one, found)),
        Value::Object(members) => {
            for (name, value) in members {
                labels(name, value, found);
            }
        }
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

/// D-71: who agreed is somebody else.
pub(super) fn agreed_by_another(view: &View<'_>, found: &mut Found<'_>) {
    for (field, made, _) in view.case.corrections() {
        for (n, one) in made.iter().enumerate() {
            if one
                .agreed_by
                .as_ref()
                .is_some_and(|by| is_same_person(by, &one.by))
            {
                let path = format!("{}.{}.corrected[{n}].agreed_by", field.section, field.name);
                found.add(path, "Another person must agree to the correction.");
            }
        }
    }
}

/// Whether somebody agreed to the latest correction.
fn is_agreed(made: &[Correction]) -> bool {
    made.last().is_some_and(|last| last.agreed_by.is_some())
}

/// Whether a statement was corrected by one person alone, and `lowers` says of it and of what contradicts it that it shows
/// less risk: the value that stands there now, if any, comes second.
fn is_lowered<T>(stated: Option<&Stated<T>>, lowers: fn(&T, Option<&T>) -> bool) -> bool {
    let Some(stated) = stated else {
        return false;
    };
    let made = stated.corrections();
    let now = given(&stated.answer);
    let mut before = stated.conflicts.iter().flatten();
    let mut shows_more = || {
        before.any(|one: &Contradiction<T>| {
            given(&one.answer).is_some_and(|before| lowers(before, now))
        })
    };
    !made.is_empty() && !is_agreed(made) && shows_more()
}

const fn given<T>(answer: &Answer<T>) -> Option<&T> {
    match answer {
        Answer::Given(value) => Some(value),
        Answer::Absent(_) => None,
    }
}

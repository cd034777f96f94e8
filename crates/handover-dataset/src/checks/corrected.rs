//! D-70 and D-71: no correction makes a case look safer unless two people say so.

mod lower;

use super::{Found, View, signing::is_same_person};
use crate::{Answer, Contradiction, Correction, Stated};

/// What a second person is asked for.
const AGREE: &str = "A second person must agree (agreed_by, beside the correction's by), or what stood before stays.";

/// D-70: what was corrected shows no less risk than what it contradicts, and hides nothing of it, unless the latest
/// correction was agreed to.
pub(super) fn risk_lowered_by_two(view: &View<'_>, found: &mut Found<'_>) {
    for path in lower::lowered(view.case) {
        let message = format!("The correction shows less risk than what stood here. {AGREE}");
        found.add(path, message);
    }
    for (field, made, hides) in view.case.corrections() {
        if hides && !is_agreed(made) {
            let message = format!("The correction withholds what stood here. {AGREE}");
            found.add(format!("{}.{}", field.section, field.name), message);
        }
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

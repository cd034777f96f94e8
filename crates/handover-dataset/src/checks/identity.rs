//! D-08 to D-11 and D-66: what is copied by hand or by machine is what it was.

use super::{Found, View};
use crate::{Answered, is_language_tag, is_snomed_code, sections::NhsNumberStatus};

/// D-08: the check digits of NHS numbers.
pub(super) fn nhs_numbers_whole(view: &View<'_>, found: &mut Found<'_>) {
    const MISTYPED: &str = "NHS number is mistyped.";
    let statement = view.case.person.nhs_number.value();
    let number = statement.and_then(|statement| statement.value.as_ref());
    if number.is_some_and(|number| !number.has_check_digit()) {
        found.add("person.nhs_number.value.value", MISTYPED);
    }
    let babies = view.case.maternity.babies.value();
    for (n, baby) in babies.into_iter().flatten().enumerate() {
        let number = baby.nhs_number.as_ref();
        if number.is_some_and(|number| !number.has_check_digit()) {
            let path = format!("maternity.babies.value[{n}].nhs_number");
            found.add(path, MISTYPED);
        }
    }
}

/// D-09: the number was verified.
pub(super) fn number_verified(view: &View<'_>, found: &mut Found<'_>) {
    let statement = view.case.person.nhs_number.value();
    if statement.is_some_and(|statement| statement.status != Some(NhsNumberStatus::Verified)) {
        found.add(
            "person.nhs_number.value.status",
            "Not verified: matched by hand.",
        );
    }
}

/// D-10: the check digits of SNOMED CT and dm+d codes, wherever they stand.
///
/// A code stands right behind the system that it is of.
pub(super) fn codes_whole(view: &View<'_>, found: &mut Found<'_>) {
    let mut of: Option<&str> = None;
    for one in view.walked().texts() {
        let (within, name) = one.path.rsplit_once('.').unwrap_or_default();
        if name == "code" && of == Some(within) && !is_snomed_code(one.text) {
            found.add(one.path, format!("Code {} is damaged.", one.text));
        }
        of = (name == "system" && matches!(one.text, "snomed" | "dmd")).then_some(within);
    }
}

/// D-11: language tags are well-formed.
pub(super) fn languages_named(view: &View<'_>, found: &mut Found<'_>) {
    let communication = view.case.person.communication.value();
    let languages = communication.and_then(|communication| communication.languages.as_ref());
    for (n, tag) in languages.into_iter().flatten().enumerate() {
        if !is_language_tag(tag.as_str()) {
            let path = format!("person.communication.value.languages[{n}]");
            found.add(path, "Not a language tag.");
        }
    }
}

/// D-66: a code stands with the list that it is of.
///
/// A code follows its words, and the system if there is one. NDTMS has a list for each of its items, so `ndtms` says
/// which only where the field does: substances, and reasons of discharge.
pub(super) fn codes_with_their_list(view: &View<'_>, found: &mut Found<'_>) {
    let (mut worded, mut system) = (None, None);
    for one in view.walked().texts() {
        let (within, name) = one.path.rsplit_once('.').unwrap_or_default();
        match name {
            "text" => worded = Some(within),
            "system" => system = Some((within, one.text)),
            "code" if worded == Some(within) => {
                let of = system.filter(|(of, _)| *of == within).map(|(_, name)| name);
                let item = within.rsplit('.').next().unwrap_or_default();
                let message = match of {
                    None => format!("Code {} of which list?", one.text),
                    Some("ndtms") if !matches!(item, "substance" | "reason") => {
                        format!(
                            "Code {} of which list of NDTMS? Name it as local:NAME.",
                            one.text
                        )
                    }
                    Some(_) => continue,
                };
                found.add(one.path, message);
            }
            _ => {}
        }
    }
}

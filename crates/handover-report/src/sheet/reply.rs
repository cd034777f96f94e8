//! Words between two parties about one case: a case of the profile `reply`, which is no record.

use serde_json::Value;

use crate::{Page, tame};

/// What stands in the place of a case's reference where words are about all cases of a mandate.
pub const COMPLETENESS: &str = "completeness";

/// Whether a case is words.
pub(super) fn is_one(case: &Value) -> bool {
    let profile = case.get("profile").and_then(Value::as_str);
    profile.is_some_and(|profile| profile.starts_with("reply@"))
}

/// Who writes to whom about which case, and the words.
pub(super) fn write(page: &mut Page, sections: &Value) {
    let text = |path: &str| {
        let found = sections.pointer(path).and_then(Value::as_str);
        found.map(tame).unwrap_or_default()
    };
    page.rule();
    let title = match text("/handover/case_reference").as_str() {
        COMPLETENESS => "Completeness of the cases of a mandate".to_owned(),
        case => format!("Words about case {case}"),
    };
    page.line(&page.paint.strong(&title));
    let from = format!(
        "{} ({}), {}",
        text("/handover/author/by/name"),
        text("/handover/author/by/role"),
        text("/handover/author/at")
    );
    page.field("From", &[from]);
    page.field("To", &[text("/handover/from_to/to/0/name")]);
    page.gap();
    let texts = sections.pointer("/handover/references/value");
    let texts = texts.and_then(Value::as_array).into_iter().flatten();
    let texts = texts.filter_map(|item| item.get("value").and_then(Value::as_str));
    for line in texts.flat_map(str::lines) {
        page.paragraph(&tame(line));
    }
    page.rule();
}

//! Words between two parties about one case: a case of the profile `reply`, which is no record.

use serde_json::Value;

use crate::{
    document::{Block, Reading},
    line::{Line, visible},
    summary::Summary,
};

/// What stands in the place of a case's reference where words are about all cases of a mandate.
pub const COMPLETENESS: &str = "completeness";

/// Whether a case is words.
pub(crate) fn is_one(case: &Value) -> bool {
    let profile = case.get("profile").and_then(Value::as_str);
    profile.is_some_and(|profile| profile.starts_with("reply@"))
}

/// Who writes to whom about which case, and the words.
pub(crate) fn read(sections: &Value, bar: Line) -> Reading {
    let text = |path: &str| {
        sections
            .pointer(path)
            .and_then(Value::as_str)
            .unwrap_or_default()
    };
    let reference = text("/handover/case_reference");
    let name = match reference {
        COMPLETENESS => "Completeness of the cases of a mandate".to_owned(),
        case => format!("Words about case {}", visible(case)),
    };
    let from = Line::of("From ")
        .strong(text("/handover/author/by/name"))
        .plain(&format!(
            ", {}, ",
            crate::words::role(text("/handover/author/by/role"))
        ))
        .plain(&crate::clock::day(text("/handover/author/at")))
        .plain(".");
    let to = Line::of("To ")
        .strong(text("/handover/from_to/to/0/name"))
        .plain(".");
    let texts = sections
        .pointer("/handover/references/value")
        .and_then(Value::as_array);
    let texts = texts
        .into_iter()
        .flatten()
        .filter_map(|item| item.get("value").and_then(Value::as_str));
    Reading {
        bar,
        foot: name.clone(),
        about: vec![from, to],
        why: texts.map(|text| Block::Quote(visible(text))).collect(),
        strip: Vec::new(),
        top: Vec::new(),
        rest: Vec::new(),
        unsaid: Vec::new(),
        foot_note: Line::default(),
        summary: Summary {
            reasons: Vec::new(),
            age: None,
            from: Some(visible(text("/handover/from_to/from/name")))
                .filter(|from| !from.is_empty()),
            reference: Some(visible(reference)),
            level: None,
            reach: None,
        },
        name,
    }
}

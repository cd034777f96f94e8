//! Codes beside their words, and what stands in a cell in the place of a value.

use handover_dataset::{
    AbsentReason, Label, plain_words,
    sections::{EthnicCategory, NhsNumberStatus},
};
use std::borrow::Cow;

/// What a cell says whose value stands in the sheet `Fields`.
pub(crate) const ELSEWHERE: &str = "[see Fields]";

/// The words of a code of the list of that name.
pub(crate) fn of_code(list: &str, code: &str) -> Cow<'static, str> {
    fn found<T: Copy>(
        all: &[T],
        code: impl Fn(T) -> &'static str,
        wanted: &str,
        words: impl Fn(T) -> &'static str,
    ) -> Option<&'static str> {
        let found = all.iter().copied().find(|one| code(*one) == wanted);
        found.map(words)
    }
    let special = match list {
        "AbsentReason" => found(
            AbsentReason::ALL,
            AbsentReason::as_str,
            code,
            AbsentReason::in_words,
        ),
        "EthnicCategory" => found(
            EthnicCategory::ALL,
            EthnicCategory::as_str,
            code,
            EthnicCategory::in_words,
        ),
        "Label" => found(Label::ALL, Label::as_str, code, Label::in_words),
        "NhsNumberStatus" => found(
            NhsNumberStatus::ALL,
            NhsNumberStatus::as_str,
            code,
            NhsNumberStatus::in_words,
        ),
        _ => None,
    };
    special.map_or_else(|| plain_words(code).into(), Cow::Borrowed)
}

/// What stands in the first cell of a field that has no value: `[not asked]`.
pub(crate) fn of_absence(code: &str) -> Option<String> {
    let reason = AbsentReason::ALL.iter().find(|one| one.as_str() == code);
    reason.map(|reason| format!("[{}]", reason.in_words()))
}

/// The reason that such a cell gives.
pub(crate) fn absence(cell: &str) -> Option<AbsentReason> {
    let words = cell.strip_prefix('[')?.strip_suffix(']')?;
    let mut all = AbsentReason::ALL.iter().copied();
    all.find(|reason| reason.in_words() == words)
}

/// Whether a text would be taken for what it is not.
pub(crate) fn is_marker(cell: &str) -> bool {
    cell == ELSEWHERE || absence(cell).is_some()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_reason_has_words_of_its_own() {
        for reason in AbsentReason::ALL {
            let cell = of_absence(reason.as_str()).unwrap();
            assert_eq!(absence(&cell), Some(*reason));
            assert!(is_marker(&cell));
        }
        assert_eq!(of_absence("lost"), None);
        assert!(!is_marker("[lost]") && is_marker(ELSEWHERE));
    }
}

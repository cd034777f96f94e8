//! Lists of codes: what the words of an extract become.

use super::node::Node;
use handover_dataset::AbsentReason;
use serde_json::Value;

type Result<T> = std::result::Result<T, super::MappingError>;

/// A translation: words of the extract, and what each becomes.
pub(crate) type Codes = Vec<(String, Target)>;

/// What a code or word becomes.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(crate) enum Target {
    /// No value, for this reason.
    Absent(String),
    /// No value; the field's own reason holds.
    Empty,
    Value(Value),
}

/// `{ "1" = "male", NA = "absent:unknown" }`.
pub(crate) fn read(node: &Node<'_>) -> Result<Codes> {
    let codes = node.entries()?.rest().map(|(word, node)| {
        let target = match node.literal()? {
            Value::String(text) => match text.strip_prefix("absent:") {
                Some(reason) => Target::Absent(absent_reason(reason, &node)?),
                None if text.is_empty() => Target::Empty,
                None => Target::Value(Value::String(text)),
            },
            value => Target::Value(value),
        };
        Ok((word.to_owned(), target))
    });
    codes.collect()
}

/// One of the dataset's reasons for there being no value.
pub(crate) fn absent_reason(reason: &str, node: &Node<'_>) -> Result<String> {
    let mut reasons = AbsentReason::ALL.iter();
    if reasons.any(|known| known.as_str() == reason) {
        Ok(reason.to_owned())
    } else {
        Err(node.expected("an absent reason of the dataset, such as not-held-by-sender"))
    }
}

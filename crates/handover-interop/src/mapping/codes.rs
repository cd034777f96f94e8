//! Lists of codes: what the words of an extract become.

use super::node::Node;
use crate::text_forms::folded;
use handover_dataset::AbsentReason;
use serde_json::Value;
use std::collections::HashMap;

type Result<T> = std::result::Result<T, super::MappingError>;

/// A translation: words of the extract, and what each becomes. Words are folded once, when the mapping is read.
#[derive(Clone, Debug, Default)]
pub(crate) struct Codes {
    written: HashMap<Box<str>, Target>,
    /// `None` where words that differ by case alone mean different things.
    folded: HashMap<Box<str>, Option<Target>>,
}

/// What a code or word becomes.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(crate) enum Target {
    /// No value, for this reason.
    Absent(String),
    /// No value; the field's own reason holds.
    Empty,
    Value(Value),
}

impl Codes {
    pub(crate) fn is_empty(&self) -> bool {
        self.written.is_empty()
    }

    /// What a word becomes: as it is written, else in whatever case, if that leaves one meaning.
    pub(crate) fn translate(&self, word: &str) -> Option<&Target> {
        if self.is_empty() {
            return None;
        }
        let written = self.written.get(word);
        written.or_else(|| self.folded.get(folded(word).as_str())?.as_ref())
    }

    /// What its words become, where that is a value.
    pub(crate) fn values(&self) -> impl Iterator<Item = &Value> {
        self.written.values().filter_map(|target| match target {
            Target::Value(value) => Some(value),
            Target::Absent(_) | Target::Empty => None,
        })
    }

    /// The words of another list, where this one does not have them.
    pub(crate) fn lay_under(mut self, other: &Self) -> Self {
        for (word, target) in &other.written {
            if self.translate(word).is_none() {
                self.written.insert(word.clone(), target.clone());
            }
        }
        for (word, target) in &other.folded {
            let folded = self.folded.entry(word.clone());
            folded.or_insert_with(|| target.clone());
        }
        self
    }

    pub(super) fn add(&mut self, word: &str, target: Target) {
        let folded = self.folded.entry(folded(word).into_boxed_str());
        folded
            .and_modify(|known| {
                if known.as_ref() != Some(&target) {
                    *known = None;
                }
            })
            .or_insert_with(|| Some(target.clone()));
        self.written.insert(word.into(), target);
    }
}

/// `{ "1" = "male", NA = "absent:unknown" }`.
pub(crate) fn read(node: &Node<'_>) -> Result<Codes> {
    let mut codes = Codes::default();
    for (word, node) in node.entries()?.rest() {
        let target = match node.literal()? {
            Value::String(text) => match text.strip_prefix("absent:") {
                Some(reason) => Target::Absent(absent_reason(reason, &node)?),
                None if text.is_empty() => Target::Empty,
                None => Target::Value(Value::String(text)),
            },
            value => Target::Value(value),
        };
        codes.add(word, target);
    }
    Ok(codes)
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

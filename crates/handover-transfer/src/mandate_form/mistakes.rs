use std::ops::Range;

use super::FormMistake;

/// Mistakes in a text.
pub(super) struct Mistakes<'a> {
    text: &'a str,
    found: Vec<FormMistake>,
}

impl<'a> Mistakes<'a> {
    pub(super) const fn in_text(text: &'a str) -> Self {
        Self {
            text,
            found: Vec::new(),
        }
    }

    /// Something at a place.
    pub(super) fn at(&mut self, place: &Range<usize>, what: impl Into<String>) {
        let before = self.text.get(..place.start).unwrap_or_default();
        self.found.push(FormMistake {
            line: Some(before.matches('\n').count().saturating_add(1)),
            what: what.into(),
        });
    }

    /// Something that is missing everywhere.
    pub(super) fn nowhere(&mut self, what: impl Into<String>) {
        self.found.push(FormMistake {
            line: None,
            what: what.into(),
        });
    }

    /// All of them, in the order of the lines.
    pub(super) fn end(mut self) -> Vec<FormMistake> {
        self.found
            .sort_by_key(|mistake| mistake.line.unwrap_or(usize::MAX));
        self.found
    }
}

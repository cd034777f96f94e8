//! What is wrong with an answer: said on top of the page and beside the field.

use std::borrow::Cow;

/// A mistake in one field.
#[derive(Clone, Debug)]
pub(crate) struct Mistake {
    /// The id of the field.
    pub(crate) field: Cow<'static, str>,
    /// What to do, as a sentence.
    pub(crate) words: String,
}

/// The mistakes of a page.
#[derive(Clone, Debug, Default)]
pub(crate) struct Mistakes(Vec<Mistake>);

impl Mistakes {
    pub(crate) fn add(&mut self, field: impl Into<Cow<'static, str>>, words: impl Into<String>) {
        let (field, words) = (field.into(), words.into());
        self.0.push(Mistake { field, words });
    }

    pub(crate) fn all(&self) -> &[Mistake] {
        &self.0
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// What is wrong with one field.
    pub(crate) fn of(&self, field: &str) -> Option<&str> {
        let mut all = self.0.iter();
        all.find(|one| one.field == field).map(|one| &*one.words)
    }
}

//! The short form of a mapping: a line for each column of one sheet.
//!
//! A mapping with `[columns]` says of each heading what its cells mean, in a word of `data/sheet-meanings.toml`. The
//! words are laid into `data/sheet-recipe.toml`, which is a mapping of the whole language, and that is read as any
//! other. What a program proposed (`guessed`) counts for nothing until a person confirms it.

mod meaning;
mod recipe;
mod sheet;

pub use meaning::{ColumnGroup, Meaning};

use crate::mapping::{MappingError, MappingProblem, Node, with_document};
use sheet::Sheet;

/// The mapping in the whole language, if the text is of the short form.
///
/// # Errors
///
/// A [`MappingError`] that names the first line and key that cannot be used.
pub(crate) fn expand(text: &str) -> Result<Option<Expanded>, MappingError> {
    with_document(text, |root: &Node<'_>| {
        if root.entries()?.get("columns").is_none() {
            return Ok(None);
        }
        let sheet = Sheet::read(root)?;
        let guessed = sheet.guessed();
        let text =
            recipe::fill(&sheet).ok_or_else(|| MappingError::new(1, "", MappingProblem::Syntax))?;
        Ok(Some(Expanded { text, guessed }))
    })
}

/// A mapping of the short form, laid into the recipe.
pub(crate) struct Expanded {
    pub(crate) text: String,
    /// The headings that nobody confirmed.
    pub(crate) guessed: Vec<String>,
}

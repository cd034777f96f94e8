//! What is wrong in a file that a person filled in: all of it at once, each with its line.

use std::{error::Error, ops::Range, path::Path};

use crate::{
    page::part,
    problem::{Problem, shown},
};

/// Why a file was not read: where its TOML is at fault, the line and what is wrong there.
pub(crate) fn in_toml(text: &[u8], error: &(dyn Error + 'static)) -> String {
    let causes = std::iter::successors(Some(error), |error| (*error).source());
    let mut toml = causes.filter_map(|error| error.downcast_ref::<toml::de::Error>());
    match toml.next() {
        Some(toml) => {
            let text = str::from_utf8(text).unwrap_or_default();
            let line = line_of(text, &toml.span().unwrap_or_default());
            format!("line {line}: {}", toml.message())
        }
        None => error.to_string(),
    }
}

fn line_of(text: &str, place: &Range<usize>) -> usize {
    let before = text.get(..place.start).unwrap_or_default();
    before.matches('\n').count().saturating_add(1)
}

/// Mistakes in a text, in the order of its lines.
pub(crate) struct Mistakes<'a> {
    text: &'a str,
    found: Vec<(Option<usize>, String)>,
}

impl<'a> Mistakes<'a> {
    pub(crate) const fn in_text(text: &'a str) -> Self {
        Self {
            text,
            found: Vec::new(),
        }
    }

    /// Something at a place.
    pub(crate) fn at(&mut self, place: &Range<usize>, what: impl Into<String>) {
        let line = line_of(self.text, place);
        self.found.push((Some(line), what.into()));
    }

    /// Something that is missing everywhere.
    pub(crate) fn nowhere(&mut self, what: impl Into<String>) {
        self.found.push((None, what.into()));
    }

    /// Nothing was wrong; else every mistake is told, and the verb ends.
    pub(crate) fn end(mut self, file: &Path, next: &str) -> Result<(), Problem> {
        self.found
            .sort_by_key(|(line, _)| line.unwrap_or(usize::MAX));
        let said = |(line, what): &(Option<usize>, String)| match line {
            Some(line) => format!("line {line}: {what}"),
            None => what.clone(),
        };
        match self.found.as_slice() {
            [] => Ok(()),
            [only] => Err(Problem::input_output(
                format!("{}: {}", shown(file), said(only)),
                next,
            )),
            several => {
                let problem = Problem::input_output(
                    format!("{} has {} mistakes", shown(file), several.len()),
                    next,
                );
                Err(problem.made_of(several.iter().map(|mistake| part(&said(mistake)))))
            }
        }
    }
}

//! What is wrong in a file that a person filled in: all of it at once, each with its line.

use std::{error::Error, ops::Range, path::Path};

use handover::transfer::FormMistake;
use handover_report::shown;

use crate::problem::{Problem, part};

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

/// Why a form was not read: its one mistake, or how many there are, each told before.
pub(crate) fn in_form(file: &Path, mistakes: &[FormMistake], next: &str) -> Problem {
    match mistakes {
        [] => Problem::our_bug("a form without mistakes was not read"),
        [only] => Problem::input_output(format!("{}: {only}", shown(file)), next),
        several => {
            let problem = Problem::input_output(
                format!("{} has {} mistakes", shown(file), several.len()),
                next,
            );
            problem.made_of(several.iter().map(|mistake| part(&mistake.to_string())))
        }
    }
}

//! Standard output: results, and nothing else.

use std::{
    cell::RefCell,
    io::{self, BufWriter, StdoutLock, Write},
};

use serde::Serialize;

use crate::problem::Problem;

thread_local! {
    /// What is printed while a verb runs inside another one, which tells it in its own way.
    static KEPT: RefCell<Option<String>> = const { RefCell::new(None) };
}

/// Does some work, and gives what it would have printed.
///
/// What it would have noted on standard error is left out: the caller tells what matters.
pub(crate) fn kept<T>(work: impl FnOnce() -> T) -> (T, String) {
    let outer = KEPT.replace(Some(String::new()));
    let done = work();
    let kept = KEPT.replace(outer);
    (done, kept.unwrap_or_default())
}

/// Whether a verb runs inside another one.
pub(crate) fn is_kept() -> bool {
    KEPT.with_borrow(Option::is_some)
}

fn keep(text: &str) -> bool {
    KEPT.with_borrow_mut(|kept| match kept {
        Some(kept) => {
            kept.push_str(text);
            true
        }
        None => false,
    })
}

/// Standard output for a result that is too long to be held whole.
pub(crate) struct Results(BufWriter<StdoutLock<'static>>);

impl Results {
    pub(crate) fn open() -> Self {
        Self(BufWriter::new(io::stdout().lock()))
    }

    /// Writes `text` as it is.
    pub(crate) fn write(&mut self, text: &str) -> Result<(), Problem> {
        if keep(text) {
            return Ok(());
        }
        self.0
            .write_all(text.as_bytes())
            .map_err(|error| Problem::standard_output(&error))
    }

    /// Hands over what there is so far.
    pub(crate) fn flush(&mut self) -> Result<(), Problem> {
        self.0
            .flush()
            .map_err(|error| Problem::standard_output(&error))
    }

    /// Hands everything over; only now is the result out.
    pub(crate) fn finish(mut self) -> Result<(), Problem> {
        self.0
            .flush()
            .map_err(|error| Problem::standard_output(&error))
    }
}

/// Tells something on standard error, beside the result.
pub(crate) fn note(text: &str) {
    if is_kept() {
        return;
    }
    // Nobody is there to be told that standard error is gone.
    let _ = writeln!(io::stderr(), "{text}");
}

/// Prints a whole result.
pub(crate) fn print(text: &str) -> Result<(), Problem> {
    let mut results = Results::open();
    results.write(text)?;
    results.finish()
}

/// Prints the one document of `--json`.
pub(crate) fn print_json(document: &impl Serialize) -> Result<(), Problem> {
    let text = serde_json::to_string_pretty(document)
        .map_err(|_| Problem::our_bug("a result could not be written as JSON"))?;
    print(&(text + "\n"))
}

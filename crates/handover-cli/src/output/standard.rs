//! Standard output: results, and nothing else.

use std::io::{self, BufWriter, StdoutLock, Write};

use serde_json::Value;

use crate::problem::Problem;

/// Standard output for a result that is too long to be held whole.
pub(crate) struct Results(BufWriter<StdoutLock<'static>>);

impl Results {
    pub(crate) fn open() -> Self {
        Self(BufWriter::new(io::stdout().lock()))
    }

    /// Writes `text` as it is.
    pub(crate) fn write(&mut self, text: &str) -> Result<(), Problem> {
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
pub(crate) fn print_json(document: &Value) -> Result<(), Problem> {
    let text = serde_json::to_string_pretty(document)
        .map_err(|_| Problem::our_bug("a result could not be written as JSON"))?;
    print(&(text + "\n"))
}

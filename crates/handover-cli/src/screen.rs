//! Where a verb's result goes: to standard output, or to whoever runs the verb inside another one.

use std::{
    cell::{Cell, RefCell},
    io::{self, BufWriter, Write},
};

use handover_report::{Page, Paint, Report};

use crate::{problem::Problem, terminal};

/// Where the result of a verb goes.
#[derive(Debug)]
pub(crate) struct Screen {
    wants_json: bool,
    /// What was told so far, where somebody keeps it: then nothing goes to the terminal.
    kept: Option<RefCell<Vec<u8>>>,
    /// Columns by which what is told will be moved to the right.
    indent: usize,
    is_told: Cell<bool>,
}

/// What is said on standard error, beside the result.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Notes {
    is_watched: bool,
}

impl Notes {
    /// Says it, where somebody sits before the screen.
    pub(crate) fn tell(self, text: &str) {
        if self.is_watched {
            // Nobody is there to be told that standard error is gone.
            let _ = writeln!(io::stderr(), "{text}");
        }
    }

    /// Whether what is said here is seen: progress is shown to nobody else.
    pub(crate) const fn are_watched(self) -> bool {
        self.is_watched
    }
}

impl Screen {
    /// Standard output, and standard error for what is said beside the result.
    pub(crate) const fn terminal(wants_json: bool) -> Self {
        Self {
            wants_json,
            kept: None,
            indent: 0,
            is_told: Cell::new(false),
        }
    }

    /// A text that the caller takes at the end, and shows moved to the right; notes are left out.
    pub(crate) const fn kept(wants_json: bool, indent: usize) -> Self {
        Self {
            wants_json,
            kept: Some(RefCell::new(Vec::new())),
            indent,
            is_told: Cell::new(false),
        }
    }

    /// Colours and width of what is told.
    pub(crate) fn paint(&self) -> Paint {
        terminal::standard_output().indented(self.indent)
    }

    /// Tells the result: a page, or one JSON document.
    pub(crate) fn report(&self, report: &impl Report) -> Result<(), Problem> {
        if !self.wants_json {
            let mut page = Page::new(self.paint());
            report.tell(&mut page);
            return self.print(&page.into_text());
        }
        let mut results = self.results();
        serde_json::to_writer_pretty(&mut results, report).map_err(|error| {
            match error.io_error_kind() {
                Some(kind) => Problem::standard_output(&kind.into()),
                None => Problem::our_bug("a result could not be written as JSON"),
            }
        })?;
        results.write("\n")?;
        results.flush()
    }

    /// Tells a result piece by piece, where people read it; a machine gets one document at the end.
    pub(crate) fn lines(&self) -> Option<Results<'_>> {
        (!self.wants_json).then(|| self.results())
    }

    /// Refuses `--json` where the result is a document of its own, or a story: no option does nothing.
    pub(crate) fn no_json(&self) -> Result<(), Problem> {
        if self.wants_json {
            return Err(Problem::usage(
                "--json is not for this: it prints a document of its own",
                "Leave --json away.",
            ));
        }
        Ok(())
    }

    /// Tells a result that is a document of its own: a template, a sheet, a schema.
    pub(crate) fn print(&self, text: &str) -> Result<(), Problem> {
        let mut results = self.results();
        results.write(text)?;
        results.flush()
    }

    /// A result that comes piece by piece, or is too long to be held whole.
    pub(crate) fn results(&self) -> Results<'_> {
        self.is_told.set(true);
        Results(match &self.kept {
            Some(kept) => Sink::Kept(kept),
            None => Sink::Output(BufWriter::new(io::stdout())),
        })
    }

    /// Where notes go, for whoever outlives the screen.
    pub(crate) const fn notes(&self) -> Notes {
        Notes {
            is_watched: self.kept.is_none(),
        }
    }

    /// Says something on standard error, beside the result.
    pub(crate) fn note(&self, text: &str) {
        self.notes().tell(text);
    }

    /// Tells a problem: what it is made of, and two lines, on standard error; for a machine that has no document
    /// yet, that document.
    pub(crate) fn problem(&self, problem: &Problem) {
        if problem.is_quiet() {
            return;
        }
        for line in problem.parts() {
            self.note(line);
        }
        self.note(&problem.to_string());
        if self.wants_json && !self.is_told.get() {
            // If standard output is gone as well, the exit code is all that is left.
            let _ = self.report(&problem.refused_verb());
        }
    }

    /// What was told, where it was kept.
    pub(crate) fn into_text(self) -> String {
        let kept = self.kept.map(RefCell::into_inner).unwrap_or_default();
        String::from_utf8(kept).unwrap_or_default()
    }
}

/// A result on its way out.
pub(crate) struct Results<'s>(Sink<'s>);

enum Sink<'s> {
    Kept(&'s RefCell<Vec<u8>>),
    Output(BufWriter<io::Stdout>),
}

impl Results<'_> {
    /// Writes `text` as it is.
    pub(crate) fn write(&mut self, text: &str) -> Result<(), Problem> {
        self.write_all(text.as_bytes())
            .map_err(|error| Problem::standard_output(&error))
    }

    /// Hands over what there is so far; the last is out only after this.
    pub(crate) fn flush(&mut self) -> Result<(), Problem> {
        Write::flush(self).map_err(|error| Problem::standard_output(&error))
    }
}

impl Write for Results<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        match &mut self.0 {
            Sink::Kept(kept) => {
                kept.borrow_mut().extend_from_slice(bytes);
                Ok(bytes.len())
            }
            Sink::Output(output) => output.write(bytes),
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        match &mut self.0 {
            Sink::Kept(_) => Ok(()),
            Sink::Output(output) => output.flush(),
        }
    }
}

#[cfg(test)]
mod tests {
    use serde::Serialize;

    use super::*;

    #[derive(Serialize)]
    struct Told {
        cases: u8,
    }

    impl Report for Told {
        fn tell(&self, page: &mut Page) {
            page.line(&format!("{} cases", self.cases));
        }
    }

    #[test]
    fn text_and_document_come_from_one_value() {
        for (wants_json, text) in [(false, "2 cases\n"), (true, "{\n  \"cases\": 2\n}\n")] {
            let screen = Screen::kept(wants_json, 3);
            screen.report(&Told { cases: 2 }).unwrap();
            assert_eq!(screen.into_text(), text);
        }
    }

    #[test]
    fn a_machine_gets_one_document_and_no_second_for_a_problem() {
        let problem = Problem::usage("what", "next");
        let screen = Screen::kept(true, 0);
        screen.report(&Told { cases: 2 }).unwrap();
        screen.problem(&problem);
        assert!(!screen.into_text().contains("problem"));
        let screen = Screen::kept(true, 0);
        screen.problem(&problem);
        assert!(screen.into_text().contains("\"exit\": 2"));
    }
}

//! What the program says when it cannot do what it was asked.
//!
//! Every failure is two lines: what happened, and what to do. The exit code says which kind it is
//! (`schemas/PROTOCOL.md`, section "The program"). Neither line holds a word of a case.

mod agreement;
mod demo;
mod directory;
mod identity;
mod input;
mod office;
mod pages;
mod sealing;

use std::{fmt, io, path::Path, process::ExitCode};

use handover::cbor::RefusalClass;
use handover_report::{
    Page, Paint, one_line,
    refused::{NamedCases, ProblemFacts, RefusedVerb},
    shown,
};

pub(crate) use input::not_received;

/// The kinds of failure, by exit code.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Exit {
    /// 1: bytes, a statement or a case were not taken.
    Refused(RefusalClass),
    /// 2: the command line asks for something that makes no sense.
    Usage,
    /// 3: a file, folder, terminal or disk did not do its part.
    InputOutput,
    /// 4: a mistake in this program.
    OurBug,
}

impl Exit {
    pub(crate) const fn code(self) -> u8 {
        match self {
            Self::Refused(_) => 1,
            Self::Usage => 2,
            Self::InputOutput => 3,
            Self::OurBug => 4,
        }
    }
}

/// One failure, ready to be told to a person or to a machine.
#[derive(Debug)]
pub(crate) struct Problem {
    exit: Exit,
    what: String,
    next: String,
    quiet: bool,
    /// What it is made of, told line by line before it: the mistakes of a file.
    parts: Vec<String>,
}

impl Problem {
    /// Something was refused; `class` is the word by which the specification knows it.
    pub(crate) fn refused(
        class: RefusalClass,
        what: impl Into<String>,
        next: impl Into<String>,
    ) -> Self {
        Self::new(Exit::Refused(class), what, next)
    }

    /// The command line makes no sense.
    pub(crate) fn usage(what: impl Into<String>, next: impl Into<String>) -> Self {
        Self::new(Exit::Usage, what, next)
    }

    /// Input or output did not work, for a reason that is not the system's.
    pub(crate) fn input_output(what: impl Into<String>, next: impl Into<String>) -> Self {
        Self::new(Exit::InputOutput, what, next)
    }

    /// A promise of this program to itself does not hold.
    pub(crate) fn our_bug(what: impl Into<String>) -> Self {
        Self::new(
            Exit::OurBug,
            what,
            "This is a mistake in handover: please report it, without any case data.",
        )
    }

    /// A file could not be read.
    pub(crate) fn reading(path: &Path, error: &io::Error) -> Self {
        Self::new(
            Exit::InputOutput,
            format!("{} cannot be read: {}", shown(path), reason(error)),
            match error.kind() {
                io::ErrorKind::NotFound => "Check the name and the folder.",
                io::ErrorKind::PermissionDenied => "Ask its owner, or use the right account.",
                io::ErrorKind::IsADirectory => "Name a file inside it instead.",
                io::ErrorKind::NotSeekable => "Write it to a file first, then name that file.",
                _ => "Check the disk or the connection, then try again.",
            },
        )
    }

    /// A file or folder could not be written; nothing of it is left behind.
    pub(crate) fn writing(path: &Path, error: &io::Error) -> Self {
        if error.kind() == io::ErrorKind::BrokenPipe {
            return Self::closed_pipe();
        }
        Self::new(
            Exit::InputOutput,
            format!(
                "{} cannot be written: {}; nothing was left there",
                shown(path),
                reason(error)
            ),
            match error.kind() {
                io::ErrorKind::NotFound => "Make the folder first, or name another place.",
                io::ErrorKind::AlreadyExists => {
                    "Name another place; handover never writes over a file or folder."
                }
                io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => {
                    "Free some space or name another disk, then run it again."
                }
                _ => "Name a place that this account may write to.",
            },
        )
    }

    /// Standard output could not be written.
    pub(crate) fn standard_output(error: &io::Error) -> Self {
        if error.kind() == io::ErrorKind::BrokenPipe {
            return Self::closed_pipe();
        }
        Self::new(
            Exit::InputOutput,
            format!("standard output cannot be written: {}", reason(error)),
            "Check the disk or the program it leads to, then run it again.",
        )
    }

    /// Whoever read our output went away: they know, so nothing is said.
    fn closed_pipe() -> Self {
        Self {
            quiet: true,
            ..Self::new(Exit::InputOutput, "the reader of the output went away", "")
        }
    }

    fn new(exit: Exit, what: impl Into<String>, next: impl Into<String>) -> Self {
        Self {
            exit,
            what: one_line(&what.into()),
            next: one_line(&next.into()),
            quiet: false,
            parts: Vec::new(),
        }
    }

    /// The failure with what it is made of, told line by line before it.
    #[must_use]
    pub(crate) fn made_of(self, parts: impl IntoIterator<Item = String>) -> Self {
        Self {
            parts: parts.into_iter().collect(),
            ..self
        }
    }

    /// What it is made of.
    pub(crate) fn parts(&self) -> impl Iterator<Item = &str> {
        self.parts.iter().map(String::as_str)
    }

    /// The same failure with another second line.
    #[must_use]
    pub(crate) fn advise(self, next: impl Into<String>) -> Self {
        Self {
            next: one_line(&next.into()),
            ..self
        }
    }

    /// The same failure with more in its second line.
    #[must_use]
    pub(crate) fn and_advise(self, more: &str) -> Self {
        let next = format!("{} {more}", self.next);
        self.advise(next)
    }

    /// What happened: the first line, without its kind.
    pub(crate) fn what(&self) -> &str {
        &self.what
    }

    pub(crate) const fn is_quiet(&self) -> bool {
        self.quiet
    }

    /// The refusal class, when this is a refusal.
    pub(crate) const fn class(&self) -> Option<RefusalClass> {
        match self.exit {
            Exit::Refused(class) => Some(class),
            Exit::Usage | Exit::InputOutput | Exit::OurBug => None,
        }
    }

    pub(crate) fn exit_code(&self) -> ExitCode {
        ExitCode::from(self.exit.code())
    }

    /// For machines.
    pub(crate) fn facts(&self) -> ProblemFacts {
        ProblemFacts::new(
            self.class(),
            self.exit.code(),
            self.what.clone(),
            self.next.clone(),
        )
    }

    /// The document that `--json` prints instead of a result.
    pub(crate) fn refused_verb(&self) -> RefusedVerb {
        self.refused_for(NamedCases::default())
    }

    /// The report of a refusal for the sake of cases, for the sender's own screen.
    pub(crate) fn refused_for(&self, named: NamedCases) -> RefusedVerb {
        RefusedVerb::new(self.facts(), named)
    }
}

/// The two lines.
impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.exit {
            Exit::Refused(class) => writeln!(f, "refused ({class}): {}", self.what)?,
            Exit::Usage => writeln!(f, "usage: {}", self.what)?,
            Exit::InputOutput => writeln!(f, "not done: {}", self.what)?,
            Exit::OurBug => writeln!(f, "our bug: {}", self.what)?,
        }
        f.write_str(&self.next)
    }
}

/// One of several things that a problem is made of.
pub(crate) fn part(text: &str) -> String {
    let mut page = Page::new(Paint::plain());
    page.item(text);
    page.into_text().trim_end().to_owned()
}

/// The system's reason in plain words.
fn reason(error: &io::Error) -> String {
    match error.kind() {
        io::ErrorKind::NotFound => "there is no such file or folder".to_owned(),
        io::ErrorKind::PermissionDenied => "this account may not".to_owned(),
        io::ErrorKind::AlreadyExists => "something of that name is there already".to_owned(),
        io::ErrorKind::StorageFull => "the disk is full".to_owned(),
        io::ErrorKind::QuotaExceeded => "the quota is used up".to_owned(),
        io::ErrorKind::NotADirectory => "part of the path is not a folder".to_owned(),
        io::ErrorKind::IsADirectory => "it is a folder".to_owned(),
        io::ErrorKind::ReadOnlyFilesystem => "the disk is read-only".to_owned(),
        io::ErrorKind::InvalidData => "it is not text in UTF-8".to_owned(),
        kind => kind.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tells_a_failure_in_exactly_two_lines() {
        let problem = Problem::refused(RefusalClass::Altered, "one\nthing", "do\tit\u{1b}[2J");
        let text = problem.to_string();
        assert_eq!(text, "refused (altered): one thing\ndo it [2J");
    }

    #[test]
    fn keeps_silent_about_a_closed_pipe() {
        let closed = io::Error::from(io::ErrorKind::BrokenPipe);
        assert!(Problem::standard_output(&closed).is_quiet());
        assert!(Problem::writing(Path::new("-"), &closed).is_quiet());
    }

    #[test]
    fn every_kind_has_its_exit_code() {
        let codes = [
            Exit::Refused(RefusalClass::Parse),
            Exit::Usage,
            Exit::InputOutput,
            Exit::OurBug,
        ]
        .map(Exit::code);
        assert_eq!(codes, [1, 2, 3, 4]);
    }
}

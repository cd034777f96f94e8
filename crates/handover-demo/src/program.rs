//! The program that the story drives.

use std::ffi::OsString;

use handover::cbor::RefusalClass;

/// What does the work of the story: it does what a line of words says.
pub trait Program {
    /// Does what the words behind the program's name say. What it prints will be shown `indent` columns further right,
    /// and must fit there.
    fn run(&self, words: &[OsString], indent: usize) -> Ran;
}

/// What came of a line.
#[derive(Debug)]
#[expect(clippy::exhaustive_structs, reason = "a program fills in every member")]
pub struct Ran {
    /// What was printed as its result.
    pub printed: String,
    /// Why it was not done, or not all of it.
    pub failure: Option<Failure>,
}

/// Why a line was not done.
#[derive(Clone, Debug)]
#[expect(clippy::exhaustive_structs, reason = "a program fills in every member")]
pub struct Failure {
    /// Which kind it is.
    pub kind: FailureKind,
    /// What happened.
    pub what: String,
    /// What to do.
    pub next: String,
}

/// The kinds of failure, as section "The program" of `schemas/PROTOCOL.md` has them.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
#[expect(clippy::exhaustive_enums, reason = "one for each exit code but 0")]
pub enum FailureKind {
    /// A file, folder, disk or connection did not do its part.
    InputOutput,
    /// A mistake in the program.
    OurBug,
    /// Bytes, a statement or a case were not taken.
    Refused(RefusalClass),
    /// The line asks for something that makes no sense.
    Usage,
}

impl Failure {
    /// The class, if something was refused: an outcome like others.
    pub(crate) const fn class(&self) -> Option<RefusalClass> {
        match self.kind {
            FailureKind::Refused(class) => Some(class),
            FailureKind::InputOutput | FailureKind::OurBug | FailureKind::Usage => None,
        }
    }
}

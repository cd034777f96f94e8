//! What the demonstration cannot do, for people; and a problem as the demonstration takes it.

use handover_demo::{DemoError, Failure, FailureKind};

use super::{Exit, Problem};

impl Problem {
    /// For whoever had a verb run.
    pub(crate) fn failure(self) -> Failure {
        Failure {
            kind: match self.exit {
                Exit::InputOutput => FailureKind::InputOutput,
                Exit::OurBug => FailureKind::OurBug,
                Exit::Refused(class) => FailureKind::Refused(class),
                Exit::Usage => FailureKind::Usage,
            },
            what: self.what,
            next: self.next,
        }
    }
}

impl From<Failure> for Problem {
    fn from(failure: Failure) -> Self {
        let exit = match failure.kind {
            FailureKind::InputOutput => Exit::InputOutput,
            FailureKind::OurBug => Exit::OurBug,
            FailureKind::Refused(class) => Exit::Refused(class),
            FailureKind::Usage => Exit::Usage,
        };
        Self::new(exit, failure.what, failure.next)
    }
}

impl From<DemoError> for Problem {
    fn from(error: DemoError) -> Self {
        match error {
            DemoError::Broken(what) => Self::our_bug(what),
            DemoError::Card(error) => error.into(),
            DemoError::Caseload(error) => error.into(),
            DemoError::CaseloadFile(error) => error.into(),
            DemoError::Connection(_) => Self::input_output(
                error.to_string(),
                "The story needs such connections, and no others: allow this account those, or a network with `lo`.",
            ),
            DemoError::Directory(error) => error.into(),
            DemoError::File(error) => error.into(),
            DemoError::Identity(error) => error.into(),
            DemoError::Key(error) => error.into(),
            DemoError::NewIdentity(error) => error.into(),
            DemoError::Output(error) => Self::standard_output(&error),
            DemoError::Program(failure) => failure.into(),
            DemoError::Server(_) => Self::input_output(
                error.to_string(),
                "Name a folder on a disk with room, with --keep or TMPDIR.",
            ),
            DemoError::TrustedDirectory(error) => error.into(),
            error => Self::our_bug(error.to_string()),
        }
    }
}

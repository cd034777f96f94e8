//! Words that only two parties may read, into a package beside the statement.

use std::{fmt::Display, path::PathBuf};

use handover::{
    Office, SealedWords, Words, WordsError, cbor::RefusalClass, package::SealError,
    transfer::KnownStatements,
};
use handover_caseload::ReplyError;

use super::statements::ToArgument;
use crate::{problem::Problem, refusals::refusal};

/// Sealed words on their way out.
pub(crate) struct SealedReply {
    path: PathBuf,
    sealed: SealedWords,
}

impl SealedReply {
    /// Writes the package.
    pub(crate) fn finish(self) -> Result<PathBuf, Problem> {
        self.sealed.write(&self.path).map_err(not_sealed)?;
        Ok(self.path)
    }
}

/// Seals words to a party; the package is not there until it is finished.
pub(crate) fn seal_reply(
    office: &Office,
    known: &KnownStatements,
    words: Words<'_>,
    to: &ToArgument,
) -> Result<SealedReply, Problem> {
    if to.folder().is_none() {
        return Err(Problem::usage(
            "words go in a package beside the statement",
            "Name a folder with --to.",
        ));
    }
    let sealed = office.seal_words(words, known).map_err(not_sealed)?;
    let path = to.place("reply", &sealed.id().to_string(), "handover");
    Ok(SealedReply { path, sealed })
}

fn not_sealed(error: WordsError) -> Problem {
    let refused = |class, error: &dyn Display| refusal("the words cannot be sealed", class, error);
    let error = match error {
        WordsError::File(error) => return error.into(),
        WordsError::Key(error) => return error.into(),
        WordsError::Memory(error) => return error.into(),
        WordsError::Office(error) => return error.into(),
        WordsError::Reply(error) => error,
        error => return Problem::our_bug(error.to_string()),
    };
    match error {
        ReplyError::Malformed => Problem::usage(
            "the words hold what a case cannot",
            "Write plain text, without control characters.",
        ),
        ReplyError::NotSealable(failed) => refused(RefusalClass::Policy, &failed)
            .advise("Write plain text, each of at most 2,000 characters."),
        ReplyError::Seal(SealError::Sink(_)) => {
            Problem::our_bug("words were not written to memory")
        }
        ReplyError::Seal(error) => refused(error.class(), &error),
        error => Problem::our_bug(error.to_string()),
    }
}

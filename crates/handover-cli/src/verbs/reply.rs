//! Words that only two parties may read, as a package of one case (section "One case" of
//! `schemas/PROTOCOL.md`, "Replies").

use std::{
    fmt::Display,
    io::Write,
    path::{Path, PathBuf},
};

use handover::{
    cbor::RefusalClass,
    package::SealError,
    trust::{Mandate, OrganisationId, Roster, Signer, Statement, Token, VerifiedDirectory},
};
use handover_caseload::{Reply, ReplyError};
use handover_identity::{Identity, ReaderKey};

use super::statements::{Statements, ToArgument};
use crate::{clock::Moment, output::NewFile, problem::Problem, refusals::refusal};

/// Days within which words must be opened.
const OPEN_WITHIN: u32 = 60;

/// By whom words are sealed, and by what everybody is judged.
pub(crate) struct ReplyInput<'a> {
    pub(crate) identity: &'a Identity,
    pub(crate) directory: &'a VerifiedDirectory,
    pub(crate) statements: &'a Statements,
    pub(crate) office: &'a Signer,
    pub(crate) moment: Moment,
}

/// Mandate and roster of a case.
pub(crate) type Agreed<'a> = (&'a Statement<Mandate>, &'a Statement<Roster>);

/// Words to one organisation.
pub(crate) struct Words<'a> {
    pub(crate) to: &'a OrganisationId,
    pub(crate) agreed: Option<Agreed<'a>>,
    pub(crate) token: Token,
    /// The sender's reference of the case; it leads to a person.
    pub(crate) reference: &'a str,
    /// Of whoever writes.
    pub(crate) role: &'a str,
    /// The words: one text, or several that are read in their order, each of at most 2,000 characters.
    pub(crate) texts: Vec<String>,
}

/// Sealed words on their way out: dropped unfinished, they vanish.
pub(crate) struct SealedReply {
    pub(crate) path: PathBuf,
    file: NewFile,
    key: ReaderKey,
}

impl SealedReply {
    /// Gives the package its name.
    pub(crate) fn finish(self) -> Result<PathBuf, Problem> {
        // Before it has its name: what cannot be remembered is not sealed.
        self.key.remember()?;
        self.file.finish()?;
        Ok(self.path)
    }
}

/// Seals words to a party; the package is not there until it is finished.
pub(crate) fn seal_reply(
    input: &ReplyInput<'_>,
    words: Words<'_>,
    to: &ToArgument,
) -> Result<SealedReply, Problem> {
    let Some(folder) = to.folder() else {
        return Err(Problem::usage(
            "words go in a package beside the statement",
            "Name a folder with --to.",
        ));
    };
    let (now, until) = (
        input.moment.posix(),
        input.moment.days_later(OPEN_WITHIN)?.posix(),
    );
    let identity = input.identity.folder();
    let key = ReaderKey::find(words.to, identity, &[], input.directory, now)?;
    let reply = Reply {
        by: input.identity.organisation(),
        to: words.to,
        agreed: words.agreed,
        countersigns: input.statements.known().countersigns(),
        token: words.token,
        reference: words.reference,
        role: words.role,
        texts: words.texts,
        at: now,
        until,
    };
    let sealed = reply.seal(key.key(), input.office, input.directory);
    let (sealed, bytes) = sealed.map_err(|error| not_sealed(error, folder))?;
    let path = to.place("reply", &sealed.head().id().to_string(), "handover");
    let mut file = NewFile::create(&path)?;
    file.write_all(&bytes)
        .map_err(|error| Problem::writing(&path, &error))?;
    Ok(SealedReply { path, file, key })
}

fn not_sealed(error: ReplyError, folder: &Path) -> Problem {
    let refused = |class, error: &dyn Display| refusal("the words cannot be sealed", class, error);
    match error {
        ReplyError::Malformed => Problem::usage(
            "the words hold what a case cannot",
            "Write plain text, without control characters.",
        ),
        ReplyError::NotSealable(failed) => refused(RefusalClass::Policy, &failed)
            .advise("Write plain text, each of at most 2,000 characters."),
        ReplyError::Seal(SealError::Sink(kind)) => Problem::writing(folder, &kind.into()),
        ReplyError::Seal(error) => refused(error.class(), &error),
        error => Problem::our_bug(error.to_string()),
    }
}

//! Words that only two parties may read, as a package of one case (section "One case" of `schemas/PROTOCOL.md`,
//! "Replies").

use std::{fmt, path::Path};

use handover_caseload::{Reply, ReplyError};
use handover_files::{FileError, NewFile};
use handover_identity::{MemoryError, ReaderKey, ReaderKeyError};
use handover_transfer::KnownStatements;
use handover_trust::{Mandate, OrganisationId, Roster, Statement, StatementId, Token};
use thiserror::Error;

use super::{FolderMemory, Office, OfficeError};

/// Days within which words must be opened.
const OPEN_WITHIN: u32 = 60;

/// Words to one organisation about one case.
#[expect(clippy::exhaustive_structs, reason = "every one of them is needed")]
pub struct Words<'a> {
    /// To whom.
    pub to: &'a OrganisationId,
    /// Mandate and roster of the case, if it is under one.
    pub agreed: Option<(&'a Statement<Mandate>, &'a Statement<Roster>)>,
    /// Which case.
    pub token: Token,
    /// The sender's reference of the case; it leads to a person.
    pub reference: &'a str,
    /// Of whoever writes.
    pub role: &'a str,
    /// The words: one text, or several that are read in their order, each of at most 2,000 characters.
    pub texts: Vec<String>,
}

/// Words that are sealed, and in no file yet.
pub struct SealedWords {
    id: StatementId,
    bytes: Vec<u8>,
    key: ReaderKey,
}

/// Why words were not sealed or written.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum WordsError {
    /// Their file cannot be written.
    #[error(transparent)]
    File(#[from] FileError),
    /// The key that they are sealed to cannot be remembered.
    #[error(transparent)]
    Memory(#[from] MemoryError),
    /// Our office's key cannot be used.
    #[error(transparent)]
    Office(#[from] OfficeError),
    /// There is no key that may be sealed to.
    #[error(transparent)]
    Key(#[from] ReaderKeyError),
    /// They hold what a case cannot, or a check stops them.
    #[error(transparent)]
    Reply(#[from] ReplyError),
}

impl Office<FolderMemory> {
    /// Seals words to a party.
    ///
    /// # Errors
    ///
    /// [`WordsError`].
    pub fn seal_words(
        &self,
        words: Words<'_>,
        known: &KnownStatements,
    ) -> Result<SealedWords, WordsError> {
        let until = self
            .now
            .plus_days(OPEN_WITHIN)
            .ok_or(ReplyError::Malformed)?;
        let identity = self.memory.identity();
        let key = ReaderKey::find(words.to, identity.folder(), &[], &self.directory, self.now)?;
        let reply = Reply {
            by: identity.organisation(),
            to: words.to,
            agreed: words.agreed,
            countersigns: known.countersigns(),
            token: words.token,
            reference: words.reference,
            role: words.role,
            texts: words.texts,
            at: self.now,
            until,
        };
        let office = self.keys.office()?;
        let (sealed, bytes) = reply.seal(key.key(), &office, &self.directory)?;
        let id = *sealed.head().id();
        Ok(SealedWords { id, bytes, key })
    }
}

impl SealedWords {
    /// The id of the package.
    #[must_use]
    pub const fn id(&self) -> &StatementId {
        &self.id
    }

    /// Writes the package, whole or not at all.
    ///
    /// # Errors
    ///
    /// [`WordsError::Memory`], [`WordsError::File`].
    pub fn write(self, path: &Path) -> Result<(), WordsError> {
        // Before it has its name: what cannot be remembered is not sealed.
        self.key.remember()?;
        Ok(NewFile::write(path, &self.bytes)?)
    }
}

impl fmt::Debug for Words<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Words")
    }
}

impl fmt::Debug for SealedWords {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "SealedWords({})", self.id)
    }
}

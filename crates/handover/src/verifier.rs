use std::{
    fmt,
    io::{Read, Seek},
};

use handover_identity::FirstSeen;
use handover_package::{
    Carried, Context, Evidence, EvidenceError, ProfileInForce, ReceiveError, SignedIndex,
    UnverifiedPackage,
};
use handover_transfer::{Judge, KnownStatements};
use handover_trust::{PosixTime, StatementId, VerifiedDirectory, statement_id};

use crate::files::{Aside, GatheredStatements, InputError, StatementFiles};

/// Somebody who verifies what others sealed and signed, and opens nothing: by a directory, as of when each statement
/// was first seen.
///
/// It needs no key. An [`Office`](crate::Office) does the same with a memory of its own.
pub struct Verifier<'d> {
    directory: &'d VerifiedDirectory,
    memory: FirstSeen,
    now: PosixTime,
}

impl<'d> Verifier<'d> {
    /// By this directory, with the memory of an identity folder or none, at a moment.
    #[must_use]
    pub const fn new(directory: &'d VerifiedDirectory, memory: FirstSeen, now: PosixTime) -> Self {
        Self {
            directory,
            memory,
            now,
        }
    }

    /// Judges files; what was seen is kept before this returns.
    ///
    /// # Errors
    ///
    /// [`InputError`]: a named file does not hold, or what was seen cannot be kept.
    pub fn judge_files(
        &mut self,
        files: &StatementFiles,
        aside: &mut dyn FnMut(Aside<'_>),
    ) -> Result<GatheredStatements, InputError> {
        let judge = Judge::new(self.directory, &mut self.memory, self.now);
        let (gathered, _) = files.judge(judge, aside)?;
        self.memory.keep()?;
        Ok(gathered)
    }

    /// Verifies everything about a package that can be verified without its keys; without its profile, not who was
    /// granted what.
    ///
    /// # Errors
    ///
    /// [`ReceiveError`]: the first check that fails.
    pub fn package<R: Read + Seek>(
        &self,
        mut source: R,
        profile: Option<&ProfileInForce>,
        known: &KnownStatements,
    ) -> Result<Carried<R>, ReceiveError> {
        // Why a head cannot be read is told by whoever reads the package.
        let id = UnverifiedPackage::read(&mut source).and_then(|mut file| file.unverified_id());
        let context = self.context(id.ok().flatten().as_ref(), known);
        Carried::read(source, profile, &context)
    }

    /// Holds a signed index against its profile and what was agreed (V-20 to V-22).
    ///
    /// # Errors
    ///
    /// [`ReceiveError`]: the first check that fails.
    pub fn index(
        &self,
        index: &SignedIndex,
        profile: &ProfileInForce,
        known: &KnownStatements,
    ) -> Result<SignedIndex, ReceiveError> {
        let context = self.context(Some(index.head().id()), known);
        SignedIndex::read(&index.to_bytes(), Some(profile), &context)
    }

    /// Verifies evidence of one case; the statements in it are for [`judge_files`](Self::judge_files).
    ///
    /// # Errors
    ///
    /// [`EvidenceError`]: the first check that fails.
    pub fn evidence(
        &self,
        bytes: &[u8],
        known: &KnownStatements,
    ) -> Result<Evidence, EvidenceError> {
        evidence(bytes, known, self.directory, self.now)
    }

    /// What a package is judged by: as of when its head was first seen, with the statements at hand.
    fn context<'a>(
        &'a self,
        package: Option<&StatementId>,
        known: &'a KnownStatements,
    ) -> Context<'a> {
        Context::new(self.directory, self.now)
            .with(known.at_hand())
            .sight(known.sight_of(package, self.now))
    }
}

/// Evidence, as of when the head of its package was first seen.
pub(crate) fn evidence(
    bytes: &[u8],
    known: &KnownStatements,
    directory: &VerifiedDirectory,
    now: PosixTime,
) -> Result<Evidence, EvidenceError> {
    let statements = Evidence::unverified_statements(bytes)?;
    let id = statements.first().and_then(|head| statement_id(head));
    let sight = known.sight_of(id.as_ref(), now);
    Evidence::verify(bytes, &Context::new(directory, now).sight(sight))
}

impl fmt::Debug for Verifier<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Verifier(..)")
    }
}

//! Files become verified statements: which is which, and in which words it is told what was not taken.

use std::path::Path;

use handover::{
    package::SignedIndex,
    transfer::Judge,
    trust::{PosixTime, StatementId, VerifiedDirectory, statement_id},
};
use handover_identity::FirstSeen;
use handover_report::shown;

use super::{
    RefusedFile, Statements,
    found::{CandidateFile, Claim},
};
use crate::{problem::Problem, refusals::refusal, screen::Screen};

/// Judges the statements in files.
pub(crate) struct Reader<'a> {
    judge: Judge<'a, FirstSeen>,
    refused: Vec<RefusedFile>,
}

impl<'a> Reader<'a> {
    pub(super) fn new(directory: &'a VerifiedDirectory, memory: FirstSeen, now: PosixTime) -> Self {
        Self {
            judge: Judge::new(directory, memory, now),
            refused: Vec::new(),
        }
    }

    /// Judges every file. A refused file that was named ends the verb; one of a folder is told and left out.
    pub(super) fn take_files(
        &mut self,
        files: &[CandidateFile],
        screen: &Screen,
    ) -> Result<(), Problem> {
        let all: Vec<&[u8]> = files.iter().map(|file| file.bytes.as_slice()).collect();
        let outcomes = self.judge.take_all(&all);
        for (file, outcome) in files.iter().zip(outcomes) {
            let Err(error) = outcome else {
                continue;
            };
            let (path, class) = (&file.path, error.class());
            if file.is_named {
                return Err(refusal(&shown(path), class, error));
            }
            screen.note(&format!("not taken ({class}): {}: {error}", shown(path)));
            self.refused.push(RefusedFile {
                path: path.clone(),
                class,
                why: error.to_string(),
            });
        }
        Ok(())
    }

    /// Judges the head of a package by itself: when it was first seen.
    pub(super) fn first_sight_of(
        &mut self,
        path: &Path,
        head: &[u8],
    ) -> Result<PosixTime, Problem> {
        let judged = self.judge.take_head(head);
        judged.map_err(|error| refusal(&shown(path), error.class(), error))
    }

    /// Notes when the head of a package was first seen, if it holds: why it does not is told by whoever receives
    /// the package.
    pub(super) fn see_head(&mut self, head: &[u8]) {
        let _ = self.judge.take_head(head);
    }

    /// Keeps what was seen, and hands over what was taken.
    pub(super) fn finish(self) -> Result<Statements, Problem> {
        let (known, mut memory) = self.judge.finish();
        memory.keep()?;
        Ok(Statements {
            known,
            refused: self.refused,
        })
    }
}

/// The id of the head of a signed index.
pub(super) fn id_of(file: &CandidateFile) -> Option<StatementId> {
    (file.claim == Claim::Index)
        .then(|| statement_id(SignedIndex::unverified_head(&file.bytes)))
        .flatten()
}

//! Files become verified statements, each judged at the moment when it was first seen.

use std::{collections::HashSet, path::Path};

use handover::{
    Context, Countersign, Kind, Package, Payload, PosixTime, RefusalClass, Sight, SignedIndex,
    Statement, StatementError, StatementId, VerifiedDirectory, statement_id,
};

use super::{
    RefusedFile, Statements,
    found::{Claim, Found},
    parties::{About, Parties},
};
use crate::{
    output::note,
    problem::{Problem, shown},
    refusals::refusal,
    store::FirstSeen,
};

/// Judges statements, one after another, in an order in which those that others need come first.
pub(crate) struct Reader<'a> {
    directory: &'a VerifiedDirectory,
    memory: FirstSeen,
    now: PosixTime,
    statements: Statements,
    taken: HashSet<StatementId>,
}

/// Why a file was not taken, in the words of its error.
struct Refused {
    class: RefusalClass,
    what: String,
}

impl<'a> Reader<'a> {
    pub(super) fn new(directory: &'a VerifiedDirectory, memory: FirstSeen, now: PosixTime) -> Self {
        Self {
            directory,
            memory,
            now,
            statements: Statements::default(),
            taken: HashSet::new(),
        }
    }

    /// Judges every file. Countersigns come first, for they witness when others were seen, and once
    /// more at the end of what they may be about: then others may witness for them.
    pub(super) fn take_files(&mut self, files: Vec<Found>) -> Result<(), Problem> {
        let is = |file: &Found, kind| file.claim == Claim::Statement(kind);
        let (countersigns, others): (Vec<_>, Vec<_>) = files
            .into_iter()
            .partition(|file| is(file, Kind::Countersign));
        let mut unsettled = Vec::new();
        for file in countersigns {
            if self.take_countersign(&file, None).is_err() {
                unsettled.push(file);
            }
        }
        let (agreed, said): (Vec<_>, Vec<_>) = others.into_iter().partition(|file| {
            is(file, Kind::Mandate) || is(file, Kind::Roster) || file.claim == Claim::Index
        });
        let (mandates, named): (Vec<_>, Vec<_>) =
            agreed.into_iter().partition(|file| is(file, Kind::Mandate));
        for file in mandates.into_iter().chain(named) {
            let taken = self.take(&file);
            self.settle(file, taken)?;
        }
        for file in unsettled {
            let taken = self.take_late_countersign(&file);
            self.settle(file, taken)?;
        }
        for file in said {
            let taken = self.take(&file);
            self.settle(file, taken)?;
        }
        Ok(())
    }

    /// Judges the head of a package by itself: when it was first seen.
    pub(super) fn first_sight_of(
        &mut self,
        path: &Path,
        head: &[u8],
    ) -> Result<PosixTime, Problem> {
        let judged: Result<Option<Statement<Package>>, Refused> = self.judge(head);
        let id = statement_id(head);
        let mut known = self.statements.indexes.iter().map(SignedIndex::head);
        match judged {
            Ok(Some(head)) => Ok(head.first_seen()),
            // It was taken already, with its index.
            Ok(None) => Ok(known
                .find(|head| Some(*head.id()) == id)
                .map_or(self.now, Statement::first_seen)),
            Err(Refused { class, what }) => Err(refusal(&shown(path), class, what)),
        }
    }

    /// Notes when the head of a package was first seen, if it holds.
    pub(super) fn see_head(&mut self, head: &[u8]) {
        let judged: Result<Option<Statement<Package>>, Refused> = self.judge(head);
        if let Ok(Some(head)) = judged {
            self.statements.heads.push((*head.id(), head.first_seen()));
        }
    }

    /// Keeps what was seen, and hands over what was taken.
    pub(super) fn finish(self) -> Result<Statements, Problem> {
        self.memory.keep()?;
        Ok(self.statements)
    }

    /// A refused file that was named ends the verb; one of a folder is told and left out.
    fn settle(&mut self, file: Found, taken: Result<(), Refused>) -> Result<(), Problem> {
        let Err(Refused { class, what }) = taken else {
            return Ok(());
        };
        if file.is_named {
            return Err(refusal(&shown(&file.path), class, what));
        }
        note(&format!(
            "not taken ({class}): {}: {what}",
            shown(&file.path)
        ));
        self.statements.refused.push(RefusedFile {
            path: file.path,
            class,
        });
        Ok(())
    }

    fn take(&mut self, file: &Found) -> Result<(), Refused> {
        let kind = match file.claim {
            Claim::Index => return self.take_index(&file.bytes),
            Claim::Statement(kind) => kind,
        };
        let bytes = &file.bytes;
        match kind {
            Kind::Mandate => {
                let statement = self.judge(bytes)?;
                self.statements.mandates.extend(statement);
            }
            Kind::Roster => {
                let statement = self.judge(bytes)?;
                self.statements.rosters.extend(statement);
            }
            Kind::Completeness => {
                let statement = self.judge(bytes)?;
                self.statements.completeness.extend(statement);
            }
            Kind::Receipt => {
                let statement = self.judge(bytes)?;
                self.statements.receipts.extend(statement);
            }
            Kind::Verdict => {
                let statement = self.judge(bytes)?;
                self.statements.verdicts.extend(statement);
            }
            Kind::Event => {
                let statement = self.judge(bytes)?;
                self.statements.events.extend(statement);
            }
            // Countersigns go their own way; the rest is not of a transfer and was not found.
            Kind::Countersign | Kind::Card | Kind::Directory | Kind::Package => {}
        }
        Ok(())
    }

    fn take_late_countersign(&mut self, file: &Found) -> Result<(), Refused> {
        let about = self.statements.countersigns_about(&file.bytes);
        self.take_countersign(file, Some(&about))
    }

    fn take_countersign(
        &mut self,
        file: &Found,
        witnesses: Option<&[Statement<Countersign>]>,
    ) -> Result<(), Refused> {
        let witnesses = witnesses.unwrap_or_default();
        let statement = self.judge_by(&file.bytes, witnesses, |payload, statements| {
            About::of(payload, statements)
        })?;
        self.statements.countersigns.extend(statement);
        Ok(())
    }

    fn take_index(&mut self, bytes: &[u8]) -> Result<(), Refused> {
        let head = head_of(bytes);
        let witnesses = self.statements.countersigns_about(head);
        let read = |sight: Sight<'_>| {
            let context = Context::new(self.directory, self.now).sight(sight);
            SignedIndex::read(bytes, None, &context)
        };
        let now = Sight::now(self.now);
        let index = match statement_id(head).and_then(|id| self.memory.of(&id)) {
            Some(seen) => read(now.recorded(seen)),
            None if witnesses.is_empty() => read(now),
            None => read(now.witnessed(&witnesses)).and_then(|index| {
                let allowed = self.allowed(&witnesses, index.head().payload());
                read(now.witnessed(&allowed))
            }),
        };
        let index = index.map_err(|error| Refused {
            class: error.class(),
            what: error.to_string(),
        })?;
        let head = index.head();
        self.memory.saw(head.id(), head.first_seen());
        if self.taken.insert(*head.id()) {
            self.statements.indexes.push(index);
        }
        Ok(())
    }

    fn judge<P: Payload + Parties + Clone>(
        &mut self,
        bytes: &[u8],
    ) -> Result<Option<Statement<P>>, Refused> {
        let witnesses = self.statements.countersigns_about(bytes);
        self.judge_by(bytes, &witnesses, |payload: &P, _| payload.clone())
    }

    /// Judges a statement as of our record; else as of what may witness for it; else as of now.
    /// Nothing, if it was taken already.
    fn judge_by<P: Payload, A: Parties>(
        &mut self,
        bytes: &[u8],
        witnesses: &[Statement<Countersign>],
        parties: impl Fn(&P, &Statements) -> A,
    ) -> Result<Option<Statement<P>>, Refused> {
        let sight = Sight::now(self.now);
        let statement = match statement_id(bytes).and_then(|id| self.memory.of(&id)) {
            Some(seen) => self.directory.verify(bytes, &sight.recorded(seen)),
            None if witnesses.is_empty() => self.directory.verify(bytes, &sight),
            None => {
                // Only a verified statement says whose word counts; then it is judged by that.
                let claimed: Result<Statement<P>, _> =
                    self.directory.verify(bytes, &sight.witnessed(witnesses));
                claimed.and_then(|claimed| {
                    let parties = parties(claimed.payload(), &self.statements);
                    let allowed = self.allowed(witnesses, &parties);
                    self.directory.verify(bytes, &sight.witnessed(&allowed))
                })
            }
        };
        let statement = statement?;
        self.memory.saw(statement.id(), statement.first_seen());
        Ok(self.taken.insert(*statement.id()).then_some(statement))
    }

    fn allowed(
        &self,
        witnesses: &[Statement<Countersign>],
        parties: &impl Parties,
    ) -> Vec<Statement<Countersign>> {
        let may = |witness: &&Statement<Countersign>| {
            self.statements
                .may_witness(witness.payload(), parties, self.directory)
        };
        witnesses.iter().filter(may).cloned().collect()
    }
}

impl Statements {
    /// Countersigns about the statement that these bytes would be.
    fn countersigns_about(&self, bytes: &[u8]) -> Vec<Statement<Countersign>> {
        let Some(id): Option<StatementId> = statement_id(bytes) else {
            return Vec::new();
        };
        let all = self.countersigns.iter();
        all.filter(|countersign| countersign.payload().statement == id)
            .cloned()
            .collect()
    }
}

impl From<StatementError> for Refused {
    fn from(error: StatementError) -> Self {
        Self {
            class: error.class(),
            what: error.to_string(),
        }
    }
}

/// The id of the head of a signed index.
pub(super) fn id_of(file: &Found) -> Option<StatementId> {
    statement_id(head_of(&file.bytes))
}

/// The head in the bytes of a signed index, if it is there.
fn head_of(bytes: &[u8]) -> &[u8] {
    let head = bytes.split_first_chunk().and_then(|(length, rest)| {
        let index_len = usize::try_from(u64::from_be_bytes(*length)).ok()?;
        rest.get(index_len..)
    });
    head.unwrap_or_default()
}

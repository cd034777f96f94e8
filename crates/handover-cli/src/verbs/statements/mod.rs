//! Statements that travel beside a package: every kind that a transfer has, from files and folders.

mod found;
mod reader;
mod unread;
pub(crate) mod words;
mod written;

use std::path::{Path, PathBuf};

use handover::{
    cbor::RefusalClass,
    package::{AgreementState, AtHand, Context, Evidence, ProfileInForce, SignedIndex},
    transfer::{GatheredTransfer, KnownStatements, Transfer},
    trust::{
        Completeness, Countersign, Event, Mandate, Package, PosixTime, Receipt, Roster, Sight,
        Statement, StatementId, Verdict, VerifiedDirectory, statement_id,
    },
};
use handover_identity::FirstSeen;
use handover_report::shown;

use self::reader::Reader;
use super::inspect::unverified_head_bytes;
use crate::{
    problem::Problem,
    refusals::{not_received, refusal},
    screen::Screen,
};

pub(crate) use unread::{UnreadStatement, unread};
pub(crate) use words::StatementSummary;
pub(crate) use written::{ToArgument, file_name, sign};

/// The statements that a verb judges by.
#[derive(Clone, Debug, Default, clap::Args)]
pub(crate) struct StatementArguments {
    /// Statements of the transfer at hand, of any kind; a folder stands for the files in it
    #[arg(long = "statement", value_name = "FILE|FOLDER")]
    paths: Vec<PathBuf>,
}

/// Verified statements of a transfer, and the files that were not taken.
#[derive(Default)]
pub(crate) struct Statements {
    known: KnownStatements,
    refused: Vec<RefusedFile>,
}

/// A statement in a folder that was not taken.
pub(crate) struct RefusedFile {
    /// The file.
    pub(crate) path: PathBuf,
    /// Why.
    pub(crate) class: RefusalClass,
    /// The same in words.
    pub(crate) why: String,
}

impl StatementArguments {
    /// Those of one folder.
    pub(crate) fn of(folder: &Path) -> Self {
        Self {
            paths: vec![folder.to_owned()],
        }
    }

    /// The same, and another file or folder.
    pub(crate) fn and(mut self, more: Option<PathBuf>) -> Self {
        self.paths.extend(more);
        self
    }

    /// The first folder: that of the transfer.
    pub(crate) fn first_folder(&self) -> Option<&Path> {
        let mut paths = self.paths.iter().map(PathBuf::as_path);
        paths.find(|path| path.is_dir())
    }
}

impl StatementArguments {
    /// Reads and verifies them all, each as of when the identity first saw it.
    ///
    /// A file that is named must be good. In a folder, what is not taken is told on standard error
    /// and left out: one bad file does not hold up a transfer.
    pub(crate) fn verified(
        &self,
        directory: &VerifiedDirectory,
        identity: Option<&Path>,
        now: PosixTime,
        screen: &Screen,
    ) -> Result<Statements, Problem> {
        let files = found::find(&self.paths, screen)?;
        let mut reader = Reader::new(directory, FirstSeen::recall(identity)?, now);
        reader.take_files(&files, screen)?;
        reader.finish()
    }
}

impl StatementArguments {
    /// The same, with packages that will be received by them, each as of when its head was first seen.
    ///
    /// A package that was here before its sender's certificate ran out, or was revoked, is still good.
    pub(crate) fn verified_for<'a>(
        &self,
        packages: impl IntoIterator<Item = &'a Path>,
        directory: &VerifiedDirectory,
        identity: Option<&Path>,
        now: PosixTime,
        screen: &Screen,
    ) -> Result<Statements, Problem> {
        let files = found::find(&self.paths, screen)?;
        let mut reader = Reader::new(directory, FirstSeen::recall(identity)?, now);
        reader.take_files(&files, screen)?;
        for package in packages {
            // Why a head cannot be read, or does not hold, is told by whoever receives the package.
            if let Ok(head) = unverified_head_bytes(package) {
                reader.see_head(&head);
            }
        }
        reader.finish()
    }
}

impl StatementArguments {
    /// The same, with a package (or its signed index) of which something is to be said.
    ///
    /// Of a package file only what it says in clear is looked at.
    pub(crate) fn verified_with(
        &self,
        package: &Path,
        directory: &VerifiedDirectory,
        identity: Option<&Path>,
        now: PosixTime,
        screen: &Screen,
    ) -> Result<(Statements, SignedIndex), Problem> {
        let mut files = found::find(&self.paths, screen)?;
        let file = found::package(package)?;
        let id = reader::id_of(&file);
        files.push(file);
        let mut reader = Reader::new(directory, FirstSeen::recall(identity)?, now);
        reader.take_files(&files, screen)?;
        let statements = reader.finish()?;
        let mut indexes = statements.indexes().iter();
        let index = indexes.find(|index| Some(*index.head().id()) == id);
        let index = index.cloned().ok_or_else(|| {
            Problem::our_bug("a package that was verified is not among the statements")
        })?;
        Ok((statements, index))
    }
}

impl StatementArguments {
    /// The same, with one statement that a person named; and its id.
    pub(crate) fn verified_with_statement(
        &self,
        path: &Path,
        directory: &VerifiedDirectory,
        identity: Option<&Path>,
        now: PosixTime,
        screen: &Screen,
    ) -> Result<(Statements, Option<StatementId>), Problem> {
        let named = found::find(&[path.to_owned()], screen)?;
        let id = named.first().and_then(|file| statement_id(&file.bytes));
        let mut files = found::find(&self.paths, screen)?;
        files.extend(named);
        let mut reader = Reader::new(directory, FirstSeen::recall(identity)?, now);
        reader.take_files(&files, screen)?;
        Ok((reader.finish()?, id))
    }

    /// The same, with the statements in evidence; and when the head of its package was first seen.
    pub(crate) fn verified_with_evidence(
        &self,
        path: &Path,
        bytes: &[u8],
        directory: &VerifiedDirectory,
        identity: Option<&Path>,
        now: PosixTime,
        screen: &Screen,
    ) -> Result<(Statements, PosixTime), Problem> {
        let mut contained = Evidence::unverified_statements(bytes)
            .map_err(|error| refusal(&shown(path), error.class(), error))?
            .into_iter();
        let head = contained.next().unwrap_or_default();
        let mut files = found::find(&self.paths, screen)?;
        files.extend(contained.filter_map(|bytes| found::contained(path, bytes, screen)));
        let mut reader = Reader::new(directory, FirstSeen::recall(identity)?, now);
        reader.take_files(&files, screen)?;
        let first_seen = reader.first_sight_of(path, &head)?;
        Ok((reader.finish()?, first_seen))
    }
}

impl Statements {
    /// An index at hand, checked against its profile and what was agreed (V-20 to V-22).
    pub(crate) fn checked(
        &self,
        path: &Path,
        index: &SignedIndex,
        profile: &ProfileInForce,
        directory: &VerifiedDirectory,
        now: PosixTime,
    ) -> Result<SignedIndex, Problem> {
        let sight = Sight::now(now).recorded(index.head().first_seen());
        let context = Context::new(directory, now)
            .with(self.at_hand())
            .sight(sight);
        SignedIndex::read(&index.to_bytes(), Some(profile), &context)
            .map_err(|error| not_received(path, &error))
    }

    /// As of when a package is judged by its head: when that was first seen, else now.
    pub(crate) fn sight_of(&self, package: &Path, now: PosixTime) -> Sight<'static> {
        let id = unverified_head_bytes(package)
            .ok()
            .and_then(|head| statement_id(&head));
        let seen = id.and_then(|id| self.known.head_first_seen(&id));
        let sight = Sight::now(now);
        seen.map_or(sight, |first_seen| sight.recorded(first_seen))
    }

    /// Everything at hand that was said under a mandate.
    pub(crate) fn transfer(
        &self,
        mandate: Statement<Mandate>,
        profile: &ProfileInForce,
    ) -> Result<GatheredTransfer, Problem> {
        let gathered = self.known.transfer(mandate, profile);
        gathered.map_err(|error| refusal("the profile", error.class(), error))
    }

    /// Everything at hand that decides about a package.
    pub(crate) fn transfer_of_package(
        &self,
        head: &Statement<Package>,
        profile: &ProfileInForce,
    ) -> Result<Transfer, Problem> {
        let transfer = self.known.transfer_of_package(head, profile);
        transfer.map_err(|error| refusal("the profile", error.class(), error))
    }

    /// Everything that was taken.
    pub(crate) const fn known(&self) -> &KnownStatements {
        &self.known
    }

    /// What a package is compared with.
    pub(crate) fn at_hand(&self) -> AtHand<'_> {
        self.known.at_hand()
    }

    pub(crate) fn mandates(&self) -> &[Statement<Mandate>] {
        self.known.mandates()
    }

    /// The mandate of this id.
    pub(crate) fn mandate(&self, id: &StatementId) -> Option<&Statement<Mandate>> {
        self.known.mandate(id)
    }

    pub(crate) fn rosters(&self) -> &[Statement<Roster>] {
        self.known.rosters()
    }

    pub(crate) fn completeness(&self) -> &[Statement<Completeness>] {
        self.known.completeness()
    }

    pub(crate) fn countersigns(&self) -> &[Statement<Countersign>] {
        self.known.countersigns()
    }

    /// Packages, as far as they speak in clear: of package files too, whose cases were not looked at.
    pub(crate) fn indexes(&self) -> &[SignedIndex] {
        self.known.indexes()
    }

    pub(crate) fn receipts(&self) -> &[Statement<Receipt>] {
        self.known.receipts()
    }

    pub(crate) fn verdicts(&self) -> &[Statement<Verdict>] {
        self.known.verdicts()
    }

    pub(crate) fn events(&self) -> &[Statement<Event>] {
        self.known.events()
    }

    /// Files in folders that claim to be statements and were not taken.
    pub(crate) fn refused(&self) -> &[RefusedFile] {
        &self.refused
    }
}

/// How far mandate and roster were checked, in words.
pub(crate) const fn agreement(state: AgreementState) -> &'static str {
    match state {
        AgreementState::Checked => "mandate, roster and countersigns agree",
        AgreementState::NoMandate => "under no mandate",
        AgreementState::NotAtHand => {
            "names a mandate that is not at hand: give it with --statement"
        }
    }
}

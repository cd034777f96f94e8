//! Statements that travel beside a package: every kind that a transfer has, from files and folders.

mod written;

use std::path::{Path, PathBuf};

use handover::{
    Office, Verifier,
    files::{Aside, GatheredStatements, StatementFiles},
    package::{ProfileInForce, SignedIndex},
    transfer::{GatheredTransfer, KnownStatements},
    trust::{Mandate, PosixTime, Statement, StatementId, VerifiedDirectory},
};
use handover_identity::FirstSeen;
use handover_report::shown;

use crate::{problem::Problem, refusals::refusal, screen::Screen};

pub(crate) use handover::files::{RefusedFile, UnreadStatement};
pub(crate) use written::ToArgument;

/// The statements that a verb judges by.
#[derive(Clone, Debug, Default, clap::Args)]
pub(crate) struct StatementArguments {
    /// Statements of the transfer at hand, of any kind; a folder stands for the files in it
    #[arg(long = "statement", value_name = "FILE|FOLDER")]
    paths: Vec<PathBuf>,
}

/// Verified statements of a transfer, and the files that were not taken.
#[derive(Default)]
pub(crate) struct Statements(GatheredStatements);

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

    /// The files, read and not yet judged; what is no statement is told on standard error.
    pub(crate) fn find(&self, screen: &Screen) -> Result<StatementFiles, Problem> {
        find(&self.paths, screen)
    }

    /// The statements at hand as they lie there.
    pub(crate) fn unread(&self, screen: &Screen) -> Result<Vec<UnreadStatement>, Problem> {
        unread(&self.paths, screen)
    }

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
        let mut verifier = Verifier::new(directory, FirstSeen::recall(identity)?, now);
        judged(&mut verifier, &self.find(screen)?, screen)
    }

    /// The same, with one statement that a person named; and its id.
    pub(crate) fn verified_with_statement(
        &self,
        path: &Path,
        directory: &VerifiedDirectory,
        identity: Option<&Path>,
        now: PosixTime,
        screen: &Screen,
    ) -> Result<(Statements, Option<StatementId>), Problem> {
        let named = find(&[path.to_owned()], screen)?;
        let id = named.first_id();
        let files = self.find(screen)?.and(named);
        let mut verifier = Verifier::new(directory, FirstSeen::recall(identity)?, now);
        Ok((judged(&mut verifier, &files, screen)?, id))
    }
}

/// Files and folders, read and not yet judged.
pub(crate) fn find(paths: &[PathBuf], screen: &Screen) -> Result<StatementFiles, Problem> {
    Ok(StatementFiles::find(paths, &mut |aside| {
        tell(aside, screen)
    })?)
}

/// The statements that files and folders hold, without indexes and packages.
pub(crate) fn unread(paths: &[PathBuf], screen: &Screen) -> Result<Vec<UnreadStatement>, Problem> {
    Ok(find(paths, screen)?.into_statements())
}

/// Judges files as our office does.
pub(crate) fn judged_by(
    office: &mut Office,
    files: &StatementFiles,
    screen: &Screen,
) -> Result<Statements, Problem> {
    let gathered = office.judge_files(files, &mut |aside| tell(aside, screen))?;
    Ok(Statements(gathered))
}

/// Judges files by a directory, without a key.
pub(crate) fn judged(
    verifier: &mut Verifier<'_>,
    files: &StatementFiles,
    screen: &Screen,
) -> Result<Statements, Problem> {
    let gathered = verifier.judge_files(files, &mut |aside| tell(aside, screen))?;
    Ok(Statements(gathered))
}

/// The signed index of a package that was judged.
pub(crate) fn index_of(
    known: &KnownStatements,
    package: Option<StatementId>,
) -> Result<&SignedIndex, Problem> {
    package
        .and_then(|id| known.index(&id))
        .ok_or_else(|| Problem::our_bug("a package that was verified is not among the statements"))
}

/// How many names of other files are told.
const TOLD: usize = 8;

/// Says on standard error what was left aside.
pub(crate) fn tell(aside: Aside<'_>, screen: &Screen) {
    const NONE: &str = "left alone, for it is no statement of a transfer";
    match aside {
        Aside::Contained { file } => screen.note(&format!("{NONE}: a part of {}", shown(file))),
        Aside::NotTaken(file) => screen.note(&format!(
            "not taken ({}): {}: {}",
            file.class,
            shown(&file.path),
            file.why
        )),
        Aside::Others { folder, files } => {
            let names = files.iter().take(TOLD).filter_map(|path| path.file_name());
            let names: Vec<String> = names.map(|name| shown(Path::new(name))).collect();
            let more = match files.len().saturating_sub(TOLD) {
                0 => String::new(),
                more => format!(" and {more} more"),
            };
            screen.note(&format!(
                "{NONE}: {}{more} in {}",
                names.join(", "),
                shown(folder)
            ));
        }
        _ => {}
    }
}

impl Statements {
    /// Everything at hand that was said under a mandate.
    pub(crate) fn transfer(
        &self,
        mandate: Statement<Mandate>,
        profile: &ProfileInForce,
    ) -> Result<GatheredTransfer, Problem> {
        let gathered = self.known().transfer(mandate, profile);
        gathered.map_err(|error| refusal("the profile", error.class(), error))
    }

    /// Everything that was taken.
    pub(crate) const fn known(&self) -> &KnownStatements {
        self.0.known()
    }

    /// Files in folders that claim to be statements and were not taken.
    pub(crate) fn refused(&self) -> &[RefusedFile] {
        self.0.refused()
    }
}

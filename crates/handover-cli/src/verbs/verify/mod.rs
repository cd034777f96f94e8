//! `handover verify`: is it whole, and is it theirs?

mod evidence;
mod package;
mod statement;

use std::{
    fs::{self, File},
    io::BufReader,
    path::{Path, PathBuf},
    process::ExitCode,
};

use handover::{
    Verifier,
    cbor::RefusalClass,
    files::{is_package, open_package, refuse_broken_statement},
    package::{AgreementState, Carried, Evidence, ProfileInForce, SignedIndex},
    trust::{PosixTime, VerifiedDirectory, statement_kind},
};
use handover_identity::FirstSeen;
use handover_report::shown;

use super::{
    directory::TrustArguments,
    identity::MaybeIdentity,
    statements::{StatementArguments, Statements},
};
use crate::{
    problem::{Problem, not_received},
    refusals::refusal,
    screen::Screen,
};

/// Verify without opening: a package, its signed index, evidence of one case, or a statement
///
/// What the file is shows from its content. Of evidence it says in plain words what is proved and what
/// is not; all that it needs beside the file is the directory.
#[derive(Debug, clap::Args)]
pub(crate) struct Arguments {
    /// The package, signed index, evidence or statement
    #[arg(value_name = "FILE")]
    file: PathBuf,
    #[command(flatten)]
    trust: TrustArguments,
    #[command(flatten)]
    identity: MaybeIdentity,
    /// The dataset profile, if the package follows none that is built in
    #[arg(long, value_name = "FILE")]
    profile: Option<PathBuf>,
    #[command(flatten)]
    statements: StatementArguments,
}

/// A directory and moment by which a file is verified.
struct Looked {
    directory: VerifiedDirectory,
    now: PosixTime,
}

impl Arguments {
    fn looked(&self) -> Result<Looked, Problem> {
        Ok(Looked {
            directory: self.trust.directory(self.identity.folder())?,
            now: self.trust.at.moment().posix(),
        })
    }
}

impl Looked {
    fn verifier(&self, arguments: &Arguments) -> Result<Verifier<'_>, Problem> {
        let memory = FirstSeen::recall(arguments.identity.folder())?;
        Ok(Verifier::new(&self.directory, memory, self.now))
    }
}

/// Does what was asked.
pub(crate) fn run(arguments: &Arguments, screen: &Screen) -> Result<ExitCode, Problem> {
    let path = arguments.file.as_path();
    if is_package(path)? {
        return package::run(arguments, screen);
    }
    let bytes = fs::read(path).map_err(|error| Problem::reading(path, &error))?;
    if Evidence::is_claimed_by(&bytes) {
        evidence::run(arguments, &bytes, screen)
    } else if SignedIndex::is_claimed_by(&bytes) {
        package::run_index(arguments, screen)
    } else if statement_kind(&bytes).is_some() {
        statement::run(arguments, screen)
    } else {
        refuse_broken_statement(path, &bytes)?;
        Err(refusal(
            &shown(path),
            RefusalClass::Truncated,
            "neither a package, a signed index, evidence nor a statement",
        )
        .advise(
            "Name one of these; if it is one, it did not arrive whole: fetch or copy it again.",
        ))
    }
}

/// Verifies everything about a package that can be verified without its keys.
pub(crate) fn carried(
    path: &Path,
    profile: Option<&ProfileInForce>,
    directory: &VerifiedDirectory,
    statements: &Statements,
    now: PosixTime,
) -> Result<Carried<BufReader<File>>, Problem> {
    let file = BufReader::new(open_package(path)?);
    let verifier = Verifier::new(directory, FirstSeen::recall(None)?, now);
    let carried = verifier.package(file, profile, statements.known());
    carried.map_err(|error| not_received(path, &error))
}

/// Says which checks were not made, for what they need is not at hand.
pub(crate) fn note_not_made(path: &Path, agreement: AgreementState, screen: &Screen) {
    let not_made = agreement.not_made();
    if !not_made.is_empty() {
        screen.note(&format!(
            "{}: {}; {} were not made",
            shown(path),
            handover_report::statements::agreement(agreement),
            not_made.join(", ")
        ));
    }
}

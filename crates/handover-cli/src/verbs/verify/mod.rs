//! `handover verify`: is it whole, and is it theirs?

mod evidence;
mod package;
mod proved;
mod statement;

#[cfg(test)]
pub(crate) use self::{
    evidence::VerifiedEvidence, package::VerifiedPackage, statement::VerifiedStatement,
};

use std::{
    fs::{self, File},
    io::BufReader,
    path::{Path, PathBuf},
    process::ExitCode,
};

use handover::{
    cbor::RefusalClass,
    package::{AgreementState, Carried, Context, Evidence, ProfileInForce, SignedIndex},
    trust::{PosixTime, VerifiedDirectory, statement_kind},
};
use handover_report::shown;

use super::{
    directory::TrustArguments,
    identity::MaybeIdentity,
    inspect::{is_package, package_file, refuse_broken_statement},
    statements::{StatementArguments, Statements},
};
use crate::{
    problem::Problem,
    refusals::{not_received, refusal},
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
    let file = package_file(path)?;
    let context = Context::new(directory, now)
        .with(statements.at_hand())
        .sight(statements.sight_of(path, now));
    Carried::read(BufReader::new(file), profile, &context)
        .map_err(|error| not_received(path, &error))
}

/// Says which checks were not made, for what they need is not at hand.
pub(crate) fn note_not_made(path: &Path, agreement: AgreementState, screen: &Screen) {
    let not_made = agreement.not_made();
    if !not_made.is_empty() {
        screen.note(&format!(
            "{}: {}; {} were not made",
            shown(path),
            super::statements::agreement(agreement),
            not_made.join(", ")
        ));
    }
}

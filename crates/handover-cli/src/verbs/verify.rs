//! `handover verify`: is it whole, and is it theirs?

use std::{
    fs::File,
    io::BufReader,
    path::{Path, PathBuf},
    process::ExitCode,
};

use handover::{Carried, Context, PosixTime, ProfileInForce, ReceiveError, VerifiedDirectory};

use super::{
    directory::TrustArguments,
    inspect::{head_as_json, head_as_text},
    profile::profile_of,
    statements::{StatementArguments, Statements, agreement},
};
use crate::{
    output::{print, print_json},
    page::Page,
    problem::{Problem, shown},
    refusals::refusal,
    terminal::Paint,
};

/// Verify a package without opening it: signature, signer, index and every sealed case
#[derive(Debug, clap::Args)]
pub(crate) struct Arguments {
    /// The package
    #[arg(value_name = "PACKAGE")]
    package: PathBuf,
    #[command(flatten)]
    trust: TrustArguments,
    /// An identity folder: its memory of the anchor and of the version seen last is used and kept
    #[arg(long, value_name = "FOLDER")]
    identity: Option<PathBuf>,
    /// The dataset profile, if the package follows none that is built in
    #[arg(long, value_name = "FILE")]
    profile: Option<PathBuf>,
    #[command(flatten)]
    statements: StatementArguments,
    /// Print one JSON document
    #[arg(long)]
    pub(crate) json: bool,
}

/// Does what was asked.
pub(crate) fn run(arguments: &Arguments) -> Result<ExitCode, Problem> {
    let directory = arguments.trust.directory(arguments.identity.as_deref())?;
    let now = arguments.trust.at.moment().posix();
    let statements =
        arguments
            .statements
            .verified(&directory, arguments.identity.as_deref(), now)?;
    let profile = profile_of(&arguments.package, arguments.profile.as_deref())?;
    let carried = carried(
        &arguments.package,
        profile.as_ref(),
        &directory,
        &statements,
        now,
    )?;
    let head = carried.head();
    if arguments.json {
        let mut document = head_as_json(head.payload());
        if let Some(members) = document.as_object_mut() {
            members.insert(
                "agreement".to_owned(),
                agreement(carried.agreement()).into(),
            );
            members.insert("id".to_owned(), head.id().to_string().into());
            members.insert("profile_known".to_owned(), profile.is_some().into());
            members.insert("verified".to_owned(), true.into());
        }
        print_json(&document)?;
    } else {
        let mut page = Page::new(Paint::standard_output());
        page.line(
            &page
                .paint
                .good("VERIFIED: signature, index and every sealed case."),
        );
        page.field("Package", &[head.id().to_string()]);
        head_as_text(&mut page, head.payload());
        page.field("Agreement", &[agreement(carried.agreement()).to_owned()]);
        if profile.is_none() {
            page.field(
                "Profile",
                &["not known here: give --profile to check who was granted what".to_owned()],
            );
        }
        print(&page.into_text())?;
    }
    Ok(ExitCode::SUCCESS)
}

/// Verifies everything about a package that can be verified without its keys.
pub(crate) fn carried(
    path: &Path,
    profile: Option<&ProfileInForce>,
    directory: &VerifiedDirectory,
    statements: &Statements,
    now: PosixTime,
) -> Result<Carried<BufReader<File>>, Problem> {
    let file = File::open(path).map_err(|error| Problem::reading(path, &error))?;
    let context = Context::new(directory, now).with(statements.at_hand());
    Carried::read(BufReader::new(file), profile, &context)
        .map_err(|error| not_received(path, &error))
}

/// Why a package was not taken.
pub(crate) fn not_received(path: &Path, error: &ReceiveError) -> Problem {
    if let ReceiveError::Source(kind) = error {
        return Problem::reading(path, &(*kind).into());
    }
    refusal(&shown(path), error.class(), error)
}

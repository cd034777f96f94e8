//! `handover open`: read what was sealed to us.

mod checked;
mod evidence;
mod unsealed;
mod written;

use std::{
    path::{Path, PathBuf},
    process::ExitCode,
};

use handover::{CaseReference, CheckedAgain, ShortName, Token, audiences_of};

use self::written::write_cases;
use super::{
    inspect::expect_package,
    profile::{profile_of, profile_to_receive},
    signing::{Signatory, SigningArguments},
    statements::StatementArguments,
    verify::note_not_made,
};
use crate::{
    output::print,
    problem::{Problem, shown},
    sheet::{SheetStyle, count},
    terminal::Paint,
};

use checked::FailedCase;
pub(crate) use unsealed::{OpenInput, Unsealed, open_package, receive_package, unlock};

/// How an opened case is written.
#[derive(Clone, Copy, Debug, Eq, PartialEq, clap::ValueEnum)]
pub(crate) enum Form {
    /// The dataset's JSON: one document, or one line for each case on standard output
    Json,
    /// A plain sheet to read: warnings first, then SBAR
    Sheet,
}

/// Verify a package that was sealed to us, then open one case or all
///
/// Nothing of a case is written before everything about it is verified. Then the checks of the dataset
/// run again: a case that fails them opens all the same and is named on standard error. One that
/// cannot be read is named with its class, and the others open; exit code 1 then. Files and folders
/// are for their owner only; files of cases are numbered, for a name would lead to a person.
#[derive(Debug, clap::Args)]
pub(crate) struct Arguments {
    /// The package, or evidence of a case that has keys for us
    #[arg(value_name = "PACKAGE")]
    package: PathBuf,
    /// Only this case: its token (hex) or the sender's reference
    #[arg(long, value_name = "TOKEN|REFERENCE", value_parser = Wanted::parse)]
    case: Option<Wanted>,
    /// How to write cases
    #[arg(long = "as", value_name = "FORM", value_enum, default_value = "sheet")]
    form: Form,
    /// A file for one case, a folder for all, or `-` for standard output
    #[arg(long, value_name = "WHERE", default_value = "-")]
    to: PathBuf,
    /// The audience to open as, if the package names us for several (else all of them)
    #[arg(long, value_name = "AUDIENCE")]
    audience: Option<ShortName>,
    /// The dataset profile, if the package follows none that is built in
    #[arg(long, value_name = "FILE")]
    profile: Option<PathBuf>,
    #[command(flatten)]
    statements: StatementArguments,
    #[command(flatten)]
    signing: SigningArguments,
}

/// Which case to open.
#[derive(Clone, Debug)]
pub(crate) enum Wanted {
    Reference(CaseReference),
    Token(Token),
}

impl Wanted {
    pub(crate) fn parse(text: &str) -> Result<Self, String> {
        if let Ok(token) = text.parse() {
            return Ok(Self::Token(token));
        }
        text.parse()
            .map(Self::Reference)
            .map_err(|_| "neither a token (64 hex digits) nor a case reference".to_owned())
    }
}

/// Does what was asked.
pub(crate) fn run(arguments: &Arguments) -> Result<ExitCode, Problem> {
    if let Some(bytes) = evidence::bytes_of(&arguments.package)? {
        return evidence::run(arguments, &bytes);
    }
    expect_package(&arguments.package)?;
    let Signatory {
        identity,
        directory,
        ..
    } = arguments.signing.signatory()?;
    let moment = arguments.signing.trust.at.moment();
    let statements = arguments.statements.verified_for(
        [arguments.package.as_path()],
        &directory,
        Some(identity.folder()),
        moment.posix(),
    )?;
    let profile = profile_to_receive(
        profile_of(&arguments.package, arguments.profile.as_deref())?,
        &arguments.package,
        &directory,
        &statements,
        moment.posix(),
    )?;
    let passphrase = arguments.signing.passphrase()?;
    let keys = identity.sealing_keys(&passphrase)?;
    let opened = open_package(&OpenInput {
        package: &arguments.package,
        us: identity.organisation(),
        keys: &keys,
        profile: &profile,
        directory: &directory,
        statements: &statements,
        audience: arguments.audience.as_ref(),
        memory: Some(identity.folder()),
        now: moment.posix(),
    })?;
    note_not_made(&arguments.package, opened.agreement());
    let head = opened.head().payload();
    let checked = CheckedAgain::new(
        profile.profile(),
        audiences_of(head, identity.organisation(), arguments.audience.as_ref()),
        head.mandate.and_then(|id| statements.mandate(&id)),
    );
    let mut unsealed = Unsealed::new(opened);
    let style = SheetStyle {
        today: moment.date(),
        old_after_days: Some(profile.profile().stale_days().risk),
        paint: if arguments.to.as_os_str() == "-" {
            Paint::standard_output()
        } else {
            Paint::plain()
        },
    };
    let written = write_cases(
        &mut unsealed,
        &checked,
        arguments.case.as_ref(),
        arguments.form,
        &arguments.to,
        &style,
    )?;
    checked::tell(&written.failed);
    let cases = unsealed.count();
    if arguments.to.as_os_str() != "-" {
        let opened = cases.saturating_sub(written.unreadable.len());
        print(&told(&arguments.to, opened))?;
    }
    written.told(cases)?;
    Ok(ExitCode::SUCCESS)
}

/// Where the cases are now.
fn told(to: &Path, cases: usize) -> String {
    if to.is_dir() {
        let cases = count(cases, "case");
        return format!(
            "Opened: {cases}\nWritten: {}; its contents.json says which file is whose.\n",
            shown(to)
        );
    }
    format!("Written: {}\n", shown(to))
}

//! `handover open`: read what was sealed to us.

mod checked;
mod evidence;
mod unsealed;
mod written;

use std::{
    path::{Path, PathBuf},
    process::ExitCode,
};

use handover::{
    case::CaseReference,
    package::{CheckedAgain, audiences_of},
    trust::{ShortName, Token},
};
use handover_report::{Page, Paint, Report, amounts::amount, sheet::SheetStyle, shown};
use serde::Serialize;

use self::written::{Written, write_cases};
use super::{
    inspect::expect_package,
    profile::{profile_of, profile_to_receive},
    signing::{Signatory, SigningArguments},
    statements::StatementArguments,
    verify::note_not_made,
};
use crate::{problem::Problem, screen::Screen};

use checked::FailedCase;
pub(crate) use unsealed::{
    OpenInput, Unsealed, open_package, receive_package, remember_opened, unlock,
};

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
pub(crate) fn run(arguments: &Arguments, screen: &Screen) -> Result<ExitCode, Problem> {
    let is_pipe = arguments.to.as_os_str() == "-";
    if is_pipe {
        // Sheets, or one case in each line.
        screen.no_json()?;
    }
    if let Some(bytes) = evidence::bytes_of(&arguments.package)? {
        return evidence::run(arguments, &bytes, screen);
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
        screen,
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
    note_not_made(&arguments.package, opened.agreement(), screen);
    let head = opened.head().payload();
    let checked = CheckedAgain::new(
        profile.profile(),
        audiences_of(head, identity.organisation(), arguments.audience.as_ref()),
        head.mandate.and_then(|id| statements.mandate(&id)),
    );
    let package = *opened.head().id();
    let mut unsealed = Unsealed::new(opened);
    let style = SheetStyle {
        today: moment.date(),
        old_after_days: Some(profile.profile().stale_days().risk),
        paint: if is_pipe {
            screen.paint()
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
        screen,
    )?;
    remember_opened(identity.folder(), &package, moment.posix())?;
    checked::tell(&written.failed, screen);
    let cases = unsealed.count();
    if !is_pipe {
        screen.report(&OpenedReport::new(&arguments.to, cases, &written))?;
    }
    written.told(cases)?;
    Ok(ExitCode::SUCCESS)
}

/// What was opened, and where it is now.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(crate) struct OpenedReport {
    /// Cases that can be read and fail checks which their sender should have run.
    failed: Vec<FailedRow>,
    /// How many were opened.
    opened: usize,
    /// Cases that cannot be read.
    unreadable: Vec<UnreadableCase>,
    /// The file, or the folder whose contents.json says which file is whose.
    written: String,
    #[serde(skip)]
    is_folder: bool,
}

#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
struct FailedRow {
    /// The sender's own reference, if we may see it.
    case: Option<String>,
    checks: Vec<String>,
    token: String,
}

#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(crate) struct UnreadableCase {
    pub(crate) class: &'static str,
    pub(crate) token: String,
}

impl OpenedReport {
    fn new(to: &Path, cases: usize, written: &Written) -> Self {
        let failed = written.failed.iter().map(|case| FailedRow {
            case: case.reference.as_ref().map(|case| case.as_str().to_owned()),
            checks: case.checks.clone(),
            token: case.token.to_string(),
        });
        let unreadable = written.unreadable.iter().map(|one| UnreadableCase {
            class: one.class.as_str(),
            token: one.token.to_string(),
        });
        let is_folder = to.is_dir();
        Self {
            failed: failed.collect(),
            opened: if is_folder {
                cases.saturating_sub(written.unreadable.len())
            } else {
                1
            },
            unreadable: unreadable.collect(),
            written: shown(to),
            is_folder,
        }
    }

    /// One case, from evidence.
    fn one(to: &Path) -> Self {
        Self::new(to, 1, &Written::default())
    }
}

impl Report for OpenedReport {
    fn tell(&self, page: &mut Page) {
        if self.is_folder {
            page.line(&format!("Opened: {}", amount(self.opened, "case")));
            page.line(&format!(
                "Written: {}; its contents.json says which file is whose.",
                self.written
            ));
        } else {
            page.line(&format!("Written: {}", self.written));
        }
    }
}

//! `handover open`: read what was sealed to us.

mod evidence;
mod tables;
mod written;

use std::{io::BufReader, path::PathBuf, process::ExitCode};

use handover::{
    CaseName,
    files::{expect_package, open_package},
    trust::ShortName,
};
use handover_report::{Paint, open::OpenedPlace, sheet::SheetStyle};

use self::written::write_cases;
use super::{
    signing::SigningArguments,
    statements::{StatementArguments, judged_by},
    verify::note_not_made,
};
use crate::{problem::Problem, screen::Screen};

/// How an opened case is written.
#[derive(Clone, Copy, Debug, Eq, PartialEq, clap::ValueEnum)]
pub(crate) enum Form {
    /// A folder of CSV: one row a person, and a file for each list; `import` reads it again
    Csv,
    /// The dataset's JSON: one document, or one line for each case on standard output
    Json,
    /// A folder of pages to read and print: a list of the people, most urgent first, and one page each
    Page,
    /// A sheet to read: what can hurt first, then what must be done, then the rest
    Sheet,
    /// An .xlsx: one row a person, and a sheet for each list; `import` reads it again
    Workbook,
}

impl Form {
    /// Whether all cases stand in the same tables.
    const fn is_tables(self) -> bool {
        matches!(self, Self::Csv | Self::Workbook)
    }

    /// How the name of the file of one case ends.
    const fn ending(self) -> &'static str {
        match self {
            Self::Csv | Self::Workbook => "csv",
            Self::Json => "json",
            Self::Page => "html",
            Self::Sheet => "txt",
        }
    }

    /// What is left where it is written: one case, or all that a package holds.
    const fn place(self, is_one: bool) -> OpenedPlace {
        match self {
            Self::Csv | Self::Workbook => OpenedPlace::Tables,
            Self::Json | Self::Page | Self::Sheet if is_one => OpenedPlace::File,
            Self::Json | Self::Sheet => OpenedPlace::Folder,
            Self::Page => OpenedPlace::Pages,
        }
    }
}

/// Verify a package that was sealed to us, then open one case or all
///
/// Nothing of a case is written before everything about it is verified. Then the checks of the dataset
/// run again: a case that fails them opens all the same and is named on standard error. One that
/// cannot be read is named with its class, and the others open; exit code 1 then. Files and folders
/// are for their owner only; files of cases are numbered, for a name would lead to a person.
///
/// A directory that has run out stops nothing that was received while it held: that opens, and standard error says so.
#[derive(Debug, clap::Args)]
pub(crate) struct Arguments {
    /// The package, or evidence of a case that has keys for us
    #[arg(value_name = "PACKAGE")]
    package: PathBuf,
    /// Only this case: its token (hex) or the sender's reference
    #[arg(long, value_name = "TOKEN|REFERENCE")]
    case: Option<CaseName>,
    /// How to write cases
    #[arg(long = "as", value_name = "FORM", value_enum, default_value = "sheet")]
    form: Form,
    /// A file for one case or a workbook, a folder for all or for CSV, or `-` for standard output
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

/// Does what was asked.
pub(crate) fn run(arguments: &Arguments, screen: &Screen) -> Result<ExitCode, Problem> {
    let is_pipe = arguments.to.as_os_str() == "-";
    tables::expect_place(arguments.form, &arguments.to)?;
    if arguments.form == Form::Page && is_pipe && arguments.case.is_none() {
        return Err(Problem::usage(
            "pages are several, and standard output is one",
            "Give --to FOLDER, or --case for the page of one person.",
        ));
    }
    if is_pipe {
        // Sheets, or one case in each line.
        screen.no_json()?;
    }
    if let Some(bytes) = evidence::bytes_of(&arguments.package)? {
        return evidence::run(arguments, &bytes, screen);
    }
    expect_package(&arguments.package)?;
    let profile = arguments.profile.as_deref();
    let mut office = arguments.signing.office_to_read(profile, screen)?;
    let mut files = arguments.statements.find(screen)?;
    files.add_head_of(&arguments.package);
    let statements = judged_by(&mut office, &files, screen)?;
    office.unlock(&arguments.signing.passphrase()?);
    let told = |error| Problem::with_package(&arguments.package, error);
    let package = BufReader::new(open_package(&arguments.package)?);
    let arrived = office.receive(package, statements.known()).map_err(told)?;
    let mut opened = arrived.open_as(arguments.audience.as_ref()).map_err(told)?;
    note_not_made(&arguments.package, opened.agreement(), screen);
    let style = SheetStyle {
        at: arguments.signing.trust.at.moment().posix(),
        stale: Some(opened.profile().profile().stale_days()),
        paint: if is_pipe {
            screen.paint()
        } else {
            Paint::plain()
        },
    };
    let written = write_cases(
        &mut opened,
        arguments.case.as_ref(),
        arguments.form,
        &arguments.to,
        &style,
        screen,
    )?;
    written.tell_failed(screen);
    let cases = opened.count();
    let told = written.told(cases);
    if !is_pipe {
        screen.report(&written.report(arguments, cases))?;
    }
    told?;
    Ok(ExitCode::SUCCESS)
}

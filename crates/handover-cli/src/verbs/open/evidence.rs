//! Evidence of one case, by the reader for whom it has keys.

use std::{fs, path::Path, process::ExitCode};

use handover::{CaseName, OfficeError, files::is_package, package::Evidence};
use handover_report::{Paint, open::OpenedReport, sheet::SheetStyle, shown};

use super::{Arguments, tables::write_one, written::as_text};
use crate::{
    output::NewFile,
    problem::Problem,
    refusals::refusal,
    screen::Screen,
    verbs::statements::{judged_by, tell},
};

/// The content of a file that claims to be evidence.
pub(super) fn bytes_of(path: &Path) -> Result<Option<Vec<u8>>, Problem> {
    if is_package(path)? {
        return Ok(None);
    }
    let bytes = fs::read(path).map_err(|error| Problem::reading(path, &error))?;
    Ok(Some(bytes).filter(|bytes| Evidence::is_claimed_by(bytes)))
}

/// Verifies evidence and opens the sections that are for us.
pub(super) fn run(
    arguments: &Arguments,
    bytes: &[u8],
    screen: &Screen,
) -> Result<ExitCode, Problem> {
    if arguments.audience.is_some() {
        return Err(Problem::usage(
            "evidence is for a reader, not for an audience",
            "Leave --audience out.",
        ));
    }
    let path = arguments.package.as_path();
    let mut office = arguments.signing.office(arguments.profile.as_deref())?;
    let mut files = arguments.statements.find(screen)?;
    files.add_evidence(path, bytes, &mut |aside| tell(aside, screen))?;
    let statements = judged_by(&mut office, &files, screen)?;
    let told = |error: OfficeError| Problem::with_package(path, error);
    let evidence = office.evidence(bytes, statements.known()).map_err(told)?;
    office.unlock(&arguments.signing.passphrase()?);
    let (opened, profile) = office.open_evidence(&evidence).map_err(told)?;
    let case = opened
        .case()
        .map_err(|error| refusal(&shown(path), error.class(), error))?;
    let is_wanted = match &arguments.case {
        None => true,
        Some(CaseName::Token(token)) => *token == opened.token(),
        Some(CaseName::Reference(reference)) => case.reference() == Some(reference),
    };
    if !is_wanted {
        return Err(Problem::usage(
            "the evidence is of another case",
            "Leave --case out to see which it is.",
        ));
    }
    let is_pipe = arguments.to.as_os_str() == "-";
    if arguments.form.is_tables() {
        let token = opened.token().to_string();
        write_one(&case, &token, arguments.form, &arguments.to)?;
    } else {
        let style = SheetStyle {
            at: arguments.signing.trust.at.moment().posix(),
            stale: Some(profile.profile().stale_days()),
            paint: if is_pipe {
                screen.paint()
            } else {
                Paint::plain()
            },
        };
        let text = as_text(&case, arguments.form, &style)?;
        if is_pipe {
            screen.print(&text)?;
        } else {
            NewFile::write(&arguments.to, text.as_bytes())?;
        }
    }
    if !is_pipe {
        let place = arguments.form.place(true);
        screen.report(&OpenedReport::new(&arguments.to, place, 1, Vec::new(), &[]))?;
    }
    Ok(ExitCode::SUCCESS)
}

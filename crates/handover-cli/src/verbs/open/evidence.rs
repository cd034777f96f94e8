//! Evidence of one case, by the reader for whom it has keys.

use std::{fs, path::Path, process::ExitCode};

use handover::{
    package::{Context, Evidence},
    trust::Sight,
};
use handover_report::{Paint, sheet::SheetStyle, shown};

use super::{Arguments, OpenedReport, Wanted, written::as_text};
use crate::{
    output::NewFile,
    problem::Problem,
    refusals::refusal,
    screen::Screen,
    verbs::{
        inspect::is_package,
        profile::{known_profile, profile_named},
        signing::Signatory,
    },
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
    let Signatory {
        identity,
        directory,
        ..
    } = arguments.signing.signatory()?;
    let moment = arguments.signing.trust.at.moment();
    let (now, path) = (moment.posix(), arguments.package.as_path());
    let (_, first_seen) = arguments.statements.verified_with_evidence(
        path,
        bytes,
        &directory,
        Some(identity.folder()),
        now,
        screen,
    )?;
    let context = Context::new(&directory, now).sight(Sight::now(now).recorded(first_seen));
    let evidence = Evidence::verify(bytes, &context)
        .map_err(|error| refusal(&shown(path), error.class(), error))?;
    let reference = &evidence.head().payload().profile;
    let profile = known_profile(profile_named(reference, arguments.profile.as_deref())?)?;
    let passphrase = arguments.signing.passphrase()?;
    let keys = identity.sealing_keys(&passphrase)?;
    let opened = evidence
        .open_with(identity.organisation(), &keys, &profile)
        .map_err(|error| refusal(&shown(path), error.class(), error))?;
    let case = opened
        .case()
        .map_err(|error| refusal(&shown(path), error.class(), error))?;
    let is_wanted = match &arguments.case {
        None => true,
        Some(Wanted::Token(token)) => *token == opened.token(),
        Some(Wanted::Reference(reference)) => case.reference() == Some(reference),
    };
    if !is_wanted {
        return Err(Problem::usage(
            "the evidence is of another case",
            "Leave --case out to see which it is.",
        ));
    }
    let is_pipe = arguments.to.as_os_str() == "-";
    let style = SheetStyle {
        today: moment.date(),
        old_after_days: Some(profile.profile().stale_days().risk),
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
        screen.report(&OpenedReport::one(&arguments.to))?;
    }
    Ok(ExitCode::SUCCESS)
}

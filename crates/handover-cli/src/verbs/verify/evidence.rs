//! Evidence of one case.

use handover_report::{shown, verify::VerifiedEvidence};
use std::process::ExitCode;

use super::Arguments;
use crate::{
    problem::Problem,
    refusals::refusal,
    screen::Screen,
    verbs::{
        profile::profile_named,
        statements::{judged, tell},
    },
};

/// Verifies evidence and the statements in it, and says what follows.
pub(super) fn run(
    arguments: &Arguments,
    bytes: &[u8],
    screen: &Screen,
) -> Result<ExitCode, Problem> {
    let path = arguments.file.as_path();
    let looked = arguments.looked()?;
    let mut verifier = looked.verifier(arguments)?;
    let mut files = arguments.statements.find(screen)?;
    files.add_evidence(path, bytes, &mut |aside| tell(aside, screen))?;
    let statements = judged(&mut verifier, &files, screen)?;
    let evidence = verifier
        .evidence(bytes, statements.known())
        .map_err(|error| refusal(&shown(path), error.class(), error))?;
    let reference = &evidence.head().payload().profile;
    let profile = profile_named(reference, arguments.profile.as_deref())?;
    let verified = VerifiedEvidence::new(&evidence, statements.known(), profile.as_ref());
    let verified = verified.map_err(|error| refusal("the profile", error.class(), error))?;
    screen.report(&verified)?;
    Ok(ExitCode::SUCCESS)
}

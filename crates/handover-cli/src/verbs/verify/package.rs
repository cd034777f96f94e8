//! A package, or its signed index.

use std::{io::BufReader, process::ExitCode};

use handover::files::open_package;
use handover_report::verify::VerifiedPackage;

use super::Arguments;
use crate::{
    problem::{Problem, not_received},
    screen::Screen,
    verbs::{
        profile::{profile_named, profile_of},
        statements::{index_of, judged},
    },
};

/// A package, with every sealed case.
pub(super) fn run(arguments: &Arguments, screen: &Screen) -> Result<ExitCode, Problem> {
    let path = arguments.file.as_path();
    let looked = arguments.looked()?;
    let mut verifier = looked.verifier(arguments)?;
    let mut files = arguments.statements.find(screen)?;
    files.add_head_of(path);
    let statements = judged(&mut verifier, &files, screen)?;
    let profile = profile_of(path, arguments.profile.as_deref())?;
    let package = BufReader::new(open_package(path)?);
    let carried = verifier
        .package(package, profile.as_ref(), statements.known())
        .map_err(|error| not_received(path, &error))?;
    screen.report(&VerifiedPackage::new(
        "VERIFIED: signature, index and every sealed case.",
        carried.head(),
        carried.agreement(),
        profile.is_some(),
    ))?;
    Ok(ExitCode::SUCCESS)
}

/// A signed index, which has no case.
pub(super) fn run_index(arguments: &Arguments, screen: &Screen) -> Result<ExitCode, Problem> {
    let path = arguments.file.as_path();
    let looked = arguments.looked()?;
    let mut verifier = looked.verifier(arguments)?;
    let mut files = arguments.statements.find(screen)?;
    let id = files.add_package(path)?;
    let statements = judged(&mut verifier, &files, screen)?;
    let known = statements.known();
    let index = index_of(known, id)?;
    let reference = &index.head().payload().profile;
    let profile = profile_named(reference, arguments.profile.as_deref())?;
    let checked = profile.as_ref().map(|profile| {
        let checked = verifier.index(index, profile, known);
        checked.map_err(|error| not_received(path, &error))
    });
    let checked = checked.transpose()?;
    let index = checked.as_ref().unwrap_or(index);
    screen.report(&VerifiedPackage::new(
        "VERIFIED: signature and index. The cases themselves are not in this file.",
        index.head(),
        index.agreement(),
        profile.is_some(),
    ))?;
    Ok(ExitCode::SUCCESS)
}

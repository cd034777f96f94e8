//! A package, or its signed index.

use std::process::ExitCode;

use handover::{AgreementState, Package, Statement};

use super::{Arguments, carried};
use crate::{
    output::{print, print_json},
    page::Page,
    problem::Problem,
    terminal::Paint,
    verbs::{
        inspect::{head_as_json, head_as_text},
        profile::{profile_named, profile_of},
        statements::agreement,
    },
};

/// A package, with every sealed case.
pub(super) fn run(arguments: &Arguments) -> Result<ExitCode, Problem> {
    let identity = arguments.identity.folder();
    let directory = arguments.trust.directory(identity)?;
    let now = arguments.trust.at.moment().posix();
    let path = arguments.file.as_path();
    let statements = arguments
        .statements
        .verified_for([path], &directory, identity, now)?;
    let profile = profile_of(&arguments.file, arguments.profile.as_deref())?;
    let carried = carried(
        &arguments.file,
        profile.as_ref(),
        &directory,
        &statements,
        now,
    )?;
    tell(
        arguments,
        "VERIFIED: signature, index and every sealed case.",
        carried.head(),
        carried.agreement(),
        profile.is_some(),
    )
}

/// A signed index, which has no case.
pub(super) fn run_index(arguments: &Arguments) -> Result<ExitCode, Problem> {
    let identity = arguments.identity.folder();
    let directory = arguments.trust.directory(identity)?;
    let now = arguments.trust.at.moment().posix();
    let path = arguments.file.as_path();
    let (statements, index) = arguments
        .statements
        .verified_with(path, &directory, identity, now)?;
    let reference = &index.head().payload().profile;
    let profile = profile_named(reference, arguments.profile.as_deref())?;
    let index = match &profile {
        Some(profile) => statements.checked(path, &index, profile, &directory, now)?,
        None => index,
    };
    tell(
        arguments,
        "VERIFIED: signature and index. The cases themselves are not in this file.",
        index.head(),
        index.agreement(),
        profile.is_some(),
    )
}

fn tell(
    arguments: &Arguments,
    verified: &str,
    head: &Statement<Package>,
    state: AgreementState,
    profile_known: bool,
) -> Result<ExitCode, Problem> {
    if arguments.json {
        let mut document = head_as_json(head.payload());
        if let Some(members) = document.as_object_mut() {
            members.insert("agreement".to_owned(), agreement(state).into());
            members.insert("id".to_owned(), head.id().to_string().into());
            members.insert("profile_known".to_owned(), profile_known.into());
            members.insert("verified".to_owned(), true.into());
        }
        print_json(&document)?;
    } else {
        let mut page = Page::new(Paint::standard_output());
        page.line(&page.paint.good(verified));
        page.field("Package", &[head.id().to_string()]);
        head_as_text(&mut page, head.payload());
        page.field("Agreement", &[agreement(state).to_owned()]);
        if !profile_known {
            page.field(
                "Profile",
                &["not known here: give --profile to check who was granted what".to_owned()],
            );
        }
        print(&page.into_text())?;
    }
    Ok(ExitCode::SUCCESS)
}

//! A package, or its signed index.

use std::process::ExitCode;

use handover::{
    package::AgreementState,
    trust::{Package, Statement},
};
use handover_report::{Page, Report};
use serde::Serialize;

use super::{Arguments, carried};
use crate::{
    problem::Problem,
    screen::Screen,
    verbs::{
        inspect::Head,
        profile::{profile_named, profile_of},
        statements::agreement,
    },
};

/// A package, with every sealed case.
pub(super) fn run(arguments: &Arguments, screen: &Screen) -> Result<ExitCode, Problem> {
    let identity = arguments.identity.folder();
    let directory = arguments.trust.directory(identity)?;
    let now = arguments.trust.at.moment().posix();
    let path = arguments.file.as_path();
    let statements =
        arguments
            .statements
            .verified_for([path], &directory, identity, now, screen)?;
    let profile = profile_of(&arguments.file, arguments.profile.as_deref())?;
    let carried = carried(
        &arguments.file,
        profile.as_ref(),
        &directory,
        &statements,
        now,
    )?;
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
    let identity = arguments.identity.folder();
    let directory = arguments.trust.directory(identity)?;
    let now = arguments.trust.at.moment().posix();
    let path = arguments.file.as_path();
    let (statements, index) = arguments
        .statements
        .verified_with(path, &directory, identity, now, screen)?;
    let reference = &index.head().payload().profile;
    let profile = profile_named(reference, arguments.profile.as_deref())?;
    let index = match &profile {
        Some(profile) => statements.checked(path, &index, profile, &directory, now)?,
        None => index,
    };
    screen.report(&VerifiedPackage::new(
        "VERIFIED: signature and index. The cases themselves are not in this file.",
        index.head(),
        index.agreement(),
        profile.is_some(),
    ))?;
    Ok(ExitCode::SUCCESS)
}

/// A package, or its signed index, that holds.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(crate) struct VerifiedPackage {
    #[serde(flatten)]
    head: Head,
    /// How far mandate and roster were checked, in words.
    agreement: &'static str,
    id: String,
    /// Whether the profile is known here: else it was not checked who was granted what.
    profile_known: bool,
    verified: bool,
    /// What was looked at.
    #[serde(skip)]
    extent: &'static str,
}

impl VerifiedPackage {
    fn new(
        extent: &'static str,
        head: &Statement<Package>,
        state: AgreementState,
        profile_known: bool,
    ) -> Self {
        Self {
            head: Head::of(head.payload()),
            agreement: agreement(state),
            id: head.id().to_string(),
            profile_known,
            verified: true,
            extent,
        }
    }
}

impl Report for VerifiedPackage {
    fn tell(&self, page: &mut Page) {
        page.line(&page.paint.good(self.extent));
        page.field("Package", std::slice::from_ref(&self.id));
        self.head.tell(page);
        page.field("Agreement", &[self.agreement.to_owned()]);
        if !self.profile_known {
            page.field(
                "Profile",
                &["not known here: give --profile to check who was granted what".to_owned()],
            );
        }
    }
}

use handover::{
    package::AgreementState,
    trust::{Package, Statement},
};
use serde::Serialize;

use crate::{Page, Report, inspect::Head, statements::agreement};

/// A package, or its signed index, that holds.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct VerifiedPackage {
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
    /// What of it was looked at, its head, how far mandate and roster could be checked, and whether its profile is known.
    #[must_use]
    pub fn new(
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

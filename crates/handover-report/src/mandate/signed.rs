//! `mandate sign`.

use std::path::Path;

use handover::{
    case::profile::Deadlines,
    trust::{Mandate, Statement},
};
use serde::Serialize;

use super::{facts::MandateFacts, words::tell};
use crate::{Names, Page, Report, shown};

/// A mandate that was signed.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct MandateSigned<'a> {
    #[serde(flatten)]
    facts: MandateFacts,
    written: String,
    #[serde(skip)]
    mandate: &'a Statement<Mandate>,
    #[serde(skip)]
    in_force: Option<&'a Deadlines>,
    #[serde(skip)]
    names: Names<'a>,
}

impl<'a> MandateSigned<'a> {
    /// A mandate that was written to `file`, with the deadlines that apply, as far as its profile is known here.
    #[must_use]
    pub fn new(
        mandate: &'a Statement<Mandate>,
        in_force: Option<&'a Deadlines>,
        file: &Path,
        names: Names<'a>,
    ) -> Self {
        Self {
            facts: MandateFacts::of(mandate, in_force),
            written: shown(file),
            mandate,
            in_force,
            names,
        }
    }
}

impl Report for MandateSigned<'_> {
    fn tell(&self, page: &mut Page) {
        tell(page, self.mandate, self.names, self.in_force);
        page.gap();
        page.line(&format!("Written: {}", self.written));
    }
}

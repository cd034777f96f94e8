//! `mandate show`.

use std::collections::BTreeMap;

use handover::{
    case::profile::Deadlines,
    package::Agreeable,
    transfer::{KnownStatements, superseded_by},
    trust::{Mandate, OrganisationId, Statement},
};
use serde::Serialize;

use super::{facts::MandateFacts, words::tell};
use crate::{Names, Page, Report};

/// A mandate, and who agreed to it as far as it is at hand.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ShownMandate<'a> {
    #[serde(flatten)]
    facts: MandateFacts,
    agreed: Vec<Agreed>,
    /// The mandate that has taken its place.
    superseded_by: Option<String>,
    #[serde(skip)]
    mandate: &'a Statement<Mandate>,
    #[serde(skip)]
    in_force: Option<&'a Deadlines>,
    #[serde(skip)]
    names: Names<'a>,
}

#[derive(Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
struct Agreed {
    #[cfg_attr(feature = "schema", schemars(with = "String"))]
    by: OrganisationId,
    role: String,
}

impl<'a> ShownMandate<'a> {
    /// A mandate with the deadlines that apply, as far as its profile is known here, and what else is at hand of it.
    #[must_use]
    pub fn new(
        mandate: &'a Statement<Mandate>,
        in_force: Option<&'a Deadlines>,
        known: &KnownStatements,
        names: Names<'a>,
    ) -> Self {
        let later = superseded_by(mandate, known.mandates(), known.countersigns());
        let agreed = roles(mandate, known).into_iter();
        let agreed = agreed.map(|(by, role)| Agreed {
            by: by.clone(),
            role: role.to_owned(),
        });
        Self {
            facts: MandateFacts::of(mandate, in_force),
            agreed: agreed.collect(),
            superseded_by: later.map(|later| later.id().to_string()),
            mandate,
            in_force,
            names,
        }
    }
}

impl Report for ShownMandate<'_> {
    fn tell(&self, page: &mut Page) {
        tell(page, self.mandate, self.names, self.in_force);
        let agreed = self.agreed.iter();
        let agreed: Vec<String> = agreed
            .map(|one| format!("{} as {}", self.names.of(&one.by), one.role))
            .collect();
        if !agreed.is_empty() {
            page.field("Has agreed", &agreed);
        }
        if let Some(later) = &self.superseded_by {
            page.alarm("superseded");
            page.paragraph(&format!(
                "The mandate {later} has taken its place: nothing new goes under this one."
            ));
        }
    }
}

/// In which role each has countersigned it, as far as it is at hand.
fn roles<'a>(
    mandate: &'a Statement<Mandate>,
    known: &'a KnownStatements,
) -> BTreeMap<&'a OrganisationId, &'a str> {
    let all = Agreeable::new(mandate).agreements(known.countersigns());
    all.map(|one| (&one.by, one.role.as_str())).collect()
}

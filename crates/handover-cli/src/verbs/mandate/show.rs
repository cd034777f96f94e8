//! `handover mandate show`.

use std::collections::BTreeMap;

use handover::{
    case::profile::Deadlines,
    package::Agreeable,
    transfer::superseded_by,
    trust::{FileReference, Mandate, OrganisationId, Statement},
};
use handover_report::{Names, Page, Report, Time};
use serde::Serialize;
use serde_json::Value;

use super::{
    ShowArguments, deadlines_in_force, read_mandate,
    words::{by_condition, tell},
};
use crate::{problem::Problem, screen::Screen, verbs::statements::Statements};

pub(super) fn run(arguments: &ShowArguments, screen: &Screen) -> Result<(), Problem> {
    let identity = arguments.identity.as_deref();
    let directory = arguments.trust.directory(identity)?;
    let now = arguments.trust.at.moment().posix();
    let statements = arguments
        .statements
        .verified(&directory, identity, now, screen)?;
    let mandate = read_mandate(std::slice::from_ref(&arguments.file), &directory, now)?;
    let later = superseded_by(&mandate, statements.mandates(), statements.countersigns());
    let in_force = deadlines_in_force(&mandate, arguments.profile.as_deref())?;
    let agreed = roles(&mandate, &statements).into_iter();
    let agreed = agreed.map(|(by, role)| Agreed {
        by: by.clone(),
        role: role.to_owned(),
    });
    screen.report(&ShownMandate {
        facts: MandateFacts::of(&mandate, in_force.as_ref()),
        agreed: agreed.collect(),
        superseded_by: later.map(|later| later.id().to_string()),
        mandate: &mandate,
        in_force: in_force.as_ref(),
        names: Names::new(&directory, now),
    })
}

/// A mandate, and who agreed to it as far as it is at hand.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(crate) struct ShownMandate<'a> {
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

#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
struct Agreed {
    #[cfg_attr(test, schemars(with = "String"))]
    by: OrganisationId,
    role: String,
}

/// What a mandate says.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(crate) struct MandateFacts {
    at: Time,
    by: String,
    countersign: Vec<MustSign>,
    /// The mandate's own, by condition and step.
    deadlines: Value,
    /// Those that apply, by condition and step, in words; null where the profile is not known here.
    deadlines_in_force: Option<BTreeMap<String, BTreeMap<String, String>>>,
    eligibility: Option<NamedFile>,
    from: String,
    id: String,
    kind: String,
    last_resort: String,
    profile: NamedFile,
    to: Vec<String>,
    transfer: String,
}

#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
struct MustSign {
    role: String,
    /// The kind of statement.
    statement: String,
}

#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
struct NamedFile {
    name: String,
    sha256: String,
}

impl NamedFile {
    fn of(file: &FileReference) -> Self {
        Self {
            name: file.name().to_string(),
            sha256: file.digest().to_string(),
        }
    }
}

impl MandateFacts {
    pub(super) fn of(statement: &Statement<Mandate>, in_force: Option<&Deadlines>) -> Self {
        let mandate = statement.payload();
        let countersign = mandate.countersign.iter().map(|(kind, role)| MustSign {
            role: role.to_string(),
            statement: kind.to_string(),
        });
        Self {
            at: mandate.at.into(),
            by: mandate.by.to_string(),
            countersign: countersign.collect(),
            deadlines: serde_json::to_value(&mandate.deadlines).unwrap_or_default(),
            deadlines_in_force: in_force.map(in_words),
            eligibility: mandate.eligibility.as_ref().map(NamedFile::of),
            from: mandate.from.to_string(),
            id: statement.id().to_string(),
            kind: mandate.kind.to_string(),
            last_resort: mandate.last_resort.to_string(),
            profile: NamedFile::of(&mandate.profile),
            to: mandate.to.iter().map(ToString::to_string).collect(),
            transfer: mandate.transfer.to_string(),
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
    statements: &'a Statements,
) -> BTreeMap<&'a OrganisationId, &'a str> {
    let all = Agreeable::new(mandate).agreements(statements.countersigns());
    all.map(|one| (&one.by, one.role.as_str())).collect()
}

/// Deadlines by condition and step.
fn in_words(deadlines: &Deadlines) -> BTreeMap<String, BTreeMap<String, String>> {
    let conditions = by_condition(deadlines).into_iter();
    let conditions = conditions.map(|(condition, steps)| {
        let steps = steps
            .into_iter()
            .map(|(step, words)| (step.to_owned(), words));
        (condition.to_owned(), steps.collect())
    });
    conditions.collect()
}

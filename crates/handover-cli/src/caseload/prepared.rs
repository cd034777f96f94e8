//! Cases as they would be sealed: drafts, decisions and answers together, checked.

use std::path::PathBuf;

use handover::{
    Case, Finding, Profile, Severity,
    checks::{self, CheckContext, Recipient},
};
use serde_json::Value;

use super::{Answers, Decisions, Draft, LinkRegister, read_drafts};
use crate::{findings::CaseFindings, problem::Problem, terminal::Progress};

/// Cases, and what is laid over the drafts.
#[derive(Clone, Debug, clap::Args)]
pub(crate) struct CaseloadArguments {
    /// The folder that `import` wrote, a folder of cases, or one case in JSON
    #[arg(value_name = "CASES")]
    pub(crate) cases: PathBuf,
    /// Only cases that `select` decided to include; their basis becomes the rule that did
    #[arg(long, value_name = "FILE")]
    pub(crate) decisions: Option<PathBuf>,
    /// What people add where the extract is silent (`handover schema answers`)
    #[arg(long, value_name = "FILE")]
    pub(crate) answers: Option<PathBuf>,
}

/// Cases on their way to a package.
pub(crate) struct Caseload {
    drafts: Vec<Draft>,
    links: LinkRegister,
    decisions: Option<Decisions>,
    answers: Answers,
}

/// One case with what was found in it.
pub(crate) struct Prepared {
    /// The case; `None` if its form is wrong, which the findings say.
    pub(crate) case: Option<Case>,
    pub(crate) findings: CaseFindings,
    /// Fields in which the extract says something else than the answers.
    pub(crate) kept: Vec<String>,
}

impl Caseload {
    /// Reads everything that the arguments name.
    pub(crate) fn read(arguments: &CaseloadArguments) -> Result<Self, Problem> {
        let decisions = arguments
            .decisions
            .as_deref()
            .map(Decisions::read)
            .transpose()?;
        Self::new(
            read_drafts(&arguments.cases)?,
            LinkRegister::read(&arguments.cases)?,
            decisions,
            Answers::read(arguments.answers.as_deref())?,
        )
    }

    /// Puts together what belongs together.
    pub(crate) fn new(
        drafts: Vec<Draft>,
        links: LinkRegister,
        decisions: Option<Decisions>,
        answers: Answers,
    ) -> Result<Self, Problem> {
        let has = |reference: &str| drafts.iter().any(|draft| draft.reference() == reference);
        if let Some(decisions) = &decisions
            && !decisions.included().all(has)
        {
            return Err(Problem::input_output(
                "the decisions include a case that is not there",
                "Use the decisions that were made from this folder.",
            ));
        }
        if !answers.references().all(has) {
            return Err(Problem::input_output(
                "the answers name a case that is not there",
                "Check the references under `cases` in the answers file.",
            ));
        }
        Ok(Self {
            drafts,
            links,
            decisions,
            answers,
        })
    }

    /// How many drafts there are, those that are not handed over too.
    pub(crate) fn draft_count(&self) -> usize {
        self.drafts.len()
    }

    /// What the checks need to know about a case beside the case.
    pub(crate) fn context(&self, reference: &str) -> CheckContext {
        let mut context = CheckContext::default();
        context.links = self.links.linked(reference, &self.drafts);
        if let Some(decisions) = &self.decisions {
            context.transfer_date = decisions.transfer_date.parse().ok();
        }
        context
    }

    /// The cases to be handed over, each checked under the profile, for these recipients beside
    /// those that the case itself names.
    pub(crate) fn prepare(&self, profile: &Profile, recipients: &[Recipient]) -> Vec<Prepared> {
        let progress = Progress::new("check", self.drafts.len());
        self.drafts
            .iter()
            .filter_map(|draft| {
                progress.step();
                let (completed, kept) = self.completed(draft)?;
                let mut context = self.context(draft.reference());
                context.recipients = recipients.to_vec();
                Some(check(&completed, profile, &context, kept))
            })
            .collect()
    }

    /// The cases to be handed over, complete as far as they are, by reference; not checked. `None`
    /// where the form is wrong.
    pub(crate) fn unchecked(&self) -> impl Iterator<Item = (&str, Option<Case>)> {
        self.drafts.iter().filter_map(|draft| {
            let (completed, _) = self.completed(draft)?;
            Some((draft.reference(), completed.case().ok()))
        })
    }

    /// A draft with everything that is laid over it, and in what the extract was kept; `None` if it
    /// is not handed over.
    fn completed(&self, draft: &Draft) -> Option<(Draft, Vec<String>)> {
        let reference = draft.reference();
        let mut value = draft.value.clone();
        if let Some(decisions) = &self.decisions {
            put(&mut value, "handover", "basis", decisions.basis(reference)?);
            if value.pointer("/sections/closures/journey_count").is_none()
                && let Some(count) = decisions.journey_count(reference)
            {
                put(&mut value, "closures", "journey_count", count);
            }
        }
        let kept = self.answers.complete(reference, &mut value);
        Some((draft.with(value), kept))
    }
}

fn check(draft: &Draft, profile: &Profile, context: &CheckContext, kept: Vec<String>) -> Prepared {
    let (case, findings) = match draft.case() {
        Ok(case) => {
            let mut findings = checks::run(&case, profile, context);
            findings.extend(other_profile(&case, profile));
            (Some(case), findings)
        }
        Err(findings) => (None, findings),
    };
    Prepared {
        case,
        findings: CaseFindings {
            reference: draft.reference().to_owned(),
            file: draft.file.clone(),
            findings,
        },
        kept,
    }
}

/// A case names the profile that it was written for (check D-04).
fn other_profile(case: &Case, profile: &Profile) -> Option<Finding> {
    (case.profile().as_str() != profile.reference()).then(|| Finding {
        check: handover::CheckId::new(4),
        severity: Severity::Blocks,
        path: "profile".to_owned(),
        message: format!(
            "The case is written for another profile than {}.",
            profile.reference()
        ),
    })
}

fn put(case: &mut Value, section: &str, field: &str, value: Value) {
    let section = case.pointer_mut(&format!("/sections/{section}"));
    if let Some(fields) = section.and_then(Value::as_object_mut) {
        fields.insert(field.to_owned(), value);
    }
}

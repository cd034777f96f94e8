//! Cases as they would be sealed: drafts, decisions and answers together, checked.

use std::{
    collections::{BTreeMap, BTreeSet},
    path::{Path, PathBuf},
};

use handover::{
    Case, Finding, Mandate, MandateFieldError, Profile, Severity, Statement, TransferDay,
    checks::{self, CheckContext, Recipient},
    fill_mandate_field,
};
use rayon::prelude::*;
use serde_json::Value;

use super::{Answers, Decisions, DraftFiles, LinkRegister, drafts::DraftBytes};
use crate::{findings::CaseFindings, problem::Problem, terminal::Progress};

/// How many drafts are looked at together.
const RUN: usize = 256;

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

/// Cases on their way to a package; they stay in their files until it is their turn.
pub(crate) struct Caseload {
    drafts: DraftFiles,
    links: LinkRegister,
    decisions: Option<Decisions>,
    answers: Answers,
    /// The mandate under which the cases go, if they go under one.
    mandate: Option<Statement<Mandate>>,
}

/// One case with what was found in it.
pub(crate) struct Prepared {
    /// Its place among the drafts.
    pub(crate) place: usize,
    /// The case; `None` if its form is wrong, which the findings say.
    pub(crate) case: Option<Case>,
    pub(crate) findings: CaseFindings,
    /// Fields in which the extract says something else than the answers.
    pub(crate) kept: Vec<String>,
    /// How its field 904 differs from the mandate.
    pub(crate) other_mandate: Option<MandateFieldError>,
    /// SHA-256 of the draft.
    pub(crate) digest: [u8; 32],
}

/// A draft with everything laid over it, before any check.
struct Completed {
    reference: String,
    case: Result<Case, Vec<Finding>>,
    kept: Vec<String>,
    other_mandate: Option<MandateFieldError>,
}

impl Caseload {
    /// Reads everything that the arguments name, but for the drafts themselves.
    pub(crate) fn read(arguments: &CaseloadArguments) -> Result<Self, Problem> {
        let decisions = arguments
            .decisions
            .as_deref()
            .map(Decisions::read)
            .transpose()?;
        let answers = Answers::read(arguments.answers.as_deref())?;
        Self::new(&arguments.cases, decisions, answers)
    }

    /// The cases at a path, and what is laid over them.
    pub(crate) fn new(
        cases: &Path,
        decisions: Option<Decisions>,
        answers: Answers,
    ) -> Result<Self, Problem> {
        let drafts = DraftFiles::find(cases)?;
        let mut links = LinkRegister::read(cases)?;
        if decisions.is_some() || answers.references().next().is_some() || !links.is_empty() {
            let mut references = drafts.references()?;
            for (place, reference) in references.iter().enumerate() {
                if links.wants(reference) {
                    let draft = drafts.read(place)?.draft()?;
                    links.know(reference, &draft.value);
                }
            }
            references.sort_unstable();
            check_all_there(&references, decisions.as_ref(), &answers)?;
        }
        Ok(Self {
            drafts,
            links,
            decisions,
            answers,
            mandate: None,
        })
    }

    /// The same cases under a mandate: field 904 is filled in where it is silent.
    pub(crate) fn under(self, mandate: Option<Statement<Mandate>>) -> Self {
        Self { mandate, ..self }
    }

    /// How many drafts there are, those that are not handed over too.
    pub(crate) const fn draft_count(&self) -> usize {
        self.drafts.len()
    }

    /// Whether `select` has decided who is handed over.
    pub(crate) const fn is_decided(&self) -> bool {
        self.decisions.is_some()
    }

    /// What the checks need to know about a case beside the case.
    pub(crate) fn context(&self, reference: &str) -> CheckContext {
        let mut context = CheckContext::default();
        context.links = self.links.linked(reference);
        if let Some(decisions) = &self.decisions {
            context.transfer_date = decisions.transfer_date.parse().ok();
        }
        if let Some(mandate) = &self.mandate
            && let TransferDay::On(day) = mandate.payload().transfer
        {
            context.transfer_date = day.to_string().parse().ok();
        }
        context
    }

    /// Prepares every case to be handed over, checked under the profile for these recipients beside
    /// those that the case itself names: on all cores, a bounded run ahead, each handed on in the
    /// order of the drafts.
    pub(crate) fn each<T: Send>(
        &self,
        profile: &Profile,
        recipients: &[Recipient],
        make: impl Fn(Prepared) -> Result<T, Problem> + Sync,
        mut take: impl FnMut(T) -> Result<(), Problem>,
    ) -> Result<(), Problem> {
        let progress = Progress::new("check", self.drafts.len());
        let places: Vec<usize> = (0..self.drafts.len()).collect();
        for run in places.chunks(RUN) {
            let made: Vec<Option<T>> = run
                .par_iter()
                .map(|place| match self.prepared(*place, profile, recipients)? {
                    Some(prepared) => make(prepared).map(Some),
                    None => Ok(None),
                })
                .collect::<Result<_, Problem>>()?;
            for one in made {
                progress.step();
                if let Some(one) = one {
                    take(one)?;
                }
            }
        }
        Ok(())
    }

    /// The same, of a caseload that is small enough to be held whole.
    pub(crate) fn prepare(
        &self,
        profile: &Profile,
        recipients: &[Recipient],
    ) -> Result<Vec<Prepared>, Problem> {
        let mut all = Vec::new();
        self.each(profile, recipients, Ok, |prepared| {
            all.push(prepared);
            Ok(())
        })?;
        Ok(all)
    }

    /// What `look` sees in each case to be handed over, by reference: complete as far as the case is,
    /// not checked. `None` where the form is wrong.
    pub(crate) fn look<T: Send>(
        &self,
        look: impl Fn(&Case) -> T + Sync,
    ) -> Result<BTreeMap<String, Option<T>>, Problem> {
        let mut seen = BTreeMap::new();
        self.each_seen(look, |reference, one| {
            seen.insert(reference.to_owned(), one);
        })?;
        Ok(seen)
    }

    /// Hands on what `look` sees in each case, in the order of the drafts: on all cores, a bounded run
    /// ahead, so that no more cases than that are held.
    ///
    /// Two files with one reference are refused: neither is taken for the other.
    pub(crate) fn each_seen<T: Send>(
        &self,
        look: impl Fn(&Case) -> T + Sync,
        mut take: impl FnMut(&str, Option<T>),
    ) -> Result<(), Problem> {
        let mut known = BTreeSet::new();
        let places: Vec<usize> = (0..self.drafts.len()).collect();
        for run in places.chunks(RUN) {
            let made: Vec<Option<(String, Option<T>)>> = run
                .par_iter()
                .map(|place| {
                    let completed = self.completed(&self.drafts.read(*place)?)?;
                    Ok(completed.map(|one| (one.reference, one.case.ok().as_ref().map(&look))))
                })
                .collect::<Result<_, Problem>>()?;
            for (reference, one) in made.into_iter().flatten() {
                take(&reference, one);
                if !known.insert(reference) {
                    return Err(two_of_one_case());
                }
            }
        }
        Ok(())
    }

    /// A case that was prepared before, once more; refused if its file has changed since.
    pub(crate) fn again(&self, place: usize, digest: &[u8; 32]) -> Result<Case, Problem> {
        let bytes = self.drafts.read(place)?;
        let completed = self.completed(&bytes)?;
        match completed.map(|completed| completed.case) {
            Some(Ok(case)) if bytes.digest() == *digest => Ok(case),
            _ => Err(Problem::input_output(
                "a case was changed while it was being sealed; nothing was left behind",
                "Let nobody write to the folder of cases, then run it again.",
            )),
        }
    }

    /// `None` if the case is not to be handed over.
    fn prepared(
        &self,
        place: usize,
        profile: &Profile,
        recipients: &[Recipient],
    ) -> Result<Option<Prepared>, Problem> {
        let bytes = self.drafts.read(place)?;
        let Some(Completed {
            reference,
            case,
            kept,
            other_mandate,
        }) = self.completed(&bytes)?
        else {
            return Ok(None);
        };
        let (case, findings) = match case {
            Ok(case) => {
                let mut context = self.context(&reference);
                context.recipients = recipients.to_vec();
                let mut findings = checks::run(&case, profile, &context);
                findings.extend(other_profile(&case, profile));
                (Some(case), findings)
            }
            Err(findings) => (None, findings),
        };
        Ok(Some(Prepared {
            place,
            case,
            findings: CaseFindings {
                reference,
                file: bytes.file(),
                findings,
            },
            kept,
            other_mandate,
            digest: bytes.digest(),
        }))
    }

    /// With field 904, where the cases go under a mandate.
    fn completed(&self, bytes: &DraftBytes) -> Result<Option<Completed>, Problem> {
        let mut completed = self.laid_over(bytes)?;
        if let (Some(mandate), Some(one)) = (&self.mandate, &mut completed)
            && let Ok(case) = &mut one.case
        {
            one.other_mandate = fill_mandate_field(case, mandate).err();
        }
        Ok(completed)
    }

    fn laid_over(&self, bytes: &DraftBytes) -> Result<Option<Completed>, Problem> {
        if self.decisions.is_none()
            && self.answers.is_empty()
            && let Some(case) = bytes.case()
            && let Some(reference) = case.reference()
        {
            return Ok(Some(Completed {
                reference: reference.as_str().to_owned(),
                case: Ok(case),
                kept: Vec::new(),
                other_mandate: None,
            }));
        }
        let mut draft = bytes.draft()?;
        let reference = draft.reference().to_owned();
        if let Some(decisions) = &self.decisions {
            let Some(basis) = decisions.basis(&reference) else {
                return Ok(None);
            };
            put(&mut draft.value, "handover", "basis", basis);
            // An import wrote the rules that it knew of: those that decided count.
            let rules = draft
                .value
                .pointer_mut("/sections/handover/mandate/rules")
                .filter(|rules| rules.is_string());
            if let Some(rules) = rules {
                *rules = decisions.rules.as_str().into();
            }
            let counted = draft.value.pointer("/sections/closures/journey_count");
            if counted.is_none()
                && let Some(count) = decisions.journey_count(&reference)
            {
                put(&mut draft.value, "closures", "journey_count", count);
            }
        }
        let kept = self.answers.complete(&reference, &mut draft.value);
        Ok(Some(Completed {
            reference,
            case: draft.into_case(),
            kept,
            other_mandate: None,
        }))
    }
}

/// Whose reference it is stays untold: a message is for everybody's eyes.
fn two_of_one_case() -> Problem {
    Problem::input_output(
        "two files of the folder have one case reference, or both have none",
        "Each case stands in one file: find them in `handover check --json`, and leave one.",
    )
}

/// Whether decisions and answers are about cases that are there; `references` are sorted.
fn check_all_there(
    references: &[String],
    decisions: Option<&Decisions>,
    answers: &Answers,
) -> Result<(), Problem> {
    let has = |reference: &str| {
        let found = references.binary_search_by(|one| one.as_str().cmp(reference));
        found.is_ok()
    };
    if decisions.is_some_and(|decisions| !decisions.included().all(has)) {
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
    Ok(())
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

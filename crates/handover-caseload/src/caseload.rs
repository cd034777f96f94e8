//! Cases as they would be sealed: drafts, decisions and answers together, checked.

mod laid_over;
mod prepared;

use std::{
    collections::{BTreeMap, BTreeSet},
    fmt,
    path::Path,
};

use handover_dataset::{
    Case, CaseReference, CheckFailed, Profile,
    checks::{CheckContext, Recipient},
    eligibility::Ruling,
};
use handover_trust::{Mandate, Statement};
use rayon::prelude::*;
use thiserror::Error;

use self::laid_over::Completed;
pub use self::prepared::{Prepared, PreparedCase};
use crate::{
    Answers, CaseFindings, Decisions, Disputed, DraftError, Drafts, FileError, StoredError,
    decisions::day_of, facts::CaseFacts, links::LinkRegister,
};

/// How many drafts are looked at together.
const RUN: usize = 256;

/// Why a caseload cannot be read.
///
/// References lead to persons: they stay on the sender's machine.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum CaseloadError {
    /// The answers name cases that are not there.
    #[error("the answers name a case that is not there")]
    AnswersWithoutCase(Vec<CaseReference>),
    /// A draft was changed between its check and its sealing.
    #[error("a case was changed while it was being sealed")]
    Changed,
    /// The decisions include cases that are not there.
    #[error("the decisions include a case that is not there")]
    DecisionsWithoutCase(Vec<CaseReference>),
    /// A draft cannot be read.
    #[error(transparent)]
    Draft(#[from] DraftError),
    /// A file that a person wrote was not taken.
    #[error(transparent)]
    File(#[from] FileError),
    /// A file of the import cannot be used.
    #[error(transparent)]
    Stored(#[from] StoredError),
    /// Two drafts have one reference, or both have none.
    #[error("two drafts have one case reference")]
    TwoOfOneCase,
    /// There are drafts about which the decisions say nothing: these references.
    #[error("the decisions say nothing about a case that is there")]
    Undecided(Vec<String>),
}

/// A case that is to be handed over, by reference, and what was seen in it if its form is right.
type Seen<T> = Option<(String, Option<T>)>;

/// Cases on their way to a package; they stay in their files until it is their turn.
pub struct Caseload {
    drafts: Drafts,
    links: LinkRegister,
    decisions: Option<Decisions>,
    answers: Answers,
    /// The mandate under which the cases go, if they go under one.
    mandate: Option<Statement<Mandate>>,
}

impl Caseload {
    /// The cases at a path, and what is laid over them.
    ///
    /// # Errors
    ///
    /// [`CaseloadError`] if there is no case, or decisions, answers and cases do not belong together.
    pub fn new(
        cases: &Path,
        decisions: Option<Decisions>,
        answers: Answers,
    ) -> Result<Self, CaseloadError> {
        Self::of(Drafts::find(cases)?, cases, decisions, answers)
    }

    /// These drafts of the folder `cases`, and what is laid over them.
    ///
    /// # Errors
    ///
    /// Those of [`new`](Self::new).
    pub fn of(
        drafts: Drafts,
        cases: &Path,
        decisions: Option<Decisions>,
        answers: Answers,
    ) -> Result<Self, CaseloadError> {
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
    #[must_use]
    pub fn under(self, mandate: Option<Statement<Mandate>>) -> Self {
        Self { mandate, ..self }
    }

    /// The mandate under which the cases go, if they go under one.
    #[must_use]
    pub const fn mandate(&self) -> Option<&Statement<Mandate>> {
        self.mandate.as_ref()
    }

    /// How many drafts there are, those that are not handed over too.
    #[must_use]
    pub const fn draft_count(&self) -> usize {
        self.drafts.len()
    }

    /// Where the answers contradict each other, so that nothing of them is taken.
    #[must_use]
    pub fn disputed(&self) -> &[Disputed] {
        self.answers.disputed()
    }

    /// Whether `select` has decided who is handed over.
    #[must_use]
    pub const fn is_decided(&self) -> bool {
        self.decisions.is_some()
    }

    /// What the checks need to know about a case beside the case.
    #[must_use]
    pub fn context(&self, reference: &str) -> CheckContext {
        let mut context = CheckContext::default();
        context.links = self.links.linked(reference);
        let decisions = self.decisions.as_ref();
        let mandate = self.mandate.as_ref();
        context.transfer_date = mandate
            .and_then(|mandate| day_of(&mandate.payload().transfer))
            .or_else(|| decisions.and_then(Decisions::transfer_date));
        context
    }

    /// Prepares every case to be handed over, checked under the profile for these recipients beside
    /// those that the case itself names: on all cores, a bounded run ahead, each handed on in the
    /// order of the drafts; `step` is called for each draft, those that are not handed over too.
    ///
    /// # Errors
    ///
    /// [`CaseloadError`] of the first draft that cannot be read; two of one reference are left to whoever
    /// takes them.
    pub fn each<T: Send>(
        &self,
        profile: &Profile,
        recipients: &[Recipient],
        mut step: impl FnMut(),
        make: impl Fn(Prepared) -> T + Sync,
        mut take: impl FnMut(T),
    ) -> Result<(), CaseloadError> {
        let places: Vec<usize> = (0..self.drafts.len()).collect();
        for run in places.chunks(RUN) {
            let made: Vec<Option<T>> = run
                .par_iter()
                .map(|place| Ok(self.prepared(*place, profile, recipients)?.map(&make)))
                .collect::<Result<_, CaseloadError>>()?;
            for one in made {
                step();
                if let Some(one) = one {
                    take(one);
                }
            }
        }
        Ok(())
    }

    /// The same, of a caseload that is small enough to be held whole.
    ///
    /// # Errors
    ///
    /// Those of [`each`](Self::each).
    pub fn prepare(
        &self,
        profile: &Profile,
        recipients: &[Recipient],
        step: impl FnMut(),
    ) -> Result<Vec<Prepared>, CaseloadError> {
        let mut all = Vec::new();
        self.each(profile, recipients, step, |one| one, |one| all.push(one))?;
        Ok(all)
    }

    /// What `look` makes of the facts of each case to be handed over, by reference. `None` where the form is wrong.
    ///
    /// A case is read only if the facts are not kept beside it, or people add something to cases.
    ///
    /// # Errors
    ///
    /// Those of [`each_seen`](Self::each_seen).
    pub(crate) fn facts<T: Send>(
        &self,
        look: impl Fn(&str, &CaseFacts) -> T + Sync,
    ) -> Result<BTreeMap<String, Option<T>>, CaseloadError> {
        let mut seen = BTreeMap::new();
        let known = |place: usize| {
            // What people add may be of any form, or bear on any fact.
            let facts = self.drafts.known_facts(place)?;
            self.answers.is_empty().then_some(facts)
        };
        let see = |place: usize| match (known(place), self.drafts.known_reference(place)) {
            (Some(facts), Some(reference)) => Ok(self
                .includes(reference)
                .then(|| (reference.to_owned(), Some(look(reference, facts))))),
            _ => self.seen(place, &|case: &Case| {
                let reference = case.reference();
                let reference = reference.map_or("", CaseReference::as_str);
                look(reference, &CaseFacts::of(case))
            }),
        };
        self.each_once(see, |reference, one| {
            seen.insert(reference.to_owned(), one);
        })?;
        Ok(seen)
    }

    /// Hands on what `look` sees in each case, in the order of the drafts: on all cores, a bounded run
    /// ahead, so that no more cases than that are held.
    ///
    /// # Errors
    ///
    /// [`CaseloadError`] if a draft cannot be read, or two have one reference: neither is taken for the
    /// other.
    pub fn each_seen<T: Send>(
        &self,
        look: impl Fn(&Case) -> T + Sync,
        mut take: impl FnMut(&str, Option<T>),
    ) -> Result<(), CaseloadError> {
        self.each_once(|place| self.seen(place, &look), &mut take)
    }

    fn seen<T>(&self, place: usize, look: &impl Fn(&Case) -> T) -> Result<Seen<T>, CaseloadError> {
        if !self.is_included(place) {
            return Ok(None);
        }
        let completed = self.completed(&self.drafts.read(place)?)?;
        Ok(completed.map(|one| (one.reference, one.case.ok().as_ref().map(look))))
    }

    fn each_once<T: Send>(
        &self,
        see: impl Fn(usize) -> Result<Seen<T>, CaseloadError> + Sync,
        mut take: impl FnMut(&str, Option<T>),
    ) -> Result<(), CaseloadError> {
        let mut known = BTreeSet::new();
        let places: Vec<usize> = (0..self.drafts.len()).collect();
        for run in places.chunks(RUN) {
            let made = run.par_iter().map(|place| see(*place));
            let made: Vec<Seen<T>> = made.collect::<Result<_, CaseloadError>>()?;
            for (reference, one) in made.into_iter().flatten() {
                take(&reference, one);
                if !known.insert(reference) {
                    return Err(CaseloadError::TwoOfOneCase);
                }
            }
        }
        Ok(())
    }

    /// Whether a case may be handed over: of one that is known to stay, no more is read.
    fn is_included(&self, place: usize) -> bool {
        let reference = self.drafts.known_reference(place);
        reference.is_none_or(|reference| self.includes(reference))
    }

    fn includes(&self, reference: &str) -> bool {
        let decisions = self.decisions.as_ref();
        decisions.is_none_or(|decisions| {
            let decided = decisions.of(reference);
            decided.is_some_and(|decided| decided.ruling == Ruling::Include)
        })
    }

    /// How many cases are not as `import` or `case` left them: they hold as they stand.
    #[must_use]
    pub fn changed_by_hand(&self) -> usize {
        self.drafts.changed_by_hand()
    }

    /// A case that was prepared before, once more.
    ///
    /// # Errors
    ///
    /// [`CaseloadError::Changed`] if its file has changed since.
    pub fn again(&self, place: usize, digest: &[u8; 32]) -> Result<Case, CaseloadError> {
        let bytes = self.drafts.read(place)?;
        let completed = self.completed(&bytes)?;
        match completed.map(|completed| completed.case) {
            Some(Ok(case)) if bytes.digest() == *digest => Ok(case),
            _ => Err(CaseloadError::Changed),
        }
    }

    /// The case of this reference, prepared for whom it names; `None` if none is to be handed over.
    pub(crate) fn prepared_one(
        &self,
        reference: &str,
        profile: &Profile,
    ) -> Result<Option<Prepared>, CaseloadError> {
        let references = self.drafts.references()?;
        let mut places = references
            .iter()
            .enumerate()
            .filter(|(_, one)| *one == reference);
        match (places.next(), places.next()) {
            (Some((place, _)), None) => self.prepared(place, profile, &[]),
            (Some(_), Some(_)) => Err(CaseloadError::TwoOfOneCase),
            (None, _) => Ok(None),
        }
    }

    /// `None` if the case is not to be handed over.
    fn prepared(
        &self,
        place: usize,
        profile: &Profile,
        recipients: &[Recipient],
    ) -> Result<Option<Prepared>, CaseloadError> {
        if !self.is_included(place) {
            return Ok(None);
        }
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
        let mut context = self.context(&reference);
        context.recipients = recipients.to_vec();
        let (case, findings) = match case.map(|case| case.check(profile, &context)) {
            Ok(Ok(checked)) => {
                let findings = checked.findings().to_vec();
                (PreparedCase::Checked(Box::new(checked)), findings)
            }
            Ok(Err(CheckFailed { case, findings, .. })) => (PreparedCase::Blocked(case), findings),
            Err(findings) => (PreparedCase::Malformed, findings),
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
}

impl fmt::Debug for Caseload {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Caseload(..)")
    }
}

/// Whether decisions and answers are about cases that are there; `references` are sorted.
fn check_all_there(
    references: &[String],
    decisions: Option<&Decisions>,
    answers: &Answers,
) -> Result<(), CaseloadError> {
    let lacks = |reference: &&CaseReference| {
        let found = references.binary_search_by(|one| one.as_str().cmp(reference.as_str()));
        found.is_err()
    };
    if let Some(decisions) = decisions {
        let without: Vec<CaseReference> = decisions.included().filter(lacks).cloned().collect();
        if !without.is_empty() {
            return Err(CaseloadError::DecisionsWithoutCase(without));
        }
        let undecided = references
            .iter()
            .filter(|case| decisions.of(case).is_none());
        let undecided: Vec<String> = undecided.cloned().collect();
        if !undecided.is_empty() {
            return Err(CaseloadError::Undecided(undecided));
        }
    }
    let without: BTreeSet<CaseReference> = answers.references().filter(lacks).cloned().collect();
    if without.is_empty() {
        Ok(())
    } else {
        Err(CaseloadError::AnswersWithoutCase(
            without.into_iter().collect(),
        ))
    }
}

//! What of a caseload will be sealed, for whom, and what stays.

use std::fmt;

use handover_dataset::{Case, Checked};
use handover_package::{ProfileInForce, SignedIndex};
use handover_trust::{Mandate, PosixTime, Statement};
use thiserror::Error;

use crate::{
    ArrangeError, Caseload, CaseloadError, Differences, Group, NotSealed, Recipients, To,
    UnderError, UnderInput, UnderMandate, WhyNotSealed,
    group::{grouped, grouped_checked},
};

/// Cases sorted into packages, and those that stay.
///
/// A plan is made in steps: the checks ([`of`](Self::of)), what may stay ([`complete_or`](Self::complete_or)), and under
/// a mandate the rosters ([`arranged`](Self::arranged)).
pub struct SealPlan<'a> {
    caseload: Option<&'a Caseload>,
    mandate: Option<Statement<Mandate>>,
    profile: &'a ProfileInForce,
    to: Vec<To>,
    groups: Vec<Group>,
    not_sealed: NotSealed,
    /// Whether cases may stay, once somebody was asked.
    may_leave_out: Option<bool>,
}

/// Packages to be, ready to be sealed.
#[derive(Debug)]
#[non_exhaustive]
pub struct PlannedPackages<'a> {
    /// The cases that are still in their files, if they are in files.
    pub caseload: Option<&'a Caseload>,
    /// The profile that they follow.
    pub profile: &'a ProfileInForce,
    /// The packages, each with its recipients and cases.
    pub groups: Vec<Group>,
    /// The mandate, if they go under one.
    pub under: Option<UnderMandate<'a>>,
    /// What stays.
    pub not_sealed: NotSealed,
    /// How many cases are sealed under the mandate already, and stay out.
    pub already: usize,
}

/// Why nothing is sealed. The references that it holds stay on the sender's machine.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum PlanError {
    /// The cases are not those that the rosters want sealed.
    #[error("the cases are not those that the rosters want sealed")]
    Differ(Differences),
    /// No package of them could stand in the place of the one before.
    #[error("no package here could stand in the place of that one")]
    NoneSupersedes,
    /// No case is left.
    #[error("no case is left to be sealed")]
    NothingLeft(WhyNotSealed, Box<NotSealed>),
    /// Cases would stay behind that should go.
    #[error("cases would stay behind")]
    StayBehind(WhyNotSealed, Box<NotSealed>),
    /// Nothing can be sealed under the mandate.
    #[error(transparent)]
    Under(#[from] UnderError),
}

impl<'a> SealPlan<'a> {
    /// Checks every case of a caseload and sorts it by who may read it; `step` is called for each draft.
    ///
    /// # Errors
    ///
    /// [`CaseloadError`] if a draft cannot be read, or two have one reference.
    pub fn of(
        caseload: &'a Caseload,
        recipients: &Recipients,
        profile: &'a ProfileInForce,
        step: impl FnMut(),
    ) -> Result<Self, CaseloadError> {
        let (groups, not_sealed) = grouped(caseload, recipients, profile.profile(), step)?;
        Ok(Self {
            caseload: Some(caseload),
            mandate: caseload.mandate().cloned(),
            profile,
            to: recipients.to().cloned().collect(),
            groups,
            not_sealed,
            may_leave_out: None,
        })
    }

    /// Sorts cases that were checked already by who may read them, under a mandate or none.
    ///
    /// # Errors
    ///
    /// [`CaseloadError::TwoOfOneCase`]: two have one reference, or one has none.
    pub fn of_checked(
        cases: impl IntoIterator<Item = Checked<Case>>,
        recipients: &Recipients,
        profile: &'a ProfileInForce,
        mandate: Option<Statement<Mandate>>,
    ) -> Result<Self, CaseloadError> {
        let (groups, not_sealed) =
            grouped_checked(cases, recipients, profile.profile(), mandate.as_ref())?;
        Ok(Self {
            caseload: None,
            mandate,
            profile,
            to: recipients.to().cloned().collect(),
            groups,
            not_sealed,
            may_leave_out: None,
        })
    }

    /// The same plan if every case goes to everybody whom it names; or in any case, if the others may stay.
    ///
    /// Under a mandate it is the rosters that say who must read a case: its readers are asked for in
    /// [`arranged`](Self::arranged).
    ///
    /// # Errors
    ///
    /// [`PlanError::StayBehind`], [`PlanError::NothingLeft`].
    pub fn complete_or(mut self, may_leave_out: bool) -> Result<Self, PlanError> {
        self.may_leave_out = Some(may_leave_out);
        let why = self.not_sealed.first_reason(self.mandate.is_none());
        if let (Some(why), false) = (why, may_leave_out) {
            return Err(PlanError::StayBehind(why, Box::new(self.not_sealed)));
        }
        if self.groups.is_empty() {
            let why = self.not_sealed.reason_of_all();
            return Err(PlanError::NothingLeft(why, Box::new(self.not_sealed)));
        }
        Ok(self)
    }

    /// Nothing stays unless somebody allowed it; of no case at all the rosters say whether that is right.
    fn asked(self) -> Result<Self, PlanError> {
        let is_empty = self.groups.is_empty() && self.not_sealed.is_empty();
        if self.may_leave_out.is_some() || is_empty {
            return Ok(self);
        }
        self.complete_or(false)
    }

    /// The mandate under which the cases go.
    #[must_use]
    pub const fn mandate(&self) -> Option<&Statement<Mandate>> {
        self.mandate.as_ref()
    }

    /// The profile that the packages follow.
    #[must_use]
    pub const fn profile(&self) -> &'a ProfileInForce {
        self.profile
    }

    /// What stays, as far as is known.
    #[must_use]
    pub const fn not_sealed(&self) -> &NotSealed {
        &self.not_sealed
    }

    /// The packages of cases that go under no mandate.
    ///
    /// # Errors
    ///
    /// Those of [`complete_or`](Self::complete_or), if nobody was asked whether cases may stay.
    pub fn alone(self) -> Result<PlannedPackages<'a>, PlanError> {
        let plan = self.asked()?;
        Ok(PlannedPackages {
            caseload: plan.caseload,
            profile: plan.profile,
            groups: plan.groups,
            under: None,
            not_sealed: plan.not_sealed,
            already: 0,
        })
    }

    /// The packages under a mandate: exactly the cases that its rosters want sealed and that no package has yet; at
    /// `now`, in the place of the package `supersedes`, if there is one.
    ///
    /// # Errors
    ///
    /// [`PlanError`], as its variants say.
    pub fn arranged(
        self,
        input: UnderInput<'a>,
        supersedes: Option<SignedIndex>,
        now: PosixTime,
    ) -> Result<PlannedPackages<'a>, PlanError> {
        let mut plan = self.asked()?;
        let may_leave_out = plan.may_leave_out.unwrap_or(false);
        let under = UnderMandate::new(input, plan.profile, &plan.to)?;
        let under = match supersedes {
            Some(package) => under.superseding(package, now)?,
            None => under,
        };
        let arranged = under
            .arrange(plan.groups, &mut plan.not_sealed, may_leave_out)
            .map_err(|error| match error {
                ArrangeError::Differ(differences) => PlanError::Differ(differences),
                ArrangeError::NoneSupersedes => PlanError::NoneSupersedes,
            })?;
        let why = plan.not_sealed.first_reason(true);
        if let (Some(why), false) = (why, may_leave_out) {
            return Err(PlanError::StayBehind(why, Box::new(plan.not_sealed)));
        }
        Ok(PlannedPackages {
            caseload: plan.caseload,
            profile: plan.profile,
            groups: arranged.groups,
            under: Some(under),
            not_sealed: plan.not_sealed,
            already: arranged.already,
        })
    }
}

impl PlannedPackages<'_> {
    /// How many cases are in them: one in two packages counts twice.
    #[must_use]
    pub fn case_count(&self) -> usize {
        self.groups.iter().map(|group| group.cases.len()).sum()
    }
}

impl fmt::Debug for SealPlan<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SealPlan(..)")
    }
}

//! Which cases go into which packages.

use handover_caseload::{PlannedPackages, Recipients, SealPlan, UnderError, UnderInput};
use handover_package::SignedIndex;
use handover_transfer::{Judge, KnownStatements};

use super::{GivenCases, SealingError};
use crate::office::{Office, OfficeError, OfficeMemory};

impl<M: OfficeMemory> Office<M> {
    /// What goes of cases in memory: all of them, to everybody whom they name.
    pub(super) fn plan<'a>(&self, given: GivenCases<'a>) -> Result<SealPlan<'a>, SealingError> {
        let GivenCases {
            cases,
            profile,
            to,
            mandate,
        } = given;
        let recipients = Recipients::new(&to, profile.profile(), &self.directory, self.now)?;
        Ok(SealPlan::of_checked(cases, &recipients, profile, mandate)?)
    }

    /// The packages of a plan; under a mandate, those that its rosters still want.
    pub(super) fn arranged<'a>(
        &mut self,
        plan: SealPlan<'a>,
        known: Option<&'a KnownStatements>,
        supersedes: Option<SignedIndex>,
    ) -> Result<PlannedPackages<'a>, SealingError> {
        let Some(mandate) = plan.mandate().cloned() else {
            return Ok(plan.alone()?);
        };
        let from = &mandate.payload().from;
        if *from != self.keys.organisation {
            return Err(SealingError::NotOurMandate);
        }
        let known = known.ok_or_else(|| UnderError::NotBound(from.clone()))?;
        known.check_not_superseded(&mandate)?;
        let memory = self.memory.cases(mandate.id());
        let memory = memory.map_err(OfficeError::memory)?;
        let memory = memory.ok_or(SealingError::NoTokens)?;
        if mandate.payload().profile != *plan.profile().reference() {
            return Err(UnderError::OtherProfile.into());
        }
        let own = self.memory.sealed().map_err(OfficeError::memory)?;
        let own: Vec<&[u8]> = own.iter().map(Vec::as_slice).collect();
        let directory = &self.directory;
        let mut judge = Judge::after(known.clone(), directory, &mut self.memory, self.now);
        // What does not hold any more counts for nobody.
        let _ = judge.take_all(&own);
        let (with_own, _) = judge.finish();
        self.memory.keep().map_err(OfficeError::memory)?;
        let input = UnderInput {
            transfer: with_own.transfer(mandate.clone(), plan.profile())?.transfer,
            mandate,
            rosters: known.rosters(),
            countersigns: known.countersigns(),
            memory,
        };
        Ok(plan.arranged(input, supersedes, self.now)?)
    }
}

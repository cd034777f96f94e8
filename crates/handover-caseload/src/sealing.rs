//! A group of cases becomes a package.

use std::{collections::BTreeMap, fmt, io::Write};

use handover_package::{
    CheckedSections, Draft, DraftCase, Grant, ProfileInForce, SealError, Sealed, SignedIndex,
    random_token,
};
use handover_trust::{OrganisationId, PosixTime, Signer, Token};
use rayon::prelude::*;
use thiserror::Error;

use crate::{Caseload, CaseloadError, Group, GroupedCase, To, UnderMandate, group::sections_again};

/// How many cases are made ready together.
const RUN: usize = 256;

/// Why a group was not sealed.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum SealGroupError {
    /// A draft can be read no longer.
    #[error(transparent)]
    Caseload(#[from] CaseloadError),
    /// The roster that includes the cases is not at hand.
    #[error("a roster that includes cases is not at hand")]
    NoRoster,
    /// The package was refused, or not written.
    #[error(transparent)]
    Seal(#[from] SealError),
}

/// What is needed to seal.
#[derive(Clone, Copy)]
#[expect(clippy::exhaustive_structs, reason = "every one of them is needed")]
pub struct SealInput<'a> {
    /// The cases that are still in files, if there are any.
    pub caseload: Option<&'a Caseload>,
    /// The profile in force.
    pub profile: &'a ProfileInForce,
    /// Who seals.
    pub by: &'a OrganisationId,
    /// The key of its office.
    pub signer: &'a Signer,
    /// The time of the package.
    pub at: PosixTime,
    /// Until when it may be opened a first time.
    pub until: PosixTime,
    /// The mandate, if the packages go under one.
    pub under: Option<&'a UnderMandate<'a>>,
}

impl<'a> SealInput<'a> {
    /// The package in whose place one of this group stands.
    #[must_use]
    pub fn superseded(&self, group: &Group) -> Option<(&'a UnderMandate<'a>, &'a SignedIndex)> {
        let under = self.under?;
        let before = under.superseded_by(&group.to, group.roster.as_ref()?)?;
        Some((under, before))
    }

    /// Seals one group to `grants` into `sink`; the tokens with the sender's references. `step` is called
    /// for each case.
    ///
    /// # Errors
    ///
    /// [`SealGroupError`]: what was written until then is no package.
    pub fn seal(
        &self,
        group: Group,
        grants: impl IntoIterator<Item = Grant>,
        sink: impl Write,
        mut step: impl FnMut(),
    ) -> Result<(Sealed, BTreeMap<Token, String>), SealGroupError> {
        let mut draft = Draft::new(self.by.clone(), self.profile, self.at, self.until);
        for grant in grants {
            draft = draft.grant(grant);
        }
        if let Some((_, before)) = self.superseded(&group) {
            draft = draft.superseding(*before.head().id());
        }
        let Group {
            to, cases, roster, ..
        } = group;
        if let (Some(under), Some(roster)) = (self.under, &roster) {
            let roster = under.roster(roster).ok_or(SealGroupError::NoRoster)?;
            draft = draft.under(under.mandate(), roster, under.countersigns());
        }
        let token = |case: &GroupedCase| match (self.under, &roster) {
            (Some(under), Some(_)) => under.token(&case.reference),
            _ => random_token(),
        };
        let cases = cases.into_iter().map(|case| (token(&case), case));
        let mut cases: Vec<(Token, GroupedCase)> = cases.collect();
        // In the order of the tokens, which says nothing about the order of the files.
        cases.sort_unstable_by_key(|(token, _)| *token);
        let tokens = cases.iter().map(|(token, _)| *token).collect();
        let mut sealer = draft.begin(tokens, sink)?;
        let mut references = BTreeMap::new();
        let mut cases = cases.into_iter();
        loop {
            let run: Vec<(Token, GroupedCase)> = cases.by_ref().take(RUN).collect();
            if run.is_empty() {
                break;
            }
            let drafts: Vec<(DraftCase, String)> = run
                .into_par_iter()
                .map(|(token, case)| self.drafted(&to, token, case))
                .collect::<Result<_, SealGroupError>>()?;
            for (draft, reference) in drafts {
                references.insert(draft.token(), reference);
                sealer.push(draft)?;
                step();
            }
        }
        Ok((sealer.finish(self.signer)?, references))
    }

    /// A case ready to be sealed, read and checked once more if it was not kept; and its reference.
    fn drafted(
        &self,
        to: &[To],
        token: Token,
        case: GroupedCase,
    ) -> Result<(DraftCase, String), SealGroupError> {
        let sections: CheckedSections = match case.sections {
            Some(sections) => sections,
            None => {
                let caseload = self.caseload.ok_or(CaseloadError::Changed)?;
                let again = caseload.again(case.place, &case.digest)?;
                let context = caseload.context(&case.reference);
                sections_again(again, to, self.profile.profile(), context)
                    .ok_or(CaseloadError::Changed)?
            }
        };
        Ok((DraftCase::new(token, sections), case.reference))
    }
}

impl fmt::Debug for SealInput<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SealInput(..)")
    }
}

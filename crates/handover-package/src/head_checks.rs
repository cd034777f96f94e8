//! What a head must say under its profile, its mandate and its roster.

use handover_cbor::RefusalClass;
use handover_trust::{
    Decision, Kind, Mandate, OrganisationId, Package, Roster, RosterRow, ShortName, Stanza,
    Statement,
};
use thiserror::Error;

use crate::{Agreeable, AgreementState, AtHand, ProfileInForce};

/// How a head contradicts its profile, its mandate or its roster.
#[derive(Clone, Copy, Debug, Error, Eq, PartialEq)]
#[non_exhaustive]
pub enum HeadError {
    /// An audience that the profile does not have, or with other sections than it gives them, or a
    /// split one under a mandate or beside another.
    #[error("a stanza grants what the profile does not")]
    ForbiddenGrant,
    /// A second signature that mandate or roster ask for is not there.
    #[error("a countersign that the mandate asks for is missing")]
    MissingCountersign,
    /// Sender, recipient or profile are not those of the mandate.
    #[error("mandate does not provide for this package")]
    NotOfMandate,
    /// The roster that the head names is not of mandate and sender, or does not include a case for a
    /// recipient of the package.
    #[error("roster does not include these cases")]
    NotOfRoster,
    /// The profile in force, or its list of sections, is another.
    #[error("profile is not the one in force")]
    OtherProfile,
    /// The roster that the head names is not at hand, though its mandate is.
    #[error("the roster that the package names is not at hand")]
    RosterNotAtHand,
}

impl HeadError {
    /// The refusal class: `countersignature` or `policy`.
    #[must_use]
    pub const fn class(self) -> RefusalClass {
        match self {
            Self::MissingCountersign => RefusalClass::Countersignature,
            Self::ForbiddenGrant
            | Self::NotOfMandate
            | Self::NotOfRoster
            | Self::OtherProfile
            | Self::RosterNotAtHand => RefusalClass::Policy,
        }
    }
}

/// Checks that a head says what the profile allows.
pub(crate) fn check_profile(head: &Package, profile: &ProfileInForce) -> Result<(), HeadError> {
    let is_in_force = head.profile == *profile.reference()
        && is_same(
            &head.sections,
            profile
                .sections()
                .iter()
                .map(|section| section.name.as_str()),
        );
    if !is_in_force {
        return Err(HeadError::OtherProfile);
    }
    for stanza in &head.stanzas {
        let terms = profile
            .audience(&stanza.audience)
            .ok_or(HeadError::ForbiddenGrant)?;
        let is_granted = is_same(
            &stanza.sections,
            terms.sections.iter().map(|name| name.as_str()),
        );
        // A split case stands for nobody else's: who could open both kinds would link them.
        let is_alone = || head.stanzas.iter().all(|s| s.audience == stanza.audience);
        let is_apart = !terms.is_apart || head.mandate.is_none() && is_alone();
        if !is_granted || !is_apart {
            return Err(HeadError::ForbiddenGrant);
        }
    }
    Ok(())
}

fn is_same<'a>(names: &[ShortName], others: impl Iterator<Item = &'a str>) -> bool {
    names.iter().map(ShortName::as_str).eq(others)
}

/// A head under the mandate and the roster that it names.
#[derive(Clone, Copy, Debug)]
pub(crate) struct UnderMandate<'a> {
    pub(crate) mandate: &'a Statement<Mandate>,
    pub(crate) roster: &'a Statement<Roster>,
    pub(crate) profile: &'a ProfileInForce,
}

impl<'a> UnderMandate<'a> {
    /// Finds what the head names; `None` if its mandate is not at hand.
    ///
    /// Whoever has the mandate needs the roster too: a head that names another is refused.
    pub(crate) fn of(
        head: &Package,
        at_hand: &AtHand<'a>,
        profile: &'a ProfileInForce,
    ) -> Result<Option<Self>, HeadError> {
        let (Some(mandate), Some(roster)) = (&head.mandate, &head.roster) else {
            return Ok(None);
        };
        let Some(mandate) = at_hand.mandate(mandate) else {
            return Ok(None);
        };
        let roster = at_hand.roster(roster).ok_or(HeadError::RosterNotAtHand)?;
        Ok(Some(Self {
            mandate,
            roster,
            profile,
        }))
    }

    /// Checks that sender, recipients, profile and cases are those of mandate and roster.
    pub(crate) fn check(
        &self,
        head: &Package,
        tokens: impl IntoIterator<Item = [u8; 32]>,
    ) -> Result<(), HeadError> {
        let (mandate, roster) = (self.mandate.payload(), self.roster.payload());
        if roster.mandate != *self.mandate.id() || roster.by != mandate.from {
            return Err(HeadError::NotOfRoster);
        }
        let is_of_mandate = if self.profile.is_reply() {
            self.is_reply_between_parties(head)
        } else {
            head.by == mandate.from
                && head.profile == mandate.profile
                && self.leads(head).all(|to| mandate.to.contains(to))
        };
        if !is_of_mandate {
            return Err(HeadError::NotOfMandate);
        }
        let is_in_roster = |token: [u8; 32]| {
            self.row(token).is_some_and(|row| match &row.decision {
                Decision::Include { to, .. } => {
                    self.profile.is_reply() || head.stanzas.iter().any(|stanza| stanza.to == *to)
                }
                Decision::Exclude | Decision::Undecided { .. } => self.profile.is_reply(),
            })
        };
        if tokens.into_iter().all(is_in_roster) {
            Ok(())
        } else {
            Err(HeadError::NotOfRoster)
        }
    }

    /// Checks what no recipient can mend afterwards, so only a sealer asks for it: that no lead
    /// recipient gets the cases of another.
    pub(crate) fn check_own_recipients(
        &self,
        head: &Package,
        tokens: impl IntoIterator<Item = [u8; 32]>,
    ) -> Result<(), HeadError> {
        let is_for_all_leads = |token: [u8; 32]| match self.row(token).map(|row| &row.decision) {
            Some(Decision::Include { to, .. }) => self.leads(head).all(|lead| lead == to),
            _ => false,
        };
        if self.profile.is_reply() || tokens.into_iter().all(is_for_all_leads) {
            Ok(())
        } else {
            Err(HeadError::NotOfRoster)
        }
    }

    fn row(&self, token: [u8; 32]) -> Option<&'a RosterRow> {
        let rows = &self.roster.payload().rows;
        let found = rows.binary_search_by(|row| row.token.as_bytes().cmp(&token));
        found.ok().and_then(|at| rows.get(at))
    }

    /// Words between the parties of the mandate: one case, from one party to others.
    fn is_reply_between_parties(&self, head: &Package) -> bool {
        let mandate = self.mandate.payload();
        let is_party = |id: &OrganisationId| *id == mandate.from || mandate.to.contains(id);
        is_party(&head.by) && head.count == 1 && head.stanzas.iter().all(|s| is_party(&s.to))
    }

    /// Checks that sender and lead recipients are bound by the mandate: each has countersigned it.
    pub(crate) fn check_bound(
        &self,
        head: &Package,
        at_hand: &AtHand<'_>,
    ) -> Result<(), HeadError> {
        let mandate = Agreeable::new(self.mandate);
        let is_bound = |id: &OrganisationId| at_hand.agreements(mandate).any(|one| one.by == *id);
        countersigned(is_bound(&head.by) && self.leads(head).all(is_bound))
    }

    /// Checks the countersigns that the mandate asks for, of mandate, roster and package; not of a
    /// package that has no id yet.
    pub(crate) fn check_countersigns(
        &self,
        signed: Option<Agreeable>,
        head: &Package,
        at_hand: &AtHand<'_>,
    ) -> Result<(), HeadError> {
        let mandate = self.mandate.payload();
        let asked = if self.profile.is_reply() {
            &[]
        } else {
            mandate.countersign.as_slice()
        };
        for (kind, role) in asked {
            let is_there = |statement: Agreeable, may: &dyn Fn(&OrganisationId) -> bool| {
                at_hand
                    .agreements(statement)
                    .any(|countersign| countersign.role == *role && may(&countersign.by))
            };
            countersigned(match kind {
                Kind::Mandate => is_there(Agreeable::new(self.mandate), &|by| {
                    *by == mandate.by || *by == mandate.from || mandate.to.contains(by)
                }),
                Kind::Package => {
                    signed.is_none_or(|head_signed| is_there(head_signed, &|by| *by == head.by))
                }
                Kind::Roster => is_there(Agreeable::new(self.roster), &|by| {
                    *by == mandate.by || *by == mandate.from
                }),
                _ => true,
            })?;
        }
        Ok(())
    }

    fn leads<'h>(&self, head: &'h Package) -> impl Iterator<Item = &'h OrganisationId> {
        let lead = |stanza: &&Stanza| self.profile.is_lead(&stanza.audience);
        head.stanzas.iter().filter(lead).map(|stanza| &stanza.to)
    }
}

const fn countersigned(is_there: bool) -> Result<(), HeadError> {
    if is_there {
        Ok(())
    } else {
        Err(HeadError::MissingCountersign)
    }
}

/// Checks a received head; `tokens` are those of the index.
pub(crate) fn check(
    head: &Statement<Package>,
    profile: &ProfileInForce,
    at_hand: &AtHand<'_>,
    tokens: impl IntoIterator<Item = [u8; 32]>,
) -> Result<AgreementState, HeadError> {
    let package = head.payload();
    check_profile(package, profile)?;
    if package.mandate.is_none() {
        return Ok(AgreementState::NoMandate);
    }
    let Some(under) = UnderMandate::of(package, at_hand, profile)? else {
        return Ok(AgreementState::NotAtHand);
    };
    under.check(package, tokens)?;
    under.check_bound(package, at_hand)?;
    under.check_countersigns(Some(Agreeable::new(head)), package, at_hand)?;
    Ok(AgreementState::Checked)
}

#[cfg(test)]
mod tests;

//! Who may agree to what: asked before anything is signed, by the rules by which it will count.

use handover_cbor::RefusalClass;
use handover_package::Agreeable;
use handover_trust::{
    Certificate, Countersign, Kind, Mandate, OrganisationId, Package, Roster, ShortName, Statement,
    StatementId,
};
use thiserror::Error;

use crate::{KnownStatements, RosterChain, RosterChainError, Superseded, check_is_of, undated};

/// A statement to which somebody is asked to agree.
#[derive(Clone, Copy, Debug)]
#[expect(
    clippy::exhaustive_enums,
    reason = "nothing else waits for a second signature"
)]
pub enum ToAgree<'a> {
    /// It binds whoever agrees.
    Mandate(&'a Statement<Mandate>),
    /// Where the mandate asks for it; or a person takes what its cases ask of a role.
    Package(&'a Statement<Package>),
    /// The commissioner freezes it.
    Roster(&'a Statement<Roster>),
}

/// Why a countersign would count for nothing, or must not be made.
#[derive(Clone, Debug, Eq, Error, PartialEq)]
#[non_exhaustive]
pub enum MayNotAgree {
    /// The roster does not follow those before it, or another stands beside it.
    #[error(transparent)]
    Chain(#[from] RosterChainError),
    /// No mandate is at hand at all.
    #[error("the mandate that this goes under is not at hand")]
    MandateNotAtHand,
    /// A person's agreement counts only where the mandate asks for the role.
    #[error("the mandate asks for no {role} on a {kind}")]
    NotAsked {
        /// To what.
        kind: Kind,
        /// As whom.
        role: ShortName,
    },
    /// It is for others to agree.
    #[error("to a {kind} agree {}, and {by} is none of them", who_agrees(*kind))]
    NotParty {
        /// To what.
        kind: Kind,
        /// Who wanted to.
        by: OrganisationId,
    },
    /// It is for another mandate than those at hand.
    #[error("it is for another mandate than those at hand")]
    OtherMandate,
    /// The hand that signed the statement itself gives no second signature (V-22).
    #[error("the key is that which signed the statement itself")]
    SameHand,
    /// The mandate does not stand any more (V-46).
    #[error(transparent)]
    Superseded(#[from] Superseded),
    /// A roster is not frozen while an undecided row lacks its date (S-08).
    #[error("of undecided people without a date by which somebody decides there are {0}")]
    Undated(usize),
}

/// Who may agree to a statement of this kind.
const fn who_agrees(kind: Kind) -> &'static str {
    match kind {
        Kind::Mandate => "commissioner, sender and recipients",
        Kind::Roster => "commissioner and sender",
        _ => "its sender, and people of those whom it is for",
    }
}

impl MayNotAgree {
    /// The refusal class.
    #[must_use]
    pub const fn class(&self) -> RefusalClass {
        match self {
            Self::Chain(error) => error.class(),
            Self::MandateNotAtHand
            | Self::NotAsked { .. }
            | Self::OtherMandate
            | Self::Undated(_) => RefusalClass::Policy,
            Self::NotParty { .. } => RefusalClass::NotEntitled,
            Self::SameHand => RefusalClass::Countersignature,
            Self::Superseded(error) => error.class(),
        }
    }
}

impl KnownStatements {
    /// Whether an organisation may agree to a statement in a role: it is a party, the mandate asks for it and still
    /// stands, and a roster is the only one in its place and leaves nothing open.
    ///
    /// Who only shows when something was seen agrees to nothing, and may.
    ///
    /// # Errors
    ///
    /// [`MayNotAgree`], the first that holds.
    pub fn may_agree(
        &self,
        to: ToAgree<'_>,
        by: &OrganisationId,
        role: &ShortName,
    ) -> Result<(), MayNotAgree> {
        if role.as_str() == Countersign::SEEN {
            return Ok(());
        }
        match to {
            ToAgree::Mandate(mandate) => {
                let said = mandate.payload();
                let parties = [&said.by, &said.from].into_iter().chain(&said.to);
                check_party(by, parties, Kind::Mandate)?;
                check_asked(said, Kind::Mandate, role)?;
                Ok(self.check_not_superseded(mandate)?)
            }
            ToAgree::Package(head) => self.may_agree_to_package(head.payload(), by, role),
            ToAgree::Roster(roster) => self.may_agree_to_roster(roster, by, role),
        }
    }

    fn may_agree_to_package(
        &self,
        package: &Package,
        by: &OrganisationId,
        role: &ShortName,
    ) -> Result<(), MayNotAgree> {
        let is_person = role.as_str() != Countersign::OFFICE;
        if is_person && package.stanzas.iter().any(|stanza| stanza.to == *by) {
            // Somebody there takes what its cases ask of that role (S-32).
            return Ok(());
        }
        check_party(by, [&package.by], Kind::Package)?;
        let Some(id) = &package.mandate else {
            return Ok(());
        };
        let mandate = self.mandate_at_hand(id)?;
        check_asked(mandate.payload(), Kind::Package, role)?;
        Ok(self.check_not_superseded(mandate)?)
    }

    fn may_agree_to_roster(
        &self,
        roster: &Statement<Roster>,
        by: &OrganisationId,
        role: &ShortName,
    ) -> Result<(), MayNotAgree> {
        let mandate = self.mandate_at_hand(&roster.payload().mandate)?;
        let said = mandate.payload();
        check_is_of(roster, mandate)?;
        check_party(by, [&said.by, &said.from], Kind::Roster)?;
        check_asked(said, Kind::Roster, role)?;
        self.check_not_superseded(mandate)?;
        let chain = RosterChain::back_from(roster, mandate, self.rosters())?;
        chain.check_is_only(roster, self.rosters())?;
        match undated(roster, self.rosters()) {
            0 => Ok(()),
            undated => Err(MayNotAgree::Undated(undated)),
        }
    }

    fn mandate_at_hand(&self, id: &StatementId) -> Result<&Statement<Mandate>, MayNotAgree> {
        self.mandate(id).ok_or_else(|| {
            if self.mandates().is_empty() {
                MayNotAgree::MandateNotAtHand
            } else {
                MayNotAgree::OtherMandate
            }
        })
    }
}

impl ToAgree<'_> {
    /// Refuses the hand that signed the statement itself: a second signature is by another certificate and another
    /// key (V-22).
    ///
    /// # Errors
    ///
    /// [`MayNotAgree::SameHand`].
    pub fn check_second(self, certificate: &Certificate) -> Result<(), MayNotAgree> {
        let agreeable = match self {
            Self::Mandate(mandate) => Agreeable::new(mandate),
            Self::Package(head) => Agreeable::new(head),
            Self::Roster(roster) => Agreeable::new(roster),
        };
        if agreeable.may_be_second(certificate) {
            Ok(())
        } else {
            Err(MayNotAgree::SameHand)
        }
    }
}

fn check_party<'a>(
    by: &OrganisationId,
    parties: impl IntoIterator<Item = &'a OrganisationId>,
    kind: Kind,
) -> Result<(), MayNotAgree> {
    if parties.into_iter().any(|party| party == by) {
        return Ok(());
    }
    Err(MayNotAgree::NotParty {
        kind,
        by: by.clone(),
    })
}

/// A person's agreement counts only where the mandate asks for that role; an office's always.
fn check_asked(mandate: &Mandate, kind: Kind, role: &ShortName) -> Result<(), MayNotAgree> {
    let is_office = role.as_str() == Countersign::OFFICE && kind != Kind::Package;
    let mut asked = mandate.countersign.iter();
    if is_office || asked.any(|(asked, of)| *asked == kind && of == role) {
        return Ok(());
    }
    Err(MayNotAgree::NotAsked {
        kind,
        role: role.clone(),
    })
}

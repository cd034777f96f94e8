//! The rosters that went before a further one.

use std::collections::BTreeMap;

use handover_cbor::RefusalClass;
use handover_trust::{Decision, Mandate, Roster, RosterRow, Statement, StatementId, Token};
use thiserror::Error;

use crate::may_follow;

/// Why the rosters at hand are no chain to build on.
#[derive(Clone, Copy, Debug, Eq, Error, PartialEq)]
#[non_exhaustive]
pub enum RosterChainError {
    /// The last one is followed already, by this one.
    #[error("{0} follows it already")]
    Followed(StatementId),
    /// One names a case again that was settled before (check V-44).
    #[error("it names a case again that was settled before")]
    NamesAgain,
    /// One before the last is not at hand.
    #[error("a roster before this one is not at hand")]
    NotAtHand,
    /// There is none of this mandate.
    #[error("no roster of this mandate is at hand")]
    NoRoster,
    /// One is of another mandate, or not by its sender (check V-21).
    #[error("it is for another mandate")]
    OtherMandate,
    /// This one stands in its place as well (check V-44).
    #[error("{0} stands in its place as well")]
    Rival(StatementId),
    /// Two of this mandate are each the last.
    #[error("two of this mandate are each the last")]
    TwoLast,
}

impl RosterChainError {
    /// The refusal class: `policy` where one is of another mandate or not at hand, else `conflict`.
    #[must_use]
    pub const fn class(self) -> RefusalClass {
        match self {
            Self::NoRoster | Self::NotAtHand | Self::OtherMandate => RefusalClass::Policy,
            Self::Followed(_) | Self::NamesAgain | Self::Rival(_) | Self::TwoLast => {
                RefusalClass::Conflict
            }
        }
    }
}

/// What the rosters of a mandate say together: the last word about each token.
#[derive(Debug, Default)]
pub struct RosterChain {
    rows: BTreeMap<Token, RosterRow>,
    last: Option<StatementId>,
}

impl RosterChain {
    /// Follows `last` back to the first roster of the mandate, and checks each on the way (V-44).
    ///
    /// # Errors
    ///
    /// [`RosterChainError`].
    pub fn back_from(
        last: &Statement<Roster>,
        mandate: &Statement<Mandate>,
        rosters: &[Statement<Roster>],
    ) -> Result<Self, RosterChainError> {
        let mut way = vec![last];
        let mut next = last.payload().previous;
        while let Some(id) = next {
            let found = rosters.iter().find(|roster| *roster.id() == id);
            let before = found.ok_or(RosterChainError::NotAtHand)?;
            // Each id is of what it follows, so a way that never ends cannot be made.
            way.push(before);
            next = before.payload().previous;
        }
        let mut chain = Self::default();
        for roster in way.into_iter().rev() {
            check_is_of(roster, mandate)?;
            chain.follow(roster)?;
        }
        Ok(chain)
    }

    /// Every roster of the mandate that is at hand, in their order.
    ///
    /// # Errors
    ///
    /// [`RosterChainError`].
    pub fn of_all(
        mandate: &Statement<Mandate>,
        rosters: &[Statement<Roster>],
    ) -> Result<Self, RosterChainError> {
        let of_it = || {
            let all = rosters.iter();
            all.filter(|roster| roster.payload().mandate == *mandate.id())
        };
        let is_followed = |roster: &Statement<Roster>| {
            of_it().any(|other| other.payload().previous == Some(*roster.id()))
        };
        let mut last = of_it().filter(|roster| !is_followed(roster));
        match (last.next(), last.next()) {
            (Some(last), None) => Self::back_from(last, mandate, rosters),
            (Some(_), Some(_)) => Err(RosterChainError::TwoLast),
            (None, _) => Err(RosterChainError::NoRoster),
        }
    }

    /// The tokens of the cases that go.
    pub fn included(&self) -> impl Iterator<Item = &Token> {
        let is_included = |row: &&RosterRow| matches!(row.decision, Decision::Include { .. });
        self.rows.values().filter(is_included).map(|row| &row.token)
    }

    /// The last word about a token.
    #[must_use]
    pub fn row(&self, token: &Token) -> Option<&RosterRow> {
        self.rows.get(token)
    }

    /// The roster that a further one names.
    #[must_use]
    pub const fn last(&self) -> Option<StatementId> {
        self.last
    }

    /// Another roster follows the same one: neither counts.
    ///
    /// # Errors
    ///
    /// [`RosterChainError`].
    pub fn check_is_last(&self, rosters: &[Statement<Roster>]) -> Result<(), RosterChainError> {
        let follows = |roster: &&Statement<Roster>| {
            self.last.is_some() && roster.payload().previous == self.last
        };
        match rosters.iter().find(follows) {
            Some(other) => Err(RosterChainError::Followed(*other.id())),
            None => Ok(()),
        }
    }

    /// Another roster stands in the place of this one: neither counts (V-44).
    ///
    /// # Errors
    ///
    /// [`RosterChainError`].
    pub fn check_is_only(
        &self,
        roster: &Statement<Roster>,
        rosters: &[Statement<Roster>],
    ) -> Result<(), RosterChainError> {
        let said = roster.payload();
        let is_rival = |other: &&Statement<Roster>| {
            other.id() != roster.id()
                && other.payload().mandate == said.mandate
                && other.payload().previous == said.previous
        };
        match rosters.iter().find(is_rival) {
            Some(other) => Err(RosterChainError::Rival(*other.id())),
            None => Ok(()),
        }
    }

    fn follow(&mut self, roster: &Statement<Roster>) -> Result<(), RosterChainError> {
        for row in &roster.payload().rows {
            let before = self.rows.get(&row.token);
            if before.is_some_and(|before| !may_follow(before, row)) {
                return Err(RosterChainError::NamesAgain);
            }
            self.rows.insert(row.token, row.clone());
        }
        self.last = Some(*roster.id());
        Ok(())
    }
}

/// A roster is of this mandate and by its sender (check V-21).
///
/// # Errors
///
/// [`RosterChainError::OtherMandate`].
pub fn check_is_of(
    roster: &Statement<Roster>,
    mandate: &Statement<Mandate>,
) -> Result<(), RosterChainError> {
    let said = roster.payload();
    if said.mandate == *mandate.id() && said.by == mandate.payload().from {
        Ok(())
    } else {
        Err(RosterChainError::OtherMandate)
    }
}

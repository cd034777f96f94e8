//! The rosters that went before a further one.

use std::collections::BTreeMap;

use handover::{
    Decision, Mandate, RefusalClass, Roster, RosterRow, Statement, StatementId, Token, may_follow,
};

use crate::{problem::Problem, refusals::refusal};

/// What the rosters of a mandate say together: the last word about each token.
#[derive(Default)]
pub(crate) struct Chain {
    rows: BTreeMap<Token, RosterRow>,
    last: Option<StatementId>,
}

impl Chain {
    /// Follows `last` back to the first roster of the mandate, and checks each on the way (V-44).
    pub(crate) fn back_from(
        last: &Statement<Roster>,
        mandate: &Statement<Mandate>,
        rosters: &[Statement<Roster>],
    ) -> Result<Self, Problem> {
        let mut way = vec![last];
        let mut next = last.payload().previous;
        while let Some(id) = next {
            let found = rosters.iter().find(|roster| *roster.id() == id);
            let before = found.ok_or_else(|| {
                Problem::usage(
                    "a roster before this one is not at hand",
                    "Give the folder of the transfer with --statement.",
                )
            })?;
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
    pub(crate) fn of_all(
        mandate: &Statement<Mandate>,
        rosters: &[Statement<Roster>],
    ) -> Result<Self, Problem> {
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
            (Some(_), Some(_)) => Err(conflict("two of this mandate are each the last")),
            (None, _) => Err(Problem::usage(
                "no roster of this mandate is at hand",
                "Give the folder of the transfer with --statement.",
            )),
        }
    }

    /// The tokens of the cases that go.
    pub(crate) fn included(&self) -> impl Iterator<Item = &Token> {
        let is_included = |row: &&RosterRow| matches!(row.decision, Decision::Include { .. });
        self.rows.values().filter(is_included).map(|row| &row.token)
    }

    /// The last word about a token.
    pub(crate) fn row(&self, token: &Token) -> Option<&RosterRow> {
        self.rows.get(token)
    }

    /// The roster that a further one names.
    pub(crate) const fn last(&self) -> Option<StatementId> {
        self.last
    }

    /// Another roster follows the same one: neither counts.
    pub(crate) fn check_is_last(&self, rosters: &[Statement<Roster>]) -> Result<(), Problem> {
        let follows = |roster: &&Statement<Roster>| {
            self.last.is_some() && roster.payload().previous == self.last
        };
        match rosters.iter().find(follows) {
            Some(other) => Err(conflict(format!("{} follows it already", other.id()))
                .advise("Give the last roster with --previous.")),
            None => Ok(()),
        }
    }

    /// Another roster stands in the place of this one: neither counts (V-44).
    pub(crate) fn check_is_only(
        &self,
        roster: &Statement<Roster>,
        rosters: &[Statement<Roster>],
    ) -> Result<(), Problem> {
        let said = roster.payload();
        let is_rival = |other: &&Statement<Roster>| {
            other.id() != roster.id()
                && other.payload().mandate == said.mandate
                && other.payload().previous == said.previous
        };
        match rosters.iter().find(is_rival) {
            Some(other) => Err(conflict(format!(
                "{} stands in its place as well",
                other.id()
            ))),
            None => Ok(()),
        }
    }

    fn follow(&mut self, roster: &Statement<Roster>) -> Result<(), Problem> {
        for row in &roster.payload().rows {
            let before = self.rows.get(&row.token);
            if before.is_some_and(|before| !may_follow(before, row)) {
                return Err(conflict("it names a case again that was settled before"));
            }
            self.rows.insert(row.token, row.clone());
        }
        self.last = Some(*roster.id());
        Ok(())
    }
}

/// The reason code of a case that was asked for after a roster had excluded it; also that of field
/// 903.
pub(super) const REQUEST: &str = "request";

/// A roster is of this mandate and by its sender (check V-21).
pub(crate) fn check_is_of(
    roster: &Statement<Roster>,
    mandate: &Statement<Mandate>,
) -> Result<(), Problem> {
    let said = roster.payload();
    if said.mandate == *mandate.id() && said.by == mandate.payload().from {
        return Ok(());
    }
    Err(refusal(
        "the roster",
        RefusalClass::Policy,
        "it is for another mandate",
    )
    .advise("Give the roster and the mandate that belong together."))
}

fn conflict(what: impl std::fmt::Display) -> Problem {
    refusal("the roster", RefusalClass::Conflict, what)
        .advise("Ask the sender which roster holds; a further one names only what is new.")
}

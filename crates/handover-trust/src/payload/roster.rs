use serde::{Deserialize, Serialize};
use thiserror::Error;

use super::{rule, strictly_ascending};
use crate::{
    OrganisationId, OrganisationRole, PosixTime, ReasonCode, StatementId, Token, entitlement::Claim,
};

/// The sender lists everyone considered; rule `roster`.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
#[expect(clippy::exhaustive_structs, reason = "a closed map of format 1")]
pub struct Roster {
    /// When the signer says that it was signed.
    pub at: PosixTime,
    /// The sender.
    pub by: OrganisationId,
    /// The mandate.
    pub mandate: StatementId,
    /// The roster before it, if this is a further one.
    pub previous: Option<StatementId>,
    /// One for each person considered, tokens strictly ascending.
    pub rows: Vec<RosterRow>,
    /// How many rows there are of each decision.
    pub counts: RosterCounts,
}

/// How many rows there are of each decision; `counts` of rule `roster`.
#[derive(Clone, Copy, Debug, Default, Deserialize, Eq, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
#[expect(clippy::exhaustive_structs, reason = "a closed map of format 1")]
pub struct RosterCounts {
    /// Cases that go.
    pub include: u64,
    /// Cases that do not go, and can be asked for.
    pub exclude: u64,
    /// Cases about which a person has yet to decide.
    pub undecided: u64,
}

/// What was decided about one person; rule `roster-row`.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(try_from = "RowMembers", into = "RowMembers")]
#[expect(clippy::exhaustive_structs, reason = "a row of format 1")]
pub struct RosterRow {
    /// The case.
    pub token: Token,
    /// Why so.
    pub reason: ReasonCode,
    /// What was decided.
    pub decision: Decision,
}

/// Whether a case goes.
#[derive(Clone, Debug, Eq, PartialEq)]
#[expect(clippy::exhaustive_enums, reason = "the grammar has these three")]
pub enum Decision {
    /// It does not, and can be asked for.
    Exclude,
    /// It goes to an organisation, by certain moments.
    Include {
        /// To which organisation.
        to: OrganisationId,
        /// By when it must be where.
        due: DueTimes,
    },
    /// A person has yet to decide.
    Undecided {
        /// By when, if that is settled; without it the roster cannot be frozen.
        by: Option<PosixTime>,
    },
}

/// By when a case must be where; rule `due-times`. `None`: no such deadline for this case.
#[derive(Clone, Copy, Debug, Default, Deserialize, Eq, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
#[expect(clippy::exhaustive_structs, reason = "a closed map of format 1")]
pub struct DueTimes {
    /// A machine of the recipient has it.
    pub stored: Option<PosixTime>,
    /// A person at the recipient took it on.
    pub accepted: Option<PosixTime>,
    /// Somebody met the person.
    pub contacted: Option<PosixTime>,
    /// The first review took place.
    pub reviewed: Option<PosixTime>,
}

impl DueTimes {
    /// The moments of an undecided row: when the decision is due, which stands under `accepted`.
    fn decision(by: PosixTime) -> Self {
        Self {
            accepted: Some(by),
            ..Self::default()
        }
    }

    /// When a decision is due, if these are the moments of an undecided row.
    fn decision_date(self) -> Option<PosixTime> {
        self.accepted.filter(|by| self == Self::decision(*by))
    }
}

/// A row as the array it is on the wire.
#[derive(Deserialize, Serialize)]
struct RowMembers(
    Token,
    String,
    ReasonCode,
    Option<OrganisationId>,
    Option<DueTimes>,
);

#[derive(Debug, Error)]
#[error("not a row of a roster")]
struct InvalidRow;

impl TryFrom<RowMembers> for RosterRow {
    type Error = InvalidRow;

    fn try_from(members: RowMembers) -> Result<Self, Self::Error> {
        let RowMembers(token, decision, reason, to, due) = members;
        let decision = match (decision.as_str(), to, due) {
            ("exclude", None, None) => Decision::Exclude,
            ("include", Some(to), Some(due)) => Decision::Include { to, due },
            ("undecided", None, None) => Decision::Undecided { by: None },
            ("undecided", None, Some(due)) => Decision::Undecided {
                by: Some(due.decision_date().ok_or(InvalidRow)?),
            },
            _ => return Err(InvalidRow),
        };
        Ok(Self {
            token,
            reason,
            decision,
        })
    }
}

impl From<RosterRow> for RowMembers {
    fn from(row: RosterRow) -> Self {
        let (decision, to, due) = match row.decision {
            Decision::Exclude => ("exclude", None, None),
            Decision::Include { to, due } => ("include", Some(to), Some(due)),
            Decision::Undecided { by } => ("undecided", None, by.map(DueTimes::decision)),
        };
        Self(row.token, decision.to_owned(), row.reason, to, due)
    }
}

impl RosterCounts {
    /// Counts rows.
    #[must_use]
    pub fn of(rows: &[RosterRow]) -> Self {
        let mut counts = Self::default();
        for row in rows {
            match row.decision {
                Decision::Exclude => counts.exclude += 1,
                Decision::Include { .. } => counts.include += 1,
                Decision::Undecided { .. } => counts.undecided += 1,
            }
        }
        counts
    }
}

super::payload!(
    Roster,
    |_| Claim::Office(OrganisationRole::Provider),
    |roster| {
        rule(strictly_ascending(roster.rows.iter().map(|row| row.token)))?;
        rule(roster.counts == RosterCounts::of(&roster.rows))
    }
);

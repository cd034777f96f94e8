//! What statements show to be there beside what is at hand.

use std::collections::{BTreeMap, BTreeSet};

use handover_trust::{Kind, OrganisationId, Package, Payload, Statement, StatementId, Token};

/// What the statements of a transfer show, whether they count or not.
#[derive(Clone, Debug, Default)]
pub(crate) struct Shown {
    /// Packages that are spoken of, each by the statement of the lowest id.
    pub(crate) packages: BTreeMap<StatementId, Trace>,
    /// What packages say that do not count as such: replies, and what its sender may not send.
    pub(crate) heads: BTreeMap<StatementId, ShownPackage>,
    /// Rosters of the sender that send cases to somebody who is no recipient of the mandate.
    pub(crate) unfit_rosters: BTreeSet<StatementId>,
    /// Statements at hand that are no part of the transfer.
    pub(crate) others: BTreeSet<StatementId>,
}

/// A statement that shows something else to be there.
#[derive(Clone, Debug, Eq, Ord, PartialEq, PartialOrd)]
#[non_exhaustive]
pub struct Trace {
    /// The statement.
    pub statement: StatementId,
    /// Its kind.
    pub kind: Kind,
    /// Whose it is.
    pub by: OrganisationId,
}

impl Trace {
    pub(crate) fn of<P: Payload>(statement: &Statement<P>) -> Self {
        Self {
            statement: *statement.id(),
            kind: P::KIND,
            by: statement.payload().by().clone(),
        }
    }
}

/// A package, as far as it shows that somebody is listed somewhere.
#[derive(Clone, Debug)]
pub(crate) struct ShownPackage {
    pub(crate) mention: Trace,
    pub(crate) roster: Option<StatementId>,
    pub(crate) supersedes: Option<StatementId>,
    pub(crate) tokens: Vec<Token>,
}

impl Shown {
    pub(crate) fn add_mention<P: Payload>(
        &mut self,
        package: StatementId,
        statement: &Statement<P>,
    ) {
        let mention = Trace::of(statement);
        let known = self
            .packages
            .entry(package)
            .or_insert_with(|| mention.clone());
        if mention < *known {
            *known = mention;
        }
    }

    pub(crate) fn add_package(&mut self, head: &Statement<Package>, tokens: Vec<Token>) {
        let package = head.payload();
        let shown = ShownPackage {
            mention: Trace::of(head),
            roster: package.roster,
            supersedes: package.supersedes,
            tokens,
        };
        self.heads.insert(*head.id(), shown);
    }
}

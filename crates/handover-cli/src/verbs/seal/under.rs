//! A package under a mandate: exactly the cases that are still to be sealed, and no others.

use std::collections::BTreeSet;

use handover::{
    CaseReference, Countersign, IndexEntry, Mandate, OrganisationId, PosixTime, ProfileInForce,
    RefusalClass, Roster, SignedIndex, Statement, StatementId, Token, Transfer,
};

use super::To;
use crate::{
    problem::Problem,
    refusals::refusal,
    store::MandateLedger,
    verbs::statements::{Statements, gather},
};

/// A mandate, everything said under it that is at hand, and the sender's memory of it.
pub(crate) struct UnderMandate {
    mandate: Statement<Mandate>,
    statements: Statements,
    ledger: MandateLedger,
    pub(super) transfer: Transfer,
    pub(super) supersedes: Option<SignedIndex>,
    /// Organisations that the packages are for as the lead audience.
    pub(super) leads: BTreeSet<OrganisationId>,
}

impl UnderMandate {
    /// Checks that the mandate binds sender and recipients, and asks for this profile.
    pub(crate) fn new(
        mandate: Statement<Mandate>,
        statements: Statements,
        ledger: MandateLedger,
        profile: &ProfileInForce,
        recipients: &[To],
    ) -> Result<Self, Problem> {
        let lead = profile.profile().lead();
        let leads = recipients.iter().filter(|to| to.audience.as_str() == lead);
        let leads: BTreeSet<OrganisationId> = leads.map(|to| to.organisation.clone()).collect();
        let said = mandate.payload();
        if said.profile != *profile.reference() {
            return Err(policy("the mandate asks for another profile")
                .advise("Give the profile of the mandate with --profile."));
        }
        if leads.is_empty() {
            return Err(Problem::usage(
                format!("under a mandate somebody must take the cases on: no --for names {lead}"),
                format!("Add --for ORG:{lead} with the recipient of the mandate."),
            ));
        }
        if let Some(other) = leads.iter().find(|to| !said.to.contains(to)) {
            return Err(policy(format!("the mandate does not hand over to {other}"))
                .advise("Name a recipient of the mandate with --for."));
        }
        for party in [&said.from].into_iter().chain(&leads) {
            let is_bound = |one: &Statement<Countersign>| {
                let said = one.payload();
                said.is_about(mandate.id())
                    && said.by == *party
                    && said.role.as_str() != Countersign::SEEN
            };
            if !statements.countersigns().iter().any(is_bound) {
                return Err(refusal(
                    "the mandate",
                    RefusalClass::Countersignature,
                    format!("{party} has not countersigned it"),
                )
                .advise(
                    "Ask for its countersign and give the folder of the transfer with --statement.",
                ));
            }
        }
        let transfer = gather(mandate.clone(), profile, &statements)?.transfer;
        Ok(Self {
            mandate,
            statements,
            ledger,
            transfer,
            supersedes: None,
            leads,
        })
    }

    /// In the place of an earlier package, which nobody has accepted anything of.
    pub(crate) fn superseding(
        mut self,
        package: SignedIndex,
        now: PosixTime,
    ) -> Result<Self, Problem> {
        let said = package.head().payload();
        if said.mandate != Some(*self.mandate.id()) || said.by != self.mandate.payload().from {
            return Err(
                policy("the package to supersede is not ours under this mandate")
                    .advise("Name a package that was sealed under this mandate, or its index."),
            );
        }
        let history = self.transfer.history();
        let is_accepted = |entry: &IndexEntry| {
            let standing = history.standing(&entry.token(), now);
            standing.is_some_and(|standing| standing.state().is_accepted())
        };
        if package.entries().iter().any(is_accepted) {
            return Err(
                conflict("cases of the package to supersede are accepted already").advise(
                    "Their recipient is responsible for them now, and hands them on itself.",
                ),
            );
        }
        self.supersedes = Some(package);
        Ok(self)
    }

    pub(super) const fn mandate(&self) -> &Statement<Mandate> {
        &self.mandate
    }

    pub(super) fn countersigns(&self) -> &[Statement<Countersign>] {
        self.statements.countersigns()
    }

    pub(super) fn roster(&self, id: &StatementId) -> Option<&Statement<Roster>> {
        let mut rosters = self.statements.rosters().iter();
        rosters.find(|roster| roster.id() == id)
    }

    /// The token of a case under this mandate.
    pub(super) fn token(&self, reference: &str) -> Result<Token, Problem> {
        let reference: CaseReference = reference
            .parse()
            .map_err(|_| Problem::our_bug("a case was checked and has no reference"))?;
        Ok(self.ledger.token(&reference))
    }

    /// The package in whose place one for these recipients, under that roster, stands.
    pub(super) fn superseded_by(&self, to: &[To], roster: &StatementId) -> Option<&SignedIndex> {
        self.supersedes.as_ref().filter(|package| {
            let said = package.head().payload();
            let before: BTreeSet<_> = said
                .stanzas
                .iter()
                .map(|stanza| (&stanza.to, &stanza.audience))
                .collect();
            let now = to.iter().map(|to| (&to.organisation, &to.audience));
            said.roster.as_ref() == Some(roster) && before == now.collect()
        })
    }

    /// The sender's own reference of a case, else its token.
    pub(super) fn named(&self, token: &Token) -> String {
        let known = self.ledger.reference(token);
        known.map_or_else(|| token.to_string(), |known| known.as_str().to_owned())
    }
}

pub(super) fn policy(what: impl Into<String>) -> Problem {
    Problem::refused(RefusalClass::Policy, what, "")
}

pub(super) fn conflict(what: impl Into<String>) -> Problem {
    Problem::refused(RefusalClass::Conflict, what, "")
}

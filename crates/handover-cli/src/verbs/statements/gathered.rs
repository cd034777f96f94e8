//! Everything at hand that was said under a mandate.

use std::collections::BTreeSet;

use handover::{
    IndexEntry, Mandate, Package, PosixTime, ProfileInForce, Request, RequestInput, Statement,
    StatementId, Token, Transfer, UnfitError,
};

use super::Statements;
use crate::{
    problem::Problem,
    refusals::refusal,
    verbs::{profile::read_profile, request::PROFILE},
};

/// A transfer, and how much at hand is no part of it.
pub(crate) struct Gathered {
    pub(crate) transfer: Transfer,
    /// Packages under no mandate, and what was said of them: split cases, single discharges.
    pub(crate) under_no_mandate: usize,
}

/// Who asks whom for somebody who came back, among what is at hand, and whether they were answered.
pub(crate) fn requests(
    mandate: &Statement<Mandate>,
    statements: &Statements,
    now: PosixTime,
) -> Result<Vec<Request>, Problem> {
    let indexes = statements.indexes().iter();
    let packages: Vec<(&Statement<Package>, Vec<Token>)> = indexes
        .map(|index| {
            let tokens = index.entries().iter().map(IndexEntry::token);
            (index.head(), tokens.collect())
        })
        .collect();
    let input = RequestInput {
        mandate: mandate.payload(),
        profile: &read_profile(PROFILE)?,
        packages: &packages,
        receipts: statements.receipts(),
        verdicts: statements.verdicts(),
    };
    Ok(input.requests(now))
}

/// Puts statements together under a mandate; what does not fit is named by the transfer's history.
pub(crate) fn gather(
    mandate: Statement<Mandate>,
    profile: &ProfileInForce,
    statements: &Statements,
) -> Result<Gathered, Problem> {
    let transfer = Transfer::new(mandate, profile);
    let mut gathered = Gathered {
        transfer: transfer.map_err(|error| refusal("the profile", error.class(), error))?,
        under_no_mandate: 0,
    };
    gathered.add(statements);
    Ok(gathered)
}

impl Gathered {
    /// Takes requests, and what was said of them, from what is left aside.
    pub(crate) fn left_aside(&self, statements: &Statements, requests: &[Request]) -> usize {
        let asked: BTreeSet<StatementId> = requests.iter().map(|request| request.package).collect();
        let heads = statements.indexes().iter().map(|index| *index.head().id());
        let receipts = statements.receipts().iter();
        let verdicts = statements.verdicts().iter();
        let events = statements.events().iter();
        let about = heads
            .chain(receipts.map(|receipt| receipt.payload().package))
            .chain(verdicts.map(|verdict| verdict.payload().package))
            .chain(events.filter_map(|event| event.payload().package));
        let about = about.filter(|package| asked.contains(package)).count();
        self.under_no_mandate.saturating_sub(about)
    }
}

impl Gathered {
    fn add(&mut self, statements: &Statements) {
        let transfer = &mut self.transfer;
        let known = statements.known();
        transfer.hear_servers(known.servers().iter().cloned());
        if let Some(reader) = known.reader() {
            transfer.read_by(reader.clone());
        }
        for roster in statements.rosters() {
            is_named(transfer.add_roster(roster));
        }
        for countersign in statements.countersigns() {
            transfer.add_countersign(countersign);
        }
        for report in statements.completeness() {
            is_named(transfer.add_completeness(report));
        }
        for index in statements.indexes() {
            if index.head().payload().mandate.is_none() {
                self.under_no_mandate += 1;
            } else {
                let case = |entry: &IndexEntry| (entry.token(), entry.digest());
                is_named(transfer.add_package(index.head(), index.entries().iter().map(case)));
            }
        }
        for receipt in statements.receipts() {
            if receipt.payload().mandate.is_none() {
                self.under_no_mandate += 1;
            } else {
                is_named(transfer.add_receipt(receipt));
            }
        }
        for verdict in statements.verdicts() {
            if verdict.payload().mandate.is_none() {
                self.under_no_mandate += 1;
            } else {
                is_named(transfer.add_verdict(verdict));
            }
        }
        for event in statements.events() {
            if event.payload().mandate.is_none() {
                self.under_no_mandate += 1;
            } else {
                is_named(transfer.add_event(event));
            }
        }
    }
}

/// What is refused is remembered by the transfer, and told with all else that does not count.
fn is_named(_taken: Result<(), UnfitError>) {}

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
    let known = statements.known();
    let input = RequestInput {
        mandate: mandate.payload(),
        profile: &read_profile(PROFILE)?,
        packages: &packages,
        receipts: statements.receipts(),
        verdicts: statements.verdicts(),
        countersigns: statements.countersigns(),
        servers: known.servers(),
        reader: known.reader(),
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

/// Puts together what is said of one package by itself: under no mandate, or under one that is not here.
pub(crate) fn gather_package(
    head: &Statement<Package>,
    profile: &ProfileInForce,
    statements: &Statements,
) -> Result<Transfer, Problem> {
    let transfer = Transfer::of_package(head.clone(), profile);
    let mut gathered = Gathered {
        transfer: transfer.map_err(|error| refusal("the profile", error.class(), error))?,
        under_no_mandate: 0,
    };
    gathered.add(statements);
    Ok(gathered.transfer)
}

/// Puts together what is said of one case of which evidence was verified.
pub(crate) fn gather_case(
    head: &Statement<Package>,
    token: Token,
    profile: &ProfileInForce,
    statements: &Statements,
) -> Result<Transfer, Problem> {
    let mandate = head
        .payload()
        .mandate
        .and_then(|id| statements.mandate(&id));
    let mut transfer = match mandate {
        Some(mandate) => gather(mandate.clone(), profile, statements)?.transfer,
        None => gather_package(head, profile, statements)?,
    };
    is_named(transfer.add_case(head, token));
    Ok(transfer)
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
        let known = statements.known();
        self.transfer.hear_servers(known.servers().iter().cloned());
        if let Some(reader) = known.reader() {
            self.transfer.read_by(reader.clone());
        }
        for roster in statements.rosters() {
            is_named(self.transfer.add_roster(roster));
        }
        for countersign in statements.countersigns() {
            self.transfer.add_countersign(countersign);
        }
        for report in statements.completeness() {
            is_named(self.transfer.add_completeness(report));
        }
        for mandate in statements.mandates() {
            self.transfer.add_other(*mandate.id());
        }
        // A package under a mandate is known by its id: what names it and no mandate is V-40.
        let mut under_a_mandate = BTreeSet::new();
        let is_alone = self.transfer.mandate().is_none();
        for index in statements.indexes() {
            let head = index.head();
            if head.payload().mandate.is_none() && !is_alone {
                self.under_no_mandate += 1;
                self.transfer.add_other(*head.id());
            } else {
                under_a_mandate.insert(*head.id());
                let case = |entry: &IndexEntry| (entry.token(), entry.digest());
                let cases = index.entries().iter().map(case);
                is_named(self.transfer.add_package(head, cases));
            }
        }
        let is_elsewhere = |mandate: Option<StatementId>, package: Option<StatementId>| {
            let is_known = package.is_some_and(|package| under_a_mandate.contains(&package));
            mandate.is_none() && !is_alone && !is_known
        };
        for receipt in statements.receipts() {
            let said = receipt.payload();
            if is_elsewhere(said.mandate, Some(said.package)) {
                self.leave_aside(receipt.id());
            } else {
                is_named(self.transfer.add_receipt(receipt));
            }
        }
        for verdict in statements.verdicts() {
            let said = verdict.payload();
            if is_elsewhere(said.mandate, Some(said.package)) {
                self.leave_aside(verdict.id());
            } else {
                is_named(self.transfer.add_verdict(verdict));
            }
        }
        for event in statements.events() {
            let said = event.payload();
            if is_elsewhere(said.mandate, said.package) {
                self.leave_aside(event.id());
            } else {
                is_named(self.transfer.add_event(event));
            }
        }
    }

    fn leave_aside(&mut self, statement: &StatementId) {
        self.under_no_mandate += 1;
        self.transfer.add_other(*statement);
    }
}

/// What is refused is remembered by the transfer, and told with all else that does not count.
fn is_named(_taken: Result<(), UnfitError>) {}

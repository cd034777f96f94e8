//! Everything at hand that was said under a mandate, or of one package.

use std::{collections::BTreeSet, fmt};

use handover_package::{IndexEntry, ProfileInForce};
use handover_trust::{Mandate, Package, PosixTime, Statement, StatementId, Token};

use super::KnownStatements;
use crate::{Request, RequestInput, Transfer, UnfitError};

/// A transfer, and how much at hand is no part of it.
pub struct GatheredTransfer {
    /// The transfer.
    pub transfer: Transfer,
    /// Packages under no mandate, and what was said of them: split cases, single discharges.
    under_no_mandate: usize,
}

impl KnownStatements {
    /// Puts the statements together under a mandate; what does not fit is named by the transfer's history.
    ///
    /// # Errors
    ///
    /// [`UnfitError::Policy`] if the profile is not the mandate's to the byte.
    pub fn transfer(
        &self,
        mandate: Statement<Mandate>,
        profile: &ProfileInForce,
    ) -> Result<GatheredTransfer, UnfitError> {
        Ok(GatheredTransfer::of(Transfer::new(mandate, profile)?, self))
    }

    /// Puts together what decides about a package: under its mandate if that is at hand, else of the package by
    /// itself.
    ///
    /// # Errors
    ///
    /// [`UnfitError::Policy`] if the profile is not that of the mandate, or of the package, to the byte.
    pub fn transfer_of_package(
        &self,
        head: &Statement<Package>,
        profile: &ProfileInForce,
    ) -> Result<Transfer, UnfitError> {
        let mandate = head.payload().mandate.and_then(|id| self.mandate(&id));
        let transfer = match mandate {
            Some(mandate) => Transfer::new(mandate.clone(), profile),
            None => Transfer::of_package(head.clone(), profile),
        }?;
        Ok(GatheredTransfer::of(transfer, self).transfer)
    }

    /// Puts together what decides about one case of which evidence was verified.
    ///
    /// # Errors
    ///
    /// Those of [`transfer_of_package`](Self::transfer_of_package).
    pub fn transfer_of_case(
        &self,
        head: &Statement<Package>,
        token: Token,
        profile: &ProfileInForce,
    ) -> Result<Transfer, UnfitError> {
        let mut transfer = self.transfer_of_package(head, profile)?;
        // A package that does not fit is remembered by the transfer as refused.
        transfer.add_case(head, token).ok();
        Ok(transfer)
    }

    /// Who asks whom for somebody who came back, between the parties of a mandate, and whether they were answered;
    /// by the profile `request@1`.
    #[must_use]
    pub fn requests(
        &self,
        mandate: &Mandate,
        profile: &ProfileInForce,
        now: PosixTime,
    ) -> Vec<Request> {
        let indexes = self.indexes().iter();
        let packages: Vec<(&Statement<Package>, Vec<Token>)> = indexes
            .map(|index| {
                let tokens = index.entries().iter().map(IndexEntry::token);
                (index.head(), tokens.collect())
            })
            .collect();
        let input = RequestInput {
            mandate,
            profile,
            packages: &packages,
            receipts: self.receipts(),
            verdicts: self.verdicts(),
            countersigns: self.countersigns(),
            servers: self.servers(),
            reader: self.reader(),
        };
        input.requests(now)
    }
}

impl GatheredTransfer {
    fn of(transfer: Transfer, known: &KnownStatements) -> Self {
        let mut gathered = Self {
            transfer,
            under_no_mandate: 0,
        };
        gathered.add(known);
        gathered
    }

    /// How many packages under no mandate are left aside, with what was said of them: without requests, and what was
    /// said of those.
    #[must_use]
    pub fn left_aside(&self, known: &KnownStatements, requests: &[Request]) -> usize {
        let asked: BTreeSet<StatementId> = requests.iter().map(|request| request.package).collect();
        let heads = known.indexes().iter().map(|index| *index.head().id());
        let receipts = known.receipts().iter();
        let verdicts = known.verdicts().iter();
        let events = known.events().iter();
        let about = heads
            .chain(receipts.map(|receipt| receipt.payload().package))
            .chain(verdicts.map(|verdict| verdict.payload().package))
            .chain(events.filter_map(|event| event.payload().package));
        let about = about.filter(|package| asked.contains(package)).count();
        self.under_no_mandate.saturating_sub(about)
    }
}

impl GatheredTransfer {
    /// Adds what is known. What the transfer refuses it remembers itself, and tells with all else that does not count:
    /// so each `ok()`.
    fn add(&mut self, known: &KnownStatements) {
        self.transfer.hear_servers(known.servers().iter().cloned());
        if let Some(reader) = known.reader() {
            self.transfer.read_by(reader.clone());
        }
        for roster in known.rosters() {
            self.transfer.add_roster(roster).ok();
        }
        for countersign in known.countersigns() {
            self.transfer.add_countersign(countersign);
        }
        for report in known.completeness() {
            self.transfer.add_completeness(report).ok();
        }
        for mandate in known.mandates() {
            self.transfer.add_other(*mandate.id());
        }
        for card in &known.cards {
            self.transfer.add_other(*card);
        }
        // A package under a mandate is known by its id: what names it and no mandate is V-40.
        let mut under_a_mandate = BTreeSet::new();
        let is_alone = self.transfer.mandate().is_none();
        for index in known.indexes() {
            let head = index.head();
            if head.payload().mandate.is_none() && !is_alone {
                self.under_no_mandate += 1;
                self.transfer.add_other(*head.id());
            } else {
                under_a_mandate.insert(*head.id());
                let case = |entry: &IndexEntry| (entry.token(), entry.digest());
                let cases = index.entries().iter().map(case);
                self.transfer.add_package(head, cases).ok();
            }
        }
        let is_elsewhere = |mandate: Option<StatementId>, package: Option<StatementId>| {
            let is_known = package.is_some_and(|package| under_a_mandate.contains(&package));
            mandate.is_none() && !is_alone && !is_known
        };
        for receipt in known.receipts() {
            let said = receipt.payload();
            if is_elsewhere(said.mandate, Some(said.package)) {
                self.leave_aside(receipt.id());
            } else {
                self.transfer.add_receipt(receipt).ok();
            }
        }
        for verdict in known.verdicts() {
            let said = verdict.payload();
            if is_elsewhere(said.mandate, Some(said.package)) {
                self.leave_aside(verdict.id());
            } else {
                self.transfer.add_verdict(verdict).ok();
            }
        }
        for event in known.events() {
            let said = event.payload();
            if is_elsewhere(said.mandate, said.package) {
                self.leave_aside(event.id());
            } else {
                self.transfer.add_event(event).ok();
            }
        }
    }

    fn leave_aside(&mut self, statement: &StatementId) {
        self.under_no_mandate += 1;
        self.transfer.add_other(*statement);
    }
}

impl fmt::Debug for GatheredTransfer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("GatheredTransfer")
    }
}

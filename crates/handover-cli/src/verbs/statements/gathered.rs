//! Everything at hand that was said under a mandate.

use handover::{IndexEntry, Mandate, ProfileInForce, Statement, Transfer, UnfitError};

use super::Statements;
use crate::{problem::Problem, refusals::refusal};

/// A transfer, and how much at hand is no part of it.
pub(crate) struct Gathered {
    pub(crate) transfer: Transfer,
    /// Packages under no mandate, and what was said of them: split cases, single discharges.
    pub(crate) under_no_mandate: usize,
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
    fn add(&mut self, statements: &Statements) {
        let transfer = &mut self.transfer;
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

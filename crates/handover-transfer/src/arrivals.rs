//! Which packages a case lies in, and which machine has or read them.

use std::collections::{BTreeMap, BTreeSet};

use handover_trust::{Kind, PosixTime, ReceiptRung, StatementId, Token};

use crate::{
    Transfer, Uncounted, Why,
    ascending::Ascending,
    deadlines::Done,
    grouped::{Grouped, about},
    guard::Claim,
    indexed_package::IndexedPackage,
    numbered::{index, place},
    rosters::InForce,
};

/// Packages and receipts, case by case. Receipts are facts and stand in no chain.
pub(crate) struct Arrivals<'a> {
    /// In the order of their ids.
    packages: Vec<(&'a StatementId, &'a IndexedPackage)>,
    /// The place of the package that each takes the place of.
    supersedes: Vec<Option<u32>>,
    /// The places of the packages that each case is in.
    lies_in: Grouped<u32>,
    /// By package and organisation: when its machine had it first.
    stored: BTreeMap<(u32, u32), PosixTime>,
    /// By package and organisation: when its machine read it, and by which receipt; the first first.
    opened: BTreeMap<(u32, u32), Vec<(PosixTime, u32)>>,
    /// The places of the receipts that could not read each case.
    unreadable: Grouped<u32>,
    /// Cases that another audience than the lead could not read, ascending.
    pub(crate) unreadable_elsewhere: BTreeSet<Token>,
    /// Cases in packages that no roster has, ascending.
    pub(crate) extra: BTreeSet<Token>,
}

/// How far a case came to an organisation.
#[derive(Clone, Copy, Debug, Eq, Ord, PartialEq, PartialOrd)]
pub(crate) enum Reach {
    Nowhere,
    Sealed,
    Stored,
    Unreadable,
    Opened,
}

impl<'a> Arrivals<'a> {
    /// Puts packages and receipts to the cases of the roster; `name` hears what does not count.
    pub(crate) fn of(
        transfer: &'a Transfer,
        roster: &InForce,
        name: &mut impl FnMut(Uncounted),
    ) -> Self {
        let packages: Vec<_> = transfer.packages.iter().collect();
        let mut extra = BTreeSet::new();
        let mut lies_in = Vec::new();
        for (at, (_, listed)) in packages.iter().enumerate() {
            let mut cases = Ascending::new(&roster.tokens);
            for token in &listed.tokens {
                match cases.place_of(token) {
                    Some(case) => lies_in.push(about(case, index(at))),
                    None => {
                        extra.insert(*token);
                    }
                }
            }
        }
        let place_of = |id: &StatementId| {
            let found = packages.binary_search_by(|(other, _)| (*other).cmp(id));
            found.ok().map(index)
        };
        let supersedes = packages.iter().map(|(_, listed)| {
            let before = listed.head.payload().supersedes;
            before.and_then(|id| place_of(&id))
        });
        let mut arrivals = Self {
            supersedes: supersedes.collect(),
            lies_in: Grouped::new(roster.tokens.len(), &lies_in),
            packages,
            stored: BTreeMap::new(),
            opened: BTreeMap::new(),
            unreadable: Grouped::new(0, &[]),
            unreadable_elsewhere: BTreeSet::new(),
            extra,
        };
        arrivals.take_receipts(transfer, roster, name);
        arrivals
    }

    fn take_receipts(
        &mut self,
        transfer: &Transfer,
        roster: &InForce,
        name: &mut impl FnMut(Uncounted),
    ) {
        let mut unreadable = Vec::new();
        for (at, (id, receipt)) in transfer.receipts.iter().enumerate() {
            if transfer.replies.contains(&receipt.package) {
                continue;
            }
            let tokens = || receipt.unreadable.iter().map(|row| row.0);
            let judged = match self.package(&receipt.package) {
                None => Err(Why::UnknownPackage),
                Some((at, listed)) => Claim::of_receipt(receipt)
                    .check(&listed.head, listed.cases(), tokens())
                    .map(|()| at)
                    .map_err(Why::from),
            };
            let organisation = transfer.numbers.organisations.find(&receipt.r#for);
            let (package, organisation) = match (judged, organisation) {
                (Ok(package), Some(organisation)) => (package, organisation),
                (judged, _) => {
                    name(Uncounted {
                        statement: *id,
                        kind: Kind::Receipt,
                        why: judged.err().unwrap_or(Why::NotEntitled),
                        tokens: Vec::new(),
                    });
                    continue;
                }
            };
            let key = (package, organisation);
            let stored = self.stored.entry(key).or_insert(receipt.at);
            *stored = receipt.at.min(*stored);
            if receipt.rung == ReceiptRung::Stored {
                continue;
            }
            if !receipt
                .audience
                .as_ref()
                .is_some_and(|audience| transfer.is_lead(audience))
            {
                self.unreadable_elsewhere.extend(tokens());
                continue;
            }
            self.opened
                .entry(key)
                .or_default()
                .push((receipt.at, index(at)));
            let mut cases = Ascending::new(&roster.tokens);
            let found = tokens().filter_map(|token| cases.place_of(&token));
            unreadable.extend(found.map(|case| about(case, index(at))));
        }
        self.opened
            .values_mut()
            .for_each(|receipts| receipts.sort_unstable());
        self.unreadable = Grouped::new(roster.tokens.len(), &unreadable);
    }

    /// The place of a package.
    pub(crate) fn place_of(&self, id: &StatementId) -> Option<u32> {
        let found = self
            .packages
            .binary_search_by(|(other, _)| (*other).cmp(id));
        found.ok().map(index)
    }

    /// A package by its id, with its place.
    pub(crate) fn package(&self, id: &StatementId) -> Option<(u32, &'a IndexedPackage)> {
        let at = self.place_of(id)?;
        self.packages
            .get(place(at))
            .map(|(_, listed)| (at, *listed))
    }

    /// The packages that a case is in.
    pub(crate) fn packages_of(&self, case: usize) -> &[u32] {
        self.lies_in.of(case)
    }

    /// The packages that a case is in and that ask this organisation for acceptance; without those in
    /// whose place another of the case's packages came.
    pub(crate) fn live_for(&self, case: usize, to: u32) -> impl Iterator<Item = u32> {
        let packages = self.lies_in.of(case);
        packages.iter().copied().filter(move |package| {
            self.asks(*package, to) && !packages.iter().any(|other| self.replaces(*other, *package))
        })
    }

    /// Whether a case's package was replaced by another of its packages.
    pub(crate) fn is_replaced(&self, case: usize, package: u32) -> bool {
        self.lies_in
            .of(case)
            .iter()
            .any(|other| self.replaces(*other, package))
    }

    /// The organisations whose acceptance the packages of a case ask for.
    pub(crate) fn leads_of(&self, case: usize) -> impl Iterator<Item = u32> {
        let packages = self.lies_in.of(case).iter();
        let listed = packages.filter_map(|package| self.packages.get(place(*package)));
        listed.flat_map(|(_, listed)| listed.leads.iter().copied())
    }

    /// Whether a package asks an organisation for acceptance.
    pub(crate) fn asks(&self, package: u32, to: u32) -> bool {
        let listed = self.packages.get(place(package));
        listed.is_some_and(|(_, listed)| listed.leads.contains(&to))
    }

    fn replaces(&self, other: u32, package: u32) -> bool {
        other != package && self.supersedes.get(place(other)) == Some(&Some(package))
    }

    /// When an organisation first read a case of a package.
    pub(crate) fn opened_at(&self, case: usize, package: u32, to: u32) -> Option<PosixTime> {
        let unreadable = self.unreadable.of(case);
        let receipts = self.opened.get(&(package, to))?;
        let read = receipts
            .iter()
            .find(|(_, receipt)| !unreadable.contains(receipt));
        read.map(|(at, _)| *at)
    }

    /// How far a case came to an organisation.
    pub(crate) fn reach(&self, case: usize, to: u32) -> Reach {
        let of_package = |package: u32| {
            let key = (package, to);
            if self.opened_at(case, package, to).is_some() {
                Reach::Opened
            } else if self.opened.contains_key(&key) {
                Reach::Unreadable
            } else if self.stored.contains_key(&key) {
                Reach::Stored
            } else {
                Reach::Sealed
            }
        };
        let reached = self.live_for(case, to).map(of_package).max();
        reached.unwrap_or(Reach::Nowhere)
    }

    /// When a machine of an organisation, or its hub, first had the case.
    pub(crate) fn stored_at(&self, case: usize, to: u32) -> Option<Done> {
        let packages = self.lies_in.of(case).iter();
        let stored = packages.filter_map(|package| self.stored.get(&(*package, to)));
        // Whoever had to bring it there is the sender, and the receipt is the word of another.
        stored.min().map(|at| Done::witnessed_at(*at))
    }
}

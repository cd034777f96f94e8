//! Fault F10: reconciliation against truths that are known because they were made.
//!
//! A caseload of 10,000 in which 0, 1, 2, 17 or 500 cases are out of order in one way: exactly these are
//! named, and nothing else is.

use std::collections::BTreeMap;

use handover_transfer::{CaseState, Exception, Reconciliation, Why};
use handover_trust::{Package, Roster, Statement, Token};

use crate::world::*;

const CASES: u32 = 10_000;
const FAULTS: [u32; 5] = [0, 1, 2, 17, 500];

/// So many cases, spread over the caseload.
fn chosen(count: u32) -> Vec<u32> {
    (0..count)
        .map(|n| (n * 37 + 11) % CASES)
        .collect::<std::collections::BTreeSet<_>>()
        .into_iter()
        .collect()
}

fn others(chosen: &[u32]) -> Vec<u32> {
    (0..CASES)
        .filter(|number| chosen.binary_search(number).is_err())
        .collect()
}

/// Only these cases are named, and only in this way.
fn assert_only(report: &Reconciliation, kind: Exception, expected: &[u32]) {
    let named: BTreeMap<Exception, Vec<Token>> = report.exceptions.clone();
    let expected = match expected {
        [] => BTreeMap::new(),
        some => [(kind, tokens(some.iter().copied()))].into(),
    };
    assert_eq!(named, expected);
    assert_eq!(report.totals.values().sum::<u64>(), u64::from(CASES));
    assert_eq!(report.holders.values().sum::<u64>(), u64::from(CASES));
}

fn with_roster() -> (World, Statement<Roster>) {
    let mut world = World::new();
    world.agree();
    let roster = world.roster((0..CASES).map(include).collect());
    (world, roster)
}

fn reconciled(world: &World) -> Reconciliation {
    world.transfer.history().reconcile(time(BEFORE))
}

#[test]
fn f10_missing() {
    let (base, _) = with_roster();
    for count in FAULTS {
        let mut world = World {
            transfer: base.transfer.clone(),
            mandate: base.mandate.clone(),
            roster: base.roster,
        };
        let missing = chosen(count);
        world.package(RECIPIENT, others(&missing), None);
        let report = reconciled(&world);
        assert_only(&report, Exception::Missing, &missing);
        let to_seal = world.transfer.history().to_seal();
        let to_seal = to_seal
            .get(&organisation(RECIPIENT))
            .cloned()
            .unwrap_or_default();
        assert_eq!(to_seal, tokens(missing));
    }
}

#[test]
fn f10_extra() {
    let (base, _) = with_roster();
    for count in FAULTS {
        let mut world = World {
            transfer: base.transfer.clone(),
            mandate: base.mandate.clone(),
            roster: base.roster,
        };
        world.package(RECIPIENT, 0..CASES + count, None);
        let extra: Vec<u32> = (CASES..CASES + count).collect();
        assert_only(&reconciled(&world), Exception::Extra, &extra);
    }
}

#[test]
fn f10_duplicated() {
    let (base, package) = sealed();
    for count in FAULTS.into_iter().filter(|count| *count > 0) {
        let mut world = World {
            transfer: base.transfer.clone(),
            mandate: base.mandate.clone(),
            roster: base.roster,
        };
        let twice = chosen(count);
        let second = world.package(RECIPIENT, twice.iter().copied(), None);
        assert_only(&reconciled(&world), Exception::Duplicate, &twice);
        // In its place, it is no duplicate.
        let mut world = World {
            transfer: base.transfer.clone(),
            ..world
        };
        let head = Package {
            supersedes: Some(*package.id()),
            ..second.into_payload()
        };
        world
            .transfer
            .add_package(&sign(head), entries(&twice))
            .unwrap();
        assert_only(&reconciled(&world), Exception::Duplicate, &[]);
    }
    assert_only(&reconciled(&base), Exception::Duplicate, &[]);
}

fn sealed() -> (World, Statement<Package>) {
    let (mut world, _) = with_roster();
    let package = world.package(RECIPIENT, 0..CASES, None);
    world.receive(&package, RECIPIENT, &[]);
    (world, package)
}

#[test]
fn f10_altered_and_not_held() {
    let (base, package) = sealed();
    for count in FAULTS {
        let faulty = chosen(count);
        let mut copy = entries(&(0..CASES).collect::<Vec<_>>());
        for number in &faulty {
            copy[usize::try_from(*number).unwrap()].1 = digest(number + 1);
        }
        let mut world = World {
            transfer: base.transfer.clone(),
            mandate: base.mandate.clone(),
            roster: base.roster,
        };
        world.transfer.add_copy(*package.id(), copy);
        assert_only(&reconciled(&world), Exception::Altered, &faulty);
        let mut world = World {
            transfer: base.transfer.clone(),
            ..world
        };
        world
            .transfer
            .add_copy(*package.id(), entries(&others(&faulty)));
        assert_only(&reconciled(&world), Exception::NotHeld, &faulty);
    }
}

#[test]
fn f10_double_accepted() {
    let (mut base, package) = sealed();
    let first = base.say(&package, RECIPIENT, &accepted(), None, 0..CASES);
    for count in FAULTS.into_iter().filter(|count| *count > 0) {
        let twice = chosen(count);
        for re in [None, Some(first)] {
            let mut world = World {
                transfer: base.transfer.clone(),
                mandate: base.mandate.clone(),
                roster: base.roster,
            };
            let other = accepted_by("Team B", "B. Worker");
            world.say(&package, RECIPIENT, &other, re, twice.iter().copied());
            let report = reconciled(&world);
            assert_only(&report, Exception::DoubleAccepted, &twice);
            assert_eq!(
                report.totals,
                [(CaseState::Accepted, u64::from(CASES))].into()
            );
            assert!(report.may_close());
        }
    }
    assert_only(&reconciled(&base), Exception::DoubleAccepted, &[]);
}

#[test]
fn f10_a_receipt_withheld() {
    for count in FAULTS.into_iter().filter(|count| *count > 0) {
        let (mut world, _) = with_roster();
        let withheld = chosen(count);
        let rest = others(&withheld);
        let received = world.package(RECIPIENT, rest.iter().copied(), None);
        world.receive(&received, RECIPIENT, &[]);
        let silent = world.package(RECIPIENT, withheld.iter().copied(), None);
        world.say(
            &received,
            RECIPIENT,
            &accepted(),
            None,
            rest.iter().copied(),
        );
        let verdict = world.say(
            &silent,
            RECIPIENT,
            &accepted(),
            None,
            withheld.iter().copied(),
        );
        let report = reconciled(&world);
        assert_only(&report, Exception::Missing, &[]);
        let counts = [
            (CaseState::Sealed, u64::from(count)),
            (CaseState::Accepted, u64::from(CASES - count)),
        ];
        assert_eq!(report.totals, counts.into());
        let [named] = report.uncounted.as_slice() else {
            unreachable!("one verdict is named")
        };
        assert_eq!((named.statement, named.why), (verdict, Why::NotOpened));
        assert_eq!(named.tokens, tokens(withheld));
    }
}

#[test]
fn f10_an_index_withheld_or_a_list_forged() {
    for count in FAULTS.into_iter().filter(|count| *count > 0) {
        let (mut world, _) = with_roster();
        let withheld = chosen(count);
        world.package(RECIPIENT, others(&withheld), None);
        let before = reconciled(&world);
        // Said of a package of which no index came, and a list that is not the head's.
        let silent = world.head(RECIPIENT, withheld.len(), None);
        let forged = world.transfer.add_package(&silent, entries(&withheld[1..]));
        assert!(forged.is_err());
        world.receive(&silent, RECIPIENT, &[]);
        let verdict = world.say(
            &silent,
            RECIPIENT,
            &accepted(),
            None,
            withheld.iter().copied(),
        );
        let report = reconciled(&world);
        assert_only(&report, Exception::Missing, &withheld);
        assert_eq!(report.totals, before.totals);
        assert!(
            report
                .uncounted
                .iter()
                .any(|what| what.statement == verdict && what.why == Why::UnknownPackage)
        );
    }
}

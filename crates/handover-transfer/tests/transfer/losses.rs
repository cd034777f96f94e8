//! What is missing keeps a contract open, as far as what is there shows it.

use std::collections::BTreeSet;

use handover_transfer::{Obstacle, Transfer};
use handover_trust::{
    Countersign, Event, EventWord, Package, Receipt, Roster, Statement, StatementId, Token, Verdict,
};
use proptest::prelude::*;

use crate::world::*;

enum Said {
    Countersign(Statement<Countersign>),
    Event(Statement<Event>),
    Package(Statement<Package>, Vec<u32>),
    Receipt(Statement<Receipt>),
    Roster(Statement<Roster>),
    Verdict(Statement<Verdict>),
}

fn told<'s>(world: &World, said: impl IntoIterator<Item = &'s Said>) -> Transfer {
    let mut transfer = world.transfer.clone();
    for said in said {
        match said {
            Said::Countersign(countersign) => transfer.add_countersign(countersign),
            Said::Event(event) => transfer.add_event(event).unwrap(),
            Said::Package(head, cases) => transfer.add_package(head, entries(cases)).unwrap(),
            Said::Receipt(receipt) => transfer.add_receipt(receipt).unwrap(),
            Said::Roster(roster) => transfer.add_roster(roster).unwrap(),
            Said::Verdict(verdict) => transfer.add_verdict(verdict).unwrap(),
        }
    }
    transfer
}

fn countersign(statement: StatementId, by: &str, role: &str) -> Said {
    Said::Countersign(sign(Countersign {
        at: time(BEFORE),
        by: organisation(by),
        role: role.parse().unwrap(),
        statement: statement.into(),
    }))
}

/// Three rosters, each with a package of its own, in which everybody is accepted but `open`; what belongs
/// to each.
fn truth(open: u32) -> (World, [Vec<Said>; 3]) {
    let mut world = World::new();
    world.agree();
    let told = [vec![0, 1, 2], vec![3, 4], vec![5]].map(|cases| {
        let mut said = Vec::new();
        let roster = world.roster_after(world.roster, cases.iter().copied().map(include).collect());
        world.roster = Some(*roster.id());
        said.push(countersign(*roster.id(), COMMISSIONER, "office"));
        said.push(Said::Roster(roster));
        let head = world.head(RECIPIENT, cases.len(), None);
        said.push(countersign(*head.id(), SENDER, "team-leader"));
        said.push(Said::Receipt(world.opened_receipt(
            &head,
            RECIPIENT,
            lead().as_str(),
            &[],
        )));
        let accepted_cases = cases.iter().copied().filter(|case| *case != open);
        let rows: Vec<_> = accepted_cases
            .clone()
            .map(|case| handover_trust::VerdictRow {
                token: token(case),
                re: None,
                answer: accepted(),
            })
            .collect();
        if !rows.is_empty() {
            let verdict = world.verdict_of(&head, RECIPIENT, rows);
            let event = world.event_of(
                RECIPIENT,
                EventWord::Contacted,
                Some(*verdict.id()),
                accepted_cases,
            );
            said.push(Said::Event(sign(event)));
            said.push(Said::Verdict(verdict));
        }
        said.push(Said::Package(head, cases));
        said
    });
    (world, told)
}

/// What of the statements kept shows that something is lost, written down a second time.
fn shows_a_loss(kept: &[&Said]) -> bool {
    let rosters: BTreeSet<StatementId> = kept
        .iter()
        .filter_map(|said| match said {
            Said::Roster(roster) => Some(*roster.id()),
            _ => None,
        })
        .collect();
    let packages: BTreeSet<StatementId> = kept
        .iter()
        .filter_map(|said| match said {
            Said::Package(head, _) => Some(*head.id()),
            _ => None,
        })
        .collect();
    let listed: BTreeSet<Token> = kept
        .iter()
        .filter_map(|said| match said {
            Said::Roster(roster) => Some(roster.payload().rows.iter().map(|row| row.token)),
            _ => None,
        })
        .flatten()
        .collect();
    kept.iter().any(|said| match said {
        Said::Countersign(one) => {
            let mut ids = one.payload().statement.ids().iter();
            ids.any(|id| !rosters.contains(id) && !packages.contains(id))
        }
        Said::Event(event) => event
            .payload()
            .rows
            .iter()
            .any(|row| !listed.contains(&row.0)),
        Said::Package(head, cases) => {
            !rosters.contains(&head.payload().roster.unwrap())
                || cases.iter().any(|case| !listed.contains(&token(*case)))
        }
        Said::Receipt(receipt) => !packages.contains(&receipt.payload().package),
        Said::Roster(roster) => roster
            .payload()
            .previous
            .is_some_and(|id| !rosters.contains(&id)),
        Said::Verdict(verdict) => !packages.contains(&verdict.payload().package),
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 600, failure_persistence: None, ..ProptestConfig::default() })]

    /// Somebody is not settled; whichever files are lost, nobody is told that the contract may close as
    /// long as one that is left shows that another is not there.
    #[test]
    fn no_loss_that_shows_lets_a_contract_close(
        open in 0..6_u32,
        // Of each roster with what goes with it: hardly anything is lost, or hardly anything is left.
        groups in prop::array::uniform3((any::<bool>(), prop::collection::vec(prop::bool::weighted(0.1), 7))),
    ) {
        let (world, said) = truth(open);
        prop_assert!(!told(&world, said.iter().flatten()).history().reconcile(time(BEFORE)).may_close());
        let mut kept: Vec<&Said> = Vec::new();
        for (said, (is_lost, others)) in said.iter().zip(&groups) {
            let of_group = said.iter().zip(others);
            kept.extend(of_group.filter_map(|(said, other)| (is_lost == other).then_some(said)));
        }
        let report = told(&world, kept.iter().copied()).history().reconcile(time(BEFORE));
        prop_assert!(!report.may_close() || !shows_a_loss(&kept), "{:?}", report.totals);
    }
}

/// One roster, one package, everybody accepted: may close. Then each trace of something else, alone.
fn settled() -> World {
    let (mut world, package) = World::opened([1]);
    world.say(&package, RECIPIENT, &accepted(), None, [1]);
    assert!(world.transfer.history().reconcile(time(BEFORE)).may_close());
    world
}

fn obstacles(world: &World) -> Vec<Obstacle> {
    world.transfer.history().reconcile(time(BEFORE)).obstacles
}

#[test]
fn a_roster_that_is_not_there_is_named_by_what_follows_it_and_by_packages_under_it() {
    let mut world = settled();
    let lost = world.roster_after(world.roster, vec![include(2)]);
    let behind = world.roster_after(Some(*lost.id()), vec![include(3)]);
    world.transfer.add_roster(&behind).unwrap();
    let named = obstacles(&world);
    assert!(
        matches!(named.as_slice(),
        [Obstacle::RosterNotAtHand { roster, shown_by }]
            if roster == lost.id() && shown_by.statement == *behind.id()),
        "{named:?}"
    );
    let mut world = settled();
    world.roster = Some(*lost.id());
    let package = world.package(RECIPIENT, [1, 2], None);
    let named = obstacles(&world);
    assert!(
        matches!(named.as_slice(),
        [Obstacle::RosterNotAtHand { roster, .. }, Obstacle::Unlisted { shown_by, count: 1 }]
            if roster == lost.id() && shown_by.statement == *package.id()),
        "{named:?}"
    );
    world.transfer.add_roster(&lost).unwrap();
    assert!(obstacles(&world).iter().all(|named| !matches!(
        named,
        Obstacle::RosterNotAtHand { .. } | Obstacle::Unlisted { .. }
    )));
}

#[test]
fn a_package_that_is_not_there_is_named_by_whatever_speaks_of_it() {
    let lost = settled().head(RECIPIENT, 1, None);
    let receipt = |world: &mut World| {
        let stored = world.stored(&lost, RECIPIENT);
        world.transfer.add_receipt(&stored).unwrap();
    };
    let verdict = |world: &mut World| {
        world.say(&lost, RECIPIENT, &accepted(), None, [7]);
    };
    let event = |world: &mut World| {
        let mut event = world.event_of(SENDER, EventWord::Withdrawn, None, [7]);
        event.package = Some(*lost.id());
        world.happen_with(event).unwrap();
    };
    let successor = |world: &mut World| {
        world.package(RECIPIENT, [1], Some(*lost.id()));
    };
    let traces: [&dyn Fn(&mut World); 4] = [&receipt, &verdict, &event, &successor];
    for trace in traces {
        let mut world = settled();
        // The package that was lost is of this very mandate.
        let mut head = lost.payload().clone();
        head.mandate = Some(*world.mandate.id());
        trace(&mut world);
        let named = obstacles(&world);
        assert!(
            named.iter().any(|named| matches!(named,
            Obstacle::PackageNotAtHand { package, .. } if package == lost.id())),
            "{named:?}"
        );
    }
}

#[test]
fn an_event_about_somebody_whom_no_roster_lists_keeps_it_open() {
    let mut world = settled();
    world.happen(SENDER, EventWord::Recalled, None, [7, 8]);
    let named = obstacles(&world);
    assert!(
        matches!(named.as_slice(), [Obstacle::Unlisted { count: 2, .. }]),
        "{named:?}"
    );
}

#[test]
fn what_the_sender_may_not_send_shows_people_all_the_same() {
    let mut world = settled();
    let elsewhere = world.roster_after(world.roster, vec![include_to(2, "ZZ999")]);
    world.transfer.add_roster(&elsewhere).unwrap_err();
    assert_eq!(obstacles(&world), [Obstacle::RosterUnfit(*elsewhere.id())]);
    let mut world = settled();
    let mut head = world.head(RECIPIENT, 1, None).into_payload();
    head.stanzas[0].to = organisation("ZZ999");
    world
        .transfer
        .add_package(&sign(head), entries(&[2]))
        .unwrap_err();
    assert!(matches!(
        obstacles(&world).as_slice(),
        [Obstacle::Unlisted { count: 1, .. }]
    ));
}

#[test]
fn what_a_party_agreed_to_must_be_here_or_be_explained() {
    let unknown = StatementId::from_bytes([9; 32]);
    let agreed = |by: &str, role: &str| {
        let mut world = settled();
        world.countersign(unknown, by, role);
        world
    };
    for (by, role) in [
        (COMMISSIONER, "office"),
        (SENDER, "team-leader"),
        (RECIPIENT, "prescriber"),
    ] {
        let mut world = agreed(by, role);
        let named = obstacles(&world);
        assert!(
            matches!(named.as_slice(),
            [Obstacle::AgreedNotAtHand { statement, shown_by, .. }]
                if *statement == unknown && shown_by.by == organisation(by)),
            "{named:?}"
        );
        // Of another transfer, and here.
        world.transfer.add_other(unknown);
        assert_eq!(obstacles(&world), []);
    }
    // A witness of time agrees to nothing; a stranger has no part in it.
    for (by, role) in [(COMMISSIONER, "seen"), ("ZZ999", "office")] {
        assert_eq!(obstacles(&agreed(by, role)), []);
    }
    // Before there was a mandate nobody could agree to anything under it.
    let mut world = settled();
    world.transfer.add_countersign(&sign(Countersign {
        at: time(BEFORE - 20 * DAY),
        by: organisation(SENDER),
        role: "office".parse().unwrap(),
        statement: unknown.into(),
    }));
    assert_eq!(obstacles(&world), []);
}

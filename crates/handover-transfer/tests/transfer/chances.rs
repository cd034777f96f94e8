//! Random histories: exactly one holder for each case at every time, in whatever order what was said
//! arrives, and however often.

use std::collections::BTreeSet;

use handover_transfer::{History, Reconciliation, Transfer};
use handover_trust::{
    Countersign, EventWord, Package, Receipt, Roster, Statement, StatementId, Token, Verdict,
    VerdictAnswer, VerdictRow,
};
use proptest::{prelude::*, sample::Index};

use crate::world::*;

/// Something that was said.
#[derive(Clone)]
enum Said {
    Countersign(Statement<Countersign>),
    Event(Statement<handover_trust::Event>),
    Package(Statement<Package>, Vec<u32>),
    Receipt(Statement<Receipt>),
    Roster(Statement<Roster>),
    Verdict(Statement<Verdict>),
}

fn tell(transfer: &mut Transfer, said: &Said) {
    // What is refused is remembered by name.
    let _ = match said {
        Said::Countersign(countersign) => {
            transfer.add_countersign(countersign);
            Ok(())
        }
        Said::Event(event) => transfer.add_event(event),
        Said::Package(head, cases) => transfer.add_package(head, entries(cases)),
        Said::Receipt(receipt) => transfer.add_receipt(receipt),
        Said::Roster(roster) => transfer.add_roster(roster),
        Said::Verdict(verdict) => transfer.add_verdict(verdict),
    };
}

fn told<'a>(world: &World, all: impl IntoIterator<Item = &'a Said>) -> Transfer {
    let mut transfer = Transfer::new(world.mandate.clone(), profile()).unwrap();
    all.into_iter().for_each(|said| tell(&mut transfer, said));
    transfer
}

/// What somebody does next: most of it makes sense, some of it contradicts, some fails its guard.
#[derive(Clone, Debug)]
struct Act {
    what: u8,
    who: u8,
    cases: Vec<u32>,
    re: Option<Index>,
    package: Index,
    astray: u8,
}

fn act() -> impl Strategy<Value = Act> {
    let cases = prop::collection::btree_set(0..CASES + 1, 1..5);
    let re = prop::option::weighted(0.3, any::<Index>());
    (0..24_u8, 0..8_u8, cases, re, any::<Index>(), 0..40_u8).prop_map(
        |(what, who, cases, re, package, astray)| Act {
            what,
            who,
            cases: cases.into_iter().collect(),
            re,
            package,
            astray,
        },
    )
}

/// One case more than the roster has is spoken of.
const CASES: u32 = 6;

/// Plays the acts; the answers follow on where the first case of each stands, or on something else.
fn play(acts: &[Act]) -> (World, Vec<Said>) {
    let mut world = World::new();
    let roster = world.roster_after(None, (0..CASES).map(include).collect());
    let mut said = vec![Said::Roster(roster.clone())];
    tell(&mut world.transfer, &said[0]);
    world.roster = Some(*roster.id());
    let mut rosters = vec![*roster.id()];
    let mut packages: Vec<Statement<Package>> = Vec::new();
    let mut ids: Vec<StatementId> = Vec::new();
    for act in acts {
        let what = if packages.is_empty() { 0 } else { act.what };
        let by = match act.who {
            0..=3 => RECIPIENT,
            4 | 5 => NEXT,
            6 => SENDER,
            _ => GP,
        };
        let re = match &act.re {
            Some(index) if !ids.is_empty() => Some(*index.get(&ids)),
            _ => last(&world.transfer.history(), act.cases[0]),
        };
        let package = || act.package.get(&packages);
        let event = |word, by| Said::Event(sign(stray_event(&world, act, word, by, re)));
        let next = match what {
            0 | 1 => {
                let to = if act.who % 3 == 0 { NEXT } else { RECIPIENT };
                let supersedes = packages
                    .last()
                    .filter(|_| act.astray % 2 == 0)
                    .map(|head| *head.id());
                let head = world.head(to, act.cases.len(), supersedes);
                packages.push(head.clone());
                Said::Package(head, act.cases.clone())
            }
            2 => Said::Receipt(world.stored(package(), by)),
            3..=6 => {
                let unreadable: Vec<u32> = act
                    .cases
                    .iter()
                    .copied()
                    .filter(|_| act.astray % 3 == 0)
                    .collect();
                Said::Receipt(world.opened_receipt(package(), by, "receiving-service", &unreadable))
            }
            7..=10 => verdict(&world, act, package(), by, &accepted(), re),
            11 | 12 => verdict(&world, act, package(), by, &queried(), re),
            13 => verdict(&world, act, package(), by, &refused(), re),
            14 | 15 => verdict(&world, act, package(), by, &redirected(), re),
            16 => verdict(&world, act, package(), by, &misdirected(), re),
            17 => event(EventWord::Answered, SENDER),
            18 => event(EventWord::Withdrawn, SENDER),
            19 => event(EventWord::Recalled, SENDER),
            20 => event(EventWord::Contacted, by),
            21 => event(EventWord::Reviewed, by),
            22 => Said::Countersign(sign(Countersign {
                at: time(BEFORE),
                by: organisation(by),
                role: "office".parse().unwrap(),
                statement: (*world.mandate.id()).into(),
            })),
            _ => {
                let previous = if act.astray == 0 {
                    rosters[0]
                } else {
                    *rosters.last().unwrap()
                };
                let rows = act
                    .cases
                    .iter()
                    .map(|number| include_to(*number, NEXT))
                    .collect();
                let roster = world.roster_after(Some(previous), rows);
                rosters.push(*roster.id());
                Said::Roster(roster)
            }
        };
        match &next {
            Said::Verdict(verdict) => ids.push(*verdict.id()),
            Said::Event(event) => ids.push(*event.id()),
            _ => {}
        }
        tell(&mut world.transfer, &next);
        said.push(next);
    }
    (world, said)
}

fn last(history: &History<'_>, case: u32) -> Option<StatementId> {
    history.standing(&token(case), time(BEFORE))?.last()
}

fn verdict(
    world: &World,
    act: &Act,
    package: &Statement<Package>,
    by: &str,
    answer: &VerdictAnswer,
    re: Option<StatementId>,
) -> Said {
    let rows = act.cases.iter().map(|number| VerdictRow {
        token: token(*number),
        re,
        answer: answer.clone(),
    });
    let mut verdict = world.verdict_of(package, by, rows.collect()).into_payload();
    match act.astray {
        1 => verdict.mandate = None,
        2 => verdict.package = StatementId::from_bytes([3; 32]),
        3 => verdict.audience = "gp".parse().unwrap(),
        _ => {}
    }
    Said::Verdict(sign(verdict))
}

fn stray_event(
    world: &World,
    act: &Act,
    word: EventWord,
    by: &str,
    re: Option<StatementId>,
) -> handover_trust::Event {
    let mut event = world.event_of(by, word, re, act.cases.iter().copied());
    match act.astray {
        1 => event.mandate = None,
        2 => event.package = Some(StatementId::from_bytes([3; 32])),
        3 => event.code = None,
        _ => {}
    }
    event
}

/// What must hold whatever was said.
fn check(transfer: &Transfer) -> Reconciliation {
    let history = transfer.history();
    for now in [BEFORE, AFTER] {
        let report = history.reconcile(time(now));
        assert_eq!(
            report.read(),
            u64::try_from(history.standings(time(now)).count()).unwrap()
        );
        assert_eq!(report.holders.values().sum::<u64>(), report.read());
        for standing in history.standings(time(now)) {
            let holder = standing.holder();
            let expected = if standing.state().is_accepted() {
                standing.recipient().unwrap()
            } else if now == AFTER && !standing.state().is_settled() {
                &transfer.mandate().unwrap().payload().last_resort
            } else {
                &transfer.mandate().unwrap().payload().from
            };
            assert_eq!(holder, expected);
        }
    }
    history.reconcile(time(AFTER))
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn order_and_repeats_do_not_matter(
        acts in prop::collection::vec(act(), 1..40),
        orders in prop::collection::vec(prop::collection::vec(any::<Index>(), 60), 5),
    ) {
        let (world, said) = play(&acts);
        let report = check(&world.transfer);
        for order in orders {
            // Repeats by chance, then whatever is still lacking, backwards.
            let repeats = order.iter().map(|index| index.get(&said));
            let transfer = told(&world, repeats.chain(said.iter().rev()));
            prop_assert_eq!(&check(&transfer), &report);
        }
    }

    #[test]
    fn whatever_is_lost_every_case_has_one_holder(
        acts in prop::collection::vec(act(), 1..40),
        lost in prop::collection::vec(any::<Index>(), 0..12),
    ) {
        let (world, said) = play(&acts);
        let lost: BTreeSet<usize> = lost.iter().map(|index| index.index(said.len())).collect();
        let kept = said.iter().enumerate().filter(|(at, _)| !lost.contains(at));
        check(&told(&world, kept.map(|(_, said)| said)));
    }

    #[test]
    fn an_acceptance_that_counts_is_not_undone_by_what_answers_it_or_the_same(
        acts in prop::collection::vec(act(), 1..30),
        more in prop::collection::vec((act(), any::<bool>()), 1..12),
    ) {
        let (mut world, said) = play(&acts);
        let held: Vec<_> = {
            let history = world.transfer.history();
            let standings = history.standings(time(BEFORE));
            // Of the case that no roster has nothing can be said to happen.
            let is_listed = |of: &Token| (0..CASES).any(|number| token(number) == *of);
            let accepted = standings
                .filter(|standing| standing.state().is_accepted() && is_listed(standing.token()));
            accepted.map(|standing| (*standing.token(), standing.holder().clone(), standing.last())).collect()
        };
        for (act, is_event) in &more {
            for (case, holder, last) in &held {
                let others: BTreeSet<_> = said.iter().filter_map(|said| match said {
                    Said::Verdict(verdict) => verdict.payload().verdicts.iter()
                        .find(|row| row.token == *case && verdict.id() == last.as_ref().unwrap())
                        .map(|row| row.re),
                    _ => None,
                }).collect();
                for re in others.into_iter().chain([*last]) {
                    let word = [EventWord::Withdrawn, EventWord::Recalled, EventWord::Superseded][usize::from(act.what) % 3];
                    let cases = (0..CASES).find(|number| token(*number) == *case);
                    if *is_event {
                        world.happen(SENDER, word, re, cases);
                    } else {
                        let packages = said.iter().filter_map(|said| match said {
                            Said::Package(head, _) => Some(head),
                            _ => None,
                        });
                        for head in packages {
                            world.say(head, NEXT, &refused(), re, cases);
                            world.say(head, RECIPIENT, &redirected(), re, cases);
                        }
                    }
                }
                let history = world.transfer.history();
                prop_assert_eq!(history.holder(case, time(AFTER)), Some(holder));
            }
        }
    }
}

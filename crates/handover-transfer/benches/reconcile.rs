//! What reconciliation costs: linear in the cases, beside the floor of a plain sort-merge join.
//!
//! `cargo bench -p handover-transfer`

#![expect(
    clippy::unwrap_used,
    clippy::print_stdout,
    clippy::disallowed_methods,
    reason = "a bench tells and measures time"
)]
#![allow(dead_code, reason = "the world of the tests has more than is measured")]

#[path = "../tests/transfer/world.rs"]
mod world;

use std::time::Instant;

use world::*;

fn main() {
    println!(
        "{:>9}  {:>10}  {:>10}  {:>12}  {:>10}",
        "cases", "add", "reconcile", "ns a case", "floor"
    );
    for cases in [1_000_u32, 10_000, 100_000, 1_000_000] {
        let mut world = World::new();
        world.agree();
        let roster = world.roster_after(None, (0..cases).map(include).collect());
        world.roster = Some(*roster.id());
        let head = world.head(RECIPIENT, usize::try_from(cases).unwrap(), None);
        let listed = entries(&(0..cases).collect::<Vec<_>>());
        let opened = world.opened_receipt(&head, RECIPIENT, "receiving-service", &[]);
        let rows = (0..cases).map(|number| handover_trust::VerdictRow {
            token: token(number),
            re: None,
            answer: accepted(),
        });
        let verdict = world.verdict_of(&head, RECIPIENT, rows.collect());
        let contacted = sign(world.event_of(
            RECIPIENT,
            handover_trust::EventWord::Contacted,
            Some(*verdict.id()),
            0..cases,
        ));

        let start = Instant::now();
        world.transfer.add_roster(&roster).unwrap();
        world
            .transfer
            .add_package(&head, listed.iter().copied())
            .unwrap();
        world.transfer.add_receipt(&opened).unwrap();
        world.transfer.add_verdict(&verdict).unwrap();
        world.transfer.add_event(&contacted).unwrap();
        let added = start.elapsed();
        let report = world.transfer.history().reconcile(time(BEFORE));
        let all = start.elapsed();
        assert_eq!(report.read(), u64::from(cases));

        let lists = [
            tokens(0..cases),
            tokens(0..cases),
            tokens(0..cases),
            tokens(0..cases),
        ];
        let start = Instant::now();
        let mut joined = 0_usize;
        let mut sorted = lists.clone();
        sorted.iter_mut().for_each(|list| list.sort_unstable());
        let [first, rest @ ..] = &sorted;
        for (at, token) in first.iter().enumerate() {
            joined += rest
                .iter()
                .filter(|list| list.get(at) == Some(token))
                .count();
        }
        let floor = start.elapsed();
        assert_eq!(joined, 3 * usize::try_from(cases).unwrap());
        println!(
            "{cases:>9}  {:>7} ms  {:>7} ms  {:>12}  {:>7} ms",
            added.as_millis(),
            (all - added).as_millis(),
            all.as_nanos() / u128::from(cases),
            floor.as_millis()
        );
    }
}

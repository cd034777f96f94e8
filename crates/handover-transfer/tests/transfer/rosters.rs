//! Which rosters count (V-44).

use handover_transfer::{CaseState, Exception, Obstacle, Rung, Why};
use handover_trust::{Decision, Roster};

use crate::world::*;

pub(crate) fn undecided(number: u32) -> handover_trust::RosterRow {
    row(
        number,
        "possible-duplicate",
        Decision::Undecided {
            by: Some(time(BEFORE + DAY)),
        },
    )
}

#[test]
fn s13_a_further_roster_names_late_starters_and_nobody_twice() {
    let mut world = World::with_roster([1, 3]);
    world.roster(vec![include(2)]);
    let history = world.transfer.history();
    assert_eq!(
        history.reconcile(time(BEFORE)).totals,
        [(CaseState::Included, 3)].into()
    );
    assert_eq!(history.uncounted(), []);
    drop(history);
    let again = world.roster_after(world.roster, vec![include(3), include(4)]);
    world.transfer.add_roster(&again).unwrap();
    let report = world.transfer.history().reconcile(time(BEFORE));
    assert_eq!(report.totals, [(CaseState::Included, 3)].into());
    assert_eq!(report.exception(Exception::NamedAgain), [token(3)]);
    let [conflict] = report.uncounted.as_slice() else {
        unreachable!("one roster is named")
    };
    assert_eq!(
        (conflict.statement, conflict.why),
        (*again.id(), Why::Conflict)
    );
    assert!(
        report
            .obstacles
            .contains(&Obstacle::RosterInConflict(*again.id()))
    );
}

#[test]
fn a_further_roster_decides_what_was_undecided() {
    let mut world = World::new();
    world.agree();
    world.roster(vec![undecided(1), undecided(2), undecided(3)]);
    world.roster(vec![
        include(1),
        row(2, "outside-window", Decision::Exclude),
    ]);
    let report = world.transfer.history().reconcile(time(BEFORE));
    let expected = [
        (CaseState::Excluded, 1),
        (CaseState::Undecided, 1),
        (CaseState::Included, 1),
    ];
    assert_eq!(report.totals, expected.into());
    assert_eq!(report.exception(Exception::Undecided), [token(3)]);
}

/// S-08: a row that nobody could freeze is given a date, once; then it is decided, and late if it is.
#[test]
fn a_further_roster_gives_a_date_to_an_undated_row_once() {
    let undated = |number| {
        row(
            number,
            "possible-duplicate",
            Decision::Undecided { by: None },
        )
    };
    let mut world = World::new();
    world.agree();
    let first = world.roster(vec![undated(1), undated(2)]);
    assert_eq!(handover_transfer::undated(&first, &[]), 2);
    let second = world.roster_after(world.roster, vec![undecided(1)]);
    assert_eq!(
        handover_transfer::undated(&first, &[first.clone(), second]),
        1
    );
    let second = world.roster(vec![undecided(1), undecided(2)]);
    let both = [second, first.clone()];
    assert_eq!(handover_transfer::undated(&first, &both), 0);
    let later = row(
        1,
        "possible-duplicate",
        Decision::Undecided {
            by: Some(time(BEFORE + 9 * DAY)),
        },
    );
    for wrong in [later, undated(1)] {
        let mut world = World {
            transfer: world.transfer.clone(),
            mandate: world.mandate.clone(),
            roster: world.roster,
        };
        let moved = world.roster_after(world.roster, vec![wrong]);
        world.transfer.add_roster(&moved).unwrap();
        let report = world.transfer.history().reconcile(time(BEFORE));
        assert_eq!(report.exception(Exception::NamedAgain), [token(1)]);
    }
    let late = Roster {
        at: time(BEFORE + 3 * DAY),
        ..world
            .roster_after(world.roster, vec![include(1)])
            .into_payload()
    };
    world.transfer.add_roster(&sign(late)).unwrap();
    let report = world.transfer.history().reconcile(time(BEFORE));
    assert_eq!(report.exception(Exception::NamedAgain), []);
    let late: Vec<_> = report
        .delays
        .iter()
        .map(|delay| (delay.token, delay.is_done))
        .collect();
    assert_eq!(late, [(token(1), true)]);
    assert_eq!(report.exception(Exception::Undecided), [token(2)]);
}

#[test]
fn a_further_roster_does_nothing_else() {
    let excluded = |number| row(number, "outside-window", Decision::Exclude);
    let first = vec![include(1), excluded(2), undecided(3)];
    let wrong = [
        include(1),
        excluded(1),
        undecided(1),
        include(2),
        excluded(2),
        undecided(3),
    ];
    for row in wrong {
        let mut world = World::new();
        world.roster(first.clone());
        let before = world.transfer.history().reconcile(time(BEFORE));
        let further = world.roster_after(world.roster, vec![row.clone(), include(4)]);
        world.transfer.add_roster(&further).unwrap();
        let after = world.transfer.history().reconcile(time(BEFORE));
        assert_eq!(after.totals, before.totals, "{row:?}");
        assert_eq!(after.exception(Exception::NamedAgain), [row.token]);
    }
}

#[test]
fn two_that_follow_the_same_roster_both_do_not_count() {
    let mut world = World::with_roster([1]);
    let one = world.roster_after(world.roster, vec![include(2)]);
    let other = world.roster_after(world.roster, vec![include(3)]);
    let behind = world.roster_after(Some(*one.id()), vec![include(4)]);
    for roster in [&one, &other, &behind] {
        world.transfer.add_roster(roster).unwrap();
    }
    let history = world.transfer.history();
    assert_eq!(history.rosters(), [world.roster.unwrap()]);
    let named: Vec<Why> = [&one, &other, &behind]
        .map(|roster| {
            let mut named = history.uncounted().iter();
            named
                .find(|what| what.statement == *roster.id())
                .unwrap()
                .why
        })
        .into();
    assert_eq!(named, [Why::Conflict, Why::Conflict, Why::NoPredecessor]);
    let report = history.reconcile(time(BEFORE));
    assert_eq!(report.read(), 1);
    assert!(!report.may_close());
}

#[test]
fn two_first_rosters_are_none() {
    let mut world = World::with_roster([1]);
    let other = world.roster_after(None, vec![include(2)]);
    world.transfer.add_roster(&other).unwrap();
    let report = world.transfer.history().reconcile(time(BEFORE));
    assert_eq!(report.read(), 0);
    assert!(report.obstacles.contains(&Obstacle::NoRoster));
}

#[test]
fn a_late_decision_is_overdue_and_keeps_the_mandate_open() {
    let mut world = World::new();
    world.agree();
    world.roster(vec![undecided(1)]);
    let history = world.transfer.history();
    assert_eq!(history.reconcile(time(BEFORE + DAY)).delays, []);
    let report = history.reconcile(time(BEFORE + DAY + 60));
    let [delay] = report.delays.as_slice() else {
        unreachable!("one decision is overdue")
    };
    assert_eq!(
        (delay.rung.as_str(), delay.by_secs, delay.is_done),
        ("decided", 60, false)
    );
    let open = Obstacle::Open {
        state: CaseState::Undecided,
        count: 1,
    };
    assert_eq!(report.obstacles, [open]);
    // Nobody has said that the person stays with the sender, which is about to be gone.
    let holder = history.holder(&token(1), time(AFTER)).unwrap();
    assert_eq!(holder.as_str(), COMMISSIONER);
}

#[test]
fn a_decision_that_came_late_stays_late() {
    let mut world = World::new();
    world.agree();
    world.roster(vec![undecided(1), undecided(2)]);
    let late = Roster {
        at: time(BEFORE + 3 * DAY),
        ..world
            .roster_after(
                world.roster,
                vec![row(1, "decided", Decision::Exclude), include(2)],
            )
            .payload()
            .clone()
    };
    world.transfer.add_roster(&sign(late)).unwrap();
    let report = world.transfer.history().reconcile(time(BEFORE));
    let late: Vec<_> = report
        .delays
        .iter()
        .map(|delay| (delay.rung, delay.token, delay.by_secs, delay.is_done))
        .collect();
    let expected = [1, 2].map(|number| (Rung::Decided, token(number), 2 * DAY, true));
    assert_eq!(late, expected);
}

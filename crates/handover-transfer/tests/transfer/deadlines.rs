//! What is overdue, what was late, and who has it when nobody took it on.

use handover_transfer::{CaseState, Delay, Exception, Rung};
use handover_trust::{Countersign, Decision, DueTimes, EventWord, TransferDay};

use crate::{rosters::undecided, world::*};

fn delays(world: &World, now: u64) -> Vec<(Rung, u64, bool)> {
    let report = world.transfer.history().reconcile(time(now));
    let shown = |delay: &Delay| (delay.rung, delay.by_secs, delay.is_done);
    report.delays.iter().map(shown).collect()
}

#[test]
fn s84_without_a_verdict_it_is_overdue_and_then_with_the_holder_of_last_resort() {
    let (world, _) = World::opened([1]);
    assert_eq!(delays(&world, BEFORE + 2 * DAY), []);
    let late = delays(&world, BEFORE + 4 * DAY);
    assert_eq!(late, [(Rung::Accepted, 2 * DAY, false)]);
    let history = world.transfer.history();
    // 2026-10-01 ends at 23:00 UTC: British Summer Time.
    let end = "2026-10-01"
        .parse::<handover_trust::Date>()
        .unwrap()
        .passes()
        .as_secs();
    let holder = |now| history.holder(&token(1), time(now)).unwrap().to_string();
    assert_eq!(holder(end - 1), SENDER);
    assert_eq!(holder(end), COMMISSIONER);
    let report = history.reconcile(time(end));
    assert_eq!(report.exception(Exception::NotAccepted), [token(1)]);
    assert_eq!(report.totals, [(CaseState::Opened, 1)].into());
    assert_eq!(report.holders, [(organisation(COMMISSIONER), 1)].into());
    assert_eq!(
        history
            .reconcile(time(end - 1))
            .exception(Exception::NotAccepted),
        []
    );
}

#[test]
fn s86_contact_after_day_14_is_overdue_and_stays_late() {
    let (mut world, package) = World::opened([1]);
    let verdict = world.say(&package, RECIPIENT, &accepted(), None, [1]);
    assert_eq!(delays(&world, BEFORE + 14 * DAY), []);
    let overdue = delays(&world, BEFORE + 15 * DAY);
    assert_eq!(overdue, [(Rung::Contacted, DAY, false)]);
    let mut event = world.event_of(RECIPIENT, EventWord::Contacted, Some(verdict), [1]);
    event.on = "2026-10-06".parse().unwrap();
    event.at = time(BEFORE + 16 * DAY + 60);
    world.happen_with(event).unwrap();
    let late = delays(&world, BEFORE + 20 * DAY);
    assert_eq!(late, [(Rung::Contacted, 2 * DAY + 60, true)]);
}

#[test]
fn a_contact_on_the_last_day_is_in_time_whatever_the_hour() {
    let (mut world, package) = World::opened([1]);
    let verdict = world.say(&package, RECIPIENT, &accepted(), None, [1]);
    let mut event = world.event_of(RECIPIENT, EventWord::Contacted, Some(verdict), [1]);
    event.on = "2026-10-04".parse().unwrap();
    event.at = time(BEFORE + 16 * DAY);
    world.happen_with(event).unwrap();
    assert_eq!(delays(&world, BEFORE + 20 * DAY), []);
}

#[test]
fn s20_done_late_is_shown_and_not_erased() {
    let mut world = World::with_roster([1]);
    let package = world.package(RECIPIENT, [1], None);
    let mut stored = world.stored(&package, RECIPIENT).into_payload();
    stored.at = time(BEFORE + DAY + 30);
    world.transfer.add_receipt(&sign(stored)).unwrap();
    assert_eq!(
        delays(&world, BEFORE + DAY + 40),
        [(Rung::Stored, 30, true)]
    );
    // An earlier receipt turns up: it was in time after all.
    world
        .transfer
        .add_receipt(&world.stored(&package, RECIPIENT))
        .unwrap();
    assert_eq!(delays(&world, BEFORE + DAY + 40), []);
}

#[test]
fn s53_what_was_not_sent_four_hours_after_discharge_is_overdue_at_stored() {
    let mut world = World::with_roster([]);
    let due = DueTimes {
        stored: Some(time(BEFORE + 4 * 3600)),
        ..DueTimes::default()
    };
    let to = organisation(RECIPIENT);
    world.roster(vec![row(1, "single", Decision::Include { to, due })]);
    assert_eq!(delays(&world, BEFORE + 4 * 3600), []);
    assert_eq!(
        delays(&world, BEFORE + 5 * 3600),
        [(Rung::Stored, 3600, false)]
    );
    let report = world.transfer.history().reconcile(time(BEFORE + 5 * 3600));
    assert_eq!(report.exception(Exception::Missing), [token(1)]);
    assert!(!report.may_close());
}

#[test]
fn s57_under_a_standing_mandate_each_case_has_its_own_date() {
    let mandate = mandate_with(|mandate| {
        mandate.transfer = TransferDay::Standing;
        mandate.last_resort = organisation(SENDER);
    });
    let mut world = World::under(mandate);
    world.roster(vec![include(1)]);
    let package = world.package(RECIPIENT, [1], None);
    world.receive(&package, RECIPIENT, &[]);
    let history = world.transfer.history();
    let accepted_by = BEFORE + 2 * DAY;
    let in_time = history.reconcile(time(accepted_by));
    assert_eq!(in_time.exception(Exception::NotAccepted), []);
    let late = history.reconcile(time(accepted_by + 1));
    assert_eq!(late.exception(Exception::NotAccepted), [token(1)]);
    // The unit is its own last resort: midwives who have not accepted leave it responsible.
    assert_eq!(late.holders, [(organisation(SENDER), 1)].into());
    assert_eq!(late.delays[0].rung, Rung::Accepted);
}

#[test]
fn s18_without_a_due_moment_nothing_is_overdue_and_contact_still_counts() {
    let mut world = World::with_roster([]);
    let due = DueTimes {
        contacted: None,
        reviewed: None,
        ..due()
    };
    let to = organisation(RECIPIENT);
    world.roster(vec![row(
        1,
        "recent-closure",
        Decision::Include { to, due },
    )]);
    let package = world.package(RECIPIENT, [1], None);
    world.receive(&package, RECIPIENT, &[]);
    let verdict = world.say(&package, RECIPIENT, &accepted(), None, [1]);
    let years_later = BEFORE + 700 * DAY;
    assert_eq!(delays(&world, years_later), []);
    world.happen(RECIPIENT, EventWord::Contacted, Some(verdict), [1]);
    let history = world.transfer.history();
    let standing = history.standing(&token(1), time(years_later)).unwrap();
    assert_eq!(standing.state(), CaseState::Contacted);
}

/// A.10, rule 9: in time is what another saw in time; the signer's own word is shown as what it is.
#[test]
fn in_time_is_what_another_saw_in_time() {
    let claimed = |servers: &[&str], seen: &[(&str, &str, u64)]| {
        let (mut world, package) = World::opened([1]);
        let verdict = world.say(&package, RECIPIENT, &accepted(), None, [1]);
        let servers = servers.iter().map(|server| organisation(server));
        world.transfer.hear_servers(servers);
        for (by, role, at) in seen {
            world.transfer.add_countersign(&sign(Countersign {
                at: time(*at),
                by: organisation(by),
                role: role.parse().unwrap(),
                statement: verdict.into(),
            }));
        }
        let report = world.transfer.history().reconcile(time(BEFORE + 5 * DAY));
        let claimed = report.claimed.iter();
        let claimed: Vec<_> = claimed.map(|one| (one.rung, one.seen)).collect();
        claimed
    };
    let in_time = BEFORE + 2 * DAY;
    let nobody = [(Rung::Accepted, None)];
    assert_eq!(claimed(&[], &[]), nobody);
    for (by, role) in [
        (COMMISSIONER, "seen"),
        (SENDER, "seen"),
        (COMMISSIONER, "office"),
    ] {
        assert_eq!(claimed(&[], &[(by, role, in_time)]), [], "{by} {role}");
    }
    // Too late, before it was signed, by itself, by a stranger.
    let late = time(in_time + 1);
    assert_eq!(
        claimed(&[], &[(COMMISSIONER, "seen", in_time + 1)]),
        [(Rung::Accepted, Some(late))]
    );
    assert_eq!(
        claimed(&[], &[(COMMISSIONER, "seen", BEFORE - DAY)]),
        nobody
    );
    assert_eq!(claimed(&[], &[(RECIPIENT, "seen", in_time)]), nobody);
    assert_eq!(claimed(&[], &[("ZZV01", "seen", in_time)]), nobody);
    // A server on the card of a party is heard, but not of its own organisation's words.
    assert_eq!(claimed(&["ZZV01"], &[("ZZV01", "seen", in_time)]), []);
    assert_eq!(
        claimed(&[RECIPIENT], &[(RECIPIENT, "seen", in_time)]),
        nobody
    );
}

/// A.10, rule 9: so is a decision about somebody undecided, which the sender says in a further roster.
#[test]
fn a_decision_is_in_time_if_another_saw_the_roster() {
    let claimed = |frozen: Option<u64>, reader: Option<&str>| {
        let mut world = World::new();
        world.agree();
        let first = world.roster(vec![undecided(1)]);
        let decided = world.roster_after(Some(*first.id()), vec![include(1)]);
        world.transfer.add_roster(&decided).unwrap();
        if let Some(at) = frozen {
            world.transfer.add_countersign(&sign(Countersign {
                at: time(at),
                by: organisation(COMMISSIONER),
                role: "office".parse().unwrap(),
                statement: (*decided.id()).into(),
            }));
        }
        if let Some(reader) = reader {
            world.transfer.read_by(organisation(reader));
        }
        let report = world.transfer.history().reconcile(time(BEFORE));
        let claimed = report.claimed.iter();
        let claimed = claimed.map(|one| (one.rung, one.claimed, one.seen));
        claimed.collect::<Vec<_>>()
    };
    let said = time(BEFORE);
    assert_eq!(claimed(None, None), [(Rung::Decided, said, None)]);
    assert_eq!(claimed(Some(BEFORE + DAY), None), []);
    let late = BEFORE + 90 * DAY;
    let seen_late = [(Rung::Decided, said, Some(time(late)))];
    assert_eq!(claimed(Some(late), None), seen_late);
    assert_eq!(claimed(None, Some(COMMISSIONER)), []);
    assert_eq!(claimed(None, Some(SENDER)), [(Rung::Decided, said, None)]);
}

/// Whoever reads is a witness of what others said, and of nothing that they said themselves.
#[test]
fn the_readers_own_record_is_a_witness() {
    let claimed = |reader: &str| {
        let (mut world, package) = World::opened([1]);
        world.say(&package, RECIPIENT, &accepted(), None, [1]);
        world.transfer.read_by(organisation(reader));
        let report = world.transfer.history().reconcile(time(BEFORE + 5 * DAY));
        report.claimed.len()
    };
    assert_eq!(claimed(COMMISSIONER), 0);
    assert_eq!(claimed(RECIPIENT), 1);
}

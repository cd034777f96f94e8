//! May this contract close?

use handover_transfer::{Act, CaseState, Obstacle, UnfitError};
use handover_trust::{Completeness, Countersign, Decision, EventWord, FieldCount};

use crate::world::*;

#[test]
fn s87_every_case_of_412_must_be_settled() {
    let all = 0..412_u32;
    let mut world = World::with_roster(all.clone());
    let package = world.package(RECIPIENT, all, None);
    let unreadable = [409, 410, 411];
    world.receive(&package, RECIPIENT, &unreadable);
    world.say(&package, RECIPIENT, &accepted(), None, 0..400);
    let refusal = world.say(&package, RECIPIENT, &refused(), None, 400..409);
    let report = world.transfer.history().reconcile(time(BEFORE));
    assert!(!report.may_close());
    assert_eq!(report.read(), 412);
    let expected = [
        (CaseState::Unreadable, 3),
        (CaseState::Refused, 9),
        (CaseState::Accepted, 400),
    ];
    assert_eq!(report.totals, expected.into());
    let open = |state, count| Obstacle::Open { state, count };
    let obstacles = [open(CaseState::Unreadable, 3), open(CaseState::Refused, 9)];
    assert_eq!(report.obstacles, obstacles);
    // Three accepted elsewhere, six withdrawn with a reason, three sealed anew.
    let redirection = world.say(&package, RECIPIENT, &redirected(), Some(refusal), 400..403);
    world.roster((400..403).map(|number| include_to(number, NEXT)).collect());
    let onward = world.package(NEXT, 400..403, None);
    world.receive(&onward, NEXT, &[]);
    world.say(&onward, NEXT, &accepted(), Some(redirection), 400..403);
    world.happen(SENDER, EventWord::Withdrawn, Some(refusal), 403..409);
    let anew = world.package(RECIPIENT, unreadable, Some(*package.id()));
    world.receive(&anew, RECIPIENT, &[]);
    assert!(!world.transfer.history().reconcile(time(BEFORE)).may_close());
    world.say(&anew, RECIPIENT, &accepted(), None, unreadable);
    let report = world.transfer.history().reconcile(time(BEFORE));
    assert_eq!(report.obstacles, []);
    assert_eq!(
        report.totals,
        [(CaseState::Withdrawn, 6), (CaseState::Accepted, 406)].into()
    );
    let holders = [(RECIPIENT, 403), (NEXT, 3), (SENDER, 6)];
    assert_eq!(
        report.holders,
        holders.map(|(id, count)| (organisation(id), count)).into()
    );
}

#[test]
fn nothing_closes_before_everybody_agreed() {
    let mut world = World::new();
    let none = world.transfer.history().reconcile(time(BEFORE));
    assert!(none.obstacles.contains(&Obstacle::NoRoster));
    let rows = vec![row(1, "outside-window", Decision::Exclude)];
    let roster = world.roster_after(None, rows);
    world.transfer.add_roster(&roster).unwrap();
    let unbound = |id: &str| Obstacle::MandateNotAgreed(organisation(id));
    let report = world.transfer.history().reconcile(time(BEFORE));
    let expected = [
        unbound(SENDER),
        unbound(RECIPIENT),
        unbound(NEXT),
        Obstacle::RosterNotAgreed(*roster.id()),
    ];
    assert_eq!(report.obstacles, expected);
    world.agree();
    // A witness of time has agreed to nothing, and the sender cannot freeze its own roster.
    world.countersign(*roster.id(), COMMISSIONER, Countersign::SEEN);
    world.countersign(*roster.id(), SENDER, "office");
    let report = world.transfer.history().reconcile(time(BEFORE));
    assert_eq!(report.obstacles, [Obstacle::RosterNotAgreed(*roster.id())]);
    world.countersign(*roster.id(), COMMISSIONER, "office");
    assert!(world.transfer.history().reconcile(time(BEFORE)).may_close());
}

/// V-22: whoever signed a statement first does not countersign it, wherever a countersign counts.
#[test]
fn a_second_signature_is_by_another_hand() {
    let mut world = World::under(mandate_with(|mandate| {
        mandate.from = organisation(COMMISSIONER)
    }));
    for by in [RECIPIENT, NEXT] {
        world.countersign(*world.mandate.id(), by, "office");
    }
    let alone = |statement: handover_trust::StatementId| {
        countersigned_alone(Countersign {
            at: time(BEFORE),
            by: organisation(COMMISSIONER),
            role: "office".parse().unwrap(),
            statement: statement.into(),
        })
    };
    world.transfer.add_countersign(&alone(*world.mandate.id()));
    let unbound = Obstacle::MandateNotAgreed(organisation(COMMISSIONER));
    let report = world.transfer.history().reconcile(time(BEFORE));
    assert_eq!(report.obstacles, [Obstacle::NoRoster, unbound]);
    world.countersign(*world.mandate.id(), COMMISSIONER, "office");
    let report = world.transfer.history().reconcile(time(BEFORE));
    assert_eq!(report.obstacles, [Obstacle::NoRoster]);
}

/// A roster of nobody may be what an empty table left behind: whoever decides is told so.
#[test]
fn a_roster_of_nobody_is_said_to_be_one() {
    let mut world = World::new();
    world.agree();
    assert!(
        !world
            .transfer
            .history()
            .reconcile(time(BEFORE))
            .is_of_nobody
    );
    let roster = world.roster_after(None, vec![]);
    world.transfer.add_roster(&roster).unwrap();
    let report = world.transfer.history().reconcile(time(BEFORE));
    assert_eq!(report.obstacles, [Obstacle::RosterNotAgreed(*roster.id())]);
    assert!(report.is_of_nobody);
    world.countersign(*roster.id(), COMMISSIONER, "office");
    let report = world.transfer.history().reconcile(time(BEFORE));
    assert!(report.may_close() && report.is_of_nobody);
    world.roster = Some(*roster.id());
    world.roster(vec![row(1, "outside-window", Decision::Exclude)]);
    assert!(
        !world
            .transfer
            .history()
            .reconcile(time(BEFORE))
            .is_of_nobody
    );
}

#[test]
fn s82_s88_a_publication_hides_small_counts_and_names_nobody() {
    let mut world = World::with_roster([]);
    let all = 0..100_u32;
    let mut rows: Vec<_> = all.clone().map(include).collect();
    rows.extend((100..103).map(|number| row(number, "deceased", Decision::Exclude)));
    rows.extend((103..120).map(|number| row(number, "outside-window", Decision::Exclude)));
    world.roster(rows);
    let package = world.package(RECIPIENT, all, None);
    world.receive(&package, RECIPIENT, &[]);
    let verdict = world.say(&package, RECIPIENT, &accepted(), None, 0..96);
    let mut event = world.event_of(RECIPIENT, EventWord::Contacted, Some(verdict), 0..90);
    event.on = "2026-09-23".parse().unwrap();
    event.at = time(BEFORE + 3 * DAY + 60);
    world.happen_with(event).unwrap();
    let published = world.transfer.history().publication(time(BEFORE));
    assert_eq!(published.considered, Some(120));
    let excluded = &published.excluded;
    assert_eq!(excluded.total, Some(20));
    // 3 is small, and 17 would give it away.
    assert!(excluded.reasons.values().all(Option::is_none));
    // 4 opened is small; the next smallest, 6 accepted, goes with it; 90 contacted stand.
    let states: Vec<_> = published.included.states.into_values().collect();
    assert_eq!(states, [None, None, Some(90)]);
    assert_eq!(published.undecided.total, Some(0));
    assert_eq!(published.median_days_to_accepted, Some(0));
    assert_eq!(published.median_days_to_contacted, Some(3));
}

/// What an extra rule is called can tell what somebody was treated for: rules are counted together.
#[test]
fn a_publication_names_no_extra_rule() {
    let mut world = World::with_roster([]);
    let to = |reason: &'static str| move |number| row(number, reason, include(number).decision);
    let mut rows: Vec<_> = (0..20).map(include).collect();
    rows.extend((20..23).map(to("extra-open-marac")));
    rows.extend((23..26).map(to("extra-pregnancy")));
    world.roster(rows);
    let published = world.transfer.history().publication(time(BEFORE));
    let reasons = published.included.reasons.into_iter();
    let reasons: Vec<_> = reasons.map(|(reason, n)| (reason.to_string(), n)).collect();
    assert!(
        reasons.contains(&("extra-rule".to_owned(), Some(6))),
        "{reasons:?}"
    );
    assert_eq!(reasons.len(), 2);
}

#[test]
fn a_median_of_four_is_not_published() {
    let (mut world, package) = World::opened(0..4);
    world.say(&package, RECIPIENT, &accepted(), None, 0..4);
    let published = world.transfer.history().publication(time(BEFORE));
    assert_eq!(published.considered, None);
    assert_eq!(published.included.total, None);
    assert!(published.included.states.values().all(Option::is_none));
    assert_eq!(published.median_days_to_accepted, None);
}

#[test]
fn s40_v43_only_a_completeness_report_that_hides_small_counts_is_taken() {
    let report = |world: &World, count, fields: Vec<FieldCount>| {
        sign(Completeness {
            at: time(BEFORE),
            by: organisation(SENDER),
            mandate: *world.mandate.id(),
            count,
            fields,
        })
    };
    let field = |value, silent, absent: &[Option<u64>]| {
        let reasons = ["not-asked", "none-known", "not-held"].iter();
        let absent = reasons
            .zip(absent)
            .map(|(reason, count)| (reason.parse().unwrap(), *count));
        vec![FieldCount(601, value, silent, absent.collect())]
    };
    let good = [
        (30, field(Some(30), Some(0), &[])),
        (30, field(Some(22), Some(0), &[None, None])),
        (30, field(None, Some(0), &[None])),
    ];
    let bad = [
        (19, field(Some(19), Some(0), &[])),
        (30, field(Some(27), Some(3), &[])),
        (30, field(Some(27), Some(0), &[None])),
        (30, field(Some(29), Some(0), &[])),
        (30, field(Some(29), Some(0), &[None, None])),
    ];
    let mut world = World::with_roster([1]);
    let fit = report(&world, 30, field(Some(30), Some(0), &[])).into_payload();
    let mut by_recipient = fit.clone();
    by_recipient.by = organisation(RECIPIENT);
    let refused = world.transfer.add_completeness(&sign(by_recipient));
    assert_eq!(refused, Err(UnfitError::NotEntitled));
    let mut elsewhere = fit;
    elsewhere.mandate = handover_trust::StatementId::from_bytes([9; 32]);
    let refused = world.transfer.add_completeness(&sign(elsewhere));
    assert_eq!(refused, Err(UnfitError::Replay));
    for (cases, is_good) in [(good.as_slice(), true), (&bad, false)] {
        for (count, fields) in cases {
            let mut world = World::with_roster([1]);
            let report = report(&world, *count, fields.clone());
            assert_eq!(
                world.transfer.add_completeness(&report).is_ok(),
                is_good,
                "{fields:?}"
            );
            let reconciled = world.transfer.history().reconcile(time(BEFORE));
            assert_eq!(reconciled.completeness.is_some(), is_good);
        }
    }
}

/// Of every obstacle somebody is named who takes it away: of cases by when, and which.
#[test]
fn whoever_must_act_next_is_named() {
    let world = World::new();
    let next = |world: &World, at| {
        let history = world.transfer.history();
        let steps = history.next_steps(&history.reconcile(time(at)));
        let told = steps
            .into_iter()
            .map(|step| (step.who.to_string(), step.act, step.due, step.cases));
        told.collect::<Vec<_>>()
    };
    let party = |id: &str, act| (id.to_owned(), act, None, Vec::new());
    let expected = [
        party(SENDER, Act::AgreeToMandate),
        party(RECIPIENT, Act::AgreeToMandate),
        party(NEXT, Act::AgreeToMandate),
        party(SENDER, Act::MakeRoster),
    ];
    assert_eq!(next(&world, BEFORE), expected);

    let mut world = World::with_roster(0..6);
    let due = due();
    let of = |id: &str, act, due, cases: &[u32]| {
        (id.to_owned(), act, due, tokens(cases.iter().copied()))
    };
    assert_eq!(
        next(&world, BEFORE),
        [of(SENDER, Act::Seal, due.stored, &[0, 1, 2, 3, 4, 5])]
    );
    let package = world.package(RECIPIENT, 0..5, None);
    world.receive(&package, RECIPIENT, &[4]);
    world.say(&package, RECIPIENT, &accepted(), None, 0..1);
    world.say(&package, RECIPIENT, &queried(), None, 1..2);
    world.say(&package, RECIPIENT, &refused(), None, 2..3);
    let mut steps = next(&world, BEFORE);
    steps.sort_by_key(|step| step.1);
    assert_eq!(
        steps,
        [
            of(SENDER, Act::AnswerQuery, due.accepted, &[1]),
            of(RECIPIENT, Act::Contact, due.contacted, &[0]),
            of(RECIPIENT, Act::Decide, due.accepted, &[3]),
            of(SENDER, Act::PlaceElsewhere, due.accepted, &[2]),
            of(SENDER, Act::Seal, due.stored, &[5]),
            of(SENDER, Act::SealAgain, due.accepted, &[4]),
        ]
    );
    // What is late comes first, whatever else waits.
    let late = next(&world, AFTER);
    let first = late.first().unwrap();
    assert!(first.2.unwrap() < time(AFTER), "{late:?}");
    assert!(late.is_sorted_by_key(|step| step.2.is_none_or(|due| due >= time(AFTER))));
}

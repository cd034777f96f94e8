//! What is not taken, each with its class, and named.

use handover_cbor::RefusalClass;
use handover_package::ProfileInForce;
use handover_transfer::{CaseState, Transfer, UnfitError, Why};
use handover_trust::{Digest, EventWord, FileReference, Kind, StatementId, VerdictRow};

use crate::world::*;

fn other_id() -> StatementId {
    StatementId::from_bytes([9; 32])
}

fn named(world: &World) -> Vec<(Kind, Why)> {
    let history = world.transfer.history();
    history
        .uncounted()
        .iter()
        .map(|what| (what.kind, what.why))
        .collect()
}

#[test]
fn the_profile_is_the_mandates_to_the_byte() {
    let toml = handover_dataset::Profile::built_in_bytes("caseload-transfer").unwrap();
    let with_comment = [toml, b"# copied\n"].concat();
    let copy = ProfileInForce::from_toml(&with_comment).unwrap();
    let refused = Transfer::new(mandate_with(|_| ()), &copy).map(|_| ());
    assert_eq!(refused, Err(UnfitError::Policy));
}

#[test]
fn a_roster_is_of_this_mandate_by_its_sender_and_for_its_recipients() {
    let world = World::new();
    let good = world.roster_after(None, vec![include(1)]).into_payload();
    let outcome = |change: fn(&mut handover_trust::Roster)| {
        let mut world = World::under(world.mandate.clone());
        let mut roster = good.clone();
        change(&mut roster);
        let outcome = world.transfer.add_roster(&sign(roster));
        let expected: Vec<_> = outcome
            .err()
            .map(|error| (Kind::Roster, error.into()))
            .into_iter()
            .collect();
        assert_eq!(named(&world), expected);
        outcome.map_err(UnfitError::class)
    };
    assert_eq!(outcome(|_| ()), Ok(()));
    assert_eq!(
        outcome(|r| r.mandate = other_id()),
        Err(RefusalClass::Replay)
    );
    let by_recipient = outcome(|r| r.by = organisation(RECIPIENT));
    assert_eq!(by_recipient, Err(RefusalClass::NotEntitled));
    let outside = outcome(|r| r.rows = vec![include_to(1, "ZZ999")]);
    assert_eq!(outside, Err(RefusalClass::Policy));
}

#[test]
fn what_was_said_under_a_superseded_mandate_is_not_said_under_its_successor() {
    let mut old = World::with_roster([1]);
    let package = old.package(RECIPIENT, [1], None);
    let later = mandate_with(|mandate| {
        mandate.at = time(BEFORE);
        mandate.transfer = "2026-11-01".parse().unwrap();
    });
    let mut new = World::under(later);
    let roster = old.roster_after(None, vec![include(1)]);
    assert_eq!(new.transfer.add_roster(&roster), Err(UnfitError::Replay));
    let added = new.transfer.add_package(&package, entries(&[1]));
    assert_eq!(added, Err(UnfitError::Replay));
    let receipt = old.stored(&package, RECIPIENT);
    assert_eq!(new.transfer.add_receipt(&receipt), Err(UnfitError::Replay));
    assert_eq!(named(&new).len(), 3);
}

#[test]
fn verdicts_and_events_are_said_under_this_mandate() {
    let (mut world, package) = World::opened([1]);
    let rows = vec![VerdictRow {
        token: token(1),
        re: None,
        answer: refused(),
    }];
    let mut verdict = world.verdict_of(&package, RECIPIENT, rows).into_payload();
    for mandate in [None, Some(other_id())] {
        verdict.mandate = mandate;
        let taken = world.transfer.add_verdict(&sign(verdict.clone()));
        assert_eq!(taken, Err(UnfitError::Replay));
        let mut event = world.event_of(SENDER, EventWord::Withdrawn, None, [1]);
        event.mandate = mandate;
        assert_eq!(world.happen_with(event), Err(UnfitError::Replay));
    }
}

/// V-40: it names the package and denies its mandate.
#[test]
fn a_receipt_under_no_mandate_about_a_package_of_one_is_named() {
    let mut world = World::with_roster([1]);
    let package = world.package(RECIPIENT, [1], None);
    let mut receipt = world.stored(&package, RECIPIENT).into_payload();
    receipt.mandate = None;
    let taken = world.transfer.add_receipt(&sign(receipt));
    assert_eq!(taken, Err(UnfitError::Replay));
    assert_eq!(named(&world), [(Kind::Receipt, Why::Replay)]);
    let state = world
        .transfer
        .history()
        .standing(&token(1), time(BEFORE))
        .unwrap()
        .state();
    assert_eq!(state, CaseState::Sealed);
}

#[test]
fn a_package_is_of_this_mandate() {
    let world = World::with_roster([1, 2]);
    let good = world.head(RECIPIENT, 2, None).into_payload();
    let outcome = |change: &dyn Fn(&mut handover_trust::Package), cases: &[u32]| {
        let mut world = World::under(world.mandate.clone());
        let mut head = good.clone();
        change(&mut head);
        world.transfer.add_package(&sign(head), entries(cases))
    };
    assert_eq!(outcome(&|_| (), &[1, 2]), Ok(()));
    let replay = outcome(&|head| head.mandate = Some(other_id()), &[1, 2]);
    assert_eq!(replay, Err(UnfitError::Replay));
    let policy = Err(UnfitError::Policy);
    assert_eq!(
        outcome(&|head| head.by = organisation(RECIPIENT), &[1, 2]),
        policy
    );
    assert_eq!(
        outcome(
            &|head| head.profile.1 = Digest::from_bytes([1; 32]),
            &[1, 2]
        ),
        policy
    );
    assert_eq!(
        outcome(&|head| head.stanzas[0].to = organisation("ZZ999"), &[1, 2]),
        policy
    );
    assert_eq!(outcome(&|_| (), &[1]), policy);
    assert_eq!(outcome(&|_| (), &[2, 1]), policy);
}

#[test]
fn a_receipt_replayed_from_another_package_counts_nowhere() {
    let (mut world, _) = World::opened([1]);
    let other = world.head(RECIPIENT, 1, None);
    let verdict = world.verdict_of(
        &other,
        RECIPIENT,
        vec![VerdictRow {
            token: token(1),
            re: None,
            answer: accepted(),
        }],
    );
    world
        .transfer
        .add_receipt(&world.stored(&other, RECIPIENT))
        .unwrap();
    world.transfer.add_verdict(&verdict).unwrap();
    let history = world.transfer.history();
    assert!(
        history
            .uncounted()
            .iter()
            .all(|what| what.why == Why::UnknownPackage)
    );
    assert!(
        history
            .uncounted()
            .iter()
            .all(|what| what.why.class() == RefusalClass::Replay)
    );
    assert_eq!(history.uncounted().len(), 2);
    let state = history.standing(&token(1), time(BEFORE)).unwrap().state();
    assert_eq!(state, CaseState::Opened);
    drop(history);
    // Once the index is at hand, both count.
    world.transfer.add_package(&other, entries(&[1])).unwrap();
    assert!(named(&world).iter().all(|(_, why)| *why == Why::NotOpened));
}

#[test]
fn receipts_and_verdicts_are_by_somebody_addressed_about_cases_of_the_package() {
    let mut world = World::with_roster([1, 2]);
    let package = world.package(RECIPIENT, [1], None);
    world
        .transfer
        .add_receipt(&world.stored(&package, NEXT))
        .unwrap();
    assert_eq!(named(&world), [(Kind::Receipt, Why::NotEntitled)]);
    let foreign = world.opened_receipt(&package, RECIPIENT, "receiving-service", &[2]);
    world.transfer.add_receipt(&foreign).unwrap();
    assert!(named(&world).contains(&(Kind::Receipt, Why::Policy)));
    world.say(&package, NEXT, &accepted(), None, [1]);
    assert!(named(&world).contains(&(Kind::Verdict, Why::NotEntitled)));
    // The sender of a package has events to say about it, and no verdicts.
    world.say(&package, SENDER, &accepted(), None, [1]);
    let count = |world: &World| {
        let named = named(world).into_iter();
        named
            .filter(|named| *named == (Kind::Verdict, Why::NotEntitled))
            .count()
    };
    assert_eq!(count(&world), 2);
    world.say(&package, RECIPIENT, &queried(), None, [1, 2]);
    assert!(named(&world).contains(&(Kind::Verdict, Why::Policy)));
    world.happen("ZZ999", EventWord::Contacted, None, [1]);
    assert!(named(&world).contains(&(Kind::Event, Why::NotEntitled)));
    world.happen(SENDER, EventWord::Withdrawn, None, [7]);
    assert!(named(&world).contains(&(Kind::Event, Why::NotOfRoster)));
    let history = world.transfer.history();
    assert_eq!(
        history.standing(&token(1), time(BEFORE)).unwrap().state(),
        CaseState::Sealed
    );
}

#[test]
fn reasons_are_the_profiles() {
    let (mut world, package) = World::opened([1]);
    let answer = handover_trust::VerdictAnswer::Refused {
        reason: "bored".parse().unwrap(),
    };
    let rows = vec![VerdictRow {
        token: token(1),
        re: None,
        answer,
    }];
    let verdict = world.verdict_of(&package, RECIPIENT, rows);
    assert_eq!(
        world.transfer.add_verdict(&verdict),
        Err(UnfitError::Policy)
    );
    for code in [None, Some("bored".parse().unwrap())] {
        let mut event = world.event_of(SENDER, EventWord::Withdrawn, None, [1]);
        event.code = code;
        assert_eq!(world.happen_with(event), Err(UnfitError::Policy));
    }
    assert_eq!(named(&world).len(), 3);
}

#[test]
fn words_between_the_parties_are_ignored_with_all_that_is_said_of_them() {
    let (mut world, _) = World::opened([1]);
    let before = world.transfer.history().reconcile(time(BEFORE));
    let mut head = world.head(SENDER, 1, None).into_payload();
    head.by = organisation(RECIPIENT);
    head.profile = FileReference("reply@1".parse().unwrap(), Digest::from_bytes([0; 32]));
    let mut stranger = head.clone();
    stranger.by = organisation("ZZ999");
    let by_stranger = world
        .transfer
        .clone()
        .add_package(&sign(stranger), entries(&[1]));
    assert_eq!(by_stranger, Err(UnfitError::Policy));
    let reply = sign(head);
    world.transfer.add_package(&reply, entries(&[1])).unwrap();
    world
        .transfer
        .add_receipt(&world.stored(&reply, SENDER))
        .unwrap();
    world.say(&reply, RECIPIENT, &refused(), None, [1]);
    assert_eq!(world.transfer.history().reconcile(time(BEFORE)), before);
}

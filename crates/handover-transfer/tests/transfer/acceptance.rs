//! Who holds a case, step by step.

use handover_transfer::{CaseState, Exception, Obstacle, Why};
use handover_trust::{EventWord, VerdictRow};

use crate::world::*;

/// State and holder of case 1 before the transfer date.
fn stands(world: &World) -> (CaseState, String) {
    let history = world.transfer.history();
    let standing = history.standing(&token(1), time(BEFORE)).unwrap();
    (standing.state(), standing.holder().to_string())
}

fn why(world: &World) -> Vec<Why> {
    world
        .transfer
        .history()
        .uncounted()
        .iter()
        .map(|what| what.why)
        .collect()
}

fn is(state: CaseState, holder: &str) -> (CaseState, String) {
    (state, holder.to_owned())
}

#[test]
fn climbs_the_ladder_and_only_accepted_moves_the_holder() {
    let mut world = World::with_roster([1]);
    assert_eq!(stands(&world), is(CaseState::Included, SENDER));
    let package = world.package(RECIPIENT, [1], None);
    assert_eq!(stands(&world), is(CaseState::Sealed, SENDER));
    world
        .transfer
        .add_receipt(&world.stored(&package, RECIPIENT))
        .unwrap();
    assert_eq!(stands(&world), is(CaseState::Stored, SENDER));
    world.receive(&package, RECIPIENT, &[]);
    assert_eq!(stands(&world), is(CaseState::Opened, SENDER));
    let verdict = world.say(&package, RECIPIENT, &accepted(), None, [1]);
    assert_eq!(stands(&world), is(CaseState::Accepted, RECIPIENT));
    let contacted = world.happen(RECIPIENT, EventWord::Contacted, Some(verdict), [1]);
    assert_eq!(stands(&world), is(CaseState::Contacted, RECIPIENT));
    world.happen(RECIPIENT, EventWord::Reviewed, Some(contacted), [1]);
    assert_eq!(stands(&world), is(CaseState::Reviewed, RECIPIENT));
    assert_eq!(why(&world), []);
}

#[test]
fn s85_a_query_is_answered_and_the_case_is_open_to_a_verdict_again() {
    let (mut world, package) = World::opened([1]);
    let query = world.say(&package, RECIPIENT, &queried(), None, [1]);
    assert_eq!(stands(&world), is(CaseState::Queried, SENDER));
    let answer = world.happen(SENDER, EventWord::Answered, Some(query), [1]);
    assert_eq!(stands(&world), is(CaseState::Answered, SENDER));
    let history = world.transfer.history();
    assert_eq!(
        history.standing(&token(1), time(BEFORE)).unwrap().last(),
        Some(answer)
    );
    drop(history);
    world.say(&package, RECIPIENT, &accepted(), Some(answer), [1]);
    assert_eq!(stands(&world), is(CaseState::Accepted, RECIPIENT));
    assert_eq!(why(&world), []);
}

#[test]
fn an_answer_without_a_query_is_no_step() {
    let (mut world, _) = World::opened([1]);
    world.happen(SENDER, EventWord::Answered, None, [1]);
    assert_eq!(stands(&world), is(CaseState::Opened, SENDER));
    assert_eq!(why(&world), [Why::NotAllowed]);
}

#[test]
fn s50_one_audience_is_not_the_recipient() {
    let (mut world, package) = World::opened([1]);
    for answer in [misdirected(), accepted()] {
        let rows = vec![VerdictRow {
            token: token(1),
            re: None,
            answer,
        }];
        let mut verdict = world.verdict_of(&package, GP, rows).into_payload();
        verdict.audience = "gp".parse().unwrap();
        world.transfer.add_verdict(&sign(verdict)).unwrap();
    }
    assert_eq!(stands(&world), is(CaseState::Opened, SENDER));
    assert_eq!(why(&world), [Why::NotLead, Why::NotLead]);
    // The recipient itself says so: the sender stays the holder.
    world.say(&package, RECIPIENT, &misdirected(), None, [1]);
    assert_eq!(stands(&world), is(CaseState::Misdirected, SENDER));
}

/// Whoever reads a part as well decides for the lead audience only.
#[test]
fn the_recipient_decides_for_the_lead_audience_only() {
    let mut world = World::with_roster([1]);
    let mut head = world.head(RECIPIENT, 1, None).into_payload();
    head.stanzas[1].to = organisation(RECIPIENT);
    let package = sign(head);
    world.transfer.add_package(&package, entries(&[1])).unwrap();
    world.receive(&package, RECIPIENT, &[]);
    let rows = vec![VerdictRow {
        token: token(1),
        re: None,
        answer: accepted(),
    }];
    let mut verdict = world.verdict_of(&package, RECIPIENT, rows).into_payload();
    verdict.audience = "gp".parse().unwrap();
    world.transfer.add_verdict(&sign(verdict)).unwrap();
    assert_eq!(stands(&world), is(CaseState::Opened, SENDER));
    assert_eq!(why(&world), [Why::NotLead]);
}

#[test]
fn what_is_withdrawn_is_not_withdrawn_again() {
    let (mut world, _) = World::opened([1]);
    let first = world.happen(SENDER, EventWord::Withdrawn, None, [1]);
    world.happen(SENDER, EventWord::Withdrawn, Some(first), [1]);
    assert_eq!(stands(&world), is(CaseState::Withdrawn, SENDER));
    assert_eq!(why(&world), [Why::NotAllowed]);
}

#[test]
fn accepted_needs_a_receipt_that_it_could_be_read() {
    let mut world = World::with_roster([1, 2]);
    let package = world.package(RECIPIENT, [1, 2], None);
    world
        .transfer
        .add_receipt(&world.stored(&package, RECIPIENT))
        .unwrap();
    world.say(&package, RECIPIENT, &accepted(), None, [1, 2]);
    assert_eq!(stands(&world), is(CaseState::Stored, SENDER));
    assert_eq!(why(&world), [Why::NotOpened]);
    // The GP could read it: that is another audience.
    let gp = world.opened_receipt(&package, GP, "gp", &[2]);
    world.transfer.add_receipt(&gp).unwrap();
    assert_eq!(stands(&world), is(CaseState::Stored, SENDER));
    // S-78, S-79: the unreadable case stays with the sender, the other one goes.
    world.receive(&package, RECIPIENT, &[1]);
    assert_eq!(stands(&world), is(CaseState::Unreadable, SENDER));
    let report = world.transfer.history().reconcile(time(BEFORE));
    assert_eq!(
        report.totals,
        [(CaseState::Unreadable, 1), (CaseState::Accepted, 1)].into()
    );
    assert_eq!(report.exception(Exception::Unreadable), [token(1)]);
    assert_eq!(report.exception(Exception::UnreadableElsewhere), [token(2)]);
    assert_eq!(report.uncounted[0].tokens, [token(1)]);
}

#[test]
fn s78_what_could_not_be_read_is_sealed_anew() {
    let (mut world, package) = World::opened([2]);
    world.roster(vec![include(1)]);
    let first = world.package(RECIPIENT, [1], None);
    world.receive(&first, RECIPIENT, &[1]);
    assert_eq!(stands(&world), is(CaseState::Unreadable, SENDER));
    let again = world.package(RECIPIENT, [1], Some(*first.id()));
    assert_eq!(stands(&world), is(CaseState::Sealed, SENDER));
    world.receive(&again, RECIPIENT, &[]);
    world.say(&again, RECIPIENT, &accepted(), None, [1]);
    world.say(&package, RECIPIENT, &accepted(), None, [2]);
    assert_eq!(stands(&world), is(CaseState::Accepted, RECIPIENT));
    let report = world.transfer.history().reconcile(time(BEFORE));
    assert_eq!(report.exceptions, [].into());
    assert!(report.may_close());
}

#[test]
fn s75_repeats_are_one_and_a_superseding_package_takes_the_place() {
    let (mut world, package) = World::opened([1]);
    let once = world.transfer.history().reconcile(time(BEFORE));
    world.receive(&package, RECIPIENT, &[]);
    world.transfer.add_package(&package, entries(&[1])).unwrap();
    assert_eq!(world.transfer.history().reconcile(time(BEFORE)), once);
    let other = world.package(RECIPIENT, [1], Some(*package.id()));
    let report = world.transfer.history().reconcile(time(BEFORE));
    assert_eq!(report.exception(Exception::Duplicate), []);
    assert_eq!(report.totals, [(CaseState::Sealed, 1)].into());
    // Only before any acceptance: what was accepted from the first is not sealed again unnoticed.
    world.receive(&other, RECIPIENT, &[]);
    world.say(&package, RECIPIENT, &accepted(), None, [1]);
    let report = world.transfer.history().reconcile(time(BEFORE));
    assert_eq!(report.exception(Exception::Duplicate), [token(1)]);
}

#[test]
fn after_a_redirection_the_row_counts_again_for_the_next() {
    let (mut world, package) = World::opened([1]);
    let redirection = world.say(&package, RECIPIENT, &redirected(), None, [1]);
    assert_eq!(stands(&world), is(CaseState::Redirected, SENDER));
    // Nobody's answer counts until the roster sends it on: not the first recipient's either.
    world.say(&package, RECIPIENT, &refused(), Some(redirection), [1]);
    assert_eq!(stands(&world), is(CaseState::Redirected, SENDER));
    assert_eq!(why(&world), [Why::NotLead]);
    world.roster(vec![include_to(1, NEXT)]);
    assert_eq!(stands(&world), is(CaseState::Redirected, SENDER));
    let onward = world.package(NEXT, [1], None);
    assert_eq!(stands(&world), is(CaseState::Sealed, SENDER));
    world.receive(&onward, NEXT, &[]);
    assert_eq!(stands(&world), is(CaseState::Opened, SENDER));
    world.say(&onward, NEXT, &accepted(), Some(redirection), [1]);
    assert_eq!(stands(&world), is(CaseState::Accepted, NEXT));
    let report = world.transfer.history().reconcile(time(BEFORE));
    assert_eq!(report.exceptions, [].into());
    assert!(report.may_close());
}

#[test]
fn a_new_recipient_in_the_roster_counts_only_once_the_first_redirected() {
    let (mut world, package) = World::opened([1]);
    world.roster(vec![include_to(1, NEXT)]);
    let onward = world.package(NEXT, [1], None);
    world.receive(&onward, NEXT, &[]);
    world.say(&onward, NEXT, &accepted(), None, [1]);
    assert_eq!(stands(&world), is(CaseState::Opened, SENDER));
    assert_eq!(why(&world), [Why::NotLead]);
    world.say(&package, RECIPIENT, &accepted(), None, [1]);
    assert_eq!(stands(&world), is(CaseState::Accepted, RECIPIENT));
    let report = world.transfer.history().reconcile(time(BEFORE));
    assert_eq!(report.exception(Exception::DoubleAccepted), []);
}

#[test]
fn two_who_both_took_it_on_are_named_and_one_holds_it() {
    let (mut world, package) = World::opened([1]);
    let redirection = world.say(&package, RECIPIENT, &redirected(), None, [1]);
    world.roster(vec![include_to(1, NEXT)]);
    let onward = world.package(NEXT, [1], None);
    world.receive(&onward, NEXT, &[]);
    world.say(&onward, NEXT, &accepted(), Some(redirection), [1]);
    world.say(&package, RECIPIENT, &accepted(), None, [1]);
    assert_eq!(stands(&world), is(CaseState::Accepted, RECIPIENT));
    let report = world.transfer.history().reconcile(time(BEFORE));
    assert_eq!(report.exception(Exception::DoubleAccepted), [token(1)]);
}

#[test]
fn s77_after_acceptance_a_recall_asks_and_a_withdrawal_is_not_allowed() {
    let (mut world, package) = World::opened([1]);
    let verdict = world.say(&package, RECIPIENT, &accepted(), None, [1]);
    world.happen(SENDER, EventWord::Withdrawn, Some(verdict), [1]);
    assert_eq!(stands(&world), is(CaseState::Accepted, RECIPIENT));
    assert_eq!(why(&world), [Why::Overtaken]);
    let recall = world.happen(SENDER, EventWord::Recalled, Some(verdict), [1]);
    assert_eq!(stands(&world), is(CaseState::Accepted, RECIPIENT));
    let history = world.transfer.history();
    let standing = history.standing(&token(1), time(BEFORE)).unwrap();
    assert!(standing.is_recalled());
    assert_eq!(standing.last(), Some(verdict));
    drop(history);
    // The recall stands beside the chain: it cannot stop what the holder goes on to do.
    world.happen(RECIPIENT, EventWord::Contacted, Some(recall), [1]);
    assert_eq!(stands(&world), is(CaseState::Contacted, RECIPIENT));
    assert_eq!(why(&world), [Why::Overtaken]);
}

/// A death or a withdrawn consent that crossed with the acceptance: shown as what it is, and open until the
/// holder answers it.
#[test]
fn a_withdrawal_that_an_acceptance_overtook_is_answered_by_the_holder() {
    let (mut base, package) = World::opened([1, 2]);
    let query = base.say(&package, RECIPIENT, &queried(), None, [1]);
    let answer = base.happen(SENDER, EventWord::Answered, Some(query), [1]);
    let accepted_2 = base.say(&package, RECIPIENT, &accepted(), None, [2]);
    let unknown = handover_trust::StatementId::from_bytes([9; 32]);
    // Whatever it answers: what the acceptance answered, something before, the acceptance itself, or what
    // is not here.
    for against in [Some(answer), Some(unknown), None] {
        let mut world = World {
            transfer: base.transfer.clone(),
            mandate: base.mandate.clone(),
            roster: base.roster,
        };
        let verdict = world.say(&package, RECIPIENT, &accepted(), Some(answer), [1]);
        let re = against.or(Some(verdict));
        let withdrawal = world.happen(SENDER, EventWord::Withdrawn, re, [1]);
        assert_eq!(stands(&world), is(CaseState::Accepted, RECIPIENT));
        let report = world.transfer.history().reconcile(time(BEFORE));
        assert_eq!(report.exception(Exception::Overtaken), [token(1)]);
        let overtaken = Obstacle::Overtaken {
            holder: organisation(RECIPIENT),
            count: 1,
        };
        assert_eq!(report.obstacles, [overtaken]);
        assert_eq!(why(&world), [Why::Overtaken]);
        // The sender's own word, or the holder's about something else, is no answer.
        world.happen(SENDER, EventWord::Answered, Some(withdrawal), [1]);
        world.happen(RECIPIENT, EventWord::Answered, Some(verdict), [1]);
        world.happen(RECIPIENT, EventWord::Contacted, Some(verdict), [1]);
        assert!(!world.transfer.history().reconcile(time(BEFORE)).may_close());
        world.happen(RECIPIENT, EventWord::Answered, Some(withdrawal), [1]);
        assert_eq!(stands(&world), is(CaseState::Contacted, RECIPIENT));
        let report = world.transfer.history().reconcile(time(BEFORE));
        assert!(report.may_close(), "{:?}", report.obstacles);
        assert_eq!(report.exception(Exception::Overtaken), []);
        // It stays named as what it is.
        assert!(why(&world).contains(&Why::Overtaken));
    }
    // Somebody who has no part in it withdraws nothing, and keeps nothing open.
    base.happen(NEXT, EventWord::Withdrawn, Some(accepted_2), [2]);
    let history = base.transfer.history();
    let standing = history.standing(&token(2), time(BEFORE)).unwrap();
    assert!(!standing.is_withdrawal_unanswered());
}

#[test]
fn withdrawn_before_acceptance_ends_it_with_a_reason() {
    let (mut world, package) = World::opened([1]);
    let withdrawn = world.happen(SENDER, EventWord::Withdrawn, None, [1]);
    assert_eq!(stands(&world), is(CaseState::Withdrawn, SENDER));
    world.say(&package, RECIPIENT, &accepted(), Some(withdrawn), [1]);
    assert_eq!(stands(&world), is(CaseState::Withdrawn, SENDER));
    assert_eq!(why(&world), [Why::NotAllowed]);
    let late = world.transfer.history().reconcile(time(AFTER));
    assert_eq!(late.holders, [(organisation(SENDER), 1)].into());
    assert_eq!(late.exception(Exception::NotAccepted), []);
    assert!(late.may_close());
}

#[test]
fn only_the_sender_withdraws_and_only_the_holder_meets() {
    let (mut world, package) = World::opened([1]);
    world.happen(RECIPIENT, EventWord::Withdrawn, None, [1]);
    world.happen(RECIPIENT, EventWord::Contacted, None, [1]);
    assert_eq!(stands(&world), is(CaseState::Opened, SENDER));
    let verdict = world.say(&package, RECIPIENT, &accepted(), None, [1]);
    world.happen(SENDER, EventWord::Contacted, Some(verdict), [1]);
    assert_eq!(stands(&world), is(CaseState::Accepted, RECIPIENT));
    let mut named = why(&world);
    named.sort_unstable();
    assert_eq!(named, [Why::NotAllowed, Why::NotEntitled, Why::NotEntitled]);
}

#[test]
fn two_answers_to_the_same_are_a_conflict_that_an_acceptance_ends() {
    let (mut world, package) = World::opened([1]);
    let query = world.say(&package, RECIPIENT, &queried(), None, [1]);
    world.happen(SENDER, EventWord::Withdrawn, None, [1]);
    let answer = world.happen(SENDER, EventWord::Answered, Some(query), [1]);
    world.say(&package, RECIPIENT, &accepted(), Some(answer), [1]);
    assert_eq!(stands(&world), is(CaseState::Opened, SENDER));
    let report = world.transfer.history().reconcile(time(BEFORE));
    assert_eq!(report.exception(Exception::Conflict), [token(1)]);
    let mut named = why(&world);
    named.sort_unstable();
    assert_eq!(
        named,
        [
            Why::Conflict,
            Why::Conflict,
            Why::NoPredecessor,
            Why::NoPredecessor
        ]
    );
    world.say(&package, RECIPIENT, &accepted(), None, [1]);
    assert_eq!(stands(&world), is(CaseState::Accepted, RECIPIENT));
    let report = world.transfer.history().reconcile(time(BEFORE));
    assert_eq!(report.exception(Exception::Conflict), []);
}

#[test]
fn equal_words_are_one_answer_and_either_can_be_answered() {
    let (mut world, package) = World::opened([1, 2]);
    let both = world.say(&package, RECIPIENT, &queried(), None, [1, 2]);
    let one = world.say(&package, RECIPIENT, &queried(), None, [1]);
    for answered in [both, one] {
        world.happen(SENDER, EventWord::Answered, Some(answered), [1]);
    }
    assert_eq!(stands(&world), is(CaseState::Answered, SENDER));
    assert_eq!(why(&world), []);
}

/// The reason of an answer says why, and is no part of the word; to whom somebody redirects is.
#[test]
fn another_reason_is_no_other_answer() {
    let (mut world, package) = World::opened([1]);
    let first = world.say(&package, RECIPIENT, &queried(), None, [1]);
    let reason = "needs-verbal-handover".parse().unwrap();
    world.say(
        &package,
        RECIPIENT,
        &handover_trust::VerdictAnswer::Queried { reason },
        None,
        [1],
    );
    assert_eq!(stands(&world), is(CaseState::Queried, SENDER));
    assert_eq!(why(&world), []);
    world.happen(SENDER, EventWord::Answered, Some(first), [1]);
    assert_eq!(stands(&world), is(CaseState::Answered, SENDER));
    let (mut world, package) = World::opened([1]);
    world.say(&package, RECIPIENT, &redirected(), None, [1]);
    let elsewhere = handover_trust::VerdictAnswer::Redirected {
        reason: "not-our-area".parse().unwrap(),
        to: organisation(GP),
    };
    world.say(&package, RECIPIENT, &elsewhere, None, [1]);
    assert_eq!(why(&world), [Why::Conflict, Why::Conflict]);
}

#[test]
fn s54_not_engaged_is_counted_each_time() {
    let (mut world, package) = World::opened([1]);
    let mut last = world.say(&package, RECIPIENT, &accepted(), None, [1]);
    for times in 1..=3 {
        last = world.happen(RECIPIENT, EventWord::NotEngaged, Some(last), [1]);
        let history = world.transfer.history();
        let standing = history.standing(&token(1), time(BEFORE)).unwrap();
        assert_eq!(standing.not_engaged(), times);
        assert_eq!(standing.state(), CaseState::Accepted);
        assert_eq!(
            history.reconcile(time(BEFORE)).not_engaged,
            u64::from(times)
        );
    }
    world.happen(RECIPIENT, EventWord::Contacted, Some(last), [1]);
    assert_eq!(stands(&world), is(CaseState::Contacted, RECIPIENT));
}

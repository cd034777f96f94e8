//! What may be said next, by whom, and what it answers; with and without a mandate.

use handover_transfer::{Acceptance, CaseState, History, Transfer, Unsayable, Why};
use handover_trust::{
    EventWord, OrganisationId, Package, ShortName, Statement, StatementId, VerdictAnswer,
    VerdictRow,
};

use crate::world::*;

fn gp() -> ShortName {
    "gp".parse().unwrap()
}

/// A package under no mandate, to the recipient and a GP who reads a part of it.
fn alone(cases: &[u32]) -> (Transfer, Statement<Package>) {
    let world = World::new();
    let mut head = world.head(RECIPIENT, cases.len(), None).into_payload();
    (head.mandate, head.roster) = (None, None);
    let head = sign(head);
    let mut transfer = Transfer::of_package(head.clone(), profile()).unwrap();
    transfer.add_package(&head, entries(cases)).unwrap();
    let mut opened = world
        .opened_receipt(&head, RECIPIENT, lead().as_str(), &[])
        .into_payload();
    opened.mandate = None;
    transfer.add_receipt(&sign(opened)).unwrap();
    (transfer, head)
}

fn say(
    transfer: &mut Transfer,
    head: &Statement<Package>,
    (by, audience): (&str, ShortName),
    row: VerdictRow,
) -> StatementId {
    let verdict = sign(handover_trust::Verdict {
        at: time(BEFORE + 3600),
        by: organisation(by),
        mandate: head.payload().mandate,
        package: *head.id(),
        audience,
        verdicts: vec![row],
    });
    transfer.add_verdict(&verdict).unwrap();
    *verdict.id()
}

fn happen(
    transfer: &mut Transfer,
    head: &Statement<Package>,
    by: &str,
    word: EventWord,
    re: Option<StatementId>,
) -> StatementId {
    let event = handover_trust::Event {
        mandate: head.payload().mandate,
        package: Some(*head.id()),
        ..World::new().event_of(by, word, re, [1])
    };
    let event = sign(event);
    transfer.add_event(&event).unwrap();
    *event.id()
}

fn decide(
    history: &History<'_>,
    head: &Statement<Package>,
    by: &str,
    answer: &VerdictAnswer,
) -> Result<Option<StatementId>, Unsayable> {
    let desk = history.desk(head.id()).unwrap();
    let row = desk.decide(&organisation(by), &lead(), &token(1), answer);
    row.map(|row| row.re)
}

fn row(answer: VerdictAnswer, re: Option<StatementId>) -> VerdictRow {
    VerdictRow {
        token: token(1),
        re,
        answer,
    }
}

fn state(transfer: &Transfer) -> CaseState {
    let history = transfer.history();
    history.standing(&token(1), time(BEFORE)).unwrap().state()
}

/// Another reader's refusal stops nobody: not the lead's acceptance, and not what it answers.
#[test]
fn only_the_lead_is_heard_under_no_mandate_too() {
    let (mut transfer, head) = alone(&[1]);
    say(&mut transfer, &head, (GP, gp()), row(refused(), None));
    assert_eq!(state(&transfer), CaseState::Opened);
    let history = transfer.history();
    assert_eq!(history.uncounted()[0].why, Why::NotLead);
    let desk = history.desk(head.id()).unwrap();
    let refusal = desk.decide(&organisation(GP), &gp(), &token(1), &refused());
    assert!(matches!(refusal, Err(Unsayable::NotLead(_))));
    assert_eq!(decide(&history, &head, RECIPIENT, &accepted()), Ok(None));
    drop(history);
    say(
        &mut transfer,
        &head,
        (RECIPIENT, lead()),
        row(accepted(), None),
    );
    assert_eq!(state(&transfer), CaseState::Accepted);
    let history = transfer.history();
    assert_eq!(
        history.holder(&token(1), time(AFTER)),
        Some(&organisation(RECIPIENT))
    );
    assert_eq!(
        history.acceptance(&token(1)),
        Acceptance::Counts(organisation(RECIPIENT))
    );
    assert!(history.reconcile(time(AFTER)).may_close());
}

/// Only the lead's acceptance ends a conflict, and it answers what the contradicting words answered.
#[test]
fn an_acceptance_ends_a_conflict_and_nothing_else_does() {
    let (mut transfer, head) = alone(&[1]);
    let lead_says = (RECIPIENT, lead());
    say(
        &mut transfer,
        &head,
        lead_says.clone(),
        row(queried(), None),
    );
    say(
        &mut transfer,
        &head,
        lead_says.clone(),
        row(refused(), None),
    );
    let history = transfer.history();
    assert_eq!(
        decide(&history, &head, RECIPIENT, &queried()),
        Err(Unsayable::Conflict)
    );
    assert_eq!(decide(&history, &head, RECIPIENT, &accepted()), Ok(None));
    let desk = history.desk(head.id()).unwrap();
    let withdrawn = desk.happen(&organisation(SENDER), EventWord::Withdrawn, &token(1));
    assert_eq!(withdrawn.unwrap_err(), Unsayable::Conflict);
    drop(history);
    say(&mut transfer, &head, lead_says, row(accepted(), None));
    assert_eq!(state(&transfer), CaseState::Accepted);
}

/// Only the sender withdraws, and only who was asked answers.
#[test]
fn each_word_is_whose_it_is() {
    let (mut transfer, head) = alone(&[1]);
    happen(&mut transfer, &head, RECIPIENT, EventWord::Withdrawn, None);
    assert_eq!(state(&transfer), CaseState::Opened);
    let query = say(
        &mut transfer,
        &head,
        (RECIPIENT, lead()),
        row(queried(), None),
    );
    happen(&mut transfer, &head, GP, EventWord::Answered, Some(query));
    happen(
        &mut transfer,
        &head,
        RECIPIENT,
        EventWord::Answered,
        Some(query),
    );
    assert_eq!(state(&transfer), CaseState::Queried);
    let history = transfer.history();
    let desk = history.desk(head.id()).unwrap();
    let say = |by: &str, word| {
        let row = desk.happen(&organisation(by), word, &token(1));
        row.map(|row| row.1)
    };
    assert_eq!(say(SENDER, EventWord::Answered), Ok(Some(query)));
    assert_eq!(history.speaker(&query), Some(&organisation(RECIPIENT)));
    assert_eq!(
        say(RECIPIENT, EventWord::Answered),
        Err(Unsayable::NotSender)
    );
    assert_eq!(
        say(RECIPIENT, EventWord::Withdrawn),
        Err(Unsayable::NotSender)
    );
    assert_eq!(
        say(RECIPIENT, EventWord::Contacted),
        Err(Unsayable::NotHolder)
    );
    assert_eq!(
        say(SENDER, EventWord::Contacted),
        Err(Unsayable::NotAddressed)
    );
    assert_eq!(
        say(SENDER, EventWord::Recalled),
        Err(Unsayable::NotAccepted)
    );
    assert_eq!(
        say("ZZ999", EventWord::Answered),
        Err(Unsayable::NotAddressed)
    );
}

#[test]
fn what_would_not_count_is_not_said() {
    let (mut world, package) = World::opened([1]);
    let history = world.transfer.history();
    let next = Err(Unsayable::NotAddressed);
    assert_eq!(decide(&history, &package, NEXT, &accepted()), next);
    let desk = history.desk(package.id()).unwrap();
    let unknown = desk.decide(&organisation(RECIPIENT), &lead(), &token(9), &accepted());
    assert_eq!(unknown, Err(Unsayable::UnknownCase));
    drop(history);
    let redirection = world.say(&package, RECIPIENT, &redirected(), None, [1]);
    let history = world.transfer.history();
    assert_eq!(
        decide(&history, &package, RECIPIENT, &refused()),
        Err(Unsayable::Redirected)
    );
    drop(history);
    world.roster(vec![include_to(1, NEXT)]);
    let onward = world.package(NEXT, [1], None);
    let history = world.transfer.history();
    let not_ours = Err(Unsayable::NotRecipient(organisation(NEXT)));
    assert_eq!(decide(&history, &package, RECIPIENT, &refused()), not_ours);
    assert_eq!(
        decide(&history, &onward, NEXT, &accepted()),
        Err(Unsayable::NotOpened)
    );
    drop(history);
    world.receive(&onward, NEXT, &[1]);
    let class = handover_cbor::RefusalClass::Decrypt;
    let history = world.transfer.history();
    assert_eq!(
        decide(&history, &onward, NEXT, &accepted()),
        Err(Unsayable::Unreadable(class))
    );
    drop(history);
    world.receive(&onward, NEXT, &[]);
    let history = world.transfer.history();
    assert_eq!(
        decide(&history, &onward, NEXT, &accepted()),
        Ok(Some(redirection))
    );
    drop(history);
    let verdict = world.say(&onward, NEXT, &accepted(), Some(redirection), [1]);
    let history = world.transfer.history();
    let taken = Err(Unsayable::AcceptedAlready(organisation(NEXT)));
    assert_eq!(decide(&history, &onward, NEXT, &queried()), taken);
    let desk = history.desk(onward.id()).unwrap();
    let withdrawn = desk.happen(&organisation(SENDER), EventWord::Withdrawn, &token(1));
    assert_eq!(
        withdrawn.map(|row| row.1),
        Err(Unsayable::Held(organisation(NEXT)))
    );
    let met = desk.happen(&organisation(NEXT), EventWord::Contacted, &token(1));
    assert_eq!(met.unwrap().1, Some(verdict));
    drop(history);
    // The holder answers a withdrawal that crossed; there is nothing else that it answers.
    let nothing = |world: &World| {
        let history = world.transfer.history();
        let desk = history.desk(onward.id()).unwrap();
        desk.happen(&organisation(NEXT), EventWord::Answered, &token(1))
            .map(|row| row.1)
    };
    assert_eq!(nothing(&world), Err(Unsayable::NothingAsked));
    let withdrawal = world.happen(SENDER, EventWord::Withdrawn, Some(redirection), [1]);
    assert_eq!(nothing(&world), Ok(Some(withdrawal)));
}

/// What the desk lets through counts for everybody, whatever was said before.
#[test]
fn what_the_desk_says_counts() {
    let answers = [
        accepted(),
        queried(),
        refused(),
        misdirected(),
        redirected(),
    ];
    let words = [
        EventWord::Answered,
        EventWord::Withdrawn,
        EventWord::Contacted,
    ];
    for first in &answers {
        for second in &answers {
            let (mut transfer, head) = alone(&[1]);
            for answer in [first, second] {
                let re = decide(&transfer.history(), &head, RECIPIENT, answer);
                let Ok(re) = re else { continue };
                let id = say(
                    &mut transfer,
                    &head,
                    (RECIPIENT, lead()),
                    row(answer.clone(), re),
                );
                let history = transfer.history();
                assert!(history.uncounted().iter().all(|what| what.statement != id));
                drop(history);
                for (by, word) in [SENDER, RECIPIENT]
                    .into_iter()
                    .flat_map(|by| words.map(|word| (by, word)))
                {
                    let mut transfer = transfer.clone();
                    let history = transfer.history();
                    let desk = history.desk(head.id()).unwrap();
                    let by_whom: OrganisationId = organisation(by);
                    let Ok(event) = desk.happen(&by_whom, word, &token(1)) else {
                        continue;
                    };
                    drop(history);
                    let id = happen(&mut transfer, &head, by, word, event.1);
                    let history = transfer.history();
                    assert!(history.uncounted().iter().all(|what| what.statement != id));
                }
            }
        }
    }
}

/// Without its mandate nobody can tell whether a case is for us, and nobody accepts it unseen.
#[test]
fn without_its_mandate_a_package_is_queried_and_not_accepted() {
    let (world, head) = World::opened([1]);
    let mut transfer = Transfer::of_package(head.clone(), profile()).unwrap();
    transfer.add_package(&head, entries(&[1])).unwrap();
    let opened = world.opened_receipt(&head, RECIPIENT, lead().as_str(), &[]);
    transfer.add_receipt(&opened).unwrap();
    let history = transfer.history();
    assert_eq!(decide(&history, &head, RECIPIENT, &queried()), Ok(None));
    let accepting = decide(&history, &head, RECIPIENT, &accepted());
    assert_eq!(accepting, Err(Unsayable::MandateNotAtHand));
    assert_eq!(history.acceptance(&token(1)), Acceptance::None);
    drop(history);
    say(
        &mut transfer,
        &head,
        (RECIPIENT, lead()),
        row(accepted(), None),
    );
    assert_eq!(
        transfer.history().acceptance(&token(1)),
        Acceptance::MandateNotAtHand
    );
}

/// Evidence of one case shows no other, and a verdict about several counts for the one.
#[test]
fn an_acceptance_counts_by_the_chain_of_its_case() {
    let (mut world, package) = World::opened([1, 2]);
    let query = world.say(&package, RECIPIENT, &queried(), None, [1, 2]);
    let accept = world.verdict_of(
        &package,
        RECIPIENT,
        vec![
            row(accepted(), Some(query)),
            VerdictRow {
                token: token(2),
                ..row(accepted(), Some(query))
            },
        ],
    );
    let shown = |with_query: bool| {
        let mut shown = World::under(world.mandate.clone());
        let roster = shown.roster_after(None, vec![include(1), include(2)]);
        shown.transfer.add_roster(&roster).unwrap();
        shown.transfer.add_case(&package, token(1)).unwrap();
        shown.receive(&package, RECIPIENT, &[]);
        shown.transfer.add_verdict(&accept).unwrap();
        if with_query {
            let rows = [1, 2].map(|number| VerdictRow {
                token: token(number),
                ..row(queried(), None)
            });
            let again = world.verdict_of(&package, RECIPIENT, rows.into());
            assert_eq!(*again.id(), query);
            shown.transfer.add_verdict(&again).unwrap();
        }
        shown.transfer.history().acceptance(&token(1))
    };
    assert_eq!(shown(true), Acceptance::Counts(organisation(RECIPIENT)));
    assert_eq!(shown(false), Acceptance::DoesNotCount(Why::NoPredecessor));
}

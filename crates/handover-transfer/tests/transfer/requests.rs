//! Somebody comes back: who was asked, who answers by when, and who has the case meanwhile.

use std::{collections::BTreeSet, sync::LazyLock};

use handover_package::ProfileInForce;
use handover_transfer::{CaseState, Exception, Request, RequestAnswer, RequestInput, Rung};
use handover_trust::{
    Countersign, Decision, DueTimes, OrganisationId, Package, PosixTime, Receipt, Statement, Token,
    Verdict, VerdictAnswer,
};

use crate::world::*;

static PROFILE: LazyLock<ProfileInForce> =
    LazyLock::new(|| ProfileInForce::built_in("request").unwrap());

/// 2027-05-07T10:00:00Z, a Friday long after the transfer date.
const FRIDAY: u64 = 1_809_684_000;
/// 2027-05-10T22:59:59Z: the end of one working day later.
const MONDAY_EVENING: u64 = 1_809_989_999;

/// What was said of requests.
struct Asked {
    world: World,
    packages: Vec<(Statement<Package>, Vec<Token>)>,
    receipts: Vec<Statement<Receipt>>,
    verdicts: Vec<Statement<Verdict>>,
    countersigns: Vec<Statement<Countersign>>,
    servers: BTreeSet<OrganisationId>,
    reader: Option<OrganisationId>,
}

impl Asked {
    /// The recipient asks the sender on Friday.
    fn new() -> Self {
        let mut asked = Self {
            world: World::new(),
            packages: Vec::new(),
            receipts: Vec::new(),
            verdicts: Vec::new(),
            countersigns: Vec::new(),
            servers: BTreeSet::new(),
            reader: None,
        };
        asked.ask(|_| ());
        asked
    }

    fn ask(&mut self, change: impl FnOnce(&mut Package)) {
        let mut head = self.world.head(SENDER, 1, None).payload().clone();
        head.at = time(FRIDAY);
        head.by = organisation(RECIPIENT);
        (head.mandate, head.roster) = (None, None);
        head.profile = PROFILE.reference().clone();
        head.stanzas.truncate(1);
        head.stanzas[0].audience = "holder".parse().unwrap();
        change(&mut head);
        self.packages.push((sign(head), vec![token(77)]));
    }

    fn receive(&mut self, at: u64) {
        let head = &self.packages[0].0;
        let mut receipt = self.world.stored(head, SENDER).payload().clone();
        (receipt.at, receipt.mandate) = (time(at), None);
        self.receipts.push(sign(receipt));
    }

    fn answer(&mut self, at: u64, answer: VerdictAnswer, change: impl FnOnce(&mut Verdict)) {
        let row = handover_trust::VerdictRow {
            token: token(77),
            re: None,
            answer,
        };
        let head = &self.packages[0].0;
        let verdict = self.world.verdict_of(head, SENDER, vec![row]);
        let mut verdict = verdict.payload().clone();
        verdict.at = time(at);
        verdict.mandate = None;
        verdict.audience = "holder".parse().unwrap();
        change(&mut verdict);
        self.verdicts.push(sign(verdict));
    }

    fn requests(&self, now: u64) -> Vec<Request> {
        let packages = self.packages.iter();
        let packages: Vec<_> = packages
            .map(|(head, tokens)| (head, tokens.clone()))
            .collect();
        let input = RequestInput {
            mandate: self.world.mandate.payload(),
            profile: &PROFILE,
            packages: &packages,
            receipts: &self.receipts,
            verdicts: &self.verdicts,
            countersigns: &self.countersigns,
            servers: &self.servers,
            reader: self.reader.as_ref(),
        };
        input.requests(time(now))
    }

    #[track_caller]
    fn only(&self, now: u64) -> (Option<RequestAnswer>, u64) {
        let requests = self.requests(now);
        let [request] = requests.as_slice() else {
            unreachable!("one request: {requests:?}")
        };
        assert_eq!(
            (request.by.as_str(), request.to.as_str()),
            (RECIPIENT, SENDER)
        );
        assert_eq!(request.due, time(MONDAY_EVENING));
        (request.answer, request.late_by_secs)
    }
}

fn deceased() -> VerdictAnswer {
    VerdictAnswer::Refused {
        reason: "deceased".parse().unwrap(),
    }
}

#[test]
fn s20_a_request_without_answer_is_overdue_after_one_working_day() {
    let mut asked = Asked::new();
    assert_eq!(asked.only(MONDAY_EVENING), (None, 0));
    assert_eq!(asked.only(MONDAY_EVENING + 60), (None, 60));
    // A receipt starts the clock no later than the profile lets it wait.
    asked.receive(FRIDAY + 3 * DAY);
    assert_eq!(asked.only(MONDAY_EVENING + 60), (None, 60));
    // What was answered late is shown as late, and not erased.
    asked.answer(MONDAY_EVENING + DAY, accepted(), |_| ());
    let late = (Some(RequestAnswer::Accepted), DAY);
    assert_eq!(asked.only(MONDAY_EVENING + 9 * DAY), late);
    assert_eq!(asked.only(FRIDAY), late);
}

#[test]
fn a_request_answered_in_time_is_not_late() {
    let mut asked = Asked::new();
    asked.receive(FRIDAY + 60);
    asked.answer(FRIDAY + DAY, queried(), |_| ());
    assert_eq!(asked.only(MONDAY_EVENING + 1), (None, 1));
    asked.verdicts.clear();
    asked.answer(FRIDAY + DAY, deceased(), |_| ());
    let refused = (Some(RequestAnswer::Refused), 0);
    assert_eq!(asked.only(MONDAY_EVENING + DAY), refused);
    let moved = VerdictAnswer::Redirected {
        reason: "not-known-here".parse().unwrap(),
        to: organisation(NEXT),
    };
    asked.answer(FRIDAY + 60, moved, |_| ());
    let elsewhere = (Some(RequestAnswer::Elsewhere), 0);
    assert_eq!(asked.only(MONDAY_EVENING + DAY), elsewhere);
}

/// A.10, rule 9: an answer is in time if another saw it in time; the holder's own word is a claim.
#[test]
fn an_answer_is_in_time_if_another_saw_it() {
    let claimed = |by: &str, at: u64, reader: Option<&str>, servers: &[&str]| {
        let mut asked = Asked::new();
        asked.answer(FRIDAY + DAY, deceased(), |_| ());
        asked.servers = servers.iter().map(|id| organisation(id)).collect();
        asked.reader = reader.map(organisation);
        let verdict = *asked.verdicts[0].id();
        asked.countersigns.push(sign(Countersign {
            at: time(at),
            by: organisation(by),
            role: "seen".parse().unwrap(),
            statement: verdict.into(),
        }));
        let request = asked.requests(MONDAY_EVENING + 9 * DAY).remove(0);
        assert_eq!(request.late_by_secs, 0);
        assert_eq!(request.answered, Some(time(FRIDAY + DAY)));
        (request.is_claimed(), request.seen)
    };
    let nobody = (true, None);
    let in_time = FRIDAY + DAY + 60;
    for witness in [RECIPIENT, NEXT, COMMISSIONER] {
        let seen = (false, Some(time(in_time)));
        assert_eq!(claimed(witness, in_time, None, &[]), seen, "{witness}");
    }
    assert_eq!(claimed(SENDER, in_time, None, &[]), nobody);
    assert_eq!(claimed("ZZV01", in_time, None, &[]), nobody);
    assert!(!claimed("ZZV01", in_time, None, &["ZZV01"]).0);
    let late = MONDAY_EVENING + 1;
    assert_eq!(
        claimed(RECIPIENT, late, None, &[]),
        (true, Some(time(late)))
    );
    // Whoever reads is a witness of the words of others.
    assert!(!claimed(SENDER, in_time, Some(RECIPIENT), &[]).0);
    assert_eq!(claimed(SENDER, in_time, Some(SENDER), &[]), nobody);
    // What claims to be late is late, and no claim.
    let mut late = Asked::new();
    late.answer(MONDAY_EVENING + DAY, deceased(), |_| ());
    assert!(!late.requests(MONDAY_EVENING)[0].is_claimed());
}

/// S-20: a refusal without a reason of the profile is none.
#[test]
fn what_does_not_answer_the_request_leaves_it_open() {
    type Change = fn(&mut Verdict);
    let reason = VerdictAnswer::Refused {
        reason: "capacity".parse().unwrap(),
    };
    let changes: [(VerdictAnswer, Change); 6] = [
        (reason, |_| ()),
        (deceased(), |said| said.by = organisation(NEXT)),
        (deceased(), |said| said.mandate = Some(said.package)),
        (deceased(), |said| said.verdicts[0].token = token(5)),
        (deceased(), |said| said.audience = lead()),
        (deceased(), |said| {
            said.package = handover_trust::StatementId::from_bytes([1; 32]);
        }),
    ];
    for (answer, change) in changes {
        let mut asked = Asked::new();
        asked.answer(FRIDAY + 60, answer, change);
        assert_eq!(asked.only(MONDAY_EVENING + 1), (None, 1));
    }
}

/// Who reads the request beside the holder neither answers it nor starts its clock.
#[test]
fn only_the_holder_answers() {
    let mut asked = Asked::new();
    asked.packages.clear();
    asked.ask(|head| {
        for (to, audience) in [(NEXT, "holder"), (SENDER, "gp")] {
            let mut stanza = head.stanzas[0].clone();
            stanza.to = organisation(to);
            stanza.audience = audience.parse().unwrap();
            head.stanzas.push(stanza);
        }
    });
    asked.answer(FRIDAY + 60, deceased(), |said| said.by = organisation(NEXT));
    asked.answer(FRIDAY + 60, deceased(), |said| {
        said.audience = "gp".parse().unwrap();
    });
    // A receipt of days before would start the clock too early.
    asked.receive(FRIDAY - 3 * DAY);
    let early = asked.receipts.pop().unwrap().into_payload();
    let mut of_next = early.clone();
    (of_next.by, of_next.r#for) = (organisation(NEXT), organisation(NEXT));
    let mut of_other = early;
    of_other.package = handover_trust::StatementId::from_bytes([1; 32]);
    asked.receipts = vec![sign(of_next), sign(of_other)];
    assert_eq!(asked.only(MONDAY_EVENING + 1), (None, 1));
}

#[test]
fn requests_are_between_the_parties_of_the_mandate() {
    type Change = fn(&mut Package);
    let changes: [Change; 5] = [
        |head| head.by = organisation(GP),
        |head| head.stanzas[0].to = organisation(GP),
        |head| head.stanzas[0].to = head.by.clone(),
        |head| head.profile = profile().reference().clone(),
        |head| {
            let id = handover_trust::StatementId::from_bytes([9; 32]);
            (head.mandate, head.roster) = (Some(id), Some(id));
        },
    ];
    for change in changes {
        let mut asked = Asked::new();
        asked.packages.clear();
        asked.ask(change);
        assert_eq!(asked.requests(FRIDAY), []);
    }
    // Those at hand are listed once each.
    let mut asked = Asked::new();
    asked.ask(|head| head.by = organisation(NEXT));
    let again = asked.packages[0].clone();
    asked.packages.push(again);
    assert_eq!(asked.requests(FRIDAY).len(), 2);
}

/// S-18, S-19: whoever was asked for has clocks of their own; the transfer date is behind them.
#[test]
fn s19_a_case_that_was_asked_for_is_late_by_its_own_dates() {
    let mut world = World::new();
    world.agree();
    let excluded = row(1, "journeys-too-few", Decision::Exclude);
    world.roster(vec![excluded, include(2)]);
    let after = |days| Some(time(AFTER + days * DAY));
    let due = DueTimes {
        stored: after(1),
        accepted: after(3),
        ..DueTimes::default()
    };
    let to = organisation(RECIPIENT);
    let asked_for = row(1, "request", Decision::Include { to, due });
    world.roster(vec![asked_for]);
    let history = world.transfer.history();
    let at = |moment: PosixTime| {
        let standing = history.standing(&token(1), moment).unwrap();
        assert!(standing.is_requested());
        let overdue: Vec<Rung> = standing.delays().map(|delay| delay.rung).collect();
        (standing.holder().as_str().to_owned(), overdue)
    };
    assert_eq!(at(time(AFTER)), (SENDER.to_owned(), vec![]));
    let second = at(time(AFTER + 2 * DAY));
    assert_eq!(second, (SENDER.to_owned(), vec![Rung::Stored]));
    let fourth = at(time(AFTER + 4 * DAY));
    let both = vec![Rung::Stored, Rung::Accepted];
    assert_eq!(fourth, (COMMISSIONER.to_owned(), both));
    let report = history.reconcile(time(AFTER));
    assert_eq!(report.exception(Exception::NotAccepted), [token(2)]);
    assert_eq!(report.totals, [(CaseState::Included, 2)].into());
    // The reason alone is no request: nobody was left out before.
    assert!(
        !history
            .standing(&token(2), time(AFTER))
            .unwrap()
            .is_requested()
    );
}

//! What was said stays said: cards that are renewed while a transfer goes on (A.5), and who witnesses.

use handover_cbor::RefusalClass;
use handover_transfer::{CaseState, KnownStatements, NotTaken, Reconciliation, Transfer};
use handover_trust::{
    Countersign, Countersigned, Digest, EncapsulatedKey, Event, EventRow, EventWord, FileReference,
    KeyId, Nonce, Package, Payload, PosixTime, Receipt, ReceiptRung, Revocation, RevocationReason,
    RevocationSubject, Roster, RosterCounts, Signer, Stanza, Statement, StatementId, Verdict,
    VerdictRow,
};

use crate::{
    parties::{Hand, Parties, Remembered, Succession, read},
    world::*,
};

/// How often somebody says something in a whole transfer; there is a moment before each, and one after the last.
const SAYINGS: usize = 11;

/// A card that is renewed: whose, before which saying, and whether its office agrees.
type Renewal = (&'static str, usize, Succession);

/// A transfer of one case from the mandate to the first meeting, and who reads all along.
struct Story {
    parties: Parties,
    clock: u64,
    renewals: Vec<Renewal>,
    /// The keys of cards that were replaced.
    old: Vec<Signer>,
    /// Everything that was said, with who said it.
    said: Vec<(&'static str, StatementId, Vec<u8>)>,
    along: Remembered,
}

impl Story {
    fn with(renewals: &[Renewal]) -> Self {
        let mut story = Self {
            parties: Parties::new(),
            clock: BEFORE,
            renewals: renewals.to_vec(),
            old: Vec::new(),
            said: Vec::new(),
            along: Remembered::default(),
        };
        story.tell();
        story.pass();
        story
    }

    /// A minute passes, in which cards may be renewed.
    fn pass(&mut self) {
        self.clock += 60;
        for (who, before, succession) in self.renewals.clone() {
            if before == self.said.len() {
                self.old
                    .extend(self.parties.renew(who, self.clock - 30, succession));
            }
        }
    }

    fn say<P: Payload>(
        &mut self,
        who: &'static str,
        hand: Hand,
        payload: impl FnOnce(PosixTime) -> P,
    ) -> Statement<P> {
        self.pass();
        let statement = self.parties.sign(who, hand, payload(time(self.clock)));
        self.hear(who, *statement.id(), statement.as_bytes().to_vec());
        statement
    }

    /// Whoever reads along has it at once.
    fn hear(&mut self, who: &'static str, id: StatementId, bytes: Vec<u8>) {
        let new = [bytes];
        let (outcomes, _) = read(&self.parties, &mut self.along, &new, self.clock);
        let [bytes] = new;
        self.said.push((who, id, bytes));
        assert!(outcomes.iter().all(Result::is_ok), "{outcomes:?}");
    }

    fn countersign(&mut self, who: &'static str, hand: Hand, role: &str, id: StatementId) {
        self.say(who, hand, |at| Countersign {
            at,
            by: organisation(who),
            role: role.parse().unwrap(),
            statement: id.into(),
        });
    }

    fn tell(&mut self) {
        let mandate = mandate_with(|mandate| mandate.to.truncate(1)).into_payload();
        let mandate = self.say(COMMISSIONER, Hand::Office, |at| {
            let mut mandate = mandate;
            mandate.at = at;
            mandate
        });
        let mandate = *mandate.id();
        self.countersign(SENDER, Hand::Office, "office", mandate);
        self.countersign(RECIPIENT, Hand::Office, "office", mandate);
        let rows = vec![include(1)];
        let roster = self.say(SENDER, Hand::Office, |at| Roster {
            at,
            by: organisation(SENDER),
            mandate,
            previous: None,
            counts: RosterCounts::of(&rows),
            rows,
        });
        self.countersign(COMMISSIONER, Hand::Office, "office", *roster.id());
        let package = self.package(mandate, *roster.id());
        self.countersign(SENDER, Hand::Person, "team-leader", package);
        let receipt = |at, rung| Receipt {
            at,
            by: organisation(RECIPIENT),
            r#for: organisation(RECIPIENT),
            mandate: Some(mandate),
            package,
            audience: (rung == ReceiptRung::Opened).then(lead),
            rung,
            unreadable: Vec::new(),
        };
        self.say(RECIPIENT, Hand::Service, |at| {
            receipt(at, ReceiptRung::Stored)
        });
        self.say(RECIPIENT, Hand::Service, |at| {
            receipt(at, ReceiptRung::Opened)
        });
        let verdict = self.say(RECIPIENT, Hand::Person, |at| Verdict {
            at,
            by: organisation(RECIPIENT),
            mandate: Some(mandate),
            package,
            audience: lead(),
            verdicts: vec![VerdictRow {
                token: token(1),
                re: None,
                answer: accepted(),
            }],
        });
        self.say(RECIPIENT, Hand::Person, |at| Event {
            at,
            by: organisation(RECIPIENT),
            mandate: Some(mandate),
            package: Some(package),
            event: EventWord::Contacted,
            on: "2026-09-20".parse().unwrap(),
            code: None,
            rows: vec![EventRow(token(1), Some(*verdict.id()))],
        });
        assert_eq!(self.said.len(), SAYINGS);
    }

    /// Seals one case of one byte, and gives round the signed index.
    fn package(&mut self, mandate: StatementId, roster: StatementId) -> StatementId {
        self.pass();
        let digest = |bytes: &[u8]| *FileReference::of("a@1".parse().unwrap(), bytes).digest();
        let (case, token) = (digest(b"a"), token(1));
        let entry = [
            &[0x83, 0x58, 0x20][..],
            token.as_bytes(),
            &[1, 0x58, 0x20],
            case.as_bytes(),
        ];
        let entry = entry.concat();
        let root: Digest = digest(&[&[0], &entry[..]].concat());
        let head = Package {
            at: time(self.clock),
            by: organisation(SENDER),
            until: time(AFTER),
            nonce: Nonce::from_bytes([1; 16]),
            mandate: Some(mandate),
            roster: Some(roster),
            profile: profile().reference().clone(),
            sections: vec!["person".parse().unwrap()],
            stanzas: vec![Stanza {
                to: organisation(RECIPIENT),
                audience: lead(),
                sections: vec!["person".parse().unwrap()],
                key: KeyId::from_bytes([0; 32]),
                enc: EncapsulatedKey::from_bytes(&[0; 1120]),
                sealed: vec![0].into(),
            }],
            count: 1,
            root,
            supersedes: None,
        };
        let head = self.parties.sign(SENDER, Hand::Office, head);
        let index = [&[0x81], &entry[..]].concat();
        let length = u64::try_from(index.len()).unwrap().to_be_bytes();
        let bytes = [&length[..], &index, head.as_bytes()].concat();
        self.hear(SENDER, *head.id(), bytes);
        *head.id()
    }

    fn all(&self) -> Vec<Vec<u8>> {
        self.said.iter().map(|(.., bytes)| bytes.clone()).collect()
    }

    /// What somebody with this memory finds a day later.
    fn found(&self, memory: &mut Remembered, all: &[Vec<u8>]) -> (Vec<Outcome>, KnownStatements) {
        let (outcomes, known) = read(&self.parties, memory, all, self.clock + DAY);
        let outcomes = outcomes.into_iter();
        let outcomes = outcomes.map(|one| one.map_err(|error: NotTaken| error.class()));
        (outcomes.collect(), known)
    }

    /// Whose statements a newcomer does not take, and why.
    fn refused(&self) -> Vec<(&'static str, RefusalClass)> {
        let (outcomes, _) = self.found(&mut Remembered::default(), &self.all());
        let said = self.said.iter().zip(outcomes);
        let mut refused: Vec<_> = said
            .filter_map(|((who, ..), outcome)| Some((*who, outcome.err()?)))
            .collect();
        refused.dedup();
        refused
    }
}

type Outcome = Result<(), RefusalClass>;

fn reconciled(known: &KnownStatements, now: u64) -> Reconciliation {
    let mandate = known.mandates()[0].clone();
    let mut transfer = Transfer::new(mandate, profile()).unwrap();
    transfer.hear_servers(known.servers().iter().cloned());
    for roster in known.rosters() {
        transfer.add_roster(roster).unwrap();
    }
    for countersign in known.countersigns() {
        transfer.add_countersign(countersign);
    }
    for index in known.indexes() {
        let entries = index.entries().iter();
        let entries = entries.map(|entry| (entry.token(), entry.digest()));
        transfer.add_package(index.head(), entries).unwrap();
    }
    for receipt in known.receipts() {
        transfer.add_receipt(receipt).unwrap();
    }
    for verdict in known.verdicts() {
        transfer.add_verdict(verdict).unwrap();
    }
    for event in known.events() {
        transfer.add_event(event).unwrap();
    }
    transfer.history().reconcile(time(now))
}

/// V-09, at every moment of a transfer: whoever reads only afterwards finds what whoever read all along has found.
#[track_caller]
fn nothing_is_taken_back(renewals: &[Renewal]) {
    let story = Story::with(renewals);
    let all = story.all();
    let (outcomes, known) = story.found(&mut story.along.clone(), &all);
    assert_eq!(outcomes, vec![Ok(()); SAYINGS], "along: {renewals:?}");
    let along = reconciled(&known, story.clock + DAY);
    assert_eq!(along.totals, [(CaseState::Contacted, 1)].into());
    assert_eq!(along.holders, [(organisation(RECIPIENT), 1)].into());
    assert!(along.may_close(), "{:?}", along.obstacles);
    let backwards: Vec<Vec<u8>> = all.iter().rev().cloned().collect();
    for all in [all, backwards] {
        let (outcomes, known) = story.found(&mut Remembered::default(), &all);
        assert_eq!(outcomes, vec![Ok(()); SAYINGS], "after: {renewals:?}");
        assert_eq!(reconciled(&known, story.clock + DAY), along);
    }
}

const PARTIES: [&str; 3] = [SENDER, RECIPIENT, COMMISSIONER];

#[test]
fn a_card_renewed_at_any_moment_takes_nothing_back() {
    for who in PARTIES {
        for moment in 0..=SAYINGS {
            nothing_is_taken_back(&[(who, moment, Succession::Agreed)]);
        }
    }
}

/// The second card of an organisation is replaced as well, between all that it says.
#[test]
fn cards_renewed_at_every_moment_take_nothing_back() {
    let all = (0..=SAYINGS).flat_map(|at| PARTIES.map(|who| (who, at, Succession::Agreed)));
    nothing_is_taken_back(&all.collect::<Vec<_>>());
}

/// A card that its office did not agree to replace vouches for what was seen in its time, and for nothing else.
#[test]
fn a_card_replaced_without_succession_takes_back_what_comes_to_light_after_it() {
    for who in PARTIES {
        let story = Story::with(&[(who, SAYINGS, Succession::Missing)]);
        assert_eq!(
            story.refused(),
            vec![(who, RefusalClass::Expired); 1],
            "{who}"
        );
        let (outcomes, _) = story.found(&mut story.along.clone(), &story.all());
        assert_eq!(outcomes, vec![Ok(()); SAYINGS], "{who} had been heard");
    }
}

/// V-10: revocation is the remedy against whoever finds an old key.
#[test]
fn a_revoked_old_key_is_refused_whatever_replaced_it() {
    let mut story = Story::with(&[(SENDER, SAYINGS, Succession::Agreed)]);
    assert_eq!(story.refused(), []);
    let revoked = story.old.iter().map(|signer| Revocation {
        what: RevocationSubject::Certificate,
        hash: Digest::from_bytes(*signer.certificate().thumbprint().as_bytes()),
        from: time(story.clock),
        reason: RevocationReason::Superseded,
    });
    story.parties.revocations = revoked.collect();
    assert_eq!(story.refused(), [(SENDER, RefusalClass::Revoked)]);
    let (outcomes, _) = story.found(&mut story.along.clone(), &story.all());
    assert_eq!(outcomes, vec![Ok(()); SAYINGS], "what was seen stays");
}

/// A.5: the commissioner saw in time what comes to light later, and says so in one statement for many, in whatever
/// order all of it is read.
#[test]
fn a_witness_of_many_is_heard_in_any_order() {
    let story = Story::with(&[(SENDER, SAYINGS, Succession::Missing)]);
    let by_sender = || {
        let said = story.said.iter().filter(|(who, ..)| *who == SENDER);
        said.map(|(_, id, _)| *id)
    };
    let witness = |by: &str, at: u64| {
        let seen = Countersign {
            at: time(at),
            by: organisation(by),
            role: Countersign::SEEN.parse().unwrap(),
            statement: Countersigned::of(by_sender()).unwrap(),
        };
        let seen = story.parties.sign(by, Hand::Service, seen);
        seen.as_bytes().to_vec()
    };
    // The card of the sender ended half a minute before the clock.
    let in_time = story.clock - 40;
    let all = [story.all(), vec![witness(COMMISSIONER, in_time)]].concat();
    for turn in 0..all.len() {
        let mut all = all.clone();
        all.rotate_left(turn);
        for all in [all.clone(), all.into_iter().rev().collect()] {
            let (outcomes, known) = story.found(&mut Remembered::default(), &all);
            assert_eq!(outcomes, vec![Ok(()); SAYINGS + 1], "turn {turn}");
            assert!(reconciled(&known, story.clock + DAY).may_close());
            let seen = known.rosters()[0].first_seen();
            assert_eq!(seen, time(in_time));
        }
    }
    // Who saw it after the card had ended, and who is no party that is heard, help nobody.
    for useless in [
        witness(COMMISSIONER, story.clock),
        witness(RECIPIENT, in_time),
    ] {
        let all = [story.all(), vec![useless]].concat();
        let (outcomes, _) = story.found(&mut Remembered::default(), &all);
        let expired = outcomes.iter().filter(|one| one.is_err()).count();
        assert_eq!(expired, by_sender().count());
    }
}

/// What holds by itself was first seen when a witness saw it all the same, wherever the witness stands in the list.
#[test]
fn the_time_of_a_witness_counts_in_any_order() {
    let story = Story::with(&[]);
    let in_time = story.clock - 40;
    let seen = Countersign {
        at: time(in_time),
        by: organisation(COMMISSIONER),
        role: Countersign::SEEN.parse().unwrap(),
        statement: story.said[3].1.into(),
    };
    let seen = story.parties.sign(COMMISSIONER, Hand::Service, seen);
    let mut all = [story.all(), vec![seen.as_bytes().to_vec()]].concat();
    for turn in 0..all.len() {
        all.rotate_left(1);
        let (_, known) = story.found(&mut Remembered::default(), &all);
        assert_eq!(
            known.rosters()[0].first_seen(),
            time(in_time),
            "turn {turn}"
        );
    }
}

/// However many copies of a statement there are, it is taken once.
#[test]
fn a_copy_counts_once() {
    let story = Story::with(&[]);
    let twice = [story.all(), story.all()].concat();
    let (outcomes, known) = story.found(&mut Remembered::default(), &twice);
    assert_eq!(outcomes, vec![Ok(()); 2 * SAYINGS]);
    let counts = [
        known.mandates().len(),
        known.rosters().len(),
        known.countersigns().len(),
        known.indexes().len(),
        known.receipts().len(),
        known.verdicts().len(),
        known.events().len(),
    ];
    assert_eq!(counts, [1, 1, 4, 1, 2, 1, 1]);
}

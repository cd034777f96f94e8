//! A sender, two recipients, a commissioner, and whatever they say.

use std::{
    collections::BTreeMap,
    sync::{
        LazyLock, Mutex,
        atomic::{AtomicU64, Ordering},
    },
};

use handover_cbor::RefusalClass;
use handover_package::ProfileInForce;
use handover_transfer::{Transfer, UnfitError};
use handover_trust::{
    Certificate, Countersign, Decision, Digest, DueTimes, EncapsulatedKey, Event, EventRow,
    EventWord, KeyId, Kind, Mandate, MandateKind, Nonce, OrganisationId, Package, Payload,
    PosixTime, Receipt, ReceiptRung, Roster, RosterCounts, RosterRow, ShortName,
    SignatureAlgorithm, Signer, SigningKey, Stanza, Statement, StatementId, Token, UnreadableRow,
    Verdict, VerdictAnswer, VerdictRow,
};

pub(crate) const COMMISSIONER: &str = "ZZC01";
pub(crate) const SENDER: &str = "ZZ901";
pub(crate) const RECIPIENT: &str = "ZZ902";
pub(crate) const NEXT: &str = "ZZ911";
pub(crate) const GP: &str = "ZZG01";

/// 2026-09-20; the transfer date is 2026-10-01.
pub(crate) const BEFORE: u64 = 1_789_894_800;
/// 2026-10-09.
pub(crate) const AFTER: u64 = 1_791_532_800;
pub(crate) const DAY: u64 = 86_400;

/// By organisation, and of each the hand that signs first and the one that countersigns.
static SIGNERS: Mutex<BTreeMap<(OrganisationId, bool), Signer>> = Mutex::new(BTreeMap::new());

fn signer(by: &OrganisationId) -> Signer {
    let key = SigningKey::generate(SignatureAlgorithm::Ed25519);
    let certificate = Certificate::self_signed(&key, by, "any", time(0), time(4_000_000_000));
    Signer::new(key, certificate).unwrap()
}

pub(crate) fn sign<P: Payload>(payload: P) -> Statement<P> {
    let mut signers = SIGNERS.lock().unwrap();
    let hand = (payload.by().clone(), P::KIND == Kind::Countersign);
    let by = payload.by().clone();
    let signer = signers.entry(hand).or_insert_with(|| signer(&by));
    signer.sign(payload).unwrap()
}

/// A countersign by the hand that signs what its organisation says first.
pub(crate) fn countersigned_alone(countersign: Countersign) -> Statement<Countersign> {
    let signers = SIGNERS.lock().unwrap();
    let signer = signers.get(&(countersign.by.clone(), false)).unwrap();
    signer.sign(countersign).unwrap()
}

pub(crate) fn time(secs: u64) -> PosixTime {
    PosixTime::new(secs).unwrap()
}

pub(crate) fn organisation(id: &str) -> OrganisationId {
    id.parse().unwrap()
}

/// Tokens that ascend as the numbers do.
pub(crate) fn token(number: u32) -> Token {
    let mut bytes = [7; 32];
    bytes[..4].copy_from_slice(&number.to_be_bytes());
    Token::from_bytes(bytes)
}

pub(crate) fn tokens(numbers: impl IntoIterator<Item = u32>) -> Vec<Token> {
    numbers.into_iter().map(token).collect()
}

pub(crate) fn profile() -> &'static ProfileInForce {
    static PROFILE: LazyLock<ProfileInForce> =
        LazyLock::new(|| ProfileInForce::built_in("caseload-transfer").unwrap());
    &PROFILE
}

pub(crate) fn mandate_with(change: impl FnOnce(&mut Mandate)) -> Statement<Mandate> {
    let mut mandate = Mandate {
        at: time(BEFORE - 9 * DAY),
        by: organisation(COMMISSIONER),
        kind: MandateKind::ContractChange,
        from: organisation(SENDER),
        to: vec![organisation(RECIPIENT), organisation(NEXT)],
        transfer: "2026-10-01".parse().unwrap(),
        profile: profile().reference().clone(),
        eligibility: None,
        deadlines: [].into(),
        countersign: vec![],
        last_resort: organisation(COMMISSIONER),
    };
    change(&mut mandate);
    sign(mandate)
}

/// A transfer, and the statements that a test made for it last.
pub(crate) struct World {
    pub(crate) transfer: Transfer,
    pub(crate) mandate: Statement<Mandate>,
    pub(crate) roster: Option<StatementId>,
}

impl World {
    pub(crate) fn new() -> Self {
        Self::under(mandate_with(|_| ()))
    }

    pub(crate) fn under(mandate: Statement<Mandate>) -> Self {
        Self {
            transfer: Transfer::new(mandate.clone(), profile()).unwrap(),
            mandate,
            roster: None,
        }
    }

    /// A mandate to which everybody agreed, and a roster of these cases for the recipient that the
    /// commissioner froze; due: stored after 1 day, accepted 2, contacted 14, reviewed 28.
    pub(crate) fn with_roster(included: impl IntoIterator<Item = u32>) -> Self {
        let mut world = Self::new();
        world.agree();
        world.roster(included.into_iter().map(include).collect());
        world
    }

    /// The same, with the cases in a package that was stored and opened.
    pub(crate) fn opened(
        included: impl IntoIterator<Item = u32> + Clone,
    ) -> (Self, Statement<Package>) {
        let mut world = Self::with_roster(included.clone());
        let package = world.package(RECIPIENT, included, None);
        world.receive(&package, RECIPIENT, &[]);
        (world, package)
    }

    pub(crate) fn agree(&mut self) {
        let id = *self.mandate.id();
        for by in [SENDER, RECIPIENT, NEXT] {
            self.countersign(id, by, "office");
        }
    }

    pub(crate) fn countersign(&mut self, statement: StatementId, by: &str, role: &str) {
        self.transfer.add_countersign(&sign(Countersign {
            at: time(BEFORE),
            by: organisation(by),
            role: role.parse().unwrap(),
            statement: statement.into(),
        }));
    }

    pub(crate) fn roster_after(
        &self,
        previous: Option<StatementId>,
        mut rows: Vec<RosterRow>,
    ) -> Statement<Roster> {
        rows.sort_by_key(|row| row.token);
        sign(Roster {
            at: time(BEFORE),
            by: organisation(SENDER),
            mandate: *self.mandate.id(),
            previous,
            counts: RosterCounts::of(&rows),
            rows,
        })
    }

    /// A roster that follows the one before and that the commissioner countersigns.
    pub(crate) fn roster(&mut self, rows: Vec<RosterRow>) -> Statement<Roster> {
        let roster = self.roster_after(self.roster, rows);
        self.transfer.add_roster(&roster).unwrap();
        self.countersign(*roster.id(), COMMISSIONER, "office");
        self.roster = Some(*roster.id());
        roster
    }

    pub(crate) fn package(
        &mut self,
        to: &str,
        cases: impl IntoIterator<Item = u32>,
        supersedes: Option<StatementId>,
    ) -> Statement<Package> {
        let cases: Vec<u32> = cases.into_iter().collect();
        let head = self.head(to, cases.len(), supersedes);
        self.transfer.add_package(&head, entries(&cases)).unwrap();
        head
    }

    /// The head of a package, for the lead audience of `to`; a GP reads a part of it.
    pub(crate) fn head(
        &self,
        to: &str,
        count: usize,
        supersedes: Option<StatementId>,
    ) -> Statement<Package> {
        let stanza = |to: &str, audience: &str| Stanza {
            to: organisation(to),
            audience: audience.parse().unwrap(),
            sections: vec!["person".parse().unwrap()],
            key: KeyId::from_bytes([0; 32]),
            enc: EncapsulatedKey::from_bytes(&[0; 1120]),
            sealed: vec![0].into(),
        };
        sign(Package {
            at: time(BEFORE),
            by: organisation(SENDER),
            until: time(AFTER + 365 * DAY),
            nonce: nonce(),
            mandate: Some(*self.mandate.id()),
            roster: Some(self.roster.unwrap_or_else(|| *self.mandate.id())),
            profile: self.mandate.payload().profile.clone(),
            sections: vec!["person".parse().unwrap()],
            stanzas: vec![stanza(to, LEAD), stanza(GP, "gp")],
            count: u64::try_from(count).unwrap(),
            root: Digest::from_bytes([0; 32]),
            supersedes,
        })
    }

    pub(crate) fn receive(&mut self, package: &Statement<Package>, by: &str, unreadable: &[u32]) {
        self.transfer
            .add_receipt(&self.stored(package, by))
            .unwrap();
        let opened = self.opened_receipt(package, by, LEAD, unreadable);
        self.transfer.add_receipt(&opened).unwrap();
    }

    pub(crate) fn stored(&self, package: &Statement<Package>, by: &str) -> Statement<Receipt> {
        sign(Receipt {
            at: time(BEFORE + 60),
            by: organisation(by),
            r#for: organisation(by),
            mandate: Some(*self.mandate.id()),
            package: *package.id(),
            audience: None,
            rung: ReceiptRung::Stored,
            unreadable: vec![],
        })
    }

    pub(crate) fn opened_receipt(
        &self,
        package: &Statement<Package>,
        by: &str,
        audience: &str,
        unreadable: &[u32],
    ) -> Statement<Receipt> {
        let unreadable = unreadable.iter();
        sign(Receipt {
            at: time(BEFORE + 120),
            by: organisation(by),
            r#for: organisation(by),
            mandate: Some(*self.mandate.id()),
            package: *package.id(),
            audience: Some(audience.parse().unwrap()),
            rung: ReceiptRung::Opened,
            unreadable: unreadable
                .map(|number| UnreadableRow(token(*number), RefusalClass::Decrypt))
                .collect(),
        })
    }

    pub(crate) fn verdict_of(
        &self,
        package: &Statement<Package>,
        by: &str,
        rows: Vec<VerdictRow>,
    ) -> Statement<Verdict> {
        sign(Verdict {
            at: time(BEFORE + 3600),
            by: organisation(by),
            mandate: Some(*self.mandate.id()),
            package: *package.id(),
            audience: lead(),
            verdicts: rows,
        })
    }

    /// A verdict by the recipient, in answer to `re`.
    pub(crate) fn say(
        &mut self,
        package: &Statement<Package>,
        by: &str,
        answer: &VerdictAnswer,
        re: Option<StatementId>,
        cases: impl IntoIterator<Item = u32>,
    ) -> StatementId {
        let cases = cases.into_iter();
        let rows = cases.map(|number| VerdictRow {
            token: token(number),
            re,
            answer: answer.clone(),
        });
        let verdict = self.verdict_of(package, by, rows.collect());
        self.transfer.add_verdict(&verdict).unwrap();
        *verdict.id()
    }

    pub(crate) fn event_of(
        &self,
        by: &str,
        word: EventWord,
        re: Option<StatementId>,
        cases: impl IntoIterator<Item = u32>,
    ) -> Event {
        let needs_code = word == EventWord::Withdrawn;
        Event {
            at: time(BEFORE + 7200),
            by: organisation(by),
            mandate: Some(*self.mandate.id()),
            package: None,
            event: word,
            on: "2026-09-20".parse().unwrap(),
            code: needs_code.then(|| "moved-away".parse().unwrap()),
            rows: cases
                .into_iter()
                .map(|number| EventRow(token(number), re))
                .collect(),
        }
    }

    pub(crate) fn happen(
        &mut self,
        by: &str,
        word: EventWord,
        re: Option<StatementId>,
        cases: impl IntoIterator<Item = u32>,
    ) -> StatementId {
        self.happen_with(self.event_of(by, word, re, cases))
            .unwrap()
    }

    pub(crate) fn happen_with(&mut self, event: Event) -> Result<StatementId, UnfitError> {
        let event = sign(event);
        self.transfer.add_event(&event).map(|()| *event.id())
    }
}

/// Another one each time.
fn nonce() -> Nonce {
    static DRAWN: AtomicU64 = AtomicU64::new(0);
    let mut bytes = [0; 16];
    bytes[..8].copy_from_slice(&DRAWN.fetch_add(1, Ordering::Relaxed).to_be_bytes());
    Nonce::from_bytes(bytes)
}

const LEAD: &str = "receiving-service";

pub(crate) fn lead() -> ShortName {
    LEAD.parse().unwrap()
}

pub(crate) fn due() -> DueTimes {
    let after = |days| Some(time(BEFORE + days * DAY));
    DueTimes {
        stored: after(1),
        accepted: after(2),
        contacted: after(14),
        reviewed: after(28),
    }
}

pub(crate) fn include(number: u32) -> RosterRow {
    include_to(number, RECIPIENT)
}

pub(crate) fn include_to(number: u32, to: &str) -> RosterRow {
    row(
        number,
        "current",
        Decision::Include {
            to: organisation(to),
            due: due(),
        },
    )
}

pub(crate) fn row(number: u32, reason: &str, decision: Decision) -> RosterRow {
    RosterRow {
        token: token(number),
        reason: reason.parse().unwrap(),
        decision,
    }
}

pub(crate) fn digest(number: u32) -> Digest {
    Digest::from_bytes(*token(number).as_bytes())
}

pub(crate) fn entries(cases: &[u32]) -> Vec<(Token, Digest)> {
    cases
        .iter()
        .map(|number| (token(*number), digest(*number)))
        .collect()
}

pub(crate) fn accepted() -> VerdictAnswer {
    accepted_by("Team A", "A. Worker")
}

pub(crate) fn accepted_by(team: &str, worker: &str) -> VerdictAnswer {
    VerdictAnswer::Accepted {
        team: team.parse().unwrap(),
        worker: worker.parse().unwrap(),
    }
}

pub(crate) fn queried() -> VerdictAnswer {
    VerdictAnswer::Queried {
        reason: "dataset-incomplete".parse().unwrap(),
    }
}

pub(crate) fn refused() -> VerdictAnswer {
    VerdictAnswer::Refused {
        reason: "capacity".parse().unwrap(),
    }
}

pub(crate) fn misdirected() -> VerdictAnswer {
    VerdictAnswer::Misdirected {
        reason: "not-known-here".parse().unwrap(),
    }
}

pub(crate) fn redirected() -> VerdictAnswer {
    VerdictAnswer::Redirected {
        reason: "not-our-area".parse().unwrap(),
        to: organisation(NEXT),
    }
}

//! Organisations with cards in a directory, and whoever reads what they say.

use std::collections::BTreeMap;

use handover_transfer::{Judge, KnownStatements, Memory, NotTaken};
use handover_trust::{
    Card, CardCertificate, Certificate, CertificateUse, Countersign, Directory, DirectoryCard,
    OrganisationId, OrganisationRole, Payload, PosixTime, Revocation, SignatureAlgorithm, Signer,
    SigningKey, Statement, StatementId, VerifiedDirectory,
};

use crate::world::*;

const AUTHORITY: &str = "ZZA01";

/// Which key of an organisation signs.
#[derive(Clone, Copy, Debug, Eq, Ord, PartialEq, PartialOrd)]
pub(crate) enum Hand {
    Authority,
    Office,
    Person,
    Service,
}

/// The keys of an organisation, and the card that has them.
struct Party {
    hands: BTreeMap<Hand, Signer>,
    card: Statement<Card>,
}

impl Party {
    fn new(id: &str, at: u64, replaces: Option<StatementId>) -> Self {
        let all = [Hand::Authority, Hand::Office, Hand::Person, Hand::Service];
        let hands: BTreeMap<Hand, Signer> = all.map(|hand| (hand, signer(id))).into();
        let certificates = hands.iter().map(|(hand, signer)| {
            let (of_use, roles): (_, &[&str]) = match hand {
                Hand::Authority => (CertificateUse::Authority, &[]),
                Hand::Office => (CertificateUse::Office, &[]),
                Hand::Person => (CertificateUse::Person, &["team-leader"]),
                Hand::Service => (CertificateUse::Service, &[]),
            };
            CardCertificate {
                certificate: signer.certificate().as_der().to_vec().into(),
                uses: vec![of_use],
                roles: roles.iter().map(|role| role.parse().unwrap()).collect(),
            }
        });
        let card = Card {
            at: time(at - 1),
            by: organisation(id),
            name: "An organisation".parse().unwrap(),
            contact: "020 7946 0100".parse().unwrap(),
            contacts: Vec::new(),
            server: None,
            certificates: certificates.collect(),
            sealing: None,
            from: time(at),
            until: time(AFTER + 400 * DAY),
            replaces,
        };
        let card = hands[&Hand::Office].sign(card).unwrap();
        Self { hands, card }
    }
}

fn signer(id: &str) -> Signer {
    let key = SigningKey::generate(SignatureAlgorithm::Ed25519);
    let (from, until) = (time(0), time(4_000_000_000));
    let certificate = Certificate::self_signed(&key, &organisation(id), "any", from, until);
    Signer::new(key, certificate).unwrap()
}

/// What becomes of a card that is replaced.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Succession {
    Agreed,
    Missing,
}

/// An authority, a commissioner, a sender and a recipient; their cards, old ones too.
pub(crate) struct Parties {
    parties: BTreeMap<&'static str, Party>,
    listed: Vec<DirectoryCard>,
    pub(crate) revocations: Vec<Revocation>,
}

impl Parties {
    pub(crate) fn new() -> Self {
        let mut all = Self {
            parties: BTreeMap::new(),
            listed: Vec::new(),
            revocations: Vec::new(),
        };
        for id in [AUTHORITY, COMMISSIONER, SENDER, RECIPIENT] {
            let party = Party::new(id, BEFORE - 30 * DAY, None);
            all.list(id, &party, None);
            all.parties.insert(id, party);
        }
        all
    }

    fn list(&mut self, id: &str, party: &Party, succession: Option<Vec<u8>>) {
        let roles = match id {
            COMMISSIONER => vec![OrganisationRole::Commissioner],
            AUTHORITY => Vec::new(),
            _ => vec![OrganisationRole::Provider],
        };
        self.listed.push(DirectoryCard {
            card: party.card.as_bytes().to_vec().into(),
            roles,
            succession: succession.map(Into::into),
        });
    }

    /// Another card with other keys, and the keys before.
    pub(crate) fn renew(
        &mut self,
        id: &'static str,
        at: u64,
        succession: Succession,
    ) -> Vec<Signer> {
        let before = self.parties.remove(id).unwrap();
        let party = Party::new(id, at, Some(*before.card.id()));
        let agreed = before.hands[&Hand::Office].sign(Countersign {
            at: time(at - 1),
            by: organisation(id),
            role: Countersign::OFFICE.parse().unwrap(),
            statement: (*party.card.id()).into(),
        });
        let agreed = agreed.unwrap().as_bytes().to_vec();
        self.list(
            id,
            &party,
            (succession == Succession::Agreed).then_some(agreed),
        );
        self.parties.insert(id, party);
        before.hands.into_values().collect()
    }

    pub(crate) fn sign<P: Payload>(&self, id: &str, hand: Hand, payload: P) -> Statement<P> {
        self.parties[id].hands[&hand].sign(payload).unwrap()
    }

    /// The directory as of now.
    pub(crate) fn directory(&self, now: u64) -> VerifiedDirectory {
        let authority = &self.parties[AUTHORITY].hands[&Hand::Authority];
        let directory = Directory {
            at: time(now),
            by: organisation(AUTHORITY),
            version: now,
            expires: time(now + 60 * DAY),
            next_anchor: None,
            cards: self.listed.clone(),
            revocations: self.revocations.clone(),
        };
        let directory = authority.sign(directory).unwrap();
        let anchor = authority.certificate().thumbprint();
        VerifiedDirectory::from_bytes(directory.as_bytes(), &anchor, None, time(now)).unwrap()
    }
}

/// What somebody remembers.
#[derive(Clone, Debug, Default)]
pub(crate) struct Remembered {
    seen: BTreeMap<StatementId, PosixTime>,
}

impl Memory for Remembered {
    fn organisation(&self) -> Option<&OrganisationId> {
        None
    }

    fn first_seen(&self, id: &StatementId) -> Option<PosixTime> {
        self.seen.get(id).copied()
    }

    fn saw(&mut self, id: &StatementId, first_seen: PosixTime) {
        self.seen.entry(*id).or_insert(first_seen);
    }
}

/// Reads everything at a moment; the outcome of each, and what was taken.
pub(crate) fn read(
    parties: &Parties,
    memory: &mut Remembered,
    all: &[Vec<u8>],
    now: u64,
) -> (Vec<Result<(), NotTaken>>, KnownStatements) {
    let directory = parties.directory(now);
    let mut judge = Judge::new(&directory, memory.clone(), time(now));
    let all: Vec<&[u8]> = all.iter().map(Vec::as_slice).collect();
    let outcomes = judge.take_all(&all);
    let (known, remembered) = judge.finish();
    *memory = remembered;
    (outcomes, known)
}

//! A small world of organisations, made anew for every test.

use crate::{
    Card, CardCertificate, Certificate, CertificateUse, Countersign, Directory, DirectoryCard,
    OrganisationId, OrganisationRole, PosixTime, SealingKey, SealingPrivateKey, ServerAddress,
    SignatureAlgorithm, Signer, SigningKey, Statement, Thumbprint,
};

/// Now.
pub(super) const NOW: u64 = 1_790_000_000;
/// A day, in seconds.
pub(super) const DAY: u64 = 86_400;

pub(super) fn time(secs: u64) -> PosixTime {
    PosixTime::new(secs).unwrap()
}

pub(super) fn org(id: &str) -> OrganisationId {
    id.parse().unwrap()
}

pub(super) fn signer(id: &str, name: &str) -> Signer {
    let algorithm = if name == "service" {
        SignatureAlgorithm::EcdsaP256
    } else {
        SignatureAlgorithm::Ed25519
    };
    let key = SigningKey::generate(algorithm);
    let (from, until) = (time(NOW - 100 * DAY), time(NOW + 300 * DAY));
    let certificate = Certificate::self_signed(&key, &org(id), name, from, until);
    Signer::new(key, certificate).unwrap()
}

pub(super) fn on_card(signer: &Signer, uses: &[CertificateUse], roles: &[&str]) -> CardCertificate {
    CardCertificate {
        certificate: signer.certificate().as_der().to_vec().into(),
        uses: uses.to_vec(),
        roles: roles.iter().map(|role| role.parse().unwrap()).collect(),
    }
}

/// An organisation with a key for every use.
pub(super) struct Party {
    pub(super) id: OrganisationId,
    pub(super) authority: Signer,
    pub(super) office: Signer,
    pub(super) person: Signer,
    pub(super) service: Signer,
    pub(super) transport: Signer,
    pub(super) sealing: SealingPrivateKey,
}

impl Party {
    pub(super) fn new(id: &str) -> Self {
        Self {
            id: org(id),
            authority: signer(id, "authority"),
            office: signer(id, "office"),
            person: signer(id, "person"),
            service: signer(id, "service"),
            transport: signer(id, "transport"),
            sealing: SealingPrivateKey::generate(),
        }
    }

    pub(super) fn anchor(&self) -> Thumbprint {
        self.authority.certificate().thumbprint()
    }

    /// The card, changed before it is signed.
    pub(super) fn card(&self, change: impl FnOnce(&mut Card)) -> Statement<Card> {
        let mut card = Card {
            at: time(NOW - 60 * DAY),
            by: self.id.clone(),
            name: "An organisation".parse().unwrap(),
            contact: "desk@example.invalid".parse().unwrap(),
            contacts: Vec::new(),
            server: None,
            certificates: vec![
                on_card(&self.office, &[CertificateUse::Office], &[]),
                on_card(&self.person, &[CertificateUse::Person], &["team-leader"]),
                on_card(&self.service, &[CertificateUse::Service], &[]),
                on_card(&self.transport, &[CertificateUse::Transport], &[]),
                on_card(&self.authority, &[CertificateUse::Authority], &[]),
            ],
            sealing: Some(SealingKey {
                key: self.sealing.public_key().clone(),
                from: time(NOW - 60 * DAY),
                until: time(NOW + 60 * DAY),
            }),
            from: time(NOW - 50 * DAY),
            until: time(NOW + 50 * DAY),
            replaces: None,
        };
        change(&mut card);
        self.office.sign(card).unwrap()
    }

    pub(super) fn countersign(&self, signer: &Signer, role: &str, of: &Statement<Card>) -> Vec<u8> {
        let countersign = Countersign {
            at: time(NOW - 20 * DAY),
            by: self.id.clone(),
            role: role.parse().unwrap(),
            statement: (*of.id()).into(),
        };
        signer.sign(countersign).unwrap().as_bytes().to_vec()
    }
}

pub(super) fn entry(card: &Statement<Card>, roles: &[OrganisationRole]) -> DirectoryCard {
    DirectoryCard {
        card: card.as_bytes().to_vec().into(),
        roles: roles.to_vec(),
        succession: None,
    }
}

/// An authority, a sender, a recipient with a hub, and a commissioner.
pub(super) struct World {
    pub(super) authority: Party,
    pub(super) commissioner: Party,
    pub(super) hub: Party,
    pub(super) recipient: Party,
    pub(super) sender: Party,
}

impl World {
    pub(super) fn new() -> Self {
        Self {
            authority: Party::new("ZZA01"),
            commissioner: Party::new("ZZC01"),
            hub: Party::new("ZZV01"),
            recipient: Party::new("ZZ902"),
            sender: Party::new("ZZ901"),
        }
    }

    /// The payload of a directory of all.
    pub(super) fn directory(&self) -> Directory {
        let hub = self.hub.id.clone();
        let address = move |card: &mut Card| {
            card.server = Some(ServerAddress {
                by: hub,
                address: "https://hub.example.invalid".parse().unwrap(),
            });
        };
        Directory {
            at: time(NOW - DAY),
            by: self.authority.id.clone(),
            version: 7,
            expires: time(NOW + 30 * DAY),
            next_anchor: None,
            cards: vec![
                entry(&self.authority.card(|_| {}), &[]),
                entry(
                    &self.commissioner.card(|_| {}),
                    &[OrganisationRole::Commissioner],
                ),
                entry(&self.hub.card(|_| {}), &[OrganisationRole::Server]),
                entry(&self.recipient.card(address), &[OrganisationRole::Provider]),
                entry(&self.sender.card(|_| {}), &[OrganisationRole::Provider]),
            ],
            revocations: Vec::new(),
        }
    }

    pub(super) fn sign(&self, directory: Directory) -> Vec<u8> {
        let signed = self.authority.authority.sign(directory).unwrap();
        signed.as_bytes().to_vec()
    }
}

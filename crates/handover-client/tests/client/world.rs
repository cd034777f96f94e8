//! A directory, its members, and packages of theirs.

use std::{path::PathBuf, sync::Arc};

use handover_client::{Client, ClientError, ClientSettings, Parcel, Patience, Proxied};
use handover_dataset::SectionName;
use handover_package::{Carried, Context, Draft, DraftCase, Grant, ProfileInForce};
use handover_tls::Trust;
use handover_trust::{
    Card, CardCertificate, Certificate, CertificateUse, Directory, DirectoryCard, OrganisationId,
    OrganisationRole, PosixTime, Receipt, ReceiptRung, SealingKey, SealingPrivateKey,
    ServerAddress, SignatureAlgorithm, Signer, SigningKey, StatementId, Token, VerifiedDirectory,
};
use serde_json::json;

/// Now.
pub(crate) const NOW: u64 = 1_790_000_000;
const DAY: u64 = 86_400;

pub(crate) const SENDER: &str = "ZZ901";
pub(crate) const RECIPIENT: &str = "ZZ902";
pub(crate) const OTHER: &str = "ZZ911";
/// Keeps packages for both recipients.
pub(crate) const HUB: &str = "ZZV01";

pub(crate) fn time(secs: u64) -> PosixTime {
    PosixTime::new(secs).unwrap()
}

pub(crate) fn org(id: &str) -> OrganisationId {
    id.parse().unwrap()
}

fn signer(id: &str, name: &str) -> Signer {
    let key = SigningKey::generate(SignatureAlgorithm::Ed25519);
    let (from, until) = (time(NOW - 10 * DAY), time(NOW + 10 * DAY));
    let certificate = Certificate::self_signed(&key, &org(id), name, from, until);
    Signer::new(key, certificate).unwrap()
}

pub(crate) struct Member {
    id: &'static str,
    office: Signer,
    pub(crate) service: Signer,
    pub(crate) transport: Signer,
    sealing: SealingPrivateKey,
}

impl Member {
    pub(crate) fn new(id: &'static str) -> Self {
        Self {
            id,
            office: signer(id, "office"),
            service: signer(id, "service"),
            transport: signer(id, "transport"),
            sealing: SealingPrivateKey::generate(),
        }
    }

    fn card(&self) -> DirectoryCard {
        let on_card = |signer: &Signer, use_| CardCertificate {
            certificate: signer.certificate().as_der().to_vec().into(),
            uses: vec![use_],
            roles: Vec::new(),
        };
        let card = self.office.sign(Card {
            at: time(NOW - 2 * DAY),
            by: org(self.id),
            name: "An organisation".parse().unwrap(),
            contact: "desk@example.invalid".parse().unwrap(),
            contacts: Vec::new(),
            server: Some(ServerAddress {
                by: org(HUB),
                address: "https://hub.example.invalid".parse().unwrap(),
            }),
            certificates: vec![
                on_card(&self.office, CertificateUse::Office),
                on_card(&self.service, CertificateUse::Service),
                on_card(&self.transport, CertificateUse::Transport),
            ],
            sealing: Some(SealingKey {
                key: self.sealing.public_key().clone(),
                from: time(NOW - DAY),
                until: time(NOW + DAY),
            }),
            from: time(NOW - 2 * DAY),
            until: time(NOW + 10 * DAY),
            replaces: None,
        });
        DirectoryCard {
            card: card.unwrap().as_bytes().to_vec().into(),
            roles: vec![OrganisationRole::Provider],
            succession: None,
        }
    }

    fn grant(&self) -> Grant {
        Grant {
            to: org(self.id),
            audience: "receiving-service".parse().unwrap(),
            key: self.sealing.public_key().clone(),
        }
    }
}

pub(crate) struct World {
    pub(crate) sender: Member,
    pub(crate) recipient: Member,
    pub(crate) other: Member,
    pub(crate) hub: Member,
    pub(crate) directory: Arc<VerifiedDirectory>,
}

impl World {
    pub(crate) fn new() -> Self {
        let [sender, recipient, other, hub] = [SENDER, RECIPIENT, OTHER, HUB].map(Member::new);
        let authority = signer("ZZA01", "authority");
        let own = Member {
            id: "ZZA01",
            office: signer("ZZA01", "office"),
            service: signer("ZZA01", "service"),
            transport: signer("ZZA01", "transport"),
            sealing: SealingPrivateKey::generate(),
        };
        let mut cards: Vec<_> = [&sender, &recipient, &other, &hub].map(Member::card).into();
        let mut authority_card = own.office.sign(Card {
            at: time(NOW - 2 * DAY),
            by: org("ZZA01"),
            name: "The authority".parse().unwrap(),
            contact: "desk@example.invalid".parse().unwrap(),
            contacts: Vec::new(),
            server: None,
            certificates: vec![
                CardCertificate {
                    certificate: own.office.certificate().as_der().to_vec().into(),
                    uses: vec![CertificateUse::Office],
                    roles: Vec::new(),
                },
                CardCertificate {
                    certificate: authority.certificate().as_der().to_vec().into(),
                    uses: vec![CertificateUse::Authority],
                    roles: Vec::new(),
                },
            ],
            sealing: None,
            from: time(NOW - 2 * DAY),
            until: time(NOW + 10 * DAY),
            replaces: None,
        });
        cards.push(DirectoryCard {
            card: authority_card.as_mut().unwrap().as_bytes().to_vec().into(),
            roles: Vec::new(),
            succession: None,
        });
        let directory = authority.sign(Directory {
            at: time(NOW - DAY),
            by: org("ZZA01"),
            version: 1,
            expires: time(NOW + 5 * DAY),
            next_anchor: None,
            cards,
            revocations: Vec::new(),
        });
        let directory = directory.unwrap();
        let anchor = authority.certificate().thumbprint();
        let directory =
            VerifiedDirectory::from_bytes(directory.as_bytes(), &anchor, None, time(NOW));
        Self {
            sender,
            recipient,
            other,
            hub,
            directory: Arc::new(directory.unwrap()),
        }
    }

    pub(crate) fn trust(&self) -> Arc<Trust> {
        Arc::new(Trust::new(Arc::clone(&self.directory), || time(NOW)))
    }

    /// The sender's client for a hub at an address; it loses patience soon.
    pub(crate) fn client(&self, address: &str) -> Client {
        self.client_with(address, |_| {}).unwrap()
    }

    pub(crate) fn client_with<'a>(
        &'a self,
        address: &'a str,
        change: impl FnOnce(&mut ClientSettings<'a>),
    ) -> Result<Client, ClientError> {
        let mut settings = ClientSettings {
            identity: &self.sender.transport,
            trust: self.trust(),
            address,
            server: org(HUB),
            proxied: Proxied::ByEnvironment,
            patience: Patience {
                without_progress: std::time::Duration::from_secs(20),
                for_people: std::time::Duration::from_millis(300),
                in_all: None,
            },
            parallel: 3,
        };
        change(&mut settings);
        Client::new(settings)
    }

    /// A package of cases of about 1.1 MB, for the recipient, or for both.
    pub(crate) fn package(&self, cases: u64, for_both: bool) -> Vec<u8> {
        let path = PathBuf::from(env!("CARGO_MANIFEST_DIR"))
            .join("../../schemas/profiles/caseload-transfer.toml");
        let profile = ProfileInForce::from_toml(&std::fs::read(path).unwrap()).unwrap();
        let mut draft = Draft::new(org(SENDER), &profile, time(NOW), time(NOW + DAY))
            .grant(self.recipient.grant());
        if for_both {
            draft = draft.grant(self.other.grant());
        }
        let mut tokens: Vec<Token> = (0..cases)
            .map(|_| handover_package::random_token())
            .collect();
        tokens.sort_unstable();
        let mut file = Vec::new();
        let mut sealer = draft.begin(tokens.clone(), &mut file).unwrap();
        for token in &tokens {
            let names = profile.profile().sealed_sections();
            let sections = names.iter().map(|name| {
                let section = match name {
                    SectionName::LocationProtected => json!({}),
                    SectionName::Location => {
                        json!({"address_sensitivity": {"value": "normal"}})
                    }
                    SectionName::Plan | SectionName::Risk | SectionName::Contact => {
                        let text = "x".repeat(60_000);
                        json!({"a": text, "b": text, "c": text, "d": text})
                    }
                    _ => json!({"in": name.as_str()}),
                };
                (*name, handover_cbor::to_vec(&section))
            });
            sealer
                .push(DraftCase::unchecked(*token, sections.collect()))
                .unwrap();
        }
        sealer.finish(&self.sender.office).unwrap();
        file
    }

    /// Writes a package and makes a parcel of it.
    pub(crate) fn parcel(&self, place: &tempfile::TempDir, package: &[u8]) -> Parcel {
        let path = place.path().join("a.handover");
        if !path.exists() {
            std::fs::write(&path, package).unwrap();
        }
        let context = Context::new(&self.directory, time(NOW));
        let carried = Carried::read(std::io::Cursor::new(package), None, &context).unwrap();
        let index = carried.signed_index();
        let stanzas = index.head().payload().stanzas.iter();
        let recipients = stanzas.map(|stanza| stanza.to.clone()).collect();
        Parcel::new(path, index, recipients)
    }

    pub(crate) fn receipt(&self, package: StatementId) -> Receipt {
        Receipt {
            at: time(NOW),
            by: org(HUB),
            r#for: org(RECIPIENT),
            mandate: None,
            package,
            audience: None,
            rung: ReceiptRung::Stored,
            unreadable: Vec::new(),
        }
    }
}

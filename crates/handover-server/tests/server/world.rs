//! Organisations with keys of their own, a directory, and a server of ZZ902 on loopback.

use std::{fs, future::Future};

use handover_dataset::{Profile, SectionName};
use handover_package::{Draft, DraftCase, Grant, Parts, ProfileInForce, SignedIndex};
use handover_server::{Config, Identity, Limits, Running, Server, StartError};
use handover_trust::{
    Card, CardCertificate, Certificate, CertificateUse, Digest, Directory, DirectoryCard,
    OrganisationId, OrganisationRole, PosixTime, Revocation, RevocationReason, RevocationSubject,
    SealingKey, SealingPrivateKey, ServerAddress, SignatureAlgorithm, Signer, SigningKey,
    Statement, StatementId, Thumbprint, Token, VerifiedDirectory,
};
use tempfile::TempDir;
use tokio::{sync::oneshot, task::JoinHandle};

use crate::client::Client;

/// Now, for everybody.
pub(crate) const NOW: u64 = 1_790_000_000;
pub(crate) const DAY: u64 = 86_400;

pub(crate) const SENDER: &str = "ZZ901";
pub(crate) const RECIPIENT: &str = "ZZ902";
/// A provider that has nothing to do with it.
pub(crate) const STRANGER: &str = "ZZ903";
/// A recipient for whom the server of ZZ902 keeps packages as well.
pub(crate) const HUB_USER: &str = "ZZ904";
pub(crate) const COMMISSIONER: &str = "ZZC01";
const AUTHORITY: &str = "ZZA01";

const USES: &[CertificateUse] = CertificateUse::ALL;

pub(crate) fn time(secs: u64) -> PosixTime {
    PosixTime::new(secs).unwrap()
}

pub(crate) fn org(id: &str) -> OrganisationId {
    id.parse().unwrap()
}

/// An organisation with a key for each use.
struct Member {
    id: &'static str,
    signers: Vec<(CertificateUse, SigningKey, Certificate)>,
    sealing: SealingPrivateKey,
}

impl Member {
    fn new(id: &'static str) -> Self {
        let signers = USES.iter().map(|use_| {
            let key = SigningKey::generate(SignatureAlgorithm::Ed25519);
            let (from, until) = (time(NOW - 10 * DAY), time(NOW + 10 * DAY));
            let certificate = Certificate::self_signed(&key, &org(id), use_.as_str(), from, until);
            (*use_, key, certificate)
        });
        Self {
            id,
            signers: signers.collect(),
            sealing: SealingPrivateKey::generate(),
        }
    }

    fn signer(&self, use_: CertificateUse) -> Signer {
        let (_, key, certificate) = self.signers.iter().find(|(has, ..)| *has == use_).unwrap();
        let key = SigningKey::from_pkcs8(&key.to_pkcs8()).unwrap();
        Signer::new(key, certificate.clone()).unwrap()
    }

    fn card(&self) -> DirectoryCard {
        let roles = match self.id {
            COMMISSIONER => vec![OrganisationRole::Commissioner],
            AUTHORITY => vec![],
            _ => vec![OrganisationRole::Provider],
        };
        let server = [RECIPIENT, HUB_USER]
            .contains(&self.id)
            .then(|| ServerAddress {
                by: org(RECIPIENT),
                address: "https://localhost".parse().unwrap(),
            });
        let card = Card {
            at: time(NOW - 2 * DAY),
            by: org(self.id),
            name: "An organisation".parse().unwrap(),
            contact: "desk@example.invalid".parse().unwrap(),
            contacts: Vec::new(),
            server,
            certificates: self.signers.iter().map(on_card).collect(),
            sealing: Some(SealingKey {
                key: self.sealing.public_key().clone(),
                from: time(NOW - 100 * DAY),
                until: time(NOW + 100 * DAY),
            }),
            from: time(NOW - 100 * DAY),
            until: time(NOW + 100 * DAY),
            replaces: None,
        };
        let card = self.signer(CertificateUse::Office).sign(card).unwrap();
        DirectoryCard {
            card: card.as_bytes().to_vec().into(),
            roles,
            succession: None,
        }
    }
}

fn on_card((use_, _, certificate): &(CertificateUse, SigningKey, Certificate)) -> CardCertificate {
    let is_person = *use_ == CertificateUse::Person;
    CardCertificate {
        certificate: certificate.as_der().to_vec().into(),
        uses: vec![*use_],
        roles: if is_person {
            vec!["team-leader".parse().unwrap()]
        } else {
            Vec::new()
        },
    }
}

/// Everybody, and a folder for what a server needs.
pub(crate) struct World {
    pub(crate) folder: TempDir,
    pub(crate) profile: ProfileInForce,
    members: Vec<Member>,
    anchor: Thumbprint,
}

impl World {
    pub(crate) fn new() -> Self {
        let ids = [
            AUTHORITY,
            COMMISSIONER,
            SENDER,
            RECIPIENT,
            STRANGER,
            HUB_USER,
        ];
        let members: Vec<Member> = ids.into_iter().map(Member::new).collect();
        let anchor = members[0].signer(CertificateUse::Authority);
        let profile = Profile::built_in_bytes("caseload-transfer").unwrap();
        let world = Self {
            folder: tempfile::tempdir().unwrap(),
            profile: ProfileInForce::from_toml(profile).unwrap(),
            anchor: anchor.certificate().thumbprint(),
            members,
        };
        world.publish(1, &[]);
        world
    }

    fn member(&self, id: &str) -> &Member {
        self.members.iter().find(|member| member.id == id).unwrap()
    }

    pub(crate) fn signer(&self, id: &str, use_: CertificateUse) -> Signer {
        self.member(id).signer(use_)
    }

    /// Puts a version of the directory where the server looks for it, with some certificates revoked.
    pub(crate) fn publish(&self, version: u64, revoked: &[(&str, CertificateUse)]) {
        let revocations = revoked.iter().map(|(id, use_)| {
            let signer = self.signer(id, *use_);
            Revocation {
                what: RevocationSubject::Certificate,
                hash: Digest::from_bytes(*signer.certificate().thumbprint().as_bytes()),
                from: time(NOW - DAY),
                reason: RevocationReason::KeyCompromise,
            }
        });
        let directory = Directory {
            at: time(NOW - DAY),
            by: org(AUTHORITY),
            version,
            expires: time(NOW + 5 * DAY),
            next_anchor: None,
            cards: self.members.iter().map(Member::card).collect(),
            revocations: revocations.collect(),
        };
        let authority = self.signer(AUTHORITY, CertificateUse::Authority);
        let signed = authority.sign(directory).unwrap();
        let path = self.folder.path().join("directory");
        if version > 1 {
            // The cards are signed anew each time, and a directory never drops one: keep the first ones.
            let first = fs::read(&path).unwrap();
            let first =
                VerifiedDirectory::from_bytes(&first, &self.anchor, None, time(NOW)).unwrap();
            let cards = first.statement().payload().cards.clone();
            let next = Directory {
                cards,
                ..signed.into_payload()
            };
            fs::write(path, authority.sign(next).unwrap().as_bytes()).unwrap();
        } else {
            fs::write(path, signed.as_bytes()).unwrap();
        }
    }

    pub(crate) fn directory(&self) -> VerifiedDirectory {
        let bytes = fs::read(self.folder.path().join("directory")).unwrap();
        VerifiedDirectory::from_bytes(&bytes, &self.anchor, None, time(NOW)).unwrap()
    }

    pub(crate) fn config(&self) -> Config {
        let path = self.folder.path();
        Config {
            listen: "127.0.0.1:0".parse().unwrap(),
            operations: Some("127.0.0.1:0".parse().unwrap()),
            data: path.join("data"),
            identity: path.join("identity"),
            directory: path.join("directory"),
            anchor: Some(self.anchor),
            profiles: Vec::new(),
            require_mandate: false,
            workers: None,
            limits: Limits::default(),
        }
    }

    pub(crate) fn identity(&self) -> Identity {
        Identity {
            organisation: org(RECIPIENT),
            service: self.signer(RECIPIENT, CertificateUse::Service),
            transport: self.signer(RECIPIENT, CertificateUse::Transport),
        }
    }

    pub(crate) async fn serve(&self) -> Served {
        self.serve_with(self.config()).await.unwrap()
    }

    pub(crate) async fn serve_with(&self, config: Config) -> Result<Served, StartError> {
        self.serve_at(config, NOW).await
    }

    /// With a clock that says something.
    pub(crate) async fn serve_at(&self, config: Config, secs: u64) -> Result<Served, StartError> {
        let server = Server::open(config, self.identity(), move || time(secs)).await?;
        let running = server.addresses()?;
        let (stop, stopped) = oneshot::channel();
        let told = async {
            let _ = stopped.await;
        };
        Ok(Served {
            running,
            stop,
            ended: tokio::spawn(server.run(told)),
        })
    }

    pub(crate) fn client(&self, id: &str, served: &Served) -> Client {
        let signer = self.signer(id, CertificateUse::Transport);
        Client::new(served.running.listen, &signer, self.directory())
    }

    /// Cases from the sender to these recipients, as they lead the profile.
    pub(crate) fn seal(&self, cases: u64, to: &[&str]) -> Package {
        let draft = self.draft(to);
        self.sealed(draft, cases)
    }

    /// Cases of 1.4 MB.
    pub(crate) fn seal_long(&self, cases: u64, to: &[&str]) -> Package {
        let draft = self.draft(to);
        let text = "x".repeat(60_000);
        self.sealed_of(draft, cases, &serde_json::json!([text, text, text, text]))
    }

    pub(crate) fn draft(&self, to: &[&str]) -> Draft<'_> {
        let draft = Draft::new(org(SENDER), &self.profile, time(NOW), time(NOW + DAY));
        to.iter().fold(draft, |draft, to| {
            draft.grant(Grant {
                to: org(to),
                audience: "receiving-service".parse().unwrap(),
                key: self.member(to).sealing.public_key().clone(),
            })
        })
    }

    pub(crate) fn sealed(&self, draft: Draft<'_>, cases: u64) -> Package {
        self.sealed_of(draft, cases, &CANARY.into())
    }

    fn sealed_of(&self, draft: Draft<'_>, cases: u64, content: &serde_json::Value) -> Package {
        let tokens = tokens(cases);
        let mut file = Vec::new();
        let mut sealer = draft.begin(tokens.clone(), &mut file).unwrap();
        for token in &tokens {
            sealer.push(self.case(token, content)).unwrap();
        }
        let sealed = sealer
            .finish(&self.signer(SENDER, CertificateUse::Office))
            .unwrap();
        let index = sealed.signed_index();
        let parts = Parts::new(index.entries().iter().map(|entry| entry.length()));
        Package {
            id: *sealed.head().id(),
            head: sealed.head().clone(),
            tokens,
            file,
            index,
            parts,
        }
    }

    fn case(&self, token: &Token, content: &serde_json::Value) -> DraftCase {
        let names = self.profile.profile().sealed_sections().into_iter();
        let sections = names.map(|name| {
            let content = match name {
                SectionName::LocationProtected => serde_json::json!({}),
                SectionName::Location => serde_json::json!({
                    "address_sensitivity": {"value": "normal"}, "of": token.to_string()
                }),
                _ => serde_json::json!({ "canary": content, "of": token.to_string() }),
            };
            (name, handover_cbor::to_vec(&content))
        });
        DraftCase::unchecked(*token, sections.collect())
    }
}

/// A word of a case, which must come out nowhere.
pub(crate) const CANARY: &str = "canary-Xanthippe-buprenorphine";

pub(crate) fn tokens(count: u64) -> Vec<Token> {
    let token = |n: u64| {
        let mut bytes = [0x77; 32];
        bytes[..8].copy_from_slice(&n.wrapping_mul(0x9e37_79b9_7f4a_7c15).to_be_bytes());
        Token::from_bytes(bytes)
    };
    let mut tokens: Vec<Token> = (0..count).map(token).collect();
    tokens.sort_unstable();
    tokens
}

/// A package as its sender has it.
pub(crate) struct Package {
    pub(crate) id: StatementId,
    pub(crate) head: Statement<handover_trust::Package>,
    pub(crate) tokens: Vec<Token>,
    pub(crate) file: Vec<u8>,
    pub(crate) index: SignedIndex,
    pub(crate) parts: Parts,
}

impl Package {
    pub(crate) fn path(&self, end: &str) -> String {
        format!("/v1/packages/{}{end}", self.id)
    }

    pub(crate) fn part(&self, number: usize) -> Vec<u8> {
        let bytes = self.parts.part(number).unwrap().bytes();
        let place = |at| usize::try_from(at).unwrap();
        self.file[place(bytes.start)..place(bytes.end)].to_vec()
    }
}

/// A server that runs.
pub(crate) struct Served {
    pub(crate) running: Running,
    stop: oneshot::Sender<()>,
    ended: JoinHandle<()>,
}

impl Served {
    pub(crate) async fn stop(self) {
        let _ = self.stop.send(());
        self.ended.await.unwrap();
    }
}

/// Runs a test with two threads, as a server has them.
pub(crate) fn run(test: impl Future<Output = ()>) {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build();
    runtime.unwrap().block_on(test);
}

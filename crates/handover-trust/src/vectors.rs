//! The statements and refusals of the vectors that an independent implementation made.

use std::{collections::BTreeMap, fs, path::PathBuf};

use cbor4ii::core::Value;
use handover_cbor::RefusalClass;
use serde::Deserialize;
use serde_json::{Value as Json, json};

use crate::{
    AcceptedDirectory, Card, Certificate, Completeness, Countersign, Directory, DirectoryError,
    Event, KeyId, Kind, Mandate, OrganisationId, Package, Payload, PosixTime, Receipt, Roster,
    SealingKeyError, SealingPrivateKey, Sight, Signer, SigningKey, Statement, StatementError,
    StatementId, Thumbprint, Verdict, VerifiedDirectory, Witnesses, digest::sha256,
    envelope::Envelope, payload, statement_id, statement_kind, verify_card,
};

/// The folder of vectors, where this machine has it.
fn folder() -> Option<PathBuf> {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../tests/vectors/foreign");
    if folder.is_dir() {
        return Some(folder);
    }
    eprintln!("SKIPPED: no vectors in {}", folder.display());
    None
}

fn read(name: &str) -> Option<Vec<u8>> {
    Some(fs::read(folder()?.join(name)).unwrap())
}

#[derive(Deserialize)]
struct Keys {
    anchor: Thumbprint,
    given_time: u64,
    signing: Vec<Signing>,
    sealing: Vec<Sealing>,
}

#[derive(Deserialize)]
struct Signing {
    alg: i64,
    private_key: String,
    certificate: String,
    thumbprint: Thumbprint,
}

#[derive(Deserialize)]
struct Sealing {
    organisation: OrganisationId,
    seed: String,
    public_key_sha256: KeyId,
}

fn keys() -> Option<Keys> {
    Some(serde_json::from_slice(&read("keys.json")?).unwrap())
}

fn time(secs: u64) -> PosixTime {
    PosixTime::new(secs).unwrap()
}

fn directory(keys: &Keys) -> VerifiedDirectory {
    let bytes = read("statements/directory.cbor").unwrap();
    VerifiedDirectory::from_bytes(&bytes, &keys.anchor, None, time(keys.given_time)).unwrap()
}

/// Verifies a statement of whatever kind; its id and whether it was signed again to the same bytes.
fn verify(
    directory: &VerifiedDirectory,
    kind: Kind,
    bytes: &[u8],
    sight: &Sight<'_>,
) -> Result<StatementId, StatementError> {
    fn id<P: Payload>(
        directory: &VerifiedDirectory,
        bytes: &[u8],
        sight: &Sight<'_>,
    ) -> Result<StatementId, StatementError> {
        let statement = directory.verify::<P>(bytes, sight)?;
        assert_eq!(statement.as_bytes(), bytes);
        Ok(*statement.id())
    }
    match kind {
        Kind::Card => id::<Card>(directory, bytes, sight),
        Kind::Completeness => id::<Completeness>(directory, bytes, sight),
        Kind::Countersign => id::<Countersign>(directory, bytes, sight),
        Kind::Directory => id::<Directory>(directory, bytes, sight),
        Kind::Event => id::<Event>(directory, bytes, sight),
        Kind::Mandate => id::<Mandate>(directory, bytes, sight),
        Kind::Package => id::<Package>(directory, bytes, sight),
        Kind::Receipt => id::<Receipt>(directory, bytes, sight),
        Kind::Roster => id::<Roster>(directory, bytes, sight),
        Kind::Verdict => id::<Verdict>(directory, bytes, sight),
    }
}

fn statements() -> Vec<(String, Json, Vec<u8>)> {
    let Some(folder) = folder() else {
        return Vec::new();
    };
    let mut statements: Vec<_> = fs::read_dir(folder.join("statements"))
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|e| e == "cbor"))
        .map(|path| {
            let name = path.file_stem().unwrap().to_str().unwrap().to_owned();
            let json = fs::read(path.with_extension("json")).unwrap();
            let json = serde_json::from_slice(&json).unwrap();
            (name, json, fs::read(path).unwrap())
        })
        .collect();
    statements.sort_by(|a, b| a.0.cmp(&b.0));
    assert_eq!(statements.len(), 29);
    statements
}

/// CBOR as the vectors write it in JSON.
fn json(value: &Value) -> Json {
    match value {
        Value::Null => Json::Null,
        Value::Bool(value) => json!(value),
        Value::Integer(value) => json!(u64::try_from(*value).unwrap()),
        Value::Text(text) => json!(text),
        Value::Bytes(bytes) => json!({ "hex": hex::encode(bytes) }),
        Value::Array(items) => items.iter().map(json).collect(),
        Value::Map(entries) => entries
            .iter()
            .map(|(key, value)| (json(key).as_str().unwrap().to_owned(), json(value)))
            .collect::<serde_json::Map<_, _>>()
            .into(),
        other => panic!("{other:?} in a payload"),
    }
}

/// Bytes that the vectors give by length and hash only.
fn shortened(value: Json, like: &Json) -> Json {
    match (value, like) {
        (Json::Object(value), Json::Object(like)) if like.contains_key("sha256") => {
            let bytes = hex::decode(value["hex"].as_str().unwrap()).unwrap();
            json!({ "bytes": bytes.len(), "sha256": hex::encode(sha256(&bytes)) })
        }
        (Json::Object(value), Json::Object(like)) => value
            .into_iter()
            .map(|(key, value)| {
                let like = like.get(&key).unwrap_or(&Json::Null);
                let value = shortened(value, like);
                (key, value)
            })
            .collect::<serde_json::Map<_, _>>()
            .into(),
        (Json::Array(value), Json::Array(like)) => value
            .into_iter()
            .zip(like)
            .map(|(value, like)| shortened(value, like))
            .collect(),
        (value, _) => value,
    }
}

#[test]
fn every_statement_is_what_its_description_says() {
    for (name, expected, bytes) in statements() {
        let kind: Kind = expected["kind"].as_str().unwrap().parse().unwrap();
        assert_eq!(statement_kind(&bytes), Some(kind), "{name}");
        let envelope = Envelope::read(&bytes, kind).unwrap();
        assert_eq!(envelope.id().to_string(), expected["id"].as_str().unwrap());
        assert_eq!(statement_id(&bytes), Some(envelope.id()), "{name}");
        let sig_structure = match &expected["sig_structure"] {
            Json::String(_) => json!(hex::encode(&envelope.to_be_signed)),
            long => shortened(json!({ "hex": hex::encode(&envelope.to_be_signed) }), long),
        };
        assert_eq!(sig_structure, expected["sig_structure"], "{name}");
        assert_eq!(
            json!(hex::encode(&envelope.signature)),
            expected["signature"]
        );
        let payload: Value = cbor4ii::serde::from_slice(&envelope.payload).unwrap();
        let payload = shortened(json(&payload), &expected["payload"]);
        assert_eq!(payload, expected["payload"], "{name}");
    }
}

#[test]
fn every_statement_verifies() {
    let Some(keys) = keys() else { return };
    let directory = directory(&keys);
    for (name, expected, bytes) in statements() {
        let kind: Kind = expected["kind"].as_str().unwrap().parse().unwrap();
        let now = Sight::now(time(keys.given_time));
        let sight = match name.as_str() {
            "countersign-card" => now.recorded(time(expected["payload"]["at"].as_u64().unwrap())),
            _ => now,
        };
        let id = verify(&directory, kind, &bytes, &sight);
        assert_eq!(
            id.map(|id| id.to_string()).as_deref(),
            Ok(expected["id"].as_str().unwrap()),
            "{name}"
        );
        if kind == Kind::Card {
            assert!(verify_card(&bytes, time(keys.given_time)).is_ok());
        }
        assert_ne!(
            verify(&directory, Kind::Countersign, &bytes, &sight).is_ok(),
            kind != Kind::Countersign,
            "{name}"
        );
    }
}

fn signer(signing: &Signing) -> Option<Signer> {
    let seed = hex::decode(&signing.private_key).unwrap();
    // RFC 8410, section 7: an Ed25519 seed in PKCS#8.
    let mut pkcs8 = hex::decode("302e020100300506032b657004220420").unwrap();
    pkcs8.extend(seed);
    let key = SigningKey::from_pkcs8(&pkcs8).unwrap();
    let certificate = Certificate::from_der(&hex::decode(&signing.certificate).unwrap()).ok()?;
    Some(Signer::new(key, certificate).unwrap())
}

#[test]
fn ed25519_signs_again_to_the_same_bytes() {
    fn again<P: Payload>(signer: &Signer, bytes: &[u8]) -> Vec<u8> {
        let envelope = Envelope::read(bytes, P::KIND).unwrap();
        let payload: P = payload::decode(&envelope.payload).unwrap();
        signer.sign(payload).unwrap().as_bytes().to_vec()
    }
    let Some(keys) = keys() else { return };
    let signers: BTreeMap<_, _> = keys
        .signing
        .iter()
        .filter(|signing| signing.alg == -19)
        .filter_map(|signing| Some((signing.thumbprint, signer(signing)?)))
        .collect();
    let mut signed = 0;
    for (name, expected, bytes) in statements() {
        let kind: Kind = expected["kind"].as_str().unwrap().parse().unwrap();
        let envelope = Envelope::read(&bytes, kind).unwrap();
        let Some(signer) = signers.get(&envelope.signer) else {
            continue;
        };
        let again = match kind {
            Kind::Card => again::<Card>,
            Kind::Completeness => again::<Completeness>,
            Kind::Countersign => again::<Countersign>,
            Kind::Directory => again::<Directory>,
            Kind::Event => again::<Event>,
            Kind::Mandate => again::<Mandate>,
            Kind::Package => again::<Package>,
            Kind::Receipt => again::<Receipt>,
            Kind::Roster => again::<Roster>,
            Kind::Verdict => again::<Verdict>,
        };
        assert_eq!(again(signer, &bytes), bytes, "{name}");
        signed += 1;
    }
    assert!(signed > 20);
}

#[derive(Deserialize)]
struct Refusals {
    refusals: Vec<Refusal>,
}

#[derive(Deserialize)]
struct Refusal {
    name: String,
    expect: RefusalClass,
    what: String,
    given_time: u64,
    file: String,
    #[serde(default)]
    countersigns: Vec<String>,
    accepted_before: Option<(u64, StatementId)>,
}

/// What needs the mandate, the profile or the package beside the statement: not this crate's.
const WITH_CONTEXT: [&str; 4] = [
    "receipt-of-other-package",
    "roster-other",
    "stanza-section-fewer",
    "verdict-reason-not-of-the-profile",
];

fn outcome(keys: &Keys, refusal: &Refusal, bytes: &[u8]) -> Option<RefusalClass> {
    let now = time(refusal.given_time);
    if refusal.what == "directory" {
        let good = directory(keys);
        let accepted = refusal.accepted_before.map(|(version, id)| {
            if id == *good.statement().id() {
                good.accepted().clone()
            } else {
                AcceptedDirectory::bare(version, id, keys.anchor, now)
            }
        });
        return VerifiedDirectory::from_bytes(bytes, &keys.anchor, accepted.as_ref(), now)
            .err()
            .map(|error| error.class());
    }
    let directory = directory(keys);
    let kind = match refusal.what.as_str() {
        "head" => Kind::Package,
        kind => kind.parse().unwrap(),
    };
    let countersigns: Vec<Statement<Countersign>> = refusal
        .countersigns
        .iter()
        .map(|hex| {
            let bytes = hex::decode(hex).unwrap();
            directory.verify(&bytes, &Sight::now(now)).unwrap()
        })
        .collect();
    let mandate = read("statements/mandate.cbor").unwrap();
    let mandates = directory.verify::<Mandate>(&mandate, &Sight::now(time(keys.given_time)));
    let mandates = [mandates.unwrap()];
    let countersigns: Vec<_> = countersigns.iter().collect();
    let sight = Sight::now(now).witnessed(Witnesses::new(&mandates, &countersigns));
    verify(&directory, kind, bytes, &sight)
        .err()
        .map(StatementError::class)
}

#[test]
fn every_refusal_of_a_statement_has_its_class() {
    let (Some(keys), Some(refusals)) = (keys(), read("refusals.json")) else {
        return;
    };
    let refusals: Refusals = serde_json::from_slice(&refusals).unwrap();
    let mut refused = 0;
    for refusal in refusals.refusals.iter().filter(|r| r.what != "package") {
        let bytes = read(&refusal.file).unwrap();
        let expected = if WITH_CONTEXT.contains(&refusal.name.as_str()) {
            None
        } else {
            Some(refusal.expect)
        };
        assert_eq!(
            outcome(&keys, refusal, &bytes),
            expected,
            "{}",
            refusal.name
        );
        refused += 1;
    }
    assert_eq!(refused, 27);
}

#[test]
fn a_witness_shows_an_earlier_time() {
    let (Some(keys), Some(roster)) = (keys(), read("refusals/42-time-expired-no-record.bin"))
    else {
        return;
    };
    let directory = directory(&keys);
    let now = Sight::now(time(keys.given_time));
    let class = |sight: &Sight<'_>| {
        let verified = directory.verify::<Roster>(&roster, sight);
        verified.err().map(StatementError::class)
    };
    assert_eq!(class(&now), Some(RefusalClass::Expired));
    let at = Envelope::read(&roster, Kind::Roster).unwrap();
    let at = payload::decode::<Roster>(&at.payload).unwrap().at;
    let recorded = directory
        .verify::<Roster>(&roster, &now.recorded(at))
        .unwrap();
    assert_eq!(recorded.first_seen(), at);
    // The hub saw another roster: that shows nothing about this one.
    let seen = read("statements/countersign-seen.cbor").unwrap();
    let seen = [directory.verify::<Countersign>(&seen, &now).unwrap()];
    let mandate = read("statements/mandate.cbor").unwrap();
    let mandates = [directory.verify::<Mandate>(&mandate, &now).unwrap()];
    let all: Vec<_> = seen.iter().collect();
    let fit = Witnesses::new(&mandates, &all);
    assert_eq!(class(&now.witnessed(fit)), Some(RefusalClass::Expired));
    let other = read("statements/roster.cbor").unwrap();
    let other = directory.verify::<Roster>(&other, &now.witnessed(fit));
    assert_eq!(other.unwrap().first_seen(), seen[0].payload().at);
}

#[test]
fn another_anchor_is_nobody() {
    let (Some(keys), Some(bytes)) = (keys(), read("statements/directory.cbor")) else {
        return;
    };
    // An office certificate of the authority is no anchor, and neither is a stranger's.
    for anchor in [keys.signing[0].thumbprint, Thumbprint::from_bytes([0; 32])] {
        let refused = VerifiedDirectory::from_bytes(&bytes, &anchor, None, time(keys.given_time));
        assert_eq!(refused.map(|_| ()), Err(StatementError::NotEntitled.into()),);
    }
    let late = time(1_791_619_201);
    let refused = VerifiedDirectory::from_bytes(&bytes, &keys.anchor, None, late);
    let class = refused.err().map(DirectoryError::class);
    assert_eq!(class, Some(RefusalClass::Expired));
}

#[test]
fn sealing_keys_are_those_of_the_cards() {
    let Some(keys) = keys() else { return };
    let directory = directory(&keys);
    let now = time(keys.given_time);
    let mut found = 0;
    for sealing in &keys.sealing {
        let private = SealingPrivateKey::from_seed(&hex::decode(&sealing.seed).unwrap()).unwrap();
        assert_eq!(private.public_key().id(), sealing.public_key_sha256);
        match directory.sealing_key(&sealing.organisation, now, &[]) {
            Ok(key) => {
                assert_eq!(key.id(), sealing.public_key_sha256);
                found += 1;
            }
            Err(error) => assert_eq!(error, SealingKeyError::Absent),
        }
    }
    assert!(found > 4);
    let other = KeyId::from_bytes([1; 32]);
    let recipient: OrganisationId = "ZZ902".parse().unwrap();
    assert_eq!(
        directory.sealing_key(&recipient, now, &[other]),
        Err(SealingKeyError::Unvouched)
    );
}

/// Any bit that is changed: refused, whatever the class.
#[test]
fn no_bit_of_a_statement_can_be_changed() {
    let Some(keys) = keys() else { return };
    let directory = directory(&keys);
    let sight = Sight::now(time(keys.given_time));
    for name in ["countersign", "event-contacted", "mandate", "verdict"] {
        let bytes = read(&format!("statements/{name}.cbor")).unwrap();
        let kind = statement_kind(&bytes).unwrap();
        for bit in 0..bytes.len() * 8 {
            let mut altered = bytes.clone();
            altered[bit / 8] ^= 1 << (bit % 8);
            assert!(
                verify(&directory, kind, &altered, &sight).is_err(),
                "{name} {bit}"
            );
        }
    }
}

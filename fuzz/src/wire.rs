use std::{io::Cursor, sync::LazyLock};

use handover_cbor::{Grammar, Limits, check, from_slice, to_vec};
use handover_package::{Context, Evidence, ProfileInForce, Received, SignedIndex};
use handover_trust::{
    Card, Certificate, Completeness, Countersign, Digest, Directory, Event, Mandate,
    OrganisationId, Package, Payload, PosixTime, Receipt, Roster, SealingPrivateKey, Sight, Signer,
    SigningKey, Verdict, VerifiedDirectory, statement_kind,
};
use serde_json::Value;
use sha2::{Digest as _, Sha256};

use crate::choice;

/// When everything in the vectors is valid, in POSIX seconds.
const NOW: u64 = 1_789_894_800;

/// Keys and directory of the frozen vectors, all TEST ONLY.
struct World {
    directory: VerifiedDirectory,
    anchor: handover_trust::Thumbprint,
    us: OrganisationId,
    key: SealingPrivateKey,
    profile: ProfileInForce,
    sender: Signer,
    head: Package,
}

macro_rules! vector {
    ($name:literal) => {
        include_bytes!(concat!("../../tests/vectors/foreign/", $name))
    };
}

static WORLD: LazyLock<World> = LazyLock::new(|| {
    let keys: Value = serde_json::from_slice(vector!("keys.json")).expect("JSON");
    let unhex = |value: &Value| hex::decode(value.as_str().expect("text")).expect("hexadecimal");
    let find = |list: &str, member: &str, value: &str| {
        let list = keys[list].as_array().expect("a list");
        list.iter()
            .find(|key| key[member] == value)
            .expect("listed")
            .clone()
    };
    let anchor = keys["anchor"]
        .as_str()
        .expect("text")
        .parse()
        .expect("a hash");
    let now = PosixTime::new(NOW).expect("in range");
    let directory =
        VerifiedDirectory::from_bytes(vector!("statements/directory.cbor"), &anchor, None, now);
    let directory = directory.expect("a good directory");
    let head = directory.verify::<Package>(vector!("statements/package.cbor"), &Sight::now(now));
    let sender = find("signing", "who", "ZZ901 office");
    let pkcs8 = [
        hex::decode("302e020100300506032b657004220420").expect("hexadecimal"),
        unhex(&sender["private_key"]),
    ];
    World {
        anchor,
        us: "ZZ902".parse().expect("an organisation"),
        key: SealingPrivateKey::from_seed(&unhex(
            &find("sealing", "organisation", "ZZ902")["seed"],
        ))
        .expect("a seed"),
        profile: ProfileInForce::from_toml(vector!("profiles/caseload-transfer.toml"))
            .expect("a profile"),
        sender: Signer::new(
            SigningKey::from_pkcs8(&pkcs8.concat()).expect("a key"),
            Certificate::from_der(&unhex(&sender["certificate"])).expect("a certificate"),
        )
        .expect("the key of the certificate"),
        head: head.expect("a good head").into_payload(),
        directory,
    }
});

fn now() -> PosixTime {
    PosixTime::new(NOW).expect("in range")
}

/// The strict gate: what it takes as a section comes back as it was.
pub fn gate(data: &[u8]) {
    let _ = check(data, Grammar::Envelope, &Limits::LONG_STATEMENT);
    let _ = check(data, Grammar::Payload, &Limits::STATEMENT);
    if check(data, Grammar::Section, &Limits::SECTION).is_ok() {
        let value: Value =
            from_slice(data, Grammar::Section, &Limits::SECTION).expect("JSON holds a section");
        assert_eq!(to_vec(&value), data, "two encodings of one section");
    }
}

/// A statement of any kind, judged with a good directory; or a directory.
pub fn statement(data: &[u8]) {
    let _ = statement_kind(data);
    verify::<Card>(data);
    verify::<Completeness>(data);
    verify::<Countersign>(data);
    verify::<Directory>(data);
    verify::<Event>(data);
    verify::<Mandate>(data);
    verify::<Package>(data);
    verify::<Receipt>(data);
    verify::<Roster>(data);
    verify::<Verdict>(data);
    let _ = VerifiedDirectory::from_bytes(data, &WORLD.anchor, None, now());
}

fn verify<P: Payload>(data: &[u8]) {
    if let Ok(statement) = WORLD.directory.verify::<P>(data, &Sight::now(now())) {
        assert_eq!(statement.as_bytes(), data);
    }
}

/// A package file; or a signed index; or evidence; or a case region under a head that its true sender
/// signed.
///
/// A file begins with `H`, a signed index with a zero byte; else an even first byte is evidence, an odd one
/// a case region.
pub fn package(data: &[u8]) {
    let Some((first, rest)) = choice(data) else {
        return;
    };
    let context = Context::new(&WORLD.directory, now());
    if first == b'H' {
        open(data, &context);
    } else if SignedIndex::is_claimed_by(data) {
        if let Ok(index) = SignedIndex::read(data, Some(&WORLD.profile), &context) {
            assert_eq!(index.to_bytes(), data);
        }
    } else if first % 2 == 0 {
        if let Ok(evidence) = Evidence::verify(rest, &context) {
            let _ = evidence.open(&WORLD.us, &WORLD.key, &WORLD.profile);
        }
    } else if !rest.is_empty() {
        open(&signed_file(rest), &context);
    }
}

fn open(file: &[u8], context: &Context<'_>) {
    let Ok(received) = Received::read(Cursor::new(file), &WORLD.us, &WORLD.profile, context) else {
        return;
    };
    if let Ok(mut opened) = received.open(&WORLD.key) {
        for case in opened.cases().flatten() {
            let _ = case.case();
        }
    }
}

/// A whole file with one case, whatever its bytes.
fn signed_file(case: &[u8]) -> Vec<u8> {
    let mut entry = vec![0x83, 0x58, 0x20];
    entry.extend([7; 32]);
    entry.extend(to_vec(&case.len()));
    entry.extend([0x58, 0x20]);
    entry.extend(Sha256::digest(case));
    let mut head = WORLD.head.clone();
    head.count = 1;
    head.root = Digest::from_bytes(
        Sha256::new()
            .chain_update([0])
            .chain_update(&entry)
            .finalize()
            .into(),
    );
    let head = WORLD.sender.sign(head).expect("a head of the grammar");
    let index_at = 8 + case.len();
    let head_at = index_at + 1 + entry.len();
    [
        b"HANDOVR1".as_slice(),
        case,
        &[0x81],
        &entry,
        head.as_bytes(),
        &u64::try_from(index_at).expect("short").to_be_bytes(),
        &u64::try_from(head_at).expect("short").to_be_bytes(),
        b"HANDOVR1",
    ]
    .concat()
}

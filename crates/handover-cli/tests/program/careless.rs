//! S-81: a sender that seals through the library and leaves the checks out.

use std::path::Path;

use handover::{
    case::Case,
    package::{Draft, DraftCase, Grant, ProfileInForce, random_token},
    trust::{Card, Certificate, PosixTime, SealingPublicKey, Signer, SigningKey, verify_card},
};

use crate::{
    packages::{CASE, Sealed},
    support::PASSPHRASE,
};

pub(crate) const FILE: &str = "careless.handover";

/// 2026-09-16T10:00:00Z.
const NOW: u64 = 1_789_552_800;

fn time(secs: u64) -> PosixTime {
    PosixTime::new(secs).unwrap()
}

fn office(identity: &Path) -> Signer {
    let text = |name: &str| std::fs::read_to_string(identity.join(name)).unwrap();
    let key = SigningKey::from_encrypted_pem(&text("office.key.pem"), PASSPHRASE).unwrap();
    let certificate = Certificate::from_pem(text("office.crt.pem").as_bytes()).unwrap();
    Signer::new(key, certificate).unwrap()
}

fn sealing_key(identity: &Path) -> SealingPublicKey {
    let bytes = std::fs::read(identity.join("card")).unwrap();
    let card: handover::trust::Statement<Card> = verify_card(&bytes, time(NOW)).unwrap();
    card.payload().sealing.as_ref().unwrap().key.clone()
}

/// Seals cases as they are, whatever the checks say of them.
pub(crate) fn seal_unchecked(sealed: &Sealed, cases: &[Case]) {
    let profile = handover::case::Profile::built_in_bytes("caseload-transfer").unwrap();
    let profile = ProfileInForce::from_toml(profile).unwrap();
    let draft = Draft::new(
        "ZZ901".parse().unwrap(),
        &profile,
        time(NOW),
        time(NOW + 86_400),
    );
    let draft = draft.grant(Grant {
        to: "ZZ902".parse().unwrap(),
        audience: "receiving-service".parse().unwrap(),
        key: sealing_key(&sealed.place.path("recipient")),
    });
    let mut tokens: Vec<_> = cases.iter().map(|_| random_token()).collect();
    tokens.sort_unstable();
    let mut file = Vec::new();
    let mut sealer = draft.begin(tokens.clone(), &mut file).unwrap();
    let names = profile.profile().sealed_sections();
    for (token, case) in tokens.into_iter().zip(cases) {
        let case = DraftCase::unchecked(token, case.sealed_sections(&names));
        sealer.push(case).unwrap();
    }
    sealer
        .finish(&office(&sealed.place.path("sender")))
        .unwrap();
    sealed.place.write(FILE, file);
}

pub(crate) fn case(reference: &str, change: impl FnOnce(&mut serde_json::Value)) -> Case {
    let mut case: serde_json::Value = serde_json::from_str(CASE).unwrap();
    case["sections"]["handover"]["case_reference"] = reference.into();
    change(&mut case["sections"]);
    Case::from_value(case).unwrap()
}

#[test]
fn s_81_cases_that_fail_the_checks_open_and_are_named() {
    let sealed = Sealed::new();
    let good = case("NR-1", |_| {});
    let bad = case("NR-2", |sections| {
        sections["handover"]
            .as_object_mut()
            .unwrap()
            .remove("call_back");
    });
    seal_unchecked(&sealed, &[good, bad]);
    let opened = sealed
        .open("recipient", FILE, &["--to", "all", "--as", "json"])
        .done();
    let contents: serde_json::Value =
        serde_json::from_slice(&sealed.place.read("all/contents.json")).unwrap();
    let named = |reference: &str| {
        let mut cases = contents.as_array().unwrap().iter();
        cases.find(|one| one["case"] == reference).unwrap().clone()
    };
    assert_eq!(named("NR-1")["fails"], serde_json::Value::Null);
    assert_eq!(named("NR-2")["fails"], serde_json::json!(["D-01"]));
    let token = named("NR-2")["token"].as_str().unwrap().to_owned();
    let line = format!("policy: case {token} NR-2 fails D-01");
    assert!(opened.stderr.contains(&line), "{}", opened.stderr);
    assert!(!opened.stderr.contains("NR-1"), "{}", opened.stderr);
    for words in ["Kestrel", "Ashdown", "call_back"] {
        assert!(!opened.stderr.contains(words), "{words}");
    }
    let one = sealed.open("recipient", FILE, &["--case", "NR-2"]).done();
    assert!(one.stderr.contains(&line) && !one.stdout.is_empty());
    let other = sealed.open("recipient", FILE, &["--case", "NR-1"]).done();
    assert_eq!(other.stderr, "");
    let piped = sealed.open("recipient", FILE, &["--as", "json"]).done();
    assert_eq!(piped.stdout.lines().count(), 2);
    assert!(piped.stderr.contains(&line));
}

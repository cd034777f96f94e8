//! Packages that another implementation made, wrong in one case each, as their recipient opens them.

use handover::trust::{KeyCost, SealingPrivateKey};
use serde_json::{Value, json};

use crate::support::{PASSPHRASE, Place, Run};

/// The vectors of another implementation.
fn vector(name: &str) -> Vec<u8> {
    let root = concat!(env!("CARGO_MANIFEST_DIR"), "/../../tests/vectors/foreign");
    std::fs::read(format!("{root}/{name}")).unwrap()
}

fn bytes(hex: &str) -> Vec<u8> {
    let pairs = hex.as_bytes().chunks(2);
    let pairs = pairs.map(|pair| std::str::from_utf8(pair).unwrap());
    pairs
        .map(|pair| u8::from_str_radix(pair, 16).unwrap())
        .collect()
}

/// A place with the vectors' directory and profile, and the identity of the recipient ZZ902 as far as it
/// opens packages; and the anchor.
fn recipient() -> (Place, String) {
    let place = Place::new();
    let keys: Value = serde_json::from_slice(&vector("keys.json")).unwrap();
    let sealing = keys["sealing"].as_array().unwrap();
    let ours = sealing
        .iter()
        .find(|key| key["organisation"] == "ZZ902")
        .unwrap();
    let seed = bytes(ours["seed"].as_str().unwrap());
    let key = SealingPrivateKey::from_seed(&seed).unwrap();
    let pem = key.to_encrypted_pem(PASSPHRASE, KeyCost::new(10).unwrap());
    place.write("recipient/sealing-1.key.pem", pem.as_bytes());
    let about = json!({
        "format": "identity/1", "organisation": "ZZ902", "name": "recipient", "contact": "-",
        "scrypt_log_n": 10, "days": 30, "keys": [], "sealing_keys": 1, "is_published": true,
    });
    place.write("recipient/identity.json", about.to_string());
    place.write("directory", vector("statements/directory.cbor"));
    place.write("profile.toml", vector("profiles/caseload-transfer.toml"));
    (place, keys["anchor"].as_str().unwrap().to_owned())
}

fn open(place: &Place, anchor: &str, file: &str) -> Run {
    place.write("package", vector(file));
    let open = [
        "open",
        "package",
        "--as",
        "json",
        "--profile",
        "profile.toml",
    ];
    let trust = [
        "--directory",
        "directory",
        "--anchor",
        anchor,
        "--at",
        "2026-09-20T09:00:00Z",
    ];
    place.run(&[&open[..], &trust, &["--identity", "recipient"]].concat())
}

/// S-79: a section in another encoding than the one, or with a null, is refused as one case with its class;
/// the other opens, and the program names the one that does not.
#[test]
fn a_bad_section_is_refused_as_one_case() {
    let (place, anchor) = recipient();
    let whole = open(&place, &anchor, "packages/caseload.handover").done();
    assert_eq!(whole.stdout.lines().count(), 2);
    // In some of them both cases are bad: then nothing is written.
    for (file, class, bad) in [
        ("33-place-in-both", "policy", 1),
        ("34-section-two-keys", "decrypt", 2),
        ("35-padding-below-floor", "not-deterministic", 1),
        ("36-section-with-null", "schema", 2),
    ] {
        let told = open(&place, &anchor, &format!("refusals/{file}.bin"));
        assert_eq!(told.code, Some(1), "{file}: {}", told.stderr);
        assert_eq!(
            told.stdout.lines().count(),
            2 - bad,
            "{file}: {}",
            told.stderr
        );
        // Its mandate is not at hand, which is said first.
        let lines = told.stderr.lines();
        let lines: Vec<&str> = lines
            .filter(|line| !line.contains("were not made"))
            .collect();
        let (named, refused) = lines.split_at(bad);
        let begins = format!("{class}: case ");
        assert!(
            named.iter().all(|line| line.starts_with(&begins)),
            "{file}: {}",
            told.stderr
        );
        let said = format!("refused ({class}): {bad} of 2 cases cannot be read, as named above");
        assert_eq!(refused[0], said, "{file}");
    }
}

/// S-76, S-80: what is wrong with a package as such has its class in the program too, and nothing of it is
/// shown.
#[test]
fn each_wrong_package_has_its_class_and_shows_nothing() {
    let (place, anchor) = recipient();
    let list: Value = serde_json::from_slice(&vector("refusals.json")).unwrap();
    let all = list["refusals"].as_array().unwrap().iter();
    let ours = all.filter(|one| one["what"] == "package" && one["as"] == "ZZ902");
    let mut looked_at = 0;
    for one in ours {
        let name = one["name"].as_str().unwrap();
        let _ = std::fs::remove_dir_all(place.path("statements"));
        std::fs::create_dir(place.path("statements")).unwrap();
        if one["mandate_and_roster"] == true {
            place.write("statements/mandate", vector("statements/mandate.cbor"));
            place.write("statements/roster", vector("statements/roster.cbor"));
        }
        for (n, statement) in one["countersigns"].as_array().unwrap().iter().enumerate() {
            place.write(
                &format!("statements/{n}"),
                bytes(statement.as_str().unwrap()),
            );
        }
        place.write("package", vector(one["file"].as_str().unwrap()));
        let at = jiff::Timestamp::from_second(one["given_time"].as_i64().unwrap());
        let at = at.unwrap().to_string();
        let open = [
            "open",
            "package",
            "--as",
            "json",
            "--profile",
            "profile.toml",
        ];
        let trust = ["--directory", "directory", "--anchor", &anchor, "--at", &at];
        let more = ["--identity", "recipient", "--statement", "statements"];
        let told = place.run(&[&open[..], &trust, &more].concat());
        assert_eq!(told.code, Some(1), "{name}: {}", told.stderr);
        let class = format!("refused ({}): ", one["expect"].as_str().unwrap());
        assert!(told.stderr.contains(&class), "{name}: {}", told.stderr);
        let is_one_case = told.stderr.contains("1 of 2 cases cannot be read");
        assert_eq!(
            told.stdout.lines().count(),
            usize::from(is_one_case),
            "{name}"
        );
        looked_at += 1;
    }
    assert!(looked_at > 15, "{looked_at}");
}

//! Keys, certificates and cards that change: a CA's certificate, a succession, a new sealing key.

use std::fs;

use handover::trust::{Certificate, PosixTime, SigningKey};

use crate::{
    packages::{CASE, Sealed},
    parties::parties,
    support::{AT, AT_2026, PASSPHRASE, Place, Run},
};

/// A certificate for a key of an identity, as a CA would issue it.
fn issue(place: &Place, identity: &str, key: &str, file: &str) {
    let pem = String::from_utf8(place.read(&format!("{identity}/{key}.key.pem"))).unwrap();
    let private = SigningKey::from_encrypted_pem(&pem, PASSPHRASE).unwrap();
    let time = |secs| PosixTime::new(secs).unwrap();
    let certificate = Certificate::self_signed(
        &private,
        &"ZZ901".parse().unwrap(),
        "a CA said so",
        time(1_262_304_000),
        time(1_300_000_000),
    );
    place.write(file, certificate.to_pem());
}

fn install(place: &Place, file: &str, key: &str) -> Run {
    place.run(&[
        "identity",
        "certificate",
        file,
        "--key",
        key,
        "--identity",
        "sender",
        "--at",
        AT,
    ])
}

fn keys(place: &Place) -> serde_json::Value {
    let shown = place.run(&["identity", "show", "--identity", "sender", "--json"]);
    shown.done().json()
}

#[test]
fn prints_a_request_and_takes_the_certificate_of_a_ca() {
    let place = Place::new();
    place.identity("sender", "ZZ901", &[]);
    let request =
        |key: &str| place.run(&["identity", "request", "--key", key, "--identity", "sender"]);
    let pem = request("office").done().stdout;
    assert!(
        pem.starts_with("-----BEGIN CERTIFICATE REQUEST-----"),
        "{pem}"
    );
    request("nobody").fails(2, "usage: this identity has no key of that name");
    issue(&place, "sender", "office", "issued.pem");
    let before = keys(&place);
    install(&place, "issued.pem", "office").done();
    let after = keys(&place);
    let office = |shown: &serde_json::Value| shown["keys"][0].clone();
    assert_eq!(office(&after)["issued_by_a_ca"], true);
    assert_ne!(office(&after)["thumbprint"], office(&before)["thumbprint"]);
    assert_eq!(
        after["keys"][1], before["keys"][1],
        "a card nobody has yet: the others stay"
    );
    assert!(!place.path("sender/succession").exists());
    assert!(!place.path("sender/renewal").exists());

    // A certificate of another key, and something that is none, change nothing.
    let whole = place.everything();
    issue(&place, "sender", "service", "service.pem");
    install(&place, "service.pem", "office").refused("certificate");
    place.write(
        "none.pem",
        "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n",
    );
    install(&place, "none.pem", "office").refused("certificate");
    for made in ["service.pem", "none.pem"] {
        fs::remove_file(place.path(made)).unwrap();
    }
    assert_eq!(keys(&place), after);
    assert_eq!(place.everything(), whole);
}

/// Stopped after the new files were whole, before they were in their places: whoever reads the
/// identity next finds the new card with its certificates, never a mixture.
#[test]
fn a_renewal_that_was_interrupted_is_completed() {
    let place = Place::new();
    place.identity("sender", "ZZ901", &[]);
    let old: Vec<(String, Vec<u8>)> = ["card", "office.crt.pem", "identity.json"]
        .map(|name| (name.to_owned(), place.read(&format!("sender/{name}"))))
        .into();
    issue(&place, "sender", "office", "issued.pem");
    install(&place, "issued.pem", "office").done();
    let after = keys(&place);
    fs::create_dir(place.path("sender/renewal")).unwrap();
    for (name, bytes) in old {
        let new = place.read(&format!("sender/{name}"));
        place.write(&format!("sender/renewal/{name}"), new);
        place.write(&format!("sender/{name}"), bytes);
    }
    assert_eq!(keys(&place), after);
    assert!(!place.path("sender/renewal").exists());
}

/// A card that was given away is replaced: the office of the one before agrees.
#[test]
fn a_card_is_replaced_with_its_succession() {
    let place = Place::new();
    let anchor = parties(&place, "2010-01-01", AT);
    issue(&place, "sender", "office", "issued.pem");
    install(&place, "issued.pem", "office").done();
    let card = [
        "identity",
        "card",
        "--identity",
        "sender",
        "--to",
        "new.card",
    ];
    place.run(&card).done();
    let at = "2010-01-29T10:00:01Z";
    let add = |card: &str, more: &[&str]| {
        let mut arguments = vec!["directory", "add", "directory", "--card", card];
        arguments.extend(["--identity", "authority", "--at", at]);
        arguments.extend(more);
        place.run(&arguments)
    };
    let before = place.read("directory");
    add("gp.card=provider", &["--succession", "sender/succession"])
        .fails(2, "usage: no card here needs the succession");
    add("new.card=provider", &["--succession", "recipient.card"]).refused("schema");
    assert_eq!(place.read("directory"), before);
    add("new.card=provider", &["--succession", "sender/succession"]).done();
    let shown = place
        .run(&[
            "directory",
            "show",
            "--directory",
            "directory",
            "--anchor",
            &anchor,
            "--at",
            at,
            "--json",
        ])
        .done()
        .json();
    let of_sender: Vec<_> = shown["cards"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|card| card["organisation"] == "ZZ901")
        .collect();
    assert_eq!(of_sender.len(), 2, "{shown}");
}

fn add_persons(place: &Place, roles: &[&str], at: &str) -> Run {
    let mut arguments = vec!["identity", "person", "--identity", "sender", "--at", at];
    arguments.extend(roles);
    place.run(&arguments)
}

/// Twice before the card is given away: the card that the authority has is still the one replaced.
#[test]
fn a_person_is_added_and_decides_once_the_authority_has_the_card() {
    let place = Place::new();
    let anchor = parties(&place, "2010-01-01", AT);
    let whole = place.everything();
    add_persons(&place, &["team-leader"], AT).fails(2, "usage: two persons begin with the role");
    add_persons(&place, &["Team Leader"], AT).fails(2, "usage: that is not a role of a person");
    assert_eq!(place.everything(), whole);
    let said = add_persons(&place, &["key-worker,prescriber"], AT).done();
    assert!(said.stdout.contains("sender/succession"), "{}", said.stdout);
    add_persons(&place, &["doctor", "nurse"], "2010-01-29T10:00:01Z").done();
    let shown = keys(&place);
    let names: Vec<&str> = shown["keys"]
        .as_array()
        .unwrap()
        .iter()
        .filter_map(|key| key["key"].as_str())
        .filter(|key| key.starts_with("person-"))
        .collect();
    assert_eq!(
        names,
        [
            "person-team-leader",
            "person-key-worker",
            "person-doctor",
            "person-nurse"
        ]
    );
    let to = ["identity", "card", "--identity", "sender", "--to"];
    let said = place.run(&[&to[..], &["new.card"]].concat()).done();
    assert!(said.stdout.contains("--succession"), "{}", said.stdout);
    let at = "2010-01-29T10:00:02Z";
    place
        .run(&[
            "directory",
            "add",
            "directory",
            "--card",
            "new.card=provider",
            "--succession",
            "sender/succession",
            "--identity",
            "authority",
            "--at",
            at,
        ])
        .done();
    let shown = place
        .run(&[
            "directory",
            "show",
            "--directory",
            "directory",
            "--anchor",
            &anchor,
            "--at",
            at,
            "--json",
        ])
        .done()
        .json();
    let nurses = shown["cards"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|card| card["in_force"] == true)
        .flat_map(|card| card["certificates"].as_array().unwrap())
        .filter(|certificate| certificate["roles"][0] == "nurse")
        .count();
    assert_eq!(nurses, 1, "{shown}");
}

/// Nobody has to be asked by another road (V-18): the office agrees to its card, with the same sealing
/// key or another; and what was sealed to the old key still opens.
#[test]
fn a_card_is_renewed_before_it_ends() {
    let place = Place::new();
    place.identity_since("2026-09-01", "authority", "ZZ900", &["--authority"]);
    place.identity_since("2026-09-01", "sender", "ZZ901", &[]);
    place.identity_since("2026-09-01", "recipient", "ZZ902", &["--days", "20"]);
    let card = |to: &str| {
        let card = ["identity", "card", "--identity", "recipient", "--to", to];
        place.run(&card).done();
    };
    card("first.card");
    let new = ["directory", "new", "directory", "--identity", "authority"];
    let cards = [
        "--card",
        "sender/card=provider",
        "--card",
        "first.card=provider",
    ];
    let at = ["--at", "2026-09-02", "--days", "90", "--json"];
    let made = place.run(&[&new[..], &cards, &at].concat()).done().json();
    let anchor = made["anchor"].as_str().unwrap();
    place.write("case.json", CASE);
    let seal = |to: &str, at: &str| {
        let mut arguments = vec!["seal", "case.json", "--to", to, "--identity", "sender"];
        arguments.extend([
            "--for",
            "ZZ902:receiving-service",
            "--anchor",
            anchor,
            "--at",
            at,
        ]);
        place.run(&arguments)
    };
    let renew = |card_file: &str, at: &str, later: &str| {
        let renew = ["identity", "renew", "--identity", "recipient", "--at", at];
        let said = place.run(&renew).done().stdout;
        assert!(said.contains("recipient/succession"), "{said}");
        card(card_file);
        let listed = format!("{card_file}=provider");
        let mut add = vec![
            "directory",
            "add",
            "directory",
            "--card",
            &listed,
            "--at",
            later,
        ];
        add.extend(["--succession", "recipient/succession", "--days", "90"]);
        add.extend(["--identity", "authority"]);
        place.run(&add).done();
    };
    seal("old", "2026-09-10").done();
    seal("late", "2026-09-25").refused("not-entitled");
    renew(
        "second.card",
        "2026-09-15T10:00:00Z",
        "2026-09-15T10:00:01Z",
    );
    seal("second-key", "2026-09-25").done();
    renew("third.card", "2026-09-26T10:00:00Z", "2026-09-26T10:00:01Z");
    seal("third-key", "2026-09-27").done();
    for package in ["old", "second-key", "third-key"] {
        let file = format!("{package}/ZZ902-receiving-service.handover");
        let mut open = vec!["open", &file, "--identity", "recipient", "--anchor", anchor];
        open.extend(["--at", "2026-09-28", "--as", "json"]);
        place.run(&open).done();
    }
    let ended = [
        "identity",
        "renew",
        "--identity",
        "recipient",
        "--at",
        "2026-12-01",
    ];
    place
        .run(&ended)
        .fails(2, "usage: the card of this identity has ended");
}

/// Of each private key and of the public ones on the card, none is the same after a renewal; the older sealing key
/// stays, and the office that agreed is gone once the card is given away.
#[test]
fn a_renewal_makes_every_key_anew() {
    let place = Place::new();
    let anchor = parties(&place, "2010-01-01", AT);
    let files = ["office", "service", "transport", "person-team-leader"];
    let read = || files.map(|name| place.read(&format!("sender/{name}.key.pem")));
    let (before, sealing) = (read(), place.read("sender/sealing-1.key.pem"));
    let renew = ["identity", "renew", "--identity", "sender", "--at"];
    let renewed = |at: &str| place.run(&[&renew[..], &[at]].concat());
    // Under another passphrase nothing is made.
    let mut command = place.command(&[&renew[..], &[AT]].concat());
    command.env("HANDOVER_PASSPHRASE", "another passphrase altogether");
    Run::of(&command.output().unwrap(), &renew).refused("decrypt");
    assert_eq!(read(), before);
    renewed(AT).done();
    let second = read();
    assert!(before.iter().zip(&second).all(|(old, new)| old != new));
    assert_eq!(place.read("sender/sealing-1.key.pem"), sealing);
    // Again before it is given away: it is still the office of the first card that agrees.
    renewed("2010-01-29T10:00:01Z").done();
    assert!(second.iter().zip(&read()).all(|(old, new)| old != new));
    assert!(place.path("sender/office-before.key.pem").is_file());
    let card = [
        "identity",
        "card",
        "--identity",
        "sender",
        "--to",
        "new.card",
    ];
    place.run(&card).done();
    assert!(!place.path("sender/office-before.key.pem").exists());
    let add = [
        "directory",
        "add",
        "directory",
        "--card",
        "new.card=provider",
    ];
    let with = [
        "--succession",
        "sender/succession",
        "--identity",
        "authority",
    ];
    let at = ["--at", "2010-01-29T10:00:02Z"];
    place.run(&[&add[..], &with, &at].concat()).done();
    let show = ["directory", "show", "--anchor", &anchor, "--json"];
    let shown = place.run(&[&show[..], &at].concat()).done().json();
    let cards = shown["cards"].as_array().unwrap().iter();
    let keys = cards
        .filter(|card| card["organisation"] == "ZZ901")
        .flat_map(|card| card["certificates"].as_array().unwrap())
        .map(|certificate| certificate["public_key"].as_str().unwrap());
    let keys: std::collections::BTreeSet<&str> = keys.collect();
    assert_eq!(keys.len(), 8);
}

/// 30, 7 and 1 days ahead, on standard error of every verb that uses the identity.
#[test]
fn a_verb_warns_before_the_keys_end() {
    let place = Place::new();
    let anchor = parties(&place, "2026-09-01", "2026-09-02");
    place.identity_since("2026-09-01", "brief", "ZZ904", &["--days", "20"]);
    let warned = |at: &str| {
        let verb = ["unreadable", "--identity", "brief", "--at", at, "--anchor"];
        let run = place.run(&[&verb[..], &[anchor.as_str()]].concat());
        run.done().stderr
    };
    for (at, said) in [
        (
            "2026-09-13T00:00:00Z",
            "in 8 days the keys of this identity end",
        ),
        ("2026-09-14T00:00:00Z", "this week, in 7 days"),
        ("2026-09-20T00:00:00Z", "LAST DAY"),
        ("2026-09-22T00:00:00Z", "ended at 2026-09-21"),
    ] {
        let told = warned(at);
        assert!(told.contains(said), "{at}: {told}");
        assert_eq!(told.lines().count(), 1, "{told}");
    }
    let verb = [
        "directory",
        "show",
        "--identity",
        "authority",
        "--at",
        AT_2026,
    ];
    assert_eq!(place.run(&verb).done().stderr, "", "a year is left");
}

/// The certificate that signs directories is their anchor, and stands on one card only.
#[test]
fn who_keeps_a_directory_changes_no_card_of_it() {
    let place = Place::new();
    parties(&place, "2010-01-01", AT);
    let whole = place.everything();
    place
        .run(&[
            "identity",
            "person",
            "nurse",
            "--identity",
            "authority",
            "--at",
            AT,
        ])
        .fails(2, "usage: this identity keeps a directory");
    assert_eq!(place.everything(), whole);
    place.identity_since("2010-01-01", "second", "ZZ910", &["--authority"]);
    let said = place
        .run(&[
            "identity",
            "person",
            "nurse",
            "--identity",
            "second",
            "--at",
            AT,
        ])
        .done();
    assert!(
        said.stdout.contains("`handover directory new`"),
        "{}",
        said.stdout
    );
}

/// Nobody has the card yet: nothing is replaced, and the other certificates stay.
#[test]
fn a_person_is_added_to_a_card_that_nobody_has() {
    let place = Place::new();
    place.identity("sender", "ZZ901", &[]);
    let before = keys(&place);
    let said = add_persons(&place, &["key-worker"], AT).done();
    assert!(!said.stdout.contains("succession"), "{}", said.stdout);
    let after = keys(&place);
    for number in 0..4 {
        assert_eq!(after["keys"][number], before["keys"][number]);
    }
    assert_eq!(after["keys"][4]["roles"][0], "key-worker");
    assert!(!place.path("sender/succession").exists());
}

/// V-18: a sealing key that nobody vouched for is used only when a person confirmed it.
#[test]
fn a_new_sealing_key_is_confirmed_by_another_road() {
    let place = Place::new();
    place.identity_since("2026-09-01", "authority", "ZZ900", &["--authority"]);
    place.identity_since("2026-09-01", "sender", "ZZ901", &[]);
    place.identity_since("2026-09-01", "old", "ZZ902", &["--days", "10"]);
    place.identity_since("2026-09-12", "new", "ZZ902", &[]);
    for name in ["sender", "old", "new"] {
        let card = format!("{name}.card");
        place
            .run(&["identity", "card", "--identity", name, "--to", &card])
            .done();
    }
    let made = place
        .run(&[
            "directory",
            "new",
            "directory",
            "--identity",
            "authority",
            "--own-roles",
            "commissioner",
            "--card",
            "sender.card=provider",
            "--card",
            "old.card=provider",
            "--at",
            "2026-09-02",
            "--json",
        ])
        .done()
        .json();
    let anchor = made["anchor"].as_str().unwrap();
    place.write("case.json", CASE);
    let seal = |to: &str, at: &str, more: &[&str]| {
        let mut arguments = vec!["seal", "case.json", "--to", to, "--identity", "sender"];
        arguments.extend([
            "--for",
            "ZZ902:receiving-service",
            "--directory",
            "directory",
        ]);
        arguments.extend(["--anchor", anchor, "--at", at]);
        arguments.extend(more);
        place.run(&arguments)
    };
    seal("first", "2026-09-10", &[]).done();
    place
        .run(&[
            "directory",
            "add",
            "directory",
            "--card",
            "new.card=provider",
            "--identity",
            "authority",
            "--at",
            "2026-09-15",
        ])
        .done();
    seal("second", AT_2026, &[]).refused("countersignature");
    seal("second", AT_2026, &["--confirm-key", &"00".repeat(32)]).refused("countersignature");
    assert!(!place.path("second").exists());
    let shown = place.run(&["identity", "show", "--identity", "new", "--json"]);
    let shown = shown.done().json();
    let key = shown["sealing_key"].as_str().unwrap();
    seal("second", AT_2026, &["--confirm-key", key]).done();
    // Confirmed once, it is known.
    seal("third", AT_2026, &[]).done();
}

/// A sender that has ended: whoever had its package before still opens it, and nobody else takes it (A.5).
#[test]
fn a_package_that_was_here_in_time_outlives_its_sender() {
    let sealed = Sealed::new();
    let place = &sealed.place;
    place.identity_since("2026-09-01", "brief", "ZZ904", &["--days", "20"]);
    let card = ["identity", "card", "--identity", "brief"];
    place
        .run(&[&card[..], &["--to", "brief.card"]].concat())
        .done();
    let add = ["directory", "add", "directory", "--identity", "authority"];
    let more = ["--days", "60", "--card", "brief.card=provider"];
    place
        .run(&[&add[..], &more, &["--at", "2026-09-17"]].concat())
        .done();
    let at = |time: &str, who: &str, words: &[&str]| {
        let trust = ["--directory", "directory", "--anchor", &sealed.anchor];
        place.run(&[words, &trust, &["--identity", who, "--at", time]].concat())
    };
    let package = "last/ZZ902-receiving-service.handover";
    let seal = ["seal", "case.json", "--to", "last"];
    let seal = [&seal[..], &["--for", "ZZ902:receiving-service"]].concat();
    at("2026-09-17", "brief", &seal).done();
    let stored = ["receipt", package, "--rung", "stored", "--to", "stored"];
    at("2026-09-18", "recipient", &stored).done();

    let later = "2026-09-25";
    let open = ["open", package, "--as", "json", "--case", &sealed.reference];
    at(later, "recipient", &open).done();
    at(later, "recipient", &["verify", package]).done();
    let opened = ["receipt", package, "--rung", "opened", "--to", "opened"];
    at(later, "recipient", &opened).done();
    at(later, "gp", &["verify", package]).refused("expired");
    // What a person forgets, the program does not know.
    fs::remove_file(place.path("recipient/statements-seen.json")).unwrap();
    at(later, "recipient", &open).refused("expired");
}

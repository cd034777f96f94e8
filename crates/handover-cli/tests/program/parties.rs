//! Identities and directories.

use std::{fs, os::unix::fs::PermissionsExt};

use crate::support::{AT, Place, Run};

/// Commissioner with authority, sender, recipient, a GP; a directory of them; its anchor.
pub(crate) fn parties(place: &Place, since: &str, at: &str) -> String {
    place.begin(&format!("parties since {since} at {at}"), || {
        let place = Place::new();
        let anchor = made(&place, since, at);
        (place, anchor)
    })
}

fn made(place: &Place, since: &str, at: &str) -> String {
    place.identity_since(since, "authority", "ZZ900", &["--authority"]);
    for (name, organisation) in [("sender", "ZZ901"), ("recipient", "ZZ902"), ("gp", "ZZG01")] {
        let more: &[&str] = if name == "recipient" {
            &["--person", "prescriber,key-worker"]
        } else {
            &[]
        };
        place.identity_since(since, name, organisation, more);
        let card = format!("{name}.card");
        place
            .run(&["identity", "card", "--identity", name, "--to", &card])
            .done();
    }
    let cards = [
        "sender.card=provider",
        "recipient.card=provider,server",
        "gp.card=provider",
    ];
    directory_of(place, &cards, at)
}

/// A directory of the authority, who commissions, and these cards; its anchor.
pub(crate) fn directory_of(place: &Place, cards: &[&str], at: &str) -> String {
    let mut words = vec!["directory", "new", "directory", "--identity", "authority"];
    words.extend(["--own-roles", "commissioner", "--at", at, "--json"]);
    words.extend(cards.iter().flat_map(|card| ["--card", card]));
    let made = place.run(&words).done().json();
    made["anchor"].as_str().unwrap().to_owned()
}

#[test]
fn makes_an_identity_for_its_owner_only_and_shows_nothing_secret() {
    let place = Place::new();
    place.identity("sender", "ZZ901", &["--authority", "--p256"]);
    for name in place.everything() {
        let mode = fs::metadata(place.path(&name))
            .unwrap()
            .permissions()
            .mode()
            & 0o777;
        assert!(mode == 0o700 || mode == 0o600, "{name}: {mode:o}");
    }
    let shown = place
        .run(&["identity", "show", "--identity", "sender", "--json"])
        .done()
        .json();
    assert_eq!(shown["organisation"], "ZZ901");
    let text = place
        .run(&["identity", "show", "--identity", "sender"])
        .done()
        .stdout;
    assert!(text.contains("ZZ901") && !text.contains("PRIVATE"));
    for name in place.everything() {
        let path = place.path(&name);
        if path.is_file() {
            let text = String::from_utf8_lossy(&fs::read(path).unwrap()).into_owned();
            assert!(!text.contains("BEGIN PRIVATE KEY"), "{name}");
        }
    }
}

/// Everybody gets the anchor from the authority, which has it itself.
#[test]
fn the_authority_knows_its_own_anchor() {
    let place = Place::new();
    let anchor = parties(&place, "2010-01-01", AT);
    let show = |who: &str| {
        let mut arguments = vec!["directory", "show", "--directory", "directory"];
        arguments.extend(["--identity", who, "--at", AT]);
        place.run(&arguments)
    };
    show("sender").fails(2, "usage: the directory's anchor is not known here yet");
    let shown = show("authority").done().stdout;
    assert!(shown.contains(&anchor), "{shown}");
    // Where the identity is not named, its folder is: it remembers the anchor.
    let without = place.run(&["directory", "show", "--at", AT]);
    assert!(
        without.stderr.contains("Give --identity, "),
        "{}",
        without.stderr
    );
    without.fails(2, "usage: the directory's anchor is not known here yet");
    let first = ["--identity", "sender", "--anchor", &anchor, "--at", AT];
    place
        .run(&[&["directory", "show"][..], &first].concat())
        .done();
    show("sender").done();
}

/// It is the file `directory`, or the one that the environment names, unless another is given.
#[test]
fn the_directory_is_found_where_it_usually_is() {
    let place = Place::new();
    parties(&place, "2010-01-01", AT);
    let show = ["directory", "show", "--identity", "authority", "--at", AT];
    place.run(&show).done();
    fs::rename(place.path("directory"), place.path("elsewhere")).unwrap();
    let missing = place.run(&show);
    assert!(
        missing.stderr.contains("with --directory"),
        "{}",
        missing.stderr
    );
    missing.fails(3, "not done: directory cannot be read");
    let mut command = place.command(&show);
    let output = command.env("HANDOVER_DIRECTORY", "elsewhere").output();
    Run::of(&output.unwrap(), &show).done();
}

#[test]
fn does_not_make_an_identity_over_another() {
    let place = Place::new();
    place.identity("sender", "ZZ901", &[]);
    let before = place.everything();
    place
        .run(&[
            "identity",
            "new",
            "--identity",
            "sender",
            "--organisation",
            "ZZ902",
            "--name",
            "n",
            "--contact",
            "c",
        ])
        .fails(
            3,
            "not done: sender cannot be written: something of that name",
        );
    assert_eq!(before, place.everything());
}

#[test]
fn refuses_a_short_passphrase_and_a_bad_organisation() {
    let place = Place::new();
    let arguments = [
        "identity",
        "new",
        "--organisation",
        "ZZ901",
        "--name",
        "n",
        "--contact",
        "c",
    ];
    let mut command = place.command(&arguments);
    command.env("HANDOVER_PASSPHRASE", "short");
    Run::of(&command.output().unwrap(), &arguments).fails(2, "usage: a passphrase has 12");
    place
        .run(&[
            "identity",
            "new",
            "--organisation",
            "zz 901",
            "--name",
            "n",
            "--contact",
            "c",
        ])
        .fails(2, "usage: ");
    assert!(place.everything().is_empty());
}

#[test]
fn keeps_versions_of_a_directory() {
    let place = Place::new();
    let anchor = parties(&place, "2010-01-01", AT);
    let show = |place: &Place| {
        place
            .run(&[
                "directory",
                "show",
                "--directory",
                "directory",
                "--anchor",
                &anchor,
                "--at",
                AT,
                "--json",
            ])
            .done()
            .json()
    };
    assert_eq!(show(&place)["version"], 1);
    assert_eq!(show(&place)["cards"].as_array().unwrap().len(), 4);
    let thumbprint = show(&place)["cards"][2]["certificates"][0]["thumbprint"]
        .as_str()
        .unwrap()
        .to_owned();
    place
        .run(&[
            "directory",
            "revoke",
            "directory",
            "--certificate",
            &thumbprint,
            "--reason",
            "key-compromise",
            "--identity",
            "authority",
            "--at",
            AT,
        ])
        .done();
    assert_eq!(show(&place)["version"], 2);
    assert_eq!(show(&place)["revocations"].as_array().unwrap().len(), 1);
}

#[test]
fn refuses_a_directory_that_expired_another_anchor_and_an_older_version() {
    let place = Place::new();
    let anchor = parties(&place, "2010-01-01", AT);
    let show = |more: &[&str]| {
        let mut arguments = vec!["directory", "show", "--directory", "directory"];
        arguments.extend(more);
        place.run(&arguments)
    };
    show(&["--anchor", &anchor, "--at", "2010-06-01"]).refused("expired");
    let other = "00".repeat(32);
    show(&["--anchor", &other, "--at", AT]).refused("not-entitled");
    show(&["--anchor", "12", "--at", AT]).fails(2, "usage: ");
    show(&["--at", AT]).fails(2, "usage: ");

    // Rollback: an identity remembers the version it saw last, and the anchor.
    let old = place.read("directory");
    place
        .run(&[
            "directory",
            "add",
            "directory",
            "--card",
            "gp.card=provider",
            "--identity",
            "authority",
            "--at",
            AT,
        ])
        .done();
    let trusted = ["--identity", "recipient", "--anchor", &anchor, "--at", AT];
    show(&trusted).done();
    show(&["--identity", "recipient", "--at", AT]).done();
    place.write("directory", old);
    show(&["--identity", "recipient", "--at", AT]).refused("rollback");
}

//! Wrong, empty, cut, foreign, changed: one message of two lines, the right class, nothing left.

use std::{fs, process::Command};

use crate::{
    packages::{CASE, PACKAGE, Sealed},
    support::{AT_2026 as AT, Place, Run},
};

#[test]
fn refuses_a_package_that_is_none_or_not_whole() {
    let sealed = Sealed::new();
    let place = &sealed.place;
    let whole = place.read(PACKAGE);
    place.write("empty", b"");
    place.write(
        "wrong",
        b"PK\x03\x04 this is some other file, long enough to be looked at",
    );
    place.write("cut", &whole[..whole.len() / 2]);
    for name in ["empty", "wrong", "cut"] {
        place.run(&["inspect", name]).refused("truncated");
        sealed.verify(name, &[]).refused("truncated");
        sealed
            .open("recipient", name, &["--to", "all"])
            .refused("truncated");
    }
    place
        .run(&["inspect", "missing"])
        .fails(3, "not done: missing cannot be read: there is no");
    place
        .run(&["inspect", "out"])
        .fails(3, "not done: out cannot be read: it is a folder");
    assert!(!place.path("all").exists());
}

/// A receipt of the recipient for a file.
fn receipt(sealed: &Sealed, package: &str, more: &[&str]) -> Run {
    let to = ["--rung", "stored", "--to", "receipt.statement"];
    let verb = ["receipt", package, "--identity", "recipient"];
    let trust = ["--directory", "directory", "--anchor", &sealed.anchor];
    let arguments = [&verb[..], &trust, &["--at", AT], &to, more].concat();
    sealed.place.run(&arguments)
}

/// What each verb that takes a package says of a file, with a profile that is named and without.
fn every_reader(sealed: &Sealed, name: &str) -> Vec<Run> {
    sealed.place.write("named.toml", CASELOAD);
    let mut runs = vec![sealed.place.run(&["inspect", name])];
    for more in [&[][..], &["--profile", "named.toml"]] {
        runs.push(sealed.verify(name, more));
        runs.push(sealed.open("recipient", name, more));
        runs.push(receipt(sealed, name, more));
    }
    runs
}

const CASELOAD: &str = include_str!("../../../../schemas/profiles/caseload-transfer.toml");

/// Bytes with the last place of some others changed.
fn replaced(bytes: &[u8], old: &[u8], new: &[u8]) -> Vec<u8> {
    let at = bytes.windows(old.len()).rposition(|window| window == old);
    let at = at.unwrap();
    [&bytes[..at], new, &bytes[at + old.len()..]].concat()
}

/// A file that begins as a statement and is cut, or has another header, has one class for all.
#[test]
fn refuses_what_begins_as_a_statement_as_one() {
    let sealed = Sealed::new();
    let card = sealed.place.read("gp.card");
    sealed.place.write("cut", &card[..card.len() / 2]);
    let other = replaced(&card, b"handover.card+cose", b"handover.cart+cose");
    sealed.place.write("other", &other);
    for (name, class) in [("cut", "parse"), ("other", "schema")] {
        for run in every_reader(&sealed, name) {
            run.refused(class);
        }
        let run = sealed.verify(PACKAGE, &["--statement", name]);
        run.refused(class);
    }
}

/// Nothing is advised from bytes that nobody signed, and no profile changes the class.
#[test]
fn refuses_a_changed_reference_to_a_profile_as_what_nobody_signed() {
    let sealed = Sealed::new();
    let package = sealed.place.read(PACKAGE);
    let other = replaced(&package, b"caseload-transfer@1", b"caseload-transfer@7");
    sealed.place.write("other", &other);
    for run in every_reader(&sealed, "other").into_iter().skip(1) {
        assert!(!run.stderr.contains("profile"), "{}", run.stderr);
        run.refused("signature");
    }
    let desk = ["accept", "other", "--identity", "recipient"];
    let trust = ["--directory", "directory", "--anchor", &sealed.anchor];
    let run = sealed
        .place
        .run(&[&desk[..], &trust, &["--at", AT]].concat());
    assert!(!run.stderr.contains("profile"), "{}", run.stderr);
}

/// V-20: a head that verifies may name a profile that is not known here; that one is asked for.
#[test]
fn asks_for_a_profile_that_is_not_known_here() {
    let sealed = Sealed::new();
    let profile = CASELOAD.replacen("version = 1", "version = 7", 1);
    sealed.place.write("own.toml", profile);
    let case = CASE.replace("caseload-transfer@1", "caseload-transfer@7");
    sealed.place.write("case.json", case);
    let own = ["--profile", "own.toml"];
    let to = ["--for", "ZZ902:receiving-service"];
    sealed.seal("owned", &[&own[..], &to].concat()).done();
    let package = "owned/ZZ902-receiving-service.handover";
    for run in [
        sealed.open("recipient", package, &[]),
        receipt(&sealed, package, &[]),
    ] {
        assert!(run.stderr.contains("--profile"), "{}", run.stderr);
        run.refused("policy");
    }
    sealed.open("recipient", package, &own).done();
}

/// A package is read from both ends, so what comes through a pipe is no package.
#[test]
fn says_that_a_package_must_be_a_file() {
    let sealed = Sealed::new();
    let trust = ["--directory", "directory", "--anchor", &sealed.anchor];
    let by = ["--identity", "recipient", "--at", AT];
    let verbs: [&[&str]; 4] = [
        &["inspect"],
        &["verify"],
        &["open"],
        &["receipt", "--rung", "stored", "--to", "receipt.statement"],
    ];
    for name in ["-", "/dev/stdin"] {
        for verb in verbs {
            let mut arguments = [verb, &[name]].concat();
            if verb != ["inspect"] {
                arguments.extend([&trust[..], &by].concat());
            }
            let mut command = sealed.place.command(&arguments);
            let output = command.stdin(std::process::Stdio::piped()).output();
            let run = Run::of(&output.unwrap(), &arguments);
            assert!(run.stderr.contains("Write it to a file"), "{}", run.stderr);
            run.fails(2, "usage: ");
        }
    }
}

#[test]
fn refuses_any_changed_byte() {
    let sealed = Sealed::new();
    let whole = sealed.place.read(PACKAGE);
    let head_at = whole.len() - 2000;
    for (place, class) in [(20, "altered"), (whole.len() / 3, "altered"), (head_at, "")] {
        let mut changed = whole.clone();
        changed[place] ^= 1;
        sealed.place.write("changed", &changed);
        let run = sealed.open("recipient", "changed", &["--to", "all"]);
        assert_eq!(run.code, Some(1), "{place}");
        if !class.is_empty() {
            run.refused(class);
        }
        assert!(!sealed.place.path("all").exists());
    }
}

#[test]
fn refuses_what_was_sealed_to_another() {
    let sealed = Sealed::new();
    sealed
        .open("gp", PACKAGE, &["--to", "all"])
        .refused("recipient");
    // A key that came into the wrong hands still opens nothing under another's name.
    fs::copy(
        sealed.place.path("gp/sealing-1.key.pem"),
        sealed.place.path("recipient/sealing-1.key.pem"),
    )
    .unwrap();
    sealed
        .open("recipient", PACKAGE, &["--to", "all"])
        .refused("decrypt");
    assert!(!sealed.place.path("all").exists());
}

#[test]
fn refuses_a_wrong_passphrase() {
    let sealed = Sealed::new();
    let arguments = [
        "open",
        PACKAGE,
        "--identity",
        "recipient",
        "--directory",
        "directory",
        "--anchor",
        &sealed.anchor,
        "--at",
        AT,
    ];
    let mut command = sealed.place.command(&arguments);
    command.env("HANDOVER_PASSPHRASE", "four other words here");
    Run::of(&command.output().unwrap(), &arguments).refused("decrypt");

    sealed.place.write("passphrase", "four random words here\n");
    let arguments = [arguments.as_slice(), &["--passphrase-file", "passphrase"]].concat();
    let mut command = sealed.place.command(&arguments);
    command.env_remove("HANDOVER_PASSPHRASE");
    Run::of(&command.output().unwrap(), &arguments).done();
}

#[test]
fn refuses_an_expired_directory_and_an_expired_package() {
    let sealed = Sealed::new();
    let at = |at: &str| {
        sealed.place.run(&[
            "open",
            PACKAGE,
            "--identity",
            "recipient",
            "--directory",
            "directory",
            "--anchor",
            &sealed.anchor,
            "--at",
            at,
        ])
    };
    at("2026-12-31").refused("expired");
    // The directory still holds, but the package was to be opened earlier.
    sealed
        .seal(
            "short",
            &["--for", "ZZ902:receiving-service", "--open-within", "1"],
        )
        .done();
    let package = "short/ZZ902-receiving-service.handover";
    let later = [
        "open",
        package,
        "--identity",
        "recipient",
        "--directory",
        "directory",
        "--anchor",
        &sealed.anchor,
        "--at",
        "2026-09-20",
    ];
    sealed.place.run(&later).refused("expired");
}

#[test]
fn seals_nothing_that_is_not_ready() {
    let sealed = Sealed::new();
    let before = sealed.place.everything();
    let silent = CASE.replace("\"call_back\"", "\"verbal\"");
    sealed.place.write("case.json", silent);
    let run = sealed.seal("none", &["--for", "ZZ902:receiving-service"]);
    assert_eq!(run.code, Some(1));
    run.refused("policy");
    assert_eq!(before, sealed.place.everything());
    sealed.place.write("case.json", CASE);
    sealed
        .seal("none", &["--for", "ZZ902:nobody"])
        .fails(2, "usage: ");
    sealed
        .seal("none", &["--for", "ZZ999:receiving-service"])
        .refused("not-entitled");
    sealed.seal("none", &["--for", "ZZ902"]).fails(2, "usage: ");
    assert_eq!(before, sealed.place.everything());
}

#[test]
fn leaves_nothing_where_it_cannot_write() {
    let sealed = Sealed::new();
    let before = sealed.place.everything();
    // Part of the path is a file: nobody can write there, not even root.
    sealed
        .seal("case.json/out", &["--for", "ZZ902:receiving-service"])
        .fails(3, "not done: case.json/out cannot be written");
    sealed
        .open("recipient", PACKAGE, &["--to", "case.json/all"])
        .fails(3, "not done: case.json/all cannot be written");
    sealed
        .place
        .import("case.json/caseload", &[])
        .fails(3, "not done: case.json/caseload cannot be written");
    assert_eq!(before, sealed.place.everything());
}

#[test]
fn leaves_nothing_on_a_full_disk() {
    let sealed = Sealed::new();
    let place = &sealed.place;
    fs::create_dir(place.path("small")).unwrap();
    let mounted = Command::new("mount")
        .args(["-t", "tmpfs", "-o", "size=64k", "tmpfs"])
        .arg(place.path("small"))
        .status();
    if !mounted.is_ok_and(|status| status.success()) {
        eprintln!("SKIPPED: no right to mount a small disk");
        return;
    }
    let before = place.everything();
    let imported = place.import("small/caseload", &[]);
    let opened = sealed.open("recipient", PACKAGE, &["--to", "small/fits"]);
    let after = place.everything();
    let unmounted = Command::new("umount").arg(place.path("small")).status();
    assert!(unmounted.is_ok_and(|status| status.success()));
    imported.fails(
        3,
        "not done: small/caseload/cases.jsonl cannot be written: the disk is full",
    );
    opened.done();
    let left: Vec<&String> = after.iter().filter(|name| !before.contains(name)).collect();
    // What was opened, and that it was (V-26).
    let is_of_opened = |name: &str| {
        name.starts_with("small/fits") || name.starts_with("recipient/packages-opened.")
    };
    assert!(left.iter().all(|name| is_of_opened(name)), "{left:?}");
}

/// The template of a mapping with all that only its user can say.
fn mapping(place: &Place) -> String {
    let template = place.run(&["schema", "mapping", "wide-csv"]).done().stdout;
    template.replace(" = \"\"\n", " = \"2026-09-01\"\n")
}

#[test]
fn tells_what_an_extract_or_mapping_lacks() {
    let place = Place::new();
    place.write("empty.csv", b"");
    place.write("folder/other.csv", b"A,B\n1,2\n");
    place.write("bad.toml", b"mapping = \n");
    let import = |extract: &str, mapping: &str| {
        place.run(&["import", extract, "--mapping", mapping, "--to", "caseload"])
    };
    import("empty.csv", "harrow-2010").fails(3, "not done: empty.csv is empty");
    let other = import("folder", "harrow-2010");
    assert!(
        other.stderr.contains("The extract holds other.csv: "),
        "{}",
        other.stderr
    );
    other.fails(3, "not done: the table of people cannot be read");
    place.write(
        "semicolons.toml",
        mapping(&place).replace("people.csv", "other.csv"),
    );
    let other = import("folder", "semicolons.toml");
    assert!(other.stderr.contains("`delimiter`"), "{}", other.stderr);
    other.fails(3, "not done: the table of people cannot be read");
    import("missing", "harrow-2010").fails(3, "not done: missing cannot be read");
    import("folder", "wide-csv").fails(2, "usage: the mapping does not say yet: author, ");
    import("folder", "bad.toml").fails(3, "not done: bad.toml: ");
    import("folder", "missing.toml").fails(3, "not done: missing.toml cannot be read");
    assert!(!place.path("caseload").exists());
    place
        .run(&["check", "bad.toml"])
        .fails(3, "not done: bad.toml is not JSON");
    place
        .run(&["check", "empty.csv"])
        .fails(3, "not done: empty.csv is empty");
    place
        .run(&["check", "folder"])
        .fails(3, "not done: folder holds no case");
    let select = [
        "select",
        "folder",
        "--transfer-date",
        "2010-02-01",
        "--as-of",
        "2010-02-03",
    ];
    place
        .run(&select)
        .fails(3, "not done: folder/records.json cannot be read");
}

/// Files that people write are mended by line: rules, a profile, a server's configuration.
#[test]
fn names_the_line_that_is_wrong() {
    let place = Place::new();
    place.write("case.json", CASE);
    let template = |what: &str, from: &str, to: &str| {
        let text = place.run(&["schema", what]).done().stdout;
        assert!(text.contains(from), "{text}");
        let text = text.replacen(from, to, 1);
        let line = text.lines().position(|line| line.contains(to)).unwrap() + 1;
        place.write(what, text);
        line
    };
    let line = template("profile", "[floor]", "[flor]");
    place
        .run(&["check", "case.json", "--profile", "profile"])
        .fails(
            3,
            &format!("not done: profile is no profile: line {line}: unknown field"),
        );
    let line = template("rules", "months = 6", "moths = 6");
    place.write("folder/records.json", "[]");
    let select = ["select", "folder", "--rules", "rules"];
    let days = ["--transfer-date", "2010-02-01", "--as-of", "2010-02-03"];
    place.run(&[&select[..], &days].concat()).fails(
        3,
        &format!("not done: rules is no rules file: line {line}: unknown field"),
    );
    place.write("serve.toml", "data = \"d\"\nlisten = \"everywhere\"\n");
    place
        .run(&["serve", "--config", "serve.toml"])
        .fails(2, "usage: serve.toml: line 2: invalid socket address");
}

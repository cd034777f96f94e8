//! Every verb, given the wrong thing: two lines, the right exit code, nothing left behind.

use std::{fs, os::unix::fs::PermissionsExt};

use crate::{
    packages::{PACKAGE, Sealed},
    support::Run,
};

/// A verb with one word that names a file (`FILE`), which is replaced by a wrong one; what it writes
/// goes to `new`. Those that know no directory say so.
const VERBS: [(&str, bool); 25] = [
    (
        "accept FILE --all --to new --team t --worker w --role team-leader",
        true,
    ),
    ("check FILE", false),
    ("completeness CASES --mandate FILE --to new", true),
    ("countersign FILE --role office --to new", true),
    (
        "directory add FILE --card sender/card=provider --identity authority",
        false,
    ),
    (
        "event contacted FILE --all --on 2026-09-15 --to new --role team-leader",
        true,
    ),
    ("evidence FILE --case 00 --to new", true),
    (
        "fetch --all --to new --server https://127.0.0.1:1 --patience 1",
        true,
    ),
    ("import FILE --mapping harrow-2010 --to new", false),
    ("inspect FILE", false),
    ("mandate show FILE", true),
    ("mandate sign FILE --to new", true),
    (
        "misdirect FILE --all --to new --role team-leader --reason other-provider",
        true,
    ),
    ("open FILE --to new", true),
    ("push FILE --server https://127.0.0.1:1 --patience 1", true),
    (
        "query FILE --all --to new --role team-leader --reason missing-field",
        true,
    ),
    ("receipt FILE --rung stored --to new", true),
    ("reconcile --mandate FILE", true),
    (
        "redirect FILE --all --to new --role team-leader --reason moved --to-organisation ZZ903",
        true,
    ),
    (
        "refuse FILE --all --to new --role team-leader --reason capacity",
        true,
    ),
    ("request FILE --for ZZ902 --to new", true),
    ("roster show FILE", true),
    ("seal FILE --for ZZ902:receiving-service --to new", true),
    ("send FILE --to new", true),
    ("verify FILE", true),
];

/// Runs a verb of the table on `file`.
fn run(sealed: &Sealed, verb: (&str, bool), file: &str, directory: &str, more: &[&str]) -> Run {
    let (words, knows_directory) = verb;
    let mut arguments: Vec<&str> = words
        .split(' ')
        .map(|word| match word {
            "FILE" => file,
            "CASES" => "case.json",
            word => word,
        })
        .collect();
    let takes_identity = knows_directory
        && !["mandate show", "roster show", "verify"]
            .iter()
            .any(|verb| words.starts_with(verb));
    if takes_identity {
        arguments.extend(["--identity", "recipient"]);
    }
    if knows_directory {
        arguments.extend(["--directory", directory, "--anchor", &sealed.anchor]);
        if !more.contains(&"--at") {
            arguments.extend(["--at", crate::support::AT_2026]);
        }
    }
    arguments.extend(more);
    sealed.place.run(&arguments)
}

/// The last two lines are the message; nothing was made.
#[track_caller]
fn told(run: &Run, what: &str, codes: &[i32], before: &[String], sealed: &Sealed) {
    let code = run.code.unwrap_or(-1);
    assert!(
        codes.contains(&code),
        "{what}: {code}\n{}{}",
        run.stdout,
        run.stderr
    );
    let lines: Vec<&str> = run.stderr.lines().collect();
    let (said, advice) = match lines.as_slice() {
        [.., said, advice] => (*said, *advice),
        _ => panic!("{what}: {}", run.stderr),
    };
    let begins = ["", "refused (", "usage: ", "not done: "][usize::try_from(code).unwrap()];
    assert!(
        said.starts_with(begins) && !advice.is_empty(),
        "{what}\n{}",
        run.stderr
    );
    assert_eq!(run.stdout, "", "{what}");
    assert_eq!(sealed.place.everything(), before, "{what}\n{}", run.stderr);
}

fn names_a_file(verb: &&(&str, bool)) -> bool {
    verb.0.contains("FILE")
}

#[test]
fn a_file_that_is_missing_empty_wrong_cut_or_a_folder() {
    let sealed = Sealed::new();
    let whole = sealed.place.read(PACKAGE);
    sealed.place.write("empty", b"");
    sealed.place.write(
        "wrong",
        b"PK\x03\x04 some other file, long enough to be looked at",
    );
    sealed.place.write("cut", &whole[..whole.len() / 2]);
    fs::create_dir(sealed.place.path("folder")).unwrap();
    let before = sealed.place.everything();
    for verb in VERBS.iter().filter(names_a_file) {
        for file in ["missing", "empty", "wrong", "cut", "folder"] {
            let run = run(&sealed, *verb, file, "directory", &[]);
            let what = format!("{} on {file}", verb.0);
            told(&run, &what, &[1, 2, 3], &before, &sealed);
            // A file of another kind may be a slip of the one who typed; it is named then.
            let is_slip = run.code == Some(2);
            assert!(
                !is_slip || run.stderr.contains(file),
                "{what}\n{}",
                run.stderr
            );
        }
    }
}

#[test]
fn a_directory_that_is_missing_empty_wrong_or_expired() {
    let sealed = Sealed::new();
    sealed.place.write("empty", b"");
    sealed.place.write("wrong", sealed.place.read(PACKAGE));
    let before = sealed.place.everything();
    for verb in VERBS.iter().filter(|verb| verb.1) {
        for directory in ["missing", "empty", "wrong"] {
            let run = run(&sealed, *verb, PACKAGE, directory, &[]);
            let what = format!("{} with directory {directory}", verb.0);
            told(&run, &what, &[1, 3], &before, &sealed);
        }
        let later = ["--at", "2036-01-01"];
        let run = run(&sealed, *verb, PACKAGE, "directory", &later);
        let what = format!("{} ten years later", verb.0);
        told(&run, &what, &[1], &before, &sealed);
        let class = run.stderr.lines().nth_back(1).unwrap().to_owned();
        assert!(class.starts_with("refused (expired): "), "{what}\n{class}");
    }
}

#[test]
fn a_place_where_nothing_can_be_written_or_something_is() {
    let sealed = Sealed::new();
    sealed.place.write("new", b"somebody else's");
    let locked = sealed.place.path("locked");
    fs::create_dir(&locked).unwrap();
    fs::set_permissions(&locked, fs::Permissions::from_mode(0o500)).unwrap();
    let before = sealed.place.everything();
    for (verb, file) in [
        ("import FILE --mapping harrow-2010 --to new", "case.json"),
        ("open FILE --to new", PACKAGE),
        ("receipt FILE --rung stored --to new", PACKAGE),
        (
            "seal FILE --for ZZ902:receiving-service --to new",
            "case.json",
        ),
    ] {
        let knows_directory = !verb.starts_with("import");
        let taken = run(&sealed, (verb, knows_directory), file, "directory", &[]);
        told(&taken, verb, &[3], &before, &sealed);
        // Who may write everywhere, as in a container, finds a folder that is not there instead.
        for nowhere in ["locked/new", "not/there/new"] {
            let verb = verb.replace("--to new", &format!("--to {nowhere}"));
            if nowhere == "locked/new" && fs::write(locked.join("probe"), "").is_ok() {
                fs::remove_file(locked.join("probe")).unwrap();
                continue;
            }
            let run = run(&sealed, (&verb, knows_directory), file, "directory", &[]);
            told(&run, &verb, &[3], &before, &sealed);
        }
    }
    assert_eq!(sealed.place.read("new"), b"somebody else's");
}

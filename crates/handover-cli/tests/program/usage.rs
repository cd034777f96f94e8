//! The contract of the command line.

use crate::support::Place;

const VERBS: [&str; 17] = [
    "demo",
    "identity",
    "directory",
    "import",
    "check",
    "select",
    "seal",
    "inspect",
    "verify",
    "open",
    "schema",
    "send",
    "inbox",
    "fetch",
    "push",
    "pull",
    "status",
];

#[test]
fn explains_every_verb() {
    let place = Place::new();
    let help = place.run(&["--help"]).done().stdout;
    for verb in VERBS {
        assert!(help.contains(&format!("  {verb} ")), "{verb}");
        let own = place.run(&[verb, "--help"]).done().stdout;
        assert!(own.contains(&format!("Usage: handover {verb}")), "{verb}");
        assert!(
            own.lines().all(|line| line.chars().count() <= 100),
            "{verb}\n{own}"
        );
    }
}

/// What a program is written against is the very file that the tests hold against the running server.
#[test]
fn prints_the_documents_behind_it_byte_for_byte() {
    let place = Place::new();
    for (what, file) in [
        ("case", "case.schema.json"),
        ("cddl", "handover.cddl"),
        ("openapi", "openapi.json"),
    ] {
        let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../../schemas");
        let file = std::fs::read_to_string(format!("{folder}/{file}")).unwrap();
        assert!(place.run(&["schema", what]).done().stdout == file, "{what}");
        let named = place.run(&["schema", what, "name"]);
        named.fails(2, "usage: there is only one of these");
    }
    let interface = place.run(&["schema", "openapi"]).done().json();
    assert_eq!(interface["openapi"], "3.1.0");
    assert!(interface["paths"]["/v1/statements"].is_object());
}

#[test]
fn tells_a_mistake_in_two_lines() {
    let place = Place::new();
    place
        .run(&["opne"])
        .fails(2, "usage: unrecognized subcommand 'opne'");
    place.run(&["open"]).fails(
        2,
        "usage: the following required arguments were not provided",
    );
    place
        .run(&["verify", "x", "--at", "soon"])
        .fails(2, "usage: invalid value 'soon'");
    place
        .run(&["check", "x", "--nonsense"])
        .fails(2, "usage: unexpected argument '--nonsense'");
    assert_eq!(place.run(&[]).code, Some(2));
}

#[test]
fn takes_no_secret_as_an_argument() {
    let place = Place::new();
    for verb in ["seal", "open", "send", "inbox"] {
        let help = place.run(&[verb, "--help"]).done().stdout;
        assert!(!help.contains("--passphrase "), "{verb}");
    }
}

#[test]
fn asks_for_no_passphrase_where_there_is_no_terminal() {
    let place = Place::new();
    let arguments = [
        "identity",
        "new",
        "--organisation",
        "ZZ901",
        "--name",
        "N",
        "--contact",
        "c",
    ];
    let mut command = place.command(&arguments);
    command.env_remove("HANDOVER_PASSPHRASE");
    crate::support::Run::of(&command.output().unwrap(), &arguments)
        .fails(2, "usage: the keys need a passphrase");
    assert!(place.everything().is_empty());
}

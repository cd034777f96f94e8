//! Talking to a server that is not there, or not ours: told in two lines, with nothing left behind.

use std::net::TcpListener;

use crate::{
    packages::{PACKAGE, Sealed},
    support::{AT_2026 as AT, Run},
};

/// What the verbs that talk have in common.
fn online(sealed: &Sealed, words: &[&str], who: &str, server: Option<&str>) -> Run {
    let mut arguments = words.to_vec();
    arguments.extend(["--identity", who, "--directory", "directory"]);
    arguments.extend(["--anchor", &sealed.anchor, "--at", AT, "--patience", "1"]);
    if let Some(server) = server {
        arguments.extend(["--server", server]);
    }
    sealed.place.run(&arguments)
}

#[test]
fn a_server_that_is_not_there_is_told_in_words_that_lead_somewhere() {
    let sealed = Sealed::new();
    let free = TcpListener::bind("127.0.0.1:0")
        .unwrap()
        .local_addr()
        .unwrap();
    let nobody = format!("https://{free}");
    let before = sealed.place.everything();
    let send = ["send", PACKAGE, "--to", "receipt"];
    for words in [
        &send[..],
        &["inbox"],
        &["fetch", "--all", "--to", "."],
        &["pull", "--to", "."],
        &["status"],
    ] {
        let who = if words[0] == "send" {
            "sender"
        } else {
            "recipient"
        };
        let run = online(&sealed, words, who, Some(&nobody));
        run.fails(3, "not done: the server of ZZ902: connection is refused");
        let run = online(&sealed, words, who, Some("https://nowhere.invalid"));
        run.fails(3, "not done: the server of ZZ902: name does not resolve");
        let run = online(&sealed, words, who, Some("http://127.0.0.1:1"));
        run.fails(2, "usage: the server of ZZ902: address is not one of https");
    }
    assert_eq!(sealed.place.everything(), before);
}

#[test]
fn without_an_address_it_says_where_one_comes_from() {
    let sealed = Sealed::new();
    let run = online(&sealed, &["inbox"], "recipient", None);
    run.fails(2, "usage: the card of ZZ902 names no server");
    let run = online(&sealed, &["status", "--server-of", "ZZ777"], "sender", None);
    run.fails(2, "usage: the directory has no card of ZZ777");
    let run = online(
        &sealed,
        &["send", PACKAGE, "--to", "receipt"],
        "sender",
        None,
    );
    assert_eq!(run.code, Some(2));
    assert!(
        run.stderr
            .contains("ZZ902 has no server on its card: bring it")
    );
}

#[test]
fn only_its_sender_sends_a_package_and_only_whole() {
    let sealed = Sealed::new();
    let send = ["send", PACKAGE, "--to", "receipt"];
    let run = online(&sealed, &send, "recipient", Some("https://nowhere.invalid"));
    run.refused("not-entitled");
    let mut bytes = sealed.place.read(PACKAGE);
    bytes[30] ^= 1;
    sealed.place.write("changed", &bytes);
    let send = ["send", "changed", "--to", "receipt"];
    let run = online(&sealed, &send, "sender", Some("https://nowhere.invalid"));
    run.refused("altered");
    let two = ["send", PACKAGE, PACKAGE, "--to", "receipt"];
    let run = online(&sealed, &two, "sender", Some("https://nowhere.invalid"));
    run.fails(2, "usage: several receipts do not fit in one file");
}

#[test]
fn a_card_says_where_packages_go() {
    let sealed = Sealed::new();
    let place = &sealed.place;
    let server = [
        "--server",
        "https://hub.example.invalid:8470",
        "--server-by",
        "ZZV01",
    ];
    place.identity("with-server", "ZZ905", &server);
    let card = place.read("with-server/card");
    let card = String::from_utf8_lossy(&card);
    assert!(card.contains("https://hub.example.invalid:8470") && card.contains("ZZV01"));
    let run = place.run(&[
        "identity",
        "new",
        "--identity",
        "other",
        "--organisation",
        "ZZ906",
        "--name",
        "n",
        "--contact",
        "c",
        "--server",
        "http://hub.example.invalid",
    ]);
    run.fails(2, "usage: --server is no address of a server");
}

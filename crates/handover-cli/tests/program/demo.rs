//! The demonstration is true.

use std::{
    io::{BufRead, BufReader},
    process::{Command, Stdio},
};

use crate::support::{Place, Run};

#[test]
fn tells_the_whole_story_and_leaves_nothing() {
    let place = Place::new();
    let mut demo = place.command(&["demo"]);
    // What happens within this machine passes through no proxy.
    demo.env("HTTPS_PROXY", "http://127.0.0.1:1");
    let story = Run::of(&demo.output().unwrap(), &["demo"]).done();
    assert_eq!(story.stderr, "");
    assert!(place.everything().is_empty());
    let story = story.stdout;
    for said in [
        "HB0294  Kestrel Ashdown: exclude, journeys-too-few",
        "HB0294  Kestrel Ashdown: include, extra:unplanned-exit",
        "risk.assessed.value.on: 222 days old on 2010-02-01. (D-27)",
        "Last assessed 7 months ago. Reassess before you rely on it.",
        "listed it to go to ZF201 (extra:unplanned-exit)",
        "refused: recipient",
        "refused: decrypt",
        "refused: altered",
        "refused: truncated",
        "asks for the cases:  not given",
        "for ZF201, said by ZF201 at 2010-02-03 18:05 UTC",
        "from ZF101, 77 cases, ",
        "What came is, byte for byte, what was sealed.",
        "and hold none of them.",
        "1 statement filed; ",
        "--statement seen --server-of ZF201 ...",
        "=   120  clients in the extract",
        "Case HB0294, read",
        "MAY CLOSE: no",
        "1  refused      refused by the recipient",
        "35  Marl Hospital Liaison (fictional) (ZF301)",
        "MAY CLOSE: yes",
        "120  everyone in the roster",
        "ZF201 accepted it: team Millrace East, worker Idris Calloway",
    ] {
        assert!(story.contains(said), "{said}\n{story}");
    }
    assert!(
        !story.contains('\u{1b}'),
        "no colour where there is no terminal"
    );
    assert!(story.lines().all(|line| line.chars().count() <= 101));
}

#[test]
fn keeps_its_folder_if_asked() {
    let place = Place::new();
    place.run(&["demo", "--keep", "here"]).done();
    let names = place.everything();
    for kept in [
        "here/packages/ZF201-receiving-service.handover",
        "here/server/ledger",
        "here/transfer/roster-2-frozen",
        "here/transfer/stored-1",
        "here/transfer/ZF202-receiving-service-stored",
    ] {
        assert!(names.iter().any(|name| name == kept), "{kept}");
    }
    // What was sealed and what came are the same files, under other names.
    let sealed = place.read("here/packages/ZF201-receiving-service.handover");
    let mut incoming = names
        .iter()
        .filter(|name| name.starts_with("here/incoming/") && name.ends_with(".handover"));
    assert!(incoming.any(|name| place.read(name) == sealed));
    // The council heard of everything by the server alone.
    for kind in [
        "mandate",
        "roster",
        "package",
        "receipt",
        "verdict",
        "event",
        "countersign",
    ] {
        let begins = format!("here/seen/{kind}-");
        assert!(names.iter().any(|name| name.starts_with(&begins)), "{kind}");
    }
    place
        .run(&["demo", "--keep", "here"])
        .fails(3, "not done: here cannot be written");
}

#[test]
fn begins_nothing_where_nobody_could_reach_a_server() {
    let place = Place::new();
    let demo = ["demo", "--keep", "here"];
    let command = place.command(&demo);
    // A network of its own, in which nothing is up; where that is not allowed, nothing is to be seen here.
    let mut alone = Command::new("unshare");
    alone.args(["--map-root-user", "--net"]);
    if !alone
        .arg("true")
        .output()
        .is_ok_and(|run| run.status.success())
    {
        return;
    }
    let mut alone = Command::new("unshare");
    alone
        .args(["--map-root-user", "--net"])
        .arg(command.get_program());
    alone.args(command.get_args()).current_dir(place.path(""));
    Run::of(&alone.output().unwrap(), &demo).fails(
        3,
        "not done: no connection within this machine (127.0.0.1) can be opened: ",
    );
    assert!(place.everything().is_empty());
}

/// Server and story go on until the program ends, and leave nothing behind even so.
#[test]
fn leaves_nothing_when_it_is_told_to_stop() {
    for chapter in ["1. ", "7. ", "9. "] {
        let place = Place::new();
        let mut demo = place.command(&["demo"]);
        let mut demo = demo.stdout(Stdio::piped()).spawn().unwrap();
        let lines = BufReader::new(demo.stdout.take().unwrap()).lines();
        let mut lines = lines.map(Result::unwrap);
        assert!(lines.any(|line| line.starts_with(chapter)), "{chapter}");
        let mut kill = Command::new("kill");
        kill.args(["-INT", &demo.id().to_string()]);
        assert!(kill.status().unwrap().success());
        // Read on: a reader that goes away ends the program in another way.
        lines.for_each(drop);
        assert_eq!(demo.wait().unwrap().code(), Some(130), "{chapter}");
        assert!(place.everything().is_empty(), "{chapter}");
    }
}

//! Told to stop (SIGINT, SIGTERM) in the middle of the work: nothing half-done is left.

use std::{
    process::{Command, Stdio},
    thread::sleep,
    time::Duration,
};

use crate::{
    packages::{Sealed, TWO_READERS},
    support::{AT_2026 as AT, IMPORT, Place},
};

/// So many cases that the work can be caught at.
const CASES: usize = 60;

/// When it is stopped, after the first byte was written, in milliseconds.
const MOMENTS: [u64; 4] = [0, 20, 80, 200];

/// Whether something unfinished is there: its name ends in `.part`.
fn is_at_work(place: &Place) -> bool {
    let names = place.everything();
    names.iter().any(|name| name.contains(".part"))
}

/// Runs a verb, and stops it by `signal` a little after it has begun to write.
///
/// Whatever moment is met: what it makes is there whole, or nothing is. At least once it is met at work.
fn interrupted(place: &Place, signal: &str, arguments: &[&str], result: &str) {
    let before = place.everything();
    let mut caught = false;
    for moment in MOMENTS {
        let mut command = place.command(arguments);
        let mut process = command
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        while !is_at_work(place) && process.try_wait().unwrap().is_none() {
            sleep(Duration::from_millis(1));
        }
        sleep(Duration::from_millis(moment));
        let kill = format!("kill -{signal} {} 2>/dev/null", process.id());
        Command::new("sh").args(["-c", &kill]).status().unwrap();
        let code = process.wait().unwrap().code();
        assert!(matches!(code, Some(0 | 130)), "{arguments:?}: {code:?}");
        if place.path(result).exists() {
            // It was done, or only had to say so.
            break;
        }
        assert_eq!(code, Some(130), "{arguments:?}");
        caught = true;
        assert_eq!(place.everything(), before, "{arguments:?} {signal}");
    }
    assert!(caught, "{arguments:?} was never met at work");
    if !place.path(result).exists() {
        place.run(arguments).done();
    }
    assert!(!is_at_work(place), "{:?}", place.everything());
}

#[test]
fn an_import_leaves_nothing_when_it_is_stopped() {
    let place = Place::new();
    let import = [&IMPORT[..], &["--to", "caseload"]].concat();
    interrupted(&place, "INT", &import, "caseload");
}

/// Nor do the lists in the identity folder name a package that is not there.
#[test]
fn seal_and_open_leave_nothing_when_they_are_stopped() {
    let sealed = Sealed::new();
    let place = &sealed.place;
    let mut case: serde_json::Value = serde_json::from_str(TWO_READERS).unwrap();
    for number in 0..CASES {
        *case
            .pointer_mut("/sections/handover/case_reference")
            .unwrap() = format!("C-{number}").into();
        place.write(&format!("cases/{number}.json"), case.to_string());
    }
    let trust = [
        "--directory",
        "directory",
        "--anchor",
        &sealed.anchor,
        "--at",
        AT,
    ];
    let seal = ["seal", "cases", "--to", "sealed", "--identity", "sender"];
    let to = ["--for", "ZZ902:receiving-service", "--for", "ZZG01:gp"];
    interrupted(place, "TERM", &[&seal[..], &to, &trust].concat(), "sealed");
    let package = "sealed/ZZ902-receiving-service.handover";
    let open = ["open", package, "--to", "opened", "--identity", "recipient"];
    interrupted(place, "INT", &[&open[..], &trust].concat(), "opened");
}

//! The scripts of `tests/` that run real servers, in the small; each takes numbers to do it in the large.

use std::{path::Path, process::Command};

/// Runs a script of `tests/` with this program; it must end well and print these words.
#[track_caller]
fn script(name: &str, arguments: &[&str], words: &str) {
    let tests = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests");
    let mut command = Command::new("python3");
    command.arg("-B").arg(tests.join(name)).args(arguments);
    command.args(["--program", env!("CARGO_BIN_EXE_handover")]);
    let done = command.output().expect("these tests need Python 3");
    let told = String::from_utf8_lossy(&done.stdout);
    let complaint = String::from_utf8_lossy(&done.stderr);
    assert!(done.status.success(), "{name}: {told}{complaint}");
    // Some need `strace` and say so where it is not.
    let is_skipped = told.starts_with("SKIPPED");
    assert!(is_skipped || told.contains(words), "{name}: {told}");
}

/// F-1, F-3: sender and server killed, then the whole way to the commissioner.
#[test]
fn killed_at_random_moments_everything_arrives_and_is_reconciled() {
    let words = "12 stored, 0 lost, 0 double, receipts byte-identical";
    script(
        "kill_loop.py",
        &["2", "--cases", "12", "--packages", "3"],
        words,
    );
}

/// F-22, F-24 to F-26, P-9: idle, slow, large and many.
#[test]
fn whoever_strains_the_server_is_shed_and_an_honest_sender_goes_on() {
    let small = ["--connections", "150", "--patience", "1"];
    let arguments = [&small[..], &["--body", "100000000"]].concat();
    script("strain.py", &arguments, ": 0 found");
}

/// F-2: the first synchronisations fail.
#[test]
fn where_a_call_fails_nothing_is_receipted_that_is_not_durable() {
    let arguments = ["--most", "2", "--only", "fsync:EIO,rename:ENOSPC"];
    script("fail_each_call.py", &arguments, " 0 lost, 0 double");
}

/// F-6 to F-9: answers are cut, and senders come together.
#[test]
fn cut_connections_and_many_senders_have_one_effect() {
    let few = ["--step", "400", "--most", "3"];
    let arguments = [&few[..], &["--senders", "4", "--cases", "20"]].concat();
    script(
        "cut_answers.py",
        &arguments,
        "1 receipt, byte-identical for all",
    );
}

/// F-4: what was not synchronised is gone.
#[test]
fn what_was_receipted_survives_a_power_cut() {
    let arguments = ["4", "--packages", "12", "--cases", "2"];
    script("power_cut.py", &arguments, " 0 lost, 0 double");
}

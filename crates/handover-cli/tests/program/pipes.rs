//! Standard output that goes away or is full.

use std::{fs::File, io::Read, process::Stdio};

use crate::support::{Place, Run};

#[test]
fn ends_quietly_when_the_reader_goes_away() {
    let place = Place::new();
    let mut child = place
        .command(&["schema", "case"])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    drop(child.stdout.take());
    let mut told = String::new();
    child
        .stderr
        .take()
        .unwrap()
        .read_to_string(&mut told)
        .unwrap();
    assert_eq!(told, "");
    assert_eq!(child.wait().unwrap().code(), Some(3));
}

#[test]
fn says_when_standard_output_is_full() {
    let Ok(full) = File::options().write(true).open("/dev/full") else {
        eprintln!("SKIPPED: there is no /dev/full here");
        return;
    };
    let place = Place::new();
    let arguments = ["schema", "case"];
    let mut command = place.command(&arguments);
    command.stdout(full);
    Run::of(&command.output().unwrap(), &arguments).fails(
        3,
        "not done: standard output cannot be written: the disk is full",
    );
}

//! Completeness: totals for the commissioner, and the exact report for the recipient alone.

use std::{fs, os::unix::fs::PermissionsExt};

use serde_json::Value;

use crate::{rosters::OWNED, standing::Standing, transfers::Transfer};

/// Sender and recipient agree to the mandate.
fn bind(transfer: &Transfer) {
    let mandate = transfer.only("mandate");
    for who in ["sender", "recipient"] {
        transfer.countersign(who, &mandate, "office").done();
    }
}

/// Takes what was written away.
fn remove(transfer: &Transfer) {
    for name in [transfer.all("completeness"), transfer.all("reply")].concat() {
        fs::remove_file(transfer.place.path(&name)).unwrap();
    }
}

/// A transfer that everybody agreed to, with its roster.
fn agreed() -> Transfer {
    let transfer = Transfer::new();
    bind(&transfer);
    let decisions = ["--decisions", "decisions.json"];
    transfer.select(&[&OWNED[..], &decisions].concat()).done();
    transfer
}

fn report(transfer: &Transfer, more: &[&str]) -> crate::support::Run {
    let mandate = transfer.only("mandate");
    let arguments = ["completeness", "caseload", "--mandate", &mandate];
    let decisions = ["--decisions", "decisions.json"];
    let with = ["--statement", "transfer"];
    transfer.run(
        "sender",
        &[&arguments[..], &decisions, &with, more].concat(),
    )
}

/// Protocol section 8: the exact report travels sealed to the recipient, and nobody else reads it.
#[test]
fn the_recipient_gets_the_exact_report_and_nobody_else() {
    let transfer = agreed();
    let made = report(&transfer, &["--to", "transfer", "--json"])
        .done()
        .json();
    let exact = made["exact"].as_array().unwrap();
    assert_eq!(exact.len(), 1);
    assert_eq!(exact[0]["for"], "ZZ902");
    let file = exact[0]["file"].as_str().unwrap();
    let mode = fs::metadata(transfer.place.path(file))
        .unwrap()
        .permissions();
    assert_eq!(mode.mode() & 0o777, 0o600);
    let open = |who: &str, more: &[&str]| {
        let arguments = ["open", file, "--statement", "transfer"];
        transfer.run(who, &[&arguments[..], more].concat())
    };
    let read = open("recipient", &[]).done();
    assert_eq!(read.stderr, "");
    let text = read.stdout.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(
        text.contains("Completeness of the cases of a mandate"),
        "{text}"
    );
    assert!(
        text.contains("Exact completeness of the 85 cases that go to ZZ902"),
        "{text}"
    );
    // The one count that the commissioner does not see, and a case by its reference.
    assert!(text.contains(" HB0294: "), "{text}");

    // The counts are those of the cases, and add up.
    let whole: Value = open("recipient", &["--as", "json"]).done().json();
    let blocks = whole["sections"]["handover"]["references"]["value"]
        .as_array()
        .unwrap();
    let lines: Vec<&str> = blocks
        .iter()
        .flat_map(|block| block["value"].as_str().unwrap().lines())
        .collect();
    let (fields, cases): (Vec<&str>, Vec<&str>) = lines
        .iter()
        .filter(|line| line.contains(": ") && !line.contains(": how"))
        .filter(|line| !line.starts_with("CASES") && !line.starts_with("FIELDS"))
        .partition(|line| line.starts_with(|first: char| first.is_ascii_digit()));
    assert_eq!(fields.len(), 81);
    for line in &fields {
        let (_, counts) = line.split_once(": ").unwrap();
        let counts = counts.split(", ").map(|count| {
            let (_, count) = count.rsplit_once(' ').unwrap();
            count.parse::<u64>().unwrap()
        });
        assert_eq!(counts.sum::<u64>(), 85, "{line}");
    }
    // What is not known of how many cases is what is said of each.
    let mut unknown = 0;
    for line in &fields {
        let (field, counts) = line.split_once(": ").unwrap();
        for count in counts.split(", ") {
            let (reason, count) = count.rsplit_once(' ').unwrap();
            if ["not-asked", "unknown", "not-held-by-sender"].contains(&reason) {
                let said = format!(" {field} {reason}");
                let of = cases.iter().filter(|case| case.contains(&said)).count();
                assert_eq!(of.to_string(), count, "{line}");
                unknown += of;
            }
        }
    }
    assert!(unknown > 100, "{unknown}");

    for who in ["authority", "gp"] {
        open(who, &[]).refused("recipient");
    }
    let signed = transfer.only("completeness");
    let seen = ["verify", &signed, "--json"];
    let seen = transfer.look(&seen).done().stdout;
    assert!(!seen.contains("HB0"), "{seen}");
}

/// All of it or nothing: what cannot be written leaves nothing behind.
#[test]
fn the_report_is_written_whole_or_not_at_all() {
    let transfer = agreed();
    report(&transfer, &["--to", "report.statement"]).fails(
        2,
        "usage: the exact report goes in packages beside the statement",
    );
    assert!(!transfer.place.path("report.statement").exists());
    let made = report(&transfer, &["--to", "transfer", "--json"])
        .done()
        .json();
    // The same statement again is there already: its packages go too.
    let exact = made["exact"][0]["file"].as_str().unwrap();
    fs::remove_file(transfer.place.path(exact)).unwrap();
    let again = report(&transfer, &["--to", "transfer"]);
    assert_eq!(again.code, Some(3), "{}", again.stderr);
    assert!(transfer.all("reply").is_empty());
}

/// Two files with one reference are not counted twice, nor one for the other.
#[test]
fn two_files_of_one_case_are_refused() {
    let transfer = agreed();
    transfer.place.change_cases(|line| {
        let times = if line.contains("\"HB0294\"") { 2 } else { 1 };
        vec![line.to_owned(); times]
    });
    let told = report(&transfer, &["--to", "transfer"]).fails(3, "not done: ");
    assert!(
        told.stderr.contains("one case reference"),
        "{}",
        told.stderr
    );
    assert!(!told.stderr.contains("HB0294"), "{}", told.stderr);
}

/// S-40 for the commissioner: totals of every included case, without small counts, and only under the
/// mandate's roster.
#[test]
fn the_commissioner_gets_totals_of_what_is_in_the_cases() {
    let transfer = Transfer::new();
    let mandate = transfer.only("mandate");
    let report = |who: &str, more: &[&str]| {
        let mut arguments = vec!["completeness", "caseload", "--mandate", &mandate];
        arguments.extend(["--statement", "transfer", "--to", "transfer"]);
        arguments.extend(more);
        transfer.run(who, &arguments)
    };
    report("sender", &[]).fails(2, "usage: no roster of this mandate is at hand");
    let decisions = ["--decisions", "decisions.json"];
    transfer.select(&[&OWNED[..], &decisions].concat()).done();
    report("recipient", &[]).refused("not-entitled");
    // Nobody gets the exact report who is not bound by the mandate.
    report("sender", &[]).refused("countersignature");
    assert!(transfer.all("completeness").is_empty() && transfer.all("reply").is_empty());
    bind(&transfer);
    let signed = report("sender", &["--json"]).done().json();
    assert_eq!(signed["count"], 85);
    assert_eq!(transfer.all("completeness").len(), 1);
    remove(&transfer);
    // As sealing will: with what the decisions lay over the drafts (702, 903).
    let silent = |more: &[&str]| {
        report("sender", more).done();
        let mandate = transfer.only("mandate");
        let shown = [
            "reconcile",
            "--mandate",
            &mandate,
            "--statement",
            "transfer",
            "--json",
        ];
        let shown = transfer.look(&shown).json();
        remove(&transfer);
        let fields = shown["completeness"]["fields"].as_array().unwrap().clone();
        let of =
            |id: u16| fields.iter().find(|field| field["field"] == id).unwrap()["value"].clone();
        (of(702), of(903))
    };
    let drafts = silent(&[]);
    let sealed = silent(&["--decisions", "decisions.json"]);
    assert_eq!(sealed.1, 85);
    assert_ne!(drafts, sealed);
    // A folder without one of the cases does not make a report of the others.
    transfer.place.change_cases(|line| {
        let goes = line.contains("\"HB0294\"");
        if goes { vec![] } else { vec![line.to_owned()] }
    });
    report("sender", &[]).refused("policy");
    assert!(transfer.all("completeness").is_empty() && transfer.all("reply").is_empty());
}

/// V-43: of fewer than 20 cases nothing is reported, to anybody.
#[test]
fn few_cases_are_not_reported() {
    let standing = Standing::new();
    let mandate = standing.only("mandate");
    let report = ["completeness", "cases", "--mandate", &mandate];
    let with = ["--statement", "transfer", "--to", "transfer"];
    let before = standing.place.everything();
    let told = standing.run("sender", &[&report[..], &with].concat());
    let told = told.refused("policy").stderr;
    assert!(told.contains("2 cases are fewer than 20"), "{told}");
    assert_eq!(before, standing.place.everything());
}

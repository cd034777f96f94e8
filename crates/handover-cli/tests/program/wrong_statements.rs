//! What is said under a mandate, and must not count: each has its class, and is named.

use std::fs;

use handover::trust::{
    Countersign, Receipt, ReceiptRung, Roster, RosterCounts, StatementId, Verdict, VerdictAnswer,
    VerdictRow,
};
use serde_json::{Value, json};

use crate::{
    desk::{TO, says},
    handmade::{Agreed, NOW, agree, place, say, seal, sections, signer, time, token},
    packages::Sealed,
};

const PACKAGE: &str = "package.handover";

/// Two cases for ZZ902 in one package of which nothing is said yet; its id.
fn transfer() -> (Sealed, Agreed, StatementId) {
    let sealed = place();
    let agreed = agree(&sealed, &[(1, "ZZ902"), (2, "ZZ902")]);
    let cases = (1..3).map(|n| (n, sections(n))).collect();
    let index = seal(&sealed, PACKAGE, Some(&agreed), &["ZZ902"], cases);
    fs::copy(mandate(&sealed, &agreed), sealed.place.path("mandate")).unwrap();
    let package = *index.head().id();
    (sealed, agreed, package)
}

fn mandate(sealed: &Sealed, agreed: &Agreed) -> std::path::PathBuf {
    let id = agreed.mandate.id().to_string();
    let name = format!("transfer/mandate-{}.statement", id);
    sealed.place.path(&name)
}

fn reconciled(sealed: &Sealed) -> Value {
    let arguments = [
        "reconcile",
        "--mandate",
        "mandate",
        "--statement",
        "transfer",
    ];
    let more = ["--directory", "directory", "--anchor", &sealed.anchor];
    let at = ["--at", "2026-09-16T10:00:00Z", "--json"];
    let run = sealed.place.run(&[&arguments[..], &more, &at].concat());
    assert_eq!(run.code, Some(1), "{}{}", run.stdout, run.stderr);
    run.json()
}

/// The classes of what does not count, by kind, and where the cases stand.
fn named(report: &Value) -> (Vec<String>, Value) {
    let uncounted = report["uncounted"].as_array().unwrap().iter();
    let named = uncounted.map(|what| {
        let word = |member: &str| what[member].as_str().unwrap();
        format!("{} {}", word("kind"), word("class"))
    });
    (named.collect(), report["totals"].clone())
}

fn receipt(agreed: &Agreed, package: StatementId) -> Receipt {
    Receipt {
        at: time(NOW),
        by: "ZZ902".parse().unwrap(),
        r#for: "ZZ902".parse().unwrap(),
        mandate: Some(*agreed.mandate.id()),
        package,
        audience: Some("receiving-service".parse().unwrap()),
        rung: ReceiptRung::Opened,
        unreadable: Vec::new(),
    }
}

fn verdict(agreed: &Agreed, package: StatementId, by: &str, at: u64) -> Verdict {
    Verdict {
        at: time(at),
        by: by.parse().unwrap(),
        mandate: Some(*agreed.mandate.id()),
        package,
        audience: "receiving-service".parse().unwrap(),
        verdicts: vec![VerdictRow {
            token: token(1),
            re: None,
            answer: VerdictAnswer::Accepted {
                team: "North team".parse().unwrap(),
                worker: "P. Shah".parse().unwrap(),
            },
        }],
    }
}

/// V-09: a clock may be five minutes ahead and no more.
#[test]
fn a_clock_outside_the_tolerance_is_expired() {
    let (sealed, agreed, package) = transfer();
    say(&sealed, "recipient", "service", receipt(&agreed, package));
    let ahead = |secs: u64| {
        let said = verdict(&agreed, package, "ZZ902", NOW + secs);
        let person = signer(&sealed, "recipient", "person-prescriber");
        let said = person.sign(said).unwrap();
        let name = format!("transfer/{secs}.statement");
        sealed.place.write(&name, said.as_bytes());
        let report = reconciled(&sealed);
        fs::remove_file(sealed.place.path(&name)).unwrap();
        let verify = [
            "verify",
            "said",
            "--directory",
            "directory",
            "--anchor",
            &sealed.anchor,
        ];
        sealed.place.write("said", said.as_bytes());
        let at = ["--at", "2026-09-16T10:00:00Z"];
        let run = sealed.place.run(&[&verify[..], &at].concat());
        (report["refused"].clone(), report["totals"].clone(), run)
    };
    let (refused, totals, run) = ahead(300);
    assert_eq!(refused, json!([]));
    assert_eq!(totals, json!({"accepted": 1, "opened": 1}));
    run.done();
    let (refused, totals, run) = ahead(301);
    // Both times, and whose clock it may be.
    let why = "signed at 2026-09-16T10:05:01Z, which has not come yet at 2026-09-16T10:00:00Z: the clock of \
               its signer or of this machine is wrong";
    let expired = json!([{"class": "expired", "file": "transfer/301.statement", "why": why}]);
    assert_eq!(refused, expired);
    assert_eq!(totals, json!({"opened": 2}));
    run.refused("expired");
}

/// V-40: a receipt of another package, or of another mandate, shows nothing about this one.
#[test]
fn a_receipt_of_another_package_is_replay() {
    let (sealed, agreed, package) = transfer();
    let sealed_only = json!({"sealed": 2});
    let elsewhere = StatementId::from_bytes([5; 32]);
    say(&sealed, "recipient", "service", receipt(&agreed, elsewhere));
    let (uncounted, totals) = named(&reconciled(&sealed));
    assert_eq!(uncounted, ["receipt replay"]);
    assert_eq!(totals, sealed_only);
    let mut other = receipt(&agreed, package);
    other.mandate = Some(elsewhere);
    say(&sealed, "recipient", "service", other);
    let (uncounted, totals) = named(&reconciled(&sealed));
    assert_eq!(uncounted, ["receipt replay", "receipt replay"]);
    assert_eq!(totals, sealed_only);
    // Nor does anybody accept on the strength of them.
    let case = token(1).to_string();
    let accept = [
        "--case",
        &case,
        "--team",
        "N",
        "--worker",
        "P",
        "--role",
        "prescriber",
    ];
    let told = says(
        &sealed,
        "recipient",
        &["accept", PACKAGE],
        &[&TO[..], &accept].concat(),
    )
    .refused("policy");
    assert!(
        told.stderr.contains("no receipt at hand"),
        "{}",
        told.stderr
    );
}

/// V-41: whom the package is not for decides nothing about its cases.
#[test]
fn a_verdict_by_who_is_not_entitled_is_named() {
    let (sealed, agreed, package) = transfer();
    say(&sealed, "recipient", "service", receipt(&agreed, package));
    // A recipient of the mandate, and the sender itself.
    for (who, by) in [("gp", "ZZG01"), ("sender", "ZZ901")] {
        let said = verdict(&agreed, package, by, NOW);
        say(&sealed, who, "person-team-leader", said);
    }
    let report = reconciled(&sealed);
    let (uncounted, totals) = named(&report);
    assert_eq!(uncounted, ["verdict not-entitled", "verdict not-entitled"]);
    assert_eq!(totals, json!({"opened": 2}));
    assert_eq!(report["holders"], json!({"ZZ901": 2}));
    // Whoever is no provider does not even say it.
    let said = verdict(&agreed, package, "ZZ900", NOW);
    let said = signer(&sealed, "authority", "person-team-leader")
        .sign(said)
        .unwrap();
    sealed
        .place
        .write("transfer/authority.statement", said.as_bytes());
    let refused = json!([{"class": "not-entitled", "file": "transfer/authority.statement", "why": "signer may not say this"}]);
    assert_eq!(reconciled(&sealed)["refused"], refused);
}

/// V-40, V-44: a roster of another mandate, or after an unknown one, hands nobody over.
#[test]
fn a_roster_for_another_mandate_is_replay() {
    let (sealed, agreed, _) = transfer();
    let before = reconciled(&sealed);
    let mut rows = agreed.roster.payload().rows.clone();
    rows.truncate(1);
    let roster = |mandate, previous| Roster {
        at: time(NOW),
        by: "ZZ901".parse().unwrap(),
        mandate,
        previous,
        counts: RosterCounts::of(&rows),
        rows: rows.clone(),
    };
    let elsewhere = StatementId::from_bytes([5; 32]);
    say(&sealed, "sender", "office", roster(elsewhere, None));
    let after = reconciled(&sealed);
    assert_eq!(named(&after).0, ["roster replay"]);
    assert_eq!(after["cases"], before["cases"]);
    let behind = roster(*agreed.mandate.id(), Some(elsewhere));
    say(&sealed, "sender", "office", behind);
    let after = reconciled(&sealed);
    let mut classes = named(&after).0;
    classes.sort();
    assert_eq!(classes, ["roster conflict", "roster replay"]);
    assert_eq!(after["cases"], before["cases"]);
}

/// Agreement to a mandate binds nobody whose certificate has another use.
#[test]
fn an_agreement_by_the_wrong_key_is_refused() {
    let (sealed, agreed, _) = transfer();
    let agreed = Countersign {
        at: time(NOW),
        by: "ZZ902".parse().unwrap(),
        role: "office".parse().unwrap(),
        statement: (*agreed.mandate.id()).into(),
    };
    let said = signer(&sealed, "recipient", "service")
        .sign(agreed)
        .unwrap();
    sealed
        .place
        .write("transfer/wrong.statement", said.as_bytes());
    let refused = json!([{"class": "not-entitled", "file": "transfer/wrong.statement", "why": "signer may not say this"}]);
    assert_eq!(reconciled(&sealed)["refused"], refused);
}

/// Whoever has not fetched the roster is told so: nothing is wrong with the package.
#[test]
fn a_roster_that_is_not_at_hand_is_to_be_fetched() {
    let (sealed, _, _) = transfer();
    let run = sealed.verify(PACKAGE, &["--statement", "mandate"]);
    assert!(
        run.stderr.contains("`handover pull --to "),
        "{}",
        run.stderr
    );
    let begins =
        format!("refused (policy): {PACKAGE}: the roster that the package names is not at");
    run.fails(1, &begins);
    sealed.verify(PACKAGE, &["--statement", "transfer"]).done();
}

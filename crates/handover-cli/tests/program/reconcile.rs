//! What must arrive, what did, and may this contract close?

use std::fs;

use handover::trust::Countersign;
use serde_json::{Value, json};

use crate::{
    desk::{TO, says},
    handmade::{NOW, agree, place, say, seal, sections, time, token},
    packages::Sealed,
    support::Run,
    verdicts::WHO,
};

const PACKAGE: &str = "package.handover";

/// Three cases for ZZ902, the third in no package; the two others opened there.
fn transfer() -> Sealed {
    let sealed = place();
    let agreed = agree(&sealed, &[(1, "ZZ902"), (2, "ZZ902"), (3, "ZZ902")]);
    let cases = (1..3).map(|n| (n, sections(n))).collect();
    seal(&sealed, PACKAGE, Some(&agreed), &["ZZ902"], cases);
    let opened = ["receipt", PACKAGE, "--rung", "opened"];
    says(&sealed, "recipient", &opened, &TO).done();
    let frozen = Countersign {
        at: time(NOW),
        by: "ZZ900".parse().unwrap(),
        role: "office".parse().unwrap(),
        statement: (*agreed.roster.id()).into(),
    };
    say(&sealed, "authority", "office", frozen);
    fs::copy(only(&sealed, "mandate"), sealed.place.path("mandate")).unwrap();
    sealed
}

fn only(sealed: &Sealed, kind: &str) -> std::path::PathBuf {
    let files = fs::read_dir(sealed.place.path("transfer")).unwrap();
    let mut paths = files.map(|file| file.unwrap().path());
    let is_kind = |path: &std::path::PathBuf| {
        path.file_name()
            .unwrap()
            .to_str()
            .unwrap()
            .starts_with(&format!("{kind}-"))
    };
    paths.find(is_kind).unwrap()
}

fn accept(sealed: &Sealed, case: u8) {
    let case = token(case).to_string();
    let more = [&TO[..], &WHO, &["--role", "prescriber", "--case", &case]].concat();
    says(sealed, "recipient", &["accept", PACKAGE], &more).done();
}

/// Runs it as the commissioner, who has no key that opens a case and needs none.
fn reconcile(sealed: &Sealed, more: &[&str]) -> Run {
    let mut arguments = vec![
        "reconcile",
        "--mandate",
        "mandate",
        "--statement",
        "transfer",
    ];
    arguments.extend(["--directory", "directory", "--anchor", &sealed.anchor]);
    if !more.contains(&"--at") {
        arguments.extend(["--at", "2026-09-17"]);
    }
    arguments.extend(more);
    sealed.place.run(&arguments)
}

#[track_caller]
fn document(run: &Run, code: i32) -> Value {
    assert_eq!(run.code, Some(code), "{}{}", run.stdout, run.stderr);
    serde_json::from_str(&run.stdout).unwrap()
}

/// S-87: every case must be accepted or withdrawn; totals equal the roster.
#[test]
fn exits_with_0_only_when_the_contract_may_close() {
    let sealed = transfer();
    accept(&sealed, 1);
    let open = document(&reconcile(&sealed, &["--json"]), 1);
    assert_eq!(open["may_close"], false);
    assert_eq!(
        open["totals"],
        json!({"accepted": 1, "included": 1, "opened": 1})
    );
    assert_eq!(open["read"], 3);
    assert_eq!(open["holders"], json!({"ZZ901": 2, "ZZ902": 1}));
    assert_eq!(
        open["exceptions"],
        json!({"missing": [token(3).to_string()]})
    );
    assert_eq!(open["uncounted"], json!([]));
    accept(&sealed, 2);
    let withdrawn = handover::trust::Event {
        at: time(NOW),
        by: "ZZ901".parse().unwrap(),
        mandate: Some(open["mandate"].as_str().unwrap().parse().unwrap()),
        package: None,
        event: handover::trust::EventWord::Withdrawn,
        on: "2026-09-16".parse().unwrap(),
        code: Some("moved-away".parse().unwrap()),
        rows: vec![handover::trust::EventRow(token(3), None)],
    };
    say(&sealed, "sender", "person-team-leader", withdrawn);
    let closed = document(&reconcile(&sealed, &["--json"]), 0);
    assert_eq!(closed["obstacles"], json!([]));
    assert_eq!(closed["totals"], json!({"accepted": 2, "withdrawn": 1}));
    let text = reconcile(&sealed, &[]).done().stdout;
    assert!(text.starts_with("MAY CLOSE: yes\n"), "{text}");
}

/// S-84: the commissioner sees counts and tokens; what is overdue is told with how long.
#[test]
fn tells_the_answer_first_and_names_what_is_out_of_order() {
    let sealed = transfer();
    let run = reconcile(&sealed, &["--at", "2026-10-02T12:00:00Z"]);
    assert_eq!(run.code, Some(1), "{}", run.stderr);
    let text = run.stdout;
    assert!(
        text.starts_with("MAY CLOSE: no\n   - 1 case to be handed over"),
        "{text}"
    );
    assert!(text.contains("        3  everyone in the roster"), "{text}");
    assert!(
        text.contains("not-accepted: not accepted by the transfer date"),
        "{text}"
    );
    assert!(text.contains("3  authority (ZZ900)"), "{text}");
    assert!(
        text.contains("missing: to be handed over, and in no package"),
        "{text}"
    );
    assert!(text.contains(&token(3).to_string()[..12]), "{text}");
    assert!(!text.contains("NR-"), "{text}");
}

/// Nothing is said twice: no word explains itself, a span stands before the cases that share it, and cases
/// that are listed as overdue are not listed again.
#[test]
fn says_nothing_twice() {
    let sealed = transfer();
    let run = reconcile(&sealed, &["--at", "2026-10-02T12:00:00Z"]);
    for word in ["accepted", "contacted", "decided", "reviewed", "stored"] {
        let twice = format!("{word}: {word}");
        assert!(!run.stdout.contains(&twice), "{}", run.stdout);
    }
    let [first, second, third] = [1, 2, 3].map(|n| token(n).to_string()[..12].to_owned());
    let text = run.stdout.split_whitespace().collect::<Vec<_>>().join(" ");
    let exception = "with the holder of last resort ";
    let (_, which) = text.split_once(exception).unwrap();
    assert!(
        which.starts_with(&format!("{first}, {second}, {third} ")),
        "{which}"
    );
}

/// One page: self-contained, readable without scripts, with headings and headed tables.
#[test]
fn writes_one_printable_page_that_loads_nothing() {
    let sealed = transfer();
    let run = reconcile(&sealed, &["--page", "page.html"]);
    assert_eq!(run.code, Some(1), "{}", run.stderr);
    let page = String::from_utf8(sealed.place.read("page.html")).unwrap();
    assert!(page.contains("<html lang=\"en-GB\">"));
    assert!(
        page.contains("May the contract close?") && page.contains("<h2>Where all 3 stand</h2>")
    );
    assert!(page.contains("Not yet. Nobody new answers for any of 3 people."));
    // Who must do what next, by when in words of the country, and whom to ring.
    for words in ["Decide on 2 people", "Seal and send 1 person", "020 7946 0"] {
        assert!(page.contains(words), "{words}: {page}");
    }
    for forbidden in ["<script", "src=", "href=", "url(", "http:", "https:", "NR-"] {
        assert!(!page.contains(forbidden), "{forbidden}");
    }
    let headers = page.matches("<th").count() - page.matches("<thead").count();
    assert_eq!(headers, page.matches(" scope=\"").count());
    // It takes the place of an older one of ours, and of nothing else.
    accept(&sealed, 1);
    reconcile(&sealed, &["--page", "page.html"]);
    let newer = String::from_utf8(sealed.place.read("page.html")).unwrap();
    assert!(newer.contains("Not yet. 2 of 3 people"), "{newer}");
    fs::write(
        sealed.place.path("page.html"),
        "<!doctype html>of somebody else",
    )
    .unwrap();
    let again = reconcile(&sealed, &["--page", "page.html"]);
    assert_eq!(again.code, Some(3), "{}", again.stderr);
}

/// A forged statement changes nothing and is named; so is one about another mandate.
#[test]
fn names_what_was_not_taken() {
    let sealed = transfer();
    accept(&sealed, 1);
    let before = document(&reconcile(&sealed, &["--json"]), 1);
    let verdict = only(&sealed, "verdict");
    let mut forged = fs::read(&verdict).unwrap();
    let last = forged.len() - 1;
    forged[last] ^= 1;
    sealed.place.write("transfer/forged.statement", forged);
    let foreign = Countersign {
        at: time(NOW),
        by: "ZZ901".parse().unwrap(),
        role: "office".parse().unwrap(),
        statement: (handover::trust::StatementId::from_bytes([1; 32])).into(),
    };
    say(&sealed, "sender", "office", foreign);
    let after = document(&reconcile(&sealed, &["--json"]), 1);
    assert_eq!(after["cases"], before["cases"]);
    assert_eq!(
        after["refused"],
        json!([{
            "class": "signature",
            "file": "transfer/forged.statement",
            "why": "signature is not valid",
        }])
    );
    let text = reconcile(&sealed, &[]).stdout;
    assert!(
        text.contains("file transfer/forged.statement: refused (signature)"),
        "{text}"
    );
}

/// S-88: no token, no name, no small number.
#[test]
fn a_publication_tells_no_token_and_no_small_number() {
    let sealed = transfer();
    accept(&sealed, 1);
    let published = reconcile(&sealed, &["--publication", "--json"]);
    let document = document(&published, 1);
    assert_eq!(document["considered"], Value::Null);
    assert_eq!(document["included"]["states"]["accepted"], Value::Null);
    let text = reconcile(&sealed, &["--publication"]).stdout;
    for text in [&published.stdout, &text] {
        assert!(!text.contains(&token(1).to_string()[..12]), "{text}");
        assert!(!text.contains("ZZ90"), "{text}");
    }
    reconcile(&sealed, &["--publication", "--page", "page.html"])
        .fails(2, "usage: a page names every case by its token");
    assert!(!sealed.place.path("page.html").exists());
}

#[test]
fn references_are_the_senders_own() {
    let sealed = transfer();
    reconcile(&sealed, &["--references"]).fails(2, "usage: ");
    // Nobody else has a ledger of this mandate.
    let foreign = reconcile(&sealed, &["--references", "--identity", "recipient"]);
    assert_ne!(foreign.code, Some(0));
    assert!(foreign.stdout.is_empty());
    let mandate = reconcile(&sealed, &["--mandate", "case.json"]);
    assert_eq!(mandate.code, Some(2), "{}", mandate.stderr);
}

/// V-09: whoever reads only after cards were renewed gets the answers of who read before.
#[test]
fn a_new_card_takes_nothing_back() {
    let sealed = transfer();
    accept(&sealed, 1);
    accept(&sealed, 2);
    let answers = |at: &str| {
        let run = reconcile(&sealed, &["--json", "--at", at]);
        let document: Value = serde_json::from_str(&run.stdout).unwrap();
        let told = [
            "may_close",
            "totals",
            "holders",
            "uncounted",
            "refused",
            "obstacles",
        ];
        (run.code, told.map(|name| document[name].clone()))
    };
    let before = answers("2026-09-16T10:30:00Z");
    assert_eq!(before.1[1], json!({"accepted": 2, "included": 1}));
    assert_eq!(before.1[4], json!([]));
    // Every party says something in the transfer; the second renewal of each replaces a card that replaced one.
    let renewals = [
        ("sender", &["renew"][..], "11:00:00"),
        ("recipient", &["person", "nurse"], "11:10:00"),
        ("gp", &["renew", "--name", "A practice"], "11:20:00"),
        ("recipient", &["renew"], "11:30:00"),
        ("sender", &["person", "nurse"], "11:40:00"),
    ];
    for (who, verb, at) in renewals {
        let at = format!("2026-09-16T{at}Z");
        let renew = [&["identity"], verb, &["--identity", who, "--at", &at]].concat();
        sealed.place.run(&renew).done();
        let card = ["identity", "card", "--identity", who, "--to", "new.card"];
        sealed.place.run(&card).done();
        let succession = format!("{who}/succession");
        let add = ["directory", "add", "directory", "--succession", &succession];
        let roles = match who {
            "recipient" => "new.card=provider,server",
            _ => "new.card=provider",
        };
        let more = ["--card", roles, "--identity", "authority", "--at", &at];
        sealed.place.run(&[&add[..], &more].concat()).done();
        fs::remove_file(sealed.place.path("new.card")).unwrap();
        assert_eq!(answers("2026-09-16T12:00:00Z"), before, "{who} {verb:?}");
    }
    // Whoever signed sees it as everybody does.
    let own = says(
        &sealed,
        "recipient",
        &[
            "reconcile",
            "--mandate",
            "mandate",
            "--statement",
            "transfer",
            "--json",
        ],
        &["--at", "2026-09-16T12:00:00Z"],
    );
    let own: Value = serde_json::from_str(&own.stdout).unwrap();
    assert_eq!(own["totals"], before.1[1]);
    assert_eq!(own["refused"], json!([]));
}

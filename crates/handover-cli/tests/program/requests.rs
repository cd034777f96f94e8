//! Somebody comes back: the holder is asked, and answers with the case or with a reason.

use std::fs;

use serde_json::{Value, json};

use crate::transfers::Transfer;

/// Somebody whom the rules exclude: one journey, planned (S-15).
const EXCLUDED: &str = "HB0294";

/// What must stand in no statement and no message.
const CANARIES: [&str; 4] = ["Winterley", "9990000018", "1988-03-09", "020 7946 0999"];

fn form(transfer: &Transfer, change: impl FnOnce(&mut Value)) {
    let template = transfer.place.run(&["schema", "request"]).done().stdout;
    let mut form: Value = serde_json::from_str(&template).unwrap();
    form["person"]["nhs_number"]["value"]["value"] = json!(CANARIES[1]);
    form["person"]["names"]["value"][0]["family"] = json!(CANARIES[0]);
    form["person"]["names"]["value"][0]["given"] = json!("Joanna");
    form["person"]["birth_date"]["value"]["date"] = json!(CANARIES[2]);
    form["call_back"]["who"] = json!("Intake desk");
    form["call_back"]["phone"] = json!(CANARIES[3]);
    form["call_back"]["valid_to"] = json!("2010-06-30");
    form["author"] = json!({"name": "K. Shah", "role": "key-worker"});
    form["person"]["nhs_number"]["value"]["status"] = json!("01");
    form["sbar"]["situation"] = json!("Came to us; no case of theirs was handed over.");
    form["sbar"]["assessment"] = json!("Risk and history are not known here.");
    form["call_back"]["hours"] = json!("weekdays 9-17");
    form["sbar"]["background"] = json!("Says that the service before us knows them.");
    form["confidentiality"] = json!({"gate": "consent", "aware": true, "consented": "yes"});
    change(&mut form);
    transfer.place.write("form.json", form.to_string());
}

fn ask(transfer: &Transfer, more: &[&str]) -> crate::support::Run {
    let mut arguments = vec!["request", "form.json", "--for", "ZZ901", "--to", "request"];
    arguments.extend(more);
    transfer.run("recipient", &arguments)
}

/// S-19: identifiers and a reason go to the holder alone; the holder opens and refuses with a reason
/// of the profile.
#[test]
fn asks_the_holder_and_nobody_else() {
    let transfer = Transfer::parties();
    form(&transfer, |_| ());
    let asked = ask(&transfer, &[]).done();
    assert_eq!(asked.stderr, "");
    let package = "request/ZZ901-holder.handover";
    let bytes = transfer.place.read(package);
    let texts = [
        String::from_utf8_lossy(&bytes).into_owned(),
        asked.stdout,
        String::from_utf8_lossy(&transfer.place.read("request/ZZ901-holder.index")).into_owned(),
    ];
    for text in &texts {
        for canary in CANARIES {
            assert!(!text.contains(canary), "{canary}");
        }
    }
    transfer
        .run("gp", &["open", package, "--to", "opened"])
        .refused("recipient");
    transfer
        .run("sender", &["open", package, "--to", "opened"])
        .done();
    let opened: Vec<_> = fs::read_dir(transfer.place.path("opened"))
        .unwrap()
        .collect();
    assert!(!opened.is_empty());
    let receipt = [
        "receipt",
        package,
        "--rung",
        "opened",
        "--to",
        "opened.statement",
    ];
    transfer.run("sender", &receipt).done();
    let mut refuse = vec!["refuse", package, "--all", "--reason", "deceased"];
    refuse.extend([
        "--statement",
        "opened.statement",
        "--to",
        "refused.statement",
    ]);
    transfer.run("sender", &refuse).done();
}

/// S-21: without a verified number no machine answers; whoever asks is told.
#[test]
fn says_that_a_person_decides_where_the_number_is_not_verified() {
    let transfer = Transfer::parties();
    form(&transfer, |form| {
        form["person"]["nhs_number"]["value"]["status"] = json!("03");
    });
    let asked = ask(&transfer, &[]).done();
    assert!(
        asked.stderr.contains("a practitioner there has decided"),
        "{}",
        asked.stderr
    );
}

#[test]
fn a_form_that_is_wrong_is_sealed_to_nobody() {
    let transfer = Transfer::parties();
    // What only a person can say is not said by the template.
    for (member, field) in [
        ("confidentiality", "handover.confidentiality"),
        ("sbar", "handover.sbar"),
        ("person", "person.nhs_number"),
    ] {
        let template = transfer.place.run(&["schema", "request"]).done().json();
        form(&transfer, |form| form[member] = template[member].clone());
        let blocked = ask(&transfer, &[]);
        assert_eq!(blocked.code, Some(1), "{}", blocked.stderr);
        let told = format!("{}{}", blocked.stdout, blocked.stderr);
        assert!(told.contains(field), "{told}");
    }
    form(&transfer, |form| {
        form["person"]["ethnic_category"] = json!({"value": "A"})
    });
    ask(&transfer, &[]).fails(
        3,
        "not done: form.json: `person` holds more than nhs_number",
    );
    transfer.place.write("form.json", "{\"Winterley\": 1}");
    let told = ask(&transfer, &[]).fails(3, "not done: form.json is no request: line 1");
    assert!(!told.stderr.contains("Winterley"));
    // The number fails its check digit (D-08).
    form(&transfer, |form| {
        form["person"]["nhs_number"]["value"]["value"] = json!("9990000019");
    });
    let blocked = ask(&transfer, &[]);
    assert_eq!(blocked.code, Some(1));
    assert!(
        blocked.stderr.contains("refused (policy): "),
        "{}",
        blocked.stderr
    );
    form(&transfer, |_| ());
    let mut elsewhere = vec!["request", "form.json", "--for", "ZZ999", "--to", "request"];
    transfer
        .run("recipient", &elsewhere)
        .refused("not-entitled");
    elsewhere[3] = "ZZ901";
    let expired = [&elsewhere[..], &["--at", "2010-06-01"]].concat();
    transfer.run("recipient", &expired).refused("expired");
    assert!(!transfer.place.path("request").exists());
}

/// S-19: the holder's answer goes under the mandate that left the person out: a further roster
/// includes the token that was listed.
#[test]
fn the_answer_goes_under_the_token_that_was_listed() {
    let transfer = Transfer::new();
    let rules = String::from_utf8(transfer.place.read("rules.toml")).unwrap();
    let start = rules.find("extra = [").unwrap();
    let end = start + rules[start..].find("\n]").unwrap() + 2;
    let literal = format!("{}extra = []{}", &rules[..start], &rules[end..]);
    transfer
        .place
        .write("rules.toml", literal.replace("harrow@1", "literal@1"));
    fs::remove_file(transfer.place.path(&transfer.only("mandate"))).unwrap();
    transfer.sign_mandate("literal.toml", &[], &[]).done();
    let selected = transfer.selected(&["--undecided-owner", "A", "--undecided-by", "2010-02-12"]);
    assert_eq!(
        selected["decisions"][EXCLUDED]["reason"],
        "journeys-too-few"
    );
    let first = transfer.only("roster");
    let look = |roster: &str| {
        let arguments = [
            "roster",
            "show",
            roster,
            "--identity",
            "sender",
            "--case",
            EXCLUDED,
            "--json",
        ];
        transfer.look(&arguments).done().json()["looked_up"].clone()
    };
    let listed = look(&first);
    assert_eq!(listed["row"]["decision"], "exclude");

    let further = |more: &[&str]| {
        let mut arguments = vec!["--statement", "transfer", "--previous", &first];
        arguments.extend(more);
        transfer.select(&arguments)
    };
    transfer.place.write(
        "requested.csv",
        format!("case,on,by,reason\n{EXCLUDED},2010-02-05,Dr A,came back\n"),
    );
    transfer.place.write(
        "other.csv",
        "case,on,by,reason\nHB0107,2010-02-05,Dr A,came back\n",
    );
    further(&["--requested", "other.csv"]).fails_naming(
        2,
        "usage: --requested names 1 case that no roster before excludes",
        &["HB0107"],
    );
    let answer = further(&["--requested", "requested.csv", "--json"])
        .done()
        .json();
    assert_eq!(answer["summary"]["listed"], 1);
    assert_eq!(answer["decisions"][EXCLUDED]["reason"], "request");
    let rosters = transfer.all("roster");
    let second = rosters.iter().find(|name| **name != first).unwrap();
    let answered = look(second);
    assert_eq!(answered["token"], listed["token"]);
    assert_eq!(answered["row"]["decision"], "include");
    assert_eq!(answered["row"]["reason"], "request");
    // S-18: her clocks run from the day on which the request came, a Friday, and not from the transfer.
    let due = &answered["row"]["due"];
    assert_eq!(due["stored"], "2010-02-08T23:59:59Z");
    for rung in ["accepted", "contacted", "reviewed"] {
        let due = due[rung].as_str().unwrap();
        assert!(due > "2010-02-09", "{rung}: {due}");
    }
    let mandate = transfer.only("mandate");
    let held = |more: &[&str]| {
        let mut arguments = vec![
            "reconcile",
            "--mandate",
            &mandate,
            "--statement",
            "transfer",
        ];
        arguments.extend(more);
        arguments.push("--json");
        let run = transfer.look(&arguments);
        let report = run.json();
        let cases = report["cases"].as_array().unwrap();
        let token = &listed["token"];
        let case = cases.iter().find(|case| case["token"] == *token).unwrap();
        case["holder"].clone()
    };
    assert_eq!(held(&["--at", "2010-02-07"]), "ZZ901");
    assert_eq!(held(&["--at", "2010-02-20"]), "ZZ900");
    transfer.countersign("authority", second, "office").done();
}

/// S-20: whoever has the request's signed index sees that it is overdue, and who must answer; what was
/// answered late stays late.
#[test]
fn s20_an_unanswered_request_is_overdue_and_named_to_the_holder() {
    let transfer = Transfer::parties();
    transfer.sign_mandate("mandate.toml", &[], &[]).done();
    let mandate = transfer.only("mandate");
    form(&transfer, |_| ());
    ask(&transfer, &[]).done();
    let index = "request/ZZ901-holder.index";
    // 2010-01-29 is a Friday.
    let reconcile = |at: &str, more: &[&str]| {
        let mut arguments = vec!["reconcile", "--mandate", &mandate, "--at", at];
        arguments.extend(["--statement", index, "--statement", "transfer"]);
        arguments.extend(more);
        transfer.look(&arguments)
    };
    let only = |at: &str| {
        let report = reconcile(at, &["--json"]).json();
        assert_eq!(report["under_no_mandate"], 0);
        let requests = report["requests"].as_array().unwrap();
        assert_eq!(requests.len(), 1);
        requests[0].clone()
    };
    let open = only("2010-02-01T23:59:59Z");
    assert_eq!(
        (&open["by"], &open["to"]),
        (&json!("ZZ902"), &json!("ZZ901"))
    );
    assert_eq!(
        (&open["answer"], &open["late_by_seconds"]),
        (&Value::Null, &json!(0))
    );
    assert_eq!(open["due"], "2010-02-01T23:59:59Z");
    assert_eq!(only("2010-02-02T00:00:59Z")["late_by_seconds"], 60);
    let text = reconcile("2010-02-04", &["--page", "page.html"]).stdout;
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    let overdue = "OVERDUE by 2 days: sender (ZZ901) must answer; named to authority (ZZ900) as \
                   holder of last resort";
    assert!(text.contains(overdue), "{text}");
    let page = String::from_utf8(transfer.place.read("page.html")).unwrap();
    assert!(page.contains("OVERDUE by"), "{page}");
    for canary in CANARIES {
        assert!(!text.contains(canary) && !page.contains(canary), "{canary}");
    }
    // The holder answers at last, and has to say why it says no.
    let package = "request/ZZ901-holder.handover";
    let at = ["--at", "2010-02-05T09:00:00Z"];
    let to = ["--statement", "transfer", "--to", "transfer"];
    let refuse = |more: &[&str]| {
        let mut arguments = vec!["refuse", package, "--all"];
        arguments.extend(at.iter().chain(&to).chain(more));
        transfer.run("sender", &arguments)
    };
    refuse(&[]).fails(2, "usage: give a reason, one of: deceased");
    refuse(&["--reason", "busy"]).refused("policy");
    refuse(&["--reason", "deceased"]).done();
    let answered = only("2010-02-20");
    assert_eq!(answered["answer"], "refused");
    assert_eq!(answered["late_by_seconds"], 3 * 86_400 + 9 * 3_600 + 1);
    let text = reconcile("2010-02-20", &[]).stdout;
    assert!(
        text.contains("refused, with a reason, late by 3 days"),
        "{text}"
    );
}

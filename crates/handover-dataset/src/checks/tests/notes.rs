//! What every check of texts asks of a note (603), which may name anything.

use serde_json::{Value, json};

use super::{Worked, caseload, maternity};
use crate::{Answered, Case};

const TEXT: &str = "third_parties.notes.value[0].text";

fn noted(case: Worked, note: &Value) -> Worked {
    case.set("third_parties/notes", json!({ "value": [note] }))
}

#[test]
fn a_note_goes_as_far_as_it_is_known() {
    let whole = json!({
        "text": "Do not leave voicemail\nex partner has phone", "author": "Sharon", "role": "key-worker",
        "on": "2026-03", "about": ["contact"]
    });
    for note in [json!({ "text": "x".repeat(30_000) }), whole] {
        let case = noted(caseload(), &note);
        let read = Case::from_value(case.case.clone()).unwrap();
        assert_eq!(
            serde_json::to_value(read.third_parties.notes.value().unwrap()).unwrap(),
            json!([note])
        );
        for check in [6, 12, 62] {
            case.passes(check);
        }
    }
}

#[test]
fn d12_a_note_was_not_written_tomorrow() {
    noted(caseload(), &json!({ "text": "rings", "on": "2027" }))
        .fails(12, "third_parties.notes.value[0].on");
}

#[test]
fn d19_a_note_does_not_say_where_somebody_hides() {
    let hidden = caseload().set("location/address_sensitivity/value", json!("refuge"));
    let postcode = hidden.case["sections"]["location"]["addresses"]["value"][0]["postcode"].clone();
    let text = format!("post goes to {}", postcode.as_str().unwrap());
    let found = noted(hidden, &json!({ "text": text })).paths(19);
    assert!(found.contains(&TEXT.to_owned()), "{found:?}");
}

#[test]
fn d62_a_note_rests_on_what_its_reader_sees() {
    let advocate = json!({
        "audience": "idva", "org": { "name": "Eastmere Advocacy" }, "channel": "package",
        "sections": ["person", "contact", "location", "risk", "third_parties", "handover"]
    });
    let about = |about: Value| {
        let case = maternity().push("handover/distribution/value", advocate.clone());
        noted(case, &json!({ "text": "rings", "about": about }))
    };
    let opened = |ground: Value| about(ground).opened_by("idva");
    opened(json!(["third_parties"])).passes(62);
    opened(json!(["maternity"])).fails(62, TEXT); // the advocate has no `maternity`
    about(json!(["maternity"])).passes(62); // and gets a case without the note
}

#[test]
fn d64_a_note_is_read_by_somebody() {
    let silent = caseload().set("risk/red_flags", json!({ "absent": "not-asked" }));
    let to_read = |case: &Worked| -> usize {
        let found = case.findings().into_iter();
        let mut found = found.filter(|one| one.check.number() == 64);
        let message = found.next().unwrap().message;
        let count = message.split(['(', ' ']).find_map(|word| word.parse().ok());
        count.unwrap()
    };
    let before = to_read(&silent);
    let noted = noted(silent, &json!({ "text": "Rings on Fridays." }));
    assert_eq!(to_read(&noted), before + 1);
}

//! D-61 to D-63, and what D-38 asks of cases that are split.

use serde_json::{Value, json};

use super::{Worked, caseload, maternity};
use crate::TextDigest;

fn order(order: &Value) -> Worked {
    caseload().set("handover/safe_contact", json!({ "value": order }))
}

/// The surgery has something to do, and is told what.
#[test]
fn d61_who_has_to_do_something_reads_what() {
    let theirs = || {
        caseload().set(
            "handover/actions/value/1/owner",
            json!({ "org": { "name": "Larch Row Surgery" }, "role": "gp" }),
        )
    };
    caseload().passes(61);
    theirs().fails(61, "handover.actions.value[1]");
    theirs()
        .set("handover/actions/value/1/about", json!(["risk"]))
        .fails(61, "handover.actions.value[1]");
    theirs()
        .set("handover/actions/value/1/about", json!(["plan"]))
        .passes(61);
    theirs()
        .set("handover/actions/value/1/status", json!("done"))
        .passes(61);
    let by_role = || caseload().set("handover/actions/value/0/owner/role", json!("gp"));
    by_role().fails(61, "handover.actions.value[0]"); // in the words of its kind, not its own
    by_role()
        .set(
            "handover/actions/value/0/about",
            json!(["person.pregnancy"]),
        )
        .passes(61);
}

/// Who signs is named to every reader, so that their role says nothing more.
#[test]
fn d62_midwives_are_known_where_one_of_them_signs() {
    let advocate = json!({
        "audience": "idva", "org": { "name": "Eastmere Advocacy" }, "channel": "package",
        "sections": ["person", "contact", "location", "risk", "third_parties", "handover"]
    });
    let for_her = || maternity().push("handover/distribution/value", advocate.clone());
    for_her().passes(62);
    assert!(
        !for_her()
            .set("handover/author/by/role", json!("key-worker"))
            .paths(62)
            .is_empty(),
        "else that a midwife comes is of `maternity`"
    );
}

/// Where the reader opens the section itself.
#[test]
fn d62_what_words_rest_on_is_seen_by_who_opens_them() {
    let situation = "handover.sbar.value.situation";
    let opened = || maternity().opened_by("health-visitor");
    let about =
        |about: Value| opened().set("handover/sbar/value/about", json!({ "situation": about }));
    opened().passes(62);
    about(json!(["maternity", "handover"])).passes(62);
    about(json!(["third_parties"])).fails(62, situation);
    about(json!(["plan.prescribing"])).fails(62, situation);
    about(json!(["maternity"]))
        .set("maternity/maternal_health/labels", json!(["hiv"]))
        .fails(62, situation);
    opened()
        .set(
            "handover/actions/value/0/about",
            json!(["third_parties.parties"]),
        )
        .fails(62, "handover.actions.value[0].text");
    for whole in [caseload(), maternity()] {
        let about = json!({ "situation": ["third_parties"] });
        whole.set("handover/sbar/value/about", about).passes(62); // GP and health visitor get cases of their own
    }
}

/// What a section says in words is of the section, and says more than it should all the same.
#[test]
fn d62_a_split_case_names_nobody_whom_its_reader_may_not_know_of() {
    let help = "plan.engagement.value.what_helps";
    let told = |text: &str| caseload().set("plan/engagement/value/what_helps", json!(text));
    told("mornings, and her key worker").passes(62);
    for text in [
        "the IDVA comes along",
        "Social Worker, weekly",
        "after the MARAC",
    ] {
        told(text).fails(62, help);
    }
    told("the IDVA comes along")
        .set("plan/engagement/labels", json!(["sdv"]))
        .passes(62);
    let answer = json!({
        "check": "D-62", "by": { "name": "M. Farrant", "role": "team-leader" }, "reason": "The surgery sent her.",
        "at": "2026-09-15T09:18:00+01:00", "text_digest": TextDigest::of("the IDVA comes along").as_str(),
    });
    let answered = |text: &str| told(text).push("handover/acknowledgements/value", answer.clone());
    answered("the IDVA comes along").passes(62);
    answered("the IDVA came along").fails(62, help);
    caseload()
        .set("plan/appointments/value/0/with", json!("midwife"))
        .fails(62, "plan.appointments.value[0].with");
}

/// S-58.
#[test]
fn d63_the_short_order_calls_nothing_safe_that_is_not() {
    order(&json!({ "channels": { "text": { "safe": "yes" } }, "only_the_person": true }))
        .passes(63);
    order(&json!({ "channels": { "call": { "safe": "yes" } }, "only_the_person": true }))
        .fails(63, "handover.safe_contact.value.channels.call");
    let number = |number: &str| {
        order(&json!({
            "channels": {}, "only_the_person": true, "numbers": [{ "kind": "mobile", "value": number }],
        }))
    };
    number("+447700900123").passes(63);
    number("+447700900456").fails(63, "handover.safe_contact.value.numbers[0]");
}

/// S-63: what goes to the surgery names nobody else.
#[test]
fn d38_a_split_case_names_nobody_else() {
    caseload()
        .set(
            "plan/engagement/value/what_helps",
            json!("not with Dale Hartnoll"),
        )
        .fails(38, "plan.engagement.value.what_helps");
    let told = |about: &str| {
        caseload()
            .set("handover/sbar/value/background", json!("Dale Hartnoll"))
            .set(
                "handover/sbar/value/about",
                json!({ "background": [about] }),
            )
    };
    told("plan").fails(38, "handover.sbar.value.background");
    told("risk").passes(38);
}

/// A handover has its four texts; a split case those that are for its reader.
#[test]
fn d03_no_text_of_the_handover_is_missing() {
    for text in ["background", "assessment", "recommendation"] {
        caseload()
            .remove(&format!("handover/sbar/value/{text}"))
            .fails(3, &format!("handover.sbar.value.{text}"));
    }
}

//! D-14 to D-20: contact and place.

use serde_json::json;

use super::{Worked, action, caseload, maternity};
use crate::TextDigest;

#[test]
fn d_14_safe_contact_not_checked() {
    let at = "contact.safe_contact";
    let checked = |day: &str| caseload().set("contact/safe_contact/value/checked_on", json!(day));
    checked("2026-09-01").passes(14);
    checked("2026-08-31").fails(14, at);
    let absent = caseload().set("contact/safe_contact", json!({ "absent": "not-asked" }));
    absent.fails(14, at);
    let establish = action("a3", "establish-safe-contact", "2026-10-02");
    checked("2025-07-14")
        .push("handover/actions/value", establish)
        .passes(14);
}

/// S-58, S-90.
#[test]
fn d_15_an_action_by_a_channel_that_is_not_safe() {
    let by = |channel: &str| caseload().set("handover/actions/value/0/channel", json!(channel));
    by("call").fails(15, "handover.actions.value[0].channel");
    by("letter").fails(15, "handover.actions.value[0].channel");
    by("text").passes(15);
    by("call")
        .set("handover/actions/value/0/status", json!("done"))
        .passes(15);
    by("text")
        .set("contact/safe_contact", json!({ "absent": "not-asked" }))
        .fails(15, "handover.actions.value[0].channel");
}

/// S-61.
#[test]
fn d_16_the_danger_is_called() {
    let kin = "contact/emergency_contacts/value/0";
    let at = "contact.emergency_contacts.value[0]";
    caseload().passes(16);
    caseload()
        .set(&format!("{kin}/name"), json!("DALE Hartnoll"))
        .fails(16, at);
    caseload()
        .set(&format!("{kin}/party"), json!("tp1"))
        .fails(16, at);
    let harmless = caseload()
        .set(&format!("{kin}/party"), json!("tp1"))
        .set("third_parties/parties/value/0/poses_risk", json!("no"))
        .set("third_parties/parties/value/0/role", json!("family"));
    harmless.passes(16);
    let alias = caseload()
        .set("third_parties/parties/value/0/aliases", json!(["Dazza"]))
        .set(&format!("{kin}/name"), json!("Dazza"));
    alias.fails(16, at);
    caseload()
        .set(
            "contact/safe_contact/value/safe_to_talk_to",
            json!(["sister", "tp1"]),
        )
        .fails(16, "contact.safe_contact.value.safe_to_talk_to[1]");
    // Texts are safe, but her only number is not.
    let unsafe_number = caseload().set("contact/telecoms/value/0/safe", json!("no"));
    unsafe_number.fails(16, "contact.telecoms.value[0].safe");
    let other = json!({ "kind": "mobile", "value": "+447700900124", "rank": 2, "safe": "yes" });
    caseload()
        .set("contact/telecoms/value/0/safe", json!("no"))
        .push("contact/telecoms/value", other)
        .passes(16);
}

/// S-49.
#[test]
fn d_17_no_gp_and_nobody_looks() {
    maternity().passes(17);
    maternity()
        .set("handover/actions/value/0/status", json!("done"))
        .fails(17, "location.gp_practice");
    maternity()
        .set("handover/actions/value/0/kind", json!("other"))
        .set(
            "location/gp_practice",
            json!({ "absent": "withheld-safety" }),
        )
        .passes(17);
    let absent = json!({ "absent": "not-asked" });
    caseload()
        .set("location/gp_practice", absent)
        .fails(17, "location.gp_practice");
}

/// S-43, S-49.
#[test]
fn d_18_somebody_unknown_was_told() {
    let at = "closures.told_of_closure.value[0]";
    let told = |who: &str| caseload().set("closures/told_of_closure/value/0/who", json!(who));
    caseload().passes(18);
    told("pharmacist").fails(18, at);
    told("key-worker").passes(18);
    told("pharmacist")
        .set(
            "closures/told_of_closure/value/0/org",
            json!({ "name": "Larch Row Surgery" }),
        )
        .passes(18);
    caseload()
        .set("location/gp_practice", json!({ "absent": "unknown" }))
        .fails(18, at);

    let visitors = "maternity/health_visitor_team/value/told_on";
    maternity().set(visitors, json!("2026-09-16")).passes(18);
    maternity()
        .set(visitors, json!("2026-09-16"))
        .set("handover/distribution/value/1/audience", json!("idva"))
        .set(
            "handover/distribution/value/1/org/name",
            json!("Eastmere Advocates"),
        )
        .fails(18, "maternity.health_visitor_team.value.told_on");
    let done = |text: &str| {
        maternity()
            .set("handover/actions/value/0/text", json!(text))
            .set("handover/actions/value/0/status", json!("done"))
    };
    done("GP told by letter").fails(18, "handover.actions.value[0].text");
    done("GP sought").passes(18);
}

/// A protected case in which nothing tells the place.
fn protected() -> Worked {
    caseload()
        .set("location/address_sensitivity", json!({ "value": "refuge" }))
        .set(
            "handover/distribution/value/1/org",
            json!({ "name": "by the recipient" }),
        )
}

#[test]
fn d_19_the_place_is_told_elsewhere() {
    let at = "handover.sbar.value.background";
    let says = |text: &str| protected().set("handover/sbar/value/background", json!(text));
    protected().passes(19);
    for text in [
        "Now at Larch Row.",
        "Her postcode: zz14qx",
        "Northmoor Council placed her.",
        "Registered with LARCH ROW SURGERY",
    ] {
        says(text).fails(19, at);
        caseload()
            .set("handover/sbar/value/background", json!(text))
            .passes(19);
    }
    let landlines = json!({ "value": [{ "value": "+441632960111", "safe": "yes" }] });
    says("Ring 01632 960111")
        .set("location/landlines", landlines)
        .fails(19, at);
    let places = json!({ "value": [{ "for": "ch1", "kind": "school", "name": "Tern Primary" }] });
    says("Daughter is at Tern Primary")
        .set("location/places", places)
        .fails(19, at);
    says("Lives in a flat").passes(19);
    protected()
        .set("contact/telecoms/value/0/value", json!("+441632960222"))
        .fails(19, "contact.telecoms.value[0].value");
    protected()
        .set(
            "contact/emergency_contacts/value/0/phone",
            json!("+44 (0)20 7946 0000"),
        )
        .fails(19, "contact.emergency_contacts.value[0].phone");
    // Both places are named, and the word.
    let found = says("Lives near Northmoor now.").findings();
    let told = found.iter().find(|one| one.check.number() == 19).unwrap();
    let begins = "\"Northmoor\" of location.local_authorities.value[0].name stands in handover.sbar.value.background:";
    assert!(told.message.starts_with(begins), "{}", told.message);
    // An absent reason protects as well.
    says("Now at Larch Row.")
        .set(
            "location/address_sensitivity",
            json!({ "absent": "not-asked" }),
        )
        .fails(19, at);
}

/// Somebody wrote `none` where the surgery should stand; that there is no medicine says nothing of a place.
#[test]
fn d_19_a_reason_says_of_no_place() {
    let none = || protected().set("location/gp_practice/value/org/name", json!("none"));
    none()
        .set("plan/allergies", json!({ "absent": "none-known" }))
        .passes(19);
    none()
        .set("handover/sbar/value/background", json!("Says none of it."))
        .fails(19, "handover.sbar.value.background");
}

/// What an organisation is called after is no place.
#[test]
fn d_19_an_organisation_is_called_after_its_town() {
    let at = "handover.sbar.value.background";
    let says = |text: &str| {
        protected()
            .set("handover/from_to/from/name", json!("Northmoor Recovery"))
            .set(
                "location/addresses/value/0/lines",
                json!(["14 Larch Row", "Kelding"]),
            )
            .set("handover/sbar/value/background", json!(text))
    };
    says("Known to Northmoor Recovery since May.").passes(19);
    says("Known to Northmoor Recovery, lives in Northmoor.").fails(19, at);
    let owned = |text: &str, org: &str| {
        says(text).set("handover/actions/value/0/owner/org/name", json!(org))
    };
    owned("Seen by Kelding Outreach.", "Kelding Outreach").passes(19);
    owned("Seen by Kelding Outreach in Kelding.", "Kelding Outreach").fails(19, at);
    // A street is a place in the name of an organisation too.
    let street = "handover.actions.value[0].owner.org.name";
    owned("Seen.", "Larch Row Refuge").fails(19, street);
    // The area of a conference.
    says("Heard.")
        .set("risk/marac/value/0/area", json!("Northmoor"))
        .passes(19);
}

/// A practitioner answers for one text, and not for another one.
#[test]
fn d_19_somebody_answers_for_one_text() {
    let at = "handover.sbar.value.background";
    let (text, list) = (
        "Her sister is in Northmoor.",
        "handover/acknowledgements/value",
    );
    let answer = |digest: Option<&str>| {
        let mut answer = json!({
            "check": "D-19", "by": { "name": "M. Farrant", "role": "team-leader" },
            "at": "2026-09-15T09:18:00+01:00", "reason": "the sister lives there, she does not",
        });
        if let Some(text) = digest {
            answer["text_digest"] = json!(TextDigest::of(text).as_str());
        }
        answer
    };
    let says = || protected().set("handover/sbar/value/background", json!(text));
    says().fails(19, at);
    says().push(list, answer(Some(text))).passes(19);
    says()
        .push(list, answer(Some("Another text.")))
        .fails(19, at);
    // For everything at once nobody answers.
    says().push(list, answer(None)).fails(19, at);
    let phone = || {
        says()
            .push(list, answer(Some(text)))
            .set("contact/telecoms/value/0/value", json!("+441632960222"))
    };
    phone().fails(19, "contact.telecoms.value[0].value");
    phone().push(list, answer(Some("+441632960222"))).passes(19);
}

#[test]
fn d_20_no_way_to_reach_the_person() {
    let all_unsafe = || {
        caseload().set(
            "contact/safe_contact/value/channels",
            json!({ "call": { "safe": "no" } }),
        )
    };
    let absent = json!({ "absent": "unknown" });
    all_unsafe()
        .set("location/addresses", absent.clone())
        .fails(20, "contact.safe_contact");
    all_unsafe().passes(20);
    caseload().set("location/addresses", absent).passes(20);
    all_unsafe()
        .set(
            "location/addresses",
            json!({ "value": [{ "kind": "no-fixed-abode" }] }),
        )
        .fails(20, "contact.safe_contact");
}

//! D-01 to D-13: answers, identity and dates.

use serde_json::json;

use super::{Worked, caseload, maternity, prescribing::with_prescription};

/// S-22, S-39: silence blocks; a reason is an answer.
#[test]
fn d_01_a_silent_field() {
    caseload()
        .set("plan/allergies", json!({}))
        .fails(1, "plan.allergies");
    caseload().remove("risk/level").fails(1, "risk.level");
    caseload()
        .set("plan/allergies", json!({ "absent": "none-known" }))
        .passes(1);
    caseload()
        .set("plan/allergies", json!({ "absent": "not-asked" }))
        .passes(1);
    // `current` asks for a plan; this case is closed.
    caseload().passes(1);
    caseload()
        .set("closures/closure", json!({ "absent": "not-applicable" }))
        .fails_at(
            1,
            &[
                "plan.plan_state",
                "plan.goals",
                "plan.alcohol",
                "plan.interventions",
                "plan.outcome_measure",
            ],
        );
}

/// S-72: what an audience does not see is not missed.
#[test]
fn d_01_asks_a_view_for_its_fields_only() {
    let seen_by = |name: &str| {
        let name = name.to_owned();
        caseload().context(move |context| context.seen_by = Some(name))
    };
    seen_by("pharmacy").remove("risk/level").passes(1);
    seen_by("pharmacy").remove("plan/engagement").passes(1);
    seen_by("pharmacy")
        .remove("plan/allergies")
        .fails(1, "plan.allergies");
    let gone = maternity().context(|context| context.seen_by = Some("gp".to_owned()));
    gone.set("location", json!({})).passes(1);
    let kept = maternity().context(|context| context.seen_by = Some("idva".to_owned()));
    assert!(!kept.set("location", json!({})).paths(1).is_empty());
}

/// S-45.
#[test]
fn d_03_a_reason_where_a_value_is_wanted() {
    let absent = json!({ "absent": "not-asked" });
    caseload()
        .set("handover/call_back", absent.clone())
        .fails(3, "handover.call_back");
    caseload().set("plan/other_medicines", absent).passes(3);
    caseload().passes(3);
    caseload().remove("handover/call_back").passes(3);
    caseload()
        .remove("handover/call_back")
        .fails(1, "handover.call_back");
}

/// S-40.
#[test]
fn d_07_too_much_is_not_known() {
    let mut worked = caseload();
    worked.passes(7);
    for field in [
        "injecting",
        "health_summary",
        "engagement",
        "naloxone_and_overdose",
        "allergies",
        "problem_substances",
    ] {
        worked = worked.set(&format!("plan/{field}"), json!({ "absent": "unknown" }));
    }
    for field in ["ethnic_category", "communication", "birth_date"] {
        worked = worked.set(
            &format!("person/{field}"),
            json!({ "absent": "not-held-by-sender" }),
        );
    }
    worked.fails(7, "sections");
    // A code for not known is no answer either.
    for (field, value) in [
        ("person/ethnic_category", json!({ "value": "99" })),
        ("person/ethnic_category", json!({ "value": "Z" })),
        ("plan/injecting", json!({ "absent": "unknown" })),
    ] {
        let (one, other) = (worked.clone(), json!({ "absent": "not-held-by-sender" }));
        one.set("person/ethnic_category", other)
            .set(field, value)
            .fails(7, "sections");
    }
    // A reason that tells something is known.
    let declined = json!({ "absent": "declined" });
    worked
        .set("plan/injecting", declined.clone())
        .set("person/birth_date", declined)
        .passes(7);
}

/// Codes that mean *not known*, field by field.
#[test]
fn d_07_a_code_may_say_that_nothing_is_known() {
    let percent = |worked: &Worked| {
        let strict = worked.clone().profile(|toml| {
            let limit = toml.find("absent_over_percent = ").unwrap();
            let (before, after) = toml.split_at(limit);
            let rest = after.split_once('\n').unwrap().1;
            format!("{before}absent_over_percent = 0\n{rest}")
        });
        let findings = strict.findings();
        let found = findings.iter().find(|one| one.check.number() == 7);
        found.map(|one| one.message.clone())
    };
    let plain = percent(&caseload());
    for (path, value) in [
        ("person/ethnic_category", json!({ "value": "Z" })),
        (
            "person/sex_and_gender",
            json!({ "value": { "administrative": "not-known" } }),
        ),
        (
            "person/nhs_number",
            json!({ "value": { "status": "07", "unavailable": "nhs-number-not-known" } }),
        ),
        (
            "person/legal_status",
            json!({ "value": { "capacity_concern": "unknown" } }),
        ),
        (
            "risk/staff_safety",
            json!({ "value": { "lone_visits_safe": "unknown" } }),
        ),
    ] {
        assert_ne!(percent(&caseload().set(path, value)), plain, "{path}");
    }
}

/// S-38.
#[test]
fn d_08_a_mistyped_number() {
    let path = "person/nhs_number/value/value";
    caseload()
        .set(path, json!("9990000019"))
        .fails(8, "person.nhs_number.value.value");
    caseload().passes(8);
    maternity()
        .set("maternity/babies/value/0/nhs_number", json!("9990000035"))
        .fails(8, "maternity.babies.value[0].nhs_number");
}

/// S-21.
#[test]
fn d_09_a_number_that_was_not_verified() {
    let path = "person/nhs_number/value/status";
    caseload()
        .set(path, json!("03"))
        .fails(9, "person.nhs_number.value.status");
    caseload().passes(9);
}

/// S-38.
#[test]
fn d_10_a_damaged_code() {
    let path = "risk/safeguarding_child/value/0/code";
    let code = |system: &str, code: &str| json!({ "text": "x", "system": system, "code": code });
    caseload()
        .set(path, code("snomed", "1054321000000100"))
        .fails(10, "risk.safeguarding_child.value[0].code.code");
    caseload()
        .set(path, code("dmd", "12345"))
        .fails(10, "risk.safeguarding_child.value[0].code.code");
    caseload().set(path, code("local:x", "12345")).passes(10);
    caseload().passes(10);
}

/// S-46.
#[test]
fn d_11_no_language_tag() {
    let path = "person/communication/value/languages/0";
    caseload()
        .set(path, json!("en_GB"))
        .fails(11, "person.communication.value.languages[0]");
    caseload().set(path, json!("zh-Hant")).passes(11);
}

/// S-46.
#[test]
fn d_12_the_past_lies_in_the_future() {
    let later = json!("2027-01-01");
    for path in [
        "person/birth_date/value/date",
        "contact/safe_contact/value/checked_on",
        "contact/dependants/value/0/birth",
        "risk/assessed/value/on",
        "risk/earlier_levels/value/0/on",
        "risk/incidents/value/0/on",
        "risk/changes_since/value/0/on",
        "plan/engagement/value/last_attended_on",
        "closures/journeys/value/1/triaged_on",
        "closures/journeys/value/1/closed_on",
        "closures/closure/value/closed_on",
        "closures/closure/value/last_contact_on",
        "closures/told_of_closure/value/0/on",
        "closures/ost_at_exit/value/last_dose_on",
    ] {
        let wanted = path
            .replace("/value/0/", "/value[0]/")
            .replace("/value/1/", "/value[1]/");
        caseload()
            .set(path, later.clone())
            .fails(12, &wanted.replace('/', "."));
    }
    caseload().passes(12);
    let dependant = "contact/dependants/value/0";
    caseload()
        .set(&format!("{dependant}/birth"), later)
        .set(&format!("{dependant}/lives_with"), json!("unborn"))
        .passes(12);
    maternity()
        .set(
            "maternity/obstetric/value/delivered_at",
            json!("2026-09-17T00:00:00Z"),
        )
        .fails(12, "maternity.obstetric.value.delivered_at");
    let dispensing = json!({ "value": [{
        "for": "rx1", "supervised": "yes", "pick_up": "daily", "last_dose_on": "2026-09-15",
        "last_dose_confirmed_by": "pharmacist", "missed_consecutive_days": 0,
    }] });
    with_prescription("2026-10-30")
        .set("plan/dispensing", dispensing)
        .fails(12, "plan.dispensing.value[0].last_dose_on");
}

/// S-46.
#[test]
fn d_13_out_of_order() {
    let journey = "closures/journeys/value/1";
    let at = "closures.journeys.value[1]";
    caseload().passes(13);
    caseload()
        .set(&format!("{journey}/triaged_on"), json!("2026-06-03"))
        .fails(13, at);
    caseload()
        .set(&format!("{journey}/referred_on"), json!("2025-09-16"))
        .fails(13, at);
    caseload()
        .set(&format!("{journey}/closed_on"), json!("2025-09"))
        .passes(13);
    caseload()
        .set(&format!("{journey}/closed_on"), json!("2025-08"))
        .fails(13, at);
    let born = caseload().set("person/birth_date/value/date", json!("2025-01-01"));
    born.fails(13, "closures.journeys.value[0]");
    let address = "location/addresses/value/0";
    caseload()
        .set(&format!("{address}/from"), json!("2026-02-02"))
        .set(&format!("{address}/to"), json!("2026-02-01"))
        .fails(13, "location.addresses.value[0]");
    caseload()
        .set("risk/safeguarding_child/value/0/to", json!("2026-03-11"))
        .fails(13, "risk.safeguarding_child.value[0]");
    let orders = json!([{ "kind": "x", "from": "2026-02-02", "to": "2026-02-01" }]);
    caseload()
        .set("third_parties/parties/value/0/orders", orders)
        .fails(13, "third_parties.parties.value[0].orders[0]");
    caseload()
        .set(
            "handover/countersign/value/at",
            json!("2026-09-14T15:09:59+01:00"),
        )
        .fails(13, "handover.countersign.value.at");
}

/// What was not read is not absent, and what is vital stops the case.
#[test]
fn d59_what_must_be_read_is_read_whole() {
    let not_read = json!({ "absent": "not-read" });
    caseload().passes(59);
    caseload()
        .set("risk/level", not_read.clone())
        .fails(59, "risk.level");
    caseload()
        .set("handover/notice", not_read.clone())
        .fails(59, "handover.notice");
    caseload()
        .set("contact/safe_contact/incomplete", json!(true))
        .fails(59, "contact.safe_contact");
    // Another reason is another statement, and another field another check.
    caseload()
        .set("risk/level", json!({ "absent": "not-asked" }))
        .passes(59);
    caseload().set("plan/goals", not_read).passes(59);
}

#[test]
fn d60_what_else_was_not_read_is_acknowledged() {
    let not_read = json!({ "absent": "not-read" });
    caseload().passes(60);
    caseload()
        .set("person/ethnic_category", not_read.clone())
        .fails(60, "person.ethnic_category");
    caseload().set("risk/level", not_read).passes(60);
}

/// D-66: "2" is a student in one list, unemployed in another, and no in a third.
#[test]
fn d_66_a_code_has_its_list() {
    let path = "risk/safeguarding_child/value/0/code";
    let at = "risk.safeguarding_child.value[0].code.code";
    caseload().passes(66);
    caseload()
        .set(path, json!({ "text": "x", "code": "2" }))
        .fails(66, at);
    caseload()
        .set(path, json!({ "text": "x", "code": "2", "system": "ndtms" }))
        .fails(66, at);
    for system in ["snomed", "local:parental-status"] {
        let code = json!({ "text": "x", "code": "417430008", "system": system });
        caseload().set(path, code).passes(66);
    }
}

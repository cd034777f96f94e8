//! D-38 to D-42 and D-58.

use serde_json::json;

use super::{LinkedCase, Worked, caseload, maternity};
use crate::checks::Recipient;

/// S-63: the health visitor does not open `third_parties`.
#[test]
fn d38_others_are_named_in_third_parties_only() {
    let named = |text: &str| {
        maternity()
            .set("handover/sbar/value/background", json!(text))
            .set(
                "handover/sbar/value/about",
                json!({ "background": ["maternity"] }),
            )
    };
    named("Disclosed control by tp1.").passes(38);
    for text in ["Kelvin Marsh came.", "seen with MARSH", "Marsh, Kelvin"] {
        named(text).fails(38, "handover.sbar.value.background");
    }
    named("Kelvin Street").passes(38);
    named("Kelvin Marsh came.")
        .remove("handover/sbar/value/about")
        .passes(38); // words of unknown ground stay behind
    let number = maternity()
        .set(
            "third_parties/parties/value/0/telecoms",
            json!(["07700 900777"]),
        )
        .set(
            "risk/staff_safety/value/text",
            json!("calls from +44 7700 900 777"),
        );
    number.fails(38, "risk.staff_safety.value.text");
    let alias = maternity()
        .set(
            "third_parties/parties/value/0/aliases",
            json!(["Kelly Fenwick"]),
        )
        .set("contact/telecoms/note", json!("Fenwick answers"));
    alias.fails(38, "contact.telecoms.note");
    caseload()
        .set("handover/sbar/value/background", json!("Dale Hartnoll"))
        .passes(38); // the only reader that is no split one opens `third_parties`
}

#[test]
fn d38_does_not_look_where_nobody_opens() {
    maternity()
        .set("plan/prescribing/note", json!("Marsh collects"))
        .passes(38);
    maternity()
        .set("plan/prescribing/note", json!("Marsh collects"))
        .context(|context| {
            let org = serde_json::from_value(json!({ "name": "Tern Practice" })).unwrap();
            context.recipients.push(Recipient::new("gp".into(), org));
        })
        .fails(38, "plan.prescribing.note");
}

fn linked(change: impl FnOnce(&mut LinkedCase)) -> Worked {
    let mut link = LinkedCase::default();
    change(&mut link);
    caseload().context(|context| context.links.push(link))
}

/// S-62.
#[test]
fn d39_another_persons_record_stays_out() {
    let situation = "handover.sbar.value.situation";
    let says =
        |worked: Worked, text: &str| worked.set("handover/sbar/value/situation", json!(text));
    let name = || {
        linked(|link| {
            link.names
                .push(("Hartnoll".parse().unwrap(), Some("Dale".parse().unwrap())))
        })
    };
    says(name(), "Dale Hartnoll called").fails(39, situation);
    says(name(), "tp1 called").passes(39); // 601 names him, where he belongs
    let own = linked(|link| {
        link.names
            .push(("Winterley".parse().unwrap(), Some("Ann".parse().unwrap())))
    });
    own.passes(39);
    let phone = || linked(|link| link.phones.push("07700 900555".parse().unwrap()));
    says(phone(), "call +447700900555").fails(39, situation);
    phone()
        .set(
            "third_parties/parties/value/0/telecoms",
            json!(["+447700900555"]),
        )
        .fails(39, "third_parties.parties.value[0].telecoms[0]");
    let postcode = linked(|link| link.postcodes.push("ZZ9 9ZZ".parse().unwrap()));
    says(postcode, "at zz99zz").fails(39, situation);
    let street = linked(|link| link.streets.push("8 Fen Lane".parse().unwrap()));
    says(street, "8 Fen Lane, upstairs").fails(39, situation);
    let number = linked(|link| link.nhs_numbers.push("9990000034".parse().unwrap()));
    says(number, "999 000 0034").fails(39, situation);
    let birth = linked(|link| link.births.push("1985-06-01".parse().unwrap()));
    says(birth, "born 1/6/1985").fails(39, situation);
}

/// S-73: the health visitor is not cleared for `hiv`.
#[test]
fn d40_labels_stop_who_is_not_cleared() {
    let path = "maternity.maternal_health";
    let labelled = |path: &str, label: &str| {
        let whole = maternity().set(path, json!([label]));
        whole.passes(40); // the health visitor gets a case without it
        whole.opened_by("health-visitor")
    };
    labelled("maternity/maternal_health/labels", "hiv").fails(40, path);
    labelled("plan/other_medicines/labels", "hiv").passes(40);
    labelled("contact/telecoms/value/0/labels", "third-party")
        .fails(40, "contact.telecoms.value[0]");
    let findings = labelled("maternity/maternal_health/labels", "hiv").findings();
    let message = &findings
        .iter()
        .find(|one| one.check.number() == 40)
        .unwrap()
        .message;
    assert_eq!(
        message,
        "health-visitor may not see maternity.maternal_health."
    );
}

/// What a protected case keeps in `location_protected` is not seen by who loses it.
#[test]
fn d40_heeds_who_loses_a_place() {
    let labelled = || {
        let whole = maternity().set("location/addresses/labels", json!(["third-party"]));
        whole.opened_by("health-visitor")
    };
    labelled().fails(40, "location.addresses");
    labelled()
        .set("location/address_sensitivity/value", json!("refuge"))
        .passes(40);
}

fn release(worked: Worked, label: &str, basis: &str) -> Worked {
    worked.set(
        "handover/distribution/value/0/release",
        json!([{
            "label": label, "basis": basis,
            "recorded_by": { "name": "S. Okell", "role": "key-worker" },
            "at": "2026-09-14T11:00:00+01:00",
        }]),
    )
}

/// S-66.
#[test]
fn d41_a_former_gender_needs_consent_for_one_reader() {
    let labelled = || caseload().set("person/sex_and_gender/labels", json!(["gra"]));
    labelled().fails(41, "person.sex_and_gender");
    release(labelled(), "gra", "thinks that she agrees: Dr Iver")
        .fails(41, "person.sex_and_gender");
    release(labelled(), "gra", "believes in her consent: Dr Iver").passes(41);
    release(labelled(), "hfea", "believes in her consent: Dr Iver")
        .fails(41, "person.sex_and_gender");
    let unnamed = release(labelled(), "gra", "believes in her consent")
        .remove("handover/distribution/value/0/org");
    unnamed.fails(41, "person.sex_and_gender");
    labelled().passes(40);
}

/// S-67 and S-68.
#[test]
fn d42_fertility_and_adoption_need_a_release() {
    for (label, basis) in [
        ("hfea", "written consent names Millstream"),
        ("adoption", "court, 3 May"),
    ] {
        let labelled = || caseload().set("plan/health_summary/labels", json!([label]));
        labelled().fails(42, "plan.health_summary");
        release(labelled(), label, basis).passes(42);
    }
    release(
        caseload().set("plan/health_summary/labels", json!(["hfea"])),
        "hfea",
        "asked by telephone",
    )
    .fails(42, "plan.health_summary");
}

/// S-68.
#[test]
fn d42_an_adopted_child_has_no_name_birth_or_place() {
    let adopted = || {
        caseload()
            .set("contact/dependants/value/0/lives_with", json!("adopted"))
            .remove("contact/dependants/value/0/birth")
    };
    adopted().passes(42);
    adopted()
        .set("contact/dependants/value/0/birth", json!("2017"))
        .fails(42, "contact.dependants.value[0].birth");
    adopted()
        .set("contact/dependants/value/0/name", json!("Ivy"))
        .fails(42, "contact.dependants.value[0].name");
    adopted()
        .set(
            "location/places",
            json!({ "value": [{ "for": "ch1", "kind": "school", "name": "Fen School" }] }),
        )
        .fails(42, "location.places.value[0]");
    adopted()
        .set("location/local_authorities/value/0/for", json!(["ch1"]))
        .fails(42, "location.local_authorities.value[0].for");
}

/// S-59 and S-83.
#[test]
fn d58_nobody_is_granted_more_than_the_profile_does() {
    let grant = "handover/distribution/value/1/sections";
    caseload()
        .push(grant, json!("risk"))
        .fails(58, "handover.distribution.value[1].sections[3]");
    maternity()
        .push(grant, json!("location_protected"))
        .fails(58, "handover.distribution.value[1].sections[6]");
    maternity()
        .push(
            "handover/distribution/value/0/sections",
            json!("location_protected"),
        )
        .passes(58);
    caseload()
        .set("handover/distribution/value/1/audience", json!("newspaper"))
        .fails(58, "handover.distribution.value[1].audience");
}

//! The handover section is written for its reader.

use super::*;
use crate::{AbsentReason, Channel, sections::DistributionChannel};

fn texts(part: &Case) -> Vec<String> {
    let sbar = part.handover.sbar.value().unwrap();
    let texts = [&sbar.background, &sbar.assessment, &sbar.recommendation];
    let texts = texts.into_iter().flatten().map(|text| text.as_str());
    [sbar.situation.as_str()]
        .into_iter()
        .chain(texts)
        .map(str::to_owned)
        .collect()
}

fn actions(part: &Case) -> Vec<(&str, &str)> {
    let actions = part.handover.actions.value().into_iter().flatten();
    actions
        .map(|action| (action.id.as_str(), action.text.as_str()))
        .collect()
}

/// Of the worked case nobody said what its words rest on.
#[test]
fn words_of_unknown_ground_stay_behind() {
    let part = split_for("gp", &worked(|_| {}));
    let made = "Made from the record for this reader: the person's care passes on (contract change), from \
                Northgate Recovery to Millstream Recovery, on 2026-10-01. For more, call back.";
    assert_eq!(texts(&part), [made]);
    let provenance = part.handover.sbar.as_ref().unwrap().provenance.as_ref();
    assert_eq!(provenance.unwrap().recorded_by.as_str(), "system");
    assert_eq!(
        actions(&part),
        [("a1", "Test for pregnancy before prescribing.")]
    );
    let json = part.to_json()["sections"]["handover"].to_string();
    for word in [
        "High risk",
        "sg1",
        "a2",
        "NR-20417",
        "D-27",
        "J. Adeyo",
        "receiving-service",
    ] {
        assert!(!json.contains(word), "{word} in {json}");
    }
}

/// The sender's own number would lead to the whole case.
#[test]
fn no_number_of_the_senders_own_goes() {
    let case = worked(|sections| {
        sections["person"]["other_identifiers"] = json!({ "value": [
            { "kind": "local", "value": "C-17" }, { "kind": "other", "value": "NR-20417" },
            { "kind": "ndtms-client", "value": "N-4" },
        ] });
    });
    let part = split_for("gp", &case);
    let kept = part.person.other_identifiers.value().unwrap();
    assert_eq!((kept.len(), kept[0].value.as_str()), (1, "N-4"));
}

#[test]
fn words_go_to_whom_may_know_what_they_rest_on() {
    let case = worked(|sections| {
        let sbar = &mut sections["handover"]["sbar"]["value"];
        sbar["about"] = json!({
            "situation": ["handover"], "background": ["plan.prescribing", "plan.injecting"],
            "assessment": ["risk", "plan"], "recommendation": ["plan"],
        });
        let actions = &mut sections["handover"]["actions"]["value"];
        actions[0]["about"] = json!(["risk"]);
        actions[1]["about"] = json!(["plan.allergies"]);
    });
    let part = split_for("gp", &case);
    assert_eq!(
        texts(&part),
        [
            "Closed 2 June after dropping out; asked on 10 September to start again.",
            "Two journeys. Methadone 45 mg until 25 May.",
            "2 October: test, reassess, then prescribe. Text only."
        ]
    );
    assert_eq!(
        actions(&part)[0].0,
        "a2",
        "and a1, which rests on risk, in no words at all"
    );
    assert_eq!(actions(&part).len(), 1);
    let json = part.to_json()["sections"]["handover"].to_string();
    assert!(
        !json.contains("\"risk\""),
        "not even what the others rest on: {json}"
    );
}

/// What an action is and where it comes from say as much as its words.
#[test]
fn an_action_goes_to_whom_may_know_its_kind_origin_and_owner() {
    let told = |member: &str, value: Value| {
        let case = worked(|sections| {
            let action = &mut sections["handover"]["actions"]["value"][1];
            action["about"] = json!(["handover"]);
            action[member] = value;
        });
        let part = split_for("gp", &case);
        actions(&part).iter().any(|(id, _)| *id == "a2")
    };
    assert!(told("status", json!("open")));
    assert!(!told("kind", json!("safeguarding-referral")));
    assert!(!told("origin", json!("marac")));
    let owner = |role: &str, org: &str| json!({ "org": { "name": org }, "role": role });
    assert!(told("owner", owner("gp", "Larch Row Surgery")));
    assert!(!told("owner", owner("idva", "Millstream Recovery")));
    assert!(!told("owner", owner("key-worker", "Fen Refuge")));
    assert!(!told("labels", json!(["sdv"])));
}

/// A text about a section of which something is labelled for others rests on that too.
#[test]
fn the_ground_of_words_has_labels() {
    let about = |labelled: bool| {
        worked(|sections| {
            let about = json!({ "background": ["plan"], "recommendation": ["plan.injecting"] });
            sections["handover"]["sbar"]["value"]["about"] = about;
            if labelled {
                sections["plan"]["engagement"]["labels"] = json!(["sdv"]);
            }
        })
    };
    assert_eq!(texts(&split_for("gp", &about(false))).len(), 3);
    assert_eq!(texts(&split_for("gp", &about(true))).len(), 2);
}

#[test]
fn people_are_named_to_whom_may_know_their_role() {
    let case = worked(|sections| {
        sections["handover"]["practitioners"]["value"] = json!([
            { "name": "One", "role": "key-worker", "org": { "name": "Northgate Recovery" } },
            { "name": "Two", "role": "idva" },
            { "name": "Three", "role": "midwife" },
            { "name": "Four", "role": "key-worker", "org": { "name": "Fen Refuge" } },
            { "name": "Five", "role": "chaplain" },
            { "name": "Six", "role": "gp", "org": { "name": "Larch Row Surgery" } },
        ]);
    });
    let part = split_for("gp", &case);
    let people = part.handover.practitioners.value().unwrap();
    let names: Vec<&str> = people
        .iter()
        .map(|one| one.name.as_ref().unwrap().as_str())
        .collect();
    assert_eq!(names, ["One", "Six"]);
}

/// Nothing in a split case tells whether there was something to withhold.
#[test]
fn lists_of_which_nothing_is_for_the_reader_say_so_alike() {
    let without = worked(|sections| {
        sections["handover"]["actions"] = json!({ "absent": "none-known" });
        sections["closures"]
            .as_object_mut()
            .unwrap()
            .remove("open_at_closure");
    });
    let with = worked(|sections| {
        sections["handover"]["actions"]["value"]
            .as_array_mut()
            .unwrap()
            .remove(0);
    });
    for case in [without, with] {
        let part = split_for("gp", &case);
        let reason = part.handover.actions.absent_reason();
        assert_eq!(reason, Some(AbsentReason::NotApplicable));
        assert!(part.handover.verbal.is_none() && part.handover.references.is_none());
    }
}

#[test]
fn reasons_and_comments_stay_with_the_whole_case() {
    let case = worked(|sections| {
        let guardian = json!({ "name": "C. Ward", "role": "caldicott-guardian" });
        let handover = &mut sections["handover"];
        handover["confidentiality"]["value"] = json!({
            "gate": "overriding-interest", "aware": true, "consented": "no",
            "reason_if_not": "Heard at a MARAC.", "authorised_by": guardian,
        });
        handover["notice"]["value"]["objection"] = json!(true);
        handover["notice"]["value"]["override"] = json!({
            "author": { "name": "S. Okell", "role": "key-worker" },
            "caldicott_guardian": guardian, "text": "Heard at a MARAC.",
        });
        handover["countersign"]["value"]["comment"] = json!("Heard at a MARAC.");
        handover["lawful_basis"]["value"]["condition"] = json!("Heard at a MARAC.");
        handover["basis"]["rule"] = json!("heard-at-a-marac");
        handover["call_back"]["note"] = json!("Heard at a MARAC.");
    });
    let part = split_for("gp", &case);
    let json = part.to_json().to_string().to_lowercase();
    assert!(
        !json.contains("marac") && !json.contains("C. Ward"),
        "{json}"
    );
    assert!(
        part.handover.notice.value().unwrap().objection,
        "the objection itself is told"
    );
    let context = CheckContext {
        seen_by: Some("gp".to_owned()),
        ..CheckContext::default()
    };
    assert!(
        part.check(&caseload(), &context).is_ok(),
        "D-56 and D-57 were asked of the whole"
    );
}

#[test]
fn of_914_a_reader_gets_its_own_entries() {
    let part = split_for("gp", &worked(|_| {}));
    let entries = part.handover.distribution.value().unwrap();
    assert_eq!((entries.len(), entries[0].audience.as_str()), (1, "gp"));
    let part = split_for("pharmacy", &worked(|_| {}));
    assert!(
        part.handover.distribution.is_none(),
        "not one of its fields"
    );
    let unlisted = worked(|sections| {
        let entries = sections["handover"]["distribution"]["value"].as_array_mut();
        entries.unwrap().remove(1);
    });
    let part = split_for("gp", &unlisted);
    let entry = &part.handover.distribution.value().unwrap()[0];
    assert_eq!(entry.channel, DistributionChannel::Package);
    assert_eq!(entry.sections.len(), 3);
}

/// A second signature that only some cases need says that this is one.
#[test]
fn a_second_signature_goes_where_the_split_case_asks_for_it() {
    let toml = String::from_utf8(
        Profile::built_in_bytes("caseload-transfer")
            .unwrap()
            .to_vec(),
    );
    let toml = toml.unwrap().replace(
        "countersign_when = [\"always\"]",
        "countersign_when = [\"high\"]",
    );
    let profile = Profile::from_toml(toml.as_bytes()).unwrap();
    let case = worked(|_| {});
    let context = CheckContext::default();
    let part = split(&case, &profile, "gp", &reference(), &context).unwrap();
    assert!(part.handover.countersign.is_none());
    assert!(split_for("gp", &case).handover.countersign.is_some());
}

/// S-72: the acknowledgement of what the split case is asked goes with it; no other.
#[test]
fn acknowledgements_go_where_they_are_asked_for() {
    let case = |about: Option<Value>| {
        worked(|sections| {
            let handover = &mut sections["handover"];
            handover["call_back"]["value"]["valid_to"] = json!("2026-11-01");
            let mut answer = handover["acknowledgements"]["value"][0].clone();
            answer["check"] = json!("D-53");
            answer["reason"] = json!("See the MARAC.");
            if let Some(about) = about {
                answer["about"] = about;
            }
            let answers = handover["acknowledgements"]["value"].as_array_mut();
            answers.unwrap().push(answer);
        })
    };
    let answers = |part: &Case| -> Vec<(String, String)> {
        let answers = part.handover.acknowledgements.value().into_iter().flatten();
        let told = answers.map(|one| (one.check.to_string(), one.reason.as_str().to_owned()));
        told.collect()
    };
    let kept = "Acknowledged at the sender, who keeps the reason.";
    for audience in ["gp", "pharmacy"] {
        let part = split_for(audience, &case(None));
        assert_eq!(answers(&part), [("D-53".to_owned(), kept.to_owned())]);
    }
    let part = split_for("gp", &case(Some(json!(["plan"]))));
    assert_eq!(
        answers(&part),
        [("D-53".to_owned(), "See the MARAC.".to_owned())]
    );
    let part = split_for("gp", &case(Some(json!(["risk"]))));
    assert_eq!(answers(&part), [("D-53".to_owned(), kept.to_owned())]);
}

/// 706 points at actions.
#[test]
fn what_was_left_open_is_told_with_its_action() {
    let toml = String::from_utf8(
        Profile::built_in_bytes("caseload-transfer")
            .unwrap()
            .to_vec(),
    );
    let gp = "[audience.gp]\nsplit = true\nsections = [\"person\", \"plan\"";
    let toml = toml.unwrap().replace(gp, &format!("{gp}, \"closures\""));
    let profile = Profile::from_toml(toml.as_bytes()).unwrap();
    let context = CheckContext::default();
    let part = split(&worked(|_| {}), &profile, "gp", &reference(), &context).unwrap();
    assert!(part.closures.closure.value().is_some());
    assert!(part.closures.open_at_closure.is_none());
}

fn is_safe(part: &Case, channel: Channel) -> bool {
    let order = part.handover.safe_contact.value().unwrap();
    order.channels[&channel].safe == crate::YesNoUnknown::Yes
}

fn numbers(part: &Case) -> Vec<&str> {
    let order = part.handover.safe_contact.value().unwrap();
    order
        .numbers
        .iter()
        .flatten()
        .map(|number| number.value.as_str())
        .collect()
}

/// S-58 and S-72: to whom `contact` is closed.
#[test]
fn each_reader_is_told_how_to_reach_the_person_and_how_not() {
    let case = worked(|sections| {
        sections["contact"]["safe_contact"]["value"]["code_word"] = json!("library");
        let telecoms = &mut sections["contact"]["telecoms"]["value"];
        let other = json!({ "kind": "mobile", "value": "+447700900666", "rank": 2, "safe": "no" });
        telecoms.as_array_mut().unwrap().push(other);
    });
    for audience in ["gp", "pharmacy"] {
        let part = split_for(audience, &case);
        assert!(is_safe(&part, Channel::Text) && !is_safe(&part, Channel::Call));
        assert!(
            !is_safe(&part, Channel::Letter),
            "of which nothing was said"
        );
        assert_eq!(numbers(&part), ["+447700900123"]);
        let order = part.handover.safe_contact.value().unwrap();
        assert_eq!(order.code_word.as_ref().unwrap().as_str(), "library");
        assert!(order.only_the_person && order.checked_on.is_some());
        assert!(
            !part.to_json().to_string().contains("tp1"),
            "whom not to speak to"
        );
    }
}

/// Where nobody knows, or the reader may not, nothing is safe.
#[test]
fn an_order_that_cannot_be_told_calls_nothing_safe() {
    let labelled = worked(|sections| {
        sections["contact"]["safe_contact"]["labels"] = json!(["sdv"]);
    });
    let absent = worked(|sections| {
        sections["contact"]["safe_contact"] = json!({ "absent": "not-asked" });
    });
    for case in [labelled, absent] {
        let part = split_for("gp", &case);
        assert!(Channel::ALL.iter().all(|channel| !is_safe(&part, *channel)));
        assert_eq!(numbers(&part), [""; 0]);
        let order = part.handover.safe_contact.value().unwrap();
        assert!(order.checked_on.is_none() && order.code_word.is_none());
    }
}

/// What the sender wrote for these readers goes as it stands.
#[test]
fn an_order_of_the_senders_own_goes() {
    let case = worked(|sections| {
        sections["contact"]["safe_contact"]["labels"] = json!(["sdv"]);
        sections["handover"]["safe_contact"] = json!({ "value": {
            "channels": { "text": { "safe": "yes" } }, "only_the_person": true,
        } });
    });
    let part = split_for("gp", &case);
    assert!(is_safe(&part, Channel::Text));
    assert_eq!(part.handover.safe_contact, case.handover.safe_contact);
}

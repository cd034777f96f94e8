//! What comes first, what stands beside what, and what is not said.

use handover_dataset::Profile;
use handover_reading::{Band, Look, Weight, read};
use serde_json::{Value, json};

use crate::said::{card, card_words, lines, reading, reading_of, words};

pub(crate) const EXAMPLES: [(&str, &str); 2] = [
    (
        include_str!("../../../handover-dataset/tests/examples/caseload-transfer.json"),
        "2026-09-20T08:00:00Z",
    ),
    (
        include_str!("../../../handover-dataset/tests/examples/maternity-discharge.json"),
        "2026-10-02T08:00:00Z",
    ),
];

/// What can hurt first, then what must be done.
#[test]
fn what_can_hurt_comes_first() {
    for (example, at) in EXAMPLES {
        let case: Value = serde_json::from_str(example).unwrap();
        let reading = reading(&case, at);
        let ids: Vec<_> = reading.top.iter().map(|card| card.id).collect();
        assert_eq!(ids[..3], ["reach", "danger", "todo"], "{ids:?}");
    }
}

/// Nothing is said twice: no sentence that is longer than a word or two.
#[test]
fn nothing_is_said_twice() {
    for (example, at) in EXAMPLES {
        let case: Value = serde_json::from_str(example).unwrap();
        let reading = reading(&case, at);
        assert_eq!(twice(&lines(&reading)), Vec::<String>::new());
    }
}

/// Sentences that stand twice; where somebody lives in a sentence apart is no sentence.
fn twice(lines: &[String]) -> Vec<String> {
    let mut seen = std::collections::BTreeSet::new();
    let sentences = lines
        .iter()
        .flat_map(|line| line.split_inclusive(['\n', '.']))
        .map(str::trim);
    let long = sentences
        .filter(|sentence| sentence.split_whitespace().count() > 6 && !sentence.contains(" ago"));
    let long = long.filter(|sentence| !sentence.starts_with("Take this on before"));
    long.filter(|sentence| !seen.insert(*sentence))
        .map(str::to_owned)
        .collect()
}

/// S-59: who lacks a section sees neither its heading nor a gap.
#[test]
fn a_section_that_the_reader_lacks_leaves_no_mark() {
    let marks = [
        (
            "contact",
            vec!["How to reach", "emergency", "Nobody has asked"],
        ),
        (
            "location",
            vec![
                "Where she lives",
                "Address",
                "GP practice",
                "Pharmacy",
                "Council",
            ],
        ),
        (
            "plan",
            vec![
                "Prescriptions",
                "Plan and health",
                "Allergies",
                "Next appointment",
            ],
        ),
        (
            "risk",
            vec![
                "Danger",
                "Red flags",
                "MARAC",
                "Risk",
                "Safety plan",
                "Child protection",
            ],
        ),
        (
            "third_parties",
            vec!["Notes of", "Dale Hartnoll", "Poses a risk"],
        ),
        (
            "closures",
            vec![
                "Time in treatment",
                "If she rings",
                "Left open",
                "Told of the closure",
            ],
        ),
        ("maternity", vec!["Mother", "Baby", "First visit"]),
    ];
    for (example, at) in EXAMPLES {
        let case: Value = serde_json::from_str(example).unwrap();
        for (section, marks) in &marks {
            if case["sections"].get(section).is_none() {
                continue;
            }
            let mut lesser = case.clone();
            let sections = lesser["sections"].as_object_mut().unwrap();
            sections.remove(*section);
            sections
                .get_mut("handover")
                .unwrap()
                .as_object_mut()
                .unwrap()
                .retain(|name, _| {
                    !matches!(
                        name.as_str(),
                        "sbar" | "actions" | "distribution" | "safe_contact"
                    )
                });
            let reading = reading(&lesser, at);
            let said = lines(&reading);
            for mark in marks {
                let found = said.iter().find(|line| line.contains(mark));
                // A referral to the MARAC coordinator as a role is no section of risk.
                let found = found.filter(|line| !line.contains("MARAC coordinator"));
                assert!(found.is_none(), "{section}: {mark}: {found:?}");
            }
        }
    }
}

/// An empty section is none.
#[test]
fn an_empty_section_is_none() {
    let said = words(&reading_of(
        &json!({"person": {"pregnancy": {"absent": "not-asked"}}, "location": {}, "risk": {"provenance": {}}}),
    ));
    assert!(said.contains("Nobody asked: pregnancy."), "{said}");
    for word in ["lives", "Danger", "reach", "must be done", "Plan"] {
        assert!(!said.contains(word), "{word}: {said}");
    }
}

/// S-26: count, judgement and red flags stand with one another, and nothing says "below threshold".
#[test]
fn a_count_never_stands_alone() {
    let reading = reading_of(&json!({"risk": {
        "assessed": {"value": {"on": "2009-06-24", "by": {"name": "O. Keld", "role": "key-worker"},
            "instrument": {"id": "dash-safelives-24", "version": "1", "items": 24}}},
        "checklist": {"value": {"instrument": "dash-safelives-24", "answers": [{"item": 15, "answer": "yes"}], "count": 11}},
        "judgement": {"value": {"high": true, "reasons": "Under-reports."}},
        "red_flags": {"value": ["strangulation"]}
    }}));
    let said = words(&reading);
    let place = |words: &str| {
        said.find(words)
            .unwrap_or_else(|| panic!("{words}: {said}"))
    };
    assert!(place("Judged high. \"Under-reports.\"") < place("11 of 24 answered yes"));
    assert!(place("Red flags: Strangulation") < place("11 of 24 answered yes"));
    assert!(said.contains("Yes: items 15."));
    assert!(!said.to_lowercase().contains("threshold"));
    // A count that nobody wrote is not nought.
    let said = words(&reading_of(
        &json!({"risk": {"checklist": {"value": {"instrument": "dash-safelives-24", "answers": [{"item": 15, "answer": "yes"}]}}}}),
    ));
    assert!(
        said.contains("Not said how many were answered yes"),
        "{said}"
    );
}

/// S-25: the reader sees the age of an assessment, and who knew of it and why.
#[test]
fn an_old_assessment_is_marked_with_who_knew() {
    let sections = |on: &str| {
        json!({
            "risk": {"level": {"value": {"level": "high"}}, "assessed": {"value": {"on": on, "by": {"name": "O. Keld", "role": "key-worker"},
                "instrument": {"id": "dash", "version": "1", "items": 24}}}},
            "handover": {"acknowledgements": {"value": [{"check": "D-27", "reason": "Not seen since.",
                "at": "2010-01-29T10:00:00Z", "by": {"name": "M. Farrant", "role": "team-leader"}}]}}
        })
    };
    let reading = reading_of(&sections("2008-12-01"));
    let danger = card(&reading, "danger").unwrap();
    assert_eq!(danger.look, Look::No);
    let verdict = danger.verdict.as_ref().unwrap();
    assert_eq!(
        crate::said::weighed(verdict, Weight::Old),
        "Last assessed 14 months ago. Reassess before you rely on it."
    );
    assert!(
        card_words(&reading, "danger")
            .contains("by M. Farrant, team leader, 29 January 2010: \"Not seen since.\"")
    );
    assert_eq!(words(&reading).matches("Not seen since.").count(), 1);
    // Ninety days are not yet old.
    for (on, is_old) in [("2009-11-03", false), ("2009-11-02", true)] {
        let reading = reading_of(&sections(on));
        let verdict = card(&reading, "danger").unwrap().verdict.clone().unwrap();
        assert_eq!(
            !crate::said::weighed(&verdict, Weight::Old).is_empty(),
            is_old,
            "{on}"
        );
    }
}

/// S-37: what contradicts is shown with it, the riskier first.
#[test]
fn two_answers_stand_side_by_side() {
    let origin = |by: &str, source: &str| json!({"recorded_at": "2009-03-12", "recorded_by": by, "source": source, "verification": "unconfirmed"});
    let reading = reading_of(&json!({"risk": {"red_flags": {
        "value": ["strangulation"], "provenance": origin("marac-coordinator", "other-agency"),
        "conflicts": [{"absent": "none-known", "provenance": origin("key-worker", "self-reported")}]
    }}}));
    let said = card_words(&reading, "danger");
    let place = |words: &str| {
        said.find(words)
            .unwrap_or_else(|| panic!("{words}: {said}"))
    };
    assert!(place("Answer: Strangulation") < place("Another agency said so, MARAC coordinator"));
    assert!(place("Another agency said so") < place("Answer: Asked, none known"));
    assert!(said.contains("They said so themselves, to a key worker"));
}

/// What it says now, what it said before, who changed it, when, why and who agreed.
#[test]
fn a_correction_from_high_to_standard_is_told_whole() {
    let level = |word: &str| json!({"level": word, "basis": ["professional-judgement"], "set_by": "key-worker"});
    let origin = |by: &str| json!({"recorded_at": "2009-12-12", "recorded_by": by, "source": "record", "verification": "confirmed"});
    let reading = reading_of(&json!({"risk": {"level": {
        "value": level("standard"), "provenance": origin("key-worker"),
        "corrected": [{"by": {"name": "Ada Brook", "role": "key-worker"}, "at": "2009-12-12T09:00:00Z",
            "reason": "Entered in the wrong record.", "agreed_by": {"name": "Una Sherwin", "role": "team-leader"}}],
        "conflicts": [{"value": level("high"), "provenance": origin("idva")}]
    }}}));
    let said = card_words(&reading, "danger");
    let told = "Corrected on 12 December 2009, 9am by Ada Brook, key worker: \"Entered in the wrong record.\" Agreed by Una \
                Sherwin, team leader. It said before: High on professional judgement";
    let place = |words: &str| {
        said.find(words)
            .unwrap_or_else(|| panic!("{words}: {said}"))
    };
    assert!(place("Standard on professional judgement") < place(told));
}

/// S-36: two meetings in two areas stand side by side, each with what she was there.
#[test]
fn every_meeting_has_its_area() {
    let said = words(&reading_of(&json!({"risk": {"marac": {"value": [
        {"heard_on": "2009-11-03", "area": "Northmoor", "role": "victim", "repeat_12_months": false},
        {"heard_on": "2008-02-12", "area": "Ealham", "role": "perpetrator", "repeat_12_months": true}
    ]}}})));
    assert!(
        said.contains("Heard as a victim in Northmoor, 3 November 2009"),
        "{said}"
    );
    assert!(
        said.contains("Heard as a perpetrator in Ealham, 12 February 2008"),
        "{said}"
    );
    assert_eq!(said.matches("within 12 months").count(), 1);
}

/// S-56: asked in company is not shown as a no.
#[test]
fn an_answer_in_company_is_no_no() {
    for (alone, is_no_no) in [("no", true), ("unknown", true), ("yes", false)] {
        let sections = json!({"risk": {"marac": {"absent": "unknown"}}, "maternity": {"routine_enquiry": {"value":
            {"asked_on": "2010-01-04", "alone": alone, "result": "not-disclosed"}}}});
        let said = words(&reading_of(&sections));
        assert_eq!(
            said.contains("This is not a no: ask again in private."),
            is_no_no,
            "{said}"
        );
    }
}

/// The earliest due stands first, the urgent before the others of its day; what is late says so.
#[test]
fn the_earliest_action_stands_first() {
    let action = |due: &str, text: &str, priority: &str| {
        json!({"id": "a1", "kind": "other", "text": text,
        "owner": {"org": {"name": "Millstream"}, "role": "prescriber"}, "due": due, "priority": priority,
        "status": "open", "origin": "check", "needs_acceptance": true})
    };
    let said = card_words(
        &reading_of(&json!({"handover": {"actions": {"value": [
        action("2010-02-09", "later", "urgent"), action("2010-02-02", "sooner", "routine"),
        action("2010-02-02", "first", "urgent"), action("2010-01-20", "late", "routine")]}}})),
        "todo",
    );
    let place = |words: &str| {
        said.find(words)
            .unwrap_or_else(|| panic!("{words}: {said}"))
    };
    assert!(
        place("late. 12 days late.") < place("first")
            && place("first") < place("sooner")
            && place("sooner") < place("later")
    );
    assert!(said.contains("Urgent Tomorrow, Tue 2 February: first"));
    assert!(
        said.contains("Take this on before you accept them. Prescriber, Millstream; no name yet")
    );
}

/// No negative that nobody doubts, and no false.
#[test]
fn what_nobody_doubts_is_not_denied() {
    let case: Value = serde_json::from_str(EXAMPLES[0].0).unwrap();
    let said = words(&reading(&case, EXAMPLES[0].1));
    for words in [
        "not interpreter",
        "interpreter",
        "not estimated",
        "not synthetic",
        "repeat",
        "false",
        "A guess",
    ] {
        assert!(!said.contains(words), "{words}: {said}");
    }
}

/// Codes are spelt out; what nobody can read stands with the gaps, once.
#[test]
fn codes_are_spelt_out() {
    let substance = |text: &str| json!({"substance": {"text": text, "system": "ndtms", "code": "1101"}, "route": "smoke"});
    let reading = reading_of(&json!({
        "person": {"ethnic_category": {"value": "A"}, "communication": {"value": {"languages": ["pl"], "interpreter": true}}},
        "plan": {"problem_substances": {"value": [substance("NDTMS drug code 1101")]},
            "blood_borne_viruses": {"value": {"hepatitis_c": "NDTMS HEPCSTAT A"}}}}));
    let said = words(&reading);
    for words in [
        "White British",
        "speaks Polish; needs an interpreter",
        "Heroin (illicit), smoked.",
    ] {
        assert!(said.contains(words), "{words}: {said}");
    }
    assert!(!said.contains("1101"), "{said}");
    let codes = reading
        .unsaid
        .iter()
        .find(|line| line.words().contains("codes"))
        .unwrap()
        .words();
    assert_eq!(
        codes,
        "Came as codes that nobody could read: hepatitis C \"NDTMS HEPCSTAT A\"."
    );
    // Words win over a code.
    let said = words(&reading_of(
        &json!({"plan": {"problem_substances": {"value": [substance("street heroin")]}}}),
    ));
    assert!(said.contains("Street heroin, smoked"), "{said}");
}

/// A day known in part has an age from the first that it may have been.
#[test]
fn what_is_known_in_part_is_said_so() {
    let said = words(&reading_of(
        &json!({"person": {"birth_date": {"value": {"date": "1988", "estimated": true}}},
        "risk": {"incidents": {"value": [{"text": "phone taken", "on": "2009-11"}]}}}),
    ));
    assert!(
        said.contains("Born 1988 (a guess), 21 or 22 years old."),
        "{said}"
    );
    assert!(said.contains("November 2009: \"phone taken\""), "{said}");
}

/// A warning that fits no field stands before the sections, with who wrote it as far as that is known.
#[test]
fn notes_stand_before_the_sections() {
    let reading = reading_of(&json!({
        "risk": {"level": {"value": {"level": "high", "basis": ["repeat"]}}},
        "third_parties": {"notes": {"value": [
            {"text": "Do not leave voicemail - ex partner has phone", "author": "Sharon", "on": "2009-12"},
            {"text": "Risk to staff"}
        ]}}
    }));
    let said = card_words(&reading, "notes");
    assert!(
        said.contains(
            "\"Do not leave voicemail - ex partner has phone\" (Sharon, December 2009, 8 weeks ago)"
        ),
        "{said}"
    );
    assert!(said.contains("\"Risk to staff\""));
    let place = |id: &str| reading.rest.iter().position(|card| card.id == id).unwrap();
    assert!(place("notes") < place("risk"));
}

/// Nobody is told more than was said: a half-known statement leaves no hole.
#[test]
fn what_lacks_leaves_no_hole() {
    fn members(value: &Value, path: &str, found: &mut Vec<String>) {
        match value {
            Value::Object(all) => all.iter().for_each(|(name, member)| {
                let path = format!("{path}/{name}");
                members(member, &path, found);
                found.push(path);
            }),
            Value::Array(items) => items
                .iter()
                .enumerate()
                .for_each(|(n, item)| members(item, &format!("{path}/{n}"), found)),
            _ => {}
        }
    }
    let holes = |said: &[String]| -> Vec<String> {
        let lines = said.iter().flat_map(|line| line.lines()).filter(|line| {
            let line = line.trim();
            [
                "()", "( ", " ,", ", ,", ",,", ": .", ": ,", "null", "; ;", ".. ", " .", ",.",
            ]
            .iter()
            .any(|hole| line.contains(hole))
                || line.ends_with(", ")
                || line.starts_with([',', ';', '.'])
        });
        lines.map(str::to_owned).collect()
    };
    for (example, at) in EXAMPLES {
        let case: Value = serde_json::from_str(example).unwrap();
        assert_eq!(holes(&lines(&reading(&case, at))), Vec::<String>::new());
        let mut all = Vec::new();
        members(&case["sections"], "", &mut all);
        for path in all.iter().filter(|path| path.contains("/value/")) {
            let mut half = case.clone();
            let (parent, name) = path.rsplit_once('/').unwrap();
            let parent = half.pointer_mut(&format!("/sections{parent}")).unwrap();
            let Some(parent) = parent.as_object_mut() else {
                continue;
            };
            parent.remove(name);
            if handover_dataset::Case::from_value(half.clone()).is_err() {
                continue; // nobody gets to read it
            }
            let found = holes(&lines(&reading(&half, at)));
            assert!(found.is_empty(), "{path}: {found:#?}");
        }
    }
}

/// Whom to read first.
#[test]
fn the_list_is_in_the_order_of_urgency() {
    let band = |sections: Value| reading_of(&sections).summary.band();
    let action = |due: &str, priority: &str| json!({"handover": {"actions": {"value": [{"id": "a1", "kind": "other", "text": "Ring the pharmacy", "due": due, "priority": priority, "status": "open"}]}}});
    assert_eq!(band(action("2010-02-02", "urgent")), Band::Today);
    assert_eq!(band(action("2010-02-03", "urgent")), Band::Near);
    assert_eq!(band(action("2010-02-02", "routine")), Band::Near);
    assert_eq!(band(action("2010-02-15", "routine")), Band::Near);
    assert_eq!(band(action("2010-02-16", "routine")), Band::Rest);
    let ends = |on: &str| json!({"plan": {"prescribing": {"value": [{"id": "rx1", "text": "Methadone 60ml", "valid_to": on}]}}});
    assert_eq!(band(ends("2010-02-02")), Band::Today);
    assert_eq!(band(ends("2010-02-03")), Band::Near);
    assert_eq!(band(ends("2010-01-30")), Band::Rest, "it ended");
    assert_eq!(
        band(json!({"risk": {"level": {"value": {"level": "very-high"}}}})),
        Band::Danger
    );
    assert_eq!(
        band(json!({"risk": {"level": {"value": {"level": "medium"}}}})),
        Band::Rest
    );
    assert_eq!(
        band(json!({"risk": {"marac": {"value": [{"heard_on": "2009-06-18"}]}}})),
        Band::Danger
    );
    assert_eq!(
        band(json!({"risk": {"marac": {"value": [{"heard_on": "2008-06-18"}]}}})),
        Band::Rest
    );
    let concern = |code: &str| json!({"risk": {"safeguarding_child": {"value": [{"id": "sg1", "code": {"text": "x y", "system": "snomed", "code": code}, "referral_made": "yes"}]}}});
    assert_eq!(band(concern("836881000000105")), Band::Danger);
    assert_eq!(
        band(concern("861931000000100")),
        Band::Rest,
        "none identified"
    );
    let late = reading_of(&action("2010-01-20", "urgent")).summary;
    assert_eq!(
        late.words().words(),
        "Ring the pharmacy, late since Wed 20 January."
    );
    assert_eq!(
        reading_of(&json!({})).summary.words().words(),
        "Nothing is due."
    );
}

/// Without a profile nothing is old.
#[test]
fn without_a_profile_nothing_is_old() {
    let sections = json!({"risk": {"level": {"value": {"level": "high"}}, "assessed": {"value": {"on": "2000-01-01"}}}});
    let case = json!({"sections": sections});
    let reading = read(&case, "2010-02-01T09:00:00Z".parse().unwrap(), None);
    let verdict = card(&reading, "danger").unwrap().verdict.clone().unwrap();
    assert_eq!(crate::said::weighed(&verdict, Weight::Old), "");
    assert!(Profile::built_in("caseload-transfer").is_some());
}

/// Mother and baby share a page: its name says so.
#[test]
fn mother_and_baby_share_a_name() {
    let of = |sexes: &[&str]| {
        let babies: Vec<Value> = sexes
            .iter()
            .map(|sex| json!({"id": "b1", "sex": sex}))
            .collect();
        let sections = json!({"person": {"names": {"value": [{"given": "Ann", "family": "Fern"}]}}, "maternity": {"babies": {"value": babies}}});
        reading_of(&sections).name
    };
    assert_eq!(of(&["female"]), "Ann Fern and baby girl");
    assert_eq!(of(&["not-known"]), "Ann Fern and baby");
    assert_eq!(of(&["male", "female"]), "Ann Fern and 2 babies");
}

use serde_json::{Value, json};

use super::*;

fn sheet_of(sections: &Value) -> String {
    let case = json!({"mhd": "mhd/1", "profile": "caseload-transfer@1", "sections": sections});
    let style = SheetStyle {
        today: "2010-02-01".parse().unwrap(),
        old_after_days: Some(90),
        paint: Paint::plain(),
    };
    write(&case, &style)
}

fn line_with<'a>(sheet: &'a str, words: &str) -> &'a str {
    sheet
        .lines()
        .find(|line| line.contains(words))
        .unwrap_or_default()
}

/// S-58: what is not `yes` is a way not to use, and unless allowed the service is not named.
#[test]
fn warns_of_every_channel_that_is_not_safe() {
    let sheet = sheet_of(&json!({"contact": {"safe_contact": {"value": {
        "checked_on": "2009-03-22",
        "channels": {"text": {"safe": "yes"}, "call": {"safe": "no"}, "visit": {"safe": "unknown"}},
        "not_safe_to_talk_to": ["tp1"]
    }}}}));
    assert_eq!(
        line_with(&sheet, "DO NOT USE").trim(),
        "DO NOT USE: call, email, letter, visit and in person."
    );
    assert!(sheet.contains("Safe: text, leave no message, do not name the service"));
    assert!(sheet.contains("NOT safe to talk to: tp1"));
    assert!(sheet.contains("22 March 2009, 10 months ago"));
}

/// Every text of a case stands on its sheet, in its words, or its codes in plain ones; but for
/// the ids inside a case, the code of a concept that has words, and the reason for a gap, which is
/// said in other words.
#[test]
fn leaves_no_text_out() {
    fn texts<'a>(value: &'a Value, path: &str, found: &mut Vec<(String, &'a str)>) {
        match value {
            Value::String(text) => found.push((path.to_owned(), text)),
            Value::Array(items) => items.iter().for_each(|item| texts(item, path, found)),
            Value::Object(members) => {
                let has_words = members.contains_key("text");
                let is_read = |name: &str| match name {
                    "absent" | "id" => false,
                    // What stands under "to do" is open.
                    "status" => !path.ends_with("actions.value"),
                    "code" | "system" => !has_words,
                    _ => true,
                };
                for (name, member) in members.iter().filter(|(name, _)| is_read(name)) {
                    texts(member, &format!("{path}.{name}"), found);
                }
            }
            _ => {}
        }
    }
    let bare = |text: &str| {
        let text = text.to_lowercase().replace(['-', '_'], " ");
        text.split_whitespace().collect::<Vec<_>>().join(" ")
    };
    for example in [
        include_str!("../../../handover-dataset/tests/examples/caseload-transfer.json"),
        include_str!("../../../handover-dataset/tests/examples/maternity-discharge.json"),
    ] {
        let mut case: Value = serde_json::from_str(example).unwrap();
        let safe = case.pointer_mut("/sections/contact/safe_contact/value");
        if let Some(safe) = safe {
            safe["code_word"] = json!("blue gate");
            safe["preferred"] = json!("text");
        }
        let sections = &case["sections"];
        let sheet = bare(&sheet_of(sections));
        let mut found = Vec::new();
        texts(sections, "", &mut found);
        let missing: Vec<_> = found
            .into_iter()
            .filter(|(_, text)| words::moment(text).is_none() && !sheet.contains(&bare(text)))
            .collect();
        assert!(missing.is_empty(), "{missing:#?}");
    }
}

/// Who is not safe to talk to is named to a reader who may read of other people, and to no other.
#[test]
fn names_who_is_not_safe_to_talk_to() {
    let contact = json!({"safe_contact": {"value": {
        "checked_on": "2009-03-22", "channels": {"text": {"safe": "yes"}},
        "not_safe_to_talk_to": ["tp1", "the neighbour"]
    }}});
    let parties = json!({"parties": {"value": [{"id": "tp1", "name": "Dale Hartnoll"}]}});
    let sheet = sheet_of(&json!({"contact": contact, "third_parties": parties}));
    assert!(
        sheet.contains("NOT safe to talk to: Dale Hartnoll (tp1), the neighbour"),
        "{sheet}"
    );
    let sheet = sheet_of(&json!({"contact": contact}));
    assert!(
        sheet.contains("NOT safe to talk to: tp1, the neighbour"),
        "{sheet}"
    );
}

/// S-65: never checked means every way is unsafe.
#[test]
fn calls_every_channel_unsafe_if_none_was_checked() {
    let sheet = sheet_of(&json!({"contact": {"safe_contact": {"absent": "not-asked"}}}));
    assert!(sheet.contains("Treat every way as unsafe"));
}

/// S-58: who does not see `contact` is told by the order in the handover, as prominently.
#[test]
fn the_short_order_of_safe_contact_comes_first() {
    let order = json!({
        "channels": {"text": {"safe": "yes"}, "call": {"safe": "no"}}, "only_the_person": true,
        "checked_on": "2009-03-22", "code_word": "library",
        "numbers": [{"kind": "mobile", "value": "+447700900123"}],
    });
    let sections = json!({"handover": {"kind": "discharge", "safe_contact": {"value": order}}});
    let sheet = sheet_of(&sections);
    let warning = line_with(&sheet, "DO NOT USE").trim();
    assert_eq!(
        warning,
        "DO NOT USE: call, email, letter, visit and in person."
    );
    for told in [
        "Code word: library",
        "Use no other number or address than: +447700900123",
        "Tell nobody but the person anything, not even who calls.",
    ] {
        assert_eq!(sheet.matches(told).count(), 1, "{told}");
    }
    let without = json!({"channels": {"in-person": {"safe": "yes"}}, "only_the_person": true});
    let sections = json!({"handover": {"kind": "discharge", "safe_contact": {"value": without}}});
    assert!(sheet_of(&sections).contains("is known to be safe: use none that you hold."));
    let closed = json!({"channels": {"call": {"safe": "no"}}, "only_the_person": true});
    let sections = json!({"handover": {"kind": "discharge", "safe_contact": {"value": closed}}});
    let sheet = sheet_of(&sections);
    let words: Vec<&str> = sheet.split_whitespace().collect();
    assert!(words.join(" ").contains("Treat every way as unsafe"));
}

/// S-26: count, judgement and red flags stand together, and nothing says "below threshold".
#[test]
fn shows_no_count_without_judgement_and_red_flags() {
    let sheet = sheet_of(&json!({"risk": {
        "assessed": {"value": {"on": "2009-06-24", "by": {"name": "O. Keld", "role": "key-worker"},
            "instrument": {"id": "dash-safelives-24", "version": "1", "items": 24}}},
        "checklist": {"value": {"instrument": "dash-safelives-24", "answers": [], "count": 11}},
        "judgement": {"value": {"high": true, "reasons": "Under-reports."}},
        "red_flags": {"value": ["strangulation"]}
    }}));
    for line in sheet.lines().filter(|line| line.contains("11 of 24")) {
        assert!(line.contains("HIGH: Under-reports."), "{line}");
        let start = sheet.find(line).unwrap();
        assert!(
            sheet[start..]
                .split_whitespace()
                .collect::<Vec<_>>()
                .join(" ")
                .contains("red flags: strangulation")
        );
    }
    assert!(sheet.contains("11 of 24"));
    assert!(!sheet.to_lowercase().contains("threshold"));
}

/// S-25: the recipient sees age, reason and name.
#[test]
fn shows_the_age_of_an_assessment_and_who_accepted_it() {
    let sheet = sheet_of(&json!({
        "risk": {"assessed": {"value": {"on": "2008-12-01",
            "by": {"name": "O. Keld", "role": "key-worker"}, "instrument": {"id": "dash", "version": "1", "items": 24}}}},
        "handover": {"acknowledgements": {"value": [{"check": "D-27", "reason": "Not seen since.",
            "at": "2010-01-29T10:00:00Z", "by": {"name": "M. Farrant", "role": "team-leader"}}]}}
    }));
    assert!(sheet.contains("1 December 2008, 14 months ago"));
    assert!(sheet.contains("OLD: 427 days on 1 February 2010, more than "));
    assert!(sheet.contains("D-27 acknowledged by M. Farrant (team leader): Not seen since."));
}

/// S-37: what contradicts is shown with it, the riskier first.
#[test]
fn shows_contradictions_together_riskier_first() {
    let sheet = sheet_of(&json!({"risk": {"red_flags": {
        "value": ["strangulation"],
        "provenance": {"recorded_at": "2026-03-12", "recorded_by": "marac-coordinator",
            "source": "other-agency", "verification": "conflicting"},
        "conflicts": [{"absent": "none-known", "provenance": {"recorded_at": "2025-09-15",
            "recorded_by": "key-worker", "source": "self-reported", "verification": "unconfirmed"}}]
    }}}));
    let riskier = sheet.find("strangulation [other agency").unwrap();
    let other = sheet
        .find("BUT ALSO SAID: asked: none known [self reported")
        .unwrap();
    assert!(riskier < other);
}

/// What it says now, what it said before, who changed it, when, why and who agreed.
#[test]
fn shows_a_correction_from_high_to_standard() {
    let level = |word: &str| json!({"level": word, "basis": ["professional-judgement"], "set_by": "key-worker"});
    let provenance = |by: &str, verification: &str| json!({"recorded_at": "2026-03-12", "recorded_by": by, "source": "record", "verification": verification});
    let sheet = sheet_of(&json!({"risk": {"level": {
        "value": level("standard"), "provenance": provenance("key-worker", "conflicting"),
        "corrected": [{"by": {"name": "Ada Brook", "role": "key-worker"}, "at": "2026-03-12T09:00:00Z",
            "reason": "Entered in the wrong record.", "agreed_by": {"name": "Una Sherwin", "role": "team-leader"}}],
        "conflicts": [{"value": level("high"), "provenance": provenance("idva", "confirmed")}]
    }}}));
    let words = sheet.split_whitespace().collect::<Vec<_>>().join(" ");
    let told = "CORRECTED on 12 March 2026 at 09:00 by Ada Brook (key worker): Entered in the wrong record. \
                Agreed by Una Sherwin (team leader).";
    let now = words.to_lowercase().find("standard").unwrap();
    let changed = words.find(told).unwrap_or_else(|| panic!("{words}"));
    let before = words
        .find("BEFORE THAT SAID: ")
        .unwrap_or_else(|| panic!("{words}"));
    assert!(now < changed && changed < before, "{words}");
    assert!(words[before..].to_lowercase().contains("high"), "{words}");
}

/// S-36: two meetings in two areas stand side by side, each with what she was there.
#[test]
fn shows_every_meeting_with_its_area() {
    let sheet = sheet_of(&json!({"risk": {"marac": {"value": [
        {"heard_on": "2009-11-03", "area": "Northmoor", "role": "victim", "repeat_12_months": false},
        {"heard_on": "2008-02-12", "area": "Ealham", "role": "perpetrator", "repeat_12_months": true}
    ]}}}));
    for words in [
        "3 November 2009",
        "Northmoor",
        "12 February 2008",
        "Ealham",
        "victim",
        "perpetrator",
    ] {
        assert!(sheet.contains(words), "{words}: {sheet}");
    }
}

/// S-59: who lacks a section sees neither its heading nor a gap.
#[test]
fn mentions_no_section_that_the_reader_lacks() {
    let sheet =
        sheet_of(&json!({"person": {"pregnancy": {"absent": "not-asked"}}, "location": {}}));
    assert!(sheet.contains("not asked"));
    for word in [
        "PLACE",
        "RISK",
        "SAFE CONTACT",
        "OTHER PEOPLE",
        "TO DO",
        "PLAN",
    ] {
        assert!(!sheet.contains(word), "{word}");
    }
}

/// S-56: asked in company is not shown as a no.
#[test]
fn does_not_show_an_answer_in_company_as_a_no() {
    let sheet = sheet_of(&json!({"maternity": {"routine_enquiry": {"value":
        {"asked_on": "2010-01-04", "alone": "no", "result": "not-disclosed"}}}}));
    assert!(
        sheet
            .split_whitespace()
            .collect::<Vec<_>>()
            .join(" ")
            .contains("NOT ALONE: not disclosed; this is not a no")
    );
}

#[test]
fn puts_the_earliest_action_first_and_stays_in_its_columns() {
    let action = |due: &str, text: &str| {
        json!({"id": "a1", "kind": "other", "text": text.repeat(20),
            "owner": {"org": {"name": "Millstream"}, "role": "prescriber"}, "due": due, "priority": "urgent",
            "status": "open", "origin": "check", "needs_acceptance": true})
    };
    let sheet = sheet_of(&json!({"handover": {"actions": {"value":
        [action("2010-02-09", "later "), action("2010-02-02", "sooner ")]}}}));
    assert!(sheet.find("sooner").unwrap() < sheet.find("later").unwrap());
    assert!(sheet.lines().all(|line| line.chars().count() <= 100));
}

/// A warning that fits no field stands before the sections, with who wrote it as far as that is known.
#[test]
fn shows_notes_before_the_sections() {
    let sheet = sheet_of(&json!({
        "person": {"names": {"value": [{"use": "usual", "family": "Ashdown"}]}},
        "third_parties": {"notes": {"value": [
            {"text": "Do not leave voicemail - ex partner has phone", "author": "Sharon", "on": "2026-03"},
            {"text": "Risk to staff"}
        ]}}
    }));
    let said = "Do not leave voicemail - ex partner has phone (Sharon, March 2026)";
    assert!(line_with(&sheet, said).contains(said), "{sheet}");
    assert_eq!(line_with(&sheet, "Risk to staff").trim(), "- Risk to staff");
    assert!(sheet.find("Risk to staff") < sheet.find("ASHDOWN (usual)"));
    assert!(!sheet.contains("Other people"), "said once");
}

/// What lacks in a half-known statement leaves no hole in the sheet: neither empty brackets nor a comma with nothing
/// before it, whichever member is taken away.
#[test]
fn leaves_no_hole_where_a_member_lacks() {
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
    let holes = |sheet: &str| -> Vec<String> {
        let lines = sheet.lines().filter(|line| {
            let line = line.trim();
            ["()", "( ", " ,", ", ,", ",,", ": .", ": ,", "null", "; ;"]
                .iter()
                .any(|hole| line.contains(hole))
                || line.ends_with(", ")
                || line.starts_with([',', ';'])
        });
        lines.map(str::to_owned).collect()
    };
    for example in [
        include_str!("../../../handover-dataset/tests/examples/caseload-transfer.json"),
        include_str!("../../../handover-dataset/tests/examples/maternity-discharge.json"),
    ] {
        let case: Value = serde_json::from_str(example).unwrap();
        let whole = holes(&sheet_of(&case["sections"]));
        let mut all = Vec::new();
        members(&case["sections"], "", &mut all);
        for path in all.iter().filter(|path| path.contains("/value/")) {
            let mut half = case["sections"].clone();
            let (parent, name) = path.rsplit_once('/').unwrap();
            let parent = half.pointer_mut(parent).unwrap();
            parent.as_object_mut().unwrap().remove(name);
            let half_known = json!({"mhd": "mhd/1", "profile": case["profile"], "sections": half});
            if handover::case::Case::from_value(half_known).is_err() {
                continue; // nobody gets to read it
            }
            let found = holes(&sheet_of(&half));
            let new: Vec<_> = found.iter().filter(|line| !whole.contains(line)).collect();
            assert!(new.is_empty(), "{path}: {new:#?}");
        }
    }
}

/// A warning without a day is said all the same.
#[test]
fn says_who_is_not_safe_to_talk_to_whenever_that_was_asked() {
    let sheet = sheet_of(
        &json!({"contact": {"safe_contact": {"value": {"not_safe_to_talk_to": ["ex partner"]}}}}),
    );
    assert!(sheet.contains("NOT safe to talk to: ex partner"), "{sheet}");
    assert!(sheet.contains("NOT KNOWN when that was asked"));
}

/// A count that nobody wrote is not nought.
#[test]
fn says_no_count_that_nobody_wrote() {
    let sheet = sheet_of(
        &json!({"risk": {"checklist": {"value": {"instrument": "dash-safelives-24",
        "answers": [{"item": 15, "answer": "yes"}]}}}}),
    );
    assert!(
        sheet.contains("Checklist: not said how many answered yes"),
        "{sheet}"
    );
    assert!(sheet.contains("Yes: items 15"));
}

/// Text that a record has in words alone is all that is printed of a prescription.
#[test]
fn says_the_words_of_a_prescription() {
    let sheet = sheet_of(
        &json!({"plan": {"prescribing": {"value": [{"id": "rx1", "text": "Methadone 60ml"}]}}}),
    );
    assert!(
        line_with(&sheet, "Methadone 60ml")
            .trim()
            .ends_with("Methadone 60ml"),
        "{sheet}"
    );
}

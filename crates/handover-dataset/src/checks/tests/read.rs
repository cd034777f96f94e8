//! D-64: somebody reads.

use serde_json::{Value, json};

use super::{Worked, caseload};
use crate::TextDigest;

fn acknowledged(worked: Worked, reason: &str) -> Worked {
    worked.push(
        "handover/acknowledgements/value",
        json!({
            "check": "D-64", "by": { "name": "M. Farrant", "role": "team-leader" },
            "at": "2026-09-15T09:18:00+01:00", "reason": reason,
        }),
    )
}

/// A case without red flags, in which that is written.
fn says(text: &str, why_no_flags: &Value) -> Worked {
    caseload()
        .set("risk/red_flags", why_no_flags.clone())
        .set("risk/incidents/value/0/text", json!(text))
}

#[test]
fn d64_where_danger_is_not_spoken_of_somebody_reads() {
    caseload().passes(64);
    for reason in [
        "none-known",
        "not-asked",
        "unknown",
        "not-held-by-sender",
        "not-applicable",
    ] {
        let silent = says("Comes on Tuesdays.", &json!({ "absent": reason }));
        assert_eq!(silent.paths(64).len(), 1, "{reason}");
        acknowledged(silent.clone(), "I read the file.").passes(64);
        assert_eq!(acknowledged(silent, " ").paths(64).len(), 1);
    }
    for field in ["risk/assessed", "contact/safe_contact"] {
        let absent = caseload().set(field, json!({ "absent": "none-known" }));
        assert_eq!(absent.paths(64).len(), 1, "{field}");
        assert_eq!(caseload().remove(field).paths(64).len(), 1, "{field}");
    }
    says("Strangled.", &json!({ "absent": "withheld-safety" })).passes(64);
}

/// Which sentence is shown first, and that nothing else is said of the search.
#[test]
fn d64_shows_one_sentence_first() {
    let none = json!({ "absent": "none-known" });
    let message = |text: &str| {
        let findings = says(text, &none).findings();
        let found = findings
            .into_iter()
            .find(|one| one.check.number() == 64)
            .unwrap();
        (found.path, found.message)
    };
    let (path, told) = message("Police involved? No. Strangled twice.");
    assert_eq!(path, "risk.incidents.value[0].text");
    assert!(told.contains("\"Strangled twice.\""), "{told}");
    let (_, told) = message("He never lets her out of his sight and she is so quiet now.");
    for word in ["no danger", "nothing found", "no phrase"] {
        assert!(!told.to_lowercase().contains(word), "{told}");
    }
}

/// Who read one text has read that one, and not what is written later.
#[test]
fn d64_is_answered_text_by_text_too() {
    let silent = says("Comes on Tuesdays.", &json!({ "absent": "none-known" }));
    let count = |worked: &Worked| {
        let findings = worked.findings();
        let found = findings.iter().find(|one| one.check.number() == 64);
        let texts = found.and_then(|one| {
            one.message
                .split_once(" texts)")
                .map(|(before, _)| before.to_owned())
        });
        texts.and_then(|before| before.rsplit('(').next()?.parse::<usize>().ok())
    };
    let all = count(&silent).unwrap();
    let read = silent.push(
        "handover/acknowledgements/value",
        json!({
            "check": "D-64", "by": { "name": "M. Farrant", "role": "team-leader" },
            "at": "2026-09-15T09:18:00+01:00", "reason": "read",
            "text_digest": TextDigest::of("Comes on Tuesdays.").as_str(),
        }),
    );
    assert_eq!(count(&read), Some(all - 1));
    let later = read.set(
        "risk/incidents/value/0/text",
        json!("He came with a knife."),
    );
    assert_eq!(count(&later), Some(all));
}

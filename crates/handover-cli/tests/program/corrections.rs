//! What one person corrects, and what the next reader sees of it.

use serde_json::json;

use crate::packages::Sealed;

/// An answers file that makes a high risk standard.
fn answers(agreed_by: Option<&str>) -> String {
    let worker = |name: &str, role: &str| json!({"name": name, "role": role});
    let mut correction = json!({
        "by": worker("S. Okell", "key-worker"), "at": "2026-09-14T14:00:00Z",
        "reason": "Two clients of one name: the level was the other's.",
        "sections": {"risk": {
            "level": {"value": {"level": "standard", "basis": ["professional-judgement"], "set_by": "key-worker"}},
            "judgement": {"value": {"high": false, "reasons": "Seen alone on 10 September; settled."}}
        }}
    });
    if let Some(name) = agreed_by {
        correction["agreed_by"] = worker(name, "team-leader");
    }
    let answered = json!([{"check": "D-34", "by": worker("S. Okell", "key-worker"), "at": "2026-09-14T14:00:00Z",
        "reason": "The earlier level was of another form."}]);
    json!({
        "cases": {"NR-20417": {"handover": {"acknowledgements": {"value": answered}}}},
        "corrections": {"NR-20417": [correction]}
    })
    .to_string()
}

/// One person alone lowers no risk; with a second one the next reader sees both answers, who, when and why.
#[test]
fn from_high_to_standard_as_the_next_reader_sees_it() {
    let sealed = Sealed::new();
    let seal = [
        "--for",
        "ZZ902:receiving-service",
        "--answers",
        "answers.json",
    ];
    for (agreed_by, check) in [(None, "D-70"), (Some("s okell"), "D-71")] {
        sealed.place.write("answers.json", answers(agreed_by));
        sealed.seal("lowered", &seal).refused("policy");
        let checked = sealed
            .place
            .run(&["check", "case.json", "--answers", "answers.json"]);
        assert_eq!(checked.code, Some(1));
        assert!(checked.stdout.contains(check), "{}", checked.stdout);
    }
    sealed
        .place
        .write("answers.json", answers(Some("U. Sherwin")));
    sealed.seal("lowered", &seal).done();
    let package = "lowered/ZZ902-receiving-service.handover";
    sealed.open("recipient", package, &["--to", "all"]).done();
    let sheet = String::from_utf8(sealed.place.read("all/0001.txt")).unwrap();
    let sheet = sheet.split_whitespace().collect::<Vec<_>>().join(" ");
    let told = "Corrected on 14 September 2026, 3pm by S. Okell, key worker: \"Two clients of one name: the level was the \
                other's.\" Agreed by U. Sherwin, team leader.";
    let changed = sheet.find(told).unwrap_or_else(|| panic!("{sheet}"));
    let before = &sheet[changed..];
    let before = &before[before.find("It said before: ").unwrap()..];
    assert!(before[..80].to_lowercase().contains("high"), "{before}");
}

/// Where two say different things nobody has answered: nothing is sealed, and `check` names both.
#[test]
fn answers_that_contradict_each_other_seal_nothing() {
    let sealed = Sealed::new();
    let says = |name: &str, level: &str| {
        json!({"corrections": {"NR-20417": [{
            "by": {"name": name, "role": "key-worker"}, "at": "2026-09-14T14:00:00Z", "reason": "Asked her.",
            "sections": {"risk": {"level": {"value": {"level": level}}}}
        }]}})
        .to_string()
    };
    sealed.place.write("one.json", says("S. Okell", "high"));
    sealed
        .place
        .write("other.json", says("U. Sherwin", "very-high"));
    let answers = ["--answers", "one.json", "--answers", "other.json"];
    let seal = [&["--for", "ZZ902:receiving-service"][..], &answers].concat();
    let told = sealed.seal("disputed", &seal).refused("policy").stderr;
    assert!(
        told.contains("the answers contradict each other in 1 field"),
        "{told}"
    );
    let checked = sealed
        .place
        .run(&[&["check", "case.json"][..], &answers].concat());
    let names = "risk.level: S. Okell and U. Sherwin say different things";
    assert!(checked.stdout.contains(names), "{}", checked.stdout);
    assert_eq!(checked.code, Some(1));
}

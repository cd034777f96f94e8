//! Who died, and who may be two records.

use super::*;

/// S-09.
#[test]
fn s_09_who_died_is_excluded() {
    let mut died = two_journeys("2026-06-01");
    died.died_on = dated("2026-08-01");
    assert_eq!(reason(&died), "deceased");
    let mut by_reason = record([episode("2020-01-01", "", "89")]);
    by_reason.has_died = true;
    assert_eq!(reason(&by_reason), "deceased", "though a date is missing");
    assert_eq!(literal(&by_reason).journeys, None);
    let mut open = record([episode("2020-01-01", "open", "")]);
    open.facts.outcome = Some(Outcome::Died);
    assert_eq!(reason(&open), "deceased");
    open.facts.outcome = None;
    open.died_on = dated("2026");
    assert_eq!(reason(&open), "deceased");
}

pub(super) fn person(reference: &str, given: &str, family: &str, birth: &str) -> Record {
    let mut record = Record {
        reference: reference.parse().unwrap(),
        ..two_journeys("2026-06-01")
    };
    record.identity.given = Some(given.to_owned());
    record.identity.family = Some(family.to_owned());
    record.identity.birth_date = dated(birth);
    record
}

fn are_suspected(records: &[Record]) -> bool {
    let selection = select(&Rules::literal(), usual(), records).unwrap();
    let is_so = !selection.suspected().is_empty();
    for decision in selection.decisions() {
        assert_eq!(decision.reason == Reason::PossibleDuplicate, is_so);
    }
    is_so
}

/// S-10.
#[test]
fn s_10_a_name_an_alias_or_a_former_name_suggests_two_records() {
    let plain = person("NR-1", "Ada", "Fenn", "1980-03-04");
    let alias = |name: &str, birth: &str| {
        let mut record = person("NR-2", "Addie", "Marsh", birth);
        record.identity.aliases = vec![name.to_owned()];
        record
    };
    let previous = |given: &str, name: &str, birth: &str| {
        let mut record = person("NR-2", given, "Marsh", birth);
        record.identity.previous_families = vec![name.to_owned()];
        record
    };
    for (other, wanted) in [
        (alias("Ada Fenn", "1980-03-04"), true),
        (alias("ada  F\u{e9}nn", "1980-04-03"), true),
        (alias("Ada Fenn", "1980-03-05"), false),
        (alias("Ada Fenner", "1980-03-04"), false),
        (alias("Ada Fenn", ""), false),
        (previous("Ada", "Fenn", "1980-04-03"), true),
        (previous("Addie", "Fenn", "1980-03-04"), false),
        (person("NR-2", "ADA", "Fenn", "1980-03-04"), true),
        (person("NR-2", "Ada", "Fenn", "1980-03-05"), false),
    ] {
        assert_eq!(are_suspected(&[plain.clone(), other]), wanted);
    }
    let mut marked = plain;
    marked.is_suspected_duplicate = true;
    assert_eq!(reason(&marked), "possible-duplicate");
}

#[test]
fn a_shared_valid_number_suggests_two_records() {
    let with = |reference, number: &str| {
        let mut record = person(reference, "Ada", reference, "1980-03-04");
        record.identity.nhs_number = Some(number.parse().unwrap());
        record
    };
    let (good, bad) = ("9990000018", "9990000019");
    assert!(are_suspected(&[with("NR-1", good), with("NR-2", good)]));
    assert!(!are_suspected(&[with("NR-1", bad), with("NR-2", bad)]));
    assert!(!are_suspected(&[
        with("NR-1", good),
        with("NR-2", "9990000026")
    ]));
    let three = ["NR-1", "NR-2", "NR-3"].map(|reference| with(reference, good));
    assert!(are_suspected(&three), "all of them");
}

/// A row that could not be read is somebody's: of whose name it has the words, nobody goes without a look.
#[test]
fn a_row_that_could_not_be_read_is_compared_by_its_words() {
    let mut plain = person("NR-1", "Ada", "Smith-Fenn", "1980-03-04");
    plain.identity.nhs_number = Some("9990000018".parse().unwrap());
    plain.identity.aliases = vec!["Addie Marsh".to_owned(), "Gee".to_owned()];
    plain.identity.previous_families = vec!["O'Dell".to_owned()];
    let among = |row: &str| {
        let mut lost = Record::new("rejected-3".parse().unwrap());
        lost.has_unreadable_row = true;
        lost.identity.unread_row = Some(row.to_owned());
        let other = person("NR-2", "Bea", "Thorn", "1981-01-01");
        let records = [plain.clone(), other, lost];
        let selection = select(&Rules::literal(), usual(), &records).unwrap();
        let is_held = |reference: &str| {
            let decision = selection.decision(&reference.parse().unwrap()).unwrap();
            decision.reason == Reason::PossibleDuplicate
        };
        assert!(!is_held("NR-2"), "{row}");
        assert_eq!(is_held("NR-1"), !selection.suspected().is_empty(), "{row}");
        is_held("NR-1")
    };
    for row in [
        "17,more,SMITH-FENN,Ada,04/03/1980",
        "17;Ada;Smith\u{fffd}-Fenn;1980",
        "17,Ada,Smi,th-Fenn,1980",
        "17,Ada,Smith-\nFenn,1980",
        "17,A\0da,\"Smith-Fenn,1980",
        "{\"given\":\"Addie\",\"family\":\"Marsh\",",
        "17,Ada,ODell",
        "17,Ada,O'Dell",
        "17,,,999 000 0018,F",
    ] {
        assert!(among(row), "{row}");
    }
    for row in [
        "17,Ada,Fenn",
        "17,Adam,Smith-Fenn",
        "17,Gee,F",
        "999 000 0017",
        "",
    ] {
        assert!(!among(row), "{row}");
    }
}

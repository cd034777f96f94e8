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

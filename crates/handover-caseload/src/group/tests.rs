use serde_json::{Value, json};

use super::*;
use crate::Answers;

const EXAMPLE: &[u8] =
    include_bytes!("../../../handover-dataset/tests/examples/caseload-transfer.json");

/// The cases of the packages that are made of a folder, of which so many bytes are kept.
fn packages(caseload: &Caseload, profile: &Profile, to: &[&str], most_kept: usize) -> Packages {
    let recipients = Recipients::of(to.iter().map(|to| to.parse().unwrap()));
    let mut packages = Packages::keeping(most_kept);
    let to_check = recipients.to_check(profile);
    let look = |one| sorted(one, &recipients, profile, caseload);
    let taken = caseload.each(
        profile,
        &to_check,
        || {},
        look,
        |sorted| packages.take(sorted),
    );
    taken.unwrap();
    packages
}

#[test]
fn what_is_not_kept_is_made_the_same_again_or_refused() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("1.json");
    std::fs::write(&file, EXAMPLE).unwrap();
    let caseload = Caseload::new(folder.path(), None, Answers::default()).unwrap();
    let profile = Profile::built_in("caseload-transfer").unwrap();
    let to = ["ZZ902:receiving-service"];
    let cases = |most_kept| {
        let packages = packages(&caseload, &profile, &to, most_kept);
        packages.whole.into_values().flatten().next().unwrap()
    };
    let (kept, again) = (cases(usize::MAX), cases(0));
    assert!(again.sections.is_none());

    let case = caseload.again(again.place, &again.digest).unwrap();
    let to = to.map(|to| to.parse().unwrap());
    let context = caseload.context(&again.reference);
    assert!(sections_again(case, &to, &profile, context) == kept.sections);

    std::fs::write(&file, [EXAMPLE, b" "].concat()).unwrap();
    assert!(caseload.again(again.place, &again.digest).is_err());
}

/// A case for three readers: one of whom nobody seals for is named, and without its lead it goes nowhere.
#[test]
fn a_reader_whom_nobody_seals_for_is_named() {
    let folder = tempfile::tempdir().unwrap();
    let mut case: Value = serde_json::from_slice(EXAMPLE).unwrap();
    let entries = case
        .pointer_mut("/sections/handover/distribution/value")
        .unwrap();
    entries[0]["org"]["ods"] = "ZZ902".into();
    std::fs::write(folder.path().join("1.json"), case.to_string()).unwrap();
    let caseload = Caseload::new(folder.path(), None, Answers::default()).unwrap();
    let profile = Profile::built_in("caseload-transfer").unwrap();
    let reference = case["sections"]["handover"]["case_reference"].clone();
    let made = |to: &[&str]| packages(&caseload, &profile, to, 0);

    let all = made(&["ZZ902:receiving-service", "ZZG01:gp"]);
    assert!(all.not_sealed.is_empty());
    assert_eq!(all.end().unwrap().0.len(), 2);

    let some = made(&["ZZ902:receiving-service"]);
    let rows = some.not_sealed.rows();
    let [unserved] = rows.as_slice() else {
        panic!("{rows:?}");
    };
    assert_eq!(json!(unserved.case), reference);
    assert_eq!(unserved.reader.as_deref(), Some("ANY:gp"));
    assert_eq!(unserved.why, "nobody-seals-for-this-reader");
    assert_eq!(some.end().unwrap().0.len(), 1);

    let without_lead = made(&["ZZG01:gp"]);
    assert_eq!(without_lead.not_sealed.without_lead.len(), 1);
    assert!(without_lead.end().unwrap().0.is_empty());
}

/// Who does not see the whole of a discharge gets a case apart, though the profile says `split` of nobody.
#[test]
fn a_reader_who_sees_less_gets_a_package_of_their_own() {
    const DISCHARGE: &[u8] =
        include_bytes!("../../../handover-dataset/tests/examples/maternity-discharge.json");
    let folder = tempfile::tempdir().unwrap();
    let mut case: Value = serde_json::from_slice(DISCHARGE).unwrap();
    let entries = case
        .pointer_mut("/sections/handover/distribution/value")
        .unwrap();
    entries[0]["org"]["ods"] = "ZZ911".into();
    let mut safeguarding = entries[0].clone();
    safeguarding["audience"] = "safeguarding-midwife".into();
    entries.as_array_mut().unwrap().push(safeguarding);
    std::fs::write(folder.path().join("1.json"), case.to_string()).unwrap();
    let caseload = Caseload::new(folder.path(), None, Answers::default()).unwrap();
    let profile = Profile::built_in("maternity-discharge").unwrap();
    let to = [
        "ZZ911:community-midwife",
        "ZZ911:safeguarding-midwife",
        "ZZG01:health-visitor",
    ];
    let (groups, not_sealed) = packages(&caseload, &profile, &to, usize::MAX)
        .end()
        .unwrap();
    assert!(not_sealed.is_empty());
    let told: Vec<(bool, Vec<String>)> = groups
        .iter()
        .map(|group| (group.is_apart, group.to.iter().map(To::to_string).collect()))
        .collect();
    let [whole, apart] = told.as_slice() else {
        panic!("{told:?}");
    };
    assert_eq!(
        *whole,
        (false, to[..2].iter().map(ToString::to_string).collect())
    );
    assert_eq!(*apart, (true, vec![to[2].to_owned()]));
}

#[test]
fn two_drafts_of_one_reference_are_refused() {
    let folder = tempfile::tempdir().unwrap();
    for name in ["1.json", "2.json"] {
        std::fs::write(folder.path().join(name), EXAMPLE).unwrap();
    }
    let caseload = Caseload::new(folder.path(), None, Answers::default()).unwrap();
    let profile = Profile::built_in("caseload-transfer").unwrap();
    let doubled = packages(&caseload, &profile, &["ZZ902:receiving-service"], 0).end();
    assert!(matches!(doubled, Err(CaseloadError::TwoOfOneCase)));
}

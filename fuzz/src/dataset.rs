use handover_dataset::{Case, Profile, SectionName, eligibility::Rules};

use crate::choice;

/// A case: its JSON, or one of its sections as it is sealed.
///
/// A file of JSON begins with `{`; every other first byte names a section.
pub fn case(data: &[u8]) {
    match choice(data) {
        Some((b'{', _)) => json(data),
        Some((name, bytes)) => section(name, bytes),
        None => {}
    }
}

fn json(data: &[u8]) {
    let Ok(case) = Case::from_json(data) else {
        return;
    };
    let again = Case::from_value(case.to_json()).expect("what was taken is taken again");
    assert_eq!(again.to_json(), case.to_json(), "JSON does not come back");
    let names: Vec<SectionName> = SectionName::ALL
        .iter()
        .copied()
        .filter(|name| case.carries(*name) || *name == SectionName::LocationProtected)
        .collect();
    let sealed = case.sealed_sections(&names);
    let opened = Case::from_sealed_sections(
        case.profile().clone(),
        sealed.iter().map(|(name, bytes)| (*name, bytes.as_slice())),
    );
    let opened = opened.expect("what was sealed is opened");
    assert_eq!(opened.to_json(), case.to_json(), "CBOR does not come back");
}

fn section(name: u8, bytes: &[u8]) {
    let name = SectionName::ALL[usize::from(name) % SectionName::ALL.len()];
    let profile = "caseload-transfer@1".parse().expect("it is a reference");
    let Ok(case) = Case::from_sealed_sections(profile, [(name, bytes)]) else {
        return;
    };
    for (again, encoded) in case.sealed_sections(&[name]) {
        assert!(
            again == name && encoded == bytes,
            "another encoding was taken"
        );
    }
}

/// A profile, or eligibility rules.
pub fn profile(data: &[u8]) {
    let _ = Profile::from_toml(data);
    let _ = Rules::from_toml(data);
}

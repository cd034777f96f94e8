use super::*;
use crate::{
    keys::Secret,
    sealed_case::{SectionToSeal, seal, sealed_case_len},
};

const NONCE: [u8; 16] = [5; 16];
const TOKEN: [u8; 32] = [7; 32];
const NAMES: [SectionName; 3] = [
    SectionName::Location,
    SectionName::LocationProtected,
    SectionName::Handover,
];

fn secret(name: SectionName) -> SectionSecret {
    SectionSecret::new(Secret::new([name.as_str().as_bytes()[0]; 32]))
}

fn sealed(contents: [&[u8]; 3]) -> Vec<u8> {
    let sections: Vec<SectionToSeal<'_>> = NAMES
        .iter()
        .zip(contents)
        .map(|(name, plaintext)| SectionToSeal {
            name: name.as_str(),
            floor: 256,
            key: secret(*name).section_key(&TOKEN),
            plaintext,
        })
        .collect();
    let mut case = vec![0; sealed_case_len(contents.map(|bytes| (bytes.len(), 256)))];
    seal(&NONCE, &TOKEN, &sections, &mut case).unwrap();
    case
}

fn terms(readable: &[usize]) -> CaseTerms<SectionSecret> {
    let section = |place: &usize| ReadableSection {
        place: *place,
        name: NAMES[*place],
        floor: 256,
        key: secret(NAMES[*place]),
    };
    CaseTerms {
        nonce: NONCE,
        profile: "maternity-discharge@1".parse().unwrap(),
        section_count: 3,
        readable: readable.iter().map(section).collect(),
    }
}

fn class(
    terms: &CaseTerms<SectionSecret>,
    token: &[u8; 32],
    case: &[u8],
) -> Result<usize, RefusalClass> {
    let opened = terms.open(token, case);
    opened
        .map(|case| case.sections().count())
        .map_err(|refusal| refusal.class())
}

const EMPTY: &[u8] = &[0xa0];

#[test]
fn opens_what_it_has_keys_for() {
    let case = sealed([EMPTY; 3]);
    assert_eq!(class(&terms(&[0, 1, 2]), &TOKEN, &case), Ok(3));
    assert_eq!(class(&terms(&[2]), &TOKEN, &case), Ok(1));
    let opened = terms(&[2]).open(&TOKEN, &case).unwrap();
    assert_eq!(opened.section(SectionName::Handover), Some(EMPTY));
    assert_eq!(opened.section(SectionName::Location), None);
}

#[test]
fn the_token_inside_is_that_of_the_index() {
    let case = sealed([EMPTY; 3]);
    assert_eq!(
        class(&terms(&[2]), &[8; 32], &case),
        Err(RefusalClass::Schema)
    );
}

#[test]
fn there_are_as_many_sections_as_the_head_lists() {
    let case = sealed([EMPTY; 3]);
    for section_count in [2, 4] {
        let terms = CaseTerms {
            section_count,
            ..terms(&[0])
        };
        assert_eq!(class(&terms, &TOKEN, &case), Err(RefusalClass::Schema));
    }
}

/// One bad section, and nothing of the case comes out.
#[test]
fn a_section_that_does_not_open_shuts_the_case_for_whoever_may_read_it() {
    let mut case = sealed([EMPTY; 3]);
    *case.last_mut().unwrap() ^= 1;
    assert_eq!(
        class(&terms(&[0, 2]), &TOKEN, &case),
        Err(RefusalClass::Decrypt)
    );
    assert_eq!(class(&terms(&[0, 1]), &TOKEN, &case), Ok(2));
}

#[test]
fn a_misplaced_place_shuts_the_case() {
    let normal = handover_cbor::to_vec(&serde_json::json!({
        "address_sensitivity": {"value": "normal"},
    }));
    assert_eq!(
        class(&terms(&[0, 1]), &TOKEN, &sealed([&normal, EMPTY, EMPTY])),
        Ok(2)
    );
    let swapped = sealed([EMPTY, &normal, EMPTY]);
    assert_eq!(
        class(&terms(&[0, 1]), &TOKEN, &swapped),
        Err(RefusalClass::Policy)
    );
    // Who may not open the protected place cannot see that it is wrong.
    assert_eq!(class(&terms(&[0]), &TOKEN, &swapped), Ok(1));
}

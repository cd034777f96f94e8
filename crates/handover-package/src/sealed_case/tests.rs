use super::*;
use crate::{
    foreign,
    keys::{PackageSecret, Secret, SectionSecret},
    tree,
};

const NONCE: [u8; 16] = [5; 16];
const TOKEN: [u8; 32] = [7; 32];
/// `{"a": 1}`.
const SECTION: &[u8] = &[0xa1, 0x61, b'a', 0x01];

fn key() -> SectionKey {
    SectionSecret::new(Secret::new([9; 32])).section_key(&TOKEN)
}

fn seal(nonce: &[u8; 16], token: &[u8; 32], sections: &[SectionToSeal<'_>]) -> Option<Vec<u8>> {
    let lengths = sections
        .iter()
        .map(|section| (section.plaintext.len(), section.floor));
    let mut out = vec![0xee; sealed_case_len(lengths)];
    super::seal(nonce, token, sections, &mut out)?;
    Some(out)
}

fn seal_one(plaintext: &[u8]) -> Vec<u8> {
    let section = SectionToSeal {
        name: "plan",
        floor: 256,
        key: key(),
        plaintext,
    };
    let case = seal(&NONCE, &TOKEN, &[section]).unwrap();
    assert_eq!(case.len(), sealed_case_len([(plaintext.len(), 256)]));
    SealedCase::decode(&case).unwrap().sections[0].to_vec()
}

/// Seals these bytes as they are, padding and all.
fn seal_padded(plain: &[u8]) -> Vec<u8> {
    let mut sealed = plain.to_vec();
    aes_key(&key())
        .seal_in_place_append_tag(
            zero_nonce(),
            Aad::from(CaseAad::new(&NONCE, &TOKEN).of("plan")),
            &mut sealed,
        )
        .unwrap();
    [&key().commit()[..], &sealed].concat()
}

fn open(sealed: &[u8]) -> Result<Vec<u8>, RefusalClass> {
    open_section(&NONCE, &TOKEN, "plan", &key(), sealed)
}

fn open_section(
    nonce: &[u8; 16],
    token: &[u8; 32],
    name: &str,
    key: &SectionKey,
    sealed: &[u8],
) -> Result<Vec<u8>, RefusalClass> {
    let mut opener = CaseOpener::new(nonce, token, sealed.len());
    let section = opener.open(name, 256, key, sealed)?;
    Ok(opener.into_plain()[section].to_vec())
}

#[test]
fn opens_what_it_sealed() {
    assert_eq!(open(&seal_one(SECTION)).unwrap(), SECTION);
    assert_eq!(open(&seal_one(&[0xa0])).unwrap(), [0xa0]);
}

#[test]
fn an_empty_section_is_as_long_as_a_filled_one() {
    let mut filled = vec![0xa1, 0x61, b'a', 0x78, 240];
    filled.resize(5 + 240, b'x');
    assert_eq!(seal_one(&[0xa0]).len(), seal_one(&filled).len());
}

#[test]
fn key_nonce_token_and_section_are_bound() {
    let sealed = seal_one(SECTION);
    let other = SectionSecret::new(Secret::new([8; 32])).section_key(&TOKEN);
    let refused = Err(RefusalClass::Decrypt);
    let classes = [
        open_section(&[6; 16], &TOKEN, "plan", &key(), &sealed),
        open_section(&NONCE, &[8; 32], "plan", &key(), &sealed),
        open_section(&NONCE, &TOKEN, "risk", &key(), &sealed),
        open_section(&NONCE, &TOKEN, "plan", &other, &sealed),
    ];
    for class in classes {
        assert_eq!(class, refused);
    }
}

#[test]
fn every_changed_bit_and_every_other_length_is_refused() {
    let sealed = seal_one(SECTION);
    for at in 0..sealed.len() {
        for bit in 0..8 {
            let mut changed = sealed.clone();
            changed[at] ^= 1 << bit;
            assert_eq!(open(&changed), Err(RefusalClass::Decrypt), "{at} {bit}");
        }
        assert_eq!(open(&sealed[..at]), Err(RefusalClass::Decrypt), "{at}");
    }
}

#[test]
fn padding_is_exact_and_zero() {
    let mut plain = vec![0, 0, 0, 4];
    plain.extend(SECTION);
    plain.resize(256, 0);
    assert_eq!(open(&seal_padded(&plain)).unwrap(), SECTION);
    let refused = Err(RefusalClass::NotDeterministic);
    for len in [0, 3, 4, 8, 255, 257, 272] {
        let mut other = plain.clone();
        other.resize(len, 0);
        assert_eq!(open(&seal_padded(&other)), refused, "{len}");
    }
    for at in [8, 100, 255] {
        let mut other = plain.clone();
        other[at] = 1;
        assert_eq!(open(&seal_padded(&other)), refused, "{at}");
    }
    for len in [0xff, 0xffff_ffff_u32] {
        let mut other = plain.clone();
        other[..4].copy_from_slice(&len.to_be_bytes());
        assert_eq!(open(&seal_padded(&other)), refused, "{len}");
    }
}

/// S-79: long integers, unsorted keys and nulls have a class of their own.
#[test]
fn s79_a_section_is_one_map_in_its_one_encoding() {
    for (section, class) in [
        (
            &[0xa1, 0x61, b'a', 0x18, 1][..],
            RefusalClass::NotDeterministic,
        ),
        (
            &[0xa2, 0x61, b'b', 1, 0x61, b'a', 1],
            RefusalClass::NotDeterministic,
        ),
        (&[0xa1, 0x61, b'a', 0xf6], RefusalClass::Schema),
        (&[0xa1, 0x61, b'a', 0x41, 0], RefusalClass::Schema),
        (&[0x80], RefusalClass::Schema),
        (&[0x01], RefusalClass::Schema),
        (&[], RefusalClass::Parse),
        (&[0xa0, 0x00], RefusalClass::Parse),
    ] {
        assert_eq!(open(&seal_one(section)), Err(class), "{section:02x?}");
    }
    let mut long = vec![0xa5];
    for key in *b"abcde" {
        long.extend([0x61, key, 0x7a, 0, 0, 0xff, 0xff]);
        long.resize(long.len() + 65_535, b'x');
    }
    assert_eq!(open(&seal_one(&long)), Err(RefusalClass::Limits));
}

#[test]
fn a_case_of_another_shape_is_not_decoded() {
    let empty = [0x82, 0x58, 0x20].into_iter().chain(TOKEN).chain([0x80]);
    let case: Vec<u8> = empty.collect();
    assert_eq!(SealedCase::decode(&case).unwrap().token, TOKEN);
    let mut other = case.clone();
    other[0] = 0x81;
    other.pop();
    assert_eq!(SealedCase::decode(&other).unwrap_err(), DecodeError::Shape);
    for end in 0..case.len() {
        assert_eq!(
            SealedCase::decode(&case[..end]).unwrap_err(),
            DecodeError::Malformed
        );
    }
    let text_for_bytes = [&case[..35], &[0x81, 0x61, b'a']].concat();
    assert_eq!(
        SealedCase::decode(&text_for_bytes).unwrap_err(),
        DecodeError::Shape
    );
    let number_for_list = [&case[..35], &[0x01]].concat();
    assert_eq!(
        SealedCase::decode(&number_for_list).unwrap_err(),
        DecodeError::Shape
    );
}

fn unhex<const N: usize>(value: &serde_json::Value) -> [u8; N] {
    hex::decode(value.as_str().unwrap())
        .unwrap()
        .try_into()
        .unwrap()
}

/// Seals each case of the vectors again: section keys, commits, ciphertexts, leaves, paths
/// and roots must be those of the independent implementation.
#[test]
fn seals_every_case_of_the_vectors_to_the_same_bytes() {
    for name in ["caseload", "maternity", "protected", "split-gp"] {
        let values = foreign::json(&format!("packages/{name}.json"));
        let file = foreign::bytes(&format!("packages/{name}.handover"));
        let nonce: [u8; 16] = unhex(&values["nonce"]);
        let secret = PackageSecret::new(Secret::new(unhex(&values["package_secret"])));
        let cases = values["cases"].as_array().unwrap();
        let (mut at, mut entries) = (8, Vec::new());
        for case in cases {
            let token: [u8; 32] = unhex(&case["token"]);
            let encoded: Vec<Vec<u8>> = case["sections"]
                .as_array()
                .unwrap()
                .iter()
                .map(|section| hex::decode(section["encoded"].as_str().unwrap()).unwrap())
                .collect();
            let sections: Vec<SectionToSeal<'_>> = case["sections"]
                .as_array()
                .unwrap()
                .iter()
                .zip(&encoded)
                .map(|(section, plaintext)| {
                    let name = section["section"].as_str().unwrap();
                    let section_secret = secret.section_secret(&nonce, name);
                    assert_eq!(
                        hex::encode(section_secret.secret().as_bytes()),
                        values["section_secrets"][name]
                    );
                    let key = section_secret.section_key(&token);
                    assert_eq!(hex::encode(key.secret().as_bytes()), section["section_key"]);
                    assert_eq!(hex::encode(key.commit()), section["section_commit"]);
                    assert_eq!(
                        hex::encode(CaseAad::new(&nonce, &token).of(name)),
                        section["aad"]
                    );
                    let floor = floor(values["profile"][0].as_str().unwrap(), name);
                    let padded = usize::try_from(section["padded_length"].as_u64().unwrap());
                    assert_eq!(padded_len(plaintext.len(), floor), padded.unwrap());
                    SectionToSeal {
                        name,
                        floor,
                        key,
                        plaintext,
                    }
                })
                .collect();
            let sealed = seal(&nonce, &token, &sections).unwrap();
            assert_eq!(sealed, file[at..at + sealed.len()], "{name}");
            at += sealed.len();
            let entry = crate::index::IndexEntry {
                token,
                length: u64::try_from(sealed.len()).unwrap(),
                digest: tree::sha256(&[&sealed]),
            };
            assert_eq!(hex::encode(entry.leaf()), case["leaf"]);
            entries.push(entry);
        }
        assert_eq!(hex::encode(crate::index::encode(&entries)), values["index"]);
        let leaves: Vec<_> = entries.iter().map(crate::index::IndexEntry::leaf).collect();
        assert_eq!(
            hex::encode(tree::root(leaves.iter().copied())),
            values["root"]
        );
        for (place, case) in cases.iter().enumerate() {
            let path: Vec<_> = tree::inclusion_path(&leaves, place)
                .unwrap()
                .iter()
                .map(hex::encode)
                .collect();
            assert_eq!(serde_json::json!(path), case["inclusion_path"]);
        }
    }
}

/// The floors of the two profiles of the vectors.
fn floor(profile: &str, section: &str) -> u32 {
    match section {
        "location" | "location_protected" => 512,
        "risk" | "third_parties" => 2048,
        "closures" if profile.starts_with("caseload") => 1024,
        "maternity" if profile.starts_with("maternity") => 1024,
        _ => 256,
    }
}

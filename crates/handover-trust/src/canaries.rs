//! What a log would show of keys and statements: nothing of a key, nothing of words for people.

use crate::{
    Certificate, KeyCost, KeyFileError, Kind, PosixTime, PublicLabel, SealingPrivateKey,
    SignatureAlgorithm, Signer, SigningKey,
};

/// How a secret could stand in a text.
fn forms(secret: &[u8]) -> [String; 3] {
    let hex: String = secret.iter().map(|byte| format!("{byte:02x}")).collect();
    [
        hex.clone(),
        hex.to_uppercase(),
        format!("{secret:?}").trim_matches(['[', ']']).to_owned(),
    ]
}

fn assert_hides(shown: &str, secret: &[u8]) {
    for form in forms(secret) {
        assert!(!shown.contains(&form), "{shown}");
    }
}

#[test]
fn a_planted_canary_is_found() {
    let secret = [0xca; 8];
    for form in forms(&secret) {
        let shown = format!("Key {{ {form} }}");
        assert!(std::panic::catch_unwind(|| assert_hides(&shown, &secret)).is_err());
    }
}

#[test]
fn debug_of_keys_shows_no_key() {
    let time = |secs| PosixTime::new(secs).unwrap();
    for algorithm in [SignatureAlgorithm::Ed25519, SignatureAlgorithm::EcdsaP256] {
        let key = SigningKey::generate(algorithm);
        let pkcs8 = key.to_pkcs8();
        let organisation = "ZZ901".parse().unwrap();
        let certificate =
            Certificate::self_signed(&key, &organisation, "office", time(0), time(1 << 31));
        assert_eq!(format!("{key:?}"), "SigningKey(..)");
        let signer = Signer::new(key, certificate).unwrap();
        // The private key stands in its PKCS#8; no eight bytes of it may be shown.
        for part in pkcs8.windows(8) {
            assert_hides(&format!("{signer:?}"), part);
        }
    }
    let key = SealingPrivateKey::generate();
    assert_eq!(format!("{key:?}"), "SealingPrivateKey(..)");
}

#[test]
fn words_for_people_and_passphrases_are_not_shown() {
    let label = PublicLabel::try_from("canary of a worker".to_owned()).unwrap();
    assert!(!format!("{label:?}").contains("canary"));
    let pem =
        SealingPrivateKey::generate().to_encrypted_pem("canary of a passphrase", KeyCost::LEAST);
    let error = SigningKey::from_encrypted_pem(&pem, "canary of another").unwrap_err();
    assert_eq!(error, KeyFileError::Locked);
    assert!(!format!("{error:?} {error}").contains("canary"));
    assert!(!format!("{:?}", crate::statement_kind(b"canary")).contains("canary"));
    assert_eq!(Kind::ALL.len(), 10);
}

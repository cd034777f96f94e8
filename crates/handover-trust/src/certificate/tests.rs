use rcgen::{
    BasicConstraints, CertificateParams, CustomExtension, IsCa, KeyPair, KeyUsagePurpose,
    PKCS_ECDSA_P256_SHA256, PKCS_ECDSA_P384_SHA384, PKCS_ED25519,
};

use super::*;

/// The DER of a certificate that is changed before it is made.
fn made(change: impl FnOnce(&mut CertificateParams)) -> Vec<u8> {
    let mut parameters = CertificateParams::default();
    parameters.key_usages = vec![KeyUsagePurpose::DigitalSignature];
    change(&mut parameters);
    let key = KeyPair::generate_for(&PKCS_ED25519).unwrap();
    parameters.self_signed(&key).unwrap().der().to_vec()
}

fn refused(change: impl FnOnce(&mut CertificateParams)) -> Option<CertificateError> {
    Certificate::from_der(&made(change)).err()
}

/// An extension that is written out by hand.
fn extension(oid: &[u64], value: &[u8], critical: bool) -> CustomExtension {
    let mut extension = CustomExtension::from_oid_content(oid, value.to_vec());
    extension.set_criticality(critical);
    extension
}

const BASIC_CONSTRAINTS: &[u64] = &[2, 5, 29, 19];
const KEY_USAGE: &[u64] = &[2, 5, 29, 15];
const UNKNOWN: &[u64] = &[1, 3, 6, 1, 4, 1, 99_999, 1];

#[test]
fn the_profile_has_two_kinds_of_key() {
    assert_eq!(refused(|_| {}), None);
    for (algorithm, expected) in [
        (&PKCS_ECDSA_P256_SHA256, None),
        (&PKCS_ECDSA_P384_SHA384, Some(CertificateError::Key)),
    ] {
        let key = KeyPair::generate_for(algorithm).unwrap();
        let mut parameters = CertificateParams::default();
        parameters.key_usages = vec![KeyUsagePurpose::DigitalSignature];
        let der = parameters.self_signed(&key).unwrap();
        assert_eq!(Certificate::from_der(der.der()).err(), expected);
    }
}

#[test]
fn a_certificate_is_for_digital_signatures_and_no_authority() {
    use KeyUsagePurpose::{DigitalSignature, KeyAgreement, KeyCertSign};
    let usage = Some(CertificateError::Usage);
    assert_eq!(refused(|p| p.key_usages.clear()), usage);
    assert_eq!(refused(|p| p.key_usages = vec![KeyAgreement]), usage);
    assert_eq!(
        refused(|p| p.key_usages = vec![DigitalSignature, KeyAgreement]),
        None
    );
    assert_eq!(
        refused(|p| p.key_usages = vec![DigitalSignature, KeyCertSign]),
        usage
    );
    let authority = |p: &mut CertificateParams| p.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    assert_eq!(refused(authority), usage);
    assert_eq!(refused(|p| p.is_ca = IsCa::ExplicitNoCa), None);
}

#[test]
fn no_extension_is_unknown_and_critical_or_there_twice() {
    let with = |oid, value: &[u8], critical| {
        let extension = extension(oid, value, critical);
        refused(|p| p.custom_extensions.push(extension))
    };
    assert_eq!(with(UNKNOWN, &[5, 0], false), None);
    assert_eq!(
        with(UNKNOWN, &[5, 0], true),
        Some(CertificateError::Extension)
    );
    // A second key usage, beside the first.
    assert_eq!(
        with(KEY_USAGE, &[3, 2, 7, 0x80], true),
        Some(CertificateError::Extension)
    );
}

#[test]
fn there_is_one_encoding() {
    let encoding = Some(CertificateError::Encoding);
    let mut longer = made(|_| {});
    longer.push(0);
    assert_eq!(Certificate::from_der(&longer).err(), encoding);
    assert_eq!(Certificate::from_der(&[]).err(), encoding);
    // Basic constraints that say FALSE, the default, in so many words.
    let verbose = extension(BASIC_CONSTRAINTS, &[0x30, 3, 1, 1, 0], true);
    assert_eq!(refused(|p| p.custom_extensions.push(verbose)), encoding);
    // A key usage with a bit more than it needs.
    let padded = extension(KEY_USAGE, &[3, 3, 0, 0x80, 0], true);
    let padded = |p: &mut CertificateParams| {
        p.key_usages.clear();
        p.custom_extensions.push(padded);
    };
    assert_eq!(refused(padded), encoding);
}

/// What a signature algorithm inside does not share with the one outside is not signed for.
#[test]
fn the_algorithm_is_the_same_inside_and_outside() {
    let mut der = made(|_| {});
    // The outer algorithm stands before a signature of 64 bytes: 30 05 06 03 2b 65 70, 03 41 00.
    let outer = der.len() - 64 - 3 - 1;
    assert_eq!(der[outer], 0x70);
    der[outer] = 0x71;
    assert_eq!(
        Certificate::from_der(&der).err(),
        Some(CertificateError::Encoding)
    );
}

#[test]
fn validity_includes_both_ends() {
    let der = made(|p| {
        p.not_before = rcgen::date_time_ymd(2026, 1, 1);
        p.not_after = rcgen::date_time_ymd(2026, 1, 2);
    });
    let certificate = Certificate::from_der(&der).unwrap();
    let time = |secs| PosixTime::new(secs).unwrap();
    assert_eq!(certificate.not_before(), time(1_767_225_600));
    assert_eq!(certificate.not_after(), time(1_767_312_000));
    for (secs, valid) in [
        (1_767_225_599, false),
        (1_767_225_600, true),
        (1_767_312_000, true),
        (1_767_312_001, false),
    ] {
        assert_eq!(certificate.is_valid_at(time(secs)), valid);
    }
}

//! A small directory and its members.

use std::sync::Arc;

use handover_trust::{
    Card, CardCertificate, Certificate, CertificateUse, Directory, DirectoryCard, OrganisationId,
    OrganisationRole, PosixTime, Revocation, RevocationReason, RevocationSubject,
    SignatureAlgorithm, Signer, SigningKey, VerifiedDirectory,
};
use rcgen::{BasicConstraints, CertificateParams, DnType, IsCa, Issuer, KeyPair, KeyUsagePurpose};
use rustls_pki_types::PrivatePkcs8KeyDer;

/// Now.
pub(super) const NOW: u64 = 1_790_000_000;
/// A day, in seconds.
pub(super) const DAY: u64 = 86_400;

pub(super) fn time(secs: u64) -> PosixTime {
    PosixTime::new(secs).unwrap()
}

pub(super) fn org(id: &str) -> OrganisationId {
    id.parse().unwrap()
}

/// A key with a certificate that holds from 10 days ago for 20 days.
pub(super) fn signer(id: &str, algorithm: SignatureAlgorithm) -> Signer {
    let key = SigningKey::generate(algorithm);
    let (from, until) = (time(NOW - 10 * DAY), time(NOW + 10 * DAY));
    let certificate = Certificate::self_signed(&key, &org(id), "a key", from, until);
    Signer::new(key, certificate).unwrap()
}

/// The same, from a certificate authority.
pub(super) fn issued(id: &str) -> Signer {
    let key = SigningKey::generate(SignatureAlgorithm::EcdsaP256);
    let pkcs8 = key.to_pkcs8();
    let pkcs8 = PrivatePkcs8KeyDer::from(pkcs8.as_slice());
    let pair =
        KeyPair::from_pkcs8_der_and_sign_algo(&pkcs8, &rcgen::PKCS_ECDSA_P256_SHA256).unwrap();
    let mut authority = CertificateParams::default();
    authority.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    authority
        .distinguished_name
        .push(DnType::CommonName, "An authority");
    let issuer = Issuer::new(authority, KeyPair::generate().unwrap());
    let mut parameters = CertificateParams::default();
    parameters.distinguished_name.push(DnType::CommonName, id);
    parameters.key_usages = vec![KeyUsagePurpose::DigitalSignature];
    let moment = |secs| time::OffsetDateTime::from_unix_timestamp(i64::try_from(secs).unwrap());
    parameters.not_before = moment(NOW - 10 * DAY).unwrap();
    parameters.not_after = moment(NOW + 10 * DAY).unwrap();
    let certificate = parameters.signed_by(&pair, &issuer).unwrap();
    Signer::new(key, Certificate::from_der(certificate.der()).unwrap()).unwrap()
}

/// What a directory says of one organisation: the certificates on its card.
pub(super) struct Member<'a> {
    pub(super) id: &'a str,
    pub(super) certificates: Vec<(&'a Signer, CertificateUse)>,
}

/// A directory of these members, in which some certificates are revoked.
pub(super) fn directory(
    version: u64,
    members: &[Member<'_>],
    revoked: &[&Signer],
) -> Arc<VerifiedDirectory> {
    let authority = signer("ZZA01", SignatureAlgorithm::Ed25519);
    let own = Member {
        id: "ZZA01",
        certificates: vec![(&authority, CertificateUse::Authority)],
    };
    let revocations = revoked.iter().map(|signer| Revocation {
        what: RevocationSubject::Certificate,
        hash: handover_trust::Digest::from_bytes(*signer.certificate().thumbprint().as_bytes()),
        from: time(NOW - DAY),
        reason: RevocationReason::KeyCompromise,
    });
    let signed = authority.sign(Directory {
        at: time(NOW - DAY),
        by: org("ZZA01"),
        version,
        expires: time(NOW + 5 * DAY),
        next_anchor: None,
        cards: members.iter().chain([&own]).map(card).collect(),
        revocations: revocations.collect(),
    });
    let anchor = authority.certificate().thumbprint();
    let bytes = signed.unwrap();
    let verified = VerifiedDirectory::from_bytes(bytes.as_bytes(), &anchor, None, time(NOW));
    Arc::new(verified.unwrap())
}

fn card(member: &Member<'_>) -> DirectoryCard {
    let office = signer(member.id, SignatureAlgorithm::Ed25519);
    let certificates = member
        .certificates
        .iter()
        .map(|(signer, use_)| (*signer, *use_));
    let certificates = certificates.chain([(&office, CertificateUse::Office)]);
    let card = office.sign(Card {
        at: time(NOW - 2 * DAY),
        by: org(member.id),
        name: "An organisation".parse().unwrap(),
        contact: "desk@example.invalid".parse().unwrap(),
        contacts: Vec::new(),
        server: None,
        certificates: certificates
            .map(|(signer, use_)| CardCertificate {
                certificate: signer.certificate().as_der().to_vec().into(),
                uses: vec![use_],
                roles: Vec::new(),
            })
            .collect(),
        sealing: None,
        from: time(NOW - 100 * DAY),
        until: time(NOW + 100 * DAY),
        replaces: None,
    });
    DirectoryCard {
        card: card.unwrap().as_bytes().to_vec().into(),
        roles: vec![OrganisationRole::Provider],
        succession: None,
    }
}

//! Configurations of rustls for both ends.

use std::sync::Arc;

use handover_trust::{OrganisationId, SignatureAlgorithm, Signer};
use rustls::{
    ClientConfig, ServerConfig, SignatureScheme,
    client::Resumption,
    crypto::{
        CryptoProvider, WebPkiSupportedAlgorithms,
        aws_lc_rs::{self, cipher_suite, kx_group, sign},
    },
    server::NoServerSessionStorage,
    sign::{CertifiedKey, SingleCertAndKey},
    version::TLS13,
};
use rustls_pki_types::{CertificateDer, PrivateKeyDer, PrivatePkcs8KeyDer};
use webpki::aws_lc_rs::{ECDSA_P256_SHA256, ED25519};

use crate::{
    Trust,
    verifier::{KnownClients, KnownServer},
};

/// How the ends prove that they have their keys: the suite of the certificate profile.
static SIGNATURES: WebPkiSupportedAlgorithms = WebPkiSupportedAlgorithms {
    all: &[ED25519, ECDSA_P256_SHA256],
    mapping: &[
        (SignatureScheme::ED25519, &[ED25519]),
        (SignatureScheme::ECDSA_NISTP256_SHA256, &[ECDSA_P256_SHA256]),
    ],
};

/// The protocol inside (RFC 7301): HTTP/1.1.
const ALPN: &[u8] = b"http/1.1";

/// Has the cryptographic library gather its first randomness.
///
/// It takes its time for that, once in a process: some 50 ms, in which nothing else would happen if a handshake were
/// the first to need it. A server asks before it listens, a client on a thread of its own while it still reads.
pub fn gather_randomness() {
    let mut first = [0];
    // Without randomness, whatever needs it says so.
    let _ = aws_lc_rs::default_provider().secure_random.fill(&mut first);
}

/// The configuration of a server that takes connections from members of the directory alone.
///
/// # Panics
///
/// Never: the provider has TLS 1.3.
#[must_use]
pub fn server_config(identity: &Signer, trust: Arc<Trust>) -> ServerConfig {
    let key = Arc::new(SingleCertAndKey::from(certified_key(identity)));
    let clients = Arc::new(KnownClients::new(Arc::clone(&trust), SIGNATURES));
    let mut config = ServerConfig::builder_with_details(Arc::new(provider()), trust)
        .with_protocol_versions(&[&TLS13])
        .expect("the provider has TLS 1.3")
        .with_client_cert_verifier(clients)
        .with_cert_resolver(key);
    config.alpn_protocols = vec![ALPN.to_vec()];
    // A resumed session would pass without its certificate being judged again.
    config.session_storage = Arc::new(NoServerSessionStorage {});
    config.send_tls13_tickets = 0;
    config
}

/// The configuration of a client that talks to one organisation and nobody else.
///
/// `server` is the organisation that runs the server: `by` in the server's address on the recipient's
/// card. The name in the URL plays no part.
///
/// # Panics
///
/// Never: the provider has TLS 1.3.
#[must_use]
pub fn client_config(identity: &Signer, trust: Arc<Trust>, server: OrganisationId) -> ClientConfig {
    let key = Arc::new(SingleCertAndKey::from(certified_key(identity)));
    let server = Arc::new(KnownServer::new(Arc::clone(&trust), server, SIGNATURES));
    let mut config = ClientConfig::builder_with_details(Arc::new(provider()), trust)
        .with_protocol_versions(&[&TLS13])
        .expect("the provider has TLS 1.3")
        .dangerous()
        .with_custom_certificate_verifier(server)
        .with_client_cert_resolver(key);
    config.alpn_protocols = vec![ALPN.to_vec()];
    config.resumption = Resumption::disabled();
    config
}

/// One suite of algorithms, without negotiating down.
fn provider() -> CryptoProvider {
    CryptoProvider {
        cipher_suites: vec![
            cipher_suite::TLS13_AES_256_GCM_SHA384,
            cipher_suite::TLS13_AES_128_GCM_SHA256,
            cipher_suite::TLS13_CHACHA20_POLY1305_SHA256,
        ],
        kx_groups: vec![kx_group::X25519MLKEM768, kx_group::X25519],
        signature_verification_algorithms: SIGNATURES,
        ..aws_lc_rs::default_provider()
    }
}

/// Our certificate with its key in the form that rustls signs with.
///
/// The copy in between is wiped; what rustls holds, AWS-LC wipes when the configuration is dropped.
pub(crate) fn certified_key(identity: &Signer) -> CertifiedKey {
    let pkcs8 = identity.key().to_pkcs8();
    let der = PrivatePkcs8KeyDer::from(pkcs8.as_slice());
    let key = match identity.key().algorithm() {
        SignatureAlgorithm::EcdsaP256 => sign::any_ecdsa_type(&PrivateKeyDer::Pkcs8(der)),
        SignatureAlgorithm::Ed25519 => sign::any_eddsa_type(&der),
    };
    let certificate = CertificateDer::from(identity.certificate().as_der()).into_owned();
    CertifiedKey::new(vec![certificate], key.expect("a key in memory can be read"))
}

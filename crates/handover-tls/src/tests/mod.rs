//! Real handshakes in memory.

mod world;

use std::sync::Arc;

use handover_cbor::RefusalClass;
use handover_trust::{
    CertificateUse, OrganisationRole, PeerError, SignatureAlgorithm, Signer, VerifiedDirectory,
};
use rustls::{
    ClientConfig, ClientConnection, Error, HandshakeKind, NamedGroup, ProtocolVersion,
    ServerConfig, ServerConnection,
    sign::{CertifiedKey, SingleCertAndKey},
};

use self::world::{DAY, Member, NOW, directory, issued, org, signer, time};
use crate::{
    End, OlderDirectory, Refused, Trust, client_config, configuration::certified_key, server_config,
};

const SENDER: &str = "ZZ901";
const RECIPIENT: &str = "ZZ902";

/// Both ends, and what each believes.
struct Ends {
    client: Signer,
    server: Signer,
}

impl Ends {
    fn new() -> Self {
        Self {
            client: signer(SENDER, SignatureAlgorithm::Ed25519),
            server: signer(RECIPIENT, SignatureAlgorithm::EcdsaP256),
        }
    }

    fn directory(&self, revoked: &[&Signer]) -> Arc<VerifiedDirectory> {
        self.directory_for(CertificateUse::Transport, revoked)
    }

    fn directory_for(&self, use_: CertificateUse, revoked: &[&Signer]) -> Arc<VerifiedDirectory> {
        let members = [(SENDER, &self.client), (RECIPIENT, &self.server)];
        let members = members.map(|(id, signer)| Member {
            id,
            certificates: vec![(signer, use_)],
        });
        directory(1, &members, revoked)
    }

    fn client_config(&self, trust: Arc<Trust>) -> ClientConfig {
        client_config(&self.client, trust, org(RECIPIENT))
    }
}

fn trust(directory: &Arc<VerifiedDirectory>, now: u64) -> Arc<Trust> {
    Arc::new(Trust::new(Arc::clone(directory), move || time(now)))
}

/// What each end says of a handshake, the server first.
type Outcome = (
    Result<ServerConnection, Error>,
    Result<ClientConnection, Error>,
);

/// Lets two ends talk until both are done or one has had enough.
fn handshake(server: ServerConfig, client: ClientConfig) -> Outcome {
    let name = "recipient.example.invalid".try_into().unwrap();
    let mut client = ClientConnection::new(Arc::new(client), name).unwrap();
    let mut server = ServerConnection::new(Arc::new(server)).unwrap();
    let (mut server_error, mut client_error) = (None, None);
    for _ in 0..10 {
        let mut wire = Vec::new();
        while client.wants_write() {
            client.write_tls(&mut wire).unwrap();
        }
        if !wire.is_empty() {
            server.read_tls(&mut wire.as_slice()).unwrap();
            server_error = server_error.or_else(|| server.process_new_packets().err());
        }
        let mut wire = Vec::new();
        while server.wants_write() {
            server.write_tls(&mut wire).unwrap();
        }
        if !wire.is_empty() {
            client.read_tls(&mut wire.as_slice()).unwrap();
            client_error = client_error.or_else(|| client.process_new_packets().err());
        }
    }
    let server = server_error.map_or(Ok(server), Err);
    (server, client_error.map_or(Ok(client), Err))
}

/// Expects that one end refuses with a class, and that the other learns both.
#[track_caller]
fn refused(outcome: Outcome, by_server: bool, class: RefusalClass) {
    let found = |error: Error| Refused::in_error(&std::io::Error::other(error)).unwrap();
    let server = found(outcome.0.map(|_| ()).unwrap_err());
    let client = found(outcome.1.map(|_| ()).unwrap_err());
    let (refuser, told) = if by_server {
        (server, client)
    } else {
        (client, server)
    };
    assert_eq!((refuser.by, refuser.class), (End::Us, class));
    assert_eq!((told.by, told.class), (End::Peer, class));
}

#[test]
fn the_right_pair_meets_without_the_web_and_safe_against_later_decryption() {
    for is_issued in [false, true] {
        let mut ends = Ends::new();
        if is_issued {
            ends = Ends {
                client: issued(SENDER),
                server: issued(RECIPIENT),
            };
        }
        let trust = trust(&ends.directory(&[]), NOW);
        let server_config = server_config(&ends.server, Arc::clone(&trust));
        let client_config = ends.client_config(Arc::clone(&trust));
        for _ in 0..2 {
            let (server, client) = handshake(server_config.clone(), client_config.clone());
            let (server, client) = (server.unwrap(), client.unwrap());
            // The second connection is judged like the first.
            assert_eq!(server.handshake_kind(), Some(HandshakeKind::Full));
            assert_eq!(client.protocol_version(), Some(ProtocolVersion::TLSv1_3));
            assert_eq!(client.alpn_protocol(), Some(&b"http/1.1"[..]));
            let group = client.negotiated_key_exchange_group().unwrap();
            assert_eq!(group.name(), NamedGroup::X25519MLKEM768);
            let peer = trust.peer(server.peer_certificates()).unwrap();
            assert_eq!(peer.organisation, org(SENDER));
            assert_eq!(peer.roles, [OrganisationRole::Provider]);
            let peer = trust.peer(client.peer_certificates()).unwrap();
            assert_eq!(peer.organisation, org(RECIPIENT));
        }
    }
}

/// Faults that either end can have, with what the other end says of them.
#[test]
fn a_certificate_that_does_not_hold_is_refused_at_both_ends() {
    let ends = Ends::new();
    let good = ends.directory(&[]);
    let cases = [
        (NOW + 11 * DAY, &good, RefusalClass::Expired), // the directory's time is over too
        (NOW - 11 * DAY, &good, RefusalClass::Expired), // not yet valid
        (NOW + 6 * DAY, &good, RefusalClass::Expired),  // only the directory is stale
        (
            NOW,
            &ends.directory_for(CertificateUse::Service, &[]),
            RefusalClass::NotEntitled,
        ),
        (NOW, &directory(1, &[], &[]), RefusalClass::NotEntitled),
        (
            NOW,
            &ends.directory(&[&ends.client, &ends.server]),
            RefusalClass::Revoked,
        ),
    ];
    for (now, directory, class) in cases {
        let (sound, faulty) = (trust(&good, NOW), trust(directory, now));
        let server = server_config(&ends.server, Arc::clone(&faulty));
        refused(
            handshake(server, ends.client_config(Arc::clone(&sound))),
            true,
            class,
        );
        let server = server_config(&ends.server, sound);
        refused(handshake(server, ends.client_config(faulty)), false, class);
    }
}

#[test]
fn another_organisation_than_the_one_meant_is_refused_by_the_client() {
    let ends = Ends::new();
    let trust = trust(&ends.directory(&[]), NOW);
    let server = server_config(&ends.client, Arc::clone(&trust));
    let (_, client) = handshake(server, ends.client_config(trust));
    let refused = Refused::in_error(&client.map(|_| ()).unwrap_err()).unwrap();
    assert_eq!(refused.class, RefusalClass::NotEntitled);
    assert!(refused.is_other_organisation);
}

#[test]
fn somebody_elses_certificate_without_its_key_is_refused_at_both_ends() {
    let ends = Ends::new();
    let trust = trust(&ends.directory(&[]), NOW);
    let thief = signer("ZZ903", SignatureAlgorithm::Ed25519);
    let swapped = |of: &Signer| {
        let key = certified_key(&thief).key;
        Arc::new(SingleCertAndKey::from(CertifiedKey::new(
            certified_key(of).cert,
            key,
        )))
    };
    let mut client = ends.client_config(Arc::clone(&trust));
    client.client_auth_cert_resolver = swapped(&ends.client);
    let server = server_config(&ends.server, Arc::clone(&trust));
    refused(handshake(server, client), true, RefusalClass::Signature);

    // Both with Ed25519: else the client would not even offer the algorithm for that key.
    let ends = Ends {
        server: signer(RECIPIENT, SignatureAlgorithm::Ed25519),
        ..ends
    };
    let trust = self::trust(&ends.directory(&[]), NOW);
    let mut server = server_config(&ends.server, Arc::clone(&trust));
    server.cert_resolver = swapped(&ends.server);
    refused(
        handshake(server, ends.client_config(trust)),
        false,
        RefusalClass::Signature,
    );
}

#[test]
fn a_client_without_a_certificate_is_refused() {
    let ends = Ends::new();
    let trust = trust(&ends.directory(&[]), NOW);
    let mut client = ends.client_config(Arc::clone(&trust));
    let nothing = ClientConfig::builder_with_provider(Arc::clone(client.crypto_provider()))
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_root_certificates(rustls::RootCertStore::empty())
        .with_no_client_auth();
    client.client_auth_cert_resolver = nothing.client_auth_cert_resolver;
    let server = server_config(&ends.server, trust);
    refused(handshake(server, client), true, RefusalClass::Certificate);
}

#[test]
fn tls_1_2_is_refused_at_both_ends() {
    let ends = Ends::new();
    let trust = trust(&ends.directory(&[]), NOW);
    let key = || Arc::new(SingleCertAndKey::from(certified_key(&ends.server)));
    let old = &[&rustls::version::TLS12];
    let old_client = ClientConfig::builder_with_protocol_versions(old)
        .with_root_certificates(rustls::RootCertStore::empty())
        .with_client_cert_resolver(key());
    let (server, client) = handshake(server_config(&ends.server, Arc::clone(&trust)), old_client);
    assert!(matches!(server, Err(Error::PeerIncompatible(_))));
    assert!(client.is_err());
    let old_server = ServerConfig::builder_with_protocol_versions(old)
        .with_no_client_auth()
        .with_cert_resolver(key());
    let (server, client) = handshake(old_server, ends.client_config(trust));
    assert!(server.is_err());
    assert!(client.is_err());
}

#[test]
fn a_newer_directory_counts_at_once_and_an_older_one_never() {
    let ends = Ends::new();
    let members = [Member {
        id: SENDER,
        certificates: vec![(&ends.client, CertificateUse::Transport)],
    }];
    let trust = trust(&directory(2, &members, &[]), NOW);
    let shown = certified_key(&ends.client).cert;
    assert!(trust.peer(Some(&shown)).is_ok());
    assert_eq!(trust.peer(Some(&[])), Err(PeerError::Certificate));
    assert_eq!(trust.peer(None), Err(PeerError::Certificate));
    let newer = directory(3, &members, &[&ends.client]);
    assert_eq!(trust.replace(newer), Ok(()));
    assert_eq!(trust.peer(Some(&shown)), Err(PeerError::Revoked));
    let older = directory(2, &members, &[]);
    assert_eq!(trust.replace(older), Err(OlderDirectory));
    assert_eq!(OlderDirectory.class(), RefusalClass::Rollback);
    assert_eq!(trust.peer(Some(&shown)), Err(PeerError::Revoked));
}

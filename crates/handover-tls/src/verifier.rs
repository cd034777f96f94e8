//! What rustls asks about the certificate at the other end.

use std::sync::Arc;

use handover_trust::{OrganisationId, PeerError};
use rustls::{
    CertificateError, DigitallySignedStruct, DistinguishedName, Error, PeerIncompatible,
    SignatureScheme,
    client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier},
    crypto::{WebPkiSupportedAlgorithms, verify_tls13_signature},
    server::danger::{ClientCertVerified, ClientCertVerifier},
};
use rustls_pki_types::{CertificateDer, ServerName, UnixTime};

use crate::Trust;

/// Takes the certificate of one organisation's server.
#[derive(Debug)]
pub(crate) struct KnownServer {
    trust: Arc<Trust>,
    organisation: OrganisationId,
    signatures: WebPkiSupportedAlgorithms,
}

impl KnownServer {
    pub(crate) const fn new(
        trust: Arc<Trust>,
        organisation: OrganisationId,
        signatures: WebPkiSupportedAlgorithms,
    ) -> Self {
        Self {
            trust,
            organisation,
            signatures,
        }
    }
}

/// Takes the certificates of all members of the directory.
#[derive(Debug)]
pub(crate) struct KnownClients {
    trust: Arc<Trust>,
    signatures: WebPkiSupportedAlgorithms,
}

impl KnownClients {
    pub(crate) const fn new(trust: Arc<Trust>, signatures: WebPkiSupportedAlgorithms) -> Self {
        Self { trust, signatures }
    }
}

impl ServerCertVerifier for KnownServer {
    fn verify_server_cert(
        &self,
        end_entity: &CertificateDer<'_>,
        _: &[CertificateDer<'_>],
        _: &ServerName<'_>,
        _: &[u8],
        _: UnixTime,
    ) -> Result<ServerCertVerified, Error> {
        let peer = self.trust.judge(end_entity).map_err(refusal)?;
        if peer.organisation != self.organisation {
            return Err(CertificateError::NotValidForName.into());
        }
        Ok(ServerCertVerified::assertion())
    }

    fn verify_tls12_signature(
        &self,
        _: &[u8],
        _: &CertificateDer<'_>,
        _: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        Err(tls12())
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signed: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        verify_tls13_signature(message, certificate, signed, &self.signatures)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.signatures.supported_schemes()
    }
}

impl ClientCertVerifier for KnownClients {
    /// None: which authority signed a certificate plays no part.
    fn root_hint_subjects(&self) -> &[DistinguishedName] {
        &[]
    }

    fn verify_client_cert(
        &self,
        end_entity: &CertificateDer<'_>,
        _: &[CertificateDer<'_>],
        _: UnixTime,
    ) -> Result<ClientCertVerified, Error> {
        self.trust.judge(end_entity).map_err(refusal)?;
        Ok(ClientCertVerified::assertion())
    }

    fn verify_tls12_signature(
        &self,
        _: &[u8],
        _: &CertificateDer<'_>,
        _: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        Err(tls12())
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signed: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        verify_tls13_signature(message, certificate, signed, &self.signatures)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.signatures.supported_schemes()
    }
}

/// Words of rustls whose alerts differ from each other, so that the other end learns the class too.
fn refusal(error: PeerError) -> Error {
    let error = match error {
        PeerError::Expired => CertificateError::Expired,
        PeerError::NotEntitled => CertificateError::ApplicationVerificationFailure,
        PeerError::Revoked => CertificateError::Revoked,
        _ => CertificateError::BadEncoding,
    };
    error.into()
}

/// Never asked: no configuration of ours has TLS 1.2.
const fn tls12() -> Error {
    Error::PeerIncompatible(PeerIncompatible::Tls13RequiredForQuic)
}

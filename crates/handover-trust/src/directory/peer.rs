use handover_cbor::RefusalClass;
use thiserror::Error;

use super::VerifiedDirectory;
use crate::{
    Certificate, CertificateUse, ListedCard, PosixTime, certificate::thumbprint, judgement::listed,
};

/// Why a certificate does not make somebody a peer. Each is the refusal class of its name.
#[derive(Clone, Copy, Debug, Error, Eq, PartialEq)]
#[non_exhaustive]
pub enum PeerError {
    /// It breaks the profile, or has no chain where one is required.
    #[error("peer's certificate is not of the profile")]
    Certificate,
    /// Certificate, card or directory are not valid now.
    #[error("peer's certificate, its card or the directory is not valid now")]
    Expired,
    /// It is on no card, or not for transport.
    #[error("peer's certificate is on no card for transport")]
    NotEntitled,
    /// It was revoked.
    #[error("peer's certificate was revoked")]
    Revoked,
}

impl PeerError {
    /// The refusal class.
    #[must_use]
    pub const fn class(self) -> RefusalClass {
        match self {
            Self::Certificate => RefusalClass::Certificate,
            Self::Expired => RefusalClass::Expired,
            Self::NotEntitled => RefusalClass::NotEntitled,
            Self::Revoked => RefusalClass::Revoked,
        }
    }
}

impl VerifiedDirectory {
    /// Whose certificate somebody shows on a connection, if it may be used for transport now.
    ///
    /// That whoever shows it has its private key is for the connection to find out.
    ///
    /// # Errors
    ///
    /// The first check that fails: listed, profile and chain, time, revocation, use.
    pub fn peer(&self, certificate: &[u8], now: PosixTime) -> Result<&ListedCard, PeerError> {
        let thumbprint = thumbprint(certificate);
        let card = self.cards.with_certificate(&thumbprint);
        let card = card.ok_or(PeerError::NotEntitled)?;
        let payload = card.card().payload();
        let entry = listed(payload, &thumbprint).map_err(|_| PeerError::NotEntitled)?;
        let certificate =
            Certificate::from_der(&entry.certificate).map_err(|_| PeerError::Certificate)?;
        if !self.chains.holds(&payload.by, &certificate, now) {
            return Err(PeerError::Certificate);
        }
        let is_current = certificate.is_valid_at(now)
            && card.is_in_force_at(now)
            && now <= self.statement.payload().expires;
        if !is_current {
            return Err(PeerError::Expired);
        }
        if self.revocations.has_certificate(&certificate, now) {
            return Err(PeerError::Revoked);
        }
        if !entry.uses.contains(&CertificateUse::Transport) {
            return Err(PeerError::NotEntitled);
        }
        Ok(card)
    }
}

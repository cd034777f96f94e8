//! Whether a statement is its signer's, and may be.

use handover_cbor::RefusalClass;
use thiserror::Error;

use crate::{
    Card, CardCertificate, Certificate, CertificateUse, Payload, PayloadError, PosixTime,
    Statement, certificate::thumbprint, envelope::Envelope, payload, statement::SignedBy,
};

/// How far ahead of the clock that judges it a statement may be dated, in seconds.
pub(crate) const MAX_AHEAD_SECS: u64 = 300;

/// Why a statement was not taken. Each is the refusal class of its name.
///
/// Checks run in the order of section "Order of checks" of `schemas/PROTOCOL.md`; the first that
/// fails names the class.
#[derive(Clone, Copy, Debug, Error, Eq, PartialEq)]
#[non_exhaustive]
pub enum StatementError {
    /// The signer's certificate breaks the profile, or has no chain where one is required.
    #[error("signer's certificate is not of the profile")]
    Certificate,
    /// Certificate, card or directory were not valid then; or the statement is dated ahead.
    #[error(transparent)]
    Expired(#[from] Outdated),
    /// Larger, deeper or more than allowed.
    #[error("larger, deeper or more than allowed")]
    Limits,
    /// Not the one encoding.
    #[error("not the deterministic encoding")]
    NotDeterministic,
    /// The signer is unknown, or may not say this.
    #[error("signer may not say this")]
    NotEntitled,
    /// Not CBOR, or bytes left over.
    #[error("not one well-formed item")]
    Parse,
    /// The signer's certificate was revoked.
    #[error("signer's certificate was revoked")]
    Revoked,
    /// Not of the grammar: envelope, header or payload.
    #[error("not of the grammar")]
    Schema,
    /// The signature is not the signer's over these bytes.
    #[error("signature is not valid")]
    Signature,
}

impl StatementError {
    /// The refusal class.
    #[must_use]
    pub const fn class(self) -> RefusalClass {
        match self {
            Self::Certificate => RefusalClass::Certificate,
            Self::Expired(_) => RefusalClass::Expired,
            Self::Limits => RefusalClass::Limits,
            Self::NotDeterministic => RefusalClass::NotDeterministic,
            Self::NotEntitled => RefusalClass::NotEntitled,
            Self::Parse => RefusalClass::Parse,
            Self::Revoked => RefusalClass::Revoked,
            Self::Schema => RefusalClass::Schema,
            Self::Signature => RefusalClass::Signature,
        }
    }
}

impl From<PayloadError> for StatementError {
    fn from(error: PayloadError) -> Self {
        match error {
            PayloadError::Limits => Self::Limits,
            PayloadError::NotDeterministic => Self::NotDeterministic,
            PayloadError::Parse => Self::Parse,
            PayloadError::Schema => Self::Schema,
        }
    }
}

/// What of a statement was not valid, and when that was asked (V-09).
#[derive(Clone, Copy, Debug, Error, Eq, PartialEq)]
#[non_exhaustive]
pub enum Outdated {
    /// It is dated later than the clock that judges it, or than the moment when it was first seen.
    #[error(
        "signed at {signed}, which has not come yet at {now}: the clock of its signer or of this machine is wrong"
    )]
    Ahead {
        /// When the signer says that it was signed.
        signed: PosixTime,
        /// The moment with which that was compared.
        now: PosixTime,
    },
    /// The signer's card was not in force.
    #[error(
        "signed at {signed}, and its signer's card was not in force at {at}, when it was first seen"
    )]
    Card {
        /// When the signer says that it was signed.
        signed: PosixTime,
        /// When it was first seen.
        at: PosixTime,
    },
    /// The signer's certificate was not valid.
    #[error(
        "signed at {signed}, and its signer's certificate was not valid at {at}, when it was first seen"
    )]
    Certificate {
        /// When the signer says that it was signed.
        signed: PosixTime,
        /// When it was first seen.
        at: PosixTime,
    },
    /// The directory is too old to judge anything by.
    #[error("the directory expired at {expires}: a newer one is needed")]
    Directory {
        /// The last moment at which it may be judged by.
        expires: PosixTime,
    },
}

/// A statement of the grammar whose signer has yet to be judged.
pub(crate) struct Unverified<P> {
    bytes: Vec<u8>,
    pub(crate) envelope: Envelope,
    pub(crate) payload: P,
}

impl<P: Payload> Unverified<P> {
    /// Limits, encoding, header, grammar.
    pub(crate) fn read(bytes: &[u8]) -> Result<Self, StatementError> {
        let envelope = Envelope::read(bytes, P::KIND)?;
        let payload = payload::decode(&envelope.payload)?;
        Ok(Self {
            bytes: bytes.to_vec(),
            envelope,
            payload,
        })
    }

    /// The last check: the signature.
    pub(crate) fn signed_by(
        self,
        certificate: &Certificate,
        first_seen: PosixTime,
    ) -> Result<Statement<P>, StatementError> {
        let Envelope {
            algorithm,
            to_be_signed,
            signature,
            ..
        } = &self.envelope;
        let key = certificate.key();
        if !key.verifies(*algorithm, to_be_signed, signature) {
            return Err(StatementError::Signature);
        }
        Ok(Statement::new(
            self.payload,
            self.bytes,
            self.envelope.id(),
            SignedBy::new(certificate),
            first_seen,
        ))
    }
}

/// Whether the certificate was valid, and the statement not dated ahead.
pub(crate) fn check_time(
    certificate: &Certificate,
    signed: PosixTime,
    first_seen: PosixTime,
) -> Result<(), Outdated> {
    check_not_ahead(signed, first_seen)?;
    if !certificate.is_valid_at(first_seen) {
        let at = first_seen;
        return Err(Outdated::Certificate { signed, at });
    }
    Ok(())
}

/// Whether a statement is dated at most so far ahead as clocks may differ.
pub(crate) fn check_not_ahead(signed: PosixTime, now: PosixTime) -> Result<(), Outdated> {
    if signed > now.plus_secs(MAX_AHEAD_SECS) {
        return Err(Outdated::Ahead { signed, now });
    }
    Ok(())
}

/// The certificate of a card with this thumbprint.
pub(crate) fn listed<'a>(
    card: &'a Card,
    signer: &crate::Thumbprint,
) -> Result<&'a CardCertificate, StatementError> {
    let mut certificates = card.certificates.iter();
    certificates
        .find(|listed| thumbprint(&listed.certificate) == *signer)
        .ok_or(StatementError::NotEntitled)
}

/// Verifies a card by itself: that an office certificate on it, valid at `first_seen`, signed it.
///
/// It shows that the card is whole and who made it up, not that the organisation is who it says: that
/// is for the authority to find out before it lists the card.
///
/// # Errors
///
/// The first check that fails; never [`StatementError::Revoked`].
pub fn verify_card(bytes: &[u8], first_seen: PosixTime) -> Result<Statement<Card>, StatementError> {
    own_card(Unverified::read(bytes)?, first_seen)
}

/// [`verify_card`], of a card that was read.
pub(crate) fn own_card(
    card: Unverified<Card>,
    first_seen: PosixTime,
) -> Result<Statement<Card>, StatementError> {
    let entry = listed(&card.payload, &card.envelope.signer)?;
    let certificate =
        Certificate::from_der(&entry.certificate).map_err(|_| StatementError::Certificate)?;
    check_time(&certificate, card.payload.at, first_seen)?;
    if !entry.uses.contains(&CertificateUse::Office) {
        return Err(StatementError::NotEntitled);
    }
    card.signed_by(&certificate, first_seen)
}

//! Statements: signed by us, or verified.

use std::fmt;

use crate::{Certificate, Payload, PosixTime, StatementId, Thumbprint, digest::sha256};

/// Something that an organisation says, under its signature.
///
/// To hold one is to know that it was signed by whom it names and who may say so: it comes from
/// [`Signer::sign`](crate::Signer::sign), [`VerifiedDirectory::verify`](crate::VerifiedDirectory::verify) or
/// [`verify_card`](crate::verify_card), and from nowhere else. Unverified bytes have no type.
#[derive(Clone)]
pub struct Statement<P> {
    payload: P,
    bytes: Vec<u8>,
    id: StatementId,
    signed_by: SignedBy,
    first_seen: PosixTime,
}

impl<P: Payload> Statement<P> {
    pub(crate) const fn new(
        payload: P,
        bytes: Vec<u8>,
        id: StatementId,
        signed_by: SignedBy,
        first_seen: PosixTime,
    ) -> Self {
        Self {
            payload,
            bytes,
            id,
            signed_by,
            first_seen,
        }
    }

    /// The statement's bytes, as they came.
    #[must_use]
    pub fn as_bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// The moment at which it was judged: when it was first seen.
    #[must_use]
    pub const fn first_seen(&self) -> PosixTime {
        self.first_seen
    }

    /// SHA-256 of its `Sig_structure`.
    #[must_use]
    pub const fn id(&self) -> &StatementId {
        &self.id
    }

    /// What it says.
    #[must_use]
    pub fn into_payload(self) -> P {
        self.payload
    }

    /// What it says.
    #[must_use]
    pub const fn payload(&self) -> &P {
        &self.payload
    }

    /// The certificate that signed it.
    #[must_use]
    pub const fn signer(&self) -> &Thumbprint {
        &self.signed_by.certificate
    }

    /// Certificate and key that signed it.
    #[must_use]
    pub const fn signed_by(&self) -> SignedBy {
        self.signed_by
    }
}

impl<P: Payload> fmt::Debug for Statement<P> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Statement({} {})", P::KIND, self.id)
    }
}

/// Certificate and key under which a statement was signed.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct SignedBy {
    certificate: Thumbprint,
    /// SHA-256 of the public key.
    key: [u8; 32],
}

impl SignedBy {
    /// Those of a certificate: of a signature that was made with it, or has yet to be.
    #[must_use]
    pub fn new(certificate: &Certificate) -> Self {
        Self {
            certificate: certificate.thumbprint(),
            key: sha256(certificate.key().as_bytes()),
        }
    }

    /// Whether a signature is a second one beside another: by another certificate and another key.
    ///
    /// A new certificate for the same key is the same hand.
    #[must_use]
    pub fn is_second_to(&self, first: &Self) -> bool {
        self.certificate != first.certificate && self.key != first.key
    }
}

//! Statements: signed by us, or verified.

use std::fmt;

use crate::{Payload, PosixTime, StatementId, Thumbprint};

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
    signer: Thumbprint,
    first_seen: PosixTime,
}

impl<P: Payload> Statement<P> {
    pub(crate) const fn new(
        payload: P,
        bytes: Vec<u8>,
        id: StatementId,
        signer: Thumbprint,
        first_seen: PosixTime,
    ) -> Self {
        Self {
            payload,
            bytes,
            id,
            signer,
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
        &self.signer
    }
}

impl<P: Payload> fmt::Debug for Statement<P> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Statement({} {})", P::KIND, self.id)
    }
}

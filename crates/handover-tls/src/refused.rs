use std::{error::Error as StdError, fmt, io};

use handover_cbor::RefusalClass;
use rustls::{AlertDescription, CertificateError, Error, PeerMisbehaved};

/// Which end refused the other, and why.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
#[expect(clippy::exhaustive_structs, reason = "who and why, nothing else")]
pub struct Refused {
    /// Who refused.
    pub by: End,
    /// Why.
    pub class: RefusalClass,
    /// The certificate is good, but of another organisation than the one we meant to reach.
    pub is_other_organisation: bool,
}

/// One end of a connection.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
#[expect(clippy::exhaustive_enums, reason = "a connection has two ends")]
pub enum End {
    /// The other one.
    Peer,
    /// This one.
    Us,
}

impl Refused {
    /// Finds a refusal in an error of a connection, however deep it lies; `None` if it is another.
    ///
    /// What the peer refused, its alert says, which rustls hands over ([RFC 8446, section 6.2][alert]).
    ///
    /// [alert]: https://www.rfc-editor.org/rfc/rfc8446#section-6.2
    #[must_use]
    pub fn in_error(error: &(dyn StdError + 'static)) -> Option<Self> {
        let mut next = Some(error);
        while let Some(error) = next {
            if let Some(error) = error.downcast_ref::<Error>() {
                return Self::of(error);
            }
            // An I/O error does not count what it wraps among its sources.
            let wrapped = error.downcast_ref().and_then(io::Error::get_ref);
            next = match wrapped {
                Some(wrapped) => Some(wrapped),
                None => error.source(),
            };
        }
        None
    }

    fn of(error: &Error) -> Option<Self> {
        let (by, class) = match error {
            Error::InvalidCertificate(error) => (End::Us, class_of(error)),
            Error::NoCertificatesPresented => (End::Us, RefusalClass::Certificate),
            Error::PeerMisbehaved(
                PeerMisbehaved::SignedHandshakeWithUnadvertisedSigScheme
                | PeerMisbehaved::SignedKxWithWrongAlgorithm,
            ) => (End::Us, RefusalClass::Signature),
            Error::AlertReceived(alert) => (End::Peer, class_of_alert(*alert)?),
            _ => return None,
        };
        Some(Self {
            by,
            class,
            is_other_organisation: matches!(
                error,
                Error::InvalidCertificate(CertificateError::NotValidForName)
            ),
        })
    }
}

impl fmt::Display for Refused {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let who = match self.by {
            End::Peer => "the peer refused us",
            End::Us => "we refused the peer",
        };
        write!(f, "{who}: {}", self.class)
    }
}

impl StdError for Refused {}

const fn class_of(error: &CertificateError) -> RefusalClass {
    match error {
        CertificateError::ApplicationVerificationFailure | CertificateError::NotValidForName => {
            RefusalClass::NotEntitled
        }
        CertificateError::BadSignature => RefusalClass::Signature,
        CertificateError::Expired | CertificateError::NotValidYet => RefusalClass::Expired,
        CertificateError::Revoked => RefusalClass::Revoked,
        _ => RefusalClass::Certificate,
    }
}

const fn class_of_alert(alert: AlertDescription) -> Option<RefusalClass> {
    match alert {
        AlertDescription::AccessDenied => Some(RefusalClass::NotEntitled),
        AlertDescription::BadCertificate
        | AlertDescription::CertificateRequired
        | AlertDescription::CertificateUnknown
        | AlertDescription::UnknownCA
        | AlertDescription::UnsupportedCertificate => Some(RefusalClass::Certificate),
        AlertDescription::CertificateExpired => Some(RefusalClass::Expired),
        AlertDescription::CertificateRevoked => Some(RefusalClass::Revoked),
        AlertDescription::DecryptError => Some(RefusalClass::Signature),
        _ => None,
    }
}

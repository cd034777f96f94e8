//! Thumbprints of certificates as they stand on cards.

use handover::trust::{CardCertificate, Certificate};

/// The thumbprint of a certificate on a card, in hex; words if it is not a certificate.
pub(crate) fn thumbprint_of(listed: &CardCertificate) -> String {
    Certificate::from_der(&listed.certificate).map_or_else(
        |_| "not a certificate of the profile".to_owned(),
        |certificate| certificate.thumbprint().to_string(),
    )
}

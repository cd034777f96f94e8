//! Certificate authorities that a verifying party insists on.

use std::{collections::BTreeMap, fmt, time::Duration};

use rustls_pki_types::{CertificateDer, TrustAnchor, UnixTime};
use webpki::{
    EndEntityCert, ExtendedKeyUsageValidator, KeyPurposeIdIter, anchor_from_trusted_cert,
};

use crate::{Certificate, CertificateError, OrganisationId, PosixTime};

/// The certificate authorities from which the certificates of some organisations must come.
///
/// The directory pins certificates and needs no chain. Where a party configures an authority for an
/// organisation, a chain ([RFC 5280, section 6](https://www.rfc-editor.org/rfc/rfc5280#section-6)) must hold
/// *too*: it adds, and replaces nothing.
#[derive(Clone, Default)]
pub struct ChainAnchors {
    by_organisation: BTreeMap<OrganisationId, Chain>,
}

#[derive(Clone)]
struct Chain {
    anchors: Vec<TrustAnchor<'static>>,
    intermediates: Vec<CertificateDer<'static>>,
}

impl ChainAnchors {
    /// None for anybody.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Requires that the certificates of `organisation` come from one of `anchors`, by way of
    /// `intermediates`; all in DER.
    ///
    /// Without any anchor every certificate of the organisation is refused.
    ///
    /// # Errors
    ///
    /// [`CertificateError::Encoding`] if an anchor is not a certificate.
    pub fn require(
        &mut self,
        organisation: OrganisationId,
        anchors: &[&[u8]],
        intermediates: &[&[u8]],
    ) -> Result<(), CertificateError> {
        let anchors = anchors
            .iter()
            .map(|der| {
                anchor_from_trusted_cert(&CertificateDer::from(*der))
                    .map(|anchor| anchor.to_owned())
                    .map_err(|_| CertificateError::Encoding)
            })
            .collect::<Result<_, _>>()?;
        let intermediates = intermediates
            .iter()
            .map(|der| CertificateDer::from(*der).into_owned())
            .collect();
        let chain = Chain {
            anchors,
            intermediates,
        };
        self.by_organisation.insert(organisation, chain);
        Ok(())
    }

    /// Whether the chain holds, if the organisation needs one.
    pub(crate) fn holds(
        &self,
        organisation: &OrganisationId,
        certificate: &Certificate,
        at: PosixTime,
    ) -> bool {
        let Some(chain) = self.by_organisation.get(organisation) else {
            return true;
        };
        let der = CertificateDer::from(certificate.as_der());
        let time = UnixTime::since_unix_epoch(Duration::from_secs(at.as_secs()));
        EndEntityCert::try_from(&der).is_ok_and(|end_entity| {
            end_entity
                .verify_for_usage(
                    webpki::ALL_VERIFICATION_ALGS,
                    &chain.anchors,
                    &chain.intermediates,
                    time,
                    AnyPurpose,
                    None,
                    None,
                )
                .is_ok()
        })
    }
}

impl fmt::Debug for ChainAnchors {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_set().entries(self.by_organisation.keys()).finish()
    }
}

/// What a certificate is for stands on the card; no purpose of the Web's says "statements".
struct AnyPurpose;

impl ExtendedKeyUsageValidator for AnyPurpose {
    fn validate(&self, _: KeyPurposeIdIter<'_, '_>) -> Result<(), webpki::Error> {
        Ok(())
    }
}

//! Who may sign what.

use crate::{
    Card, CardCertificate, CertificateUse, Countersign, OrganisationRole, Receipt, ReceiptRung,
};

/// By whom a payload must be signed; section "Who may sign what" of `schemas/PROTOCOL.md`.
#[derive(Clone, Copy, Debug)]
#[expect(unnameable_types, reason = "nobody else may implement `Payload`")]
pub enum Claim<'a> {
    /// The authority, with the anchor.
    Authority,
    /// The organisation's own office, with a certificate of this card.
    Card(&'a Card),
    /// According to the role: an office, a third party, or a person whose card lists the role.
    Countersign(&'a Countersign),
    /// The office of an organisation with this role.
    Office(OrganisationRole),
    /// A person of an organisation with this role.
    Person(OrganisationRole),
    /// A machine of the recipient, or of its hub if the package is only stored.
    Receipt(&'a Receipt),
}

impl Claim<'_> {
    /// Whether a certificate with these uses may sign it.
    pub(crate) fn allows_use(self, certificate: &CardCertificate) -> bool {
        let has = |wanted| certificate.uses.contains(&wanted);
        match self {
            Self::Authority => has(CertificateUse::Authority),
            Self::Card(_) | Self::Office(_) => has(CertificateUse::Office),
            Self::Countersign(countersign) => match countersign.role.as_str() {
                Countersign::OFFICE => has(CertificateUse::Office),
                Countersign::SEEN => has(CertificateUse::Office) || has(CertificateUse::Service),
                _ => has(CertificateUse::Person) && certificate.roles.contains(&countersign.role),
            },
            Self::Person(_) => has(CertificateUse::Person),
            Self::Receipt(_) => has(CertificateUse::Service),
        }
    }

    /// Whether an organisation with these roles may say it.
    pub(crate) fn allows_roles(self, roles: &[OrganisationRole]) -> bool {
        match self {
            Self::Authority | Self::Card(_) | Self::Countersign(_) => true,
            Self::Office(role) | Self::Person(role) => roles.contains(&role),
            Self::Receipt(_) => {
                roles.contains(&OrganisationRole::Provider)
                    || roles.contains(&OrganisationRole::Server)
            }
        }
    }

    /// Whether it is said on one's own behalf, or by the hub that the recipient's card names.
    ///
    /// `recipient` is the card in force of the organisation that a receipt is for.
    pub(crate) fn allows_proxy(self, recipient: Option<&Card>) -> bool {
        let Self::Receipt(receipt) = self else {
            return true;
        };
        let hub = recipient.and_then(|card| card.server.as_ref());
        receipt.by == receipt.r#for
            || (receipt.rung == ReceiptRung::Stored
                && hub.is_some_and(|server| server.by == receipt.by))
    }
}

use handover_cbor::RefusalClass;
use handover_trust::{OrganisationId, Package, ShortName};
use thiserror::Error;

/// Why an organisation does not speak for an audience of a package.
#[derive(Clone, Debug, Error, Eq, PartialEq)]
#[non_exhaustive]
pub enum AudienceError {
    /// The package names the organisation for others.
    #[error("the package does not name us for that audience")]
    NotNamed,
    /// Nobody says which of them is meant.
    #[error("the package names us for several audiences")]
    Several {
        /// Those for which the package names the organisation.
        ours: Vec<ShortName>,
    },
}

impl AudienceError {
    /// The refusal class; none where somebody must say more.
    #[must_use]
    pub const fn class(&self) -> Option<RefusalClass> {
        match self {
            Self::NotNamed => Some(RefusalClass::Recipient),
            Self::Several { .. } => None,
        }
    }
}

/// The audiences as which an organisation opens a package: the one that is wanted, or all that are its own.
#[must_use]
pub fn audiences_of(
    head: &Package,
    us: &OrganisationId,
    wanted: Option<&ShortName>,
) -> Vec<ShortName> {
    let ours = head.stanzas.iter().filter(|stanza| stanza.to == *us);
    let ours = ours.map(|stanza| &stanza.audience);
    ours.filter(|audience| wanted.is_none_or(|wanted| *audience == wanted))
        .cloned()
        .collect()
}

/// The audience as which an organisation acts: the one that is wanted, or the only one of its own.
///
/// # Errors
///
/// [`AudienceError`].
pub fn one_audience(
    head: &Package,
    us: &OrganisationId,
    wanted: Option<&ShortName>,
) -> Result<ShortName, AudienceError> {
    let mut ours = audiences_of(head, us, wanted);
    match (ours.pop(), ours.is_empty(), wanted) {
        (Some(only), true, _) => Ok(only),
        (_, _, Some(wanted)) if !ours.is_empty() => Ok(wanted.clone()),
        (_, _, Some(_)) => Err(AudienceError::NotNamed),
        (_, _, None) => Err(AudienceError::Several {
            ours: audiences_of(head, us, None),
        }),
    }
}

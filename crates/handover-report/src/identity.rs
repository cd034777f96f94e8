//! Identities.

mod card;
mod changed;
mod shown;

pub use card::CardWritten;
pub use changed::{CertificateInstalled, IdentityMade, PersonsAdded, Renewed, Replaced};
pub use shown::ShownIdentity;

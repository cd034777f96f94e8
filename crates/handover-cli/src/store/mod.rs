//! What the program keeps between two runs, all of it in the identity folder.

mod first_seen;
mod identity;
mod made;
mod mandate_ledger;
mod own;
mod package_ledger;
mod renewal;
mod renewed;
mod trusted;

pub(crate) use first_seen::FirstSeen;
pub(crate) use identity::{Identity, KeyName};
pub(crate) use made::NewIdentity;
pub(crate) use mandate_ledger::{CaseEntry, MandateLedger, Owner, PersonDecided};
pub(crate) use package_ledger::PackageLedger;
pub(crate) use trusted::{DirectoryInput, trusted_directory};

//! What the program keeps between two runs, all of it in the identity folder.

mod identity;
mod made;
mod trusted;

pub(crate) use identity::{Identity, KeyName};
pub(crate) use made::NewIdentity;
pub(crate) use trusted::{DirectoryInput, trusted_directory};

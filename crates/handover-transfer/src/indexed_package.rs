use handover_trust::{Digest, Package, Statement, Token};

use crate::guard::Cases;

/// A package with the cases of its index.
#[derive(Clone)]
pub(crate) struct IndexedPackage {
    pub(crate) head: Statement<Package>,
    /// Whether these are all of its cases, and not those alone that evidence shows.
    pub(crate) is_whole: bool,
    pub(crate) tokens: Vec<Token>,
    pub(crate) digests: Vec<Digest>,
    /// The numbers of the organisations whose acceptance it asks for.
    pub(crate) leads: Vec<u32>,
}

impl IndexedPackage {
    /// The cases that are known.
    pub(crate) fn cases(&self) -> Cases<'_> {
        if self.is_whole {
            Cases::All(&self.tokens)
        } else {
            Cases::Some
        }
    }
}

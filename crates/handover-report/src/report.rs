//! One value for people and machines.

use serde::Serialize;

use crate::Page;

/// A result: for people as a page, for machines as one JSON document, both from this one value.
///
/// The schema of the document is in `schemas/reports/`: members may be added, none changes or goes.
pub trait Report: Serialize {
    /// For people.
    fn tell(&self, page: &mut Page);
}

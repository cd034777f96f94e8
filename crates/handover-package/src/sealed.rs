use handover_dataset::SectionName;
use handover_trust::{Package, Statement};

use crate::{AgreementState, IndexEntry, SignedIndex};

/// A package that has been written whole.
///
/// It has no way back to what is in it: the sender opens its own copy of the cases, not this.
#[derive(Clone, Debug)]
pub struct Sealed {
    head: Statement<Package>,
    entries: Vec<IndexEntry>,
    overflows: Vec<SectionOverflow>,
}

/// How many cases have a section that its floor does not hide; for the person who sets floors.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
#[expect(clippy::exhaustive_structs, reason = "a line of a report")]
pub struct SectionOverflow {
    /// The section.
    pub section: SectionName,
    /// How many cases have it longer than its floor.
    pub over_floor: u64,
}

impl Sealed {
    pub(crate) const fn new(
        head: Statement<Package>,
        entries: Vec<IndexEntry>,
        overflows: Vec<SectionOverflow>,
    ) -> Self {
        Self {
            head,
            entries,
            overflows,
        }
    }

    /// The head, signed.
    #[must_use]
    pub const fn head(&self) -> &Statement<Package> {
        &self.head
    }

    /// How many cases there are.
    #[must_use]
    pub const fn count(&self) -> u64 {
        self.head.payload().count
    }

    /// Head and index alone: what the commissioner is given in the package's place.
    #[must_use]
    pub fn signed_index(&self) -> SignedIndex {
        let agreement = if self.head.payload().mandate.is_none() {
            AgreementState::NoMandate
        } else {
            AgreementState::NotAtHand
        };
        SignedIndex::new(self.head.clone(), self.entries.clone(), agreement)
    }

    /// For each section how many cases exceed its floor, in the order of the head.
    ///
    /// Floors are chosen so that 95 in 100 filled sections do not.
    #[must_use]
    pub fn overflows(&self) -> &[SectionOverflow] {
        &self.overflows
    }
}

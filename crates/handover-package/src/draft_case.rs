use std::fmt;

use handover_dataset::{Case, Checked, ProfileReference, SectionName};
use handover_trust::Token;
use zeroize::Zeroizing;

/// The sections of a case that has passed every check, in the order of its profile, each as CBOR; wiped
/// when dropped.
///
/// Only a [`Checked`] case becomes one: nothing else can be sealed.
#[derive(Clone, Eq, PartialEq)]
pub struct CheckedSections {
    /// The profile under which it was checked; `None` only of what a test seals.
    profile: Option<ProfileReference>,
    sections: Vec<(SectionName, Zeroizing<Vec<u8>>)>,
}

impl CheckedSections {
    /// The length of all sections, in bytes.
    #[must_use]
    pub fn len(&self) -> usize {
        self.sections.iter().map(|(_, bytes)| bytes.len()).sum()
    }

    /// Whether no section has a byte; such a case cannot be sealed.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}

impl From<&Checked<Case>> for CheckedSections {
    fn from(checked: &Checked<Case>) -> Self {
        let wiped = |(name, bytes)| (name, Zeroizing::new(bytes));
        Self {
            profile: Some(checked.profile().clone()),
            sections: checked.sealed_sections().into_iter().map(wiped).collect(),
        }
    }
}

impl fmt::Debug for CheckedSections {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("CheckedSections(..)")
    }
}

/// One checked case and what stands for it, before it is sealed. Wiped when dropped.
pub struct DraftCase {
    pub(crate) token: Token,
    content: CheckedSections,
}

impl DraftCase {
    /// A case that has passed every check, under this token.
    #[must_use]
    pub fn new(token: Token, case: impl Into<CheckedSections>) -> Self {
        Self {
            token,
            content: case.into(),
        }
    }

    /// Anything at all under this token, as only a careless sender or a test would seal it.
    #[cfg(feature = "unchecked")]
    #[must_use]
    pub fn unchecked(token: Token, sections: Vec<(SectionName, Vec<u8>)>) -> Self {
        let wiped = |(name, bytes)| (name, Zeroizing::new(bytes));
        Self {
            token,
            content: CheckedSections {
                profile: None,
                sections: sections.into_iter().map(wiped).collect(),
            },
        }
    }

    /// What stands for the case.
    #[must_use]
    pub const fn token(&self) -> Token {
        self.token
    }

    /// The profile under which it was checked.
    pub(crate) const fn profile(&self) -> Option<&ProfileReference> {
        self.content.profile.as_ref()
    }

    pub(crate) fn sections(&self) -> &[(SectionName, Zeroizing<Vec<u8>>)] {
        &self.content.sections
    }

    /// The length of the sections, in bytes.
    pub(crate) fn len(&self) -> usize {
        self.content.len()
    }
}

impl fmt::Debug for DraftCase {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("DraftCase(..)")
    }
}

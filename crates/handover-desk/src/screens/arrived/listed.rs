//! Who is in a package that was opened at this desk.

use std::{fmt, path::PathBuf};

use handover::{package::SignedIndex, trust::Token};
use handover_reading::{Look, Summary};

use crate::answer::Stop;

/// The people in a package, in the order of their tokens.
pub(crate) struct PeopleOf {
    pub(crate) file: PathBuf,
    pub(crate) index: SignedIndex,
    pub(crate) people: Vec<Listed>,
    /// How many words tell the tokens apart.
    pub(super) words: usize,
}

/// One person, or a case that cannot be read.
pub(crate) struct Listed {
    pub(crate) token: Token,
    /// Name and summary; `None` if it cannot be read.
    pub(crate) read: Option<(String, Summary)>,
    /// Checks that its sender should have run, and it fails.
    pub(crate) fails: usize,
}

impl Listed {
    /// What to call it.
    pub(crate) fn name(&self) -> &str {
        let read = self.read.as_ref();
        read.map_or("A case that cannot be read", |(name, _)| name)
    }

    /// Whether somebody must have looked at the page before she is taken on among many.
    pub(crate) fn is_in_danger(&self) -> bool {
        self.read.as_ref().is_some_and(|(_, summary)| {
            let is_no = |said: &Option<(Look, String)>| {
                said.as_ref().is_some_and(|(look, _)| *look == Look::No)
            };
            is_no(&summary.level)
        })
    }
}

impl PeopleOf {
    /// The words by which both services speak of a person on the telephone.
    pub(crate) fn words(&self, token: &Token) -> String {
        token.in_words(self.words).join(" ")
    }

    /// The person at a place, counted from 1.
    pub(crate) fn at(&self, number: &str) -> Result<&Listed, Stop> {
        let place = number
            .parse::<usize>()
            .ok()
            .and_then(|number| number.checked_sub(1));
        place
            .and_then(|place| self.people.get(place))
            .ok_or(Stop::Gone)
    }
}

impl fmt::Debug for PeopleOf {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("PeopleOf")
    }
}

impl fmt::Debug for Listed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Listed")
    }
}

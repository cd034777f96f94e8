//! What stands around every page: whose desk it is, who sits there, the ways to other pages.

/// Which of the ways to other pages leads here.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub(crate) enum Place {
    /// None of them.
    #[default]
    Elsewhere,
    /// What arrived.
    Arrived,
    /// One person is discharged.
    Discharge,
    /// Handing over a caseload.
    HandOver,
    /// What waits.
    Waits,
    /// The directory, at the desk of whoever keeps it.
    Directory,
    /// Where everybody stands.
    Watch,
    /// Who is who, and our own card.
    Keys,
}

/// What stands around a page. Templates take it as `frame` and extend `base.html`.
#[derive(Debug, Default)]
pub(crate) struct Frame {
    /// What every address begins with.
    pub(crate) base: String,
    pub(crate) title: String,
    pub(crate) place: Place,
    /// Whose desk, and who sits there; `None` while it is locked.
    pub(crate) sitter: Option<Sitter>,
    /// The token of the forms of this page.
    pub(crate) token: String,
    pub(crate) lock_minutes: u64,
}

/// Who sits here.
#[derive(Clone, Debug)]
pub(crate) struct Sitter {
    pub(crate) organisation: String,
    pub(crate) who: String,
    /// Whether it is the desk of whoever keeps the directory.
    pub(crate) is_authority: bool,
}

impl Frame {
    /// The same with another place marked.
    #[must_use]
    pub(crate) fn at(mut self, place: Place) -> Self {
        self.place = place;
        self
    }

    /// Whether whoever sits here keeps the directory.
    pub(crate) fn is_authority(&self) -> bool {
        self.sitter
            .as_ref()
            .is_some_and(|sitter| sitter.is_authority)
    }

    /// The ways to other pages, in their order.
    pub(crate) fn ways(&self) -> Vec<Way> {
        let ways = [
            (Place::Waits, "", "What waits"),
            (Place::HandOver, "hand-over", "Hand over"),
            (Place::Watch, "watch", "Transfers"),
            (Place::Arrived, "arrived", "Take on"),
            (Place::Discharge, "discharge", "Discharge"),
            (Place::Keys, "who", "Who is who"),
        ];
        let own = (Place::Directory, "directory", "Directory");
        let own = self.is_authority().then_some(own);
        let ways = ways.into_iter().chain(own);
        let ways = ways.map(|(place, path, words)| Way {
            address: format!("{}/{path}", self.base),
            words,
            is_here: self.place == place,
        });
        ways.collect()
    }
}

/// A way to another page.
#[derive(Debug)]
pub(crate) struct Way {
    pub(crate) address: String,
    pub(crate) words: &'static str,
    pub(crate) is_here: bool,
}

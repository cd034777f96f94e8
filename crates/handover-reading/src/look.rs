//! Three looks.

/// Three looks that differ in shape, word and colour, and none of them.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
#[expect(clippy::exhaustive_enums, reason = "three looks, or none")]
pub enum Look {
    /// No look.
    Plain,
    /// She said that it is not safe, or it is a danger.
    No,
    /// Nobody asked, or what was said is old.
    Ask,
    /// Safe.
    Yes,
}

impl Look {
    /// Its name in a style sheet; nothing for no look.
    #[must_use]
    pub const fn class(self) -> &'static str {
        match self {
            Self::Plain => "",
            Self::No => "no",
            Self::Ask => "ask",
            Self::Yes => "yes",
        }
    }
}

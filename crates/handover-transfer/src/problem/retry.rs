/// Whether asking again can help.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
#[expect(clippy::exhaustive_enums, reason = "there is no fifth answer")]
pub enum Retry {
    /// The same request later; where the answer has `Retry-After`, not before.
    After,
    /// Another request, once somebody has mended what is wrong.
    Fixed,
    /// No: whatever is done, this will not be taken.
    Never,
    /// The same request at once.
    Same,
}

impl Retry {
    /// The word on the wire.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::After => "after",
            Self::Fixed => "fixed",
            Self::Never => "never",
            Self::Same => "same",
        }
    }
}

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

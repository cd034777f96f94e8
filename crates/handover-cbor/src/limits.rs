/// Bounds that hold before anything is allocated.
///
/// Section "Limits" of `schemas/PROTOCOL.md`. Each may be lowered by a caller, never raised past the
/// constants: a peer could not rely on it.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub struct Limits {
    /// The longest input, in bytes.
    pub max_len: usize,
    /// How deep arrays, maps and tags may nest; a lone integer has depth 0.
    pub max_depth: usize,
    /// How many data items there may be in all: keys and values count one each.
    pub max_items: usize,
    /// The longest text string, in bytes.
    pub max_text: usize,
}

impl Limits {
    /// The deepest nesting of anything on the wire.
    pub const MAX_DEPTH: usize = 16;
    /// The longest text of anything on the wire, in bytes: 64 KiB.
    pub const MAX_TEXT: usize = 64 << 10;

    /// One encoded section of a case: 256 KiB, 65,536 items.
    pub const SECTION: Self = Self::new(256 << 10, 65_536);
    /// One sealed case: 4 MiB; a token and at most ten sections.
    pub const SEALED_CASE: Self = Self::new(4 << 20, 64);
    /// A statement of a kind that names few things: 1 MiB.
    pub const STATEMENT: Self = Self::new(1 << 20, 65_536);
    /// A roster, directory, receipt, verdict or event: 128 MiB, a million rows.
    pub const LONG_STATEMENT: Self = Self::new(128 << 20, 16_000_000);
    /// The index of a package: a million cases of 40 bytes and more, four items each.
    pub const INDEX: Self = Self::new(96 << 20, 4_000_001);

    /// Bounds with the usual depth and text length.
    #[must_use]
    pub const fn new(max_len: usize, max_items: usize) -> Self {
        Self {
            max_len,
            max_depth: Self::MAX_DEPTH,
            max_items,
            max_text: Self::MAX_TEXT,
        }
    }
}

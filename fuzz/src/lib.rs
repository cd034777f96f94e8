//! One fuzz target for each decoder.
//!
//! A target takes any bytes. Beside "no panic, no hang, no growth" (promise P9) each holds what its decoder
//! promises: what is taken is encoded again to the same bytes (P7), and no row is lost.

mod dataset;
mod extracts;
mod wire;

pub use dataset::{case, profile};
pub use extracts::{extract, mapping};
pub use wire::{gate, package, statement};

/// A fuzz target.
pub type Target = fn(&[u8]);

/// Every target by its name.
pub const TARGETS: [(&str, Target); 7] = [
    ("case", case),
    ("extract", extract),
    ("gate", gate),
    ("mapping", mapping),
    ("package", package),
    ("profile", profile),
    ("statement", statement),
];

/// Splits off the first byte, which chooses what the rest is taken for.
fn choice(data: &[u8]) -> Option<(u8, &[u8])> {
    data.split_first().map(|(first, rest)| (*first, rest))
}

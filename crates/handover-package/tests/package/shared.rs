//! The vectors of `../shared`, for the tests; each is skipped, loudly, where they are absent.

use std::{fs, path::PathBuf};

fn path(name: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
        .join("../../../shared/vectors")
        .join(name)
}

/// The bytes of one file of the vectors.
#[expect(clippy::print_stderr, reason = "a test that is skipped says so")]
pub(crate) fn bytes(name: &str) -> Option<Vec<u8>> {
    let read = fs::read(path(name)).ok();
    if read.is_none() {
        eprintln!("SKIPPED: {name} of ../shared/vectors is not here");
    }
    read
}

/// One JSON file of the vectors.
pub(crate) fn json(name: &str) -> Option<serde_json::Value> {
    Some(serde_json::from_slice(&bytes(name)?).unwrap())
}

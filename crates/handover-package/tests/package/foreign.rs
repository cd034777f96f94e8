//! The frozen vectors of an independent implementation, `tests/vectors/foreign`.

use std::{fs, path::PathBuf};

/// The bytes of one file of the vectors.
pub(crate) fn bytes(name: &str) -> Vec<u8> {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../tests/vectors/foreign");
    fs::read(folder.join(name)).unwrap()
}

/// One JSON file of the vectors.
pub(crate) fn json(name: &str) -> serde_json::Value {
    serde_json::from_slice(&bytes(name)).unwrap()
}

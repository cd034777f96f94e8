//! Tables in Markdown that say what the source has.

use std::{
    fs,
    path::{Path, PathBuf},
};

/// The folder of the workspace.
pub fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

/// A file of it, by its name from there.
pub fn read(name: &str) -> String {
    fs::read_to_string(root().join(name)).unwrap()
}

/// The cells of a line of a table, without the empty ones at its ends.
pub fn cells(line: &str) -> Vec<&str> {
    let inner = line
        .strip_prefix('|')
        .and_then(|rest| rest.strip_suffix('|'));
    let cells = inner.map(|inner| inner.split('|').map(str::trim).collect());
    cells.unwrap_or_default()
}

/// What stands between backticks.
pub fn quoted(text: &str) -> Vec<String> {
    text.split('`')
        .skip(1)
        .step_by(2)
        .map(str::to_owned)
        .collect()
}

/// The text of every source file.
pub fn sources() -> Vec<String> {
    ["crates", "tests"]
        .into_iter()
        .flat_map(sources_of)
        .collect()
}

/// The text of every source file of a folder.
pub fn sources_of(folder: &str) -> Vec<String> {
    let mut files = Vec::new();
    find(&root().join(folder), &mut files);
    files
        .iter()
        .map(|file| fs::read_to_string(file).unwrap())
        .collect()
}

fn find(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            if path.file_name().is_some_and(|name| name != "target") {
                find(&path, found);
            }
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            found.push(path);
        }
    }
}

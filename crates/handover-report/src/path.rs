//! Paths in messages.

use std::path::Path;

/// A path as it may stand in a message: never with characters that a terminal would obey. `-` is standard input.
pub fn shown(path: &Path) -> String {
    if path == Path::new("-") {
        return "standard input".to_owned();
    }
    one_line(&path.display().to_string())
}

/// A message on one line and harmless to a terminal: each control character is a space.
pub fn one_line(text: &str) -> String {
    text.chars()
        .map(|c| if c.is_control() { ' ' } else { c })
        .collect()
}

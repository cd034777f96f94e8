//! How words are compared.

/// A word as it is compared: in lower case, without the spaces around it and in it more than one.
#[must_use]
pub fn folded(word: &str) -> String {
    if word.is_ascii() && !word.contains(char::is_whitespace) {
        return word.to_ascii_lowercase();
    }
    let lower = word.to_lowercase();
    let words: Vec<&str> = lower
        .split(is_blank)
        .filter(|word| !word.is_empty())
        .collect();
    words.join(" ")
}

/// A space of any width, or a character that nobody sees.
#[must_use]
pub fn is_blank(c: char) -> bool {
    c.is_whitespace()
        || matches!(
            c,
            '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{feff}'
        )
}

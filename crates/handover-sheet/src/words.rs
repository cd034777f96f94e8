//! How words are compared.

use std::borrow::Cow;

/// A word as it is compared: in lower case, with straight apostrophes, without blanks (see [`without_blanks`]).
#[must_use]
pub fn folded(word: &str) -> String {
    if word.is_ascii() && !word.contains(char::is_whitespace) {
        return word.to_ascii_lowercase();
    }
    let lower = without_blanks(word).to_lowercase();
    lower.replace(['\u{2018}', '\u{2019}'], "'")
}

/// A key, number, date or word without what nobody sees: characters of no width are gone, spaces of any width are one
/// space each, none stands at an end.
///
/// Names and other texts are not read so: their ends are trimmed, and they are put in NFC.
#[must_use]
pub fn without_blanks(text: &str) -> Cow<'_, str> {
    if text.chars().all(|c| c.is_ascii_graphic()) {
        return Cow::Borrowed(text);
    }
    let seen: String = text.chars().filter(|c| !is_invisible(*c)).collect();
    let words: Vec<&str> = seen.split_whitespace().collect();
    Cow::Owned(words.join(" "))
}

/// A space of any width, or a character that nobody sees.
#[must_use]
pub fn is_blank(c: char) -> bool {
    c.is_whitespace() || is_invisible(c)
}

/// A character of no width: soft hyphen, joiners, marks of direction, variants of a sign, a byte order mark.
const fn is_invisible(c: char) -> bool {
    matches!(
        c,
        '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}'
            | '\u{2060}'..='\u{2064}' | '\u{2066}'..='\u{2069}' | '\u{fe00}'..='\u{fe0f}' | '\u{feff}'
    )
}

/// Whether a spreadsheet wrote this cell because it could not work it out.
#[must_use]
pub fn is_error(cell: &str) -> bool {
    const ERRORS: [&str; 10] = [
        "#?",
        "#BLOCKED!",
        "#CALC!",
        "#DIV/0!",
        "#N/A",
        "#NAME?",
        "#NULL!",
        "#NUM!",
        "#REF!",
        "#VALUE!",
    ];
    cell.starts_with('#')
        && (ERRORS.contains(&cell) || cell.len() > 2 && cell.bytes().all(|byte| byte == b'#'))
}

//! What one cell can hold as it is, and how the rest is written.

use super::words;
use handover_sheet::{is_blank, is_error};
use serde_json::Value;
use std::fmt::Write;

/// The most that a cell of a workbook holds, in units of UTF-16 (Excel).
const MAX_CELL: usize = 32_767;

/// How much of an escaped text stands in one row of `Fields`.
const PART: usize = 30_000;

/// Whether a cell gives a text back as it is, from any spreadsheet and from CSV: no mark of ours, no value of a formula, nothing that
/// XML cannot hold or a workbook escapes (`_x0041_`), no blank at an end.
pub(crate) fn holds(text: &str) -> bool {
    let is_kept = |c: char| c == '\n' || !c.is_control() && !matches!(c, '\u{fffe}' | '\u{ffff}');
    let ends = [text.chars().next(), text.chars().next_back()];
    !text.is_empty()
        && text.encode_utf16().nth(MAX_CELL).is_none()
        && text.chars().all(is_kept)
        && !ends.into_iter().flatten().any(is_blank)
        && !is_error(text)
        && !text.contains("_x")
        && !words::is_marker(text)
}

/// A text as the inside of a JSON string, cut into parts that any cell holds as they are.
pub(crate) fn escaped(text: &str) -> Vec<String> {
    let mut parts = vec![String::new()];
    let mut before = None;
    for c in text.chars() {
        let full = parts.last().is_none_or(|part| part.len() >= PART);
        if full {
            parts.push(String::new());
        }
        // A space stands between two letters or not at all: no program may take it for the end of the cell.
        let is_inner = c == ' ' && !full && before.is_some_and(|b: char| b.is_ascii_alphanumeric());
        let Some(part) = parts.last_mut() else {
            continue;
        };
        if c.is_ascii_alphanumeric() || is_inner && part.len() + 1 < PART {
            part.push(c);
        } else {
            for unit in c.encode_utf16(&mut [0; 2]) {
                let _ = write!(part, "\\u{unit:04x}");
            }
        }
        before = Some(c);
    }
    // The last of a part may be such a space, where the text ends.
    for part in &mut parts {
        if part.ends_with(' ') {
            part.pop();
            part.push_str("\\u0020");
        }
    }
    parts
}

/// The text that was escaped.
pub(crate) fn unescaped(parts: &str) -> Option<String> {
    serde_json::from_str(&format!("\"{parts}\"")).ok()
}

/// A number as it was written.
pub(crate) fn number(text: &str) -> Option<Value> {
    let number: serde_json::Number = serde_json::from_str(text).ok()?;
    Some(Value::Number(number))
}

/// `yes` or `no`; a spreadsheet may have made a truth value of it.
pub(crate) fn yes_or_no(text: &str) -> Option<bool> {
    match text.to_ascii_lowercase().as_str() {
        "yes" | "true" => Some(true),
        "no" | "false" => Some(false),
        _ => None,
    }
}

pub(crate) const fn as_yes_or_no(value: bool) -> &'static str {
    if value { "yes" } else { "no" }
}

/// A cell of CSV, with `'` before what a spreadsheet would run, and before a `'` that is there.
pub(crate) fn in_csv(text: &str) -> String {
    let is_run = text.starts_with(['=', '+', '-', '@', '\t', '\r', '\'']);
    let mark = if is_run { "'" } else { "" };
    format!("{mark}{text}")
}

/// The text of such a cell.
pub(crate) fn of_csv(cell: &str) -> &str {
    cell.strip_prefix('\'').unwrap_or(cell)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cell_holds_what_comes_back() {
        for good in [
            "a",
            "=1+1",
            "a\nb",
            "'a",
            "\u{1f600}",
            "[lost]",
            "#1",
            "+447700900123",
            &"x".repeat(MAX_CELL),
        ] {
            assert!(holds(good), "{good}");
        }
        for bad in [
            "",
            " a",
            "a ",
            "a\n",
            "a\u{200b}",
            "a\u{1}b",
            "a\rb",
            "a\tb",
            "a\u{ffff}b",
            "a_x0041_",
            "#N/A",
            "###",
            "[not asked]",
            words::ELSEWHERE,
            &"x".repeat(MAX_CELL + 1),
            &"\u{1f600}".repeat(MAX_CELL / 2 + 1),
        ] {
            assert!(!holds(bad), "{bad}");
        }
    }

    #[test]
    fn what_is_escaped_is_held_and_comes_back() {
        let long = "a b  c ".repeat(20_000);
        let spaces = " ".repeat(40_000);
        let letters = format!("{} b", "x".repeat(PART - 1));
        for text in [
            "",
            " ",
            "a ",
            "a b",
            "=1+1",
            "\u{1f600}\u{ffff}",
            "_x0041_",
            "\"\\",
            &long,
            &spaces,
            &letters,
        ] {
            let parts = escaped(text);
            let held = |part: &String| text.is_empty() || holds(part);
            assert!(parts.iter().all(held), "{parts:?}");
            assert!(unescaped(&parts.concat()).as_deref() == Some(text));
        }
        assert!(escaped(&long).len() > 1);
        assert_eq!(unescaped("\""), None);
    }

    #[test]
    fn no_cell_of_csv_begins_a_formula() {
        for text in [
            "=1+1", "+44", "-1", "@a", "\ta", "\ra", "'a", "''", "a=1", "",
        ] {
            let cell = in_csv(text);
            assert!(
                !cell.starts_with(['=', '+', '-', '@', '\t', '\r']),
                "{cell}"
            );
            assert_eq!(of_csv(&cell), text);
        }
    }
}

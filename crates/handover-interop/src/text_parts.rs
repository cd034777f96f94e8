//! Parts of a cell: several values, numbers with words around them, amounts with their units.

use crate::text_forms::{is_blank, phone};

/// What the parts of a cell are.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum PartForm {
    Amount,
    Phone,
    Text,
}

impl PartForm {
    /// The columns of a part.
    pub(crate) const fn columns(self) -> &'static [&'static str] {
        match self {
            Self::Amount => &["AMOUNT", "UNIT", "WORDS"],
            Self::Phone => &["NUMBER", "WORDS"],
            Self::Text => &["TEXT"],
        }
    }

    /// The rows that a cell makes, each with its columns.
    pub(crate) fn rows(self, cell: &str, split: &[String]) -> Vec<Vec<String>> {
        let mut parts = vec![cell];
        for mark in split {
            let cut = parts.iter().flat_map(|part| part.split(mark.as_str()));
            parts = cut.collect();
        }
        let parts = parts.iter().map(|part| part.trim_matches(is_blank));
        let parts = parts.filter(|part| !part.is_empty());
        match self {
            Self::Amount => parts.map(amount).collect(),
            Self::Phone => parts.flat_map(phones).collect(),
            Self::Text => parts.map(|part| vec![part.to_owned()]).collect(),
        }
    }
}

/// `16 mg daily` is 16, mg and daily; what does not begin with a number stands whole where the number should.
fn amount(part: &str) -> Vec<String> {
    let is_number = |c: char| c.is_ascii_digit() || c == '.';
    let len = part.find(|c| !is_number(c)).unwrap_or(part.len());
    let (number, rest) = part.split_at(len);
    if !number.starts_with(|c: char| c.is_ascii_digit()) || number.ends_with('.') {
        return vec![part.to_owned(), String::new(), String::new()];
    }
    let rest = rest.trim_start_matches(is_blank);
    let is_unit = |c: char| c.is_alphabetic() || matches!(c, '/' | '%');
    let len = rest.find(|c| !is_unit(c)).unwrap_or(rest.len());
    let (unit, words) = rest.split_at(len);
    let words = words.trim_matches(is_blank);
    [number, unit, words].map(str::to_owned).to_vec()
}

/// Each telephone number of a part with the words behind it, the first also with those before it; a part without a
/// number stands whole where the number should.
fn phones(part: &str) -> Vec<Vec<String>> {
    let mut rows: Vec<(String, String)> = Vec::new();
    let mut before = String::new();
    let mut rest = part;
    while let Some((words, number, behind)) = next_number(rest) {
        match rows.last_mut() {
            Some((_, last)) => last.push_str(words),
            None => before.push_str(words),
        }
        rows.push((number.to_owned(), String::new()));
        rest = behind;
    }
    match rows.last_mut() {
        Some((_, last)) => last.push_str(rest),
        None => return vec![vec![part.to_owned(), String::new()]],
    }
    if let Some((_, first)) = rows.first_mut() {
        first.insert_str(0, &before);
    }
    let is_edge = |c: char| is_blank(c) || matches!(c, ',' | ';' | ':' | '-' | '/' | '(' | ')');
    let rows = rows.into_iter();
    rows.map(|(number, words)| vec![number, words.trim_matches(is_edge).to_owned()])
        .collect()
}

/// How many telephone numbers stand in a cell.
pub(crate) fn phone_count(cell: &str) -> usize {
    let next = |rest| next_number(rest).map(|(_, _, behind)| behind);
    std::iter::successors(next(cell), |rest| next(rest)).count()
}

/// What stands before the next telephone number, the number, and what stands behind it.
fn next_number(text: &str) -> Option<(&str, &str, &str)> {
    let is_inside =
        |c: char| is_blank(c) || c.is_ascii_digit() || matches!(c, '-' | '.' | '(' | ')' | '+');
    let starts = text.char_indices().filter(|(at, c)| {
        let before = text.get(..*at).and_then(|text| text.chars().next_back());
        let follows_digit = before.is_some_and(|c| c.is_alphanumeric() || c == '+');
        matches!(c, '+' | '(' | '0') && !follows_digit
    });
    for (start, _) in starts {
        let run = text.get(start..)?;
        let len = run.find(|c| !is_inside(c)).unwrap_or(run.len());
        // The longest number that ends where digits end; a shorter one where two numbers stand side by side.
        let ends = run.char_indices().filter(|(at, c)| {
            let behind = run
                .get(at + c.len_utf8()..)
                .and_then(|text| text.chars().next());
            *at < len && c.is_ascii_digit() && !behind.is_some_and(|c| c.is_alphanumeric())
        });
        let ends: Vec<usize> = ends.map(|(at, c)| at + c.len_utf8()).collect();
        let found = ends.iter().rev().find_map(|&end| {
            let (number, behind) = run.split_at_checked(end)?;
            phone(number).is_some().then_some((number, behind))
        });
        if let Some((number, behind)) = found {
            return Some((text.get(..start)?, number, behind));
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rows(form: PartForm, cell: &str) -> Vec<String> {
        let split = [";", "\n"].map(str::to_owned);
        let rows = form.rows(cell, &split).into_iter();
        rows.map(|row| row.join("|")).collect()
    }

    #[test]
    fn numbers_keep_their_words() {
        for (cell, wanted) in [
            ("07700 900101", vec!["07700 900101|"]),
            ("07700 900102 text only", vec!["07700 900102|text only"]),
            ("mum: 07700 900102", vec!["07700 900102|mum"]),
            (
                "07700 900001; 020 7946 0001",
                vec!["07700 900001|", "020 7946 0001|"],
            ),
            (
                "07700 900001 020 7946 0001",
                vec!["07700 900001|", "020 7946 0001|"],
            ),
            (
                "07700 900002\n07700 900003 (sister)",
                vec!["07700 900002|", "07700 900003|sister"],
            ),
            (
                "+44 (0)7700 900123 / 07700 900004 work",
                vec!["+44 (0)7700 900123|", "07700 900004|work"],
            ),
            ("020 7946 0116 ext 4", vec!["020 7946 0116|ext 4"]),
            ("ask Jo", vec!["ask Jo|"]),
            ("0770 900", vec!["0770 900|"]),
            ("; ", vec![]),
        ] {
            assert_eq!(rows(PartForm::Phone, cell), wanted, "{cell}");
        }
    }

    #[test]
    fn an_amount_has_a_unit_and_the_rest() {
        for (cell, wanted) in [
            ("16 mg", vec!["16|mg|"]),
            ("60ml daily", vec!["60|ml|daily"]),
            ("0.5mg/ml; 2", vec!["0.5|mg/ml|", "2||"]),
            ("Methadone 60ml", vec!["Methadone 60ml||"]),
            ("5. x", vec!["5. x||"]),
        ] {
            assert_eq!(rows(PartForm::Amount, cell), wanted, "{cell}");
        }
        assert_eq!(
            rows(PartForm::Text, " heroin ;\ncrack"),
            ["heroin", "crack"]
        );
    }
}

//! What a cell looks like, for whoever proposes what its column means.

use crate::{
    date_forms::DateForms,
    day_format::DayFormat,
    text_forms::{self, NhsNumber, answers_yes_or_no, folded},
};

/// Whether the cell is an NHS number with a right check digit.
#[must_use]
pub fn is_nhs_number(cell: &str) -> bool {
    matches!(text_forms::nhs_number(cell), NhsNumber::Good(_))
}

/// Whether the cell begins with a telephone number.
#[must_use]
pub fn is_phone(cell: &str) -> bool {
    let number: String = cell
        .chars()
        .take_while(|c| c.is_ascii_digit() || " +()-.".contains(*c))
        .collect();
    text_forms::phone(number.trim()).is_some()
}

/// Whether the cell is a postcode of the United Kingdom and nothing else.
#[must_use]
pub fn is_postcode(cell: &str) -> bool {
    let plain: Vec<char> = cell.chars().filter(|c| !c.is_whitespace()).collect();
    let Some(split) = plain.len().checked_sub(3).filter(|at| (2..=4).contains(at)) else {
        return false;
    };
    let (outward, inward) = plain.split_at(split);
    let is_inward = matches!(inward, [a, b, c] if a.is_ascii_digit() && b.is_ascii_alphabetic() && c.is_ascii_alphabetic());
    is_inward
        && outward.first().is_some_and(char::is_ascii_alphabetic)
        && outward.iter().all(char::is_ascii_alphanumeric)
        && outward.iter().any(char::is_ascii_digit)
}

/// Whether the cell is an e-mail address and nothing else.
#[must_use]
pub fn is_email(cell: &str) -> bool {
    let host = cell.split_once('@').map(|(_, host)| host);
    host.is_some_and(|host| host.contains('.')) && !cell.contains(char::is_whitespace)
}

/// Whether the cell answers yes or no.
#[must_use]
pub fn is_yes_or_no(cell: &str) -> bool {
    let word = folded(cell);
    !word.is_empty() && answers_yes_or_no(&word, std::iter::empty::<&str>())
}

/// The forms of days that a proposal tries, likeliest first: what a mapping writes after `date`.
const FORMS: [&str; 14] = [
    "yyyy-mm-dd[Thh:mm]",
    "d/m/yyyy[ hh:mm]",
    "d/m/yy[ hh:mm]",
    "d.m.yyyy",
    "d.m.yy",
    "d-m-yyyy",
    "d mmm yyyy",
    "d-mmm-yyyy",
    "d mmm yy",
    "d-mmm-yy",
    "mmm yyyy",
    "mmm yy",
    "yyyy",
    "excel",
];

/// The hundred years of which a proposal takes a year of two digits: 1930 to 2029.
pub const YEARS_FROM: i16 = 1930;

/// The forms of days in which the cell can be read, likeliest first.
pub fn day_forms(cell: &str) -> impl Iterator<Item = &'static str> {
    let is_day_number = cell.len() == 5 && cell.bytes().all(|byte| byte.is_ascii_digit());
    let reads = move |form: &&str| {
        let format = DayFormat::parse(form).filter(|_| is_day_number || *form != "excel");
        let forms = format.map(|format| DateForms::new(vec![format], Some(YEARS_FROM)));
        forms.is_some_and(|forms| forms.read(cell, None).is_ok())
    };
    FORMS.into_iter().filter(reads)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_form_that_is_tried_is_one_and_reads_a_day() {
        for form in FORMS {
            assert!(DayFormat::parse(form).is_some(), "{form}");
        }
        for (cell, form) in [
            ("2026-12-01", "yyyy-mm-dd[Thh:mm]"),
            ("02/12/2026 10:30", "d/m/yyyy[ hh:mm]"),
            ("1/2/72", "d/m/yy[ hh:mm]"),
            ("3 March 2026", "d mmm yyyy"),
            ("Mar 26", "mmm yy"),
            ("46254", "excel"),
        ] {
            assert_eq!(day_forms(cell).next(), Some(form), "{cell}");
        }
        for cell in [
            "31/06/1988",
            "16/16/1980",
            "TBC",
            "12/31/2025",
            "DNA x3",
            "",
        ] {
            assert_eq!(day_forms(cell).next(), None, "{cell}");
        }
    }

    #[test]
    fn a_cell_looks_like_what_it_is() {
        assert!(is_postcode("HA3 8DL") && !is_postcode("12 Mill Lane") && !is_postcode("M"));
        assert!(is_phone("07700 900102 text only") && !is_phone("ask Jo"));
        assert!(is_email("a.b@example.org") && !is_email("a@b c.org"));
        assert!(is_yes_or_no(" Y ") && !is_yes_or_no("") && !is_yes_or_no("EH"));
        assert!(is_nhs_number("999 000 0018") && !is_nhs_number("9434765919x"));
    }
}

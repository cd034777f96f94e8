//! Telephone numbers, postcodes, NHS numbers and decimals as the dataset writes them.

pub(crate) use handover_sheet::{folded, is_blank, without_blanks};

/// Yes and no as people write them: who asks about one of a family knows the other, and the empty cell.
const YES: [&str; 6] = ["y", "yes", "true", "t", "1", "x"];
const NO: [&str; 6] = ["n", "no", "false", "f", "0", ""];

/// Whether a word, folded, is one that a question about `asked` expects without being told.
pub(crate) fn answers_yes_or_no(
    word: &str,
    mut asked: impl Iterator<Item = impl AsRef<str>>,
) -> bool {
    let is_one = |word: &str| YES.contains(&word) || NO.contains(&word);
    is_one(word) && asked.all(|asked| is_one(asked.as_ref()))
}

/// What a cell said to be an NHS number holds.
#[derive(Debug, Eq, PartialEq)]
pub(crate) enum NhsNumber {
    Good(String),
    Malformed,
    WrongCheckDigit,
}

/// Reads an NHS number, with or without spaces or hyphens (dataset 8.2, modulus 11).
pub(crate) fn nhs_number(text: &str) -> NhsNumber {
    let is_between =
        |c: &char| is_blank(*c) || matches!(c, '-' | '\u{2010}'..='\u{2015}' | '\'' | '.');
    let digits: String = text.chars().filter(|c| !is_between(c)).collect();
    if digits.len() != 10 || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return NhsNumber::Malformed;
    }
    let values = digits.bytes().map(|byte| u32::from(byte - b'0'));
    let sum: u32 = values
        .clone()
        .take(9)
        .zip((2..=10).rev())
        .map(|(digit, weight)| digit * weight)
        .sum();
    let expected = (11 - sum % 11) % 11;
    if values.clone().next_back() == Some(expected) {
        NhsNumber::Good(digits)
    } else {
        NhsNumber::WrongCheckDigit
    }
}

/// A telephone number in E.164; without a country code it is one of the United Kingdom.
#[must_use]
pub fn phone(text: &str) -> Option<String> {
    let text = text.replace("(0)", "");
    let plain: String = text
        .chars()
        .filter(|c| {
            !is_blank(*c) && !matches!(c, '-' | '.' | '(' | ')' | '\u{2010}'..='\u{2015}' | '\'')
        })
        .collect();
    let (country, rest) = if let Some(rest) = plain.strip_prefix("+") {
        ("", rest)
    } else if let Some(rest) = plain.strip_prefix("00") {
        ("", rest)
    } else {
        ("44", plain.strip_prefix('0')?)
    };
    let number = format!("{country}{rest}");
    if !number.bytes().all(|byte| byte.is_ascii_digit()) || number.starts_with('0') {
        return None;
    }
    let is_long_enough = match number.strip_prefix("44") {
        Some(national) => matches!(national.len(), 9 | 10) && !national.starts_with('0'),
        None => (8..=15).contains(&number.len()),
    };
    is_long_enough.then(|| format!("+{number}"))
}

/// Whether a number in E.164 is a mobile one of the United Kingdom; `070` is not, nor are pagers.
#[must_use]
pub fn is_mobile(number: &str) -> bool {
    number
        .strip_prefix("+447")
        .is_some_and(|rest| !rest.starts_with(['0', '6']) || rest.starts_with("624"))
}

/// A postcode in capitals with one space before the last three characters.
#[must_use]
pub fn postcode(text: &str) -> String {
    let plain: String = text.chars().filter(|c| !is_blank(*c)).collect();
    let plain = plain.to_uppercase();
    let cut = plain.char_indices().rev().nth(2).map_or(0, |(at, _)| at);
    match plain.split_at_checked(cut) {
        Some((outward, inward)) if !outward.is_empty() => format!("{outward} {inward}"),
        _ => plain,
    }
}

/// The family and given names of a whole name: `Ash, Mary Ann`, or `Mary Ash`. Of more words without a comma nobody can
/// tell where the family name begins.
pub(crate) fn parts_of_name(text: &str) -> Option<(&str, &str)> {
    let (family, given) = match text.split_once(',') {
        Some((family, given)) => (family, given),
        None => {
            let (given, family) = text.trim_matches(is_blank).split_once(is_blank)?;
            (family, given)
        }
    };
    let (family, given) = (family.trim_matches(is_blank), given.trim_matches(is_blank));
    let is_clear = text.contains(',') || !family.contains(is_blank);
    (is_clear && !family.is_empty() && !given.is_empty() && !given.contains(','))
        .then_some((family, given))
}

/// Digits with at most one point.
pub(crate) fn decimal(text: &str) -> Option<String> {
    let text = &*without_blanks(text);
    let (whole, fraction) = text.split_once('.').unwrap_or((text, "0"));
    let are_digits =
        |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
    (text.len() <= 20 && are_digits(whole) && are_digits(fraction)).then(|| text.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nhs_numbers_follow_modulus_11() {
        for good in ["9990000018", "999 000 0026", "999-000-0034"] {
            assert!(matches!(nhs_number(good), NhsNumber::Good(_)), "{good}");
        }
        assert_eq!(nhs_number("9990000019"), NhsNumber::WrongCheckDigit);
        for bad in [
            "",
            "999000001",
            "99900000180",
            "9997O27698",
            "999 000 001 8x",
        ] {
            assert_eq!(nhs_number(bad), NhsNumber::Malformed, "{bad}");
        }
        // A remainder of 1 would need the check digit 10, which no number has.
        let numbers = |stem: u32| (0..=9).map(move |digit| format!("999{stem:06}{digit}"));
        let is_good = |number: String| matches!(nhs_number(&number), NhsNumber::Good(_));
        let good = |stem: u32| {
            numbers(stem)
                .filter(|number| is_good(number.clone()))
                .count()
        };
        assert!((0..100).any(|stem| good(stem) == 0) && (0..100).all(|stem| good(stem) <= 1));
    }

    #[test]
    fn telephone_numbers_become_e164() {
        for (text, number) in [
            ("07700 900123", "+447700900123"),
            ("+44 7700 900123", "+447700900123"),
            ("+44 (0)7700 900123", "+447700900123"),
            ("0044 20 7946 0123", "+442079460123"),
            ("(020) 7946-0123", "+442079460123"),
            ("+353 1 234 5678", "+35312345678"),
        ] {
            assert_eq!(phone(text).as_deref(), Some(number), "{text}");
        }
        for bad in [
            "",
            "7700900123",
            "0770",
            "ask sister",
            "07700 900123 x2",
            "+0447700900123",
        ] {
            assert_eq!(phone(bad), None, "{bad}");
        }
        assert!(
            is_mobile("+447700900123")
                && !is_mobile("+442079460123")
                && !is_mobile("+447012345678")
        );
    }

    #[test]
    fn a_whole_name_has_two_parts_or_is_not_read() {
        assert_eq!(parts_of_name("Ash, Mary Ann"), Some(("Ash", "Mary Ann")));
        assert_eq!(parts_of_name(" Mary  Ash "), Some(("Ash", "Mary")));
        assert_eq!(parts_of_name("van Dyke, Jo"), Some(("van Dyke", "Jo")));
        for unclear in ["", "Ash", "Mary Ann Ash", "Ash,", ", Mary", "a, b, c"] {
            assert_eq!(parts_of_name(unclear), None, "{unclear}");
        }
    }

    #[test]
    fn postcodes_have_one_space() {
        assert_eq!(postcode("zx12de"), "ZX1 2DE");
        assert_eq!(postcode("ZZ99 3VZ"), "ZZ99 3VZ");
        assert_eq!(postcode("x"), "x".to_uppercase());
    }
}

//! The months by their English names.

const MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];

/// `Mar`, `Sept`, `MARCH`: the month, from 1, of which a word is three letters or more.
#[must_use]
pub fn month_named(word: &str) -> Option<i8> {
    let is_it = |name: &str| {
        let begin = name.get(..word.len());
        word.len() >= 3 && begin.is_some_and(|begin| begin.eq_ignore_ascii_case(word))
    };
    let place = MONTHS.iter().position(|name| is_it(name))?;
    i8::try_from(place.checked_add(1)?).ok()
}

/// The name of a month, from 1.
#[must_use]
pub fn month_name(month: i8) -> Option<&'static str> {
    let place = usize::try_from(month).ok()?.checked_sub(1)?;
    MONTHS.get(place).copied()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn three_letters_name_a_month() {
        for (word, month) in [
            ("Mar", Some(3)),
            ("MARCH", Some(3)),
            ("sept", Some(9)),
            ("may", Some(5)),
            ("ma", None),
            ("", None),
            ("marchs", None),
            ("marsh", None),
            ("d\u{e9}c", None),
        ] {
            assert_eq!(month_named(word), month, "{word}");
        }
        assert_eq!(month_name(12), Some("December"));
        assert_eq!(
            (month_name(0), month_name(13), month_name(-1)),
            (None, None, None)
        );
    }
}

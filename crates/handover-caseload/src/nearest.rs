//! The right word for one that is nearly right.

use handover_dataset::Date;

/// The longest word that is compared; whatever is longer is no slip of the pen.
const LONGEST: usize = 64;

/// Of `words` the one that `given` is nearest to; `None` if it is near none of them.
pub(crate) fn nearest<'a>(
    given: &str,
    words: impl IntoIterator<Item = &'a str>,
) -> Option<&'a str> {
    if given.len() > LONGEST {
        return None;
    }
    let given = plain(given);
    let near = |word: &'a str| {
        let distance = distance(&given, &plain(word));
        (distance <= word.chars().count().div_ceil(3)).then_some((distance, word))
    };
    words
        .into_iter()
        .filter_map(near)
        .min()
        .map(|(_, word)| word)
}

/// The day that is written another way than `YYYY-MM-DD`: day before month, as is usual in Britain.
pub(crate) fn nearest_day(given: &str) -> Option<Date> {
    let numbers: Vec<&str> = given
        .trim()
        .split(['/', '.', '-', ' '])
        .filter(|number| !number.is_empty())
        .collect();
    let [first, month, last] = numbers.as_slice() else {
        return None;
    };
    let (year, day) = if first.len() == 4 {
        (first, last)
    } else {
        (last, first)
    };
    if year.len() != 4 {
        return None;
    }
    let date = jiff::civil::Date::new(year.parse().ok()?, month.parse().ok()?, day.parse().ok()?);
    Date::try_from(date.ok()?).ok()
}

/// Without what people do not mean by it: capitals, and which character stands between two words.
fn plain(word: &str) -> Vec<char> {
    let word = word.trim().chars().flat_map(char::to_lowercase);
    word.map(|one| if matches!(one, '_' | ' ') { '-' } else { one })
        .collect()
}

/// How many characters are to be put in, taken out or exchanged (Levenshtein).
fn distance(from: &[char], to: &[char]) -> usize {
    let mut row: Vec<usize> = (0..=to.len()).collect();
    for (line, one) in from.iter().enumerate() {
        let mut before = line;
        let mut left = line.saturating_add(1);
        let mut next = vec![left];
        for (other, above) in to.iter().zip(row.iter().skip(1)) {
            let exchanged = before.saturating_add(usize::from(one != other));
            left = exchanged.min(left.min(*above).saturating_add(1));
            before = *above;
            next.push(left);
        }
        row = next;
    }
    row.last().copied().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_a_word_in_spite_of_a_slip() {
        let words = ["include", "exclude", "undecided"];
        assert_eq!(nearest("Include", words), Some("include"));
        assert_eq!(nearest("exlude", words), Some("exclude"));
        assert_eq!(nearest("un-decided", words), Some("undecided"));
        assert_eq!(
            nearest("third parties", ["third_parties"]),
            Some("third_parties")
        );
        assert_eq!(nearest("perhaps", words), None);
        assert_eq!(nearest(&"include".repeat(20), words), None);
    }

    #[test]
    fn reads_a_day_as_it_is_written_in_britain() {
        let day = |text| nearest_day(text).map(|day| day.to_string());
        assert_eq!(day("01/12/2026").as_deref(), Some("2026-12-01"));
        assert_eq!(day("2026-9-1").as_deref(), Some("2026-09-01"));
        assert_eq!(day("12/31/2026"), None);
        assert_eq!(day("soon"), None);
    }
}

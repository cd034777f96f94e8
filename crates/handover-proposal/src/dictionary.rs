//! The headings that services use, and what each may mean.

use std::{borrow::Cow, collections::HashMap, sync::LazyLock};

use handover_sheet::folded;

/// Headings, folded, with the meanings that they may have, likeliest first.
static HEADINGS: LazyLock<HashMap<String, Entry>> = LazyLock::new(|| {
    let lines = include_str!("../data/headings.tsv").lines();
    let lines = lines.filter(|line| !line.starts_with('#'));
    let entries = lines.filter_map(|line| {
        let mut cells = line.split('\t');
        let (heading, meanings, how_sure) = (cells.next()?, cells.next()?, cells.next()?);
        let entry = Entry {
            meanings: meanings.split("; ").collect(),
            is_clear: how_sure == "one",
        };
        Some((plain(heading), entry))
    });
    entries.collect()
});

/// What the dictionary says of a heading.
#[derive(Clone)]
pub(crate) struct Entry {
    /// `risk-level`, or `words risk.marac`.
    pub(crate) meanings: Vec<&'static str>,
    /// Whether the heading means one thing alone.
    pub(crate) is_clear: bool,
}

/// The same headings by what is left of them when only their words count; none that would then mean two things.
static LOOSE: LazyLock<HashMap<String, Option<&'static str>>> = LazyLock::new(|| {
    let mut loose: HashMap<String, Option<&'static str>> = HashMap::new();
    for (heading, entry) in HEADINGS.iter() {
        let Some(first) = entry.meanings.first().copied() else {
            continue;
        };
        let first = Some(first).filter(|_| entry.is_clear);
        let known = loose.entry(words_alone(heading)).or_insert(first);
        *known = known.filter(|known| Some(*known) == first);
    }
    loose
});

/// What a heading may mean, if services use it.
pub(crate) fn look_up(heading: &str) -> Option<Cow<'static, Entry>> {
    if let Some(entry) = HEADINGS.get(&plain(heading)) {
        return Some(Cow::Borrowed(entry));
    }
    let meaning = LOOSE.get(&words_alone(heading)).copied().flatten()?;
    Some(Cow::Owned(Entry {
        meanings: vec![meaning],
        is_clear: false,
    }))
}

/// A heading without what is written differently everywhere: case, blanks, points.
fn plain(heading: &str) -> String {
    let kept = |c: char| {
        if c.is_alphanumeric() || "?&/()".contains(c) {
            c
        } else {
            ' '
        }
    };
    let text: String = heading.chars().map(kept).collect();
    let folded = folded(&text);
    let words: Vec<&str> = folded.split_whitespace().collect();
    words.join(" ")
}

/// A heading without brackets and what stands in them, without hyphens, marks, blanks and small words:
/// `Care co-ordinator` and `care coordinator (name)` are one.
fn words_alone(heading: &str) -> String {
    const SMALL: [&str; 12] = [
        "a", "and", "any", "clients", "for", "is", "of", "or", "the", "their", "to", "y/n",
    ];
    let before = heading.split('(').next().unwrap_or_default();
    let joined = folded(&before.replace(['-', '\'', '\u{2019}', '.'], ""));
    let parts = joined.split(|c: char| c.is_whitespace() || "?:,;&_".contains(c));
    let parts = parts.filter(|part| !part.is_empty() && !SMALL.contains(part));
    parts.collect::<Vec<_>>().concat().replace('/', "")
}

#[cfg(test)]
mod tests {
    use super::*;
    use handover_interop::Meaning;

    #[test]
    fn every_meaning_of_the_dictionary_is_one() {
        for entry in HEADINGS.values() {
            for meaning in &entry.meanings {
                let word = meaning.split(' ').next().unwrap_or_default();
                assert!(Meaning::of(word).is_some(), "{meaning}");
            }
        }
    }

    #[test]
    fn case_and_points_make_no_difference() {
        for heading in ["NHS no.", "nhs no", " NHS  No. "] {
            assert_eq!(
                look_up(heading).map(|entry| entry.meanings[0]),
                Some("nhs-number")
            );
        }
        assert!(look_up("Wibble").is_none());
    }

    /// A heading that is like one of the dictionary is only that much: somebody looks at it.
    #[test]
    fn headings_that_differ_in_small_things_are_alike() {
        for (heading, meaning) in [
            ("Care co-ordinator", "key-worker"),
            ("Drug 1", "main-problem"),
            ("Pregnant (if yes, EDD)", "pregnancy"),
            ("Is the number safe to ring?", "safe-to-ring"),
            ("Client's surname", "surname"),
            ("Date of move-out", "closed-on"),
        ] {
            let found = look_up(heading).unwrap_or_else(|| panic!("{heading}"));
            assert_eq!(found.meanings, [meaning], "{heading}");
        }
        for heading in [
            "Perpetrator's surname",
            "Partner's date of birth",
            "Mother's NHS number",
        ] {
            assert!(
                look_up(heading).is_none_or(|entry| !entry.is_clear),
                "{heading}"
            );
        }
    }
}

//! The headings that services use, and what each may mean.

use std::{collections::HashMap, sync::LazyLock};

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
pub(crate) struct Entry {
    /// `risk-level`, or `words risk.marac`.
    pub(crate) meanings: Vec<&'static str>,
    /// Whether the heading means one thing alone.
    pub(crate) is_clear: bool,
}

/// What a heading may mean, if services use it.
pub(crate) fn look_up(heading: &str) -> Option<&'static Entry> {
    HEADINGS.get(&plain(heading))
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
}

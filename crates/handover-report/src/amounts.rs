//! Numbers, articles and spans as people write them: `1 case`, `2 cases`, `an idva`, `by 1 minute`.

/// So many of something: the noun as it is of one, for nouns that take an `s` (or `y`, `ies`).
#[must_use]
pub fn amount(count: impl TryInto<u64>, noun: &str) -> String {
    let count = count.try_into().unwrap_or(u64::MAX);
    format!("{count} {}", noun_of(count, noun))
}

/// The noun alone, as it is of so many.
#[must_use]
pub fn noun_of(count: u64, noun: &str) -> String {
    if count == 1 {
        return noun.to_owned();
    }
    match noun.strip_suffix('y') {
        Some(stem) if !stem.ends_with(['a', 'e', 'o', 'u']) => format!("{stem}ies"),
        _ => format!("{noun}s"),
    }
}

/// A word with its article: `a prescriber`, `an idva`.
#[must_use]
pub fn a(word: &str) -> String {
    let lower = word.to_ascii_lowercase();
    let sounds_like_you = ["uni", "use", "eu", "one"];
    let is_vowel = lower.starts_with(['a', 'e', 'i', 'o', 'u'])
        && !sounds_like_you.iter().any(|start| lower.starts_with(start));
    format!("{} {word}", if is_vowel { "an" } else { "a" })
}

/// A span of time in the largest unit of which there are at least two, or one whole. Seconds tell nobody
/// anything: deadlines end with a day.
#[must_use]
pub fn span(secs: u64) -> String {
    const UNITS: [(u64, &str); 2] = [(86_400, "day"), (3_600, "hour")];
    for (unit, name) in UNITS {
        if secs >= unit.saturating_mul(2) || secs == unit {
            return amount(secs / unit, name);
        }
    }
    match secs / 60 {
        0 => "less than a minute".to_owned(),
        minutes => amount(minutes, "minute"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_articles_and_units_agree() {
        assert_eq!(amount(0_u64, "case"), "0 cases");
        assert_eq!(amount(1_usize, "case"), "1 case");
        assert_eq!(amount(2_u64, "query"), "2 queries");
        assert_eq!(amount(2_u64, "day"), "2 days");
        assert_eq!(noun_of(1, "person"), "person");
        for (word, whole) in [
            ("idva", "an idva"),
            ("outreach-worker", "an outreach-worker"),
            ("prescriber", "a prescriber"),
            ("unit manager", "a unit manager"),
        ] {
            assert_eq!(a(word), whole);
        }
    }

    #[test]
    fn tells_a_span_in_the_unit_that_people_use() {
        let spans = [
            (1, "less than a minute"),
            (119, "1 minute"),
            (3_600, "1 hour"),
        ];
        let more = [
            (7_199, "119 minutes"),
            (86_400, "1 day"),
            (86_401, "24 hours"),
            (172_800, "2 days"),
        ];
        for (secs, words) in spans.into_iter().chain(more) {
            assert_eq!(span(secs), words);
        }
    }
}

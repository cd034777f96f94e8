use std::{
    collections::{BTreeMap, BTreeSet},
    sync::LazyLock,
};

/// The list of phrases.
static PHRASES: LazyLock<Phrases> = LazyLock::new(|| {
    let rows = include_str!("../../data/danger-words.tsv").lines();
    let rows = rows.filter(|row| row.contains('\t'));
    let all = rows.map(|row| Phrase::of_row(row).expect("the list of phrases is of this form"));
    Phrases::new(all.collect())
});

/// Phrases, to be found by the first letter of their first word: there are a thousand.
struct Phrases {
    all: Vec<Phrase>,
    by_first: BTreeMap<Option<u8>, Vec<usize>>,
}

impl Phrases {
    fn new(all: Vec<Phrase>) -> Self {
        let mut by_first: BTreeMap<Option<u8>, Vec<usize>> = BTreeMap::new();
        for (n, phrase) in all.iter().enumerate() {
            for first in phrase.words.firsts() {
                by_first.entry(first).or_default().push(n);
            }
        }
        Self { all, by_first }
    }

    /// Those that may begin with that word.
    fn beginning(&self, word: &str) -> impl Iterator<Item = usize> {
        let keys = [word.bytes().next(), None];
        let found = keys.into_iter().filter_map(|key| self.by_first.get(&key));
        found.flatten().copied()
    }
}

/// The phrases in the words of a sentence that are not denied and not taken back, each once.
pub(super) fn hits(words: &[&str]) -> Vec<&'static Phrase> {
    let mut found = BTreeSet::new();
    for (start, word) in words.iter().enumerate() {
        let at = PHRASES.beginning(word);
        found.extend(at.filter(|n| {
            PHRASES
                .all
                .get(*n)
                .is_some_and(|one| one.is_at(words, start))
        }));
    }
    found
        .into_iter()
        .filter_map(|n| PHRASES.all.get(n))
        .collect()
}

/// Words of no, right before what they deny; one of [`FILLERS`] may stand between.
const NO: &[&[&str]] = &[
    &["no"],
    &["nil"],
    &["denies"],
    &["denied"],
    &["denying"],
    &["without"],
    &["never"],
    &["not"],
    &["negative", "for"],
    &["no", "history", "of"],
    &["no", "hx", "of"],
    &["no", "evidence", "of"],
    &["no", "thoughts", "of"],
    &["no", "current"],
    &["no", "known"],
    &["no", "previous"],
    &["no", "recent"],
    &["no", "concerns", "about"],
    &["no", "risk", "of"],
    &["never", "been"],
    &["not", "been"],
    &["not", "currently"],
    &["does", "not", "report"],
];

const FILLERS: [&str; 5] = ["any", "being", "having", "ever", "of"];

/// Words that make a phrase one of no by itself ("cant breathe").
const OWN_NO: [&str; 7] = ["no", "not", "dont", "wont", "doesnt", "cant", "never"];

#[derive(Clone, Copy, Eq, PartialEq)]
pub(super) enum Strength {
    /// Counts by itself.
    Strong,
    /// Counts beside another phrase.
    Weak,
}

/// A phrase and what takes a hit back.
pub(super) struct Phrase {
    words: Pattern,
    pub(super) strength: Strength,
    unless: Vec<Pattern>,
    is_of_no: bool,
}

impl Phrase {
    fn of_row(row: &str) -> Option<Self> {
        let mut cells = row.split('\t');
        let (phrase, _kind, strength, unless) =
            (cells.next()?, cells.next()?, cells.next()?, cells.next()?);
        let is_of_no = |word: &str| OWN_NO.contains(&word) || phrase.starts_with("do not");
        Some(Self {
            words: Pattern::new(phrase),
            strength: match strength {
                "strong" => Strength::Strong,
                "weak" => Strength::Weak,
                _ => return None,
            },
            unless: unless
                .split(';')
                .filter(|words| !words.trim().is_empty())
                .map(Pattern::new)
                .collect(),
            is_of_no: phrase.split(' ').next().is_some_and(is_of_no),
        })
    }

    /// Whether it begins at that word of a sentence, not denied and not taken back.
    fn is_at(&self, words: &[&str], start: usize) -> bool {
        let Some(end) = self.words.end(words, start) else {
            return false;
        };
        let is_denied = !self.is_of_no && words.get(..start).is_some_and(ends_with_no);
        let overlaps =
            |other: &Pattern, from: usize| other.end(words, from).is_some_and(|to| start < to);
        let is_taken_back =
            |other: &Pattern| (0..end.min(words.len())).any(|from| overlaps(other, from));
        !is_denied && !self.unless.iter().any(is_taken_back)
    }
}

fn ends_with_no(before: &[&str]) -> bool {
    let is_no = |words: &[&str]| NO.iter().any(|no| words.ends_with(no));
    is_no(before)
        || before
            .split_last()
            .is_some_and(|(last, words)| FILLERS.contains(last) && is_no(words))
}

/// Words to look for.
struct Pattern(Vec<Piece>);

enum Piece {
    /// `#`: digits.
    Number,
    /// `*`: none to three words.
    Some,
    /// One word of these, in each of which `*` stands for any letters.
    Word(Vec<String>),
}

impl Pattern {
    fn new(words: &str) -> Self {
        let piece = |word: &str| match word {
            "#" => Piece::Number,
            "*" => Piece::Some,
            word => Piece::Word(word.split('/').map(str::to_owned).collect()),
        };
        Self(words.split_whitespace().map(piece).collect())
    }

    /// The letters with which its first word may begin; `None` for any.
    fn firsts(&self) -> BTreeSet<Option<u8>> {
        match self.0.first() {
            Some(Piece::Word(any)) => any
                .iter()
                .map(|one| one.bytes().next().filter(|byte| *byte != b'*'))
                .collect(),
            _ => BTreeSet::from([None]),
        }
    }

    /// Where the pattern ends that begins at `start`.
    fn end(&self, words: &[&str], start: usize) -> Option<usize> {
        end(&self.0, words, start)
    }
}

fn end(pieces: &[Piece], words: &[&str], at: usize) -> Option<usize> {
    let Some((piece, rest)) = pieces.split_first() else {
        return Some(at);
    };
    let word = words.get(at);
    let next = at.saturating_add(1);
    match piece {
        Piece::Number => {
            let is_number = word.is_some_and(|word| word.bytes().all(|byte| byte.is_ascii_digit()));
            is_number.then(|| end(rest, words, next)).flatten()
        }
        Piece::Some => {
            (at..=at.saturating_add(3).min(words.len())).find_map(|to| end(rest, words, to))
        }
        Piece::Word(any) => {
            let is_one = word.is_some_and(|word| any.iter().any(|one| matches(one, word)));
            is_one.then(|| end(rest, words, next)).flatten()
        }
    }
}

/// Whether a word is of that form: `*` stands for any letters.
fn matches(form: &str, word: &str) -> bool {
    let Some((head, mut forms)) = form.split_once('*') else {
        return form == word;
    };
    let Some(mut rest) = word.strip_prefix(head) else {
        return false;
    };
    while let Some((part, more)) = forms.split_once('*') {
        let Some(found) = rest.find(part) else {
            return false;
        };
        rest = rest
            .get(found.saturating_add(part.len())..)
            .unwrap_or_default();
        forms = more;
    }
    rest.ends_with(forms)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stars_slashes_and_numbers_stand_for_words() {
        let is_in = |pattern: &str, text: &str| {
            let words: Vec<&str> = text.split(' ').collect();
            (0..words.len()).any(|at| Pattern::new(pattern).end(&words, at).is_some())
        };
        assert!(is_in("hand* * neck", "put his hands right round her neck"));
        assert!(!is_in(
            "hand* * neck",
            "hands in his pockets and then a neck"
        ));
        assert!(is_in("dvpn/dvpo", "has a dvpo now") && !is_in("dvpn/dvpo", "has a dvp"));
        assert!(is_in("took #", "took 40 of them") && !is_in("took #", "took none"));
        assert!(is_in("*harm*", "selfharming") && is_in("a*c", "abc") && !is_in("a*c", "abd"));
    }

    #[test]
    fn the_list_is_read_whole() {
        assert_eq!(PHRASES.all.len(), 1028);
    }
}

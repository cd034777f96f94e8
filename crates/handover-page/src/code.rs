//! Words that are read aloud: the code of a page, which is secret, and its name, which is not.

use std::fmt;

use diceware_wordlists::{EFF_LONG_WORDLIST, EFF_SHORT_WORDLIST_1};
use zeroize::Zeroizing;

/// Words of a code: 7 of 7,772 are 90.4 bits.
const CODE_WORDS: usize = 7;

/// Words of a name: 3 of the 1,295 of the short list, which has none that would hurt beside a person; 31 bits, so that one
/// sender's pages have different names.
const NAME_WORDS: usize = 3;

/// The secret under which a page is encrypted: seven words, told by telephone, never beside the file and never kept.
pub struct Code(Zeroizing<String>);

impl Code {
    /// Seven words at random.
    #[must_use]
    pub fn random() -> Self {
        Self(Zeroizing::new(random_words(&EFF_LONG_WORDLIST, CODE_WORDS)))
    }

    /// As somebody typed it: only letters count, in either case; whatever stands between them parts two words.
    #[must_use]
    pub fn from_typed(text: &str) -> Self {
        let lower = Zeroizing::new(text.to_ascii_lowercase());
        let words = lower.split(|c: char| !c.is_ascii_lowercase());
        let mut code = Zeroizing::new(String::with_capacity(lower.len()));
        for word in words.filter(|word| !word.is_empty()) {
            if !code.is_empty() {
                code.push(' ');
            }
            code.push_str(word);
        }
        Self(code)
    }

    /// The words with a blank between them: to be shown once, and what the key is derived from.
    #[must_use]
    pub fn as_words(&self) -> &str {
        &self.0
    }
}

/// A code is a secret.
impl fmt::Debug for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Code")
    }
}

/// How both ends speak of a page on the telephone: three words that say nothing of its content.
#[derive(Clone, Debug, Eq, Ord, PartialEq, PartialOrd)]
pub struct PageName(String);

impl PageName {
    /// Three words at random.
    #[must_use]
    pub fn random() -> Self {
        Self(random_words(&EFF_SHORT_WORDLIST_1, NAME_WORDS).replace(' ', "-"))
    }

    /// The words with hyphens.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for PageName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// So many words of a list, without those that have a hyphen: who hears one would not know where a word ends.
fn random_words(list: &[&'static str], count: usize) -> String {
    let mut words = String::with_capacity(count.saturating_mul(10));
    for at in 0..count {
        if at > 0 {
            words.push(' ');
        }
        words.push_str(random_word(list));
    }
    words
}

/// A word, each with the same chance: a number past the list, or of a word with a hyphen, is drawn again.
fn random_word(list: &[&'static str]) -> &'static str {
    loop {
        let mut bytes = Zeroizing::new([0; 2]);
        aws_lc_rs::rand::fill(bytes.as_mut_slice()).expect("the system has randomness");
        let place = usize::from(u16::from_le_bytes(*bytes) & 0x1fff);
        let word = list.get(place).copied();
        if let Some(word) = word.filter(|word| !word.contains('-')) {
            return word;
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn a_code_has_ninety_bits() {
        let words: BTreeSet<&str> = EFF_LONG_WORDLIST.into_iter().collect();
        let whole = words.iter().filter(|word| !word.contains('-')).count();
        assert_eq!(whole, 7_772);
        assert!(words.iter().all(|word| {
            let mut letters = word.chars();
            letters.all(|c| c.is_ascii_lowercase() || c == '-')
        }));
        let drawn: BTreeSet<String> = (0..2_000)
            .map(|_| random_words(&EFF_LONG_WORDLIST, 1))
            .collect();
        assert!(drawn.len() > 1_600, "of 2,000 draws {} words", drawn.len());
        let code = Code::random();
        assert_eq!(code.as_words().split(' ').count(), 7);
        assert!(drawn.iter().all(|word| !word.contains('-')));
    }

    #[test]
    fn a_code_is_what_was_heard_not_how_it_was_typed() {
        let plain = Code::from_typed("abacus zoom visor gravel onset lily tapestry");
        for typed in [
            " Abacus zoom  VISOR gravel onset lily tapestry\n",
            "abacus-zoom-visor-gravel-onset-lily-tapestry",
            "abacus, zoom, visor, gravel, onset, lily, tapestry.",
        ] {
            assert_eq!(Code::from_typed(typed).as_words(), plain.as_words());
        }
        assert_eq!(format!("{plain:?}"), "Code");
    }
}

//! Digests in words, to be read over the telephone (A.17 of the protocol).
//!
//! A digest is taken as a fraction between 0 and 1, and written to the base of a list of words: each place is a word. A
//! list is the EFF's, in its order, without the words that have a hyphen: the long one for what is compared, and for
//! tokens the first short one, which has no word that would hurt beside a person.

use std::sync::LazyLock;

use diceware_wordlists::{EFF_LONG_WORDLIST, EFF_SHORT_WORDLIST_1};

use crate::{Card, Statement, StatementId, Thumbprint, Token};

/// Words of a thumbprint or a card, which must not be found for another: 10 words are 129 bits.
const WHOLE: usize = 10;

/// The words for what is compared: 7,772.
static COMPARED: LazyLock<Vec<&'static str>> = LazyLock::new(|| whole(&EFF_LONG_WORDLIST));

/// The words for persons: 1,295.
static PERSONS: LazyLock<Vec<&'static str>> = LazyLock::new(|| whole(&EFF_SHORT_WORDLIST_1));

/// A list without the words of which a hearer would not know where they end.
fn whole(list: &[&'static str]) -> Vec<&'static str> {
    let words = list.iter().copied();
    words.filter(|word| !word.contains('-')).collect()
}

impl Thumbprint {
    /// The ten words that two people compare by telephone.
    #[must_use]
    pub fn in_words(&self) -> Vec<&'static str> {
        words(&COMPARED, self.as_bytes(), WHOLE)
    }
}

impl StatementId {
    /// The first words of it: as many as are wanted.
    #[must_use]
    pub fn in_words(&self, count: usize) -> Vec<&'static str> {
        words(&COMPARED, self.as_bytes(), count)
    }
}

impl Statement<Card> {
    /// The ten words that two people compare by telephone before a card is listed.
    #[must_use]
    pub fn in_words(&self) -> Vec<&'static str> {
        self.id().in_words(WHOLE)
    }

    /// Whether somebody typed its words: only letters count, in either case; whatever stands between them parts two.
    ///
    /// ```
    /// # let bytes = include_bytes!(concat!(env!("CARGO_MANIFEST_DIR"), "/../../tests/vectors/foreign/statements/card.cbor"));
    /// let card = handover_trust::verify_card(bytes, handover_trust::PosixTime::new(1_789_894_800)?)?;
    /// let words = card.in_words();
    /// assert!(card.is_spoken_as(&words.join(", ").to_uppercase()));
    /// assert!(!card.is_spoken_as(&words.split_last().unwrap().1.join(" ")));
    /// assert!(!card.is_spoken_as(&words.concat()));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn is_spoken_as(&self, typed: &str) -> bool {
        let typed = typed.to_ascii_lowercase();
        let parts = typed.split(|c: char| !c.is_ascii_lowercase());
        parts.filter(|part| !part.is_empty()).eq(self.in_words())
    }
}

impl Token {
    /// The first words of it: as many as tell the cases of a package apart.
    #[must_use]
    pub fn in_words(&self, count: usize) -> Vec<&'static str> {
        words(&PERSONS, self.as_bytes(), count)
    }
}

/// How many words tell all of these apart: two or more.
#[must_use]
pub fn words_that_tell_apart<'t>(tokens: impl IntoIterator<Item = &'t Token>) -> usize {
    let tokens: Vec<&Token> = tokens.into_iter().collect();
    let all: std::collections::BTreeSet<&Token> = tokens.iter().copied().collect();
    let are_told_apart = |count: &usize| {
        let named = all.iter().map(|token| token.in_words(*count));
        named.collect::<std::collections::BTreeSet<_>>().len() == all.len()
    };
    // Ten words are 103 bits: two tokens that share them are one.
    (2..=10).find(are_told_apart).unwrap_or(10)
}

/// The first places of a digest to the base of the list.
fn words(list: &[&'static str], digest: &[u8], count: usize) -> Vec<&'static str> {
    let base = u32::try_from(list.len()).expect("the list is short");
    let mut rest = digest.to_vec();
    let mut words = Vec::with_capacity(count);
    for _ in 0..count {
        let mut place = 0;
        for byte in rest.iter_mut().rev() {
            let product = u32::from(*byte).wrapping_mul(base).wrapping_add(place);
            let [low, ..] = product.to_le_bytes();
            *byte = low;
            place = product >> 8;
        }
        let place = usize::try_from(place).expect("a place of the list");
        words.push(
            list.get(place)
                .copied()
                .expect("a place is less than the base"),
        );
    }
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_places_of_a_fraction() {
        assert_eq!((COMPARED.len(), PERSONS.len()), (7_772, 1_295));
        let zero = words(&COMPARED, &[0; 32], 10);
        assert!(zero.iter().all(|word| *word == "abacus"), "{zero:?}");
        let most = words(&COMPARED, &[0xff; 32], 10);
        assert_eq!(most.first(), Some(&"zoom"));
        // One half of 7,772 is 3,886; nothing is left behind it.
        let half = words(&COMPARED, &[0x80, 0, 0, 0], 3);
        assert_eq!(half, [COMPARED[3_886], "abacus", "abacus"]);
    }

    #[test]
    fn a_changed_bit_changes_the_words() {
        let digest = [0x5a_u8; 32];
        // The last bits of 256 lie beyond ten words.
        for bit in 0..120_usize {
            let mut other = digest;
            other[bit / 8] ^= 1 << (bit % 8);
            assert_ne!(
                words(&COMPARED, &digest, 10),
                words(&COMPARED, &other, 10),
                "bit {bit}"
            );
        }
    }

    #[test]
    fn as_many_words_as_tell_apart() {
        let token = |first: u8, last: u8| {
            let mut bytes = [7; 32];
            bytes[0] = first;
            bytes[5] = last;
            Token::from_bytes(bytes)
        };
        let (a, b, c) = (token(1, 1), token(2, 1), token(1, 2));
        assert_eq!(words_that_tell_apart([&a, &b]), 2);
        assert_eq!(words_that_tell_apart([&a, &a]), 2);
        let count = words_that_tell_apart([&a, &b, &c]);
        assert!(count > 2 && a.in_words(count) != c.in_words(count));
    }
}

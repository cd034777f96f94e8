//! Which sentence of many texts is shown first to whoever reads them for danger.
//!
//! A list of phrases chooses it (`data/danger-words.tsv`). The list finds what is said in stock phrases and little else:
//! that it finds nothing says nothing, is never shown, and leaves the first text as the one to begin with. No
//! phrase fills a field.

mod phrase;
mod sentence;

use self::{
    phrase::{Phrase, Strength},
    sentence::Sentence,
};

/// The text to begin with, by its place in `texts`, and its sentence to show; `None` without any text.
///
/// A phrase that is strong counts by itself, a weak one beside another in the same text.
pub(crate) fn first_to_read<'t>(texts: &[&'t str]) -> Option<(usize, &'t str)> {
    let mut best: Option<(u8, usize, &'t str)> = None;
    for (n, text) in texts.iter().enumerate() {
        let sentences: Vec<Sentence<'t>> = sentence::sentences(text).collect();
        let hits: Vec<(&Sentence<'t>, Vec<&Phrase>)> = sentences
            .iter()
            .map(|sentence| (sentence, phrase::hits(&sentence.words())))
            .collect();
        let together: usize = hits.iter().map(|(_, found)| found.len()).sum();
        for (sentence, found) in &hits {
            let is_strong = found.iter().any(|one| one.strength == Strength::Strong);
            let weight = match found.as_slice() {
                _ if is_strong => 2,
                [] => 0,
                _ => u8::from(together > 1),
            };
            if best.is_none_or(|(most, ..)| weight > most) {
                best = Some((weight, n, sentence.text));
            }
        }
    }
    best.map(|(_, n, sentence)| (n, sentence))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown<'t>(texts: &[&'t str]) -> &'t str {
        first_to_read(texts).unwrap().1
    }

    #[test]
    fn a_no_does_not_cross_a_sentence() {
        assert_eq!(
            shown(&["Likes tea. Police involved? No. Strangled twice. Then left."]),
            "Strangled twice."
        );
        assert_eq!(
            shown(&["Sees her mum.\nNo\nHe has a knife"]),
            "He has a knife"
        );
        // Within a sentence it counts.
        assert_eq!(
            shown(&["Calm today. Denies any strangulation. He threatened to kill her."]),
            "He threatened to kill her."
        );
    }

    #[test]
    fn what_is_said_of_something_else_is_no_hit() {
        let texts = ["Strangulated hernia repaired.", "Hit with a baseball bat."];
        assert_eq!(first_to_read(&texts), Some((1, "Hit with a baseball bat.")));
    }

    #[test]
    fn without_a_hit_the_first_text_is_shown() {
        let texts = ["He is not happy when she is out.", "Comes on Tuesdays."];
        assert_eq!(first_to_read(&texts), Some((0, texts[0])));
        assert_eq!(first_to_read(&[]), None);
        assert_eq!(first_to_read(&[" . "]), Some((0, ".")));
    }

    #[test]
    fn a_weak_phrase_counts_beside_another() {
        let texts = [
            "Went to the bridge.",
            "Saw the police. He is very controlling.",
        ];
        assert_eq!(first_to_read(&texts).unwrap().0, 1);
    }
}

//! Whether a text names somebody or something: dataset section 7, "Matching".

use unicode_normalization::{UnicodeNormalization, char::is_combining_mark};

use crate::{Date, PartialDate};

/// What is looked for in texts: words, numbers, postcodes and days.
///
/// Case and accents are folded, punctuation is dropped, and only whole words count.
#[derive(Default)]
pub(crate) struct Needles {
    /// Folded, each form of punctuation apart.
    words: Vec<[String; 2]>,
    /// Digits only, `0` for `+44`.
    numbers: Vec<String>,
    postcodes: Vec<String>,
    days: Vec<Date>,
}

impl Needles {
    /// A name or other words, as a whole.
    pub(crate) fn words(&mut self, words: &str) {
        let forms = fold(words);
        if !forms[0].trim().is_empty() {
            self.words.push(forms);
        }
    }

    /// A person's name: in full in either order, and the family name alone if it has four or more
    /// letters and is none of `own`.
    pub(crate) fn name(&mut self, family: &str, given: Option<&str>, own: &[&str]) {
        if let Some(given) = given {
            self.words(&format!("{given} {family}"));
            self.words(&format!("{family} {given}"));
        }
        let is_own = own.iter().any(|name| fold(name) == fold(family));
        if family.chars().filter(|char| char.is_alphabetic()).count() >= 4 && !is_own {
            self.words(family);
        }
    }

    /// A number of nine or more digits; shorter ones are not looked for.
    pub(crate) fn number(&mut self, number: &str) {
        let mut runs = digits(number);
        if runs.len() == 1 {
            self.numbers
                .extend(runs.pop().filter(|digits| digits.len() >= 9));
        }
    }

    /// A postcode, with or without its space.
    pub(crate) fn postcode(&mut self, postcode: &str) {
        let [dropped, _] = fold(postcode);
        let postcode: String = dropped.split_whitespace().collect();
        if postcode.len() >= 5 {
            self.postcodes.push(postcode);
        }
    }

    /// A day; one that is not known to the day is not looked for.
    pub(crate) fn day(&mut self, day: PartialDate) {
        self.days.extend(day.day());
    }

    #[cfg(test)]
    const fn is_empty(&self) -> bool {
        self.words.is_empty()
            && self.numbers.is_empty()
            && self.postcodes.is_empty()
            && self.days.is_empty()
    }

    /// The text without these words: folded, with a mark in the place of each.
    pub(crate) fn out_of(&self, text: &str) -> String {
        let [mut text, _] = fold(text);
        for [words, _] in &self.words {
            text = text.replace(words.as_str(), " | ");
        }
        text
    }

    /// Whether these words are among them, as a whole.
    pub(crate) fn has_words(&self, words: &str) -> bool {
        let [words, _] = fold(words);
        self.words.iter().any(|[known, _]| *known == words)
    }

    /// Whether the text holds any of them.
    pub(crate) fn are_in(&self, text: &str) -> bool {
        self.are_words_in(text)
            || !self.numbers.is_empty() && {
                let runs = digits(text);
                self.numbers
                    .iter()
                    .any(|number| runs.iter().any(|run| run.contains(number)))
            }
            || !self.days.is_empty() && days(text).any(|day| self.days.contains(&day))
    }

    fn are_words_in(&self, text: &str) -> bool {
        if self.words.is_empty() && self.postcodes.is_empty() {
            return false;
        }
        let forms = fold(text);
        let has_words = self
            .words
            .iter()
            .flatten()
            .any(|needle| forms.iter().any(|form| form.contains(needle.as_str())));
        has_words
            || self.postcodes.iter().any(|postcode| {
                forms.iter().any(|form| {
                    let words: Vec<&str> = form.split_whitespace().collect();
                    words.contains(&postcode.as_str())
                        || words.windows(2).any(|pair| pair.concat() == *postcode)
                })
            })
    }
}

/// The words of a text with a space around each, without case and accents: punctuation dropped in
/// the first form (`O'Neill` is one word), a break in the second (`Neill/Marsh` are two).
fn fold(text: &str) -> [String; 2] {
    let [mut dropped, mut broken] = [String::from(" "), String::from(" ")];
    let push_space = |form: &mut String| {
        if !form.ends_with(' ') {
            form.push(' ');
        }
    };
    for char in text.nfd().filter(|char| !is_combining_mark(*char)) {
        if char.is_alphanumeric() {
            dropped.extend(char.to_lowercase());
            broken.extend(char.to_lowercase());
        } else if char.is_whitespace() {
            push_space(&mut dropped);
            push_space(&mut broken);
        } else {
            push_space(&mut broken);
        }
    }
    push_space(&mut dropped);
    push_space(&mut broken);
    [dropped, broken]
}

/// The runs of digits, read over spaces and the marks that stand in numbers, `+44` as `0`.
fn digits(text: &str) -> Vec<String> {
    let mut runs = Vec::new();
    let mut run = String::new();
    for char in text.chars().chain([';']) {
        match char {
            '0'..='9' | '+' => run.push(char),
            ' ' | '-' | '.' | '(' | ')' | '\u{a0}' => {}
            _ if run.is_empty() => {}
            _ => {
                let national = run
                    .replace("+440", "0")
                    .replace("+44", "0")
                    .replace("0044", "0");
                runs.push(national.replace('+', ""));
                run.clear();
            }
        }
    }
    runs
}

/// The days that stand in a text, as ISO or day/month/year.
fn days(text: &str) -> impl Iterator<Item = Date> {
    text.split(|char: char| !(char.is_ascii_digit() || matches!(char, '-' | '/' | '.')))
        .filter_map(|word| {
            let word = word.trim_matches(['-', '/', '.']);
            let mut parts = word.split(['-', '/', '.']);
            let (first, second, third) = (parts.next()?, parts.next()?, parts.next()?);
            if parts.next().is_some() {
                return None;
            }
            let (year, month, day) = match first.len() {
                4 => (first, second, third),
                _ => (third, second, first),
            };
            let year = match year.len() {
                4 => year.to_owned(),
                _ => return None,
            };
            format!("{year}-{month:0>2}-{day:0>2}").parse().ok()
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn needles(add: impl FnOnce(&mut Needles)) -> Needles {
        let mut needles = Needles::default();
        add(&mut needles);
        needles
    }

    #[test]
    fn names_are_whole_words_in_either_order() {
        let name = needles(|all| all.name("Hartnoll", Some("Dale"), &[]));
        for text in [
            "dale HARTNOLL came",
            "Hartnoll, Dale",
            "seen with H\u{e1}rtnoll.",
            "tp1/Hartnoll",
            "'Hartnoll'",
        ] {
            assert!(name.are_in(text), "{text}");
        }
        for text in ["Hartnolls Road", "Dale came", "", "tp1"] {
            assert!(!name.are_in(text), "{text}");
        }
    }

    #[test]
    fn short_and_own_family_names_count_in_full_only() {
        let short = needles(|all| all.name("Lee", Some("Ann"), &[]));
        assert!(short.are_in("Ann Lee") && !short.are_in("lee side"));
        let own = needles(|all| all.name("O'Neill", Some("Sam"), &["O\u{2019}NEILL"]));
        assert!(own.are_in("Neill... Sam O'Neill") && !own.are_in("Mrs O'Neill"));
    }

    #[test]
    fn numbers_are_the_same_with_and_without_their_country() {
        let number = needles(|all| all.number("+447700900123"));
        for text in [
            "07700 900123",
            "call 0044 7700-900123 now",
            "+44 (0)7700 900 123",
            "07700900123",
        ] {
            assert!(number.are_in(text), "{text}");
        }
        assert!(!number.are_in("07700 900124"));
        assert!(needles(|all| all.number("999")).is_empty());
    }

    #[test]
    fn postcodes_have_a_space_or_none() {
        let postcode = needles(|all| all.postcode("ZZ1 4QX"));
        assert!(postcode.are_in("near zz14qx") && postcode.are_in("ZZ1 4QX."));
        assert!(!postcode.are_in("ZZ1 4QXY"));
    }

    #[test]
    fn days_are_iso_or_as_people_write_them() {
        let day = needles(|all| all.day("1988-03-09".parse().unwrap()));
        for text in ["born 1988-03-09.", "born 9/3/1988", "09.03.1988"] {
            assert!(day.are_in(text), "{text}");
        }
        assert!(!day.are_in("3/9/1988") && !day.are_in("9/3"));
        assert!(needles(|all| all.day("1988-03".parse().unwrap())).is_empty());
    }
}

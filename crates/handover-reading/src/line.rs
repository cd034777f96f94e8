//! A line of words, some of which weigh more than others.

use crate::look::Look;

/// Words with a weight.
#[derive(Clone, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub struct Span {
    /// How it is meant.
    pub weight: Weight,
    /// The words.
    pub text: String,
}

/// How words are meant.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
#[expect(clippy::exhaustive_enums, reason = "every face must show each of them")]
pub enum Weight {
    /// As it is.
    Plain,
    /// To be seen first.
    Strong,
    /// The sender's own words.
    Quoted,
    /// Older than the profile lets it become.
    Old,
    /// After the day on which it was due.
    Late,
    /// What no longer stands.
    Struck,
    /// A word with one of the three looks.
    Say(Look),
}

/// A line.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct Line(Vec<Span>);

impl Line {
    /// A line of plain words.
    #[must_use]
    pub fn of(text: &str) -> Self {
        Self::default().plain(text)
    }

    /// The sender's own words.
    #[must_use]
    pub fn quote(text: &str) -> Self {
        Self::default().quoted(text)
    }

    /// And plain words.
    #[must_use]
    pub fn plain(self, text: &str) -> Self {
        self.with(Weight::Plain, text)
    }

    /// And words to be seen first.
    #[must_use]
    pub fn strong(self, text: &str) -> Self {
        self.with(Weight::Strong, text)
    }

    /// And the sender's own words.
    #[must_use]
    pub fn quoted(self, text: &str) -> Self {
        self.with(Weight::Quoted, text)
    }

    /// And words that are old.
    #[must_use]
    pub fn old(self, text: &str) -> Self {
        self.with(Weight::Old, text)
    }

    /// And words that are late.
    #[must_use]
    pub fn late(self, text: &str) -> Self {
        self.with(Weight::Late, text)
    }

    /// And a word with a look.
    #[must_use]
    pub fn say(self, look: Look, text: &str) -> Self {
        self.with(Weight::Say(look), text)
    }

    /// And all of another line.
    #[must_use]
    pub fn and(mut self, other: Self) -> Self {
        self.0.extend(other.0);
        self
    }

    /// And words of any weight; none at all if there are none.
    #[must_use]
    pub fn with(mut self, weight: Weight, text: &str) -> Self {
        if !text.is_empty() {
            self.0.push(Span {
                weight,
                text: visible(text),
            });
        }
        self
    }

    /// The same words, which no longer stand.
    #[must_use]
    pub fn struck(mut self) -> Self {
        for span in &mut self.0 {
            span.weight = Weight::Struck;
        }
        self
    }

    /// With a stop at its end, unless there is one.
    #[must_use]
    pub fn stop(self) -> Self {
        let has_one = self
            .0
            .last()
            .is_none_or(|last| last.text.trim_end().ends_with(['.', '!', '?', ':']));
        if has_one { self } else { self.plain(".") }
    }

    /// With a stop and a space at its end, for what comes then.
    #[must_use]
    pub fn then(self) -> Self {
        if self.is_empty() {
            self
        } else {
            self.stop().plain(" ")
        }
    }

    /// The spans.
    #[must_use]
    pub fn spans(&self) -> &[Span] {
        &self.0
    }

    /// Whether it says nothing.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The words alone, the sender's in quotation marks.
    #[must_use]
    pub fn words(&self) -> String {
        let words = self.0.iter().map(|span| match span.weight {
            Weight::Quoted => format!("\"{}\"", span.text),
            _ => span.text.clone(),
        });
        words.collect()
    }
}

/// Lines one behind the other.
pub(crate) fn joined(lines: Vec<Line>, between: &str) -> Line {
    let mut lines = lines.into_iter();
    let first = lines.next().unwrap_or_default();
    lines.fold(first, |all, line| all.plain(between).and(line))
}

/// A text with every character to be seen: what turns the direction of writing, hides others or moves a cursor stands
/// as its number. Nothing is left out.
#[must_use]
pub fn visible(text: &str) -> String {
    let mut shown = String::with_capacity(text.len());
    for c in text.chars() {
        if is_hidden(c) {
            shown.push_str(&format!("[U+{:04X}]", u32::from(c)));
        } else {
            shown.push(c);
        }
    }
    shown
}

fn is_hidden(c: char) -> bool {
    match c {
        '\n' => false,
        '\u{ad}'
        | '\u{61c}'
        | '\u{180e}'
        | '\u{200b}'..='\u{200f}'
        | '\u{2028}'..='\u{202e}'
        | '\u{2060}'..='\u{206f}'
        | '\u{feff}'
        | '\u{fff9}'..='\u{fffb}'
        | '\u{e0000}'..='\u{e007f}' => true,
        _ => c.is_control(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shows_what_hides() {
        assert_eq!(
            visible("a\u{202e}b\u{1b}[31m\u{200b}\nc"),
            "a[U+202E]b[U+001B][31m[U+200B]\nc"
        );
        assert_eq!(visible("\u{160}pela \u{633}"), "\u{160}pela \u{633}");
    }

    #[test]
    fn the_words_of_the_sender_stand_in_quotation_marks() {
        let line = Line::of("He said ").quoted("no").plain(".").plain("");
        assert_eq!(line.words(), "He said \"no\".");
        assert_eq!(line.spans().len(), 3);
    }
}

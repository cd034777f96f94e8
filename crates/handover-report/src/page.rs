//! Lines for people: as wide as the terminal, at most 100 columns; wrapped, indented.

use std::fmt;

use crate::{Paint, Time};

/// Columns for the name of a field.
const NAMES: usize = 26;

/// A page being written.
pub struct Page {
    text: String,
    /// How this page is coloured, and how wide it is.
    pub paint: Paint,
}

/// The text of a page may be of a case.
impl fmt::Debug for Page {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Page").finish_non_exhaustive()
    }
}

impl Page {
    /// An empty page.
    pub const fn new(paint: Paint) -> Self {
        Self {
            text: String::new(),
            paint,
        }
    }

    /// What was written.
    pub fn into_text(self) -> String {
        self.text
    }

    /// A line right across.
    pub fn rule(&mut self) {
        self.line(&self.paint.faint(&"-".repeat(self.paint.columns())));
    }

    /// An empty line.
    pub fn gap(&mut self) {
        self.text.push('\n');
    }

    /// The name of a part, and how it came to be known.
    pub fn heading(&mut self, title: &str, aside: &str) {
        self.gap();
        let shown = self.paint.heading(&title.to_uppercase());
        if aside.is_empty() {
            self.line(&shown);
        } else {
            let room = self
                .paint
                .columns()
                .saturating_sub(textwrap::core::display_width(title));
            self.line(&format!(
                "{shown}{}",
                self.paint.faint(&format!("{aside:>room$}"))
            ));
        }
    }

    /// The name of a part that must be read before anything is done.
    pub fn alarm(&mut self, title: &str) {
        self.gap();
        self.line(&self.paint.danger(&format!("!! {}", title.to_uppercase())));
    }

    /// A paragraph.
    pub fn paragraph(&mut self, text: &str) {
        self.wrapped("   ", "   ", text);
    }

    /// A paragraph that begins at the edge of the page.
    pub fn paragraph_at_margin(&mut self, text: &str) {
        self.wrapped("", "", text);
    }

    /// One of several things.
    pub fn item(&mut self, text: &str) {
        self.wrapped("   - ", "     ", text);
    }

    /// A name and what belongs to it, wrapped behind it.
    pub fn hanging(&mut self, name: &str, text: &str) {
        let indent = " ".repeat(textwrap::core::display_width(name));
        self.wrapped(name, &indent, text);
    }

    /// A field: its name, then what is known; further lines are further statements.
    pub fn field(&mut self, name: &str, said: &[String]) {
        let after = " ".repeat(NAMES.saturating_add(3));
        let mut first = format!("   {name:<NAMES$}");
        if textwrap::core::display_width(name) >= NAMES {
            self.line(&format!("   {name}"));
            first.clone_from(&after);
        }
        for text in said {
            self.wrapped(&first, &after, text);
            first.clone_from(&after);
        }
    }

    /// Who signed it, and when.
    pub fn signed(&mut self, by: &str, at: Time) {
        self.field("Signed", &[format!("by {by} on {at}")]);
    }

    /// Lines that are laid out already.
    pub fn laid_out(&mut self, text: &str) {
        self.text.push_str(text);
    }

    /// A line as it is.
    pub fn line(&mut self, text: &str) {
        self.text.push_str(text.trim_end());
        self.text.push('\n');
    }

    fn wrapped(&mut self, first: &str, rest: &str, text: &str) {
        let mut start = first;
        for paragraph in text.lines() {
            let options = textwrap::Options::new(self.paint.columns())
                // An id is copied whole, or not at all.
                .break_words(false)
                .word_splitter(textwrap::WordSplitter::NoHyphenation)
                .initial_indent(start)
                .subsequent_indent(rest);
            for line in textwrap::wrap(paragraph, options) {
                self.line(&line);
            }
            start = rest;
        }
    }
}

/// Text of a case as a terminal may show it: no character that moves the cursor or hides others.
pub fn tame(text: &str) -> String {
    text.chars()
        .filter(|c| !matches!(c, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}'))
        .map(|c| if c.is_control() && c != '\n' { ' ' } else { c })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn wraps_under_the_name_of_the_field() {
        let mut page = Page::new(Paint::plain());
        page.field("Goals", &["word ".repeat(30)]);
        let text = page.into_text();
        assert!(
            text.lines()
                .all(|line| line.len() <= Paint::plain().columns())
        );
        let indent = " ".repeat(NAMES + 3);
        assert!(text.lines().nth(1).unwrap().starts_with(&indent));
    }

    #[test]
    fn tames_what_a_terminal_would_obey() {
        assert_eq!(tame("a\u{1b}[31mb\u{202e}c\nd"), "a [31mbc\nd");
    }
}

use unicode_normalization::{UnicodeNormalization, char::is_combining_mark};

/// One sentence, as it stands and as words.
pub(super) struct Sentence<'t> {
    /// As it stands, without the spaces around it.
    pub(super) text: &'t str,
    /// Lower case, without accents and apostrophes, other marks as spaces.
    words: Vec<String>,
}

impl Sentence<'_> {
    /// Its words.
    pub(super) fn words(&self) -> Vec<&str> {
        self.words.iter().map(String::as_str).collect()
    }
}

/// The sentences of a text. They end at a stop, a mark of question or exclamation, a colon or semicolon before a
/// space, and at the end of a line.
pub(super) fn sentences(text: &str) -> impl Iterator<Item = Sentence<'_>> {
    let mut rest = text;
    let next = move || {
        rest = rest.trim_start();
        if rest.is_empty() {
            return None;
        }
        let (sentence, after) = rest.split_at(end(rest));
        rest = after;
        Some(sentence.trim_end())
    };
    std::iter::from_fn(next).map(|text| Sentence {
        text,
        words: words(text),
    })
}

/// Where the first sentence of a text ends, its mark included.
fn end(text: &str) -> usize {
    let mut chars = text.char_indices().peekable();
    while let Some((at, char)) = chars.next() {
        let is_before_space = chars.peek().is_none_or(|(_, next)| next.is_whitespace());
        let is_end = match char {
            '\n' => true,
            '.' | '?' | '!' | ';' | ':' => is_before_space,
            _ => false,
        };
        if is_end {
            return at.saturating_add(char.len_utf8());
        }
    }
    text.len()
}

fn words(text: &str) -> Vec<String> {
    let mut words = String::new();
    for char in text.nfd().filter(|char| !is_combining_mark(*char)) {
        match char {
            '\'' | '\u{2019}' => {}
            _ if char.is_alphanumeric() => words.extend(char.to_lowercase()),
            _ => words.push(' '),
        }
    }
    words.split_whitespace().map(str::to_owned).collect()
}

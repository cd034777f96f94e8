//! What a sealed page says before it is opened: nothing of anybody's case.

use crate::PageName;

/// Who a page is for, who made it, and whom to ring. All of it may be read by whoever has the file.
#[derive(Clone, Debug)]
#[expect(clippy::exhaustive_structs, reason = "a face has nothing else to say")]
pub struct Face {
    /// How both ends speak of the page.
    pub name: PageName,
    /// The organisation that it is for.
    pub reader: String,
    /// The organisation that made it.
    pub sender: String,
    /// Whom to ring for the code, and to say who has read it.
    pub telephone: String,
    /// The day on which it was made, in words.
    pub day: String,
}

impl Face {
    /// The lines that stand on the page, in its order. They are authenticated with what is sealed.
    pub(crate) fn lines(&self) -> [String; 4] {
        let Self {
            name,
            reader,
            sender,
            telephone,
            day,
        } = self;
        [
            format!("For {reader}"),
            format!("From {sender}, made on {day}. Its name is {name}."),
            format!("Ring {sender} on {telephone}. They ask who you are and tell you the code: seven words."),
            format!(
                "This page is no receipt. {sender} does not know that you have it: until you ring and say who has read \
                 it, their list says that {reader} has not confirmed."
            ),
        ]
        .map(|line| one_line(&line))
    }
}

/// A line as a browser gives it back: no line break, and no character that turns or hides text.
fn one_line(text: &str) -> String {
    let kept = text
        .chars()
        .map(|c| if c.is_whitespace() { ' ' } else { c });
    kept.filter(|c| !c.is_control() && !is_hidden(*c)).collect()
}

const fn is_hidden(c: char) -> bool {
    matches!(
        c,
        '\u{ad}' | '\u{61c}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}'
    )
}

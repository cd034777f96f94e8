//! The one form from which the types of the dataset are read.
//!
//! A case comes as JSON text, as a JSON value or as CBOR. serde compiles every type once for each
//! deserializer that it is read from, which made this crate the slowest to build; so each of the
//! three is first laid out as a tape, in order and with its texts borrowed, and the types are read
//! from the tape alone. It takes nothing otherwise than it was written: serde's own formats also
//! take the members of an object as a list.

mod cursor;
mod write;

use serde::Deserialize;
use serde_json::Value;

use self::cursor::Cursor;

/// What stands in a document, in its order.
pub(crate) struct Tape<'a>(Vec<Token<'a>>);

enum Token<'a> {
    Bool(bool),
    /// A list, and the place behind its last item.
    List(usize),
    Null,
    /// A number that no type of the dataset has: negative, or with a fraction.
    Number,
    /// An object, and the place behind its last member; name and value take turns.
    Object(usize),
    /// Text that was written with escapes.
    Owned(Box<str>),
    Text(&'a str),
    Unsigned(u64),
}

impl Token<'_> {
    fn as_text(&self) -> Option<&str> {
        match self {
            Self::Owned(text) => Some(text),
            Self::Text(text) => Some(text),
            _ => None,
        }
    }
}

/// Why a value could not be read.
pub(crate) struct Failure {
    /// Where, below the value: `value[0].line`; `.` for the value itself.
    pub(crate) path: String,
    /// In serde's words.
    pub(crate) message: String,
}

impl<'a> Tape<'a> {
    /// The tape of a value.
    pub(crate) fn of(value: &'a Value) -> Result<Self, Failure> {
        Self::deserialize(value).map_err(|error| Failure {
            path: ".".to_owned(),
            message: error.to_string(),
        })
    }

    /// The document.
    pub(crate) fn root(&self) -> Node<'_, 'a> {
        Node {
            tokens: &self.0,
            at: 0,
        }
    }
}

/// A value on a tape.
#[derive(Clone, Copy)]
pub(crate) struct Node<'t, 'a> {
    tokens: &'t [Token<'a>],
    at: usize,
}

impl<'t, 'a> Node<'t, 'a> {
    /// The text that stands here, if it is one.
    pub(crate) fn text(self) -> Option<&'t str> {
        self.tokens.get(self.at)?.as_text()
    }

    /// The members of the object that stands here, if it is one.
    pub(crate) fn members(self) -> Option<impl Iterator<Item = (&'t str, Self)>> {
        let Some(Token::Object(end)) = self.tokens.get(self.at) else {
            return None;
        };
        let mut at = self.at + 1;
        Some(std::iter::from_fn(move || {
            if at >= *end {
                return None;
            }
            let name = self.tokens.get(at)?.as_text()?;
            let value = Self { at: at + 1, ..self };
            at = value.behind();
            Some((name, value))
        }))
    }

    /// Reads what stands here.
    pub(crate) fn read<T: Deserialize<'a>>(self) -> Result<T, Failure> {
        let mut cursor = Cursor::new(self, false);
        T::deserialize(&mut cursor).map_err(|error| Failure {
            path: self.path_to(cursor.failed_at()),
            message: error.to_string(),
        })
    }

    /// Reads what stands here if it is written as it would be read: no member twice, and nothing
    /// inside that says nothing, which is silence and no value.
    pub(crate) fn read_strictly<T: Deserialize<'a>>(self) -> Option<T> {
        T::deserialize(&mut Cursor::new(self, true)).ok()
    }

    /// The place behind the value.
    fn behind(self) -> usize {
        match self.tokens.get(self.at) {
            Some(Token::List(end) | Token::Object(end)) => *end,
            _ => self.at + 1,
        }
    }

    /// How one gets from here to a place inside.
    fn path_to(self, place: usize) -> String {
        let mut path = String::new();
        let mut node = self;
        while node.at < place
            && let Some(step) = node.step_to(place)
        {
            let (inner, name) = step;
            match name {
                Step::Item(n) => path.push_str(&format!("[{n}]")),
                Step::Member(name) => {
                    if !path.is_empty() {
                        path.push('.');
                    }
                    path.push_str(name);
                }
            }
            node = inner;
        }
        if path.is_empty() {
            path.push('.');
        }
        path
    }

    /// The item or member in which the place lies; for the name of a member, that member.
    fn step_to(self, place: usize) -> Option<(Self, Step<'t>)> {
        match self.tokens.get(self.at)? {
            Token::List(_) => {
                let mut item = Self {
                    at: self.at + 1,
                    ..self
                };
                let mut n = 0;
                while item.behind() <= place {
                    item.at = item.behind();
                    n += 1;
                }
                Some((item, Step::Item(n)))
            }
            Token::Object(_) => self
                .members()?
                .find(|(_, value)| place < value.behind())
                .map(|(name, value)| (value, Step::Member(name))),
            _ => None,
        }
    }
}

enum Step<'t> {
    Item(usize),
    Member(&'t str),
}

#[cfg(test)]
mod tests;

//! The deserializer over a tape.

use serde::{
    Deserializer,
    de::{DeserializeSeed, Error as _, MapAccess, SeqAccess, Visitor, value::Error},
    forward_to_deserialize_any,
};

use super::{Node, Token};

/// Walks over the tape; of no use after an error.
pub(super) struct Cursor<'t, 'a> {
    tokens: &'t [Token<'a>],
    at: usize,
    /// Where the value to be read stands.
    root: usize,
    /// Whether a member may not stand twice, nor an object without members below the root.
    is_strict: bool,
    /// The innermost item or member that could not be read.
    failed_at: Option<usize>,
}

impl<'t, 'a> Cursor<'t, 'a> {
    pub(super) const fn new(node: Node<'t, 'a>, is_strict: bool) -> Self {
        Self {
            tokens: node.tokens,
            at: node.at,
            root: node.at,
            is_strict,
            failed_at: None,
        }
    }

    /// Where reading failed.
    pub(super) fn failed_at(&self) -> usize {
        self.failed_at.unwrap_or(self.root)
    }

    fn next(&mut self) -> Result<&'t Token<'a>, Error> {
        let token = self.tokens.get(self.at);
        self.at += 1;
        token.ok_or_else(|| Error::custom("a tape that is cut"))
    }

    /// Reads one item, name or member, and keeps where it stands if it cannot be read.
    fn inner<T: DeserializeSeed<'a>>(&mut self, seed: T) -> Result<T::Value, Error> {
        let at = self.at;
        seed.deserialize(&mut *self).inspect_err(|_| {
            self.failed_at.get_or_insert(at);
        })
    }

    fn text<V: Visitor<'a>>(&mut self, visitor: V) -> Result<V::Value, Error> {
        match self.next()? {
            Token::Text(text) => visitor.visit_borrowed_str(text),
            Token::Owned(text) => visitor.visit_str(text),
            _ => Err(other_type()),
        }
    }

    fn object<V: Visitor<'a>>(
        &mut self,
        visitor: V,
        are_names_free: bool,
    ) -> Result<V::Value, Error> {
        let start = self.at;
        match self.next()? {
            Token::Object(end) => {
                if self.is_strict && *end == self.at && start != self.root {
                    return Err(Error::custom("an object without members"));
                }
                let names = (are_names_free && self.is_strict).then(Vec::new);
                visitor.visit_map(Inside {
                    end: *end,
                    names,
                    cursor: self,
                })
            }
            _ => Err(other_type()),
        }
    }
}

impl<'de> Deserializer<'de> for &mut Cursor<'_, 'de> {
    type Error = Error;

    /// Nothing of the dataset asks for whatever is there.
    fn deserialize_any<V: Visitor<'de>>(self, _: V) -> Result<V::Value, Error> {
        Err(Error::custom("a type of unknown form"))
    }

    fn deserialize_bool<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        match self.next()? {
            Token::Bool(value) => visitor.visit_bool(*value),
            _ => Err(other_type()),
        }
    }

    fn deserialize_u64<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        match self.next()? {
            Token::Unsigned(value) => visitor.visit_u64(*value),
            _ => Err(other_type()),
        }
    }

    fn deserialize_str<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        self.text(visitor)
    }

    fn deserialize_string<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        self.text(visitor)
    }

    fn deserialize_identifier<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        self.text(visitor)
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        if matches!(self.tokens.get(self.at), Some(Token::Null)) {
            self.at += 1;
            visitor.visit_none()
        } else {
            visitor.visit_some(self)
        }
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        visitor: V,
    ) -> Result<V::Value, Error> {
        visitor.visit_newtype_struct(self)
    }

    fn deserialize_seq<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        match self.next()? {
            Token::List(end) => visitor.visit_seq(Inside {
                end: *end,
                names: None,
                cursor: self,
            }),
            _ => Err(other_type()),
        }
    }

    fn deserialize_map<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        self.object(visitor, true)
    }

    /// An object, never a list; what is derived finds doubled members itself.
    fn deserialize_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Error> {
        self.object(visitor, false)
    }

    forward_to_deserialize_any! {
        i8 i16 i32 i64 i128 u8 u16 u32 u128 f32 f64 char bytes byte_buf unit unit_struct tuple
        tuple_struct enum ignored_any
    }
}

/// The items of a list, or the members of an object.
struct Inside<'c, 't, 'a> {
    cursor: &'c mut Cursor<'t, 'a>,
    end: usize,
    /// The names so far, where the type does not say which there are, and so would not find one
    /// doubled.
    names: Option<Vec<&'t str>>,
}

impl<'de> SeqAccess<'de> for Inside<'_, '_, 'de> {
    type Error = Error;

    fn next_element_seed<T: DeserializeSeed<'de>>(
        &mut self,
        seed: T,
    ) -> Result<Option<T::Value>, Error> {
        if self.cursor.at >= self.end {
            return Ok(None);
        }
        self.cursor.inner(seed).map(Some)
    }
}

impl<'de> MapAccess<'de> for Inside<'_, '_, 'de> {
    type Error = Error;

    fn next_key_seed<K: DeserializeSeed<'de>>(
        &mut self,
        seed: K,
    ) -> Result<Option<K::Value>, Error> {
        if self.cursor.at >= self.end {
            return Ok(None);
        }
        if let Some(names) = &mut self.names {
            let name = self.cursor.tokens.get(self.cursor.at);
            let name = name.and_then(Token::as_text).unwrap_or_default();
            if names.contains(&name) {
                return Err(Error::custom("a member twice"));
            }
            names.push(name);
        }
        self.cursor.inner(seed).map(Some)
    }

    fn next_value_seed<T: DeserializeSeed<'de>>(&mut self, seed: T) -> Result<T::Value, Error> {
        self.cursor.inner(seed)
    }
}

/// Without what was expected: a message for each type would be compiled for each, and whoever wrote
/// the case is shown what stands there.
#[cold]
fn other_type() -> Error {
    Error::custom("of another type")
}

//! From any format onto a tape.

use std::fmt;

use serde::{
    Deserialize, Deserializer,
    de::{self, DeserializeSeed, MapAccess, SeqAccess, Visitor},
};

use super::{Tape, Token};

impl<'de> Deserialize<'de> for Tape<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let mut tokens = Vec::new();
        Writer(&mut tokens).deserialize(deserializer)?;
        Ok(Self(tokens))
    }
}

/// Writes one value.
struct Writer<'t, 'a>(&'t mut Vec<Token<'a>>);

impl<'a> Writer<'_, 'a> {
    fn put<E>(self, token: Token<'a>) -> Result<(), E> {
        self.0.push(token);
        Ok(())
    }
}

impl<'de> DeserializeSeed<'de> for Writer<'_, 'de> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Writer<'_, 'de> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("text, a number, a boolean, a list or an object")
    }

    fn visit_bool<E>(self, value: bool) -> Result<(), E> {
        self.put(Token::Bool(value))
    }

    fn visit_u64<E>(self, value: u64) -> Result<(), E> {
        self.put(Token::Unsigned(value))
    }

    fn visit_i64<E>(self, _: i64) -> Result<(), E> {
        self.put(Token::Number)
    }

    fn visit_f64<E>(self, _: f64) -> Result<(), E> {
        self.put(Token::Number)
    }

    fn visit_borrowed_str<E>(self, value: &'de str) -> Result<(), E> {
        self.put(Token::Text(value))
    }

    fn visit_str<E>(self, value: &str) -> Result<(), E> {
        self.put(Token::Owned(value.into()))
    }

    fn visit_none<E>(self) -> Result<(), E> {
        self.put(Token::Null)
    }

    fn visit_unit<E>(self) -> Result<(), E> {
        self.put(Token::Null)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut access: A) -> Result<(), A::Error> {
        let at = self.0.len();
        self.0.push(Token::List(at));
        while access.next_element_seed(Writer(self.0))?.is_some() {}
        close(self.0, at, Token::List)
    }

    fn visit_map<A: MapAccess<'de>>(self, mut access: A) -> Result<(), A::Error> {
        let at = self.0.len();
        self.0.push(Token::Object(at));
        while access.next_key_seed(Writer(self.0))?.is_some() {
            access.next_value_seed(Writer(self.0))?;
        }
        close(self.0, at, Token::Object)
    }
}

/// Notes where the list or object that was begun at that place ends.
fn close<'a, E: de::Error>(
    tokens: &mut [Token<'a>],
    at: usize,
    ending: fn(usize) -> Token<'a>,
) -> Result<(), E> {
    let end = tokens.len();
    let head = tokens.get_mut(at);
    *head.ok_or_else(|| E::custom("a list or object without beginning"))? = ending(end);
    Ok(())
}

//! A deserializer that reads nothing otherwise than it was written.
//!
//! serde takes the members of an object also as a list, and of a member that a map has twice the
//! last; and an object with nothing in it may be a value, where the dataset calls it silence. All
//! three are errors here. Text and numbers need nothing: their types take one form only.

use std::fmt;

use serde::{
    Deserializer,
    de::{self, DeserializeSeed, IntoDeserializer, MapAccess, SeqAccess, Visitor},
    forward_to_deserialize_any,
};

pub(super) struct Strict<D> {
    inner: D,
    /// Of a section only.
    may_be_empty: bool,
}

impl<D> Strict<D> {
    /// For a section, which may have no fields.
    pub(super) const fn section(inner: D) -> Self {
        Self {
            inner,
            may_be_empty: true,
        }
    }

    const fn member(inner: D) -> Self {
        Self {
            inner,
            may_be_empty: false,
        }
    }
}

macro_rules! as_they_are {
    ($($method:ident)+) => {$(
        fn $method<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, D::Error> {
            self.inner.$method(visitor)
        }
    )+};
}

impl<'de, D: Deserializer<'de>> Deserializer<'de> for Strict<D> {
    type Error = D::Error;

    as_they_are! {
        deserialize_bool deserialize_u64 deserialize_str deserialize_string
        deserialize_identifier deserialize_unit
    }

    /// Nothing of the dataset asks for whatever is there.
    fn deserialize_any<V: Visitor<'de>>(self, _: V) -> Result<V::Value, D::Error> {
        Err(de::Error::custom("a type of unknown form"))
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, D::Error> {
        self.inner.deserialize_option(Members::of(visitor))
    }

    fn deserialize_seq<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, D::Error> {
        self.inner.deserialize_seq(Members::of(visitor))
    }

    fn deserialize_map<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, D::Error> {
        self.inner.deserialize_map(Members {
            visitor,
            may_be_empty: self.may_be_empty,
            are_names_free: true,
        })
    }

    /// An object, never a list; what is derived finds doubled members itself.
    fn deserialize_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, D::Error> {
        self.inner.deserialize_map(Members {
            visitor,
            may_be_empty: self.may_be_empty,
            are_names_free: false,
        })
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(
        self,
        name: &'static str,
        visitor: V,
    ) -> Result<V::Value, D::Error> {
        self.inner
            .deserialize_newtype_struct(name, Members::of(visitor))
    }

    forward_to_deserialize_any! {
        i8 i16 i32 i64 i128 u8 u16 u32 u128 f32 f64 char bytes byte_buf unit_struct tuple
        tuple_struct enum ignored_any
    }
}

/// Looks at what is inside as strictly.
struct Members<V> {
    visitor: V,
    may_be_empty: bool,
    /// Whether the type does not say which names there are, and so would not find one doubled.
    are_names_free: bool,
}

impl<V> Members<V> {
    const fn of(visitor: V) -> Self {
        Self {
            visitor,
            may_be_empty: false,
            are_names_free: false,
        }
    }
}

impl<'de, V: Visitor<'de>> Visitor<'de> for Members<V> {
    type Value = V::Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.visitor.expecting(f)
    }

    fn visit_none<E: de::Error>(self) -> Result<V::Value, E> {
        self.visitor.visit_none()
    }

    fn visit_unit<E: de::Error>(self) -> Result<V::Value, E> {
        self.visitor.visit_unit()
    }

    fn visit_some<D: Deserializer<'de>>(self, inner: D) -> Result<V::Value, D::Error> {
        self.visitor.visit_some(Strict::member(inner))
    }

    fn visit_newtype_struct<D: Deserializer<'de>>(self, inner: D) -> Result<V::Value, D::Error> {
        self.visitor.visit_newtype_struct(Strict::member(inner))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, access: A) -> Result<V::Value, A::Error> {
        self.visitor.visit_seq(Inside {
            access,
            may_be_empty: true,
            names: None,
        })
    }

    fn visit_map<A: MapAccess<'de>>(self, access: A) -> Result<V::Value, A::Error> {
        self.visitor.visit_map(Inside {
            access,
            may_be_empty: self.may_be_empty,
            names: self.are_names_free.then(Vec::new),
        })
    }
}

struct Inside<A> {
    access: A,
    /// False until there was a member, if there must be one.
    may_be_empty: bool,
    /// The names so far, where they are free.
    names: Option<Vec<String>>,
}

impl<'de, A: SeqAccess<'de>> SeqAccess<'de> for Inside<A> {
    type Error = A::Error;

    fn next_element_seed<T: DeserializeSeed<'de>>(
        &mut self,
        seed: T,
    ) -> Result<Option<T::Value>, A::Error> {
        self.access.next_element_seed(StrictSeed(seed))
    }
}

impl<'de, A: MapAccess<'de>> MapAccess<'de> for Inside<A> {
    type Error = A::Error;

    fn next_key_seed<K: DeserializeSeed<'de>>(
        &mut self,
        seed: K,
    ) -> Result<Option<K::Value>, A::Error> {
        let key = match &mut self.names {
            Some(names) => self.access.next_key_seed(NameSeed { seed, names })?,
            None => self.access.next_key_seed(seed)?,
        };
        if key.is_none() && !self.may_be_empty {
            return Err(de::Error::custom("an object without members"));
        }
        self.may_be_empty = true;
        Ok(key)
    }

    fn next_value_seed<T: DeserializeSeed<'de>>(&mut self, seed: T) -> Result<T::Value, A::Error> {
        self.access.next_value_seed(StrictSeed(seed))
    }
}

struct StrictSeed<T>(T);

impl<'de, T: DeserializeSeed<'de>> DeserializeSeed<'de> for StrictSeed<T> {
    type Value = T::Value;

    fn deserialize<D: Deserializer<'de>>(self, inner: D) -> Result<T::Value, D::Error> {
        self.0.deserialize(Strict::member(inner))
    }
}

/// Reads the name of a member that may not have been there before.
struct NameSeed<'a, K> {
    seed: K,
    names: &'a mut Vec<String>,
}

impl<'de, K: DeserializeSeed<'de>> DeserializeSeed<'de> for NameSeed<'_, K> {
    type Value = K::Value;

    fn deserialize<D: Deserializer<'de>>(self, inner: D) -> Result<K::Value, D::Error> {
        let name = <String as de::Deserialize>::deserialize(inner)?;
        if self.names.contains(&name) {
            return Err(de::Error::custom("a member twice"));
        }
        self.names.push(name.clone());
        self.seed
            .deserialize(IntoDeserializer::<D::Error>::into_deserializer(name))
    }
}

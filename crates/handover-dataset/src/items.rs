use std::{fmt, marker::PhantomData, ops::Deref, slice};

use serde::{
    Deserialize, Deserializer, Serialize,
    de::{self, SeqAccess, Visitor},
};

use crate::OutOfBounds;

/// A list of 1 to 200 items.
#[derive(Clone, Eq, PartialEq, Serialize)]
#[serde(transparent)]
pub struct Items<T>(Vec<T>);

impl<T> Items<T> {
    /// The most items of a list.
    pub const MAX_LEN: usize = 200;

    /// The items, for one who builds another list of them.
    #[must_use]
    pub fn into_vec(self) -> Vec<T> {
        self.0
    }
}

impl<T> TryFrom<Vec<T>> for Items<T> {
    type Error = OutOfBounds;

    fn try_from(items: Vec<T>) -> Result<Self, Self::Error> {
        if (1..=Self::MAX_LEN).contains(&items.len()) {
            Ok(Self(items))
        } else {
            Err(OutOfBounds)
        }
    }
}

impl<T> Deref for Items<T> {
    type Target = [T];

    fn deref(&self) -> &[T] {
        &self.0
    }
}

impl<'a, T> IntoIterator for &'a Items<T> {
    type Item = &'a T;
    type IntoIter = slice::Iter<'a, T>;

    fn into_iter(self) -> Self::IntoIter {
        self.0.iter()
    }
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Items<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct List<T>(PhantomData<T>);

        impl<'de, T: Deserialize<'de>> Visitor<'de> for List<T> {
            type Value = Items<T>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a list")
            }

            fn visit_seq<A: SeqAccess<'de>>(self, mut access: A) -> Result<Self::Value, A::Error> {
                let mut items = Vec::new();
                while let Some(item) = access.next_element()? {
                    if items.len() == Items::<T>::MAX_LEN {
                        return Err(de::Error::custom(OutOfBounds));
                    }
                    items.push(item);
                }
                Items::try_from(items).map_err(de::Error::custom)
            }
        }

        deserializer.deserialize_seq(List(PhantomData))
    }
}

impl<T> fmt::Debug for Items<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Items(..)")
    }
}

use std::{borrow::Cow, fmt, str::FromStr};

use serde::{Deserialize, Deserializer, Serialize, Serializer, de};
use thiserror::Error;
use unicode_normalization::{UnicodeNormalization, is_nfc};

/// A text, list or number is not possible where it stands (check D-06).
#[derive(Clone, Copy, Debug, Error, Eq, PartialEq)]
#[error("not possible here")]
#[non_exhaustive]
pub struct OutOfBounds;

/// Words of the author: 1 to `MAX` characters (where nothing else is said as many as a cell of a spreadsheet can hold) in Unicode NFC, no control character but line feed.
///
/// A decoder never normalises: bytes from the wire that are not NFC are refused. What a person
/// types goes through [`from_entry`](Self::from_entry), which makes them so.
#[derive(Clone, Eq, Hash, Ord, PartialEq, PartialOrd)]
pub struct Text<const MAX: usize = 32_767>(Box<str>);

impl<const MAX: usize> Text<MAX> {
    /// Takes what somebody wrote and brings it to NFC.
    ///
    /// # Errors
    ///
    /// [`OutOfBounds`] if it is empty, too long, or holds a control character but line feed.
    pub fn from_entry(text: &str) -> Result<Self, OutOfBounds> {
        Self::try_from(to_nfc(text).into_owned())
    }

    /// The text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// The text in NFC; borrowed if it is so already.
pub(crate) fn to_nfc(text: &str) -> Cow<'_, str> {
    if text.is_ascii() || is_nfc(text) {
        Cow::Borrowed(text)
    } else {
        Cow::Owned(text.nfc().collect())
    }
}

impl<const MAX: usize> TryFrom<String> for Text<MAX> {
    type Error = OutOfBounds;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        let fits = if text.is_ascii() {
            (1..=MAX).contains(&text.len())
                && text
                    .bytes()
                    .all(|byte| byte == b'\n' || !byte.is_ascii_control())
        } else {
            text.chars().nth(MAX).is_none()
                && text.chars().all(|char| char == '\n' || !char.is_control())
                && is_nfc(&text)
        };
        if fits {
            Ok(Self(text.into_boxed_str()))
        } else {
            Err(OutOfBounds)
        }
    }
}

impl<const MAX: usize> FromStr for Text<MAX> {
    type Err = OutOfBounds;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Self::try_from(text.to_owned())
    }
}

impl<'de, const MAX: usize> Deserialize<'de> for Text<MAX> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Self::try_from(String::deserialize(deserializer)?).map_err(de::Error::custom)
    }
}

impl<const MAX: usize> Serialize for Text<MAX> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.0)
    }
}

impl<const MAX: usize> fmt::Debug for Text<MAX> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Text(..)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn refuses_what_is_out_of_bounds() {
        assert!(Text::<32_767>::from_str("a\nb").is_ok());
        assert!(Text::<32_767>::from_str("").is_err());
        assert!(Text::<32_767>::from_str("a\tb").is_err());
        assert!(Text::<32_767>::from_str("e\u{85}").is_err());
        assert!(Text::<3>::from_str("abcd").is_err());
        assert!(Text::<3>::from_str("\u{e9}\u{e9}\u{e9}").is_ok());
        assert!(Text::<3>::from_str("\u{e9}\u{e9}\u{e9}\u{e9}").is_err());
    }

    #[test]
    fn normalises_at_entry_only() {
        assert!(Text::<10>::from_str("e\u{301}").is_err());
        assert_eq!(
            Text::<10>::from_entry("e\u{301}").unwrap().as_str(),
            "\u{e9}"
        );
    }
}

use std::fmt;

use serde::{Deserialize, Deserializer, Serialize, de};

use crate::OutOfBounds;

/// The largest integer that JSON and CBOR both hold: 2^53 - 1.
const LARGEST: u64 = (1 << 53) - 1;

/// A whole number from `MIN` to `MAX`, both included.
#[derive(Clone, Copy, Eq, Hash, Ord, PartialEq, PartialOrd, Serialize)]
#[serde(transparent)]
pub struct Int<const MIN: u64 = 0, const MAX: u64 = LARGEST>(u64);

impl<const MIN: u64, const MAX: u64> Int<MIN, MAX> {
    /// The number.
    #[must_use]
    pub const fn get(self) -> u64 {
        self.0
    }
}

impl<const MIN: u64, const MAX: u64> TryFrom<u64> for Int<MIN, MAX> {
    type Error = OutOfBounds;

    fn try_from(number: u64) -> Result<Self, Self::Error> {
        if (MIN..=MAX).contains(&number) {
            Ok(Self(number))
        } else {
            Err(OutOfBounds)
        }
    }
}

impl<'de, const MIN: u64, const MAX: u64> Deserialize<'de> for Int<MIN, MAX> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Self::try_from(u64::deserialize(deserializer)?).map_err(de::Error::custom)
    }
}

impl<const MIN: u64, const MAX: u64> fmt::Debug for Int<MIN, MAX> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Int(..)")
    }
}

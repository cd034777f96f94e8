//! Short texts with an alphabet of their own.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};
use thiserror::Error;

use crate::{Digest, digest::sha256};

/// Why a text is not such a name.
#[derive(Clone, Copy, Debug, Error, Eq, PartialEq)]
#[non_exhaustive]
pub enum InvalidName {
    /// A character that the rule does not allow at its place.
    #[error("a character that may not stand there")]
    ForbiddenCharacter,
    /// Empty, or longer or shorter than the rule allows.
    #[error("too short or too long")]
    Length,
}

/// Declares a text that only one door leads into.
macro_rules! name {
    ($($(#[$doc:meta])* $name:ident, $check:expr, $debug:expr;)+) => {$(
        $(#[$doc])*
        #[derive(Clone, Deserialize, Eq, Hash, Ord, PartialEq, PartialOrd, Serialize)]
        #[serde(try_from = "String", into = "String")]
        pub struct $name(String);

        impl $name {
            /// The text.
            #[must_use]
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl TryFrom<String> for $name {
            type Error = InvalidName;

            fn try_from(text: String) -> Result<Self, Self::Error> {
                let check: fn(&str) -> Result<(), InvalidName> = $check;
                check(&text)?;
                Ok(Self(text))
            }
        }

        impl FromStr for $name {
            type Err = InvalidName;

            fn from_str(text: &str) -> Result<Self, Self::Err> {
                Self::try_from(text.to_owned())
            }
        }

        impl From<$name> for String {
            fn from(name: $name) -> Self {
                name.0
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                let debug: fn(&str) -> &str = $debug;
                write!(f, "{}({})", stringify!($name), debug(&self.0))
            }
        }
    )+};
}

name! {
    /// The name of a profile or a set of rules with its version, as in `caseload-transfer@1`;
    /// rule `file-name`.
    FileName, file_name, |text| text;

    /// Words for people: the name of an organisation, a team, a reason; rule `label`.
    ///
    /// 1 to 65,536 bytes. Never about a person in care, but a worker may be named: `Debug` hides it.
    PublicLabel, label, |_| "..";

    /// The id of an organisation, in the manner of ODS codes; rule `organisation-id`.
    ///
    /// 2 to 32 of `A` to `Z`, `0` to `9` and `-`. It may end up in a path or a log.
    OrganisationId, organisation_id, |text| text;

    /// The code of a reason, as profiles list them; rule `reason-code`.
    ReasonCode, reason_code, |text| text;

    /// The name of a section, an audience or a role; rule `short-name`.
    ShortName, short_name, |text| text;
}

macro_rules! display {
    ($($name:ident),+) => {$(
        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }
    )+};
}

display!(FileName, OrganisationId, ReasonCode, ShortName);

/// A profile or a set of rules, fixed to the byte; rule `file-reference`.
#[derive(Clone, Debug, Deserialize, Eq, Hash, PartialEq, Serialize)]
#[expect(clippy::exhaustive_structs, reason = "the grammar has these two")]
pub struct FileReference(
    /// The name, with the version.
    pub FileName,
    /// SHA-256 of the bytes of the file.
    pub Digest,
);

impl FileReference {
    /// The reference to a file of these bytes.
    #[must_use]
    pub fn of(name: FileName, bytes: &[u8]) -> Self {
        Self(name, Digest::from_bytes(sha256(bytes)))
    }

    /// The name, with the version.
    #[must_use]
    pub const fn name(&self) -> &FileName {
        &self.0
    }

    /// SHA-256 of the bytes of the file.
    #[must_use]
    pub const fn digest(&self) -> &Digest {
        &self.1
    }
}

fn of(
    text: &str,
    len: std::ops::RangeInclusive<usize>,
    first: fn(u8) -> bool,
    rest: fn(u8) -> bool,
) -> Result<(), InvalidName> {
    if !len.contains(&text.len()) {
        return Err(InvalidName::Length);
    }
    let mut bytes = text.bytes();
    if bytes.next().is_some_and(first) && bytes.all(rest) {
        Ok(())
    } else {
        Err(InvalidName::ForbiddenCharacter)
    }
}

fn organisation_id(text: &str) -> Result<(), InvalidName> {
    let allowed = |b: u8| b.is_ascii_uppercase() || b.is_ascii_digit() || b == b'-';
    of(text, 2..=32, allowed, allowed)
}

const fn in_short_name(b: u8) -> bool {
    b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_' || b == b'-'
}

fn short_name(text: &str) -> Result<(), InvalidName> {
    of(text, 1..=32, |b| b.is_ascii_lowercase(), in_short_name)
}

fn reason_code(text: &str) -> Result<(), InvalidName> {
    let rest = |b: u8| in_short_name(b) && b != b'_';
    of(text, 1..=32, |b| b.is_ascii_lowercase(), rest)
}

fn file_name(text: &str) -> Result<(), InvalidName> {
    let (name, version) = text
        .split_once('@')
        .ok_or(InvalidName::ForbiddenCharacter)?;
    of(name, 1..=64, |b| b.is_ascii_lowercase(), in_short_name)?;
    of(
        version,
        1..=9,
        |b| b.is_ascii_digit(),
        |b| b.is_ascii_digit(),
    )
}

fn label(text: &str) -> Result<(), InvalidName> {
    of(text, 1..=65_536, |_| true, |_| true)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_organisation_has_two_to_thirty_two_capitals() {
        for good in ["ZZ", "ZZ901", "A-1", &"Z".repeat(32)] {
            assert!(good.parse::<OrganisationId>().is_ok(), "{good}");
        }
        for bad in ["", "Z", "zz901", "ZZ 901", "../ETC", &"Z".repeat(33)] {
            assert!(bad.parse::<OrganisationId>().is_err(), "{bad}");
        }
    }

    #[test]
    fn a_short_name_begins_with_a_letter() {
        for good in ["a", "location_protected", "team-leader", &"a".repeat(32)] {
            assert!(good.parse::<ShortName>().is_ok(), "{good}");
        }
        for bad in ["", "1a", "_a", "A", "a b", &"a".repeat(33)] {
            assert!(bad.parse::<ShortName>().is_err(), "{bad}");
        }
        assert!("not_asked".parse::<ReasonCode>().is_err());
        assert!("not-asked".parse::<ReasonCode>().is_ok());
    }

    #[test]
    fn a_file_has_a_version() {
        assert!("caseload-transfer@1".parse::<FileName>().is_ok());
        for bad in [
            "caseload-transfer",
            "a@",
            "a@1234567890",
            "a@b",
            "a@1@2",
            "@1",
        ] {
            assert!(bad.parse::<FileName>().is_err(), "{bad}");
        }
    }

    #[test]
    fn a_label_is_not_empty_and_not_shown() {
        assert_eq!("".parse::<PublicLabel>(), Err(InvalidName::Length));
        assert_eq!(
            "x".repeat(65_537).parse::<PublicLabel>(),
            Err(InvalidName::Length)
        );
        let label = "A. Worker".parse::<PublicLabel>().unwrap();
        assert_eq!(format!("{label:?}"), "PublicLabel(..)");
    }
}

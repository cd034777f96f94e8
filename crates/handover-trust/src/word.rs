//! Closed sets of words.

use std::{fmt, str::FromStr};

use handover_cbor::Limits;
use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Visitor};
use thiserror::Error;

/// The word is none of the set.
#[derive(Clone, Copy, Debug, Error, Eq, PartialEq)]
#[error("not one of the words of the format")]
#[non_exhaustive]
pub struct UnknownWord;

/// Declares an enum whose values are words on the wire.
///
/// The derived `Deserialize` of an enum takes a map of one entry for a word too; this one takes
/// text only.
macro_rules! words {
    ($($(#[$doc:meta])* $name:ident { $($(#[$word_doc:meta])* $variant:ident = $word:literal,)+ })+) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
        #[expect(clippy::exhaustive_enums, reason = "a new word is a new format number")]
        pub enum $name {
            $($(#[$word_doc])* $variant,)+
        }

        impl $name {
            /// Every value, in alphabetical order.
            pub const ALL: &[Self] = &[$(Self::$variant),+];

            /// The word on the wire.
            #[must_use]
            pub const fn as_str(self) -> &'static str {
                match self {
                    $(Self::$variant => $word,)+
                }
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(self.as_str())
            }
        }

        impl FromStr for $name {
            type Err = UnknownWord;

            fn from_str(word: &str) -> Result<Self, Self::Err> {
                match word {
                    $($word => Ok(Self::$variant),)+
                    _ => Err(UnknownWord),
                }
            }
        }

        impl Serialize for $name {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_str(self.as_str())
            }
        }

        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                let word = deserializer.deserialize_str(InText)?;
                word.parse().map_err(serde::de::Error::custom)
            }
        }
    )+};
}

struct InText;

impl Visitor<'_> for InText {
    type Value = String;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a word")
    }

    fn visit_str<E: serde::de::Error>(self, text: &str) -> Result<Self::Value, E> {
        Ok(text.to_owned())
    }
}

words! {
    /// What a certificate may be used for; rule `certificate-use`.
    CertificateUse {
        /// Signs the directory.
        Authority = "authority",
        /// Signs mandate, roster, package, completeness, and its organisation's card.
        Office = "office",
        /// Signs verdicts, events and countersigns, for one person in a role.
        Person = "person",
        /// Signs receipts: a machine.
        Service = "service",
        /// Carries TLS, and signs nothing.
        Transport = "transport",
    }

    /// What happened to a case; rule `event-word`.
    EventWord {
        /// The sender answered a query.
        Answered = "answered",
        /// Somebody at the recipient met the person.
        Contacted = "contacted",
        /// The person did not come.
        NotEngaged = "not-engaged",
        /// The sender asks for the case again.
        Recalled = "recalled",
        /// The first review at the recipient took place.
        Reviewed = "reviewed",
        /// Another package takes its place.
        Superseded = "superseded",
        /// The sender takes the case back before it is accepted.
        Withdrawn = "withdrawn",
    }

    /// The kind of a statement; rule `statement-kind`.
    Kind {
        /// An organisation says who it is.
        Card = "card",
        /// Totals of what a mandate's cases lack.
        Completeness = "completeness",
        /// Somebody agrees to one statement, or shows when it was seen.
        Countersign = "countersign",
        /// The authority says which cards it vouches for.
        Directory = "directory",
        /// Something happened to cases.
        Event = "event",
        /// The commissioner says what must arrive.
        Mandate = "mandate",
        /// The head of a package file.
        Package = "package",
        /// A machine has a package.
        Receipt = "receipt",
        /// The sender lists everyone considered.
        Roster = "roster",
        /// A person decided about cases.
        Verdict = "verdict",
    }

    /// Why there is a mandate; `kind` of rule `mandate`.
    MandateKind {
        /// People move.
        AreaMove = "area-move",
        /// A contract changes hands.
        ContractChange = "contract-change",
        /// Discharges between two organisations.
        Discharge = "discharge",
    }

    /// What an organisation may do; rule `organisation-role`.
    OrganisationRole {
        /// Signs mandates.
        Commissioner = "commissioner",
        /// Sends and receives cases.
        Provider = "provider",
        /// Keeps packages for others.
        Server = "server",
    }

    /// How far a machine got; `rung` of rule `receipt`.
    ReceiptRung {
        /// Keys worked and every case was checked.
        Opened = "opened",
        /// Every byte is durable and the head verified.
        Stored = "stored",
    }

    /// Why something was revoked; rule `revocation-reason`.
    RevocationReason {
        /// It is not used any more.
        Ceased = "ceased",
        /// Somebody else may have the key.
        KeyCompromise = "key-compromise",
        /// Another took its place.
        Superseded = "superseded",
    }

    /// What was revoked; `what` of rule `revocation`.
    RevocationSubject {
        /// A certificate, by thumbprint.
        Certificate = "certificate",
        /// The public key of certificates, whichever they are: by the SHA-256 of its `SubjectPublicKeyInfo` in DER.
        PublicKey = "public-key",
        /// A sealing key, by key id.
        SealingKey = "sealing-key",
    }
}

impl Kind {
    /// The bounds of a statement of this kind and of its payload; section "Limits" of
    /// `schemas/PROTOCOL.md`.
    #[must_use]
    pub const fn limits(self) -> Limits {
        match self {
            Self::Directory | Self::Event | Self::Receipt | Self::Roster | Self::Verdict => {
                Limits::LONG_STATEMENT
            }
            Self::Card | Self::Completeness | Self::Countersign | Self::Mandate | Self::Package => {
                Limits::STATEMENT
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use handover_cbor::{DecodeError, Grammar, from_slice, to_vec};

    use super::*;

    #[test]
    fn every_word_is_read_back() {
        for kind in Kind::ALL {
            assert_eq!(kind.as_str().parse(), Ok(*kind));
            let bytes = to_vec(kind);
            assert_eq!(
                from_slice(&bytes, Grammar::Payload, &Limits::STATEMENT),
                Ok(*kind)
            );
        }
        assert_eq!("Card".parse::<Kind>(), Err(UnknownWord));
    }

    #[test]
    fn a_word_is_text_and_nothing_else() {
        let map = [0xa1, 0x64, b'c', b'a', b'r', b'd', 0xf6];
        assert_eq!(
            from_slice::<Kind>(&map, Grammar::Payload, &Limits::STATEMENT),
            Err(DecodeError::Shape)
        );
    }
}

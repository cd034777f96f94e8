use std::fmt;

use serde::{
    Deserialize, Deserializer, Serialize, Serializer,
    de::{SeqAccess, Visitor},
};

use super::{rule, strictly_ascending};
use crate::{OrganisationId, PosixTime, ShortName, StatementId, entitlement::Claim};

/// Somebody agrees to one statement, or shows when statements were seen; rule `countersign`.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
#[expect(clippy::exhaustive_structs, reason = "a closed map of format 1")]
pub struct Countersign {
    /// When the signer says that it was signed.
    pub at: PosixTime,
    /// The organisation of the signer.
    pub by: OrganisationId,
    /// The role of the person, or [`OFFICE`](Self::OFFICE), or [`SEEN`](Self::SEEN).
    pub role: ShortName,
    /// The statement; in the role [`SEEN`](Self::SEEN) perhaps several.
    pub statement: Countersigned,
}

impl Countersign {
    /// The role in which an organisation's office agrees.
    pub const OFFICE: &str = "office";
    /// The role in which a third party shows when it first saw a statement.
    pub const SEEN: &str = "seen";

    /// Whether it is about this statement.
    #[must_use]
    pub fn is_about(&self, statement: &StatementId) -> bool {
        self.statement.ids().binary_search(statement).is_ok()
    }

    /// Whether it shows when something was seen, and agrees to nothing.
    #[must_use]
    pub fn is_witness(&self) -> bool {
        self.role.as_str() == Self::SEEN
    }
}

super::payload!(
    Countersign,
    |countersign| Claim::Countersign(countersign),
    |countersign| match &countersign.statement {
        Countersigned::One(_) => Ok(()),
        Countersigned::Several(ids) =>
            rule(countersign.is_witness() && ids.len() > 1 && strictly_ascending(ids.iter())),
    }
);

/// What a countersign is about.
#[derive(Clone, Debug, Eq, PartialEq)]
#[expect(clippy::exhaustive_enums, reason = "the two forms of format 1")]
pub enum Countersigned {
    /// One statement.
    One(StatementId),
    /// Two or more, strictly ascending: only in the role [`Countersign::SEEN`].
    Several(Vec<StatementId>),
}

impl Countersigned {
    /// The statements, ascending.
    #[must_use]
    pub fn ids(&self) -> &[StatementId] {
        match self {
            Self::One(id) => std::slice::from_ref(id),
            Self::Several(ids) => ids,
        }
    }

    /// These statements in the form that their number asks for; none if there are none.
    #[must_use]
    pub fn of(ids: impl IntoIterator<Item = StatementId>) -> Option<Self> {
        let mut ids: Vec<StatementId> = ids.into_iter().collect();
        ids.sort_unstable();
        ids.dedup();
        match ids.as_slice() {
            [] => None,
            [one] => Some(Self::One(*one)),
            _ => Some(Self::Several(ids)),
        }
    }
}

impl From<StatementId> for Countersigned {
    fn from(id: StatementId) -> Self {
        Self::One(id)
    }
}

impl Serialize for Countersigned {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::One(id) => id.serialize(serializer),
            Self::Several(ids) => ids.serialize(serializer),
        }
    }
}

impl<'de> Deserialize<'de> for Countersigned {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct OneOrSeveral;

        impl<'de> Visitor<'de> for OneOrSeveral {
            type Value = Countersigned;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an id, or a list of ids")
            }

            fn visit_bytes<E: serde::de::Error>(self, bytes: &[u8]) -> Result<Self::Value, E> {
                let id = <[u8; 32]>::try_from(bytes);
                let id = id.map_err(|_| E::invalid_length(bytes.len(), &"32 bytes"))?;
                Ok(Countersigned::One(StatementId::from_bytes(id)))
            }

            fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Self::Value, A::Error> {
                let mut ids = Vec::new();
                while let Some(id) = seq.next_element()? {
                    ids.push(id);
                }
                Ok(Countersigned::Several(ids))
            }
        }

        deserializer.deserialize_any(OneOrSeveral)
    }
}

use std::borrow::Cow;

use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

use crate::{Decimal, OutOfBounds, Role, Text};

record! {
    /// A concept: its words, and its code where there is one.
    Coded {
        /// The words, for a person to read.
        text: Text,
    } optional {
        /// The system that the code is of.
        system: CodeSystem,
        /// The code, always as text: check D-10.
        code: Text<128>,
    }
}

record! {
    /// An organisation or one of its services.
    Org {
        /// Its name.
        name: Text,
    } optional {
        /// Its code of the Organisation Data Service.
        ods: Text<32>,
        /// The service within it.
        service: Text,
    }
}

record! {
    /// Somebody who hands over or takes over.
    Practitioner {
        /// The name.
        name: Text,
        /// The role.
        role: Role,
    } optional {
        /// The organisation.
        org: Org,
        /// The telephone number.
        phone: Text,
        /// The address for electronic mail.
        email: Text,
    }
}

record! {
    /// Somebody who works with the person, as far as known.
    Colleague {} optional {
        /// The name.
        name: Text,
        /// The role.
        role: Role,
        /// The organisation.
        org: Org,
        /// The telephone number.
        phone: Text,
        /// The address for electronic mail.
        email: Text,
    }
}

record! {
    /// A measured amount.
    Quantity {
        /// How much, as a decimal text.
        amount: Decimal,
        /// In which unit (UCUM).
        unit: Text<32>,
    }
}

/// Where a code comes from.
#[derive(Clone, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub enum CodeSystem {
    /// `discharge-destination`: UK Core England.
    DischargeDestination,
    /// `dmd`: the Dictionary of medicines and devices.
    Dmd,
    /// `local:<name>`: a list that the organisations concerned agreed on.
    Local(Box<str>),
    /// `ndtms`: the National Drug Treatment Monitoring System.
    Ndtms,
    /// `snomed`: SNOMED CT.
    Snomed,
}

impl CodeSystem {
    /// The system as it is written in a case.
    #[must_use]
    pub fn to_text(&self) -> Cow<'_, str> {
        match self {
            Self::DischargeDestination => "discharge-destination".into(),
            Self::Dmd => "dmd".into(),
            Self::Local(name) => format!("local:{name}").into(),
            Self::Ndtms => "ndtms".into(),
            Self::Snomed => "snomed".into(),
        }
    }
}

impl TryFrom<&str> for CodeSystem {
    type Error = OutOfBounds;

    fn try_from(text: &str) -> Result<Self, Self::Error> {
        let is_name = |name: &str| {
            (1..=64).contains(&name.len()) && name.bytes().all(|byte| byte.is_ascii_graphic())
        };
        match text {
            "discharge-destination" => Ok(Self::DischargeDestination),
            "dmd" => Ok(Self::Dmd),
            "ndtms" => Ok(Self::Ndtms),
            "snomed" => Ok(Self::Snomed),
            _ => match text.strip_prefix("local:") {
                Some(name) if is_name(name) => Ok(Self::Local(name.into())),
                _ => Err(OutOfBounds),
            },
        }
    }
}

impl<'de> Deserialize<'de> for CodeSystem {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        const SYSTEMS: &[&str] = &[
            "discharge-destination",
            "dmd",
            "local:<name>",
            "ndtms",
            "snomed",
        ];
        let text = String::deserialize(deserializer)?;
        Self::try_from(text.as_str()).map_err(|_| de::Error::unknown_variant(&text, SYSTEMS))
    }
}

impl Serialize for CodeSystem {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.to_text())
    }
}

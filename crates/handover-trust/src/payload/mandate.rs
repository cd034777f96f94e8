use std::{collections::BTreeMap, fmt, str::FromStr};

use serde::{Deserialize, Serialize};

use super::{Countersign, all_different, rule};
use crate::{
    Date, FileReference, InvalidDate, Kind, MandateKind, OrganisationId, OrganisationRole,
    PosixTime, PublicLabel, ShortName, entitlement::Claim,
};

/// The commissioner says what must arrive; rule `mandate`.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
#[expect(clippy::exhaustive_structs, reason = "a closed map of format 1")]
pub struct Mandate {
    /// When the signer says that it was signed.
    pub at: PosixTime,
    /// The commissioner.
    pub by: OrganisationId,
    /// Why there is a mandate.
    pub kind: MandateKind,
    /// Who hands over.
    pub from: OrganisationId,
    /// Who may be handed to.
    pub to: Vec<OrganisationId>,
    /// When responsibility is due to have moved.
    pub transfer: TransferDay,
    /// The minimum dataset.
    pub profile: FileReference,
    /// The rules by which cases were chosen, if there are any.
    pub eligibility: Option<FileReference>,
    /// By condition and rung, in the words of a profile; empty: the profile's.
    pub deadlines: BTreeMap<ShortName, BTreeMap<ShortName, PublicLabel>>,
    /// Which kinds of statement need a countersign, and in which role.
    pub countersign: Vec<(Kind, ShortName)>,
    /// Who is responsible for what was not accepted in time.
    pub last_resort: OrganisationId,
}

/// When responsibility is due to have moved; `transfer` of rule `mandate`.
#[derive(Clone, Copy, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(try_from = "String", into = "String")]
#[expect(clippy::exhaustive_enums, reason = "the grammar has these two")]
pub enum TransferDay {
    /// At the end of this day in Europe/London.
    On(Date),
    /// Each case by itself, under a standing mandate.
    Standing,
}

const STANDING: &str = "standing";

impl FromStr for TransferDay {
    type Err = InvalidDate;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        if text == STANDING {
            Ok(Self::Standing)
        } else {
            text.parse().map(Self::On)
        }
    }
}

impl TryFrom<String> for TransferDay {
    type Error = InvalidDate;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        text.parse()
    }
}

impl From<TransferDay> for String {
    fn from(transfer: TransferDay) -> Self {
        transfer.to_string()
    }
}

impl fmt::Display for TransferDay {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::On(date) => date.fmt(f),
            Self::Standing => f.write_str(STANDING),
        }
    }
}

super::payload!(
    Mandate,
    |_| Claim::Office(OrganisationRole::Commissioner),
    |mandate| {
        let is_no_witness = |(_, role): &(Kind, ShortName)| role.as_str() != Countersign::SEEN;
        rule(
            !mandate.to.is_empty()
                && !mandate.to.contains(&mandate.from)
                && all_different(mandate.to.iter())
                && all_different(mandate.countersign.iter())
                && mandate.countersign.iter().all(is_no_witness),
        )
    }
);

use std::{collections::BTreeMap, fmt};

use serde::{Deserialize, Deserializer, Serialize, de};

use crate::{Int, PartialDate, Text};

record! {
    /// A measured baseline.
    OutcomeMeasure {
        /// With which instrument: a number without one means nothing.
        instrument: Text,
        /// Item by item.
        items: OutcomeItems,
    } optional {
        /// At which stage.
        stage: OutcomeStage,
        /// When, as far as known.
        taken_on: PartialDate,
    }
}

codes! {
    /// At which stage something was measured.
    OutcomeStage {
        Start = "start",
        Review = "review",
        Exit = "exit",
        PostExit = "post-exit",
    }
}

/// The items of the Treatment Outcomes Profile (dataset 8.5) with the most that each can be.
///
/// Days of 28; scales from 0 to 20; no or yes. Crime items are left out: reported unreliable.
pub const OUTCOME_ITEMS: [(&str, u64); 16] = [
    ("alcohol", 28),
    ("opiates", 28),
    ("crack", 28),
    ("cocaine", 28),
    ("amphetamines", 28),
    ("cannabis", 28),
    ("other", 28),
    ("injecting", 28),
    ("paid_work", 28),
    ("education", 28),
    ("psychological", 20),
    ("physical", 20),
    ("quality_of_life", 20),
    ("sharing", 1),
    ("acute_housing", 1),
    ("eviction_risk", 1),
];

/// What was measured, by the names of [`OUTCOME_ITEMS`].
#[derive(Clone, Eq, PartialEq, Serialize)]
#[serde(transparent)]
pub struct OutcomeItems(BTreeMap<Box<str>, Int>);

impl OutcomeItems {
    /// The names and numbers.
    pub fn iter(&self) -> impl Iterator<Item = (&str, u64)> {
        self.0.iter().map(|(name, number)| (&**name, number.get()))
    }
}

impl<'de> Deserialize<'de> for OutcomeItems {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let items: BTreeMap<Box<str>, Int> = BTreeMap::deserialize(deserializer)?;
        if items.is_empty() {
            return Err(de::Error::custom(crate::OutOfBounds));
        }
        for (name, number) in &items {
            match OUTCOME_ITEMS.iter().find(|(known, _)| *known == &**name) {
                None => return Err(de::Error::unknown_field(name, &[])),
                Some((_, most)) if number.get() > *most => {
                    return Err(de::Error::custom(format_args!(
                        "{name} {} not possible",
                        number.get()
                    )));
                }
                Some(_) => {}
            }
        }
        Ok(Self(items))
    }
}

impl fmt::Debug for OutcomeItems {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("OutcomeItems(..)")
    }
}

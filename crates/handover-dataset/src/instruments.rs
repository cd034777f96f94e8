//! The instruments whose items are known: which `yes` stands for which red flag, and from which count on a
//! conference hears the case. The data is `data/instruments.toml`, each with its source.
//!
//! Two forms that are called alike number differently: item 15 is strangulation in one and control in the other.

use std::{collections::BTreeMap, sync::LazyLock};

use serde::Deserialize;

use crate::sections::RedFlag;

/// What is known of one instrument.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct KnownInstrument {
    /// As 501 and 507 name it.
    pub id: String,
    /// How many numbered items it has; `None` if its answers are no yes and no.
    pub items: Option<u64>,
    /// From how many `yes` on a conference hears the case; `None` if no number says so.
    pub threshold: Option<u64>,
    /// The red flags that a `yes` stands for, by item.
    #[serde(default)]
    flags: BTreeMap<String, RedFlag>,
    /// What whoever reads or fills it must know.
    pub note: String,
    /// Where this is from.
    pub source: String,
}

impl KnownInstrument {
    /// The red flag that a `yes` to that item stands for.
    #[must_use]
    pub fn flag(&self, item: u64) -> Option<RedFlag> {
        self.flags.get(&item.to_string()).copied()
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    instrument: Vec<KnownInstrument>,
}

static KNOWN: LazyLock<Vec<KnownInstrument>> = LazyLock::new(|| {
    let file: File = toml::from_str(include_str!("../data/instruments.toml"))
        .expect("the file of instruments is of this form");
    file.instrument
});

/// Every instrument whose items are known.
#[must_use]
pub fn all() -> &'static [KnownInstrument] {
    &KNOWN
}

/// What is known of the instrument of that id.
#[must_use]
pub fn known(id: &str) -> Option<&'static KnownInstrument> {
    all().iter().find(|one| one.id == id)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_two_forms_number_differently() {
        let flag = |id: &str, item| known(id).and_then(|one| one.flag(item));
        assert_eq!(flag("dash-safelives-24", 15), Some(RedFlag::Strangulation));
        assert_eq!(flag("dash-2009-27", 15), Some(RedFlag::CoerciveControl));
        assert_eq!(flag("dash-2009-27", 18), Some(RedFlag::Strangulation));
        assert_eq!(flag("dash-safelives-24", 18), None);
    }

    #[test]
    fn flags_are_of_items_that_the_instrument_has() {
        for one in all() {
            for item in one.flags.keys() {
                let item: u64 = item.parse().unwrap();
                assert!(one.items.is_some_and(|last| (1..=last).contains(&item)));
            }
            assert!(!one.source.is_empty() && !one.note.is_empty());
        }
        assert!(known("dara").is_some_and(|one| one.items.is_none()));
    }
}

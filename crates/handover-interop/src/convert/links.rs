//! The link register: who of an extract is named in whose record.

use crate::{NoticeKind, listed::Place, log::Log};
use std::{
    collections::{BTreeMap, BTreeSet},
    fmt,
};
use unicode_normalization::UnicodeNormalization;

/// Two cases of one extract whose persons are connected, by their references.
///
/// Kept by the sender for check D-39 and never sealed (dataset, section 3). `Debug` hides it.
#[derive(Clone, Eq, Ord, PartialEq, PartialOrd)]
pub struct Link {
    first: String,
    second: String,
    kind: String,
}

impl Link {
    /// The two references, in ascending order.
    #[must_use]
    pub fn references(&self) -> (&str, &str) {
        (&self.first, &self.second)
    }

    /// The mapping's word for the connection: `partners`.
    #[must_use]
    pub fn kind(&self) -> &str {
        &self.kind
    }
}

impl fmt::Debug for Link {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Link(..)")
    }
}

/// A name in somebody's record that may be another person of the extract.
pub(crate) struct NamedElsewhere {
    pub(crate) reference: String,
    pub(crate) kind: String,
    pub(crate) name: String,
    pub(crate) place: Place,
}

/// Makes a link where a full name is exactly one other person's; else says that it did not.
pub(crate) fn resolve(
    named: Vec<NamedElsewhere>,
    names: &[(String, String)],
    log: &mut Log,
) -> Vec<Link> {
    let mut people: BTreeMap<String, BTreeSet<&str>> = BTreeMap::new();
    for (name, reference) in names {
        people.entry(folded(name)).or_default().insert(reference);
    }
    let mut links = BTreeSet::new();
    for NamedElsewhere {
        reference,
        kind,
        name,
        place,
    } in named
    {
        let found = people.get(&folded(&name)).into_iter().flatten();
        let mut others = found.filter(|other| **other != reference);
        match (others.next(), others.next()) {
            (Some(other), None) => {
                let other = (*other).to_owned();
                let (first, second) = if reference < other {
                    (reference, other)
                } else {
                    (other, reference)
                };
                links.insert(Link {
                    first,
                    second,
                    kind,
                });
            }
            _ => log.notice(place, NoticeKind::LinkNotMade, 1, None),
        }
    }
    links.into_iter().collect()
}

/// Case and accents folded, single spaces.
fn folded(name: &str) -> String {
    let plain = name
        .nfd()
        .filter(|c| !unicode_normalization::char::is_combining_mark(*c));
    let plain: String = plain.flat_map(char::to_lowercase).collect();
    plain.split_whitespace().collect::<Vec<_>>().join(" ")
}

//! The link register: persons of one caseload who are connected, so that neither record says
//! what is the other's (check D-39). It never leaves this machine.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs, io,
    path::Path,
};

use handover_dataset::{PartialDate, checks::LinkedCase};
use serde::{Deserialize, de::DeserializeOwned};
use serde_json::Value;

use crate::StoredError;

/// The file in the folder that `import` wrote.
const FILE: &str = "links.json";

#[derive(Deserialize)]
struct Entry {
    first: String,
    second: String,
}

/// Who is connected with whom, by reference, and what must not stand in the other's case.
#[derive(Debug, Default)]
pub(crate) struct LinkRegister {
    others: BTreeMap<String, BTreeSet<String>>,
    known: BTreeMap<String, Vec<LinkedCase>>,
}

impl LinkRegister {
    /// The register of an imported folder; none if there is no such file.
    pub(super) fn read(caseload: &Path) -> Result<Self, StoredError> {
        let path = caseload.join(FILE);
        let bytes = match fs::read(&path) {
            Ok(bytes) => bytes,
            Err(error)
                if matches!(
                    error.kind(),
                    io::ErrorKind::NotFound | io::ErrorKind::NotADirectory
                ) =>
            {
                return Ok(Self::default());
            }
            Err(error) => return Err(StoredError::Io(path, error)),
        };
        let entries: Vec<Entry> =
            serde_json::from_slice(&bytes).map_err(|_| StoredError::Damaged(path))?;
        Ok(Self::of(entries.iter().map(|entry| {
            (entry.first.as_str(), entry.second.as_str())
        })))
    }

    /// A register of pairs.
    fn of<'a>(pairs: impl Iterator<Item = (&'a str, &'a str)>) -> Self {
        let mut register = Self::default();
        for (first, second) in pairs {
            for (one, other) in [(first, second), (second, first)] {
                let others = register.others.entry(one.to_owned()).or_default();
                others.insert(other.to_owned());
            }
        }
        register
    }

    /// Whether nobody is connected with anybody.
    pub(super) fn is_empty(&self) -> bool {
        self.others.is_empty()
    }

    /// Whether the register must know the draft of `reference`.
    pub(super) fn wants(&self, reference: &str) -> bool {
        self.others.contains_key(reference)
    }

    /// Takes from the draft of `reference` what must not stand in the cases linked with it.
    pub(super) fn know(&mut self, reference: &str, draft: &Value) {
        let known = self.known.entry(reference.to_owned()).or_default();
        known.push(linked_case(draft));
    }

    /// What must not stand in the case of `reference`, because it is of a person linked with it.
    pub(super) fn linked(&self, reference: &str) -> Vec<LinkedCase> {
        let others = self.others.get(reference).into_iter().flatten();
        others
            .filter_map(|other| self.known.get(other))
            .flatten()
            .cloned()
            .collect()
    }
}

fn linked_case(draft: &Value) -> LinkedCase {
    let value = |path: &str| draft.pointer(&format!("/sections/{path}/value"));
    let items = |path: &str| value(path).and_then(Value::as_array).into_iter().flatten();
    let mut linked = LinkedCase::default();
    for name in items("person/names") {
        if let Some(family) = typed(name.get("family")) {
            linked.names.push((family, typed(name.get("given"))));
        }
    }
    for telecom in items("contact/telecoms").chain(items("location/landlines")) {
        linked.phones.extend(typed(telecom.get("value")));
    }
    for address in items("location/addresses") {
        let lines = address.get("lines").and_then(Value::as_array);
        let street = lines.and_then(|lines| lines.first());
        linked.streets.extend(typed(street));
        linked.postcodes.extend(typed(address.get("postcode")));
    }
    let number = value("person/nhs_number").and_then(|number| number.get("value"));
    linked.nhs_numbers.extend(typed(number));
    let birth = value("person/birth_date").and_then(|birth| birth.get("date"));
    linked.births.extend(typed::<PartialDate>(birth));
    linked
}

/// A part of a draft as a type of the dataset; a part that is none cannot be looked for.
fn typed<T: DeserializeOwned>(value: Option<&Value>) -> Option<T> {
    serde_json::from_value(value?.clone()).ok()
}

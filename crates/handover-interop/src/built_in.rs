//! The mappings and extracts that ship with the project.

use crate::{ExtractFile, Mapping};

const MAPPINGS: [(&str, &str); 5] = [
    ("harrow-2010", include_str!("../mappings/harrow-2010.toml")),
    (
        "maternity-2026",
        include_str!("../mappings/maternity-2026.toml"),
    ),
    (
        "maternity-2026-babies",
        include_str!("../mappings/maternity-2026-babies.toml"),
    ),
    ("wide-csv", include_str!("../mappings/wide-csv.toml")),
    ("workbook", include_str!("../mappings/workbook.toml")),
];

type Files = &'static [(&'static str, &'static [u8])];

macro_rules! files {
    ($folder:literal: $($name:literal)+) => {
        &[$(($name, include_bytes!(concat!("../extracts/", $folder, "/", $name)))),+]
    };
}

const HARROW: Files = files! { "harrow-2010":
    "actions.csv" "children.csv" "clients.csv" "contacts.csv" "episodes.csv" "extract_info.csv"
    "modalities.csv" "plans.csv" "prescriptions.csv" "professionals.csv" "risks.csv" "top.csv"
};
const MATERNITY: Files = files! { "maternity-2026": "discharges.jsonl" };

impl Mapping {
    /// The text of a mapping that ships with the project, to be read or copied.
    #[must_use]
    pub fn built_in_text(name: &str) -> Option<&'static str> {
        MAPPINGS
            .iter()
            .find(|(known, _)| *known == name)
            .map(|(_, text)| *text)
    }

    /// A mapping that ships with the project.
    ///
    /// # Panics
    ///
    /// Never: each of them is read in a test.
    #[must_use]
    pub fn built_in(name: &str) -> Option<Self> {
        let text = Self::built_in_text(name)?;
        Some(Self::from_toml(text).expect("a mapping that ships with the project is valid"))
    }

    /// The names of the mappings that ship with the project.
    pub fn built_in_names() -> impl Iterator<Item = &'static str> {
        MAPPINGS.iter().map(|(name, _)| *name)
    }
}

/// The files of an extract that ships with the project: `harrow-2010` or `maternity-2026`.
///
/// All persons in them are invented.
#[must_use]
pub fn built_in_extract(name: &str) -> Option<Vec<ExtractFile>> {
    let files = match name {
        "harrow-2010" => HARROW,
        "maternity-2026" => MATERNITY,
        _ => return None,
    };
    Some(
        files
            .iter()
            .map(|(name, bytes)| ExtractFile::new(*name, *bytes))
            .collect(),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_built_in_mapping_is_valid() {
        for name in Mapping::built_in_names() {
            let mapping = Mapping::from_toml(Mapping::built_in_text(name).unwrap());
            assert_eq!(mapping.unwrap().name(), name);
        }
    }
}

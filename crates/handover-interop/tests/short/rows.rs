//! The sheet of a charity, row by row: what is half known travels as half known.

use super::{CLIENTS, MAPPING, field, import};

/// The columns of the sheet and the fields that they are of.
const CARRIED: [(&str, &str); 18] = [
    ("Surname", "person/names"),
    ("First name(s)", "person/names"),
    ("DOB", "person/birth_date"),
    ("Sex", "person/sex_and_gender"),
    ("NHS no.", "person/nhs_number"),
    ("Mobile / tel (ok to ring?)", "contact/telecoms"),
    ("Address & postcode", "location/addresses"),
    ("GP surgery", "location/gp_practice"),
    ("Key worker", "handover/practitioners"),
    ("Main problem", "plan/problem_substances"),
    ("Script (daily)", "plan/prescribing"),
    ("Pharmacy / pick up", "location/pharmacy"),
    ("Next appt", "plan/appointments"),
    ("Risk H/M/L", "risk/level"),
    ("RA last done", "risk/assessed"),
    ("Kids?", "contact/dependants"),
    ("OK to share with new provider?", "handover/notice"),
    ("Notes", "third_parties/notes"),
];

/// Row by row: a cell is a value, or its words stand in its field; one in which nothing stands denies nothing.
#[test]
fn every_cell_of_every_row_is_carried_as_far_as_it_is_known() {
    let import = import(MAPPING);
    let mut reader = csv::Reader::from_reader(CLIENTS);
    let headings = reader.byte_headers().unwrap().clone();
    let (mut values, mut words, mut rows) = (0, 0, 0);
    for record in reader.byte_records() {
        let record = record.unwrap();
        let cell = |heading: &str| {
            let at = headings.iter().position(|one| one == heading.as_bytes());
            String::from_utf8_lossy(record.get(at.unwrap()).unwrap())
                .trim()
                .to_owned()
        };
        let reference = cell("Ref");
        for (column, path) in CARRIED {
            let (cell, said) = (cell(column), field(&import, &reference, path));
            let told = format!("{reference}, {column}: {cell:?} is {said}");
            if said.get("value").is_some() {
                assert!(!cell.is_empty(), "{told}");
                values += 1;
            } else if ["", "?", "-", "n/a"].contains(&cell.as_str()) {
                let reason = said["absent"].as_str().unwrap_or_default();
                assert!(["not-asked", "not-read"].contains(&reason), "{told}");
            } else {
                let note = said["note"].as_str().unwrap_or_default();
                assert_eq!(said["absent"], "not-read", "{told}");
                assert!(note.contains(&cell), "{told}");
                words += 1;
            }
        }
        rows += 1;
    }
    assert_eq!(rows, 25);
    assert!(values > 250 && words > 20, "{values} {words}");
}

/// What somebody says that the service does not hold stands so in every case; a column of it speaks for itself.
#[test]
fn what_is_not_held_is_said_by_somebody() {
    let said = |not_held: &str| {
        let mapping = format!("{MAPPING}\n[not_held]\n{not_held}\n");
        let import = import(&mapping);
        let absent = |path| field(&import, "MV001", path)["absent"].clone();
        (absent("plan/allergies"), absent("risk/level"))
    };
    let (allergies, level) = said("allergy = \"Sharon Price\"\nrisk-level = \"Sharon Price\"");
    assert_eq!(allergies, "not-held-by-sender");
    assert_ne!(level, "not-held-by-sender");
    let (allergies, _) = said("");
    assert_ne!(allergies, "not-held-by-sender");
    for (wrong, told) in [
        ("safe-to-ring = \"Sharon Price\"", "not_held.safe-to-ring"),
        (
            "allergy = \" \"",
            "the name of who says that it is not held",
        ),
    ] {
        let error =
            handover_interop::Mapping::from_toml(&format!("{MAPPING}\n[not_held]\n{wrong}\n"));
        let error = error.unwrap_err().to_string();
        assert!(error.contains(told), "{error}");
    }
}

//! Whatever happens to an extract, no case says that there is nothing, or less risk, where the undamaged one did not,
//! and nobody is dropped in silence.
//!
//! Forty damages by default; `HANDOVER_DAMAGES=5000 cargo test --release -p handover-interop --test damage` for thousands.

#![expect(
    clippy::indexing_slicing,
    clippy::unwrap_used,
    reason = "a test that panics has failed"
)]

use handover_dataset::{
    Date,
    eligibility::{Parameters, Rules, Ruling, Selection, select},
};
use handover_interop::{ExtractFile, Import, Mapping, built_in_extract};
use serde_json::Value;
use std::env;

/// A small generator: the same damages in every run.
struct Dice(u64);

impl Dice {
    fn below(&mut self, bound: usize) -> usize {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap() % bound
    }
}

/// What happened to a file, in words.
fn damage(files: &mut Vec<ExtractFile>, dice: &mut Dice) -> String {
    let csv_files: Vec<usize> = (0..files.len())
        .filter(|at| files.get(*at).unwrap().name().ends_with(".csv"))
        .collect();
    let at = *csv_files.get(dice.below(csv_files.len())).unwrap();
    let file = files.get(at).unwrap();
    let name = file.name().to_owned();
    let is_people = name == "clients.csv";
    let mut rows: Vec<csv::ByteRecord> = csv::ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .from_reader(file.bytes())
        .byte_records()
        .map(|record| record.unwrap())
        .collect();
    let row = 1 + dice.below(rows.len() - 1);
    let columns = rows.first().unwrap().len();
    let column = dice.below(columns);
    let mut cells: Vec<Vec<u8>> = rows.get(row).unwrap().iter().map(<[u8]>::to_vec).collect();
    let told = match dice.below(9) {
        0 if !is_people => {
            files.remove(at);
            return format!("{name}: the file is missing");
        }
        1 => {
            cells.push(b"more".to_vec());
            format!("{name}, row {row}: a cell too many")
        }
        2 if columns > 2 => {
            cells.pop();
            format!("{name}, row {row}: a cell too few")
        }
        3 => {
            let cell = cells.get_mut(column).unwrap();
            cell.push(0xff);
            format!("{name}, row {row}, column {column}: a bad byte")
        }
        4 | 5 => {
            let mut header: Vec<Vec<u8>> =
                rows.first().unwrap().iter().map(<[u8]>::to_vec).collect();
            let heading = header.get_mut(column).unwrap();
            heading.extend(b"_NEW");
            let told = format!("{name}: column {column} has another heading");
            *rows.first_mut().unwrap() = header.iter().collect();
            cells = rows.get(row).unwrap().iter().map(<[u8]>::to_vec).collect();
            told
        }
        6 => {
            let other = dice.below(columns);
            let mut header: Vec<Vec<u8>> =
                rows.first().unwrap().iter().map(<[u8]>::to_vec).collect();
            let twin = header.get(other).unwrap().clone();
            *header.get_mut(column).unwrap() = twin;
            *rows.first_mut().unwrap() = header.iter().collect();
            format!("{name}: columns {column} and {other} have one heading")
        }
        7 => {
            let key = rows
                .first()
                .unwrap()
                .iter()
                .position(|name| name == b"CLIENTID");
            if let Some(key) = key {
                cells.get_mut(key).unwrap().clear();
            }
            format!("{name}, row {row}: whose row it is does not stand there")
        }
        _ => {
            let cell = cells.get_mut(column).unwrap();
            let shouted = cell.to_ascii_lowercase();
            *cell = [b" ".as_slice(), &shouted, b" "].concat();
            format!("{name}, row {row}, column {column}: in lower case, with spaces")
        }
    };
    *rows.get_mut(row).unwrap() = cells.iter().collect();
    let mut writer = csv::WriterBuilder::new()
        .flexible(true)
        .from_writer(Vec::new());
    for record in &rows {
        writer.write_byte_record(record).unwrap();
    }
    *files.get_mut(at).unwrap() = ExtractFile::new(&name, writer.into_inner().unwrap());
    told
}

fn selection(import: &Import) -> Selection {
    let day = |text: &str| text.parse::<Date>().unwrap();
    let rules = Rules::six_months_two_journeys().with_contract_changes([day("2009-04-01")]);
    let days = Parameters {
        transfer_date: day("2010-02-01"),
        as_of: day("2010-02-03"),
    };
    select(&rules, days, &import.records()).unwrap()
}

/// How grave a level is.
fn gravity(field: &Value) -> Option<usize> {
    let level = field.pointer("/value/level")?.as_str()?;
    ["standard", "medium", "high", "very-high"]
        .iter()
        .position(|known| *known == level)
}

/// What the damaged case says that the sound one did not: that there is nothing, or less.
fn false_statements(sound: &Value, damaged: &Value) -> Vec<String> {
    let mut found = Vec::new();
    for (section, fields) in damaged["sections"].as_object().unwrap() {
        for (name, field) in fields.as_object().unwrap() {
            let before = &sound["sections"][section][name];
            let absent = field.get("absent").and_then(Value::as_str);
            if let Some(reason) = absent.filter(|reason| *reason != "not-read")
                && before.get("value").is_some()
            {
                found.push(format!("{section}.{name} is {reason}"));
            }
        }
    }
    let level = |case: &Value| gravity(&case["sections"]["risk"]["level"]);
    if level(damaged)
        .zip(level(sound))
        .is_some_and(|(now, before)| now < before)
    {
        found.push("risk.level is lower".to_owned());
    }
    found
}

#[test]
fn no_damage_makes_a_case_say_less_than_it_was_told() {
    let rounds = env::var("HANDOVER_DAMAGES").map_or(40, |rounds| rounds.parse().unwrap());
    let mapping = Mapping::built_in("harrow-2010").unwrap();
    let extract = built_in_extract("harrow-2010").unwrap();
    let sound = mapping.import(&extract).unwrap();
    let decided = selection(&sound);
    let mut dice = Dice(20_260_101);
    let mut wrong = Vec::new();
    for round in 0..rounds {
        let mut files = extract.clone();
        let what = damage(&mut files, &mut dice);
        let Ok(import) = mapping.import(&files) else {
            continue; // no people at all: said, and nothing is made
        };
        let decisions = selection(&import);
        for before in sound.drafts() {
            let reference = before.reference();
            let Some(draft) = import.draft(reference) else {
                if import.summary().rejected == 0 {
                    wrong.push(format!("{round} {what}: {reference} is gone in silence"));
                }
                continue;
            };
            for statement in false_statements(before.case(), draft.case()) {
                wrong.push(format!("{round} {what}: {reference} {statement}"));
            }
            let key = reference.parse().unwrap();
            let ruling = |all: &Selection| all.decision(&key).unwrap().outcome;
            if ruling(&decided) != Ruling::Exclude && ruling(&decisions) == Ruling::Exclude {
                wrong.push(format!("{round} {what}: {reference} is excluded"));
            }
        }
        assert!(import.summary().is_whole());
    }
    assert!(
        wrong.is_empty(),
        "{}: {:#?}",
        wrong.len(),
        wrong.iter().take(40).collect::<Vec<_>>()
    );
}

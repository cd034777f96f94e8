use std::{
    fs,
    io::Cursor,
    path::{Path, PathBuf},
};

use handover_package::{Context, Received};
use handover_tests::Foreign;
use serde_json::Value;

fn values_of(path: &Path) -> Value {
    let mut name = PathBuf::from(path);
    name.set_extension("json");
    serde_json::from_slice(&fs::read(name).unwrap()).unwrap()
}

pub(crate) fn opens_for_each_reader(path: &Path) -> datatest_stable::Result<()> {
    let foreign = Foreign::load();
    let agreed = foreign.agreed();
    let file = fs::read(path)?;
    let values = values_of(path);
    let profile = Foreign::profile(values["profile"][0].as_str().unwrap());
    let at = Foreign::time(values["given_time"].as_u64().unwrap());
    let context = Context::new(&foreign.directory, at).with(agreed.at_hand());
    let cases = values["cases"].as_array().unwrap();
    for (reader, readable) in values["readers"].as_object().unwrap() {
        let us = Foreign::organisation(reader);
        let received = Received::read(Cursor::new(&file), &us, &profile, &context)?;
        assert_eq!(received.head().id().to_string(), values["head"]["id"]);
        let mut opened = received.open(&foreign.sealing_key(reader))?;
        assert_eq!(opened.cases().count(), cases.len());
        for (opened, case) in opened.cases().zip(cases) {
            let opened = opened?;
            assert_eq!(opened.token().to_string(), case["token"]);
            let names: Vec<&str> = opened.sections().map(|(name, _)| name.as_str()).collect();
            assert_eq!(serde_json::json!(names), *readable);
            for section in case["sections"].as_array().unwrap() {
                let name = section["section"].as_str().unwrap().parse()?;
                if let Some(bytes) = opened.section(name) {
                    assert_eq!(bytes, Foreign::unhex(&section["encoded"]));
                }
            }
            opened.case()?; // and what it says is of the dataset
        }
    }
    Ok(())
}

/// P6: a bit is changed in one byte of every 101, in turn all eight of them.
pub(crate) fn no_changed_byte_goes_unseen(path: &Path) -> datatest_stable::Result<()> {
    let foreign = Foreign::load();
    let agreed = foreign.agreed();
    let values = values_of(path);
    let profile = Foreign::profile(values["profile"][0].as_str().unwrap());
    let context =
        Context::new(&foreign.directory, Foreign::time(Foreign::NOW)).with(agreed.at_hand());
    let (reader, _) = values["readers"]
        .as_object()
        .unwrap()
        .iter()
        .next()
        .unwrap();
    let us = Foreign::organisation(reader);
    let mut file = fs::read(path)?;
    for at in (0..file.len()).step_by(101) {
        let bit = 1 << (at % 8);
        file[at] ^= bit;
        let received = Received::read(Cursor::new(&file), &us, &profile, &context);
        assert!(received.is_err(), "byte {at} is changed and nobody sees");
        file[at] ^= bit;
    }
    Ok(())
}

//! Every package of the vectors opens for each of its readers, and for nobody else.

use std::io::Cursor;

use handover_dataset::SectionName;
use handover_package::{
    AgreementState, AtHand, Carried, Context, OpenError, ReceiveError, Received,
};
use handover_trust::{Countersign, Mandate, Payload, Roster, Statement};
use serde_json::Value;

use crate::{
    foreign,
    world::{World, organisation, profile, time, unhex},
};

/// Everything that was agreed in the vectors.
pub(crate) struct AtHandOfVectors {
    pub(crate) mandates: Vec<Statement<Mandate>>,
    pub(crate) rosters: Vec<Statement<Roster>>,
    pub(crate) countersigns: Vec<Statement<Countersign>>,
}

impl AtHandOfVectors {
    pub(crate) fn load(world: &World) -> Self {
        fn all<P: Payload>(world: &World, names: &[&str]) -> Vec<Statement<P>> {
            let bytes = |name: &&str| foreign::bytes(&format!("statements/{name}.cbor"));
            names
                .iter()
                .map(|name| world.verify(&bytes(name)))
                .collect()
        }
        let countersigns = [
            "countersign",
            "countersign-mandate-midwives",
            "countersign-mandate-recipient",
            "countersign-mandate-sender",
            "countersign-standing-hospital",
            "countersign-standing-midwives",
        ];
        Self {
            mandates: all(world, &["mandate", "mandate-standing"]),
            rosters: all(world, &["roster", "roster-maternity", "roster-protected"]),
            countersigns: all(world, &countersigns),
        }
    }

    pub(crate) fn at_hand(&self) -> AtHand<'_> {
        AtHand::new(&self.mandates, &self.rosters, &self.countersigns)
    }
}

fn profile_name(values: &Value) -> &str {
    values["profile"][0]
        .as_str()
        .unwrap()
        .trim_end_matches("@1")
}

#[test]
fn every_package_opens_for_each_reader_section_by_section() {
    let world = World::load();
    let agreed = AtHandOfVectors::load(&world);
    for name in ["caseload", "maternity", "protected", "split-gp"] {
        let file = foreign::bytes(&format!("packages/{name}.handover"));
        let values = foreign::json(&format!("packages/{name}.json"));
        let profile = profile(profile_name(&values));
        let at = time(values["given_time"].as_u64().unwrap());
        let context = Context::new(&world.directory, at).with(agreed.at_hand());
        for (reader, readable) in values["readers"].as_object().unwrap() {
            let us = organisation(reader);
            let received = Received::read(Cursor::new(&file), &us, &profile, &context).unwrap();
            let expected = match &values["mandate"] {
                Value::Null => AgreementState::NoMandate,
                _ => AgreementState::Checked,
            };
            assert_eq!(received.agreement(), expected, "{name}");
            let mut opened = received.open(&world.sealing_key(reader)).unwrap();
            let cases = values["cases"].as_array().unwrap();
            assert_eq!(opened.cases().count(), cases.len());
            for (opened, case) in opened.cases().zip(cases) {
                let opened = opened.unwrap();
                assert_eq!(opened.token().to_string(), case["token"]);
                let names: Vec<&str> = opened.sections().map(|(name, _)| name.as_str()).collect();
                assert_eq!(serde_json::json!(names), *readable, "{name} for {reader}");
                for section in case["sections"].as_array().unwrap() {
                    let name: SectionName = section["section"].as_str().unwrap().parse().unwrap();
                    if let Some(bytes) = opened.section(name) {
                        assert_eq!(bytes, unhex(&section["encoded"]));
                    }
                }
                let case = opened.case().unwrap();
                assert_eq!(format!("{opened:?}"), "OpenedCase(..)");
                drop(case);
            }
            let token = cases[0]["token"].as_str().unwrap().parse().unwrap();
            assert!(opened.case(&token).unwrap().is_ok());
            assert!(opened.case(&handover_package::random_token()).is_none());
        }
    }
}

#[test]
fn a_package_is_carried_by_anybody_and_opened_by_nobody_else() {
    let world = World::load();
    let agreed = AtHandOfVectors::load(&world);
    let file = foreign::bytes("packages/maternity.handover");
    let profile = profile("maternity-discharge");
    let context = Context::new(&world.directory, time(1_789_573_200)).with(agreed.at_hand());
    let us = organisation("ZZM01");
    let received = Received::read(Cursor::new(&file), &us, &profile, &context);
    assert_eq!(received.unwrap_err(), ReceiveError::NotForUs);
    let carried = Carried::read(Cursor::new(&file), Some(&profile), &context).unwrap();
    assert_eq!(carried.agreement(), AgreementState::Checked);
    let carried = Carried::read(Cursor::new(&file), None, &context).unwrap();
    assert_eq!(carried.agreement(), AgreementState::NotAtHand);
    assert_eq!(carried.tokens().count(), 1);
    for reader in ["ZZ911", "ZZG01"] {
        let us = organisation(reader);
        let received = Received::read(Cursor::new(&file), &us, &profile, &context).unwrap();
        let opened = received.open(&world.sealing_key("ZZM01"));
        assert_eq!(opened.unwrap_err(), OpenError::WrongKey);
    }
}

/// ZZ911 reads for three audiences: it may open one of them alone, and lacks what that one lacks.
#[test]
fn an_audience_can_be_opened_alone() {
    let world = World::load();
    let agreed = AtHandOfVectors::load(&world);
    let file = foreign::bytes("packages/protected.handover");
    let profile = profile("maternity-discharge");
    let context = Context::new(&world.directory, time(1_789_573_200)).with(agreed.at_hand());
    let us = organisation("ZZ911");
    let read = || Received::read(Cursor::new(&file), &us, &profile, &context).unwrap();
    let health_visitor = "health-visitor".parse().unwrap();
    let mut opened = read()
        .open_as(&world.sealing_key("ZZ911"), &[health_visitor])
        .unwrap();
    let case = opened.cases().next().unwrap().unwrap();
    assert!(case.section(SectionName::Plan).is_none());
    assert_eq!(case.section(SectionName::Location), Some(&[0xa0][..]));
    assert!(case.section(SectionName::LocationProtected).is_none());
    for other in [vec![], vec!["gp".parse().unwrap()]] {
        let opened = read().open_as(&world.sealing_key("ZZ911"), &other);
        assert_eq!(opened.unwrap_err(), OpenError::NotForUs);
    }
}

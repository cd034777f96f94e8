//! The story, from the mandate to the answer that a commissioner needs.

use std::{error::Error, io::Cursor};

use handover::{
    case::{Case, checks::CheckContext},
    package::ProfileInForce,
};

use crate::world::{World, time};

/// An invented case that passes every check.
const CASE: &str = include_str!("../../../handover-cli/tests/cases/one-reader.json");

pub(crate) fn tell() -> Result<String, Box<dyn Error>> {
    let profile = ProfileInForce::built_in("caseload-transfer").ok_or("a built-in profile")?;
    let world = World::new()?;
    let (council, old, new) = (&world.council, &world.old, &world.new);
    let mut said: Vec<Vec<u8>> = Vec::new();

    // What must arrive, and everybody is bound by it.
    let mandate = council.office.sign(world.mandate(&profile)?)?;
    said.push(mandate.as_bytes().to_vec());
    for party in [old, new] {
        said.push(party.agrees(*mandate.id())?);
    }

    // The old service decides about everybody, under tokens that nobody else can lead back.
    let mut sender = old.office_at_work(&world)?;
    let case = Case::from_json(CASE).map_err(|_| "a case with mistakes")?;
    let reference = case
        .reference()
        .ok_or("a case without a reference")?
        .clone();
    let token = sender.token(mandate.id(), &reference)?;
    let roster = old.office.sign(world.roster(&mandate, token)?)?;
    said.push(roster.as_bytes().to_vec());
    said.push(council.agrees(*roster.id())?);

    // Exactly the cases of the roster are sealed, and nothing that did not pass the checks.
    let checked = case.check(profile.profile(), &CheckContext::default())?;
    let (known, refused) = sender.judge(said.iter().map(Vec::as_slice))?;
    assert!(refused.is_empty());
    let mut package = Vec::new();
    let sealed = sender
        .seal([checked], &profile)
        .to(new.id.clone(), profile.profile().lead().parse()?)
        .under(&mandate, &known)
        .write(&mut package)?;
    said.push(sealed.sealed.signed_index().to_bytes());

    // The new service has it, reads it, and a person takes it on.
    let mut recipient = new.office_at_work(&world)?;
    let (known, _) = recipient.judge(said.iter().map(Vec::as_slice))?;
    let mut arrived = recipient.receive(Cursor::new(package), &known)?;
    let index = arrived.signed_index();
    said.push(arrived.stored_receipt()?.as_bytes().to_vec());
    let mut opened = arrived.open()?;
    let lead = profile.profile().lead().parse()?;
    said.push(opened.opened_receipt(&lead)?.as_bytes().to_vec());
    let (known, _) = recipient.judge(said.iter().map(Vec::as_slice))?;
    let mut desk = recipient.desk(&index, &known)?;
    let tokens: Vec<_> = desk.tokens().collect();
    let accepted = desk.accept(tokens, "East".parse()?, "I. Calloway".parse()?);
    said.push(accepted.sign(&new.team_leader)?.as_bytes().to_vec());

    // The commissioner, who opens nothing, sees where every case stands.
    let mut commissioner = council.office_at_work(&world)?;
    let (known, _) = commissioner.judge(said.iter().map(Vec::as_slice))?;
    let report = commissioner
        .transfer(mandate.id(), &known)?
        .reconcile(time(3)?);
    Ok(format!(
        "cases: {}; may close: {}",
        report.read(),
        report.may_close()
    ))
}

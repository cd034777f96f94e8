use std::{fs, io::Cursor, path::Path};

use handover_cbor::RefusalClass;
use handover_dataset::Profile;
use handover_package::{Context, Received};
use handover_tests::Foreign;
use handover_transfer::{SentPackage, UnfitError};
use handover_trust::{
    AcceptedDirectory, Payload, Receipt, Roster, Sight, Statement, Verdict, VerifiedDirectory,
};
use serde_json::Value;

/// How many refusals the vectors have.
const COUNT: usize = 47;

pub(crate) fn has_its_class(path: &Path) -> datatest_stable::Result<()> {
    let foreign = Foreign::load();
    let name = path.file_name().unwrap().to_str().unwrap();
    let of_this_file =
        |refusal: &&Value| refusal["file"].as_str().unwrap().rsplit('/').next() == Some(name);
    let refusal = foreign.refusals.iter().find(of_this_file);
    check(&foreign, refusal.ok_or("no refusal names this file")?, path)
}

/// The refusals whose fault lies in who reads, or in what is at hand, not in the file.
pub(crate) fn of_good_files_have_their_class(_: &Path) -> datatest_stable::Result<()> {
    let foreign = Foreign::load();
    let is_good_file =
        |refusal: &&Value| !refusal["file"].as_str().unwrap().starts_with("refusals/");
    let mut run = 0;
    for refusal in foreign.refusals.iter().filter(is_good_file) {
        let path = Foreign::folder().join(refusal["file"].as_str().unwrap());
        check(&foreign, refusal, &path)?;
        run += 1;
    }
    let files = fs::read_dir(Foreign::folder().join("refusals"))?.count();
    assert_eq!((foreign.refusals.len(), run + files), (COUNT, COUNT));
    Ok(())
}

fn check(foreign: &Foreign, refusal: &Value, path: &Path) -> datatest_stable::Result<()> {
    let name = refusal["name"].as_str().unwrap();
    let bytes = fs::read(path)?;
    let class = match refusal["what"].as_str().unwrap() {
        "package" => package(foreign, refusal, &bytes),
        "head" => package(foreign, refusal, &with_head(&bytes)),
        "directory" => directory(foreign, refusal, &bytes),
        "receipt" => {
            statement::<Receipt>(foreign, refusal, &bytes, |sent, s| sent.check_receipt(s))
        }
        "roster" => statement::<Roster>(foreign, refusal, &bytes, |_, _| Ok(())),
        "verdict" => {
            statement::<Verdict>(foreign, refusal, &bytes, |sent, s| sent.check_verdict(s))
        }
        what => return Err(format!("{name}: nobody reads a {what}").into()),
    };
    let class = class.map(RefusalClass::as_str);
    let expected = refusal["expect"].as_str();
    if class == expected {
        Ok(())
    } else {
        Err(format!("{name}: {class:?}, not {expected:?}").into())
    }
}

/// Takes a package as far as it goes; `None` if all of it is taken.
fn package(foreign: &Foreign, refusal: &Value, file: &[u8]) -> Option<RefusalClass> {
    let agreed = foreign.agreed_in(refusal);
    let at_hand = if refusal["mandate_and_roster"] == true {
        agreed.at_hand()
    } else {
        agreed.without_mandate()
    };
    let at = Foreign::time(refusal["given_time"].as_u64().unwrap());
    let context = Context::new(&foreign.directory, at).with(at_hand);
    let reader = refusal["as"].as_str().unwrap();
    let us = Foreign::organisation(reader);
    let profile = Foreign::profile("caseload-transfer@1");
    let received = match Received::read(Cursor::new(file), &us, &profile, &context) {
        Ok(received) => received,
        Err(error) => return Some(error.class()),
    };
    match received.open(&foreign.sealing_key(reader)) {
        Ok(mut opened) => opened
            .cases()
            .find_map(|case| case.err().map(|error| error.class())),
        Err(error) => Some(error.class()),
    }
}

/// A head by itself, in the place of that of the good package.
fn with_head(head: &[u8]) -> Vec<u8> {
    let mut file = Foreign::bytes("packages/caseload.handover");
    let trailer = file.split_off(file.len() - 24);
    let head_at = u64::from_be_bytes(trailer[8..16].try_into().unwrap());
    file.truncate(usize::try_from(head_at).unwrap());
    [file, head.to_vec(), trailer].concat()
}

fn directory(foreign: &Foreign, refusal: &Value, bytes: &[u8]) -> Option<RefusalClass> {
    let at = Foreign::time(refusal["given_time"].as_u64().unwrap());
    let anchor = *foreign.directory.accepted().anchor();
    let accepted = refusal.get("accepted_before").map(|before| {
        let version = before[0].as_u64().unwrap();
        let id = before[1].as_str().unwrap().parse().unwrap();
        if id == *foreign.directory.accepted().id() {
            foreign.directory.accepted().clone()
        } else {
            AcceptedDirectory::bare(version, id, anchor, at)
        }
    });
    let verified = VerifiedDirectory::from_bytes(bytes, &anchor, accepted.as_ref(), at);
    verified.err().map(|error| error.class())
}

/// Verifies a statement, then holds it against the package that it should be about.
fn statement<P: Payload>(
    foreign: &Foreign,
    refusal: &Value,
    bytes: &[u8],
    check: impl Fn(&SentPackage<'_>, &Statement<P>) -> Result<(), UnfitError>,
) -> Option<RefusalClass> {
    let at = Foreign::time(refusal["given_time"].as_u64().unwrap());
    let sight = Sight::now(at);
    let statement = match foreign.directory.verify::<P>(bytes, &sight) {
        Ok(statement) => statement,
        Err(error) => return Some(error.class()),
    };
    let head = foreign
        .directory
        .verify(&Foreign::bytes("statements/package.cbor"), &sight);
    let head = head.unwrap();
    let profile = Profile::from_toml(&Foreign::bytes("profiles/caseload-transfer.toml")).unwrap();
    let values = Foreign::json("packages/caseload.json");
    let cases = values["cases"].as_array().unwrap().iter();
    let tokens: Vec<_> = cases
        .map(|case| case["token"].as_str().unwrap().parse().unwrap())
        .collect();
    let sent = SentPackage::new(&head, &tokens, &profile);
    check(&sent, &statement).err().map(UnfitError::class)
}

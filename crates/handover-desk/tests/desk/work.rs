//! What the services do at pages of other journeys, done with the library in the rooms of their desks.

use std::{fs, path::PathBuf};

use handover::{
    Office,
    case::{Case, checks::CheckContext},
    files::StatementFiles,
    package::ProfileInForce,
    transfer::KnownStatements,
    trust::{
        Decision, DueTimes, Payload, PosixTime, Roster, RosterCounts, RosterRow, Statement,
        StatementId, Token,
    },
};
use handover_files::file_name;
use handover_identity::{Identity, KeyName};

use crate::{
    http::PASSPHRASE,
    parties::CASE,
    rooms::{Desk, NOW},
};

fn now() -> PosixTime {
    PosixTime::new(NOW).unwrap()
}

fn office(desk: &Desk) -> Office {
    let office = Office::open(desk.folder("identity"), PASSPHRASE).unwrap();
    let directory = fs::read(desk.folder("directory")).unwrap();
    office.trust(&directory, None, now()).unwrap()
}

fn known(office: &mut Office, desk: &Desk) -> KnownStatements {
    let files = StatementFiles::find(&[desk.folder("transfer")], &mut |_| {}).unwrap();
    let mut left = 0;
    let gathered = office.judge_files(&files, &mut |_| left += 1).unwrap();
    assert_eq!(left, 0, "everything in the folder holds");
    gathered.known().clone()
}

fn put<P: Payload>(desk: &Desk, statement: &Statement<P>) {
    let name = file_name(P::KIND.as_str(), &statement.id().to_string(), "statement");
    fs::write(desk.folder("transfer").join(name), statement.as_bytes()).unwrap();
}

fn profile() -> ProfileInForce {
    ProfileInForce::built_in("caseload-transfer").unwrap()
}

fn case() -> Case {
    Case::from_json(CASE).unwrap()
}

/// The old service lists everybody: one goes and must be decided on so many days from now, one stays.
pub(crate) fn list_everybody(
    desk: &Desk,
    mandate: &StatementId,
    accepted_in_days: u32,
) -> (StatementId, Token) {
    let mut office = office(desk);
    let token = office.token(mandate, case().reference().unwrap()).unwrap();
    let due = |days| now().plus_days(days);
    let goes = RosterRow {
        token,
        reason: "current".parse().unwrap(),
        decision: Decision::Include {
            to: "ZZ902".parse().unwrap(),
            due: DueTimes {
                stored: due(1),
                accepted: due(accepted_in_days),
                contacted: due(20),
                reviewed: None,
            },
        },
    };
    let stays = RosterRow {
        token: Token::from_bytes([0xee; 32]),
        reason: "outside-window".parse().unwrap(),
        decision: Decision::Exclude,
    };
    let mut rows = vec![goes, stays];
    rows.sort_by_key(|row| row.token);
    let identity = Identity::read(&desk.folder("identity")).unwrap();
    let signer = identity.signer(&KeyName::office(), PASSPHRASE).unwrap();
    let roster = Roster {
        at: now(),
        by: "ZZ901".parse().unwrap(),
        mandate: *mandate,
        previous: None,
        counts: RosterCounts::of(&rows),
        rows,
    };
    let roster = signer.sign(roster).unwrap();
    put(desk, &roster);
    (*roster.id(), token)
}

/// The old service seals who goes; gives back the package.
pub(crate) fn seal(desk: &Desk, mandate: &StatementId) -> PathBuf {
    let mut office = office(desk);
    let known = known(&mut office, desk);
    let profile = profile();
    let checked = case()
        .check(profile.profile(), &CheckContext::default())
        .unwrap();
    let path = desk.folder("sealed").join("package.handover");
    let lead = profile.profile().lead().parse().unwrap();
    let sealed = office
        .seal([checked], &profile)
        .to("ZZ902".parse().unwrap(), lead)
        .under(known.mandate(mandate).unwrap(), &known)
        .write_file(&path)
        .unwrap();
    let index = sealed.sealed.signed_index();
    let name = file_name("package", &index.head().id().to_string(), "index");
    fs::write(desk.folder("transfer").join(name), index.to_bytes()).unwrap();
    path
}

/// The new service has the package, and can read it.
pub(crate) fn open(desk: &Desk, package: &PathBuf) {
    let mut office = office(desk);
    let known = known(&mut office, desk);
    let mut arrived = office
        .receive(fs::File::open(package).unwrap(), &known)
        .unwrap();
    put(desk, &arrived.stored_receipt().unwrap());
    let mut opened = arrived.open().unwrap();
    let lead = profile().profile().lead().parse().unwrap();
    put(desk, &opened.opened_receipt(&lead).unwrap());
}

/// A person of the new service takes on whoever came.
pub(crate) fn take_on(desk: &Desk) {
    let mut office = office(desk);
    let known = known(&mut office, desk);
    let identity = Identity::read(&desk.folder("identity")).unwrap();
    let person = identity.person(None).unwrap().key.clone();
    let signer = identity.signer(&person, PASSPHRASE).unwrap();
    let index = known.indexes().first().unwrap();
    let mut desk_of = office.desk(index, &known).unwrap();
    let tokens: Vec<Token> = desk_of.tokens().collect();
    let accepted = desk_of.accept(
        tokens,
        "East".parse().unwrap(),
        "I. Calloway".parse().unwrap(),
    );
    let accepted = accepted.sign(&signer).unwrap();
    put(desk, &accepted);
}

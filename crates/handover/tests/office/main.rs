//! What an office asks by itself: whoever builds on it cannot leave it out by forgetting.
#![expect(clippy::unwrap_used, reason = "a test may panic")]

#[path = "../../examples/whole_transfer/memory.rs"]
mod memory;
#[path = "../../examples/whole_transfer/story.rs"]
mod story;
#[path = "../../examples/whole_transfer/world.rs"]
mod world;

use std::{fs, io::Cursor};

use handover::{
    Office, OfficeError, OfficeMemory, SealingError, SealingStep,
    case::{Case, Checked, checks::CheckContext},
    caseload::{PlanError, WhyNotSealed},
    package::{OpenError, ProfileInForce},
    transfer::KnownStatements,
    trust::{Mandate, SealingPrivateKey, Statement},
};

use memory::Rows;
use world::{World, time};

/// An invented case that passes every check.
const CASE: &str = include_str!("../../../handover-cli/tests/cases/one-reader.json");

fn profile() -> ProfileInForce {
    ProfileInForce::built_in("caseload-transfer").unwrap()
}

fn checked() -> Checked<Case> {
    let case = Case::from_json(CASE).unwrap();
    case.check(profile().profile(), &CheckContext::default())
        .unwrap()
}

/// A mandate by which everybody is bound, and a frozen roster of the one case.
struct Agreed {
    world: World,
    mandate: Statement<Mandate>,
    said: Vec<Vec<u8>>,
}

impl Agreed {
    fn new() -> Self {
        let world = World::new().unwrap();
        let mandate = world.mandate(&profile()).unwrap();
        let mandate = world.council.office.sign(mandate).unwrap();
        let mut sender = world.old.office_at_work(&world).unwrap();
        let reference = checked().case().reference().unwrap().clone();
        let token = sender.token(mandate.id(), &reference).unwrap();
        let roster = world.roster(&mandate, token).unwrap();
        let roster = world.old.office.sign(roster).unwrap();
        let said = vec![
            mandate.as_bytes().to_vec(),
            world.old.agrees(*mandate.id()).unwrap(),
            world.new.agrees(*mandate.id()).unwrap(),
            roster.as_bytes().to_vec(),
            world.council.agrees(*roster.id()).unwrap(),
        ];
        Self {
            world,
            mandate,
            said,
        }
    }

    fn sender(&self) -> Office<Rows> {
        self.world.old.office_at_work(&self.world).unwrap()
    }

    fn recipient(&self) -> Office<Rows> {
        self.world.new.office_at_work(&self.world).unwrap()
    }

    fn known(&self, office: &mut Office<Rows>) -> KnownStatements {
        let said = self.said.iter().map(Vec::as_slice);
        let (known, refused) = office.judge(said).unwrap();
        assert!(refused.is_empty(), "{refused:?}");
        known
    }

    /// The package, sealed as it should be.
    fn sealed(&self, cases: Vec<Checked<Case>>) -> Result<Vec<u8>, SealingError> {
        let (mut office, profile) = (self.sender(), profile());
        let known = self.known(&mut office);
        let mut package = Vec::new();
        let lead = profile.profile().lead().parse().unwrap();
        office
            .seal(cases, &profile)
            .to(self.world.new.id.clone(), lead)
            .under(&self.mandate, &known)
            .write(&mut package)?;
        Ok(package)
    }
}

#[test]
fn the_example_goes_the_whole_way() {
    assert_eq!(story::tell().unwrap(), "cases: 1; may close: true");
}

/// The comparison with the rosters is asked before a byte is written, with what was sealed before.
#[test]
fn no_case_goes_twice_and_none_is_left_behind() {
    let agreed = Agreed::new();
    let Err(SealingError::Plan(PlanError::Differ(difference))) = agreed.sealed(Vec::new()) else {
        panic!("nothing was sealed, and nobody said so");
    };
    assert_eq!(difference.missing.len(), 1);
    agreed.sealed(vec![checked()]).unwrap();
    let Err(SealingError::Plan(PlanError::Differ(difference))) = agreed.sealed(vec![checked()])
    else {
        panic!("a case was sealed a second time");
    };
    assert_eq!(difference.already_sealed.len(), 1);
}

/// Packages and what is remembered of them appear together or not at all: a case that counts as sealed is in one.
#[test]
fn what_cannot_appear_is_forgotten() {
    let agreed = Agreed::new();
    let (mut office, profile) = (agreed.sender(), profile());
    let known = agreed.known(&mut office);
    let outer = tempfile::tempdir().unwrap();
    let mut seal = |name: &str, in_the_way: bool| {
        let to = outer.path().join(name);
        let lead = profile.profile().lead().parse().unwrap();
        office
            .seal([checked()], &profile)
            .to(agreed.world.new.id.clone(), lead)
            .under(&agreed.mandate, &known)
            .write_folder(&to, |step| {
                if in_the_way && step == SealingStep::Case {
                    fs::create_dir_all(to.join("somebody else's")).unwrap();
                }
            })
    };
    let failed = seal("first", true).unwrap_err();
    assert!(matches!(failed, SealingError::File(_)), "{failed}");
    let sealed = seal("second", false).unwrap();
    assert_eq!(sealed.packages.len(), 1);
    assert!(
        outer
            .path()
            .join("second/ZZ902-receiving-service.index")
            .exists()
    );
    let failed = seal("third", false).unwrap_err();
    assert!(
        matches!(failed, SealingError::Plan(PlanError::Differ(_))),
        "{failed}"
    );
}

#[test]
fn a_reader_whom_the_case_names_is_served_or_named() {
    let mut case: serde_json::Value = serde_json::from_str(CASE).unwrap();
    let readers = &mut case["sections"]["handover"]["distribution"]["value"];
    readers[1]["channel"] = "package".into();
    let case = Case::from_value(case).unwrap();
    let profile = profile();
    let context = CheckContext::default();
    let Ok(checked) = case.check(profile.profile(), &context) else {
        panic!("the case passes the checks");
    };
    let failed = Agreed::new().sealed(vec![checked]).unwrap_err();
    let SealingError::Plan(PlanError::StayBehind(WhyNotSealed::Unserved, stay)) = failed else {
        panic!("{failed}");
    };
    let readers = stay.unserved.iter().map(|(_, reader)| reader.to_string());
    assert_eq!(readers.collect::<Vec<_>>(), ["ANY:gp"]);
}

/// V-38: what is sealed under a mandate says so.
#[test]
fn a_case_of_another_mandate_is_not_sealed() {
    let mut case: serde_json::Value = serde_json::from_str(CASE).unwrap();
    case["sections"]["handover"]["mandate"]["reference"] = "ab".repeat(32).into();
    let case = Case::from_value(case).unwrap();
    let checked = case.check(profile().profile(), &CheckContext::default());
    let failed = Agreed::new().sealed(vec![checked.unwrap()]).unwrap_err();
    assert!(
        matches!(
            failed,
            SealingError::Plan(PlanError::StayBehind(WhyNotSealed::OtherMandate, _))
        ),
        "{failed}"
    );
}

/// V-26: what was opened in time opens again after its time, and nothing else does.
#[test]
fn what_was_opened_before_opens_after_its_time() {
    let agreed = Agreed::new();
    let package = agreed.sealed(vec![checked()]).unwrap();
    let late = time(24 * 90).unwrap();
    let open = |office: &mut Office<Rows>| {
        let known = agreed.known(office);
        let arrived = office.receive(Cursor::new(package.clone()), &known)?;
        arrived.open().map(|mut opened| opened.cases().count())
    };
    let mut office = agreed.recipient();
    office.set_time(late);
    let failed = open(&mut office).unwrap_err();
    assert!(
        matches!(failed, OfficeError::Open(OpenError::Expired)),
        "{failed}"
    );
    let mut office = agreed.recipient();
    assert_eq!(open(&mut office).unwrap(), 1);
    let mut office = agreed.recipient();
    office.set_time(late);
    assert_eq!(open(&mut office).unwrap(), 1);
}

/// V-15: the memory of the office, not whoever calls it, keeps the directory from going back.
#[test]
fn an_older_directory_is_refused() {
    let world = World::new().unwrap();
    world.new.office_at_work(&world).unwrap();
    let older = world.listed(1, world.new.card(None).unwrap()).unwrap();
    let failed = world.new.trusting(&older, &world).unwrap_err();
    assert_eq!(failed.class().unwrap().as_str(), "rollback");
}

/// V-18: another key for a recipient than those that were sealed to must be vouched for, or confirmed.
#[test]
fn a_new_key_must_be_vouched_for() {
    let agreed = Agreed::new();
    let (to, profile) = (agreed.world.new.id.clone(), profile());
    let lead = || profile.profile().lead().parse().unwrap();
    let mut before = agreed.world.old.memory.clone();
    before.key_used(&to, SealingPrivateKey::generate().public_key().id());
    let mut office = agreed.sender();
    let sealing = office.seal([checked()], &profile).to(to.clone(), lead());
    let failed = sealing.write(&mut Vec::new()).unwrap_err();
    assert!(
        matches!(failed, SealingError::Office(OfficeError::SealingKey { .. })),
        "{failed}"
    );
    let sealing = office.seal([checked()], &profile).to(to.clone(), lead());
    let sealing = sealing.confirming(agreed.world.new.sealing.id());
    sealing.write(&mut Vec::new()).unwrap();
    // From now on it is one that was sealed to.
    let sealing = office.seal([checked()], &profile).to(to, lead());
    sealing.write(&mut Vec::new()).unwrap();
}

/// An acceptance that would not count is not signed.
#[test]
fn the_desk_signs_nothing_that_would_not_count() {
    let mut agreed = Agreed::new();
    let package = agreed.sealed(vec![checked()]).unwrap();
    let mut office = agreed.recipient();
    let known = agreed.known(&mut office);
    let arrived = office.receive(Cursor::new(package), &known).unwrap();
    let index = arrived.signed_index();
    let accept = |office: &mut Office<Rows>, known: &KnownStatements| {
        let mut desk = office.desk(&index, known).unwrap();
        let tokens: Vec<_> = desk.tokens().collect();
        let team = "East".parse().unwrap();
        let accepted = desk.accept(tokens, team, "I. Calloway".parse().unwrap());
        accepted.sign(&agreed.world.new.team_leader)
    };
    agreed.said.push(index.to_bytes());
    let mut office = agreed.recipient();
    let known = agreed.known(&mut office);
    let failed = accept(&mut office, &known).unwrap_err();
    assert!(matches!(failed, OfficeError::Unsayable { .. }), "{failed}");
}

/// S-75: a receipt that is at hand already is given again, byte for byte, whatever the time.
#[test]
fn a_receipt_at_hand_is_given_again() {
    let mut agreed = Agreed::new();
    let package = agreed.sealed(vec![checked()]).unwrap();
    let give = |agreed: &Agreed, hours| {
        let mut office = agreed.recipient();
        office.set_time(time(hours).unwrap());
        let known = agreed.known(&mut office);
        let package = Cursor::new(package.clone());
        let mut arrived = office.receive(package, &known).unwrap();
        arrived.stored_receipt().unwrap().as_bytes().to_vec()
    };
    let first = give(&agreed, 3);
    agreed.said.push(first.clone());
    assert_eq!(give(&agreed, 9), first);
}

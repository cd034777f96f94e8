//! What we seal, each recipient opens, and opens no more than it is given.

use std::io::Cursor;

use handover_cbor::RefusalClass;
use handover_dataset::SectionName;
use handover_package::{
    AgreementState, DraftCase, HeadError, OpenError, ReceiveError, Received, SealError,
};
use handover_trust::{StatementId, Token};

use crate::{
    sealing::{case, draft, encoded, is_protected, seal, token, tokens},
    world::{World, mandate, organisation, profile, roster_to},
};

#[test]
fn several_recipients_open_their_sections_of_every_case() {
    let world = World::load();
    let profile = profile("maternity-discharge");
    let tokens = tokens(600);
    let draft = draft(&profile)
        .grant(world.grant("ZZ911", "community-midwife"))
        .grant(world.grant("ZZG01", "gp"))
        .grant(world.grant("ZZM01", "idva"));
    let (file, sealed) = seal(&world, &profile, draft, &tokens).unwrap();
    assert_eq!(sealed.count(), 600);
    let over: Vec<u64> = sealed
        .overflows()
        .iter()
        .map(|line| line.over_floor)
        .collect();
    assert_eq!(over, [0, 0, 0, 0, 600, 0, 0, 0, 0]); // only `plan` is over its floor
    for (reader, lacks) in [("ZZ911", 0), ("ZZG01", 2), ("ZZM01", 2)] {
        let us = organisation(reader);
        let received = Received::read(Cursor::new(&file), &us, &profile, &world.context()).unwrap();
        assert_eq!(received.agreement(), AgreementState::NoMandate);
        assert_eq!(received.tokens().collect::<Vec<_>>(), tokens);
        assert_eq!(received.head().id(), sealed.head().id());
        let mut opened = received.open(&world.sealing_key(reader)).unwrap();
        let mut seen: Vec<Token> = Vec::new();
        for case in opened.cases() {
            let case = case.unwrap();
            seen.push(case.token());
            let expected = encoded(&profile, &case.token());
            assert_eq!(case.sections().count(), expected.len() - lacks);
            for (name, bytes) in case.sections() {
                let (_, expected) = expected.iter().find(|(other, _)| *other == name).unwrap();
                assert_eq!(bytes, expected);
            }
            if reader == "ZZG01" && is_protected(&case.token()) {
                assert_eq!(case.section(SectionName::Location), Some(&[0xa0][..]));
                assert_eq!(case.section(SectionName::LocationProtected), None);
            }
        }
        assert_eq!(seen, tokens);
        let one = opened.case(&tokens[421]).unwrap().unwrap();
        assert_eq!(one.token(), tokens[421]);
    }
}

#[test]
fn under_a_mandate_the_package_waits_for_its_countersign() {
    let world = World::load();
    let profile = profile("caseload-transfer");
    let tokens = tokens(3);
    let mut agreed = world.agree_on(mandate(profile.reference()), roster_to("ZZ902", &tokens));
    let draft = draft(&profile)
        .under(&agreed.mandate[0], &agreed.roster[0], &agreed.countersigns)
        .grant(world.grant("ZZ902", "receiving-service"));
    let (file, sealed) = seal(&world, &profile, draft, &tokens).unwrap();
    let us = organisation("ZZ902");
    let read = |agreed: &crate::world::Agreed| {
        let context = world.context().with(agreed.at_hand());
        Received::read(Cursor::new(&file), &us, &profile, &context)
            .map(|received| received.agreement())
    };
    let missing = Err(ReceiveError::Head(HeadError::MissingCountersign));
    assert_eq!(read(&agreed), missing);
    for (who, role) in [
        ("ZZ902 person", "team-leader"),
        ("ZZ901 person", "key-worker"),
    ] {
        agreed
            .countersigns
            .push(world.countersign(who, role, sealed.head().id()));
        assert_eq!(read(&agreed), missing, "{who} {role}");
    }
    let by_sender = world.countersign("ZZ901 person", "team-leader", sealed.head().id());
    agreed.countersigns.push(by_sender);
    assert_eq!(read(&agreed), Ok(AgreementState::Checked));
    let context = world.context();
    let received = Received::read(Cursor::new(&file), &us, &profile, &context).unwrap();
    assert_eq!(received.agreement(), AgreementState::NotAtHand);
}

#[test]
fn a_wrong_key_and_another_organisation_are_told_apart() {
    let world = World::load();
    let profile = profile("maternity-discharge");
    let draft = draft(&profile).grant(world.grant("ZZ911", "community-midwife"));
    let (file, _) = seal(&world, &profile, draft, &tokens(1)).unwrap();
    let read = |us: &str| {
        Received::read(
            Cursor::new(&file),
            &organisation(us),
            &profile,
            &world.context(),
        )
    };
    assert_eq!(read("ZZ902").unwrap_err().class(), RefusalClass::Recipient);
    let opened = read("ZZ911").unwrap().open(&world.sealing_key("ZZ902"));
    assert_eq!(opened.unwrap_err().class(), RefusalClass::Decrypt);
}

#[test]
fn the_same_draft_never_seals_with_the_same_keys() {
    let world = World::load();
    let profile = profile("maternity-discharge");
    let draft = draft(&profile).grant(world.grant("ZZ911", "community-midwife"));
    let (one, _) = seal(&world, &profile, draft.clone(), &tokens(1)).unwrap();
    let (other, _) = seal(&world, &profile, draft, &tokens(1)).unwrap();
    let case = 8 + 40..2000;
    assert!(
        one[case.clone()]
            .iter()
            .zip(&other[case])
            .filter(|(a, b)| a == b)
            .count()
            < 200
    );
}

#[test]
fn grants_that_the_profile_forbids_are_not_sealed() {
    let world = World::load();
    let profile = profile("caseload-transfer");
    let tokens = tokens(1);
    let agreed = world.agree(profile.reference(), &tokens);
    let under =
        || draft(&profile).under(&agreed.mandate[0], &agreed.roster[0], &agreed.countersigns);
    let lead = |to| world.grant(to, "receiving-service");
    let refused = |draft| {
        seal(&world, &profile, draft, &tokens)
            .map(|_| ())
            .unwrap_err()
    };
    let forbidden = SealError::HeadChecks(HeadError::ForbiddenGrant);
    let split = under()
        .grant(lead("ZZ902"))
        .grant(world.grant("ZZG01", "gp"));
    assert_eq!(refused(split), forbidden);
    let unknown = draft(&profile).grant(world.grant("ZZG01", "neighbour"));
    assert_eq!(refused(unknown), forbidden);
    let outside = under().grant(lead("ZZM01"));
    assert_eq!(
        refused(outside),
        SealError::HeadChecks(HeadError::NotOfMandate)
    );
    let both = under().grant(lead("ZZ902")).grant(lead("ZZ911"));
    assert_eq!(refused(both), SealError::HeadChecks(HeadError::NotOfRoster));
    assert_eq!(refused(under()), SealError::Nothing);
    let twice = under().grant(lead("ZZ902")).grant(lead("ZZ902"));
    assert_eq!(refused(twice).class(), RefusalClass::Schema);
    let many = (0..65).fold(draft(&profile), |draft, _| draft.grant(lead("ZZ902")));
    assert_eq!(refused(many), SealError::Limit);
    assert!(seal(&world, &profile, under().grant(lead("ZZ902")), &tokens).is_ok());
    let unbound = draft(&profile)
        .under(
            &agreed.mandate[0],
            &agreed.roster[0],
            &agreed.countersigns[..1],
        )
        .grant(lead("ZZ902"));
    assert_eq!(
        refused(unbound),
        SealError::HeadChecks(HeadError::MissingCountersign)
    );
}

#[test]
fn cases_come_once_each_and_in_order() {
    let world = World::load();
    let profile = profile("maternity-discharge");
    let draft = || draft(&profile).grant(world.grant("ZZ911", "community-midwife"));
    let tokens = tokens(2);
    let begin = |tokens: Vec<Token>| draft().begin(tokens, Vec::new());
    assert_eq!(begin(vec![]).unwrap_err(), SealError::Nothing);
    let twice = begin(vec![tokens[0], tokens[1], tokens[0]]);
    assert_eq!(twice.unwrap_err(), SealError::DuplicateToken);
    let mut sealer = begin(vec![tokens[1], tokens[0]]).unwrap(); // sorted by the draft
    assert_eq!(
        sealer.push(case(&profile, &tokens[1])),
        Err(SealError::OtherCase)
    );
    assert_eq!(
        sealer.push(case(&profile, &token(99))),
        Err(SealError::OtherCase)
    );
    sealer.push(case(&profile, &tokens[0])).unwrap();
    let early = sealer.finish(&world.signer("ZZ901 office"));
    assert_eq!(early.unwrap_err(), SealError::OtherCase);
    let before = StatementId::from_bytes([3; 32]);
    let superseding = draft().superseding(before);
    let mut sealer = superseding.begin(tokens.clone(), Vec::new()).unwrap();
    sealer.push(case(&profile, &tokens[0])).unwrap();
    sealer.push(case(&profile, &tokens[1])).unwrap();
    let third = sealer.push(case(&profile, &tokens[1]));
    assert_eq!(third, Err(SealError::OtherCase));
    let sealed = sealer.finish(&world.signer("ZZ901 office")).unwrap();
    assert_eq!(sealed.head().payload().supersedes, Some(before));
}

type Sections = Vec<(SectionName, Vec<u8>)>;

#[test]
fn what_a_recipient_would_refuse_in_a_case_is_not_sealed() {
    let world = World::load();
    let profile = profile("maternity-discharge");
    let token = token(1); // not protected
    let refused = |change: &dyn Fn(&mut Sections)| {
        let mut sections = encoded(&profile, &token);
        change(&mut sections);
        let draft = draft(&profile).grant(world.grant("ZZ911", "community-midwife"));
        let mut sealer = draft.begin(vec![token], Vec::new()).unwrap();
        sealer.push(DraftCase::unchecked(token, sections)).unwrap();
        sealer.finish(&world.signer("ZZ901 office")).unwrap_err()
    };
    let fewer = refused(&|sections| drop(sections.pop()));
    assert_eq!(fewer, SealError::OtherSections);
    assert_eq!(
        refused(&|sections| sections.swap(0, 1)),
        SealError::OtherSections
    );
    let null = refused(&|sections| sections[0].1 = vec![0xa1, 0x61, b'a', 0xf6]);
    assert_eq!(null.class(), RefusalClass::Schema);
    let long_form = refused(&|sections| sections[0].1 = vec![0xa1, 0x61, b'a', 0x18, 1]);
    assert_eq!(long_form.class(), RefusalClass::NotDeterministic);
    let long = refused(&|sections| sections[0].1 = vec![0xa0; (256 << 10) + 1]);
    assert_eq!(long.class(), RefusalClass::Limits);
    let swapped = refused(&|sections| {
        let place = std::mem::replace(&mut sections[2].1, vec![0xa0]);
        sections[3].1 = place;
    });
    assert_eq!(swapped, SealError::MisplacedPlace);
}

#[test]
fn a_full_disk_is_no_refusal_of_the_case() {
    struct Full(usize);
    impl std::io::Write for Full {
        fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
            if self.0 < bytes.len() {
                return Err(std::io::ErrorKind::StorageFull.into());
            }
            self.0 -= bytes.len();
            Ok(bytes.len())
        }
        fn flush(&mut self) -> std::io::Result<()> {
            Ok(())
        }
    }
    let world = World::load();
    let profile = profile("maternity-discharge");
    let draft = draft(&profile).grant(world.grant("ZZ911", "community-midwife"));
    let token = token(1);
    let mut sealer = draft.begin(vec![token], Full(100)).unwrap();
    sealer.push(case(&profile, &token)).unwrap();
    let error = sealer.finish(&world.signer("ZZ901 office")).unwrap_err();
    assert_eq!(error, SealError::Sink(std::io::ErrorKind::StorageFull));
    assert_eq!(error.class(), RefusalClass::Storage);
}

/// A log shows the names of types and ids, nothing of a case and no key.
#[test]
fn nothing_of_a_case_is_in_a_debug_line() {
    let world = World::load();
    let profile = profile("maternity-discharge");
    let token = token(1);
    let draft = draft(&profile).grant(world.grant("ZZ911", "community-midwife"));
    assert_eq!(format!("{:?}", case(&profile, &token)), "DraftCase(..)");
    let (file, sealed) = seal(&world, &profile, draft, &[token]).unwrap();
    assert!(!format!("{sealed:?}").contains("SealedCase"));
    let us = organisation("ZZ911");
    let received = Received::read(Cursor::new(file), &us, &profile, &world.context()).unwrap();
    assert_eq!(format!("{received:?}"), "Received(..)");
    let mut opened = received.open(&world.sealing_key("ZZ911")).unwrap();
    assert_eq!(format!("{:?}", opened.cases()), "Cases(..)");
    assert_eq!(format!("{opened:?}"), "Opened(..)");
    let refusal = OpenError::WrongKey;
    assert_eq!(refusal.to_string(), "not opened by this key");
}

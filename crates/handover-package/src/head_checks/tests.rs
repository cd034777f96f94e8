use handover_trust::{
    Certificate, Countersign, Digest, EncapsulatedKey, KeyId, Nonce, PosixTime, RosterCounts,
    Signer, SigningKey, StatementId, Token,
};
use serde_bytes::ByteBuf;

use super::*;
use crate::world::{Agreed, NOW, World, mandate, organisation, profile, roster_to, time};

const TOKEN: [u8; 32] = [1; 32];

fn names(names: &[&str]) -> Vec<ShortName> {
    names.iter().map(|name| name.parse().unwrap()).collect()
}

fn stanza(to: &str, audience: &str, sections: &[ShortName]) -> Stanza {
    Stanza {
        to: organisation(to),
        audience: audience.parse().unwrap(),
        sections: sections.to_vec(),
        key: KeyId::from_bytes([0; 32]),
        enc: EncapsulatedKey::from_bytes(&[0; 1120]),
        sealed: ByteBuf::from(vec![0; 64]),
    }
}

/// A head for ZZ902 under the mandate, as it should be.
fn head(agreed: &Agreed, profile: &ProfileInForce) -> Package {
    let sections: Vec<ShortName> = profile
        .sections()
        .iter()
        .map(|section| section.name.as_str().parse().unwrap())
        .collect();
    Package {
        at: time(NOW),
        by: organisation("ZZ901"),
        until: PosixTime::MAX,
        nonce: Nonce::from_bytes([0; 16]),
        mandate: Some(*agreed.mandate[0].id()),
        roster: Some(*agreed.roster[0].id()),
        profile: profile.reference().clone(),
        stanzas: vec![stanza("ZZ902", "receiving-service", &sections)],
        sections,
        count: 1,
        root: Digest::from_bytes([0; 32]),
        supersedes: None,
    }
}

struct Scene {
    world: World,
    profile: ProfileInForce,
    agreed: Agreed,
}

impl Scene {
    fn new() -> Self {
        Self::with(|_| {})
    }

    /// With a mandate that asks for no countersign, unless `change` adds one.
    fn with(change: impl FnOnce(&mut Mandate)) -> Self {
        let world = World::load();
        let profile = profile("caseload-transfer");
        let mut mandate = mandate(profile.reference());
        mandate.countersign.clear();
        change(&mut mandate);
        let tokens = [Token::from_bytes(TOKEN)];
        let agreed = world.agree_on(mandate, roster_to("ZZ902", &tokens));
        Self {
            world,
            profile,
            agreed,
        }
    }

    fn head(&self) -> Package {
        head(&self.agreed, &self.profile)
    }

    fn check(&self, head: Package) -> Result<AgreementState, HeadError> {
        let head = self.world.signer("ZZ901 office").sign(head).unwrap();
        check(&head, &self.profile, &self.agreed.at_hand(), [TOKEN])
    }

    fn check_changed(
        &self,
        change: impl FnOnce(&mut Package),
    ) -> Result<AgreementState, HeadError> {
        let mut head = self.head();
        change(&mut head);
        self.check(head)
    }
}

#[test]
fn a_head_that_agrees_with_everything_is_taken() {
    let scene = Scene::new();
    assert_eq!(scene.check(scene.head()), Ok(AgreementState::Checked));
}

#[test]
fn the_profile_is_the_one_in_force() {
    let scene = Scene::new();
    let other_hash = scene.check_changed(|head| head.profile.1 = Digest::from_bytes([0; 32]));
    assert_eq!(other_hash, Err(HeadError::OtherProfile));
    let fewer = scene.check_changed(|head| {
        head.sections.pop();
        head.stanzas[0].sections.pop();
    });
    assert_eq!(fewer, Err(HeadError::OtherProfile));
}

#[test]
fn stanzas_grant_what_the_profile_gives() {
    let scene = Scene::new();
    let forbidden = Err(HeadError::ForbiddenGrant);
    let unknown = |head: &mut Package| head.stanzas[0].audience = "neighbour".parse().unwrap();
    assert_eq!(scene.check_changed(unknown), forbidden);
    let fewer = |head: &mut Package| drop(head.stanzas[0].sections.pop());
    assert_eq!(scene.check_changed(fewer), forbidden);
    let gp = stanza("ZZG01", "gp", &names(&["person", "plan", "handover"]));
    let split = |head: &mut Package| head.stanzas.push(gp.clone());
    assert_eq!(scene.check_changed(split), forbidden);
    let alone = |head: &mut Package| {
        (head.mandate, head.roster) = (None, None);
        head.stanzas = vec![gp.clone()];
    };
    assert_eq!(scene.check_changed(alone), Ok(AgreementState::NoMandate));
    let two_of_one_audience = |head: &mut Package| {
        alone(head);
        head.stanzas.push(stanza("ZZ911", "gp", &gp.sections));
    };
    let taken = Ok(AgreementState::NoMandate);
    assert_eq!(scene.check_changed(two_of_one_audience), taken);
    let beside_another = |head: &mut Package| {
        let whole = head.stanzas.clone();
        alone(head);
        head.stanzas.extend(whole);
    };
    assert_eq!(scene.check_changed(beside_another), forbidden);
}

#[test]
fn who_has_the_mandate_needs_the_roster_that_the_head_names() {
    let scene = Scene::new();
    let other = StatementId::from_bytes([9; 32]);
    let roster = scene.check_changed(|head| head.roster = Some(other));
    assert_eq!(roster, Err(HeadError::RosterNotAtHand));
    let mandate = scene.check_changed(|head| head.mandate = Some(other));
    assert_eq!(mandate, Ok(AgreementState::NotAtHand));
}

#[test]
fn the_roster_is_of_mandate_and_sender() {
    let mut scene = Scene::new();
    let mut roster = scene.agreed.roster[0].payload().clone();
    roster.mandate = StatementId::from_bytes([9; 32]);
    scene.agreed.roster = [scene
        .world
        .signer("ZZ901 office")
        .sign(roster.clone())
        .unwrap()];
    assert_eq!(scene.check(scene.head()), Err(HeadError::NotOfRoster));
    roster.mandate = *scene.agreed.mandate[0].id();
    roster.by = organisation("ZZ911");
    scene.agreed.roster = [scene.world.signer("ZZ911 office").sign(roster).unwrap()];
    assert_eq!(scene.check(scene.head()), Err(HeadError::NotOfRoster));
}

#[test]
fn sender_profile_and_lead_recipient_are_those_of_the_mandate() {
    let refused = Err(HeadError::NotOfMandate);
    let scene = Scene::with(|mandate| mandate.from = organisation("ZZ910"));
    // The roster must be by the sender of the mandate too, which is not the check under test.
    assert_eq!(scene.check(scene.head()), Err(HeadError::NotOfRoster));
    let scene = Scene::new();
    let by_other = scene.check_changed(|head| head.by = organisation("ZZ902"));
    assert_eq!(by_other, refused);
    let scene = Scene::with(|mandate| mandate.profile.1 = Digest::from_bytes([0; 32]));
    assert_eq!(scene.check(scene.head()), refused);
    let scene = Scene::with(|mandate| mandate.to = vec![organisation("ZZ911")]);
    assert_eq!(scene.check(scene.head()), refused);
}

#[test]
fn every_case_is_included_for_a_recipient_of_the_package() {
    let refused = Err(HeadError::NotOfRoster);
    let mut scene = Scene::new();
    let head = scene.head();
    let signed = scene
        .world
        .signer("ZZ901 office")
        .sign(head.clone())
        .unwrap();
    let foreign = [TOKEN, [2; 32]];
    let result = check(&signed, &scene.profile, &scene.agreed.at_hand(), foreign);
    assert_eq!(result, refused);
    let other = scene.check_changed(|head| head.stanzas[0].to = organisation("ZZ911"));
    assert_eq!(other, refused);
    let mut roster = scene.agreed.roster[0].payload().clone();
    for decision in [Decision::Exclude, Decision::Undecided { by: None }] {
        roster.rows[0].decision = decision;
        roster.counts = RosterCounts::of(&roster.rows);
        let signed = scene
            .world
            .signer("ZZ901 office")
            .sign(roster.clone())
            .unwrap();
        let mut head = head.clone();
        head.roster = Some(*signed.id());
        scene.agreed.roster = [signed];
        assert_eq!(scene.check(head), refused);
    }
}

#[test]
fn the_mandate_binds_who_has_countersigned_it() {
    let missing = Err(HeadError::MissingCountersign);
    for left_out in [0, 1] {
        let mut scene = Scene::new();
        scene.agreed.countersigns.remove(left_out);
        assert_eq!(scene.check(scene.head()), missing, "{left_out}");
    }
    // Nobody needs to hear of a recipient that is not in this package.
    let mut scene = Scene::new();
    scene.agreed.countersigns.pop();
    assert_eq!(scene.check(scene.head()), Ok(AgreementState::Checked));
    // To have seen a mandate is not to agree to it; a person's word does.
    let mut scene = Scene::new();
    let mandate = *scene.agreed.mandate[0].id();
    scene.agreed.countersigns[1] = scene.world.countersign("ZZ902 office", "seen", &mandate);
    assert_eq!(scene.check(scene.head()), missing);
    scene.agreed.countersigns[1] = scene
        .world
        .countersign("ZZ902 person", "team-leader", &mandate);
    assert_eq!(scene.check(scene.head()), Ok(AgreementState::Checked));
}

#[test]
fn the_mandate_may_ask_for_more_countersigns() {
    let role: ShortName = "team-leader".parse().unwrap();
    for kind in [Kind::Mandate, Kind::Package, Kind::Roster] {
        let mut scene = Scene::with(|mandate| mandate.countersign = vec![(kind, role.clone())]);
        let missing = Err(HeadError::MissingCountersign);
        let head = scene.head();
        let signed = scene
            .world
            .signer("ZZ901 office")
            .sign(head.clone())
            .unwrap();
        assert_eq!(scene.check(head.clone()), missing, "{kind}");
        let id = match kind {
            Kind::Mandate => *scene.agreed.mandate[0].id(),
            Kind::Package => *signed.id(),
            _ => *scene.agreed.roster[0].id(),
        };
        for outsider in ["ZZM01 person", "ZZG01 person"] {
            let countersign = scene.world.countersign(outsider, "team-leader", &id);
            scene.agreed.countersigns.push(countersign);
        }
        let other_role = scene.world.countersign("ZZ901 person", "key-worker", &id);
        scene.agreed.countersigns.push(other_role);
        assert_eq!(scene.check(head.clone()), missing, "{kind}");
        let countersign = scene.world.countersign("ZZ901 person", "team-leader", &id);
        scene.agreed.countersigns.push(countersign);
        assert_eq!(scene.check(head), Ok(AgreementState::Checked), "{kind}");
    }
}

/// A scene of words between the parties: a profile `reply` names its own profile, not the mandate's.
fn reply(by: &str, to: &[&str], tokens: &[[u8; 32]]) -> Result<AgreementState, HeadError> {
    let scene = Scene::with(|mandate| {
        mandate.countersign = vec![(Kind::Package, "team-leader".parse().unwrap())];
    });
    let profile = profile("reply");
    let mut head = scene.head();
    head.by = organisation(by);
    head.profile = profile.reference().clone();
    head.sections = names(&["handover"]);
    let stanza = |to: &&str| stanza(to, "party", &head.sections);
    head.stanzas = to.iter().map(stanza).collect();
    head.count = u64::try_from(tokens.len()).unwrap();
    let head = scene
        .world
        .signer(&format!("{by} office"))
        .sign(head)
        .unwrap();
    check(
        &head,
        &profile,
        &scene.agreed.at_hand(),
        tokens.iter().copied(),
    )
}

#[test]
fn words_go_between_the_parties_in_either_direction_one_case_at_a_time() {
    assert_eq!(
        reply("ZZ901", &["ZZ902"], &[TOKEN]),
        Ok(AgreementState::Checked)
    );
    assert_eq!(
        reply("ZZ902", &["ZZ901"], &[TOKEN]),
        Ok(AgreementState::Checked)
    );
    let outsiders = [
        reply("ZZM01", &["ZZ901"], &[TOKEN]),
        reply("ZZ901", &["ZZG01"], &[TOKEN]),
    ];
    assert_eq!(outsiders, [Err(HeadError::NotOfMandate); 2]);
    let two = reply("ZZ901", &["ZZ902"], &[TOKEN, TOKEN]);
    assert_eq!(two, Err(HeadError::NotOfMandate));
    let foreign = reply("ZZ901", &["ZZ902"], &[[2; 32]]);
    assert_eq!(foreign, Err(HeadError::NotOfRoster));
}

/// V-22: a second signature is by another certificate and another key than the first.
#[test]
fn who_signed_first_does_not_countersign() {
    let role: ShortName = "team-leader".parse().unwrap();
    let mut scene = Scene::with(|mandate| {
        mandate.countersign = vec![(Kind::Package, role.clone())];
    });
    let head = scene.head();
    let first = scene.world.signer("ZZ901 office");
    let signed = first.sign(head.clone()).unwrap();
    let countersign = Countersign {
        at: time(NOW),
        by: organisation("ZZ901"),
        role: role.clone(),
        statement: (*signed.id()).into(),
    };
    let renewed = Certificate::self_signed(
        first.key(),
        &organisation("ZZ901"),
        "the same key, another certificate",
        time(0),
        PosixTime::MAX,
    );
    let key = SigningKey::from_pkcs8(&first.key().to_pkcs8()).unwrap();
    let same_key = Signer::new(key, renewed).unwrap();
    for hand in [&first, &same_key] {
        scene
            .agreed
            .countersigns
            .push(hand.sign(countersign.clone()).unwrap());
    }
    assert_eq!(
        scene.check(head.clone()),
        Err(HeadError::MissingCountersign)
    );
    let other = scene
        .world
        .countersign("ZZ901 person", "team-leader", signed.id());
    scene.agreed.countersigns.push(other);
    assert_eq!(scene.check(head), Ok(AgreementState::Checked));
}

use handover_cbor::RefusalClass;
use handover_trust::{Digest, Nonce, PosixTime};
use serde_json::json;

use super::*;
use crate::world::{World, organisation, profile, time};

fn head() -> Package {
    Package {
        at: time(0),
        by: organisation("ZZ901"),
        until: PosixTime::MAX,
        nonce: Nonce::from_bytes([0; 16]),
        mandate: None,
        roster: None,
        profile: profile("caseload-transfer").reference().clone(),
        sections: names(&["person", "plan"]),
        stanzas: vec![],
        count: 1,
        root: Digest::from_bytes([0; 32]),
        supersedes: None,
    }
}

fn names(names: &[&str]) -> Vec<ShortName> {
    names.iter().map(|name| name.parse().unwrap()).collect()
}

fn sealed(world: &World) -> Stanza {
    let grant = world.grant("ZZ902", "receiving-service");
    let secret_of = |name: &ShortName| Secret::new([name.as_str().as_bytes()[1]; 32]);
    seal(&head(), &grant, names(&["person", "plan"]), secret_of).unwrap()
}

#[test]
fn opens_to_the_secrets_of_its_sections() {
    let world = World::load();
    let secrets = open(&head(), &sealed(&world), &world.sealing_key("ZZ902")).unwrap();
    let names: Vec<&str> = secrets.keys().map(String::as_str).collect();
    assert_eq!(names, ["person", "plan"]);
    assert_eq!(secrets["plan"].as_bytes(), &[b'l'; 32]);
    assert_eq!(
        format!("{secrets:?}"),
        "{\"person\": Secret(..), \"plan\": Secret(..)}"
    );
}

/// A stanza opens in its own head only, for its own recipient, audience and sections.
#[test]
fn everything_that_it_says_is_bound() {
    let world = World::load();
    let key = world.sealing_key("ZZ902");
    let heads: [fn(&mut Package); 3] = [
        |head| head.nonce = Nonce::from_bytes([1; 16]),
        |head| head.by = organisation("ZZ910"),
        |head| head.mandate = Some(StatementId::from_bytes([1; 32])),
    ];
    for change in heads {
        let mut head = head();
        change(&mut head);
        assert_eq!(
            open(&head, &sealed(&world), &key).unwrap_err(),
            OpenError::WrongKey
        );
    }
    let stanzas: [fn(&mut Stanza); 5] = [
        |stanza| stanza.to = organisation("ZZ911"),
        |stanza| stanza.audience = "gp".parse().unwrap(),
        |stanza| stanza.sections.truncate(1),
        |stanza| stanza.key = handover_trust::KeyId::from_bytes([0; 32]),
        |stanza| stanza.sealed[20] ^= 1,
    ];
    for change in stanzas {
        let mut stanza = sealed(&world);
        change(&mut stanza);
        assert_eq!(
            open(&head(), &stanza, &key).unwrap_err(),
            OpenError::WrongKey
        );
    }
    let other = open(&head(), &sealed(&world), &world.sealing_key("ZZ911"));
    assert_eq!(other.unwrap_err(), OpenError::WrongKey);
}

/// Whatever the sender sealed must be the secrets of exactly the sections, in the one encoding.
#[test]
fn what_is_sealed_is_of_the_grammar() {
    let world = World::load();
    let key = world.sealing_key("ZZ902");
    let class = |plaintext: &[u8]| {
        let mut stanza = sealed(&world);
        let info = info(&head(), &stanza.to, &stanza.audience, &stanza.sections);
        let (enc, sealed) = key.public_key().seal(&info, plaintext).unwrap();
        stanza.enc = enc;
        stanza.sealed = ByteBuf::from(sealed);
        open(&head(), &stanza, &key)
            .map(|_| ())
            .map_err(OpenError::class)
    };
    let secrets = |names: &[&str]| {
        let secret = |name: &&str| ((*name).to_owned(), Secret::new([7; 32]));
        encode_secrets(&names.iter().map(secret).collect()).to_vec()
    };
    let good = secrets(&["person", "plan"]);
    assert_eq!(class(&good), Ok(()));
    for others in [
        &["person"][..],
        &["person", "plan", "risk"],
        &["person", "risk"],
        &[],
    ] {
        assert_eq!(
            class(&secrets(others)),
            Err(RefusalClass::Policy),
            "{others:?}"
        );
    }
    assert_eq!(class(&[&good[..], &[0]].concat()), Err(RefusalClass::Parse));
    let descending = [&[0xa2][..], &good[1 + 5 + 34..], &good[1..1 + 5 + 34]].concat();
    assert_eq!(class(&descending), Err(RefusalClass::NotDeterministic));
    for other in [json!({"person": "x", "plan": "y"}), json!(["person"])] {
        assert_eq!(
            class(&handover_cbor::to_vec(&other)),
            Err(RefusalClass::Schema)
        );
    }
    let short = handover_cbor::to_vec(&std::collections::BTreeMap::from([
        ("person", serde_bytes::Bytes::new(&[7; 31])),
        ("plan", serde_bytes::Bytes::new(&[7; 32])),
    ]));
    assert_eq!(class(&short), Err(RefusalClass::Schema));
    // V-02: 1 MiB, and 65,536 items, a map of half as many pairs among them.
    let too_many = [0xb9, 0x80, 0];
    assert_eq!(class(&too_many), Err(RefusalClass::Limits));
    let too_long = vec![0; (1 << 20) + 1];
    assert_eq!(class(&too_long), Err(RefusalClass::Limits));
}

use cbor4ii::core::Value;

use super::*;
use crate::{
    Date, Digest, EncapsulatedKey, EventWord, KeyId, MandateKind, Nonce, ReceiptRung,
    SealingPublicKey, ShortName, StatementId, Token,
};

fn at() -> PosixTime {
    PosixTime::new(1_789_891_200).unwrap()
}

fn org(id: &str) -> OrganisationId {
    id.parse().unwrap()
}

fn short(name: &str) -> ShortName {
    name.parse().unwrap()
}

fn id(n: u8) -> StatementId {
    StatementId::from_bytes([n; 32])
}

fn token(n: u8) -> Token {
    Token::from_bytes([n; 32])
}

fn file() -> crate::FileReference {
    crate::FileReference("p@1".parse().unwrap(), Digest::from_bytes([1; 32]))
}

fn card() -> Card {
    Card {
        at: at(),
        by: org("ZZ901"),
        name: "Organisation".parse().unwrap(),
        contact: "desk".parse().unwrap(),
        server: None,
        certificates: vec![CardCertificate {
            certificate: vec![1].into(),
            uses: vec![crate::CertificateUse::Office],
            roles: vec![],
        }],
        sealing: Some(SealingKey {
            key: SealingPublicKey::from_bytes(&[3; 1216]),
            from: at(),
            until: at(),
        }),
        from: at(),
        until: at(),
        replaces: None,
    }
}

fn mandate() -> Mandate {
    Mandate {
        at: at(),
        by: org("ZZC01"),
        kind: MandateKind::ContractChange,
        from: org("ZZ901"),
        to: vec![org("ZZ902")],
        transfer: "2026-10-01".parse().unwrap(),
        profile: file(),
        eligibility: None,
        deadlines: [(
            short("always"),
            [(short("stored"), "1d before transfer-date".parse().unwrap())].into(),
        )]
        .into(),
        countersign: vec![(Kind::Package, short("team-leader"))],
        last_resort: org("ZZC01"),
    }
}

fn roster() -> Roster {
    let row = |n, decision| RosterRow {
        token: token(n),
        reason: "open".parse().unwrap(),
        decision,
    };
    let include = Decision::Include {
        to: org("ZZ902"),
        due: DueTimes {
            stored: Some(at()),
            ..DueTimes::default()
        },
    };
    let rows = vec![
        row(1, include),
        row(2, Decision::Exclude),
        row(3, Decision::Undecided),
    ];
    Roster {
        at: at(),
        by: org("ZZ901"),
        mandate: id(1),
        previous: None,
        counts: RosterCounts::of(&rows),
        rows,
    }
}

fn package() -> Package {
    Package {
        at: at(),
        by: org("ZZ901"),
        until: at(),
        nonce: Nonce::from_bytes([1; 16]),
        mandate: Some(id(1)),
        roster: Some(id(2)),
        profile: file(),
        sections: vec![short("person"), short("plan"), short("risk")],
        stanzas: vec![Stanza {
            to: org("ZZ902"),
            audience: short("receiving-service"),
            sections: vec![short("person"), short("risk")],
            key: KeyId::from_bytes([1; 32]),
            enc: EncapsulatedKey::from_bytes(&[1; 1120]),
            sealed: vec![1, 2].into(),
        }],
        count: 1,
        root: Digest::from_bytes([1; 32]),
        supersedes: None,
    }
}

fn receipt() -> Receipt {
    Receipt {
        at: at(),
        by: org("ZZ902"),
        r#for: org("ZZ902"),
        mandate: None,
        package: id(1),
        audience: Some(short("gp")),
        rung: ReceiptRung::Opened,
        unreadable: vec![
            UnreadableRow(token(1), RefusalClass::Decrypt),
            UnreadableRow(token(2), RefusalClass::NotDeterministic),
        ],
    }
}

fn verdict() -> Verdict {
    let reason = || "why-not".parse().unwrap();
    let answers = [
        Answer::Accepted {
            team: "team".parse().unwrap(),
            worker: "worker".parse().unwrap(),
        },
        Answer::Queried { reason: reason() },
        Answer::Refused { reason: reason() },
        Answer::Redirected {
            reason: reason(),
            to: org("ZZ911"),
        },
        Answer::Misdirected { reason: reason() },
    ];
    Verdict {
        at: at(),
        by: org("ZZ902"),
        mandate: None,
        package: id(1),
        audience: short("gp"),
        verdicts: (1..)
            .zip(answers)
            .map(|(n, answer)| VerdictRow {
                token: token(n),
                re: (n > 2).then(|| id(n)),
                answer,
            })
            .collect(),
    }
}

fn event() -> Event {
    Event {
        at: at(),
        by: org("ZZ902"),
        mandate: None,
        package: None,
        event: EventWord::NotEngaged,
        on: "2026-09-20".parse::<Date>().unwrap(),
        code: None,
        rows: vec![EventRow(token(1), None), EventRow(token(2), Some(id(2)))],
    }
}

fn directory() -> Directory {
    Directory {
        at: at(),
        by: org("ZZA01"),
        version: 7,
        expires: at(),
        next_anchor: None,
        cards: vec![DirectoryCard {
            card: vec![1].into(),
            roles: vec![crate::OrganisationRole::Provider],
            succession: None,
        }],
        revocations: vec![Revocation {
            what: crate::RevocationSubject::Certificate,
            hash: Digest::from_bytes([1; 32]),
            from: at(),
            reason: crate::RevocationReason::KeyCompromise,
        }],
    }
}

fn completeness() -> Completeness {
    let field = |n| {
        FieldCount(
            n,
            Some(30),
            None,
            [("not-asked".parse().unwrap(), None)].into(),
        )
    };
    Completeness {
        at: at(),
        by: org("ZZ901"),
        mandate: id(1),
        count: 30,
        fields: vec![field(110), field(601)],
    }
}

fn countersign() -> Countersign {
    Countersign {
        at: at(),
        by: org("ZZ901"),
        role: short("office"),
        statement: id(1),
    }
}

/// Encodes again, with the top-level map changed.
fn with_map(bytes: &[u8], change: impl FnOnce(&mut Vec<(Value, Value)>)) -> Vec<u8> {
    let mut value: Value = cbor4ii::serde::from_slice(bytes).unwrap();
    let Value::Map(map) = &mut value else {
        panic!("a payload is a map");
    };
    change(map);
    to_vec(&value)
}

fn is_a_closed_map<P: Payload + PartialEq + std::fmt::Debug>(payload: &P) {
    let bytes = encode(payload).unwrap();
    assert_eq!(decode::<P>(&bytes).as_ref(), Ok(payload));
    assert_eq!(payload.at(), at());
    let mut members = 0;
    with_map(&bytes, |map| members = map.len());
    for n in 0..members {
        let missing = with_map(&bytes, |map| drop(map.remove(n)));
        assert_eq!(decode::<P>(&missing), Err(PayloadError::Schema), "{n}");
    }
    let unknown = with_map(&bytes, |map| {
        map.push((Value::Text("z".to_owned()), Value::Null));
    });
    assert_eq!(decode::<P>(&unknown), Err(PayloadError::Schema));
    let mut longer = bytes;
    longer.push(0);
    assert_eq!(decode::<P>(&longer), Err(PayloadError::Parse));
}

#[test]
fn every_payload_is_a_closed_map() {
    is_a_closed_map(&card());
    is_a_closed_map(&completeness());
    is_a_closed_map(&countersign());
    is_a_closed_map(&directory());
    is_a_closed_map(&event());
    is_a_closed_map(&mandate());
    is_a_closed_map(&package());
    is_a_closed_map(&receipt());
    is_a_closed_map(&roster());
    is_a_closed_map(&verdict());
}

#[test]
fn a_word_in_a_map_is_no_word() {
    let bytes = with_map(&encode(&receipt()).unwrap(), |map| {
        for (key, value) in map {
            if *key == Value::Text("rung".to_owned()) {
                *value = Value::Map(vec![(value.clone(), Value::Null)]);
            }
        }
    });
    assert_eq!(decode::<Receipt>(&bytes), Err(PayloadError::Schema));
}

/// That a payload which breaks one rule is refused, and not signed.
fn breaks<P: Payload + Clone>(good: &P, class: RefusalClass, change: impl FnOnce(&mut P)) {
    let mut bad = good.clone();
    change(&mut bad);
    assert_eq!(
        encode(&bad).map_err(PayloadError::class),
        Err(class),
        "{}",
        P::KIND
    );
}

#[test]
fn the_rules_of_a_card_hold() {
    use crate::CertificateUse::{Office, Person, Transport};
    let schema = RefusalClass::Schema;
    let mut with_person = card();
    with_person.certificates[0].uses = vec![Office, Person];
    with_person.certificates[0].roles = vec![short("team-leader")];
    assert!(encode(&with_person).is_ok());
    breaks(&card(), schema, |c| c.certificates.clear());
    breaks(&card(), schema, |c| c.certificates[0].uses.clear());
    breaks(&card(), schema, |c| {
        c.certificates[0].uses = vec![Office, Transport]
    });
    breaks(&card(), schema, |c| c.certificates[0].uses = vec![Person]);
    breaks(&with_person, schema, |c| {
        c.certificates[0].uses = vec![Office]
    });
}

#[test]
fn the_rules_of_a_roster_hold() {
    let schema = RefusalClass::Schema;
    breaks(&roster(), schema, |r| r.rows.swap(0, 1));
    breaks(&roster(), schema, |r| r.rows[1].token = token(1));
    breaks(&roster(), schema, |r| r.counts.include = 2);
    breaks(&roster(), schema, |r| {
        r.rows[2].decision = Decision::Exclude
    });
}

#[test]
fn the_rules_of_a_package_hold() {
    let schema = RefusalClass::Schema;
    breaks(&package(), schema, |p| p.roster = None);
    breaks(&package(), schema, |p| p.mandate = None);
    breaks(&package(), schema, |p| p.count = 0);
    breaks(&package(), RefusalClass::Limits, |p| p.count = 1_000_001);
    breaks(&package(), schema, |p| p.sections[1] = short("person"));
    breaks(&package(), schema, |p| p.stanzas.clear());
    breaks(&package(), schema, |p| p.stanzas.push(p.stanzas[0].clone()));
    breaks(&package(), schema, |p| p.stanzas[0].sections.clear());
    breaks(&package(), schema, |p| p.stanzas[0].sections.reverse());
    breaks(&package(), schema, |p| {
        p.stanzas[0].sections[1] = short("person")
    });
    breaks(&package(), schema, |p| {
        p.stanzas[0].sections[1] = short("other")
    });
    breaks(&package(), RefusalClass::Limits, |p| {
        let stanza = p.stanzas[0].clone();
        p.stanzas = (0..65)
            .map(|n| Stanza {
                to: org(&format!("ZZ{n}")),
                ..stanza.clone()
            })
            .collect();
    });
}

#[test]
fn the_rules_of_what_happened_hold() {
    let schema = RefusalClass::Schema;
    breaks(&receipt(), schema, |r| r.audience = None);
    breaks(&receipt(), schema, |r| r.unreadable.swap(0, 1));
    breaks(&receipt(), schema, |r| r.rung = ReceiptRung::Stored);
    breaks(&receipt(), schema, |r| {
        r.rung = ReceiptRung::Stored;
        r.audience = None;
    });
    breaks(&verdict(), schema, |v| v.verdicts.clear());
    breaks(&verdict(), schema, |v| v.verdicts.swap(0, 1));
    breaks(&event(), schema, |e| e.rows.clear());
    breaks(&event(), schema, |e| e.rows.swap(0, 1));
    breaks(&completeness(), schema, |c| c.fields.swap(0, 1));
    breaks(&completeness(), schema, |c| c.count = 1 << 53);
    breaks(&mandate(), schema, |m| m.to.clear());
    breaks(&directory(), schema, |d| d.cards.clear());
}

#[test]
fn a_verdict_does_not_show_a_worker() {
    assert!(!format!("{:?}", verdict()).contains("worker\""));
    assert!(format!("{:?}", verdict()).contains("Label(..)"));
}

use cbor4ii::core::Value;

use super::{samples::*, *};
use crate::{ReceiptRung, StatementId};

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
    let mut with_contacts = card();
    with_contacts.contacts = vec![contact(); 32];
    assert!(encode(&with_contacts).is_ok());
    breaks(&with_contacts, schema, |c| c.contacts.push(contact()));
}

/// A card of before, and a card without any, are one and the same.
#[test]
fn contacts_are_there_or_left_out() {
    let mut card = card();
    card.contacts = vec![contact()];
    let bytes = encode(&card).unwrap();
    assert_eq!(decode::<Card>(&bytes).as_ref(), Ok(&card));
    let change = |to: Option<Value>| {
        with_map(&bytes, |map| {
            let name = Value::Text("contacts".to_owned());
            let at = map.iter().position(|(key, _)| *key == name).unwrap();
            match to {
                Some(value) => map[at].1 = value,
                None => drop(map.remove(at)),
            }
        })
    };
    assert!(decode::<Card>(&change(None)).unwrap().contacts.is_empty());
    for bad in [Value::Null, Value::Array(Vec::new())] {
        let bytes = change(Some(bad));
        assert_eq!(decode::<Card>(&bytes), Err(PayloadError::Schema));
    }
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

/// The roster, read from an encoding in which the moments of row 3 (undecided) were changed.
fn with_decision_due(change: impl FnOnce(&mut Value)) -> Result<Roster, PayloadError> {
    let bytes = with_map(&encode(&roster()).unwrap(), |map| {
        let rows = map
            .iter_mut()
            .find(|(key, _)| *key == Value::Text("rows".to_owned()));
        let Some((_, Value::Array(rows))) = rows else {
            panic!("a roster has rows");
        };
        let Value::Array(members) = &mut rows[2] else {
            panic!("a row is an array");
        };
        change(&mut members[4]);
    });
    decode(&bytes)
}

#[test]
fn an_undecided_row_has_its_decision_date_and_no_other_moment() {
    let refused = Err(PayloadError::Schema);
    let member = |name: &str, value: Value| {
        let name = Value::Text(name.to_owned());
        move |due: &mut Value| {
            let Value::Map(moments) = due else {
                panic!("row 3 has moments");
            };
            let found = moments.iter_mut().find(|(key, _)| *key == name);
            found.unwrap().1 = value;
        }
    };
    assert_eq!(with_decision_due(|_| ()), Ok(roster()));
    let some_day = Value::Integer(1_789_891_200);
    for rung in ["stored", "contacted", "reviewed"] {
        assert_eq!(with_decision_due(member(rung, some_day.clone())), refused);
    }
    // Without a date there are no moments at all: one encoding for one meaning.
    assert_eq!(with_decision_due(member("accepted", Value::Null)), refused);
    let mut open = roster();
    open.rows[2].decision = Decision::Undecided { by: None };
    assert_eq!(with_decision_due(|due| *due = Value::Null), Ok(open));
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
fn several_are_seen_in_one_statement_and_agreed_to_in_none() {
    let id = |n: u8| StatementId::from_bytes([n; 32]);
    let seen = |ids: &[u8]| Countersign {
        role: short(Countersign::SEEN),
        statement: Countersigned::Several(ids.iter().map(|n| id(*n)).collect()),
        ..countersign()
    };
    let several = seen(&[1, 2, 9]);
    let bytes = encode(&several).unwrap();
    assert_eq!(decode::<Countersign>(&bytes).unwrap(), several);
    assert!(several.is_about(&id(2)) && !several.is_about(&id(3)));
    let schema = RefusalClass::Schema;
    for ids in [&[][..], &[1], &[2, 1], &[1, 1]] {
        breaks(&several, schema, |c| c.statement = seen(ids).statement);
    }
    breaks(&several, schema, |c| c.role = short("office"));
    assert_eq!(
        Countersigned::of([id(2), id(1), id(2)]),
        Some(seen(&[1, 2]).statement)
    );
    assert_eq!(Countersigned::of([id(1)]), Some(id(1).into()));
    assert_eq!(Countersigned::of([]), None);
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
    breaks(&mandate(), schema, |m| m.to.push(m.from.clone()));
    breaks(&mandate(), schema, |m| m.to.push(m.to[0].clone()));
    breaks(&mandate(), schema, |m| {
        m.countersign = vec![(Kind::Roster, short("seen"))]
    });
    breaks(&mandate(), schema, |m| {
        m.countersign = vec![(Kind::Roster, short("office")); 2]
    });
    breaks(&directory(), schema, |d| d.cards.clear());
}

#[test]
fn a_verdict_does_not_show_a_worker() {
    assert!(!format!("{:?}", verdict()).contains("worker\""));
    assert!(format!("{:?}", verdict()).contains("PublicLabel(..)"));
}

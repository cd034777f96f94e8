use handover_trust::{
    Certificate, Digest, EncapsulatedKey, EventRow, EventWord, FileReference, KeyId, Nonce,
    Payload, PosixTime, ReasonCode, ReceiptRung, SignatureAlgorithm, Signer, SigningKey, Stanza,
    StatementId, UnreadableRow, VerdictAnswer, VerdictRow,
};

use super::*;

fn time(secs: u64) -> PosixTime {
    PosixTime::new(secs).unwrap()
}

fn id(byte: u8) -> StatementId {
    StatementId::from_bytes([byte; 32])
}

fn token(byte: u8) -> Token {
    Token::from_bytes([byte; 32])
}

fn sign<P: Payload>(payload: P) -> Statement<P> {
    let key = SigningKey::generate(SignatureAlgorithm::Ed25519);
    let organisation = "ZZ901".parse().unwrap();
    let certificate =
        Certificate::self_signed(&key, &organisation, "any", time(0), time(4_000_000_000));
    Signer::new(key, certificate)
        .unwrap()
        .sign(payload)
        .unwrap()
}

/// Cases 1 and 3, from ZZ901 to the receiving service of ZZ902.
fn head() -> Statement<Package> {
    let profile = FileReference(
        "caseload-transfer@1".parse().unwrap(),
        Digest::from_bytes([0; 32]),
    );
    sign(Package {
        at: time(1),
        by: "ZZ901".parse().unwrap(),
        until: time(2),
        nonce: Nonce::from_bytes([0; 16]),
        mandate: Some(id(9)),
        roster: Some(id(8)),
        profile,
        sections: vec!["person".parse().unwrap()],
        stanzas: vec![Stanza {
            to: "ZZ902".parse().unwrap(),
            audience: "receiving-service".parse().unwrap(),
            sections: vec!["person".parse().unwrap()],
            key: KeyId::from_bytes([0; 32]),
            enc: EncapsulatedKey::from_bytes(&[0; 1120]),
            sealed: vec![0].into(),
        }],
        count: 2,
        root: Digest::from_bytes([0; 32]),
        supersedes: None,
    })
}

fn receipt(head: &Statement<Package>) -> Receipt {
    Receipt {
        at: time(3),
        by: "ZZ902".parse().unwrap(),
        r#for: "ZZ902".parse().unwrap(),
        mandate: Some(id(9)),
        package: *head.id(),
        audience: Some("receiving-service".parse().unwrap()),
        rung: ReceiptRung::Opened,
        unreadable: vec![UnreadableRow(token(3), RefusalClass::Decrypt)],
    }
}

fn verdict(head: &Statement<Package>) -> Verdict {
    Verdict {
        at: time(3),
        by: "ZZ902".parse().unwrap(),
        mandate: Some(id(9)),
        package: *head.id(),
        audience: "receiving-service".parse().unwrap(),
        verdicts: vec![VerdictRow {
            token: token(1),
            re: None,
            answer: VerdictAnswer::Refused {
                reason: "not-our-area".parse().unwrap(),
            },
        }],
    }
}

fn event(head: &Statement<Package>) -> Event {
    Event {
        at: time(3),
        by: "ZZ901".parse().unwrap(),
        mandate: Some(id(9)),
        package: Some(*head.id()),
        event: EventWord::Withdrawn,
        on: "2026-10-01".parse().unwrap(),
        code: Some("deceased".parse().unwrap()),
        rows: vec![EventRow(token(1), None)],
    }
}

#[test]
fn takes_or_refuses_a_receipt() {
    let (head, profile) = (head(), Profile::built_in("caseload-transfer").unwrap());
    let tokens = [token(1), token(3)];
    let outcome = |change: fn(&mut Receipt)| {
        let mut receipt = receipt(&head);
        change(&mut receipt);
        SentPackage::new(&head, &tokens, &profile).check_receipt(&sign(receipt))
    };
    assert_eq!(outcome(|_| ()), Ok(()));
    assert_eq!(outcome(|r| r.package = id(7)), Err(UnfitError::Replay));
    assert_eq!(outcome(|r| r.mandate = None), Err(UnfitError::Replay));
    let other = outcome(|r| r.r#for = "ZZ903".parse().unwrap());
    assert_eq!(other, Err(UnfitError::NotEntitled));
    let audience = outcome(|r| r.audience = Some("gp".parse().unwrap()));
    assert_eq!(audience, Err(UnfitError::NotEntitled));
    let foreign = outcome(|r| r.unreadable = vec![UnreadableRow(token(2), RefusalClass::Schema)]);
    assert_eq!(foreign, Err(UnfitError::Policy));
}

#[test]
fn takes_or_refuses_a_verdict() {
    let (head, profile) = (head(), Profile::built_in("caseload-transfer").unwrap());
    let tokens = [token(1), token(3)];
    let outcome = |change: fn(&mut Verdict)| {
        let mut verdict = verdict(&head);
        change(&mut verdict);
        SentPackage::new(&head, &tokens, &profile).check_verdict(&sign(verdict))
    };
    assert_eq!(outcome(|_| ()), Ok(()));
    assert_eq!(outcome(|v| v.package = id(7)), Err(UnfitError::Replay));
    let sender = outcome(|v| v.by = "ZZ901".parse().unwrap());
    assert_eq!(sender, Err(UnfitError::NotEntitled));
    let foreign = outcome(|v| v.verdicts.iter_mut().for_each(|row| row.token = token(2)));
    assert_eq!(foreign, Err(UnfitError::Policy));
    let reason = outcome(|v| {
        let reason: ReasonCode = "too-difficult".parse().unwrap();
        let answer = VerdictAnswer::Redirected {
            reason,
            to: "ZZ903".parse().unwrap(),
        };
        v.verdicts
            .iter_mut()
            .for_each(|row| row.answer = answer.clone());
    });
    assert_eq!(reason, Err(UnfitError::Policy));
}

#[test]
fn takes_or_refuses_an_event() {
    let (head, profile) = (head(), Profile::built_in("caseload-transfer").unwrap());
    let tokens = [token(1), token(3)];
    let outcome = |change: fn(&mut Event)| {
        let mut event = event(&head);
        change(&mut event);
        SentPackage::new(&head, &tokens, &profile).check_event(&sign(event))
    };
    assert_eq!(outcome(|_| ()), Ok(()));
    assert_eq!(outcome(|e| e.package = None), Ok(()));
    assert_eq!(outcome(|e| e.by = "ZZ902".parse().unwrap()), Ok(()));
    assert_eq!(
        outcome(|e| e.package = Some(id(7))),
        Err(UnfitError::Replay)
    );
    assert_eq!(
        outcome(|e| e.by = "ZZ903".parse().unwrap()),
        Err(UnfitError::NotEntitled)
    );
    assert_eq!(
        outcome(|e| e.rows = vec![EventRow(token(2), None)]),
        Err(UnfitError::Policy)
    );
    assert_eq!(
        outcome(|e| e.code = Some("bored".parse().unwrap())),
        Err(UnfitError::Policy)
    );
    assert_eq!(outcome(|e| e.code = None), Err(UnfitError::Policy));
}

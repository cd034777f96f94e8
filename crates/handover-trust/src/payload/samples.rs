//! One good payload of every kind.

use super::*;
use crate::{
    Date, Digest, EncapsulatedKey, EventWord, KeyId, MandateKind, Nonce, ReceiptRung,
    SealingPublicKey, ShortName, StatementId, Token,
};

pub(crate) fn at() -> PosixTime {
    PosixTime::new(1_789_891_200).unwrap()
}

pub(crate) fn org(id: &str) -> OrganisationId {
    id.parse().unwrap()
}

pub(crate) fn short(name: &str) -> ShortName {
    name.parse().unwrap()
}

pub(crate) fn id(n: u8) -> StatementId {
    StatementId::from_bytes([n; 32])
}

pub(crate) fn token(n: u8) -> Token {
    Token::from_bytes([n; 32])
}

pub(crate) fn file() -> crate::FileReference {
    crate::FileReference("p@1".parse().unwrap(), Digest::from_bytes([1; 32]))
}

pub(crate) fn card() -> Card {
    Card {
        at: at(),
        by: org("ZZ901"),
        name: "Organisation".parse().unwrap(),
        contact: "desk".parse().unwrap(),
        contacts: Vec::new(),
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

pub(crate) fn contact() -> Contact {
    Contact {
        r#for: "prescribing".parse().unwrap(),
        number: "020 7946 0103".parse().unwrap(),
        name: None,
        hours: Some("Mon to Fri, 9 to 17".parse().unwrap()),
        out_of_hours: None,
    }
}

pub(crate) fn mandate() -> Mandate {
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

pub(crate) fn roster() -> Roster {
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
        row(3, Decision::Undecided { by: Some(at()) }),
        row(4, Decision::Undecided { by: None }),
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

pub(crate) fn package() -> Package {
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

pub(crate) fn receipt() -> Receipt {
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

pub(crate) fn verdict() -> Verdict {
    let reason = || "why-not".parse().unwrap();
    let answers = [
        VerdictAnswer::Accepted {
            team: "team".parse().unwrap(),
            worker: "worker".parse().unwrap(),
        },
        VerdictAnswer::Queried { reason: reason() },
        VerdictAnswer::Refused { reason: reason() },
        VerdictAnswer::Redirected {
            reason: reason(),
            to: org("ZZ911"),
        },
        VerdictAnswer::Misdirected { reason: reason() },
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

pub(crate) fn event() -> Event {
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

pub(crate) fn directory() -> Directory {
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

pub(crate) fn completeness() -> Completeness {
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

pub(crate) fn countersign() -> Countersign {
    Countersign {
        at: at(),
        by: org("ZZ901"),
        role: short("office"),
        statement: id(1).into(),
    }
}

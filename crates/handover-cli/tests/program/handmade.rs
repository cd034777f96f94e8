//! Statements and packages made with the library, where no verb makes them so.

use std::fs;

use handover::{
    case::SectionName,
    package::{Context, Draft, DraftCase, Grant, ProfileInForce, SignedIndex},
    trust::{
        Certificate, Countersign, Decision, DueTimes, Mandate, MandateKind, OrganisationId,
        Payload, PosixTime, Roster, RosterCounts, RosterRow, Sight, Signer, SigningKey, Statement,
        Token, TransferDay, VerifiedDirectory,
    },
};

use crate::{
    packages::{CASE, Sealed},
    parties::parties,
    support::{AT_2026, PASSPHRASE, Place},
};

/// 2026-09-16T10:00:00Z.
pub(crate) const NOW: u64 = 1_789_552_800;

pub(crate) fn time(secs: u64) -> PosixTime {
    PosixTime::new(secs).unwrap()
}

pub(crate) fn token(byte: u8) -> Token {
    Token::from_bytes([byte; 32])
}

pub(crate) fn profile() -> ProfileInForce {
    ProfileInForce::built_in("caseload-transfer").unwrap()
}

/// Commissioner `authority`, `sender`, `recipient`, `gp`, and an empty folder `transfer`.
pub(crate) fn place() -> Sealed {
    let place = Place::new();
    let anchor = parties(&place, "2026-09-01", AT_2026);
    place.write("case.json", CASE);
    fs::create_dir(place.path("transfer")).unwrap();
    Sealed {
        place,
        anchor,
        reference: "NR-20417".to_owned(),
    }
}

/// A key of an identity.
pub(crate) fn signer(sealed: &Sealed, who: &str, key: &str) -> Signer {
    signer_of(&sealed.place, who, key)
}

/// A key of an identity of a place.
pub(crate) fn signer_of(place: &Place, who: &str, key: &str) -> Signer {
    let pem = place.read(&format!("{who}/{key}.key.pem"));
    let pem = String::from_utf8(pem).unwrap();
    let key_pair = SigningKey::from_encrypted_pem(&pem, PASSPHRASE).unwrap();
    let certificate = place.read(&format!("{who}/{key}.crt.pem"));
    Signer::new(key_pair, Certificate::from_pem(&certificate).unwrap()).unwrap()
}

pub(crate) fn directory(sealed: &Sealed) -> VerifiedDirectory {
    let bytes = sealed.place.read("directory");
    let anchor = sealed.anchor.parse().unwrap();
    VerifiedDirectory::from_bytes(&bytes, &anchor, None, time(NOW)).unwrap()
}

/// Signs and writes a statement into the folder of the transfer.
pub(crate) fn say<P: Payload>(sealed: &Sealed, who: &str, key: &str, payload: P) -> Statement<P> {
    let statement = signer(sealed, who, key).sign(payload).unwrap();
    let statement = directory(sealed)
        .verify(statement.as_bytes(), &Sight::now(time(NOW)))
        .unwrap();
    let id = statement.id().to_string();
    let name = format!("transfer/{}-{}.statement", P::KIND, id);
    sealed.place.write(&name, statement.as_bytes());
    statement
}

/// Mandate and roster that send each token to an organisation, and everybody's agreement.
pub(crate) struct Agreed {
    pub(crate) mandate: Statement<Mandate>,
    pub(crate) roster: Statement<Roster>,
    pub(crate) countersigns: Vec<Statement<Countersign>>,
}

pub(crate) fn agree(sealed: &Sealed, rows: &[(u8, &str)]) -> Agreed {
    agree_on(sealed, &profile(), rows)
}

/// The same under a profile.
pub(crate) fn agree_on(sealed: &Sealed, profile: &ProfileInForce, rows: &[(u8, &str)]) -> Agreed {
    let organisation = |id: &str| id.parse::<OrganisationId>().unwrap();
    let mandate = say(
        sealed,
        "authority",
        "office",
        Mandate {
            at: time(NOW),
            by: organisation("ZZ900"),
            kind: MandateKind::ContractChange,
            from: organisation("ZZ901"),
            to: vec![organisation("ZZ902"), organisation("ZZG01")],
            transfer: TransferDay::On("2026-10-01".parse().unwrap()),
            profile: profile.reference().clone(),
            eligibility: None,
            deadlines: std::collections::BTreeMap::new(),
            countersign: Vec::new(),
            last_resort: organisation("ZZ900"),
        },
    );
    let countersigns = [("sender", "ZZ901"), ("recipient", "ZZ902"), ("gp", "ZZG01")]
        .map(|(who, by)| {
            let agreed = Countersign {
                at: time(NOW),
                by: organisation(by),
                role: "office".parse().unwrap(),
                statement: (*mandate.id()).into(),
            };
            say(sealed, who, "office", agreed)
        })
        .to_vec();
    let roster = say(sealed, "sender", "office", roster(&mandate, None, rows));
    Agreed {
        mandate,
        roster,
        countersigns,
    }
}

fn roster(
    mandate: &Statement<Mandate>,
    previous: Option<&Statement<Roster>>,
    rows: &[(u8, &str)],
) -> Roster {
    let row = |(byte, to): &(u8, &str)| RosterRow {
        token: token(*byte),
        reason: "current".parse().unwrap(),
        decision: Decision::Include {
            to: to.parse().unwrap(),
            due: DueTimes::default(),
        },
    };
    let rows: Vec<RosterRow> = rows.iter().map(row).collect();
    Roster {
        at: time(NOW),
        by: "ZZ901".parse().unwrap(),
        mandate: *mandate.id(),
        previous: previous.map(|previous| *previous.id()),
        counts: RosterCounts::of(&rows),
        rows,
    }
}

/// A further roster that sends one case elsewhere.
pub(crate) fn further_roster(sealed: &Sealed, agreed: &Agreed, case: u8, to: &str) {
    let further = roster(&agreed.mandate, Some(&agreed.roster), &[(case, to)]);
    say(sealed, "sender", "office", further);
}

/// A case, section by section.
pub(crate) type Sections = Vec<(SectionName, Vec<u8>)>;

/// A case of the worked example as sealed sections, under its own reference.
pub(crate) fn sections(n: u8) -> Sections {
    let case = CASE.replace("NR-20417", &format!("NR-{n}"));
    let case = handover::case::Case::from_json(case).unwrap();
    case.sealed_sections(&profile().profile().sealed_sections())
}

/// Seals cases to organisations as the receiving service, and writes package and index.
pub(crate) fn seal(
    sealed: &Sealed,
    name: &str,
    agreed: Option<&Agreed>,
    to: &[&str],
    cases: Vec<(u8, Sections)>,
) -> SignedIndex {
    let to: Vec<_> = to.iter().map(|to| (*to, "receiving-service")).collect();
    seal_for(sealed, name, (&profile(), agreed), &to, cases)
}

/// Seals cases under a profile to organisations, each as an audience.
pub(crate) fn seal_for(
    sealed: &Sealed,
    name: &str,
    (profile, agreed): (&ProfileInForce, Option<&Agreed>),
    to: &[(&str, &str)],
    cases: Vec<(u8, Sections)>,
) -> SignedIndex {
    let directory = directory(sealed);
    let until = time(NOW + 60 * 86_400);
    let by = "ZZ901".parse().unwrap();
    let mut draft = Draft::new(by, profile, time(NOW), until);
    if let Some(agreed) = agreed {
        draft = draft.under(&agreed.mandate, &agreed.roster, &agreed.countersigns);
    }
    for (organisation, audience) in to {
        let to: OrganisationId = organisation.parse().unwrap();
        let key = directory.sealing_key(&to, time(NOW), &[]).unwrap().clone();
        let audience = audience.parse().unwrap();
        draft = draft.grant(Grant { to, audience, key });
    }
    let mut file = Vec::new();
    let tokens = cases.iter().map(|(byte, _)| token(*byte)).collect();
    let mut sealer = draft.begin(tokens, &mut file).unwrap();
    for (byte, sections) in cases {
        sealer
            .push(DraftCase::unchecked(token(byte), sections))
            .unwrap();
    }
    let made = sealer.finish(&signer(sealed, "sender", "office")).unwrap();
    let index = made.signed_index();
    sealed.place.write(name, file);
    sealed
        .place
        .write("transfer/package.index", index.to_bytes());
    let context = Context::new(&directory, time(NOW));
    SignedIndex::read(&index.to_bytes(), None, &context).unwrap()
}

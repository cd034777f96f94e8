//! The organisations that the tests play: keys of the vectors, all TEST ONLY.

use std::{fs, path::PathBuf};

use handover_package::{AtHand, Context, Grant, ProfileInForce};
use handover_trust::{
    Certificate, Countersign, Decision, DueTimes, FileReference, Mandate, MandateKind,
    OrganisationId, Payload, PosixTime, Roster, RosterCounts, RosterRow, SealingPrivateKey, Sight,
    Signer, SigningKey, Statement, StatementId, Token, TransferDay, VerifiedDirectory,
};
use serde_json::Value;

/// 2026-09-20T09:00:00Z, when everybody's certificates are valid.
pub(crate) const NOW: u64 = 1_789_894_800;

pub(crate) struct World {
    pub(crate) directory: VerifiedDirectory,
    keys: Value,
}

pub(crate) fn time(secs: u64) -> PosixTime {
    PosixTime::new(secs).unwrap()
}

pub(crate) fn organisation(id: &str) -> OrganisationId {
    id.parse().unwrap()
}

pub(crate) fn bytes(name: &str) -> Vec<u8> {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR"));
    fs::read(path.join("tests/world").join(name)).unwrap()
}

pub(crate) fn profile(name: &str) -> ProfileInForce {
    ProfileInForce::from_toml(&bytes(&format!("{name}.toml"))).unwrap()
}

pub(crate) fn unhex(value: &Value) -> Vec<u8> {
    hex::decode(value.as_str().unwrap()).unwrap()
}

impl World {
    pub(crate) fn load() -> Self {
        let keys: Value = serde_json::from_slice(&bytes("keys.json")).unwrap();
        let anchor = keys["anchor"].as_str().unwrap().parse().unwrap();
        let directory =
            VerifiedDirectory::from_bytes(&bytes("directory.cbor"), &anchor, None, time(NOW));
        Self {
            directory: directory.unwrap(),
            keys,
        }
    }

    pub(crate) fn context(&self) -> Context<'_> {
        Context::new(&self.directory, time(NOW))
    }

    /// Who signs, in the words of `keys.json`: `ZZ901 office`.
    pub(crate) fn signer(&self, who: &str) -> Signer {
        let mut all = self.keys["signing"].as_array().unwrap().iter();
        let entry = all.find(|entry| entry["who"] == who).unwrap();
        let prefix = match entry["alg"].as_i64().unwrap() {
            -19 => "302e020100300506032b657004220420",
            _ => "3041020100301306072a8648ce3d020106082a8648ce3d030107042730250201010420",
        };
        let pkcs8 = [hex::decode(prefix).unwrap(), unhex(&entry["private_key"])].concat();
        let certificate = Certificate::from_der(&unhex(&entry["certificate"])).unwrap();
        Signer::new(SigningKey::from_pkcs8(&pkcs8).unwrap(), certificate).unwrap()
    }

    pub(crate) fn sealing_key(&self, organisation: &str) -> SealingPrivateKey {
        let mut all = self.keys["sealing"].as_array().unwrap().iter();
        let entry = all
            .find(|entry| entry["organisation"] == organisation)
            .unwrap();
        SealingPrivateKey::from_seed(&unhex(&entry["seed"])).unwrap()
    }

    pub(crate) fn grant(&self, to: &str, audience: &str) -> Grant {
        Grant {
            to: organisation(to),
            audience: audience.parse().unwrap(),
            key: self.sealing_key(to).public_key().clone(),
        }
    }

    pub(crate) fn verify<P: Payload>(&self, bytes: &[u8]) -> Statement<P> {
        self.directory
            .verify(bytes, &Sight::now(time(NOW)))
            .unwrap()
    }

    pub(crate) fn countersign(
        &self,
        who: &str,
        role: &str,
        id: &StatementId,
    ) -> Statement<Countersign> {
        let payload = Countersign {
            at: time(NOW - 10),
            by: organisation(&who[..5]),
            role: role.parse().unwrap(),
            statement: (*id).into(),
        };
        self.signer(who).sign(payload).unwrap()
    }

    /// A mandate from ZZ901 to ZZ902 and ZZ911, countersigned by all three, and a roster that sends
    /// these tokens to ZZ902.
    pub(crate) fn agree(&self, profile: &FileReference, tokens: &[Token]) -> Agreed {
        let mut mandate = mandate(profile);
        mandate.countersign = vec![];
        self.agree_on(mandate, roster_to("ZZ902", tokens))
    }

    pub(crate) fn agree_on(
        &self,
        mandate: Mandate,
        roster: impl FnOnce(StatementId) -> Roster,
    ) -> Agreed {
        let mandate = self.signer("ZZC01 office").sign(mandate).unwrap();
        let roster = self
            .signer("ZZ901 office")
            .sign(roster(*mandate.id()))
            .unwrap();
        let countersigns = ["ZZ901 office", "ZZ902 office", "ZZ911 office"]
            .map(|who| self.countersign(who, "office", mandate.id()));
        Agreed {
            mandate: [mandate],
            roster: [roster],
            countersigns: countersigns.into(),
        }
    }
}

pub(crate) struct Agreed {
    pub(crate) mandate: [Statement<Mandate>; 1],
    pub(crate) roster: [Statement<Roster>; 1],
    pub(crate) countersigns: Vec<Statement<Countersign>>,
}

impl Agreed {
    pub(crate) fn at_hand(&self) -> AtHand<'_> {
        AtHand::new(&self.mandate, &self.roster, &self.countersigns)
    }
}

pub(crate) fn mandate(profile: &FileReference) -> Mandate {
    Mandate {
        at: time(NOW - 1000),
        by: organisation("ZZC01"),
        kind: MandateKind::ContractChange,
        from: organisation("ZZ901"),
        to: vec![organisation("ZZ902"), organisation("ZZ911")],
        transfer: TransferDay::Standing,
        profile: profile.clone(),
        eligibility: None,
        deadlines: [].into(),
        countersign: vec![("package".parse().unwrap(), "team-leader".parse().unwrap())],
        last_resort: organisation("ZZC01"),
    }
}

pub(crate) fn roster_to(to: &str, tokens: &[Token]) -> impl FnOnce(StatementId) -> Roster {
    let row = |token: &Token| RosterRow {
        token: *token,
        reason: "in-treatment".parse().unwrap(),
        decision: Decision::Include {
            to: organisation(to),
            due: DueTimes::default(),
        },
    };
    let mut rows: Vec<RosterRow> = tokens.iter().map(row).collect();
    rows.sort_by_key(|row| row.token);
    move |mandate| Roster {
        at: time(NOW - 900),
        by: organisation("ZZ901"),
        mandate,
        previous: None,
        counts: RosterCounts::of(&rows),
        rows,
    }
}

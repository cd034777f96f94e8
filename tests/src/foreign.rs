use std::{
    fmt, fs,
    path::{Path, PathBuf},
};

use handover_package::{AtHand, ProfileInForce};
use handover_trust::{
    Countersign, Mandate, OrganisationId, PosixTime, Roster, SealingPrivateKey, Sight, Statement,
    VerifiedDirectory,
};
use serde_json::Value;

use crate::departures;

/// The vectors of an independent implementation, frozen in `tests/vectors/foreign`.
///
/// Every key in them is TEST ONLY and public; every person is invented.
pub struct Foreign {
    /// The directory of the vectors, verified with their anchor at their time.
    pub directory: VerifiedDirectory,
    /// `keys.json`.
    pub keys: Value,
    /// `refusals.json`, the list.
    pub refusals: Vec<Value>,
}

impl fmt::Debug for Foreign {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Foreign(..)")
    }
}

/// What was agreed in the vectors, for the judgement of a package.
#[derive(Debug)]
pub struct AtHandOfForeign {
    mandates: Vec<Statement<Mandate>>,
    rosters: Vec<Statement<Roster>>,
    /// The second signatures at hand.
    pub countersigns: Vec<Statement<Countersign>>,
}

impl AtHandOfForeign {
    /// Mandates, rosters and countersigns.
    #[must_use]
    pub fn at_hand(&self) -> AtHand<'_> {
        AtHand::new(&self.mandates, &self.rosters, &self.countersigns)
    }

    /// Countersigns only.
    #[must_use]
    pub fn without_mandate(&self) -> AtHand<'_> {
        AtHand::new(&[], &[], &self.countersigns)
    }
}

impl Foreign {
    /// The moment at which everything good verifies, in POSIX seconds.
    pub const NOW: u64 = 1_789_894_800;

    /// Reads directory and keys.
    #[must_use]
    pub fn load() -> Self {
        let keys = Self::json("keys.json");
        let anchor = keys["anchor"].as_str().unwrap().parse().unwrap();
        let directory = Self::bytes("statements/directory.cbor");
        let directory =
            VerifiedDirectory::from_bytes(&directory, &anchor, None, Self::time(Self::NOW));
        let refusals = Self::json("refusals.json");
        Self {
            directory: directory.unwrap(),
            refusals: refusals["refusals"].as_array().unwrap().clone(),
            keys,
        }
    }

    /// The folder of the vectors.
    #[must_use]
    pub fn folder() -> PathBuf {
        Path::new(env!("CARGO_MANIFEST_DIR")).join("vectors/foreign")
    }

    /// The bytes of one file.
    #[must_use]
    pub fn bytes(name: &str) -> Vec<u8> {
        fs::read(Self::folder().join(name)).unwrap()
    }

    /// One file of JSON, with the answers that hold now (`DEPARTURES.md`).
    #[must_use]
    pub fn json(name: &str) -> Value {
        let mut file = serde_json::from_slice(&Self::bytes(name)).unwrap();
        let table = String::from_utf8(Self::bytes("DEPARTURES.md")).unwrap();
        departures::apply(&table, name, &mut file);
        file
    }

    /// Bytes from hexadecimal.
    #[must_use]
    pub fn unhex(value: &Value) -> Vec<u8> {
        hex::decode(value.as_str().unwrap()).unwrap()
    }

    /// A moment.
    #[must_use]
    pub fn time(secs: u64) -> PosixTime {
        PosixTime::new(secs).unwrap()
    }

    /// An organisation.
    #[must_use]
    pub fn organisation(id: &str) -> OrganisationId {
        id.parse().unwrap()
    }

    /// A profile of the vectors, by the name under which a head carries it.
    #[must_use]
    pub fn profile(reference: &str) -> ProfileInForce {
        let name = reference.trim_end_matches("@1");
        ProfileInForce::from_toml(&Self::bytes(&format!("profiles/{name}.toml"))).unwrap()
    }

    /// The key with which an organisation opens what is sealed to it.
    #[must_use]
    pub fn sealing_key(&self, organisation: &str) -> SealingPrivateKey {
        let mut keys = self.keys["sealing"].as_array().unwrap().iter();
        let entry = keys.find(|key| key["organisation"] == organisation);
        SealingPrivateKey::from_seed(&Self::unhex(&entry.unwrap()["seed"])).unwrap()
    }

    /// Everything that was agreed in the vectors.
    #[must_use]
    pub fn agreed(&self) -> AtHandOfForeign {
        let sight = Sight::now(Self::time(Self::NOW));
        let statement = |name: &str| Self::bytes(&format!("statements/{name}.cbor"));
        let mandate = |name| self.directory.verify(&statement(name), &sight).unwrap();
        let roster = |name| self.directory.verify(&statement(name), &sight).unwrap();
        let countersign = |name| self.directory.verify(&statement(name), &sight).unwrap();
        AtHandOfForeign {
            mandates: ["mandate", "mandate-standing"].map(mandate).into(),
            rosters: ["roster", "roster-maternity", "roster-protected"]
                .map(roster)
                .into(),
            countersigns: [
                "countersign",
                "countersign-mandate-midwives",
                "countersign-mandate-recipient",
                "countersign-mandate-sender",
                "countersign-standing-hospital",
                "countersign-standing-midwives",
            ]
            .map(countersign)
            .into(),
        }
    }

    /// What is at hand in one refusal: the main mandate and roster, and the countersigns that it lists.
    #[must_use]
    pub fn agreed_in(&self, refusal: &Value) -> AtHandOfForeign {
        let sight = Sight::now(Self::time(Self::NOW));
        let listed = refusal["countersigns"].as_array().unwrap().iter();
        let mut agreed = self.agreed();
        agreed.rosters.truncate(1);
        agreed.countersigns = listed
            .map(|bytes| self.directory.verify(&Self::unhex(bytes), &sight).unwrap())
            .collect();
        agreed
    }
}

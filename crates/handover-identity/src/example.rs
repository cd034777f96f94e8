//! An identity for tests.

use std::path::Path;

use handover_trust::{PosixTime, SignatureAlgorithm};

use crate::{Identity, NewIdentity};

pub(crate) const PASSPHRASE: &str = "four words for a test";

pub(crate) fn now() -> PosixTime {
    PosixTime::new(1_790_000_000).unwrap()
}

/// An identity without persons in a new folder of that name.
pub(crate) fn identity(
    outer: &Path,
    name: &str,
    organisation: &str,
    is_authority: bool,
) -> Identity {
    let folder = outer.join(name);
    let made = NewIdentity {
        organisation: organisation.parse().unwrap(),
        name: "A service".to_owned(),
        contact: "the desk".to_owned(),
        contacts: Vec::new(),
        server: None,
        persons: Vec::new(),
        is_authority,
        algorithm: SignatureAlgorithm::Ed25519,
        days: 30,
        scrypt_log_n: 10,
        replaces: None,
        passphrase: PASSPHRASE,
        now: now(),
    };
    made.write(&folder).unwrap();
    Identity::read(&folder).unwrap()
}

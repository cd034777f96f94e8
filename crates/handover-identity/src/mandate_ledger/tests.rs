use handover_trust::EncapsulatedKey;
use tempfile::TempDir;

use super::*;
use crate::{
    PackageLedger,
    example::{self, PASSPHRASE},
};

/// What must be readable nowhere.
const CANARY: &str = "CANARY-7741";

fn identity(outer: &TempDir, name: &str, organisation: &str) -> Identity {
    example::identity(outer.path(), name, organisation, false)
}

fn mandate(byte: u8) -> StatementId {
    StatementId::from_bytes([byte; 32])
}

fn reference(text: &str) -> CaseReference {
    text.parse().unwrap()
}

fn filled() -> MandateLedger {
    let mut ledger = MandateLedger::new(mandate(1));
    ledger.keep(CaseEntry {
        reference: reference(CANARY),
        owner: Some(Owner {
            who: CANARY.to_owned(),
            by: PosixTime::new(1_790_000_000).unwrap(),
        }),
        decided: None,
    });
    ledger.keep(CaseEntry {
        reference: reference("C-2"),
        owner: None,
        decided: Some(PersonDecided {
            include: true,
            by: CANARY.to_owned(),
            reason: CANARY.to_owned(),
        }),
    });
    ledger
}

/// Whether none of our keys opened it.
fn is_shut(error: &LedgerError) -> bool {
    use handover_trust::KeyFileError;
    matches!(
        error,
        LedgerError::Unsealed { .. }
            | LedgerError::Key(crate::KeyError::Locked {
                source: KeyFileError::Locked,
                ..
            })
    )
}

#[test]
fn comes_back_as_it_was_written() {
    let outer = tempfile::tempdir().unwrap();
    let identity = identity(&outer, "sender", "ZZ901");
    assert!(
        MandateLedger::find(&identity, mandate(1), PASSPHRASE)
            .unwrap()
            .is_none()
    );
    let mut written = filled();
    written.write(&identity).unwrap();
    let read = MandateLedger::read(&identity, mandate(1), PASSPHRASE).unwrap();
    let token = written.token(&reference(CANARY));
    assert_eq!(read.token(&reference(CANARY)), token);
    assert_eq!(read.reference(&token).unwrap().as_str(), CANARY);
    assert!(read.cases == written.cases);
    assert!(read.reference(&read.token(&reference("C-3"))).is_none());
    // Written again with one more, it takes the place of the one before.
    let mut more = read;
    more.keep(CaseEntry {
        reference: reference("C-3"),
        owner: None,
        decided: None,
    });
    more.write(&identity).unwrap();
    let read = MandateLedger::read(&identity, mandate(1), PASSPHRASE).unwrap();
    assert!(read.reference(&read.token(&reference("C-3"))).is_some());
}

#[test]
fn says_nothing_to_others() {
    let outer = tempfile::tempdir().unwrap();
    let identity = identity(&outer, "sender", "ZZ901");
    let mut ledger = filled();
    ledger.write(&identity).unwrap();
    let bytes = fs::read(path(identity.folder(), mandate(1))).unwrap();
    let holds = |needle: &[u8]| bytes.windows(needle.len()).any(|window| window == needle);
    assert!(!holds(CANARY.as_bytes()));
    assert!(!holds(ledger.key.as_bytes()));
    assert!(!holds(ledger.token(&reference(CANARY)).as_bytes()));
}

/// Two programs read one ledger, or make it: the second to write would take tokens and decisions of the first away.
#[test]
fn is_not_written_over_one_that_changed_meanwhile() {
    let outer = tempfile::tempdir().unwrap();
    let identity = identity(&outer, "sender", "ZZ901");
    let (mut one, mut other) = (filled(), filled());
    one.write(&identity).unwrap();
    let changed = |written| matches!(written, Err(LedgerError::Changed { .. }));
    assert!(changed(other.write(&identity)));
    let mut read = MandateLedger::read(&identity, mandate(1), PASSPHRASE).unwrap();
    one.write(&identity).unwrap();
    assert!(changed(read.write(&identity)));
    let kept = MandateLedger::read(&identity, mandate(1), PASSPHRASE).unwrap();
    assert_eq!(kept.token(&reference("C-2")), one.token(&reference("C-2")));
}

#[test]
fn opens_for_its_maker_and_its_mandate_only() {
    let outer = tempfile::tempdir().unwrap();
    let sender = identity(&outer, "sender", "ZZ901");
    filled().write(&sender).unwrap();
    let bytes = fs::read(path(sender.folder(), mandate(1))).unwrap();
    let place = |identity: &Identity, id: StatementId, bytes: &[u8]| {
        let path = path(identity.folder(), id);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, bytes).unwrap();
        let read = MandateLedger::read(identity, id, PASSPHRASE);
        read.err().map(|error| is_shut(&error))
    };
    let other = identity(&outer, "other", "ZZ901");
    assert_eq!(place(&other, mandate(1), &bytes), Some(true));
    assert_eq!(place(&sender, mandate(2), &bytes), Some(true));
    for at in [0, EncapsulatedKey::LEN, bytes.len() - 1] {
        let mut altered = bytes.clone();
        altered[at] ^= 1;
        assert_eq!(place(&sender, mandate(1), &altered), Some(true));
    }
    assert_eq!(place(&sender, mandate(1), &bytes[..100]), Some(false));
    assert_eq!(place(&sender, mandate(1), &bytes), None);
    let wrong = MandateLedger::read(&sender, mandate(1), "another passphrase");
    assert!(is_shut(&wrong.err().unwrap()));
}

/// The memory of a package opens as that of a mandate does: for its maker, and as what it is.
#[test]
fn a_package_ledger_is_of_its_package_only() {
    let outer = tempfile::tempdir().unwrap();
    let sender = identity(&outer, "sender", "ZZ901");
    let cases = [(Token::from_bytes([7; 32]), reference(CANARY))];
    let path = PackageLedger::new(cases)
        .write(&sender, mandate(1))
        .unwrap();
    let read = PackageLedger::read(&sender, mandate(1), PASSPHRASE).unwrap();
    let expected = BTreeMap::from([(reference(CANARY), Token::from_bytes([7; 32]))]);
    assert!(read.into_references() == expected);
    let bytes = fs::read(&path).unwrap();
    let mut holds = bytes.windows(CANARY.len());
    assert!(!holds.any(|window| window == CANARY.as_bytes()));

    let told = |id: StatementId, passphrase: &str| {
        let read = PackageLedger::read(&sender, id, passphrase);
        read.err().as_ref().map(is_shut)
    };
    fs::copy(&path, path.with_file_name(format!("{}.ledger", mandate(2)))).unwrap();
    assert_eq!(told(mandate(2), PASSPHRASE), Some(true));
    assert_eq!(told(mandate(1), "another passphrase"), Some(true));
    assert_eq!(told(mandate(3), PASSPHRASE), Some(false));
    // Nor is one kind of ledger taken for the other.
    let own = super::path(sender.folder(), mandate(1));
    fs::create_dir_all(own.parent().unwrap()).unwrap();
    fs::copy(&path, own).unwrap();
    let other = MandateLedger::read(&sender, mandate(1), PASSPHRASE);
    assert!(is_shut(&other.err().unwrap()));
}

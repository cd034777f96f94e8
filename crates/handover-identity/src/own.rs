//! What an organisation seals to itself: files that lead from tokens, which others hold, to persons.
//!
//! ```text
//! encapsulated key (1120 bytes), then what is sealed
//! ```
//!
//! Sealed to the organisation's own sealing key, which the passphrase guards, and bound to what it is.

use std::{io, path::Path};

use handover_files::{FileError, private_folder};
use handover_trust::EncapsulatedKey;
use zeroize::Zeroizing;

use crate::{Identity, LedgerError};

/// Seals to ourselves; `info` says what it is, whose, and of what.
pub(crate) fn seal(identity: &Identity, info: &[u8], plain: &[u8]) -> Result<Vec<u8>, LedgerError> {
    let card = identity.card()?;
    let sealing = card.payload().sealing.as_ref();
    let sealing = sealing.ok_or(LedgerError::NoSealingKey)?;
    let sealed = sealing.key.seal(info, plain);
    let (encapsulated, sealed) = sealed.map_err(LedgerError::Seal)?;
    Ok([encapsulated.as_bytes().as_slice(), &sealed].concat())
}

/// Opens with whichever of our keys it was sealed to.
pub(crate) fn open(
    identity: &Identity,
    passphrase: &str,
    info: &[u8],
    bytes: &[u8],
    path: &Path,
) -> Result<Zeroizing<Vec<u8>>, LedgerError> {
    let keys = identity.sealing_keys(passphrase)?;
    let (encapsulated, sealed) = bytes
        .split_first_chunk::<{ EncapsulatedKey::LEN }>()
        .ok_or_else(|| damaged(path))?;
    let encapsulated = EncapsulatedKey::from_bytes(encapsulated);
    let mut last = damaged(path);
    for key in &keys {
        match key.open(&encapsulated, info, sealed) {
            Ok(plain) => return Ok(plain),
            Err(source) => {
                last = LedgerError::Unsealed {
                    path: path.to_owned(),
                    source,
                };
            }
        }
    }
    Err(last)
}

pub(crate) fn damaged(path: &Path) -> LedgerError {
    LedgerError::Damaged {
        path: path.to_owned(),
    }
}

/// Makes a folder in the identity folder, if it is not there.
pub(crate) fn make_inner_folder(path: &Path) -> Result<(), FileError> {
    match private_folder(path) {
        Err(FileError::Write { source, .. })
            if source.kind() == io::ErrorKind::AlreadyExists && path.is_dir() =>
        {
            Ok(())
        }
        made => made,
    }
}

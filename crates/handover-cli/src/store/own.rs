//! What an organisation seals to itself: files that lead from tokens, which others hold, to persons.
//!
//! ```text
//! encapsulated key (1120 bytes), then what is sealed
//! ```
//!
//! Sealed to the organisation's own sealing key, which the passphrase guards, and bound to what it is.

use std::path::Path;

use handover::EncapsulatedKey;
use zeroize::Zeroizing;

use super::Identity;
use crate::{
    problem::{Problem, shown},
    refusals::refusal,
};

/// Seals to ourselves; `info` says what it is, whose, and of what.
pub(super) fn seal(identity: &Identity, info: &[u8], plain: &[u8]) -> Result<Vec<u8>, Problem> {
    let card = identity.card()?;
    let sealing = card.payload().sealing.as_ref().ok_or_else(|| {
        Problem::usage(
            "the card of this identity has no sealing key",
            "Make an identity with `handover identity new`.",
        )
    })?;
    let (encapsulated, sealed) = sealing
        .key
        .seal(info, plain)
        .map_err(|_| Problem::our_bug("our own sealing key cannot be sealed to"))?;
    Ok([encapsulated.as_bytes().as_slice(), &sealed].concat())
}

/// Opens with whichever of our keys it was sealed to.
pub(super) fn open(
    identity: &Identity,
    passphrase: &str,
    info: &[u8],
    bytes: &[u8],
    path: &Path,
) -> Result<Zeroizing<Vec<u8>>, Problem> {
    let keys = identity.sealing_keys(passphrase)?;
    let (encapsulated, sealed) = bytes
        .split_first_chunk::<{ EncapsulatedKey::LEN }>()
        .ok_or_else(|| damaged(path))?;
    let encapsulated = EncapsulatedKey::from_bytes(encapsulated);
    let mut told = None;
    for key in &keys {
        match key.open(&encapsulated, info, sealed) {
            Ok(plain) => return Ok(plain),
            Err(error) => told = Some(error),
        }
    }
    Err(match told {
        Some(error) => refusal(&format!("the ledger {}", shown(path)), error.class(), error)
            .advise("Restore the identity folder from a copy: a ledger opens for its maker only."),
        None => damaged(path),
    })
}

pub(super) fn damaged(path: &Path) -> Problem {
    Problem::input_output(
        format!("{} is damaged", shown(path)),
        "Restore the identity folder from a copy.",
    )
}

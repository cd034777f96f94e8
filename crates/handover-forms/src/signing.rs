//! What a case says of who signs it: no question asks that.

use std::{collections::BTreeMap, fmt};

use handover_dataset::CheckId;
use handover_time::{PosixTime, london};
use jiff::{Timestamp, civil::DateTime};

/// Somebody who signs.
#[derive(Clone)]
#[expect(clippy::exhaustive_structs, reason = "a name and a role")]
pub struct Signatory {
    /// The name.
    pub name: String,
    /// The role: `midwife`.
    pub role: String,
}

/// Who signs, when, and what they know beside the answers.
#[derive(Clone)]
#[expect(
    clippy::exhaustive_structs,
    reason = "what a case says beside its answers"
)]
pub struct Signing {
    /// Who hands over.
    pub author: Signatory,
    /// When.
    pub at: PosixTime,
    /// Who agreed as the second, and when.
    pub second: Option<(Signatory, PosixTime)>,
    /// The organisations to whom something can be sealed: their ids by their names.
    pub organisations: BTreeMap<String, String>,
    /// Why a case may go all the same, check by check.
    pub reasons: BTreeMap<CheckId, String>,
}

impl Signing {
    /// Somebody signs now, alone.
    #[must_use]
    pub const fn new(author: Signatory, at: PosixTime) -> Self {
        Self {
            author,
            at,
            second: None,
            organisations: BTreeMap::new(),
            reasons: BTreeMap::new(),
        }
    }
}

/// A moment as the dataset writes it, on London's clock.
pub(crate) fn instant(at: PosixTime) -> String {
    written(timestamp(at))
}

/// As the dataset writes it, with the offset that London has then.
pub(crate) fn written(at: Timestamp) -> String {
    at.display_with_offset(london().to_offset(at)).to_string()
}

/// A moment on London's clock.
pub(crate) fn local(at: PosixTime) -> DateTime {
    london().to_datetime(timestamp(at))
}

fn timestamp(at: PosixTime) -> Timestamp {
    let at = i64::try_from(at.as_secs()).ok();
    let at = at.and_then(|at| Timestamp::from_second(at).ok());
    at.unwrap_or(Timestamp::UNIX_EPOCH)
}

impl fmt::Debug for Signatory {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Signatory(..)")
    }
}

impl fmt::Debug for Signing {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Signing(..)")
    }
}

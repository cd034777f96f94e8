use std::collections::BTreeMap;

use super::ProfileError;
use crate::{CheckId, Severity};

/// Takes `[checks]` if it makes nothing softer (S-41).
pub(super) fn stricter(
    checks: BTreeMap<CheckId, Severity>,
) -> Result<BTreeMap<CheckId, Severity>, ProfileError> {
    for (check, severity) in &checks {
        let own = own_severity(*check).ok_or(ProfileError::Check(*check))?;
        if *severity < own {
            return Err(ProfileError::Softer(*check));
        }
    }
    Ok(checks)
}

/// What the check does of itself (dataset section 7).
const fn own_severity(check: CheckId) -> Option<Severity> {
    match check.number() {
        7 | 9 | 20 | 24 | 32 | 47..=49 | 51 => Some(Severity::Reported),
        21 | 23 | 27 | 34 | 36 | 38 | 39 | 53 => Some(Severity::Ack),
        1..=58 => Some(Severity::Blocks),
        _ => None,
    }
}

use std::collections::BTreeMap;

use super::ProfileError;
use crate::{CheckId, Severity, checks::Check};

/// Takes `[checks]` if it makes nothing softer (S-41).
pub(super) fn stricter(
    checks: BTreeMap<CheckId, Severity>,
) -> Result<BTreeMap<CheckId, Severity>, ProfileError> {
    for (check, severity) in &checks {
        let own = Check::numbered(*check).ok_or(ProfileError::Check(*check))?;
        if *severity < own.severity {
            return Err(ProfileError::Softer(*check));
        }
    }
    Ok(checks)
}

//! The form of names and lists in a profile.

use std::collections::BTreeSet;

use super::ProfileError;

/// Refuses a list that is empty or has something twice.
pub(super) fn distinct<T: Ord>(what: &'static str, list: &[T]) -> Result<(), ProfileError> {
    let set: BTreeSet<&T> = list.iter().collect();
    if list.is_empty() || set.len() != list.len() {
        return Err(ProfileError::List(what));
    }
    Ok(())
}

/// Lower-case letters, digits and hyphens, from a letter, 1 to 32 bytes: audience, profile, reason.
pub(super) fn is_name(name: &str) -> bool {
    (1..=32).contains(&name.len())
        && name.starts_with(|first: char| first.is_ascii_lowercase())
        && name
            .bytes()
            .all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-')
}

//! The case reference of a person whose id in the source is none.

use handover_dataset::CaseReference;
use sha2::{Digest, Sha256};
use std::fmt::Write;

/// Whether a text is a case reference as it stands (field 901).
pub(super) fn is_reference(id: &str) -> bool {
    CaseReference::try_from(id.to_owned()).is_ok()
}

/// A reference made of an id that holds other characters, or more of them: as much of it as may stand in one, then a
/// digest, so that two ids never share one.
pub(super) fn made_of(id: &str) -> String {
    let allowed = |c: char| c.is_ascii_alphanumeric() || c == '.';
    let readable = id.chars().map(|c| if allowed(c) { c } else { '-' });
    let mut reference: String = readable.take(40).collect();
    reference.push('-');
    for byte in Sha256::digest(id.as_bytes()).iter().take(6) {
        // A `String` takes everything.
        let _ = write!(reference, "{byte:02x}");
    }
    reference
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_of_any_text_give_references_of_their_own() {
        let long = "x".repeat(65);
        let ids = [
            "MV/001",
            "MV_001",
            "MV 001",
            "O\u{2019}Brien 1",
            "\u{e9}",
            &long,
        ];
        let made: std::collections::BTreeSet<String> = ids.iter().map(|id| made_of(id)).collect();
        assert_eq!(made.len(), ids.len());
        assert!(made.iter().all(|reference| is_reference(reference)));
        assert!(ids.iter().all(|id| !is_reference(id)));
        assert!(made_of("MV/001").starts_with("MV-001-"));
    }
}

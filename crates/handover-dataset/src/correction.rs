use crate::{Instant, Practitioner, Text};

record! {
    /// Who changed a statement, when and why.
    ///
    /// What stood before is in the statement's `conflicts`, where it is a risk, a medicine, a contact or a place.
    Correction {
        /// Who changed it.
        by: Practitioner,
        /// When.
        at: Instant,
        /// Why; must not tell what is withheld.
        reason: Text,
    } optional {
        /// Another person, who agreed: without one no statement shows less risk than before (check D-70).
        agreed_by: Practitioner,
    }
}

//! The parties to the transfer that a statement is about, as far as it names them.

use crate::{
    Card, Completeness, Countersign, Directory, Event, Mandate, OrganisationId, Package, Receipt,
    Roster, StatementId, Verdict,
};

/// What a statement says of the parties to its transfer.
#[expect(unnameable_types, reason = "nobody else may implement `Payload`")]
pub trait Parties {
    /// The mandate it names.
    fn mandate(&self) -> Option<StatementId> {
        None
    }

    /// The recipients it names.
    fn recipients(&self) -> Vec<&OrganisationId> {
        Vec::new()
    }

    /// The statements whose parties are its own.
    fn about(&self) -> &[StatementId] {
        &[]
    }
}

impl Parties for Card {}

impl Parties for Directory {}

impl Parties for Countersign {
    fn about(&self) -> &[StatementId] {
        self.statement.ids()
    }
}

impl Parties for Completeness {
    fn mandate(&self) -> Option<StatementId> {
        Some(self.mandate)
    }
}

impl Parties for Event {
    fn mandate(&self) -> Option<StatementId> {
        self.mandate
    }
}

impl Parties for Mandate {
    fn recipients(&self) -> Vec<&OrganisationId> {
        self.to.iter().collect()
    }
}

impl Parties for Package {
    fn mandate(&self) -> Option<StatementId> {
        self.mandate
    }

    fn recipients(&self) -> Vec<&OrganisationId> {
        self.stanzas.iter().map(|stanza| &stanza.to).collect()
    }
}

impl Parties for Receipt {
    fn mandate(&self) -> Option<StatementId> {
        self.mandate
    }

    fn recipients(&self) -> Vec<&OrganisationId> {
        vec![&self.r#for]
    }
}

impl Parties for Roster {
    fn mandate(&self) -> Option<StatementId> {
        Some(self.mandate)
    }
}

impl Parties for Verdict {
    fn mandate(&self) -> Option<StatementId> {
        self.mandate
    }

    fn recipients(&self) -> Vec<&OrganisationId> {
        vec![&self.by]
    }
}

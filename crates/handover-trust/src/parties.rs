//! The parties to the transfer that a statement is about, as far as it names them.

use crate::{
    Card, Completeness, Countersign, Directory, Event, Kind, Mandate, OrganisationId, Package,
    Payload, Receipt, Roster, Statement, StatementId, Verdict,
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
}

impl Parties for Card {}

impl Parties for Directory {}

/// What it is about is in no payload: [`Concerned`] says it.
impl Parties for Countersign {}

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

/// Whom a verified statement concerns: by this a countersign of it is judged.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Concerned {
    pub(crate) mandate: Option<StatementId>,
    pub(crate) recipients: Vec<OrganisationId>,
}

impl Concerned {
    /// Whom this statement concerns.
    #[must_use]
    pub fn by<P: Payload>(statement: &Statement<P>) -> Self {
        let payload = statement.payload();
        let mandate = match P::KIND {
            Kind::Mandate => Some(*statement.id()),
            _ => payload.mandate(),
        };
        Self {
            mandate,
            recipients: payload.recipients().into_iter().cloned().collect(),
        }
    }
}

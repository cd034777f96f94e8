//! The parties to the transfer that a statement is about, as far as it names them.

use std::collections::HashMap;

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

/// Whom verified statements concern, by their ids: by this countersigns of them are judged.
#[derive(Clone, Debug, Default)]
pub struct Concerned {
    by_id: HashMap<StatementId, (Option<StatementId>, Vec<OrganisationId>)>,
}

impl Concerned {
    /// Takes note of whom a statement concerns; a countersign concerns whom its statement does.
    pub fn note<P: Payload>(&mut self, statement: &Statement<P>) {
        let payload = statement.payload();
        let about = payload.about().iter().find_map(|id| self.by_id.get(id));
        let parties = match (P::KIND, about) {
            (_, Some(about)) => about.clone(),
            (Kind::Mandate, None) => (Some(*statement.id()), Vec::new()),
            (_, None) => {
                let recipients = payload.recipients().into_iter().cloned();
                (payload.mandate(), recipients.collect())
            }
        };
        self.by_id.insert(*statement.id(), parties);
    }

    pub(crate) fn by(&self, id: &StatementId) -> Option<(Option<StatementId>, &[OrganisationId])> {
        let (mandate, recipients) = self.by_id.get(id)?;
        Some((*mandate, recipients))
    }
}

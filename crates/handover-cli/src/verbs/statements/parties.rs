//! Who may witness when a statement was seen: the commissioner of its mandate, and the server on the
//! recipient's card (section "Time and revocation" of `schemas/PROTOCOL.md`).

use handover::{
    Completeness, Countersign, Event, Mandate, OrganisationId, Package, Receipt, Roster, Statement,
    StatementId, Verdict, VerifiedDirectory,
};

use super::Statements;

/// What a statement says of the parties to its transfer.
pub(super) trait Parties {
    /// The mandate it names.
    fn mandate(&self) -> Option<StatementId>;

    /// The recipients it names.
    fn recipients(&self) -> Vec<&OrganisationId>;
}

impl Parties for Mandate {
    fn mandate(&self) -> Option<StatementId> {
        None
    }

    fn recipients(&self) -> Vec<&OrganisationId> {
        self.to.iter().collect()
    }
}

impl Parties for Roster {
    fn mandate(&self) -> Option<StatementId> {
        Some(self.mandate)
    }

    fn recipients(&self) -> Vec<&OrganisationId> {
        Vec::new()
    }
}

impl Parties for Completeness {
    fn mandate(&self) -> Option<StatementId> {
        Some(self.mandate)
    }

    fn recipients(&self) -> Vec<&OrganisationId> {
        Vec::new()
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

impl Parties for Verdict {
    fn mandate(&self) -> Option<StatementId> {
        self.mandate
    }

    fn recipients(&self) -> Vec<&OrganisationId> {
        vec![&self.by]
    }
}

impl Parties for Event {
    fn mandate(&self) -> Option<StatementId> {
        self.mandate
    }

    fn recipients(&self) -> Vec<&OrganisationId> {
        Vec::new()
    }
}

impl Statements {
    /// Whether `witness` may say when a statement with these parties was seen.
    pub(super) fn may_witness(
        &self,
        witness: &Countersign,
        parties: &impl Parties,
        directory: &VerifiedDirectory,
    ) -> bool {
        let mandate = parties.mandate().and_then(|id| self.mandate(&id));
        let mandate = mandate.map(Statement::payload);
        if mandate.is_some_and(|mandate| mandate.by == witness.by) {
            return true;
        }
        let agreed = mandate.iter().flat_map(|mandate| &mandate.to);
        let serves = |recipient: &OrganisationId| {
            let card = directory.organisation(recipient, witness.at);
            let server = card.and_then(|listed| listed.card().payload().server.as_ref());
            server.is_some_and(|server| server.by == witness.by)
        };
        parties.recipients().into_iter().chain(agreed).any(serves)
    }

    /// The mandate of this id.
    pub(crate) fn mandate(&self, id: &StatementId) -> Option<&Statement<Mandate>> {
        self.mandates.iter().find(|mandate| mandate.id() == id)
    }
}

/// What a countersign is about, as far as it is at hand.
pub(super) struct About {
    mandate: Option<StatementId>,
    recipients: Vec<OrganisationId>,
}

impl About {
    /// The parties to the statement that a countersign is about.
    pub(super) fn of(countersign: &Countersign, statements: &Statements) -> Self {
        let id = countersign.statement;
        let mandate = statements.mandate(&id).map(|mandate| *mandate.id());
        let rosters = statements.rosters.iter();
        let mut roster = rosters.filter(|roster| *roster.id() == id);
        let indexes = statements.indexes.iter();
        let mut index = indexes.filter(|index| *index.head().id() == id);
        let (roster, package) = (roster.next(), index.next());
        let package = package.map(|index| index.head().payload());
        Self {
            mandate: mandate
                .or_else(|| roster.map(|roster| roster.payload().mandate))
                .or_else(|| package.and_then(|head| head.mandate)),
            recipients: package
                .map(Parties::recipients)
                .unwrap_or_default()
                .into_iter()
                .cloned()
                .collect(),
        }
    }
}

impl Parties for About {
    fn mandate(&self) -> Option<StatementId> {
        self.mandate
    }

    fn recipients(&self) -> Vec<&OrganisationId> {
        self.recipients.iter().collect()
    }
}

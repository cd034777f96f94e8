//! Between whom cases are handed over: by a mandate, or by one package alone.

use handover_trust::{Mandate, OrganisationId, Package, Statement, StatementId, TransferDay};

/// What a mandate says of a transfer, or what a package says of itself where no mandate is at hand.
#[derive(Clone)]
pub(crate) enum Terms {
    Mandate(Statement<Mandate>),
    /// A package under no mandate, or under one that is not at hand: its stanzas stand in the place of a
    /// roster, and every case is for each organisation that has one for the lead audience.
    Package(Statement<Package>),
}

impl Terms {
    /// The mandate, if it is at hand.
    pub(crate) const fn mandate(&self) -> Option<&Statement<Mandate>> {
        match self {
            Self::Mandate(mandate) => Some(mandate),
            Self::Package(_) => None,
        }
    }

    /// The mandate that statements name.
    pub(crate) const fn named(&self) -> Option<StatementId> {
        match self {
            Self::Mandate(mandate) => Some(*mandate.id()),
            Self::Package(head) => head.payload().mandate,
        }
    }

    /// Who hands over.
    pub(crate) const fn from(&self) -> &OrganisationId {
        match self {
            Self::Mandate(mandate) => &mandate.payload().from,
            Self::Package(head) => &head.payload().by,
        }
    }

    /// Who hands over and who is handed to.
    pub(crate) fn parties(&self) -> impl Iterator<Item = &OrganisationId> {
        let (to, stanzas) = match self {
            Self::Mandate(mandate) => (mandate.payload().to.as_slice(), [].as_slice()),
            Self::Package(head) => ([].as_slice(), head.payload().stanzas.as_slice()),
        };
        let named = stanzas.iter().map(|stanza| &stanza.to);
        std::iter::once(self.from()).chain(to).chain(named)
    }

    /// Who answers for what nobody accepted in time.
    pub(crate) const fn last_resort(&self) -> &OrganisationId {
        match self {
            Self::Mandate(mandate) => &mandate.payload().last_resort,
            Self::Package(head) => &head.payload().by,
        }
    }

    /// From when on the recipients are responsible; a package alone has no date.
    pub(crate) const fn transfer(&self) -> TransferDay {
        match self {
            Self::Mandate(mandate) => mandate.payload().transfer,
            Self::Package(_) => TransferDay::Standing,
        }
    }

    /// Whether an organisation is one that is handed to.
    pub(crate) fn is_recipient(&self, id: &OrganisationId) -> bool {
        match self {
            Self::Mandate(mandate) => mandate.payload().to.contains(id),
            Self::Package(head) => head.payload().stanzas.iter().any(|one| one.to == *id),
        }
    }

    /// Whether an organisation hands over, or is handed to.
    pub(crate) fn is_party(&self, id: &OrganisationId) -> bool {
        id == self.from() || self.is_recipient(id)
    }
}

use std::{collections::BTreeSet, fmt};

use handover_package::{AtHand, SignedIndex};
use handover_trust::{
    Completeness, Countersign, Event, Mandate, OrganisationId, Package, PosixTime, Receipt, Roster,
    Sight, Statement, StatementId, Verdict,
};

/// Verified statements of transfers, by kind; each is there once, however many copies there are.
#[derive(Clone, Default)]
pub struct KnownStatements {
    pub(super) mandates: Vec<Statement<Mandate>>,
    pub(super) rosters: Vec<Statement<Roster>>,
    pub(super) completeness: Vec<Statement<Completeness>>,
    pub(super) countersigns: Vec<Statement<Countersign>>,
    pub(super) indexes: Vec<SignedIndex>,
    /// Heads of packages that are not at hand as indexes.
    pub(super) heads: Vec<Statement<Package>>,
    pub(super) receipts: Vec<Statement<Receipt>>,
    pub(super) verdicts: Vec<Statement<Verdict>>,
    pub(super) events: Vec<Statement<Event>>,
    pub(super) servers: BTreeSet<OrganisationId>,
    /// The cards of the directory: who countersigned one agreed to a successor, and to nothing of a transfer.
    pub(super) cards: Vec<StatementId>,
    pub(super) reader: Option<OrganisationId>,
}

impl KnownStatements {
    /// What a package is compared with.
    #[must_use]
    pub fn at_hand(&self) -> AtHand<'_> {
        AtHand::new(&self.mandates, &self.rosters, &self.countersigns)
    }

    /// The mandates.
    #[must_use]
    pub fn mandates(&self) -> &[Statement<Mandate>] {
        &self.mandates
    }

    /// The mandate of this id.
    #[must_use]
    pub fn mandate(&self, id: &StatementId) -> Option<&Statement<Mandate>> {
        self.mandates.iter().find(|mandate| mandate.id() == id)
    }

    /// The rosters.
    #[must_use]
    pub fn rosters(&self) -> &[Statement<Roster>] {
        &self.rosters
    }

    /// The reports of answered and absent fields.
    #[must_use]
    pub fn completeness(&self) -> &[Statement<Completeness>] {
        &self.completeness
    }

    /// The countersigns, those in the role `seen` among them.
    #[must_use]
    pub fn countersigns(&self) -> &[Statement<Countersign>] {
        &self.countersigns
    }

    /// Packages, as far as they speak in clear.
    #[must_use]
    pub fn indexes(&self) -> &[SignedIndex] {
        &self.indexes
    }

    /// The receipts.
    #[must_use]
    pub fn receipts(&self) -> &[Statement<Receipt>] {
        &self.receipts
    }

    /// The verdicts.
    #[must_use]
    pub fn verdicts(&self) -> &[Statement<Verdict>] {
        &self.verdicts
    }

    /// The events.
    #[must_use]
    pub fn events(&self) -> &[Statement<Event>] {
        &self.events
    }

    /// The servers on the cards of the parties: whose word that something was there in time counts
    /// ([`Transfer::hear_servers`](crate::Transfer::hear_servers)).
    #[must_use]
    pub const fn servers(&self) -> &BTreeSet<OrganisationId> {
        &self.servers
    }

    /// Whose memory said when each was first seen; none, if nobody's.
    #[must_use]
    pub const fn reader(&self) -> Option<&OrganisationId> {
        self.reader.as_ref()
    }

    /// The head of a package, of its signed index or by itself.
    #[must_use]
    pub fn head(&self, package: &StatementId) -> Option<&Statement<Package>> {
        let indexes = self.indexes.iter().map(SignedIndex::head);
        let mut heads = indexes.chain(&self.heads);
        heads.find(|head| head.id() == package)
    }

    /// The signed index of a package.
    #[must_use]
    pub fn index(&self, package: &StatementId) -> Option<&SignedIndex> {
        let mut indexes = self.indexes.iter();
        indexes.find(|index| index.head().id() == package)
    }

    /// As of when a package is judged, and evidence from it: as of when its head was first seen, if that is known
    /// (V-09); else as of now.
    #[must_use]
    pub fn sight_of(&self, package: Option<&StatementId>, now: PosixTime) -> Sight<'static> {
        let head = package.and_then(|id| self.head(id));
        let sight = Sight::now(now);
        head.map_or(sight, |head| sight.recorded(head.first_seen()))
    }
}

impl fmt::Debug for KnownStatements {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("KnownStatements")
    }
}

//! When others than its signer saw what was said: what counts where something had to be in time (A.10).

use std::collections::{BTreeSet, HashMap};

use handover_trust::{Countersign, Mandate, OrganisationId, PosixTime, Statement, StatementId};

use crate::Transfer;

/// How far the clocks of two organisations may differ, in seconds.
const MAX_AHEAD_SECS: u64 = 300;

/// Who countersigned each statement when, in any role: whoever agrees has seen it.
pub(crate) struct Sights<'a> {
    by_statement: HashMap<StatementId, Vec<(&'a OrganisationId, PosixTime)>>,
    /// Whose memory says when each statement was first seen.
    reader: Option<&'a OrganisationId>,
}

/// What somebody may have seen.
#[derive(Clone, Copy)]
pub(crate) struct Visible<'a> {
    pub(crate) id: &'a StatementId,
    pub(crate) by: &'a OrganisationId,
    pub(crate) at: PosixTime,
    /// When whoever reads first saw it.
    pub(crate) first_seen: PosixTime,
}

impl<'a> Sights<'a> {
    /// Of all countersigns by a party of the transfer, or by a server on the card of one.
    pub(crate) fn of_transfer(transfer: &'a Transfer) -> Self {
        let terms = &transfer.terms;
        let mut heard: BTreeSet<&OrganisationId> = transfer.servers.iter().collect();
        heard.extend(terms.parties().chain([terms.last_resort()]));
        heard.extend(terms.mandate().map(|mandate| &mandate.payload().by));
        let countersigns = transfer.countersigns.values();
        Self::new(&heard, countersigns, transfer.reader.as_ref())
    }

    /// The same where there is no transfer, between the parties of a mandate.
    pub(crate) fn under(
        mandate: &'a Mandate,
        servers: &'a BTreeSet<OrganisationId>,
        countersigns: &'a [Statement<Countersign>],
        reader: Option<&'a OrganisationId>,
    ) -> Self {
        let mut heard: BTreeSet<&OrganisationId> = servers.iter().collect();
        heard.extend([&mandate.by, &mandate.from, &mandate.last_resort]);
        heard.extend(&mandate.to);
        Self::new(&heard, countersigns, reader)
    }

    fn new(
        heard: &BTreeSet<&OrganisationId>,
        countersigns: impl IntoIterator<Item = &'a Statement<Countersign>>,
        reader: Option<&'a OrganisationId>,
    ) -> Self {
        let mut by_statement: HashMap<StatementId, Vec<_>> = HashMap::new();
        let countersigns = countersigns.into_iter().map(Statement::payload);
        for Countersign {
            at, by, statement, ..
        } in countersigns.filter(|one| heard.contains(&one.by))
        {
            for id in statement.ids() {
                by_statement.entry(*id).or_default().push((by, *at));
            }
        }
        Self {
            by_statement,
            reader,
        }
    }

    /// The earliest sight of a statement by an organisation other than its own: by a countersign, or by the
    /// memory of whoever reads. Nobody sees what is not signed yet.
    pub(crate) fn of(&self, said: Visible<'_>) -> Option<PosixTime> {
        let countersigns = self.by_statement.get(said.id).into_iter().flatten();
        let witnessed = countersigns.filter(|(witness, _)| *witness != said.by);
        let reader = self.reader.filter(|reader| *reader != said.by);
        witnessed
            .map(|(_, at)| *at)
            .chain(reader.map(|_| said.first_seen))
            .filter(|at| said.at <= at.plus_secs(MAX_AHEAD_SECS))
            .min()
    }
}

//! When others than its signer saw what was said: what counts where something had to be in time (A.10).

use std::collections::{BTreeSet, HashMap};

use handover_trust::{Countersign, OrganisationId, PosixTime, StatementId};

use crate::{Transfer, saying::Saying};

/// How far the clocks of two organisations may differ, in seconds.
const MAX_AHEAD_SECS: u64 = 300;

/// Who countersigned each statement when, in any role: whoever agrees has seen it.
pub(crate) struct Sights<'a> {
    by_statement: HashMap<StatementId, Vec<(&'a OrganisationId, PosixTime)>>,
}

impl<'a> Sights<'a> {
    /// Of all countersigns by a party of the mandate, or by a server on the card of one.
    pub(crate) fn of_transfer(transfer: &'a Transfer) -> Self {
        let mandate = transfer.mandate.payload();
        let mut heard: BTreeSet<&OrganisationId> = transfer.servers.iter().collect();
        heard.extend([&mandate.by, &mandate.from, &mandate.last_resort]);
        heard.extend(&mandate.to);
        let mut by_statement: HashMap<StatementId, Vec<_>> = HashMap::new();
        let countersigns = transfer.countersigns.values();
        for Countersign {
            at, by, statement, ..
        } in countersigns.filter(|one| heard.contains(&one.by))
        {
            for id in statement.ids() {
                by_statement.entry(*id).or_default().push((by, *at));
            }
        }
        Self { by_statement }
    }

    /// The earliest sight of a statement by an organisation other than its own: by a countersign, or by the
    /// memory of whoever reads. Nobody sees what is not signed yet.
    pub(crate) fn of(
        &self,
        transfer: &Transfer,
        id: &StatementId,
        saying: &Saying,
    ) -> Option<PosixTime> {
        let by = transfer.numbers.organisations.value(saying.by)?;
        let countersigns = self.by_statement.get(id).into_iter().flatten();
        let witnessed = countersigns.filter(|(witness, _)| *witness != by);
        let reader = transfer.reader.as_ref().filter(|reader| *reader != by);
        witnessed
            .map(|(_, at)| *at)
            .chain(reader.map(|_| saying.first_seen))
            .filter(|at| saying.at <= at.plus_secs(MAX_AHEAD_SECS))
            .min()
    }
}

//! What is done about a request: verified, whose, complete, who may read it.
//!
//! Knows nothing of HTTP: a handler gives it a peer and bytes, and gets something durable or a [`Refusal`].

mod agreement;
mod announce;
mod commit;
mod filing;
mod known;
mod lists;
mod part;
mod readers;
mod refusal;
mod witness;

use std::sync::Arc;

use handover_package::ProfileInForce;
use handover_tls::Trust;
use handover_trust::{
    FileReference, OrganisationId, Package, Payload, Sight, Signer, Statement, StatementId,
    VerifiedDirectory,
};
use tokio::sync::watch;

use crate::{Storage, metrics::Metrics};

pub(crate) use known::{KnownPackage, KnownPackages};
pub(crate) use lists::PageRequest;
pub(crate) use part::ExpectedPart;
pub(crate) use refusal::Refusal;

/// Keeps packages and statements for an organisation, or as its hub.
pub(crate) struct Keeper {
    pub(crate) trust: Arc<Trust>,
    pub(crate) storage: Arc<dyn Storage>,
    pub(crate) metrics: Metrics,
    /// Whose server this is.
    pub(crate) us: OrganisationId,
    /// Signs receipts.
    pub(crate) service: Signer,
    pub(crate) profiles: Vec<ProfileInForce>,
    pub(crate) requires_mandate: bool,
    pub(crate) known: KnownPackages,
    /// Changes whenever something came that somebody may wait for.
    pub(crate) arrivals: watch::Sender<()>,
}

impl Keeper {
    /// The profile of these very bytes, if it is in force here.
    fn profile(&self, reference: &FileReference) -> Option<&ProfileInForce> {
        self.profiles
            .iter()
            .find(|profile| profile.reference() == reference)
    }

    /// For whom of the recipients packages are kept here, in the order of the head.
    fn served(&self, directory: &VerifiedDirectory, head: &Package) -> Vec<OrganisationId> {
        let now = self.trust.now();
        let is_ours = |to: &OrganisationId| {
            let card = directory.organisation(to, now);
            let server = card.and_then(|listed| listed.card().payload().server.as_ref());
            match server {
                Some(server) => server.by == self.us,
                None => *to == self.us && card.is_some(),
            }
        };
        let mut served: Vec<OrganisationId> = Vec::new();
        for stanza in &head.stanzas {
            if is_ours(&stanza.to) && !served.contains(&stanza.to) {
                served.push(stanza.to.clone());
            }
        }
        served
    }

    /// A statement that is kept here, verified again as when it was first seen; `None` if there is none
    /// of this kind.
    async fn verified<P: Payload>(&self, id: StatementId) -> Result<Option<Statement<P>>, Refusal> {
        let Some(kept) = self.storage.statement(id).await? else {
            return Ok(None);
        };
        if kept.kind != P::KIND {
            return Ok(None);
        }
        let sight = Sight::now(self.trust.now()).recorded(kept.first_seen);
        let statement = self.trust.directory().verify(&kept.bytes, &sight)?;
        Ok(Some(statement))
    }

    /// Wakes whoever waits for something new.
    fn something_came(&self) {
        self.arrivals.send_replace(());
    }
}

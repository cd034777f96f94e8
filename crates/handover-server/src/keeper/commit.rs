use bytes::Bytes;
use handover_tls::Peer;
use handover_transfer::Problem;
use handover_trust::{
    Kind, OrganisationId, Outdated, Receipt, ReceiptRung, Sight, Statement, StatementError,
    StatementId,
};

use super::{Keeper, KnownPackage, Refusal, refusal::owned, witness::Filing};
use crate::storage::{Durable, NewStatement};

impl Keeper {
    /// Gives the receipt of a package that is whole, agreed and durable.
    ///
    /// Any number of times the same bytes: whoever comes first has the receipts filed, and everybody is
    /// answered from what was filed.
    pub(crate) async fn commit(
        &self,
        peer: &Peer,
        id: StatementId,
    ) -> Result<Durable<Bytes>, Refusal> {
        let package = self.known(id).await?.ok_or(Problem::NotFound)?;
        owned(peer, &package.kept.by)?;
        if let Some(receipt) = self.storage.receipt(id).await? {
            let (receipt, ahead) = self.is_ahead(receipt);
            if !ahead {
                return Ok(receipt);
            }
            // It was signed while our clock was ahead, and nobody could take it: a new one takes its place.
            let commissioner = self.check_agreement(&package).await?;
            let receipts = self.receipts(&package, commissioner.as_ref())?;
            let receipt = self.storage.replace_receipts(id, receipts).await?;
            self.something_came();
            return Ok(receipt);
        }
        let need = self.need_of(&package.kept).await?;
        if !need.is_met() {
            return Err(Refusal::incomplete(need));
        }
        let commissioner = self.check_agreement(&package).await?;
        let directory = self.trust.directory();
        let served = self.served(&directory, package.index.head().payload());
        if served.is_empty() {
            return Err(Problem::Recipient.into());
        }
        let receipts = self.receipts(&package, commissioner.as_ref())?;
        let head = NewStatement {
            id,
            kind: Kind::Package,
            by: package.kept.by.clone(),
            package: Some(id),
            mandate: package.kept.mandate,
            about: None,
            first_seen: package.kept.first_seen,
            bytes: Bytes::copy_from_slice(package.index.head().as_bytes()),
            readers: [package.kept.by.clone()]
                .into_iter()
                .chain(commissioner)
                .collect(),
            inbox: served,
            opens_to: None,
        };
        let seen = Filing {
            readers: head.readers.iter().chain(&head.inbox).cloned().collect(),
            ..Filing::of(&head)
        };
        let ours = receipts.first().map(|receipt| receipt.bytes.clone());
        let receipt = self.storage.commit(id, head, receipts).await?;
        // Somebody else may have been first, and has said it.
        let is_first = ours.is_some_and(|ours| Durable::stated(ours) == receipt);
        if is_first && package.kept.by != self.us {
            self.witness(seen).await;
        }
        self.metrics.packages_committed.inc();
        self.something_came();
        Ok(receipt)
    }

    /// Whether the receipt on file is dated so far ahead of our clock that it holds for nobody yet.
    fn is_ahead(&self, receipt: Durable<Bytes>) -> (Durable<Bytes>, bool) {
        let sight = Sight::now(self.trust.now());
        let bytes = receipt.into_inner();
        let held: Result<Statement<Receipt>, _> = self.trust.directory().verify(&bytes, &sight);
        let ahead = matches!(held, Err(StatementError::Expired(Outdated::Ahead { .. })));
        (Durable::stated(bytes), ahead)
    }

    /// Signs that a package is stored, for each recipient for whom it is kept here.
    fn receipts(
        &self,
        package: &KnownPackage,
        commissioner: Option<&OrganisationId>,
    ) -> Result<Vec<NewStatement>, Refusal> {
        let served = self.served(&self.trust.directory(), package.index.head().payload());
        let receipts = served.iter();
        receipts
            .map(|recipient| self.receipt(package, recipient, commissioner))
            .collect()
    }

    /// Signs that a package is stored for a recipient.
    fn receipt(
        &self,
        package: &KnownPackage,
        recipient: &OrganisationId,
        commissioner: Option<&OrganisationId>,
    ) -> Result<NewStatement, Refusal> {
        let now = self.trust.now();
        let receipt = Receipt {
            at: now,
            by: self.us.clone(),
            r#for: recipient.clone(),
            mandate: package.kept.mandate,
            package: package.kept.id,
            audience: None,
            rung: ReceiptRung::Stored,
            unreadable: Vec::new(),
        };
        let signed = self.service.sign(receipt).map_err(|_| Problem::Internal)?;
        // A receipt that its reader would refuse is worth nothing: our certificate may have ended.
        let verified: Result<Statement<Receipt>, _> = self
            .trust
            .directory()
            .verify(signed.as_bytes(), &Sight::now(now));
        verified.map_err(|error| {
            tracing::error!(class = %error.class(), "our own receipt would be refused");
            Problem::Internal
        })?;
        Ok(NewStatement {
            id: *signed.id(),
            kind: Kind::Receipt,
            by: self.us.clone(),
            package: Some(package.kept.id),
            mandate: package.kept.mandate,
            about: None,
            first_seen: now,
            bytes: Bytes::copy_from_slice(signed.as_bytes()),
            readers: [package.kept.by.clone(), recipient.clone()]
                .into_iter()
                .chain(commissioner.cloned())
                .collect(),
            inbox: Vec::new(),
            opens_to: None,
        })
    }
}

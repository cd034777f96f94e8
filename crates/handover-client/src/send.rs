//! A package on its way.

use std::{path::Path, time::Duration};

use futures_util::{StreamExt, TryStreamExt, stream};
use handover_cbor::Limits;
use handover_transfer::{Cursor, Need, Problem};
use handover_trust::{Kind, Receipt, Sight, Statement};

use crate::{
    About, Client, ClientError, Event, Parcel, ReceiptError, Stored, answer::Ask, journal::Journal,
    parcel::read_part, receipt::verified,
};

/// So many packages are under way at once; of all of them together so many parts as the client's settings say.
const PACKAGES: usize = 16;

/// How often the server may say that parts are missing which it took.
const ROUNDS: u32 = 5;

impl Client {
    /// Sends a package, whatever of it is there already, and gives back its receipts.
    ///
    /// Safe to stop at any instant and to call again, also from several processes at once: what is there
    /// is not sent again, and the receipts are the same.
    ///
    /// # Errors
    ///
    /// [`ClientError`], after what may pass by itself was tried again. [`ClientError::Receipt`] if what the
    /// server gives as a receipt is none: the package then counts as not stored.
    pub async fn send(&self, parcel: &Parcel) -> Result<Stored, ClientError> {
        self.clock.progressed();
        let journal = Journal::open(parcel, &self.server);
        let early = self.post_all(parcel.statements().to_vec()).await?;
        let mut need = self.needed(parcel, &journal).await?;
        // Countersigns of the package itself: it is known now. One that still is too early is about
        // something else, and the commit tells if it is missing.
        self.post_all(early).await?;
        self.tell(Event::Begun {
            bytes: parcel.byte_len(),
            held: held(parcel, &need),
        });
        for _ in 0..ROUNDS {
            self.carry(parcel, &need, &journal).await?;
            match self.commit(parcel).await {
                Err(ClientError::Problem(problem)) if problem.problem() == Problem::Incomplete => {
                    need = self.need(parcel).await?;
                }
                Err(error) => return Err(error),
                Ok(first) => {
                    let stored = self.for_every_recipient(parcel, first).await?;
                    // The receipts are verified: a journal that cannot be removed does no harm.
                    let _ = journal.remove();
                    return Ok(stored);
                }
            }
        }
        Err(ClientError::Strange { status: 409 })
    }

    /// Sends several packages, as [`send`](Self::send) does each of them; `each` hears of one as soon as its receipts
    /// are verified, or it did not get through: it does not hold up the others.
    pub async fn send_all(
        &self,
        parcels: impl IntoIterator<Item = Parcel>,
        mut each: impl FnMut(&Path, Result<Stored, ClientError>),
    ) {
        let mut sending = stream::iter(parcels)
            .map(|parcel| async move {
                let sent = self.send(&parcel).await;
                (parcel, sent)
            })
            .buffer_unordered(PACKAGES);
        while let Some((parcel, sent)) = sending.next().await {
            each(parcel.path(), sent);
        }
    }

    /// What the server needs of a parcel; announced if it does not know it.
    async fn needed(&self, parcel: &Parcel, journal: &Journal) -> Result<Need, ClientError> {
        let known = if journal.was_announced() {
            match self.need(parcel).await {
                Err(error) if Self::is_absent(&error) => None,
                answer => Some(answer?),
            }
        } else {
            None
        };
        let need = match known {
            Some(need) => need,
            None => self.announce(parcel).await?,
        };
        journal.announced();
        Ok(need)
    }

    async fn announce(&self, parcel: &Parcel) -> Result<Need, ClientError> {
        let path = format!("v1/packages/{}", parcel.id());
        let ask = Ask::put(
            path,
            "application/vnd.handover.index",
            parcel.announcement(),
        );
        fitting(self.ask(&ask).await?.document()?, parcel)
    }

    async fn need(&self, parcel: &Parcel) -> Result<Need, ClientError> {
        let ask = Ask::get(format!("v1/packages/{}/need", parcel.id()));
        fitting(self.ask(&ask).await?.document()?, parcel)
    }

    /// Sends the parts that are missing, some at once.
    async fn carry(
        &self,
        parcel: &Parcel,
        need: &Need,
        journal: &Journal,
    ) -> Result<(), ClientError> {
        stream::iter(need.missing())
            .map(Ok)
            .try_for_each_concurrent(self.parallel, |number| {
                self.carry_part(parcel, number, journal)
            })
            .await
    }

    async fn carry_part(
        &self,
        parcel: &Parcel,
        number: u64,
        journal: &Journal,
    ) -> Result<(), ClientError> {
        let place = usize::try_from(number).ok();
        let part = place.and_then(|place| parcel.parts().part(place)).cloned();
        let part = part.ok_or(ClientError::Strange { status: 200 })?;
        let len = part.byte_len();
        // Held while the bytes are in memory; the semaphore is never closed.
        let _permit = self.parts.acquire().await;
        let path = parcel.path().to_owned();
        let read = tokio::task::spawn_blocking(move || read_part(&path, &part));
        let bytes = read.await.map_err(std::io::Error::other)??;
        let path = format!("v1/packages/{}/parts/{number}", parcel.id());
        self.ask(&Ask::put(path, "application/octet-stream", bytes).part())
            .await?;
        journal.taken(number);
        self.tell(Event::Carried(len));
        Ok(())
    }

    async fn commit(&self, parcel: &Parcel) -> Result<Statement<Receipt>, ClientError> {
        let ask = Ask::command(format!("v1/packages/{}/commit", parcel.id()));
        let ask = ask.at_most(Limits::STATEMENT.max_len);
        let answer = self.ask(&ask).await?;
        Ok(self.receipt(&answer.body, parcel)?)
    }

    fn receipt(&self, bytes: &[u8], parcel: &Parcel) -> Result<Statement<Receipt>, ReceiptError> {
        let directory = self.trust.directory();
        let sight = Sight::now(self.trust.now());
        verified(bytes, parcel, &self.server, &directory, &sight)
    }

    /// The receipts of all recipients that the server keeps packages for, the first one at hand.
    async fn for_every_recipient(
        &self,
        parcel: &Parcel,
        first: Statement<Receipt>,
    ) -> Result<Stored, ClientError> {
        let mut receipts = vec![first];
        let mut after = Cursor::START;
        let about = About::Package(*parcel.id());
        while receipts.len() < parcel.recipients().len() {
            let page = self.statements(about, after, Duration::ZERO).await?;
            if page.statements.is_empty() || page.next <= after {
                return Err(ReceiptError::OtherRecipient.into());
            }
            after = page.next;
            let listed = page.statements.iter();
            for entry in listed.filter(|entry| entry.kind == Kind::Receipt) {
                let bytes = self.statement(&entry.id).await?;
                // Others' receipts, and those that say more than `stored`, are passed over here.
                if let Ok(receipt) = self.receipt(&bytes, parcel)
                    && !receipts
                        .iter()
                        .any(|known| known.payload().r#for == receipt.payload().r#for)
                {
                    receipts.push(receipt);
                }
            }
        }
        Ok(Stored { receipts })
    }
}

/// A server that counts other parts than we do has another package before it.
fn fitting(need: Need, parcel: &Parcel) -> Result<Need, ClientError> {
    if u64::try_from(parcel.parts().count()) == Ok(need.parts()) {
        Ok(need)
    } else {
        Err(ClientError::Strange { status: 200 })
    }
}

/// How many bytes the server has already.
fn held(parcel: &Parcel, need: &Need) -> u64 {
    let missing = need.missing().filter_map(|number| {
        let place = usize::try_from(number).ok()?;
        Some(parcel.parts().part(place)?.byte_len())
    });
    parcel.byte_len().saturating_sub(missing.sum())
}

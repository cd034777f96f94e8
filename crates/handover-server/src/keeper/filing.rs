//! Filing a statement: is it good, is it about something here, and who may read it?

use bytes::Bytes;
use handover_tls::Peer;
use handover_transfer::{Problem, SentPackage, StatementEntry};
use handover_trust::{
    Completeness, Countersign, Event, Kind, Mandate, OrganisationId, Payload, Receipt, Roster,
    Sight, Statement, StatementError, StatementId, Verdict, statement_id, statement_kind,
};

use super::{Keeper, KnownPackage, Refusal, readers, witness::Filing};
use crate::storage::{Filed, NewStatement};

/// A statement on file.
pub(crate) struct FiledStatement {
    /// Whether it is new here.
    pub(crate) is_new: bool,
    /// What is told about it.
    pub(crate) entry: StatementEntry,
}

/// What a statement is about, and who may read it.
#[derive(Default)]
struct Place {
    package: Option<StatementId>,
    mandate: Option<StatementId>,
    about: Option<StatementId>,
    readers: Vec<OrganisationId>,
    opens_to: Option<OrganisationId>,
}

/// About so many statements at most a countersign may be here.
const MAX_SEEN: usize = 4096;

impl Place {
    /// The place of what is about both: under what they have in common, for whoever may read both.
    fn and(self, other: &Self) -> Self {
        let common = |a: Option<StatementId>, b| a.filter(|_| a == b);
        let mut readers = self.readers;
        readers.retain(|reader| other.readers.contains(reader));
        Self {
            package: common(self.package, other.package),
            mandate: common(self.mandate, other.mandate),
            about: None,
            readers,
            opens_to: None,
        }
    }
}

impl Keeper {
    /// Files a statement that a peer brings.
    ///
    /// Its signer need not be the peer, its readers must include the peer: so a sender may bring the
    /// mandate, and nobody can fill the shelves with what does not concern them.
    pub(crate) async fn file(&self, peer: &Peer, bytes: Bytes) -> Result<FiledStatement, Refusal> {
        if let Some(filed) = self.filed_before(peer, &bytes).await? {
            return Ok(filed);
        }
        let mut is_witness = false;
        let new = match statement_kind(&bytes) {
            Some(Kind::Completeness) => self.completeness(bytes).await?,
            Some(Kind::Countersign) => {
                let countersign = self.judge::<Countersign>(&bytes)?;
                is_witness = countersign.payload().is_witness();
                self.countersign(&countersign, bytes).await?
            }
            Some(Kind::Event) => self.event(bytes).await?,
            Some(Kind::Mandate) => self.mandate(bytes)?,
            Some(Kind::Receipt) => self.foreign_receipt(bytes).await?,
            Some(Kind::Roster) => self.roster(bytes).await?,
            Some(Kind::Verdict) => self.verdict(bytes).await?,
            Some(Kind::Card | Kind::Directory | Kind::Package) => {
                return Err(Problem::Schema.into());
            }
            None => return Err(self.not_a_statement(&bytes)),
        };
        if !new.readers.contains(&peer.organisation) {
            return Err(Problem::NotEntitled.into());
        }
        let entry = StatementEntry {
            id: new.id,
            kind: new.kind,
            package: new.package,
            mandate: new.mandate,
            length: u64::try_from(new.bytes.len()).unwrap_or(u64::MAX),
        };
        // Nobody witnesses a witness, nor their own words.
        let seen = (!is_witness && new.by != self.us).then(|| Filing::of(&new));
        let filed = self.storage.file(new).await?.into_inner();
        match filed {
            Filed::Differently => return Err(Problem::Conflict.into()),
            Filed::Before => {}
            Filed::Now => {
                self.metrics.statements_filed.inc();
                if let Some(seen) = seen {
                    self.witness(seen).await;
                }
                self.something_came();
            }
        }
        Ok(FiledStatement {
            is_new: filed == Filed::Now,
            entry,
        })
    }

    /// The same bytes as are on file need not be judged again, and are good although their signer's
    /// certificate has ended since.
    async fn filed_before(
        &self,
        peer: &Peer,
        bytes: &Bytes,
    ) -> Result<Option<FiledStatement>, Refusal> {
        let Some(id) = statement_id(bytes) else {
            return Ok(None);
        };
        let Some(kept) = self.storage.statement(id).await? else {
            return Ok(None);
        };
        if kept.bytes != *bytes || !self.may_read(peer, id).await? {
            return Ok(None);
        }
        Ok(Some(FiledStatement {
            is_new: false,
            entry: StatementEntry {
                id,
                kind: kept.kind,
                package: kept.package,
                mandate: kept.mandate,
                length: u64::try_from(bytes.len()).unwrap_or(u64::MAX),
            },
        }))
    }

    fn mandate(&self, bytes: Bytes) -> Result<NewStatement, Refusal> {
        let mandate = self.judge::<Mandate>(&bytes)?;
        let place = Place {
            mandate: Some(*mandate.id()),
            readers: readers::of_mandate(mandate.payload()),
            opens_to: Some(mandate.payload().by.clone()),
            ..Place::default()
        };
        Ok(new(&mandate, bytes, place))
    }

    async fn roster(&self, bytes: Bytes) -> Result<NewStatement, Refusal> {
        let roster = self.judge::<Roster>(&bytes)?;
        let mandate = self.mandate_of(&roster, roster.payload().mandate).await?;
        let place = Place {
            mandate: Some(*mandate.id()),
            readers: readers::of_roster(mandate.payload()),
            ..Place::default()
        };
        Ok(new(&roster, bytes, place))
    }

    async fn completeness(&self, bytes: Bytes) -> Result<NewStatement, Refusal> {
        let report = self.judge::<Completeness>(&bytes)?;
        let mandate = self.mandate_of(&report, report.payload().mandate).await?;
        let place = Place {
            mandate: Some(*mandate.id()),
            readers: readers::of_completeness(mandate.payload()),
            ..Place::default()
        };
        Ok(new(&report, bytes, place))
    }

    /// The mandate under which its sender says something.
    async fn mandate_of<P: Payload>(
        &self,
        statement: &Statement<P>,
        mandate: StatementId,
    ) -> Result<Statement<Mandate>, Refusal> {
        let mandate = self.verified::<Mandate>(mandate).await?;
        let mandate = mandate.ok_or(Problem::UnknownStatement)?;
        if *statement.payload().by() != mandate.payload().from {
            return Err(Problem::NotEntitled.into());
        }
        Ok(mandate)
    }

    async fn countersign(
        &self,
        countersign: &Statement<Countersign>,
        bytes: Bytes,
    ) -> Result<NewStatement, Refusal> {
        let said = countersign.payload();
        let ids = said.statement.ids();
        if ids.len() > MAX_SEEN {
            return Err(Problem::Limits.into());
        }
        let mut place: Option<Place> = None;
        for id in ids {
            let one = self.place_of_agreement(*id).await?;
            place = Some(match place {
                None => one,
                Some(before) => before.and(&one),
            });
        }
        let mut place = place.ok_or(Problem::UnknownStatement)?;
        if !place.readers.contains(&said.by) {
            place.readers.push(said.by.clone());
        }
        Ok(new(countersign, bytes, place))
    }

    /// The place of a countersign of one statement.
    async fn place_of_agreement(&self, about: StatementId) -> Result<Place, Refusal> {
        let (package, mandate, readers) = if let Some(kept) = self.storage.statement(about).await? {
            let readers = self.storage.readers(about).await?;
            (kept.package, kept.mandate, readers)
        } else if let Some(package) = self.known(about).await? {
            // Announced, but not committed: it may be what the commit waits for.
            let head = package.index.head().payload();
            let commissioner = self.commissioner(head.mandate).await?;
            let readers = readers::of_event(head, commissioner.as_ref());
            (Some(about), head.mandate, readers)
        } else {
            return Err(Problem::UnknownStatement.into());
        };
        Ok(Place {
            package,
            mandate,
            about: Some(about),
            readers,
            opens_to: None,
        })
    }

    /// A receipt that somebody else signed: `opened`, or `stored` of another server.
    async fn foreign_receipt(&self, bytes: Bytes) -> Result<NewStatement, Refusal> {
        let receipt = self.judge::<Receipt>(&bytes)?;
        let package = self.package_of(receipt.payload().package).await?;
        self.sent(&package)?.check_receipt(&receipt)?;
        let place = self.answer(&package, &receipt.payload().r#for).await?;
        Ok(new(&receipt, bytes, place))
    }

    async fn verdict(&self, bytes: Bytes) -> Result<NewStatement, Refusal> {
        let verdict = self.judge::<Verdict>(&bytes)?;
        let package = self.package_of(verdict.payload().package).await?;
        self.sent(&package)?.check_verdict(&verdict)?;
        let place = self.answer(&package, &verdict.payload().by).await?;
        Ok(new(&verdict, bytes, place))
    }

    async fn event(&self, bytes: Bytes) -> Result<NewStatement, Refusal> {
        let event = self.judge::<Event>(&bytes)?;
        let Some(package) = event.payload().package else {
            let mandate = event.payload().mandate.ok_or(Problem::UnknownStatement)?;
            let mandate = self.verified::<Mandate>(mandate).await?;
            let mandate = mandate.ok_or(Problem::UnknownStatement)?;
            let readers = readers::of_mandate(mandate.payload());
            if !readers.contains(&event.payload().by) {
                return Err(Problem::NotEntitled.into());
            }
            let place = Place {
                mandate: Some(*mandate.id()),
                readers,
                ..Place::default()
            };
            return Ok(new(&event, bytes, place));
        };
        let package = self.package_of(package).await?;
        self.sent(&package)?.check_event(&event)?;
        let head = package.index.head().payload();
        let commissioner = self.commissioner(head.mandate).await?;
        let place = Place {
            package: Some(package.kept.id),
            mandate: head.mandate,
            readers: readers::of_event(head, commissioner.as_ref()),
            ..Place::default()
        };
        Ok(new(&event, bytes, place))
    }

    /// The place of what a recipient answers.
    async fn answer(
        &self,
        package: &KnownPackage,
        recipient: &OrganisationId,
    ) -> Result<Place, Refusal> {
        let head = package.index.head().payload();
        let commissioner = self.commissioner(head.mandate).await?;
        Ok(Place {
            package: Some(package.kept.id),
            mandate: head.mandate,
            readers: readers::of_answer(head, recipient, commissioner.as_ref()),
            ..Place::default()
        })
    }

    async fn package_of(&self, id: StatementId) -> Result<std::sync::Arc<KnownPackage>, Refusal> {
        let package = self.known(id).await?;
        package.ok_or_else(|| Problem::UnknownStatement.into())
    }

    fn sent<'a>(&'a self, package: &'a KnownPackage) -> Result<SentPackage<'a>, Refusal> {
        let head = package.index.head();
        let profile = self.profile(&head.payload().profile);
        let profile = profile.ok_or(Problem::Policy)?;
        Ok(SentPackage::new(head, &package.tokens, profile.profile()))
    }

    /// The commissioner of a mandate that is here.
    async fn commissioner(
        &self,
        mandate: Option<StatementId>,
    ) -> Result<Option<OrganisationId>, Refusal> {
        let Some(mandate) = mandate else {
            return Ok(None);
        };
        let mandate = self.verified::<Mandate>(mandate).await?;
        Ok(mandate.map(|mandate| mandate.into_payload().by))
    }

    fn judge<P: Payload>(&self, bytes: &[u8]) -> Result<Statement<P>, StatementError> {
        let sight = Sight::now(self.trust.now());
        self.trust.directory().verify(bytes, &sight)
    }

    /// What is wrong with bytes that do not even say of which kind they are.
    fn not_a_statement(&self, bytes: &[u8]) -> Refusal {
        match self.judge::<Verdict>(bytes) {
            Err(error) => error.into(),
            Ok(_) => Problem::Schema.into(),
        }
    }
}

fn new<P: Payload>(statement: &Statement<P>, bytes: Bytes, place: Place) -> NewStatement {
    NewStatement {
        id: *statement.id(),
        kind: P::KIND,
        by: statement.payload().by().clone(),
        package: place.package,
        mandate: place.mandate,
        about: place.about,
        first_seen: statement.first_seen(),
        bytes,
        readers: place.readers,
        inbox: Vec::new(),
        opens_to: place.opens_to,
    }
}

//! What is countersigned: a mandate, a roster, or the head of a package; as seen, any statement.

use std::collections::BTreeSet;

use handover_package::{Context, SignedIndex};
use handover_transfer::{KnownStatements, MayNotAgree, ToAgree};
use handover_trust::{
    Certificate, Completeness, Countersign, Countersigned, Event, Kind, Mandate, OrganisationId,
    Package, Payload, PosixTime, Receipt, Roster, ShortName, Sight, Signer, Statement,
    StatementError, StatementId, Verdict, statement_id, statement_kind,
};

use super::{Office, OfficeError, OfficeMemory};

/// A verified statement that can be agreed to, or seen.
#[derive(Debug)]
#[non_exhaustive]
pub enum Countersignable {
    /// It binds whoever agrees.
    Mandate(Statement<Mandate>),
    /// Where the mandate asks for it; or a person takes what its cases ask of a role.
    Package(Box<Statement<Package>>),
    /// The commissioner freezes it.
    Roster(Statement<Roster>),
    /// Of a kind to which nobody agrees, and which can be seen.
    Seen(Box<SeenStatement>),
}

/// What a witness is told of a statement.
#[derive(Debug)]
#[non_exhaustive]
pub struct SeenStatement {
    /// Its kind.
    pub kind: Kind,
    /// Its id.
    pub id: StatementId,
    /// Who signed it.
    pub by: OrganisationId,
    /// When, by the signer's own clock.
    pub at: PosixTime,
}

impl SeenStatement {
    fn new<P: Payload>(statement: &Statement<P>) -> Self {
        Self {
            kind: P::KIND,
            id: *statement.id(),
            by: statement.payload().by().clone(),
            at: statement.payload().at(),
        }
    }
}

impl Countersignable {
    /// What kind of statement it is.
    #[must_use]
    pub const fn kind(&self) -> Kind {
        match self {
            Self::Mandate(_) => Kind::Mandate,
            Self::Package(_) => Kind::Package,
            Self::Roster(_) => Kind::Roster,
            Self::Seen(seen) => seen.kind,
        }
    }

    /// Its id.
    #[must_use]
    pub const fn id(&self) -> &StatementId {
        match self {
            Self::Mandate(mandate) => mandate.id(),
            Self::Package(head) => head.id(),
            Self::Roster(roster) => roster.id(),
            Self::Seen(seen) => &seen.id,
        }
    }

    /// What of it can be agreed to; `None` of what can only be seen.
    fn to_agree(&self) -> Option<ToAgree<'_>> {
        match self {
            Self::Mandate(mandate) => Some(ToAgree::Mandate(mandate)),
            Self::Package(head) => Some(ToAgree::Package(head)),
            Self::Roster(roster) => Some(ToAgree::Roster(roster)),
            Self::Seen(_) => None,
        }
    }
}

impl<M: OfficeMemory> Office<M> {
    /// Verifies what is to be countersigned in a role: a statement, or a signed index, whose head is meant.
    ///
    /// # Errors
    ///
    /// [`OfficeError::NotHeld`], [`OfficeError::Receive`] of an index that does not hold;
    /// [`OfficeError::NobodyAgrees`].
    pub fn countersignable(
        &self,
        bytes: &[u8],
        role: &ShortName,
    ) -> Result<Countersignable, OfficeError> {
        let seen = statement_id(bytes).and_then(|id| self.memory.first_seen(&id));
        let sight = Sight::now(self.now);
        let sight = seen.map_or(sight, |seen| sight.recorded(seen));
        Ok(match statement_kind(bytes) {
            Some(Kind::Mandate) => Countersignable::Mandate(self.directory.verify(bytes, &sight)?),
            Some(Kind::Roster) => Countersignable::Roster(self.directory.verify(bytes, &sight)?),
            Some(kind) => {
                let seen = match role.as_str() {
                    Countersign::SEEN => self.seen(kind, bytes, &sight)?,
                    _ => None,
                };
                let seen = seen.ok_or(OfficeError::NobodyAgrees(kind))?;
                Countersignable::Seen(Box::new(seen))
            }
            None => {
                let context = Context::new(&self.directory, self.now);
                let index = SignedIndex::read(bytes, None, &context)?;
                Countersignable::Package(Box::new(index.head().clone()))
            }
        })
    }

    /// A statement of a kind to which nobody agrees; none of a card or a directory, which others keep.
    fn seen(
        &self,
        kind: Kind,
        bytes: &[u8],
        sight: &Sight<'_>,
    ) -> Result<Option<SeenStatement>, StatementError> {
        let by = &self.directory;
        Ok(Some(match kind {
            Kind::Completeness => SeenStatement::new(&by.verify::<Completeness>(bytes, sight)?),
            Kind::Countersign => SeenStatement::new(&by.verify::<Countersign>(bytes, sight)?),
            Kind::Event => SeenStatement::new(&by.verify::<Event>(bytes, sight)?),
            Kind::Package => SeenStatement::new(&by.verify::<Package>(bytes, sight)?),
            Kind::Receipt => SeenStatement::new(&by.verify::<Receipt>(bytes, sight)?),
            Kind::Verdict => SeenStatement::new(&by.verify::<Verdict>(bytes, sight)?),
            _ => return Ok(None),
        }))
    }

    /// Whether we may countersign it in a role, by what is at hand.
    ///
    /// # Errors
    ///
    /// [`MayNotAgree`], the first that holds.
    pub fn may_agree(
        &self,
        to: &Countersignable,
        role: &ShortName,
        known: &KnownStatements,
    ) -> Result<(), MayNotAgree> {
        match to.to_agree() {
            Some(to) => known.may_agree(to, &self.keys.organisation, role),
            None => Ok(()),
        }
    }

    /// Whether the hand that holds this certificate may: who signed the statement itself gives no second signature.
    ///
    /// # Errors
    ///
    /// [`MayNotAgree::SameHand`].
    pub fn check_second(
        &self,
        to: &Countersignable,
        role: &ShortName,
        certificate: &Certificate,
    ) -> Result<(), MayNotAgree> {
        match to.to_agree() {
            Some(to) if role.as_str() != Countersign::SEEN => to.check_second(certificate),
            _ => Ok(()),
        }
    }

    /// Says in one statement that we have seen these of what others said; `None` if others said none of them.
    ///
    /// # Errors
    ///
    /// [`OfficeError::Sign`], [`OfficeError::Vain`], [`OfficeError::Memory`].
    ///
    /// # Panics
    ///
    /// Never: the role of a witness is a short name.
    pub fn witness(
        &mut self,
        seen: &BTreeSet<StatementId>,
        known: &KnownStatements,
        signer: &Signer,
    ) -> Result<Option<Statement<Countersign>>, OfficeError> {
        let said = known.said_by_others(&self.keys.organisation);
        let new = said.into_iter().filter(|id| seen.contains(id));
        let Some(statement) = Countersigned::of(new) else {
            return Ok(None);
        };
        let role = Countersign::SEEN.parse();
        let seen = Countersign {
            at: self.now,
            by: self.keys.organisation.clone(),
            role: role.expect("the role of a witness is a short name"),
            statement,
        };
        self.sign(signer, seen).map(Some)
    }

    /// Countersigns a statement, if what is at hand lets us.
    ///
    /// # Errors
    ///
    /// [`OfficeError::MayNotAgree`], [`OfficeError::Sign`], [`OfficeError::Vain`], [`OfficeError::Memory`].
    pub fn countersign(
        &mut self,
        to: &Countersignable,
        role: &ShortName,
        known: &KnownStatements,
        signer: &Signer,
    ) -> Result<Statement<Countersign>, OfficeError> {
        self.may_agree(to, role, known)?;
        self.check_second(to, role, signer.certificate())?;
        let agreed = Countersign {
            at: self.now,
            by: self.keys.organisation.clone(),
            role: role.clone(),
            statement: (*to.id()).into(),
        };
        self.sign(signer, agreed)
    }
}

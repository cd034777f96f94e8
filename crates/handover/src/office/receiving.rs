use std::{
    fmt,
    io::{Read, Seek},
};

use handover_cbor::RefusalClass;
use handover_dataset::{Case, Finding};
use handover_package::{
    AgreementState, CaseFaults, CaseRefusal, CheckedAgain, Context, MandateFieldError, Opened,
    ProfileInForce, Received, SignedIndex, UnverifiedPackage,
};
use handover_transfer::{Judge, KnownStatements, opened_receipt, stored_receipt};
use handover_trust::{
    Mandate, Package, PosixTime, Receipt, ShortName, Sight, Statement, Token, UnreadableRow,
    statement_id,
};

use super::{Office, OfficeError, OfficeMemory};

/// A package that came for us: whole, signed by who may send it, and still shut.
pub struct Arrived<'o, M, R> {
    office: &'o mut Office<M>,
    received: Received<R>,
    profile: ProfileInForce,
    mandate: Option<Statement<Mandate>>,
}

/// A package whose cases can be read.
pub struct OpenedPackage<'o, M, R> {
    office: &'o mut Office<M>,
    opened: Opened<R>,
    audiences: Vec<ShortName>,
    profile: ProfileInForce,
    mandate: Option<Statement<Mandate>>,
    unreadable: Vec<UnreadableRow>,
}

/// A case that was opened, everything about it verified.
///
/// Its findings are what its sender should have seen (V-34): it is readable, and can be queried.
#[non_exhaustive]
pub struct ArrivedCase {
    /// What stands for it in the package.
    pub token: Token,
    /// The case, as far as we may see it.
    pub case: Case,
    /// What stands against it, as its readers see it (V-34); they quote the case.
    pub findings: Vec<Finding>,
    /// It says that it is of another mandate than its package's (V-38): it must not be accepted.
    pub other_mandate: Option<MandateFieldError>,
}

impl<M: OfficeMemory> Office<M> {
    /// Verifies a package that came for us, as of when its head was first seen, by the statements at hand.
    ///
    /// # Errors
    ///
    /// [`OfficeError::Receive`]: the first check that fails; [`OfficeError::UnknownProfile`], of a head that holds;
    /// [`OfficeError::Memory`].
    pub fn receive<R: Read + Seek>(
        &mut self,
        mut source: R,
        known: &KnownStatements,
    ) -> Result<Arrived<'_, M, R>, OfficeError> {
        let bytes = UnverifiedPackage::read(&mut source)?.unverified_head_bytes()?;
        let directory = &self.directory;
        let mut judge = Judge::after(known.clone(), directory, &mut self.memory, self.now);
        let first_seen = judge.take_head(&bytes)?;
        let head: Statement<Package> = self
            .directory
            .verify(&bytes, &Sight::now(self.now).recorded(first_seen))?;
        let profile = self.profile(&head.payload().profile)?;
        let mut context = self.context(first_seen, known);
        if self.memory.first_opened(head.id()).is_some() {
            context = context.opened_before();
        }
        let us = &self.keys.organisation;
        let received = Received::read(source, us, &profile, &context)?;
        self.memory.keep().map_err(OfficeError::memory)?;
        let mandate = head.payload().mandate.and_then(|id| known.mandate(&id));
        Ok(Arrived {
            mandate: mandate.cloned(),
            office: self,
            received,
            profile,
        })
    }

    /// What a package is judged by that was first seen then.
    pub(super) fn context<'a>(
        &'a self,
        first_seen: PosixTime,
        known: &'a KnownStatements,
    ) -> Context<'a> {
        Context::new(&self.directory, self.now)
            .with(known.at_hand())
            .sight(Sight::now(self.now).recorded(first_seen))
    }

    /// The signed index of a package that this office sealed before.
    pub(super) fn own_index(&self, bytes: &[u8]) -> Result<SignedIndex, OfficeError> {
        let id = statement_id(SignedIndex::unverified_head(bytes));
        let first_seen = id.and_then(|id| self.memory.first_seen(&id));
        let sight = Sight::now(self.now).recorded(first_seen.unwrap_or(self.now));
        let context = Context::new(&self.directory, self.now).sight(sight);
        Ok(SignedIndex::read(bytes, None, &context)?)
    }

    /// Signs a receipt with the key of the machine.
    fn signed(&mut self, receipt: Receipt) -> Result<Statement<Receipt>, OfficeError> {
        let service = self.keys.service.as_ref();
        let signed = service.ok_or(OfficeError::NoServiceKey)?.sign(receipt)?;
        self.given_out(&signed)
    }
}

impl<'o, M: OfficeMemory, R: Read + Seek> Arrived<'o, M, R> {
    /// The head, as its sender signed it.
    #[must_use]
    pub const fn head(&self) -> &Statement<Package> {
        self.received.head()
    }

    /// How far mandate and roster could be checked; [`AgreementState::NotAtHand`] means that V-21, V-22 and V-38 were
    /// not made, and whoever reads must be told.
    #[must_use]
    pub const fn agreement(&self) -> AgreementState {
        self.received.agreement()
    }

    /// Head and index alone: for the desk, and for whoever gets no case.
    #[must_use]
    pub fn signed_index(&self) -> SignedIndex {
        self.received.signed_index()
    }

    /// Says that a machine has every byte. Store them durably first.
    ///
    /// # Errors
    ///
    /// [`OfficeError::NoServiceKey`], [`OfficeError::Sign`], [`OfficeError::Statement`], [`OfficeError::Memory`].
    pub fn stored_receipt(&mut self) -> Result<Statement<Receipt>, OfficeError> {
        let (us, now) = (&self.office.keys.organisation, self.office.now);
        let receipt = stored_receipt(self.received.head(), us, us, now)?;
        self.office.signed(receipt)
    }

    /// Opens all that is for us, with whichever of our keys it was sealed to; and remembers that it was opened (V-26).
    ///
    /// # Errors
    ///
    /// [`OfficeError::Open`], [`OfficeError::Memory`].
    pub fn open(self) -> Result<OpenedPackage<'o, M, R>, OfficeError> {
        let audiences: Vec<ShortName> = self.received.audiences().cloned().collect();
        let keys = &self.office.keys.sealing;
        let opened = self.received.open_with(keys, &audiences)?;
        let now = self.office.now;
        self.office.memory.opened(opened.head().id(), now);
        self.office.memory.keep().map_err(OfficeError::memory)?;
        Ok(OpenedPackage {
            office: self.office,
            opened,
            audiences,
            profile: self.profile,
            mandate: self.mandate,
            unreadable: Vec::new(),
        })
    }
}

impl<M: OfficeMemory, R: Read + Seek> OpenedPackage<'_, M, R> {
    /// Head and index alone: for the desk, and for whoever gets no case.
    #[must_use]
    pub const fn head(&self) -> &Statement<Package> {
        self.opened.head()
    }

    /// The cases in the order of their tokens: one that cannot be read takes no other with it.
    pub fn cases(&mut self) -> impl Iterator<Item = Result<ArrivedCase, CaseRefusal>> {
        let Self {
            opened,
            audiences,
            profile,
            mandate,
            unreadable,
            ..
        } = self;
        unreadable.clear();
        let checked = CheckedAgain::new(profile.profile(), audiences.clone(), mandate.as_ref());
        opened.cases().map(move |opened| {
            let read = opened.and_then(|opened| {
                let token = opened.token();
                let case = opened.case();
                let case = case.map_err(|error| CaseRefusal {
                    token,
                    class: error.class(),
                })?;
                Ok((token, case))
            });
            let (token, case) = read.inspect_err(|refused| {
                unreadable.push(UnreadableRow(refused.token, refused.class));
            })?;
            let CaseFaults {
                findings,
                other_mandate,
                ..
            } = checked.look(&case);
            Ok(ArrivedCase {
                token,
                case,
                findings,
                other_mandate,
            })
        })
    }

    /// Says which cases could not be read, for the audience as which it was opened; reads them all.
    ///
    /// # Errors
    ///
    /// Those of [`Arrived::stored_receipt`]; nothing is said where our own disk failed ([`OfficeError::Receive`]).
    pub fn opened_receipt(
        &mut self,
        audience: &ShortName,
    ) -> Result<Statement<Receipt>, OfficeError> {
        self.cases().for_each(drop);
        let unreadable = self.unreadable.clone();
        if unreadable.iter().any(|row| row.1 == RefusalClass::Storage) {
            return Err(OfficeError::Unread);
        }
        let (us, now) = (&self.office.keys.organisation, self.office.now);
        let head = self.opened.head();
        let receipt = opened_receipt(head, us, audience.clone(), unreadable, now);
        self.office.signed(receipt)
    }
}

impl<M, R> fmt::Debug for Arrived<'_, M, R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Arrived(..)")
    }
}

impl<M, R> fmt::Debug for OpenedPackage<'_, M, R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("OpenedPackage(..)")
    }
}

impl fmt::Debug for ArrivedCase {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "ArrivedCase({})", self.token)
    }
}

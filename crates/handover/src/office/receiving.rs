use std::{
    fmt,
    io::{Read, Seek},
};

use handover_package::{
    AgreementState, Carried, Context, Evidence, OpenError, OpenedCase, ProfileInForce,
    ReceiveError, Received, SignedIndex, UnverifiedPackage, audiences_of, one_audience,
};
use handover_transfer::{Judge, KnownStatements, opened_receipt, stored_receipt};
use handover_trust::{
    OrganisationId, Package, PosixTime, Receipt, ShortName, Sight, Statement, Token, UnreadableRow,
    statement_id,
};

use super::{Office, OfficeError, OfficeMemory, OpenedPackage};
use crate::verifier::evidence;

/// A package that came for us: whole, signed by who may send it, and still shut.
pub struct Arrived<'o, M, R> {
    pub(super) office: &'o mut Office<M>,
    pub(super) known: &'o KnownStatements,
    pub(super) received: Received<R>,
    pub(super) profile: ProfileInForce,
}

/// A package that is whole and signed by who may send it, kept for us or for another.
pub struct KeptPackage<'o, M> {
    office: &'o mut Office<M>,
    known: &'o KnownStatements,
    head: Statement<Package>,
    agreement: AgreementState,
    recipient: OrganisationId,
}

impl<M: OfficeMemory> Office<M> {
    /// Verifies a package that came for us, as of when its head was first seen, by the statements at hand.
    ///
    /// # Errors
    ///
    /// [`OfficeError::Receive`]: the first check that fails; [`OfficeError::UnknownProfile`], of a head that holds;
    /// [`OfficeError::Memory`].
    pub fn receive<'o, R: Read + Seek>(
        &'o mut self,
        mut source: R,
        known: &'o KnownStatements,
    ) -> Result<Arrived<'o, M, R>, OfficeError> {
        let head = self.head_of(&mut source, known)?;
        let profile = self.profile(&head.payload().profile)?;
        let us = &self.keys.organisation;
        let mut context = self.context(head.first_seen(), known);
        if known.says_opened(us, head.id()) || self.memory.first_opened(head.id()).is_some() {
            context = context.opened_before();
        }
        let received = Received::read(source, us, &profile, &context)?;
        self.memory.keep().map_err(OfficeError::memory)?;
        Ok(Arrived {
            office: self,
            known,
            received,
            profile,
        })
    }

    /// Verifies everything about a package that can be verified without its keys, for whoever keeps it.
    ///
    /// A hub may not know the profile; whoever the package is for must.
    ///
    /// # Errors
    ///
    /// Those of [`receive`](Self::receive).
    pub fn keep<'o, R: Read + Seek>(
        &'o mut self,
        mut source: R,
        recipient: &OrganisationId,
        known: &'o KnownStatements,
    ) -> Result<KeptPackage<'o, M>, OfficeError> {
        let head = self.head_of(&mut source, known)?;
        let profile = match self.profile(&head.payload().profile) {
            Err(OfficeError::UnknownProfile) if *recipient != self.keys.organisation => None,
            profile => Some(profile?),
        };
        let context = self.context(head.first_seen(), known);
        let carried = Carried::read(source, profile.as_ref(), &context)?;
        let agreement = carried.agreement();
        self.memory.keep().map_err(OfficeError::memory)?;
        Ok(KeptPackage {
            office: self,
            known,
            head,
            agreement,
            recipient: recipient.clone(),
        })
    }

    /// Verifies evidence of one case; the statements in it are for [`judge_files`](Self::judge_files).
    ///
    /// # Errors
    ///
    /// [`OfficeError::Evidence`]: the first check that fails.
    pub fn evidence(&self, bytes: &[u8], known: &KnownStatements) -> Result<Evidence, OfficeError> {
        Ok(evidence(bytes, known, &self.directory, self.now)?)
    }

    /// Opens the sections of evidence that are for us; gives back the profile that the case follows, too.
    ///
    /// # Errors
    ///
    /// [`OfficeError::UnknownProfile`], [`OfficeError::OpenEvidence`], [`OfficeError::Key`].
    pub fn open_evidence(
        &self,
        evidence: &Evidence,
    ) -> Result<(OpenedCase, ProfileInForce), OfficeError> {
        let profile = self.profile(&evidence.head().payload().profile)?;
        let keys = self.keys.sealing()?;
        let opened = evidence.open_with(&self.keys.organisation, &keys, &profile)?;
        Ok((opened, profile))
    }

    /// The head of a package, judged once, as of when it was first seen.
    pub(super) fn head_of<R: Read + Seek>(
        &mut self,
        source: &mut R,
        known: &KnownStatements,
    ) -> Result<Statement<Package>, OfficeError> {
        let bytes = UnverifiedPackage::read(source)?.unverified_head_bytes()?;
        let judged = statement_id(&bytes).and_then(|id| known.head(&id));
        if let Some(head) = judged {
            return Ok(head.clone());
        }
        let (directory, now) = (&self.directory, self.now);
        let mut judge = Judge::after(known.clone(), directory, &mut self.memory, now);
        Ok(judge.take_head(&bytes).map_err(ReceiveError::from)?)
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

    /// Says that a machine has every byte of a package, for one of those to whom it went.
    fn stored(
        &mut self,
        head: &Statement<Package>,
        recipient: &OrganisationId,
        known: &KnownStatements,
    ) -> Result<Statement<Receipt>, OfficeError> {
        let receipt = stored_receipt(head, &self.keys.organisation, recipient, self.now);
        let receipt = receipt.map_err(|_| OfficeError::NotFor(recipient.clone()))?;
        self.give(receipt, known)
    }

    /// Signs a receipt with the key of the machine; gives the same again, byte for byte, if it is at hand (S-75).
    pub(super) fn give(
        &mut self,
        receipt: Receipt,
        known: &KnownStatements,
    ) -> Result<Statement<Receipt>, OfficeError> {
        if let Some(same) = known.receipt_like(&receipt) {
            return Ok(same.clone());
        }
        let service = self.keys.service()?;
        self.sign(&service, receipt)
    }

    /// Says which cases of a package could not be read. Our own trouble is nothing that the sender could mend.
    pub(super) fn opened_receipt(
        &mut self,
        head: &Statement<Package>,
        audience: ShortName,
        unreadable: Vec<UnreadableRow>,
        known: &KnownStatements,
    ) -> Result<Statement<Receipt>, OfficeError> {
        let storage = handover_cbor::RefusalClass::Storage;
        if unreadable.iter().any(|row| row.1 == storage) {
            return Err(OfficeError::Unread);
        }
        let us = &self.keys.organisation;
        let receipt = opened_receipt(head, us, audience, unreadable, self.now);
        self.give(receipt, known)
    }

    /// Remembers that we opened a package, so that it opens again after its time (V-26).
    fn remember_opened(&mut self, head: &Statement<Package>) -> Result<(), OfficeError> {
        self.memory.opened(head.id(), self.now);
        self.memory.keep().map_err(OfficeError::memory)
    }
}

impl<'o, M: OfficeMemory, R: Read + Seek> Arrived<'o, M, R> {
    /// The head, as its sender signed it.
    #[must_use]
    pub const fn head(&self) -> &Statement<Package> {
        self.received.head()
    }

    /// The profile that the package follows.
    #[must_use]
    pub const fn profile(&self) -> &ProfileInForce {
        &self.profile
    }

    /// The cases, ascending.
    pub fn tokens(&self) -> impl Iterator<Item = Token> {
        self.received.tokens()
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
    /// [`OfficeError::NoServiceKey`], [`OfficeError::Sign`], [`OfficeError::Vain`], [`OfficeError::Memory`].
    pub fn stored_receipt(&mut self) -> Result<Statement<Receipt>, OfficeError> {
        let us = self.office.keys.organisation.clone();
        self.office.stored(self.received.head(), &us, self.known)
    }

    /// Opens all that is for us, with whichever of our keys it was sealed to; and remembers that it was opened (V-26).
    ///
    /// # Errors
    ///
    /// [`OfficeError::Open`], [`OfficeError::Key`], [`OfficeError::Memory`].
    pub fn open(self) -> Result<OpenedPackage<'o, M, R>, OfficeError> {
        self.open_as(None)
    }

    /// Opens what is for one audience of ours, or for all.
    ///
    /// # Errors
    ///
    /// Those of [`open`](Self::open).
    pub fn open_as(
        self,
        audience: Option<&ShortName>,
    ) -> Result<OpenedPackage<'o, M, R>, OfficeError> {
        let Self {
            office,
            known,
            received,
            profile,
        } = self;
        let head = received.head().payload();
        let audiences = match audience {
            Some(audience) => vec![audience.clone()],
            None => audiences_of(head, &office.keys.organisation, None),
        };
        let opened = received.open_with(&office.keys.sealing()?, &audiences)?;
        office.remember_opened(opened.head())?;
        Ok(OpenedPackage::new(
            office, known, opened, audiences, profile,
        ))
    }

    /// Opens every case, and says which could not be read: `step` is called for each case that was looked at.
    ///
    /// A package that our keys do not open at all is one of which no case can be read (S-78).
    ///
    /// # Errors
    ///
    /// [`OfficeError::Audience`]; [`OfficeError::Open`] of a package that is too late, or not for that audience;
    /// [`OfficeError::Unread`] where our own disk failed; those of [`stored_receipt`](Self::stored_receipt).
    pub fn opened_receipt(
        self,
        audience: Option<&ShortName>,
        step: &mut dyn FnMut(),
    ) -> Result<Statement<Receipt>, OfficeError> {
        let Self {
            office,
            known,
            received,
            ..
        } = self;
        let us = &office.keys.organisation;
        let audience = one_audience(received.head().payload(), us, audience)?;
        let head = received.head().clone();
        let tokens: Vec<Token> = received.tokens().collect();
        let keys = office.keys.sealing()?;
        let unreadable: Vec<UnreadableRow> =
            match received.open_with(&keys, std::slice::from_ref(&audience)) {
                Err(error @ (OpenError::Expired | OpenError::NotForUs)) => return Err(error.into()),
                Err(error) => {
                    let rows = tokens.into_iter();
                    rows.map(|token| UnreadableRow(token, error.class()))
                        .collect()
                }
                Ok(mut opened) => opened
                    .cases()
                    .inspect(|_| step())
                    .filter_map(|case| {
                        let case = match case {
                            Ok(case) => case,
                            Err(refused) => {
                                return Some(UnreadableRow(refused.token, refused.class));
                            }
                        };
                        let error = case.case().err()?;
                        Some(UnreadableRow(case.token(), error.class()))
                    })
                    .collect(),
            };
        let receipt = office.opened_receipt(&head, audience, unreadable, known)?;
        office.remember_opened(&head)?;
        Ok(receipt)
    }
}

impl<M: OfficeMemory> KeptPackage<'_, M> {
    /// How far mandate and roster could be checked.
    #[must_use]
    pub const fn agreement(&self) -> AgreementState {
        self.agreement
    }

    /// Says that a machine has every byte. Store them durably first.
    ///
    /// # Errors
    ///
    /// [`OfficeError::NotFor`] if the package is not for the recipient (V-41), and those of
    /// [`Arrived::stored_receipt`].
    pub fn stored_receipt(&mut self) -> Result<Statement<Receipt>, OfficeError> {
        self.office.stored(&self.head, &self.recipient, self.known)
    }
}

impl<M, R> fmt::Debug for Arrived<'_, M, R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Arrived(..)")
    }
}

impl<M> fmt::Debug for KeptPackage<'_, M> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("KeptPackage(..)")
    }
}

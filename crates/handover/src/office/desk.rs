//! A package before a person who may sign.

mod case_table;
mod chosen;
mod failure;
mod happening;
mod looking;
mod not_sayable;
mod read_cases;
mod say_error;
mod signed;
mod terms;

use std::{
    collections::BTreeMap,
    fmt,
    io::{Read, Seek},
};

use handover_dataset::CaseReference;
use handover_package::{ProfileInForce, SignedIndex, audiences_of, one_audience};
use handover_transfer::{CaseState, KnownStatements, Standing, Transfer};
use handover_trust::{
    OrganisationId, Package, PosixTime, ShortName, Signer, Statement, StatementId, Token,
};

use super::{Office, OfficeError, OfficeMemory};

pub use self::{
    case_table::{CaseRow, TableError},
    chosen::{CaseChoice, Cases},
    failure::{Failure, Failures, Subject},
    happening::Happening,
    looking::{Sayable, UnsignedVerdict},
    not_sayable::{InvalidRow, NotSayable, TermsError},
    read_cases::ReadCases,
    say_error::SayError,
    signed::Signed,
    terms::{Terms, VerdictWord},
};

use self::failure::NothingSaid;

/// The cases of one package before a person who decides.
///
/// What is signed here counts for everybody who has the same statements; what would not is refused before it is
/// signed, with the reason.
pub struct OfficeDesk<'o, M> {
    office: &'o mut Office<M>,
    known: &'o KnownStatements,
    index: SignedIndex,
    profile: ProfileInForce,
    tokens: Vec<Token>,
    audience: ShortName,
    /// What the cases themselves say, once they were opened.
    read: Option<ReadCases>,
    /// Everything that decides about the cases, once it was asked for.
    transfer: Option<Transfer>,
}

impl<M: OfficeMemory> Office<M> {
    /// The desk of a package that came for us, for the audience whose word counts; or of one that we sealed.
    ///
    /// # Errors
    ///
    /// [`OfficeError::UnknownProfile`], [`OfficeError::Receive`] if the package is not what mandate and roster provide
    /// for (V-20 to V-22).
    ///
    /// # Panics
    ///
    /// Never: the lead audience of a profile that was read has the form of a short name.
    pub fn desk<'o>(
        &'o mut self,
        index: &SignedIndex,
        known: &'o KnownStatements,
    ) -> Result<OfficeDesk<'o, M>, OfficeError> {
        let head = index.head();
        let profile = self.profile(&head.payload().profile)?;
        let context = self.context(head.first_seen(), known);
        let index = SignedIndex::read(&index.to_bytes(), Some(&profile), &context)?;
        let entries = index.entries().iter();
        let tokens = entries.map(handover_package::IndexEntry::token).collect();
        let audience = profile.profile().lead().parse();
        Ok(OfficeDesk {
            audience: audience.expect("an audience of a profile has the form of a short name"),
            office: self,
            known,
            index,
            profile,
            tokens,
            read: None,
            transfer: None,
        })
    }
}

impl<'o, M: OfficeMemory> OfficeDesk<'o, M> {
    /// The cases of the package, ascending.
    pub fn tokens(&self) -> impl Iterator<Item = Token> + use<'_, 'o, M> {
        self.tokens.iter().copied()
    }

    /// The head of the package.
    #[must_use]
    pub const fn head(&self) -> &Statement<Package> {
        self.index.head()
    }

    /// Who sits at it.
    #[must_use]
    pub const fn us(&self) -> &OrganisationId {
        self.office.organisation()
    }

    /// Whether the package is ours.
    #[must_use]
    pub fn is_sender(&self) -> bool {
        self.head().payload().by == *self.us()
    }

    /// Speaks for an audience: the one that is wanted, or the only one for which the package names us.
    ///
    /// # Errors
    ///
    /// [`OfficeError::NotNamed`] if the package names us for none; [`OfficeError::Audience`].
    pub fn speak_for(&mut self, wanted: Option<&ShortName>) -> Result<ShortName, OfficeError> {
        let (head, us) = (self.head().payload(), self.us());
        if audiences_of(head, us, None).is_empty() {
            return Err(OfficeError::NotNamed(us.clone()));
        }
        self.audience = one_audience(head, us, wanted)?;
        Ok(self.audience.clone())
    }

    /// The audience that the package names us for first.
    #[must_use]
    pub fn first_audience(&self) -> Option<&ShortName> {
        let mut stanzas = self.head().payload().stanzas.iter();
        let ours = stanzas.find(|stanza| stanza.to == *self.us())?;
        Some(&ours.audience)
    }

    /// Opens every case of the package for that audience: what they ask for decides with. `step` is called for each
    /// case that was looked at, with how many there are.
    ///
    /// # Errors
    ///
    /// Those of [`Office::receive`] and [`Arrived::open`](super::Arrived::open).
    pub fn read<R: Read + Seek>(
        &mut self,
        package: R,
        step: &mut dyn FnMut(usize),
    ) -> Result<(), OfficeError> {
        let audience = self.audience.clone();
        let arrived = self.office.receive(package, self.known)?;
        self.read = Some(ReadCases::of(&mut arrived.open_as(Some(&audience))?, step));
        Ok(())
    }

    /// What the cases say, if they were opened.
    #[must_use]
    pub const fn cases(&self) -> Option<&ReadCases> {
        self.read.as_ref()
    }

    /// Which token stands for which reference: the cases say it, or what we kept when we sealed them.
    ///
    /// # Errors
    ///
    /// [`OfficeError::Memory`].
    pub fn references(&self) -> Result<BTreeMap<CaseReference, Token>, OfficeError> {
        match &self.read {
            Some(read) => Ok(read.references().clone()),
            None if self.is_sender() => self.office.references(self.head(), &self.tokens),
            None => Ok(BTreeMap::new()),
        }
    }

    /// Who said a verdict or event that is at hand.
    ///
    /// # Errors
    ///
    /// [`OfficeError::OnlyWords`], [`OfficeError::Unfit`].
    pub fn speaker(&mut self, id: &StatementId) -> Result<Option<OrganisationId>, OfficeError> {
        Ok(self.transfer()?.history().speaker(id).cloned())
    }

    /// Where each case of the package stands, in the order of their tokens.
    ///
    /// # Errors
    ///
    /// [`OfficeError::OnlyWords`], [`OfficeError::Unfit`].
    pub fn standings(&mut self) -> Result<Vec<CaseStanding>, OfficeError> {
        self.transfer()?;
        let (transfer, now) = (self.transfer.as_ref(), self.office.now);
        let transfer = transfer.ok_or(OfficeError::OnlyWords)?;
        let history = transfer.history();
        let standings = self.tokens.iter().map(|token| {
            let standing = history.standing(token, now);
            CaseStanding {
                token: *token,
                state: standing.as_ref().map(Standing::state),
                accept_by: standing
                    .as_ref()
                    .and_then(|standing| standing.due().accepted),
                holder: standing.map(|standing| standing.holder().clone()),
            }
        });
        Ok(standings.collect())
    }

    /// The reasons that the profile of the package knows.
    #[must_use]
    pub fn reasons(&self) -> Vec<String> {
        let reasons = self.profile.profile().reasons();
        reasons.map(str::to_owned).collect()
    }

    /// The profile that the package follows.
    #[must_use]
    pub const fn profile(&self) -> &ProfileInForce {
        &self.profile
    }

    /// The roles of the person who signs, as our card in the directory lists the key.
    #[must_use]
    pub fn roles_of(&self, person: &Signer) -> Vec<ShortName> {
        let card = self
            .office
            .directory
            .organisation(self.us(), self.office.now);
        let certificates = card.map(|listed| &listed.card().payload().certificates);
        let mut listed = certificates.into_iter().flatten();
        let own = listed.find(|listed| *listed.certificate == *person.certificate().as_der());
        own.map_or_else(Vec::new, |own| own.roles.clone())
    }

    /// Everything at hand that decides what may be said: under the package's mandate, if that is at hand, else of the
    /// package by itself.
    fn transfer(&mut self) -> Result<&mut Transfer, OfficeError> {
        let known = self.known;
        if self.transfer.is_none() {
            let transfer = known.transfer_of_package(self.index.head(), &self.profile);
            let transfer = transfer.map_err(|error| {
                let mandate = self.head().payload().mandate;
                match mandate.and_then(|id| known.mandate(&id)) {
                    // Words between the parties are a package of their own profile.
                    Some(_) => OfficeError::OnlyWords,
                    None => error.into(),
                }
            })?;
            self.transfer = Some(transfer);
        }
        Ok(self.transfer.as_mut().expect("it was put together above"))
    }
}

/// Where one case of a package stands.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct CaseStanding {
    /// The case.
    pub token: Token,
    /// Where it stands; `None` if no roster that counts has it.
    pub state: Option<CaseState>,
    /// By when a person must have decided, where somebody said so.
    pub accept_by: Option<PosixTime>,
    /// Who is responsible.
    pub holder: Option<OrganisationId>,
}

impl<M> fmt::Debug for OfficeDesk<'_, M> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "OfficeDesk({})", self.index.head().id())
    }
}

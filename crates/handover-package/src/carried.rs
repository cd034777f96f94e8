use std::{
    fmt,
    io::{Read, Seek},
};

use handover_trust::{Package, Statement, Token};

use crate::{
    AgreementState, Context, ProfileInForce, ReceiveError, SignedIndex, case_file::CaseFile,
    head_checks,
};

/// A package of which everything has been checked that can be checked from outside, held by whoever
/// carries or keeps it: a hub that is not the addressee.
///
/// There is no way from here to what is in it.
pub struct Carried<R> {
    whole: Whole<R>,
    agreement: AgreementState,
}

impl<R: Read + Seek> Carried<R> {
    /// Reads and checks a package.
    ///
    /// Without its profile the grants are not checked, nor mandate and roster.
    ///
    /// # Errors
    ///
    /// The first check of section "States as types" of `schemas/PROTOCOL.md` that fails.
    pub fn read(
        source: R,
        profile: Option<&ProfileInForce>,
        context: &Context<'_>,
    ) -> Result<Self, ReceiveError> {
        let (file, head) = CaseFile::read(source)?;
        let head = context.verify_head(&head)?;
        let mut whole = Whole { file, head };
        let agreement = whole.check_head(profile, context)?;
        whole.check_cases()?;
        Ok(Self { whole, agreement })
    }

    /// The head, as its sender signed it.
    #[must_use]
    pub const fn head(&self) -> &Statement<Package> {
        &self.whole.head
    }

    /// How far mandate and roster could be checked.
    #[must_use]
    pub const fn agreement(&self) -> AgreementState {
        self.agreement
    }

    /// The tokens of the cases, ascending.
    pub fn tokens(&self) -> impl Iterator<Item = Token> {
        self.whole.tokens()
    }

    /// Head and index alone: what may be shown to whoever gets no case.
    #[must_use]
    pub fn signed_index(&self) -> SignedIndex {
        self.whole.signed_index(self.agreement)
    }

    pub(crate) const fn whole_mut(&mut self) -> &mut Whole<R> {
        &mut self.whole
    }
}

impl<R> fmt::Debug for Carried<R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Carried(..)")
    }
}

/// Checks a head as far as profile, mandate and roster are at hand; `tokens` are those of the index.
pub(crate) fn check_agreement(
    head: &Statement<Package>,
    profile: Option<&ProfileInForce>,
    context: &Context<'_>,
    tokens: impl IntoIterator<Item = [u8; 32]>,
) -> Result<AgreementState, ReceiveError> {
    match profile {
        Some(profile) => Ok(head_checks::check(
            head,
            profile,
            context.at_hand(),
            tokens,
        )?),
        None if head.payload().mandate.is_none() => Ok(AgreementState::NoMandate),
        None => Ok(AgreementState::NotAtHand),
    }
}

/// A verified head, and the file whose cases are those that it signs.
pub(crate) struct Whole<R> {
    pub(crate) file: CaseFile<R>,
    pub(crate) head: Statement<Package>,
}

impl<R: Read + Seek> Whole<R> {
    pub(crate) fn check_head(
        &self,
        profile: Option<&ProfileInForce>,
        context: &Context<'_>,
    ) -> Result<AgreementState, ReceiveError> {
        let tokens = self.file.entries().iter().map(|entry| entry.token);
        check_agreement(&self.head, profile, context, tokens)
    }

    pub(crate) fn check_cases(&mut self) -> Result<(), ReceiveError> {
        self.file.check(self.head.payload())
    }

    pub(crate) fn signed_index(&self, agreement: AgreementState) -> SignedIndex {
        let entries = self.file.entries().to_vec();
        SignedIndex::new(self.head.clone(), entries, agreement)
    }

    pub(crate) fn tokens(&self) -> impl Iterator<Item = Token> {
        let entries = self.file.entries().iter();
        entries.map(|entry| Token::from_bytes(entry.token))
    }
}

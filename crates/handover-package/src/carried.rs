use std::{
    fmt,
    io::{Read, Seek},
};

use handover_trust::{Package, Statement, Token};

use crate::{
    AgreementState, Context, ProfileInForce, ReceiveError, case_file::CaseFile, head_checks,
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
        let agreement = match profile {
            Some(profile) => whole.check_head(profile, context)?,
            None if whole.head.payload().mandate.is_none() => AgreementState::NoMandate,
            None => AgreementState::NotAtHand,
        };
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

    pub(crate) const fn whole_mut(&mut self) -> &mut Whole<R> {
        &mut self.whole
    }
}

impl<R> fmt::Debug for Carried<R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Carried(..)")
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
        profile: &ProfileInForce,
        context: &Context<'_>,
    ) -> Result<AgreementState, ReceiveError> {
        let tokens = self.file.entries().iter().map(|entry| entry.token);
        Ok(head_checks::check(
            &self.head,
            profile,
            context.at_hand(),
            tokens,
        )?)
    }

    pub(crate) fn check_cases(&mut self) -> Result<(), ReceiveError> {
        let head = self.head.payload();
        self.file.check(head.count, head.root.as_bytes())
    }

    pub(crate) fn tokens(&self) -> impl Iterator<Item = Token> {
        let entries = self.file.entries().iter();
        entries.map(|entry| Token::from_bytes(entry.token))
    }
}

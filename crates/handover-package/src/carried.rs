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
///
/// ```
/// use std::io::Cursor;
/// use handover_package::{Carried, Context, ReceiveError, SignedIndex};
/// # use handover_trust::{PosixTime, VerifiedDirectory};
/// # macro_rules! vector { ($name:literal) => {
/// #     include_bytes!(concat!(env!("CARGO_MANIFEST_DIR"), "/../../tests/vectors/foreign/", $name)).as_slice()
/// # } }
/// # let now = PosixTime::new(1_789_894_800)?;
/// # let anchor = "ee0cdf415518649a3be20de9c5419cc322e3baf5bd5e23076d4616022b7fa200".parse()?;
/// # let directory = vector!("statements/directory.cbor");
/// # let directory = VerifiedDirectory::from_bytes(directory, &anchor, None, now)?;
/// # let package = vector!("packages/caseload.handover");
///
/// let context = Context::new(&directory, now);
/// let carried = Carried::read(Cursor::new(package), None, &context)?;
/// assert_eq!(carried.tokens().count(), 2);
/// // The package is under a mandate: without it these checks were not made.
/// assert_eq!(carried.agreement().not_made(), ["V-21", "V-22", "V-38"]);
///
/// // What a commissioner gets in its place says which cases there are, and nothing of them.
/// let bytes = carried.signed_index().to_bytes();
/// let index = SignedIndex::read(&bytes, None, &context)?;
/// assert_eq!(index.entries().len(), 2);
///
/// let mut changed = package.to_vec();
/// changed[200] ^= 1; // in a case
/// let refused = Carried::read(Cursor::new(changed), None, &context).unwrap_err();
/// assert_eq!(refused, ReceiveError::Altered);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
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

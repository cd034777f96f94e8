use std::fmt;

use handover_cbor::Limits;
use handover_trust::{Package, Statement, Token};

use crate::{
    AgreementState, Context, IndexEntry, ProfileInForce, ReceiveError,
    carried::check_agreement,
    case_file::{check_index, decode_index},
    index,
    layout::MAX_HEAD_LEN,
};

/// The length of the index stands before it in so many bytes.
const LENGTH_LEN: usize = 8;

/// Which cases a package holds, without any of them: its index under its signed head.
///
/// What a commissioner is given in the package's place, and what announces a package to a server.
/// To hold one is to know that the sender signed for exactly these tokens, lengths and hashes;
/// whether the cases themselves are anywhere, it does not say.
#[derive(Clone)]
pub struct SignedIndex {
    head: Statement<Package>,
    entries: Vec<IndexEntry>,
    agreement: AgreementState,
}

impl SignedIndex {
    pub(crate) const fn new(
        head: Statement<Package>,
        entries: Vec<IndexEntry>,
        agreement: AgreementState,
    ) -> Self {
        Self {
            head,
            entries,
            agreement,
        }
    }

    /// Whether `bytes` begin as a signed index does, and so as no statement and no package.
    ///
    /// For whoever has files of several kinds before them: it verifies nothing.
    #[must_use]
    pub fn is_claimed_by(bytes: &[u8]) -> bool {
        // The index is at most 96 MiB long, so four of the eight bytes of its length are zero.
        bytes.starts_with(&[0; 4]) && bytes.len() > LENGTH_LEN
    }

    /// The head in the bytes of a signed index, if it is there: unverified, to look up when it was first seen.
    #[must_use]
    pub fn unverified_head(bytes: &[u8]) -> &[u8] {
        let head = bytes
            .split_first_chunk::<LENGTH_LEN>()
            .and_then(|(length, rest)| {
                let index_len = usize::try_from(u64::from_be_bytes(*length)).ok()?;
                rest.get(index_len..)
            });
        head.unwrap_or_default()
    }

    /// Reads and checks a signed index.
    ///
    /// Without its profile the grants are not checked, nor mandate and roster.
    ///
    /// # Errors
    ///
    /// The first check of section "The signed index" of `schemas/PROTOCOL.md` that fails.
    pub fn read(
        bytes: &[u8],
        profile: Option<&ProfileInForce>,
        context: &Context<'_>,
    ) -> Result<Self, ReceiveError> {
        let (length, rest) = bytes
            .split_first_chunk::<LENGTH_LEN>()
            .ok_or(ReceiveError::Truncated)?;
        let index_len = u64::from_be_bytes(*length);
        let index_len = usize::try_from(index_len).map_err(|_| ReceiveError::Limit)?;
        if index_len > Limits::INDEX.max_len {
            return Err(ReceiveError::Limit);
        }
        let (index, head) = rest
            .split_at_checked(index_len)
            .ok_or(ReceiveError::Truncated)?;
        if u64::try_from(head.len()).map_or(true, |len| len > MAX_HEAD_LEN) {
            return Err(ReceiveError::Limit);
        }
        let entries = decode_index(index)?;
        let head = context.verify_head(head)?;
        let tokens = entries.iter().map(|entry| entry.token);
        let agreement = check_agreement(&head, profile, context, tokens)?;
        check_index(&entries, head.payload())?;
        Ok(Self::new(head, entries, agreement))
    }

    /// The head, as its sender signed it.
    #[must_use]
    pub const fn head(&self) -> &Statement<Package> {
        &self.head
    }

    /// How far mandate and roster could be checked.
    ///
    /// Of an index that comes from [`Sealed`](crate::Sealed): not at hand, under a mandate, for the
    /// countersignature of the package can only follow.
    #[must_use]
    pub const fn agreement(&self) -> AgreementState {
        self.agreement
    }

    /// The cases, in the order of their tokens, which strictly ascend.
    #[must_use]
    pub fn entries(&self) -> &[IndexEntry] {
        &self.entries
    }

    /// The case of a token, if the package has it.
    #[must_use]
    pub fn entry(&self, token: &Token) -> Option<&IndexEntry> {
        let place = index::place_of(&self.entries, token.as_bytes())?;
        self.entries.get(place)
    }

    /// The bytes that [`read`](Self::read) takes: length of the index, index, head.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        join(&index::encode(&self.entries), self.head.as_bytes())
    }
}

/// The bytes of a signed index: length of the index, index, head.
pub(crate) fn join(index: &[u8], head: &[u8]) -> Vec<u8> {
    let length = u64::try_from(index.len()).unwrap_or(u64::MAX).to_be_bytes();
    [&length[..], index, head].concat()
}

impl fmt::Debug for SignedIndex {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SignedIndex(..)")
    }
}

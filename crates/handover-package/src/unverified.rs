use std::{
    fmt,
    io::{Read, Seek},
};

use handover_trust::{Package, StatementError, StatementId, statement_id, unverified_payload};

use crate::{
    ReceiveError,
    case_file::{read_head, read_index, read_layout},
    layout::{Layout, MAGIC, TRAILER_LEN},
    signed_index::join,
};

/// A package file of which nothing has been verified: where its parts lie, and no more.
///
/// What it says is nobody's word yet: it may be shown as that, and it leads to what is needed to verify it. No case
/// can be read from here; the file comes from whoever wrote it.
///
/// ```
/// use handover_package::{ReceiveError, UnverifiedPackage};
///
/// let begins = b"HANDOVR1, and then something else";
/// assert!(UnverifiedPackage::is_claimed_by(begins));
/// let file = std::io::Cursor::new(begins);
/// assert_eq!(UnverifiedPackage::read(file).unwrap_err(), ReceiveError::Truncated);
/// ```
pub struct UnverifiedPackage<R> {
    source: R,
    layout: Layout,
}

impl UnverifiedPackage<()> {
    /// How many bytes of a file [`is_claimed_by`](Self::is_claimed_by) looks at.
    pub const BEGINS: usize = MAGIC.len();

    /// Whether a file that begins with these bytes claims to be a package of format 1.
    #[must_use]
    pub fn is_claimed_by(begins: &[u8]) -> bool {
        begins.starts_with(&MAGIC)
    }
}

impl<R: Read + Seek> UnverifiedPackage<R> {
    /// Finds the parts of a package file.
    ///
    /// # Errors
    ///
    /// [`ReceiveError::UnknownFormat`] for another file, [`ReceiveError::Truncated`] for one that was cut,
    /// [`ReceiveError::Limit`] and [`ReceiveError::Source`], as they say.
    pub fn read(mut source: R) -> Result<Self, ReceiveError> {
        let layout = read_layout(&mut source)?;
        Ok(Self { source, layout })
    }

    /// Bytes of the file.
    #[must_use]
    pub const fn file_len(&self) -> u64 {
        self.layout.trailer_at + TRAILER_LEN
    }

    /// The bytes of the head, to be verified.
    ///
    /// # Errors
    ///
    /// [`ReceiveError::Source`], [`ReceiveError::Truncated`].
    pub fn unverified_head_bytes(&mut self) -> Result<Vec<u8>, ReceiveError> {
        Ok(read_head(&mut self.source, &self.layout)?)
    }

    /// What the head would say, if its signature held.
    ///
    /// # Errors
    ///
    /// Those of [`unverified_head_bytes`](Self::unverified_head_bytes), and [`ReceiveError::HeadStatement`] for
    /// bytes that are no head.
    pub fn unverified_head(&mut self) -> Result<Package, ReceiveError> {
        let head = unverified_payload(&self.unverified_head_bytes()?);
        head.map_err(|error| StatementError::from(error).into())
    }

    /// The id that the head has, if it is one.
    ///
    /// # Errors
    ///
    /// Those of [`unverified_head_bytes`](Self::unverified_head_bytes).
    pub fn unverified_id(&mut self) -> Result<Option<StatementId>, ReceiveError> {
        Ok(statement_id(&self.unverified_head_bytes()?))
    }

    /// What the file says in clear, as the bytes that [`SignedIndex::read`](crate::SignedIndex::read) takes; its
    /// cases are not looked at.
    ///
    /// # Errors
    ///
    /// Those of [`unverified_head_bytes`](Self::unverified_head_bytes).
    pub fn unverified_index(&mut self) -> Result<Vec<u8>, ReceiveError> {
        let index = read_index(&mut self.source, &self.layout)?;
        Ok(join(&index, &self.unverified_head_bytes()?))
    }
}

impl<R> fmt::Debug for UnverifiedPackage<R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("UnverifiedPackage(..)")
    }
}

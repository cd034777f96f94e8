//! The head of a package as anyone may read it: of the grammar, but nobody's word yet.

use std::{
    collections::BTreeMap,
    fs::File,
    io::{Read, Seek, SeekFrom},
    path::Path,
};

use handover::{Kind, Package, RefusalClass};
use handover_cbor::{Grammar, from_slice};
use serde_bytes::ByteBuf;

use crate::{problem::Problem, refusals::refusal};

/// What begins and ends a package file of format 1.
const MAGIC: &[u8; 8] = b"HANDOVR1";

/// The offsets of index and head, and the magic again.
const TRAILER_LEN: u64 = 24;

/// The members of a `COSE_Sign1` (RFC 9052, section 4.2): protected, unprotected, payload,
/// signature. The third alone is looked at.
type Envelope = (ByteBuf, BTreeMap<u64, u64>, ByteBuf, ByteBuf);

/// The tag of a `COSE_Sign1`, which goes before the members.
const TAG: u8 = 0xd2;

/// A head that was read, and not verified.
pub(crate) struct Glimpse {
    pub(crate) head: Package,
    /// Bytes of the file.
    pub(crate) len: u64,
}

impl Glimpse {
    /// Reads the head of a file without looking at its signature, index or cases.
    pub(crate) fn read(path: &Path) -> Result<Self, Problem> {
        let told = |error| Problem::reading(path, &error);
        let mut file = File::open(path).map_err(told)?;
        let len = file.seek(SeekFrom::End(0)).map_err(told)?;
        let refused = |class, what| refusal("the package", class, what);
        let truncated = || refused(RefusalClass::Truncated, "its end is missing");
        let trailer_at = len
            .checked_sub(TRAILER_LEN)
            .filter(|at| *at >= 8)
            .ok_or_else(truncated)?;
        let mut magic = [0; 8];
        file.rewind().map_err(told)?;
        file.read_exact(&mut magic).map_err(told)?;
        if magic != *MAGIC {
            return Err(refused(
                RefusalClass::Truncated,
                "this is not a package of format 1",
            ));
        }
        let mut offsets = [0; 8];
        file.seek(SeekFrom::Start(trailer_at)).map_err(told)?;
        let mut offset = || {
            file.read_exact(&mut offsets)
                .map(|()| u64::from_be_bytes(offsets))
        };
        let (index_at, head_at) = (offset().map_err(told)?, offset().map_err(told)?);
        let magic_again = offset().map_err(told)?;
        if magic_again.to_be_bytes() != *MAGIC || index_at > head_at {
            return Err(truncated());
        }
        let head_len = trailer_at.checked_sub(head_at).ok_or_else(truncated)?;
        let limits = Kind::Package.limits();
        let head_len = usize::try_from(head_len)
            .ok()
            .filter(|len| *len <= limits.max_len)
            .ok_or_else(|| refused(RefusalClass::Limits, "its head is longer than allowed"))?;
        let mut head = vec![0; head_len];
        file.seek(SeekFrom::Start(head_at)).map_err(told)?;
        file.read_exact(&mut head).map_err(told)?;
        let told = |error: handover_cbor::DecodeError| {
            refusal("the head of the package", error.class(), error)
        };
        let members = head
            .strip_prefix(&[TAG])
            .ok_or_else(|| refused(RefusalClass::Schema, "its head is not signed"))?;
        let (_, _, payload, _): Envelope =
            from_slice(members, Grammar::Envelope, &limits).map_err(told)?;
        let head = from_slice(&payload, Grammar::Payload, &limits).map_err(told)?;
        Ok(Self { head, len })
    }
}

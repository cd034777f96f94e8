//! The head of a package as anyone may read it: of the grammar, but nobody's word yet.

use std::{
    collections::BTreeMap,
    fs::File,
    io::{Read, Seek, SeekFrom},
    path::Path,
};

use handover::{Kind, Limits, Package, RefusalClass};
use handover_cbor::{Grammar, from_slice};
use serde_bytes::ByteBuf;

use super::beginning::package_file;
use crate::{
    problem::Problem,
    refusals::{NOT_A_PACKAGE, refusal},
};

/// What begins and ends a package file of format 1.
pub(super) const MAGIC: &[u8; 8] = b"HANDOVR1";

/// The offsets of index and head, and the magic again.
const TRAILER_LEN: u64 = 24;

/// The members of a `COSE_Sign1` (RFC 9052, section 4.2): protected, unprotected, payload,
/// signature. The third alone is looked at.
type Envelope = (ByteBuf, BTreeMap<u64, u64>, ByteBuf, ByteBuf);

/// The tag of a `COSE_Sign1`, which goes before the members.
pub(super) const TAG: u8 = 0xd2;

/// A head that was read, and not verified.
pub(crate) struct Glimpse {
    pub(crate) head: Package,
    /// Bytes of the file.
    pub(crate) len: u64,
}

/// Where the parts of a package file lie.
struct Ends {
    file: File,
    len: u64,
    index_at: u64,
    head_at: u64,
    /// The trailer begins where the head ends.
    trailer_at: u64,
}

impl Ends {
    /// Reads magic and trailer.
    fn read(path: &Path) -> Result<Self, Problem> {
        let told = |error| Problem::reading(path, &error);
        let mut file = package_file(path)?;
        let len = file.seek(SeekFrom::End(0)).map_err(told)?;
        let truncated = || refused(RefusalClass::Truncated, "its end is missing");
        let trailer_at = len
            .checked_sub(TRAILER_LEN)
            .filter(|at| *at >= 8)
            .ok_or_else(truncated)?;
        let mut magic = [0; 8];
        file.rewind().map_err(told)?;
        file.read_exact(&mut magic).map_err(told)?;
        if magic != *MAGIC {
            return Err(
                refused(RefusalClass::Truncated, "this is not a package of format 1")
                    .advise(NOT_A_PACKAGE),
            );
        }
        let mut offsets = [0; 8];
        file.seek(SeekFrom::Start(trailer_at)).map_err(told)?;
        let mut offset = || {
            file.read_exact(&mut offsets)
                .map(|()| u64::from_be_bytes(offsets))
        };
        let (index_at, head_at) = (offset().map_err(told)?, offset().map_err(told)?);
        let magic_again = offset().map_err(told)?;
        let is_inside = 8 <= index_at && index_at <= head_at && head_at <= trailer_at;
        if magic_again.to_be_bytes() != *MAGIC || !is_inside {
            return Err(truncated());
        }
        Ok(Self {
            file,
            len,
            index_at,
            head_at,
            trailer_at,
        })
    }

    /// Reads the bytes between two offsets, of which there may be `max_len`.
    fn between(
        &mut self,
        path: &Path,
        from: u64,
        to: u64,
        max_len: usize,
    ) -> Result<Vec<u8>, Problem> {
        let told = |error| Problem::reading(path, &error);
        let len = usize::try_from(to.saturating_sub(from))
            .ok()
            .filter(|len| *len <= max_len)
            .ok_or_else(|| {
                refused(
                    RefusalClass::Limits,
                    "its index or head is longer than allowed",
                )
            })?;
        let mut bytes = vec![0; len];
        self.file.seek(SeekFrom::Start(from)).map_err(told)?;
        self.file.read_exact(&mut bytes).map_err(told)?;
        Ok(bytes)
    }
}

fn refused(class: RefusalClass, what: &str) -> Problem {
    refusal("the package", class, what)
}

/// What a package file says in clear, as its signed index (section "The signed index" of
/// `schemas/PROTOCOL.md`); its cases are not looked at.
pub(crate) fn signed_index_of(path: &Path) -> Result<Vec<u8>, Problem> {
    let mut ends = Ends::read(path)?;
    let (index_at, head_at, trailer_at) = (ends.index_at, ends.head_at, ends.trailer_at);
    let index = ends.between(path, index_at, head_at, Limits::INDEX.max_len)?;
    let head = ends.between(path, head_at, trailer_at, Kind::Package.limits().max_len)?;
    let len = u64::try_from(index.len()).unwrap_or(u64::MAX).to_be_bytes();
    Ok([&len[..], &index, &head].concat())
}

/// The bytes of the head of a package file.
pub(crate) fn head_of(path: &Path) -> Result<Vec<u8>, Problem> {
    let mut ends = Ends::read(path)?;
    let (head_at, trailer_at) = (ends.head_at, ends.trailer_at);
    ends.between(path, head_at, trailer_at, Kind::Package.limits().max_len)
}

impl Glimpse {
    /// Reads the head of a file without looking at its signature, index or cases.
    pub(crate) fn read(path: &Path) -> Result<Self, Problem> {
        let mut ends = Ends::read(path)?;
        let limits = Kind::Package.limits();
        let (head_at, trailer_at) = (ends.head_at, ends.trailer_at);
        let head = ends.between(path, head_at, trailer_at, limits.max_len)?;
        let told = |error: handover_cbor::DecodeError| {
            refusal("the head of the package", error.class(), error)
        };
        let members = head
            .strip_prefix(&[TAG])
            .ok_or_else(|| refused(RefusalClass::Schema, "its head is not signed"))?;
        let (_, _, payload, _): Envelope =
            from_slice(members, Grammar::Envelope, &limits).map_err(told)?;
        let head = from_slice(&payload, Grammar::Payload, &limits).map_err(told)?;
        Ok(Self {
            head,
            len: ends.len,
        })
    }
}

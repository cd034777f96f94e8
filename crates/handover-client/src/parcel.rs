use std::{
    fs::File,
    io::{self, Read, Seek, SeekFrom},
    path::{Path, PathBuf},
};

use bytes::Bytes;
use handover_package::{Part, Parts, SignedIndex};
use handover_trust::{Kind, OrganisationId, Package, Statement, StatementId};

/// A package file on its way to one server.
///
/// Made from the file's own signed index, so from a package that was verified; that the file has not
/// changed since, the server finds out case by case.
#[derive(Debug)]
pub struct Parcel {
    path: PathBuf,
    index: SignedIndex,
    parts: Parts,
    recipients: Vec<OrganisationId>,
    statements: Vec<Bytes>,
}

impl Parcel {
    /// The package at `path`, for these recipients of the server: those of the head for whom it keeps
    /// packages.
    #[must_use]
    pub fn new(path: PathBuf, index: SignedIndex, recipients: Vec<OrganisationId>) -> Self {
        let lengths = index
            .entries()
            .iter()
            .map(handover_package::IndexEntry::length);
        Self {
            parts: Parts::new(lengths),
            path,
            index,
            recipients,
            statements: Vec::new(),
        }
    }

    /// Whether statements of this kind go with packages: what was agreed, without which no server gives a receipt.
    #[must_use]
    pub const fn takes(kind: Kind) -> bool {
        matches!(kind, Kind::Countersign | Kind::Mandate | Kind::Roster)
    }

    /// With statements that the server needs before it can give a receipt: mandate, roster,
    /// countersigns.
    #[must_use]
    pub fn with_statements(self, statements: Vec<Bytes>) -> Self {
        Self { statements, ..self }
    }

    /// The package.
    #[must_use]
    pub const fn id(&self) -> &StatementId {
        self.index.head().id()
    }

    /// The head of the package.
    #[must_use]
    pub const fn head(&self) -> &Statement<Package> {
        self.index.head()
    }

    /// Where the journal is that is kept while the package is under way: beside it.
    ///
    /// It holds the package's id, the server and numbers; it may be lost or deleted at any time.
    #[must_use]
    pub fn journal_path(&self) -> PathBuf {
        let mut name = self.path.clone().into_os_string();
        name.push(".sending");
        name.into()
    }

    /// How long all cases are together, in bytes.
    #[must_use]
    pub fn byte_len(&self) -> u64 {
        self.parts.iter().map(Part::byte_len).sum()
    }

    pub(crate) fn path(&self) -> &Path {
        &self.path
    }

    pub(crate) const fn parts(&self) -> &Parts {
        &self.parts
    }

    pub(crate) fn recipients(&self) -> &[OrganisationId] {
        &self.recipients
    }

    pub(crate) fn statements(&self) -> &[Bytes] {
        &self.statements
    }

    /// What announces the package.
    pub(crate) fn announcement(&self) -> Bytes {
        self.index.to_bytes().into()
    }
}

/// The bytes of a part, from the package file.
pub(crate) fn read_part(path: &Path, part: &Part) -> io::Result<Bytes> {
    let len = usize::try_from(part.byte_len()).map_err(|_| io::ErrorKind::OutOfMemory)?;
    let mut bytes = vec![0; len];
    let mut file = File::open(path)?;
    file.seek(SeekFrom::Start(part.bytes().start))?;
    file.read_exact(&mut bytes)?;
    Ok(bytes.into())
}

//! What goes in and comes out.

use bytes::Bytes;
use handover_transfer::Cursor;
use handover_trust::{Kind, OrganisationId, PosixTime, StatementId};

/// Whether something was filed now.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
#[expect(clippy::exhaustive_enums, reason = "there is no fourth answer")]
pub enum Filed {
    /// It was there before, the same bytes.
    Before,
    /// It was there before with other bytes, which stay.
    Differently,
    /// Now.
    Now,
}

impl Filed {
    /// What it is for something that was there before.
    pub(super) const fn again(is_same: bool) -> Self {
        if is_same {
            Self::Before
        } else {
            Self::Differently
        }
    }
}

/// A package whose parts will come.
#[derive(Clone, Debug)]
#[expect(clippy::exhaustive_structs, reason = "every member is needed")]
pub struct Announcement {
    /// What is said about it.
    pub package: KeptPackage,
    /// The signed index, as it came.
    pub signed_index: Bytes,
}

/// What there is to know about a package without its index.
#[derive(Clone, Debug, Eq, PartialEq)]
#[expect(clippy::exhaustive_structs, reason = "every member is needed")]
pub struct KeptPackage {
    /// The id of its head.
    pub id: StatementId,
    /// The sender.
    pub by: OrganisationId,
    /// The mandate it goes under.
    pub mandate: Option<StatementId>,
    /// When it was announced.
    pub first_seen: PosixTime,
    /// How many parts it has.
    pub parts: u64,
    /// How many cases it has.
    pub cases: u64,
    /// How long the file is, in bytes.
    pub length: u64,
    /// Whether it was committed.
    pub is_committed: bool,
}

/// A statement that is to be filed; verified before.
#[derive(Clone, Debug)]
#[expect(clippy::exhaustive_structs, reason = "every member is needed")]
pub struct NewStatement {
    /// Its id.
    pub id: StatementId,
    /// Its kind.
    pub kind: Kind,
    /// Who says it.
    pub by: OrganisationId,
    /// The package it is about; its own id, if it is a head.
    pub package: Option<StatementId>,
    /// The mandate it is under; its own id, if it is one.
    pub mandate: Option<StatementId>,
    /// The statement that it agrees to, if it is a countersignature.
    pub about: Option<StatementId>,
    /// When it was first seen.
    pub first_seen: PosixTime,
    /// The statement, as it came.
    pub bytes: Bytes,
    /// Who may read it.
    pub readers: Vec<OrganisationId>,
    /// Who finds it in the inbox.
    pub inbox: Vec<OrganisationId>,
    /// Who may from now on read everything that is under this mandate: its commissioner, if it is one.
    pub opens_to: Option<OrganisationId>,
}

/// A statement that was filed.
#[derive(Clone, Debug, Eq, PartialEq)]
#[expect(clippy::exhaustive_structs, reason = "every member is needed")]
pub struct KeptStatement {
    /// Its kind.
    pub kind: Kind,
    /// The mandate it is under.
    pub mandate: Option<StatementId>,
    /// The package it is about.
    pub package: Option<StatementId>,
    /// When it was first seen.
    pub first_seen: PosixTime,
    /// The statement, as it came.
    pub bytes: Bytes,
}

/// Which statements are asked for: all, or those about one package, or under one mandate.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
#[expect(clippy::exhaustive_structs, reason = "every member is needed")]
pub struct FeedFilter {
    /// Only those about this package.
    pub package: Option<StatementId>,
    /// Only those under this mandate.
    pub mandate: Option<StatementId>,
}

/// A statement in a list.
#[derive(Clone, Debug, Eq, PartialEq)]
#[expect(clippy::exhaustive_structs, reason = "every member is needed")]
pub struct Listed {
    /// Behind it.
    pub cursor: Cursor,
    /// What is told about it.
    pub entry: handover_transfer::StatementEntry,
}

/// A package in an inbox.
#[derive(Clone, Debug, Eq, PartialEq)]
#[expect(clippy::exhaustive_structs, reason = "every member is needed")]
pub struct ListedPackage {
    /// Behind it.
    pub cursor: Cursor,
    /// What is told about it.
    pub entry: handover_transfer::InboxEntry,
}

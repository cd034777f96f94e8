//! Secure case transfer: the front door of the library.
//!
//! A case goes through four stages. An extract becomes cases by a [`Mapping`]; [`eligibility::select`] decides who
//! must be handed over; the numbered checks say what stands in the way; a [`Draft`] is sealed to its
//! recipients, and what arrives is [`Received`] before it is [`Opened`].
//!
//! ```
//! use handover::eligibility::{Parameters, Rules, Ruling, select};
//! use handover::{Mapping, built_in_extract};
//!
//! let mapping = Mapping::built_in("harrow-2010").expect("a shipped mapping");
//! let extract = built_in_extract("harrow-2010").expect("a shipped extract");
//! let import = mapping.import(&extract).expect("the shipped extract can be read");
//! assert!(import.summary().is_whole()); // every row is a case, or listed
//!
//! let rules = Rules::literal().with_contract_changes(["2009-04-01".parse().expect("a date")]);
//! let days = Parameters {
//!     transfer_date: "2010-02-01".parse().expect("a date"),
//!     as_of: "2010-02-03".parse().expect("a date"),
//! };
//! let selection = select(&rules, days, &import.records()).expect("each reference is there once");
//! assert_eq!(selection.count(Ruling::Include), 76);
//! assert_eq!(selection.read(), 120);
//! ```
//!
//! Two examples go the whole way: `seal_and_open` from keys to an opened case, `send` to a server. Nothing here
//! does input or output of its own, but what the feature `client` adds (off by default): the module `client`.

/// Sending, fetching and listing over the network, with what both ends believe of each other.
///
/// A module of its own: a client's `Event` is what happens on the way, a transfer's [`Event`] what
/// happened to a case.
#[cfg(feature = "client")]
pub mod client {
    pub use handover_client::*;
    pub use handover_tls::{End, OlderDirectory, Peer, Refused, Trust};
}

/// What an organisation keeps on its machine: keys, certificates and card; what was seen, opened and sealed before.
pub mod identity {
    pub use handover_identity::*;
}

/// A sender's caseload: drafts, decisions, answers, rosters, and what is sealed together.
pub mod caseload {
    pub use handover_caseload::*;
}

mod office;

pub use office::{
    Arrived, ArrivedCase, FolderError, FolderMemory, NewOffice, Office, OfficeDesk, OfficeError,
    OfficeKeys, OfficeMemory, OfficeTransfer, OpenedPackage, SealedPackage, Sealing,
    UnsignedVerdict,
};

pub use handover_cbor::{Limits, RefusalClass};
pub use handover_dataset::*;
pub use handover_interop::*;
pub use handover_package::*;
pub use handover_transfer::*;
pub use handover_trust::*;

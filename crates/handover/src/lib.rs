//! Secure case transfer: the front door of the library.
//!
//! An [`Office`] is an organisation at work: its keys, the directory by which it judges, and its memory. It seals
//! cases that have passed every check, receives and opens packages, lets a person decide, and says where every case
//! of a transfer stands. What must not be forgotten - first sight, older directories, key continuity, opened before,
//! no case twice, readers whom a case names - is asked inside.
//!
//! ```no_run
//! use handover::{Office, case::{Case, checks::CheckContext}, package::ProfileInForce};
//!
//! # fn seal(now: handover::trust::PosixTime) -> Result<(), Box<dyn std::error::Error>> {
//! let office = Office::open("identity", "the passphrase")?;
//! let mut office = office.trust(&std::fs::read("directory")?, None, now)?;
//!
//! let profile = ProfileInForce::built_in("caseload-transfer").ok_or("a built-in profile")?;
//! let case = Case::from_json(std::fs::read("case.json")?)?;
//! let checked = case.check(profile.profile(), &CheckContext::default())?; // nothing else can be sealed
//! office
//!     .seal([checked], &profile)
//!     .to("ZZ902".parse()?, "receiving-service".parse()?)
//!     .write_file("sealed.handover")?;
//! # Ok(())
//! # }
//! ```
//!
//! The examples `seal`, `open` and `accept_and_reconcile` do one thing each; `whole_transfer` goes the whole way
//! between three organisations, each with a memory of its own; `send` brings a package to a server.
//!
//! Below the office stand the modules, one for each crate of the workspace: [`case`] (what is said), [`trust`] (who
//! says it), [`package`] (how it is shut), [`transfer`] (what is agreed), [`extract`] (how it comes out of a case
//! system), [`caseload`] and [`identity`] (what is kept on a machine), and with its feature `client`. An extract becomes
//! cases by a mapping; rules decide who must be handed over:
//!
//! ```
//! use handover::{
//!     case::eligibility::{Parameters, Rules, Ruling, select},
//!     extract::{Mapping, built_in_extract},
//! };
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
//! let selection = select(&rules, days, import.records()).expect("each reference is there once");
//! assert_eq!(selection.count(Ruling::Include), 74);
//! assert_eq!(selection.read(), 120);
//! ```

/// What a case says: sections, profiles, numbered checks, eligibility.
pub mod case {
    pub use handover_dataset::*;
}

/// A sender's caseload: drafts, decisions, answers, rosters, and what is sealed together.
pub mod caseload {
    pub use handover_caseload::*;
}

/// The one encoding of what is signed and sealed, its limits, and the classes of what is refused.
pub mod cbor {
    pub use handover_cbor::{Limits, RefusalClass};
}

/// Sending, fetching and listing over the network, with what both ends believe of each other.
#[cfg(feature = "client")]
pub mod client {
    pub use handover_client::*;
    pub use handover_tls::{End, OlderDirectory, Peer, Refused, Trust};
}

/// Extracts of case systems, by mapping files.
pub mod extract {
    pub use handover_interop::*;
}

/// What an organisation keeps on its machine: keys, certificates and card; what was seen, opened and sealed before.
pub mod identity {
    pub use handover_identity::*;
}

/// How cases are shut: drafts, sealed packages, received and opened ones, evidence.
pub mod package {
    pub use handover_package::*;
}

/// A case in one HTML file under seven words, for a reader who has nothing but a browser.
pub mod page {
    pub use handover_page::*;
}

/// What is agreed about cases: judging statements, rosters, verdicts, and who holds each case.
pub mod transfer {
    pub use handover_transfer::*;
}

/// Who says it: identities, cards, the directory, signed statements.
pub mod trust {
    pub use handover_trust::*;
}

/// Files that a person names: what each is, and the statements of a transfer that folders hold.
pub mod files;
mod office;
mod verifier;

pub use office::{
    AcceptanceShown, Arrived, ArrivedCase, CaseName, CompletenessError, CountedCases,
    Countersignable, EvidenceOf, FolderError, FolderMemory, InvalidCaseName, KeptPackage,
    NewOffice, Office, OfficeDesk, OfficeError, OfficeKeys, OfficeMemory, OfficeTransfer,
    OpenedPackage, RosterRequest, RosteringError, SealedPackage, SealedPackages, SealedWords,
    Sealing, SealingError, SealingStep, SeenStatement, SignedRoster, TakenEvidence, Words,
    WordsError, desk,
};
pub use verifier::Verifier;

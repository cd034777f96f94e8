//! What an organisation keeps on its machine: keys, certificates and card; what was seen, opened and sealed before.
//!
//! ```
//! use handover_identity::{Identity, KeyName, NewIdentity};
//! use handover_trust::{CertificateUse, PosixTime, SignatureAlgorithm};
//!
//! let outer = tempfile::tempdir()?;
//! let folder = outer.path().join("identity");
//! let now = PosixTime::new(1_790_000_000)?;
//! NewIdentity {
//!     organisation: "ZZ902".parse()?,
//!     name: "Harrow Recovery".to_owned(),
//!     contact: "020 7946 0102".to_owned(),
//!     contacts: Vec::new(),
//!     server: None,
//!     persons: vec![vec!["team-leader".parse()?]],
//!     is_authority: false,
//!     algorithm: SignatureAlgorithm::Ed25519,
//!     days: 365,
//!     scrypt_log_n: 10, // 14 in earnest
//!     replaces: None,
//!     passphrase: "four words for a test",
//!     now,
//! }
//! .write(&folder)?; // whole or not at all, and durable
//!
//! let identity = Identity::read(&folder)?;
//! let person = identity.person(None)?;
//! let signer = identity.signer(&person.key, "four words for a test")?;
//! let certificate = identity.certificate(&person.key)?;
//! assert_eq!(signer.certificate().thumbprint(), certificate.thumbprint());
//! assert!(identity.signer(&KeyName::office(), "another passphrase").is_err());
//!
//! let card = identity.card()?; // the public half, for the authority
//! assert_eq!(card.payload().by, *identity.organisation());
//! assert_eq!(card.payload().until, now.plus_secs(365 * 24 * 60 * 60));
//! assert!(identity.has(CertificateUse::Transport));
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! The folder holds:
//!
//! ```text
//! identity.json           who, and what each key is for: nothing secret
//! card                    the public half, signed by the office
//! succession              the office of the card before agrees to this one, if there was one
//! office-before.crt       the certificate with which it agreed
//! office-before.key.pem   its key, until the card is given away
//! office.key.pem          a private key, encrypted (PKCS#8)      one pair for each use
//! office.crt.pem          its certificate
//! sealing-1.key.pem       a private key that opens, encrypted; older ones stay until what was sealed
//!                         to them is opened
//! directory-seen.json     the directory accepted last
//! mandates/               which token stands for which case, sealed, one file for each mandate
//! packages/               the index of each package under a mandate, so that no case goes twice
//! packages-opened.json    when each package was first opened
//! pages.json              the sealed pages that were made, and by whom each was read
//! sealed/                 which token stands for which case, sealed, one file for each package
//! sealing-keys-used.json  the keys of others that were sealed to
//! statements-seen.json    when each statement was first seen
//! *.lock                  held by whoever writes what is named so; empty
//! ```
//!
//! Each memory is read, changed and written under its lock, so that two programs at once lose nothing of it.

mod about;
mod authority;
mod debug;
mod directory;
mod ending;
#[cfg(test)]
mod example;
mod identity;
mod identity_error;
mod kept_packages;
mod key_error;
mod key_name;
mod ledger_error;
mod made;
mod made_key;
mod mandate_ledger;
mod memory;
mod moments;
mod own;
mod own_files;
mod package_ledger;
mod pages;
mod renewal;
mod renewed;
mod replaced;
mod used_keys;

pub use about::{About, KeyEntry};
pub use authority::{Authority, AuthorityError, Issue};
pub use directory::{
    DirectoryInput, TrustedDirectoryError, accepted_directory, held_directory, remember_directory,
    trusted_directory,
};
pub use ending::Ending;
pub use identity::Identity;
pub use identity_error::{CardError, IdentityError, PersonError};
pub use kept_packages::{KeptPackages, kept_indexes};
pub use key_error::KeyError;
pub use key_name::KeyName;
pub use ledger_error::LedgerError;
pub use made::{NewIdentity, NewIdentityError};
pub use mandate_ledger::{CaseEntry, MandateLedger, Owner, PersonDecided};
pub use memory::{MemoryError, MemoryKind};
pub use moments::{FirstSeen, OpenedBefore};
pub use own_files::OwnFiles;
pub use package_ledger::PackageLedger;
pub use pages::{NewPage, PageList, PageListError, PageOutcome, PageRecord};
pub use renewed::{Renaming, RenewError};
pub use replaced::newest_card;
pub use used_keys::{ReaderKey, ReaderKeyError, UsedKeys};

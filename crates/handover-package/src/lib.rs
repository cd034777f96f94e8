//! How cases are shut: Draft, Sealed, Received, Opened.
//!
//! A *package* is a file of sealed cases under one signed head. Each arrow below consumes its left
//! side and is the only way to its right side, so no state can be skipped:
//!
//! ```text
//!   sending organisation                              receiving organisation
//!
//!   Draft --begin()--> Sealer --finish()--> Sealed
//!   who may open       case by case         signed
//!                          |
//!                        bytes ------------> Received --open()--> Opened ----> OpenedCase
//!                          |                 whole, ours, shut    keys work    verified
//!                          `---------------> Carried
//!                                            whole, somebody else's
//! ```
//!
//! [`SignedIndex`] is a package without its cases, for a commissioner.
//!
//! - Public-key operations are recipients times audiences, not cases: every section of every case has
//!   a key of its own, derived from one secret for each section, and a stanza of the head seals the
//!   secrets of an audience's sections to a recipient (HPKE with X-Wing, [RFC 9180][hpke]).
//! - A case is AES-256-GCM, section by section, with a commitment to each key, so that nobody can give
//!   two recipients two stories in one ciphertext.
//! - The head signs the root of a Merkle tree ([RFC 9162, section 2.1][tree]), so that one case can be
//!   proved to a third party without the others: [`Evidence`].
//! - Nothing of a case comes out before everything readable of it has been verified. A bad case is
//!   named, with a class, and the others stay usable.
//! - Cases are streamed: sealing keeps a run of cases and 72 bytes a case in memory, reading 80.
//!
//! The crate opens no file and reads no clock: bytes and moments come in as arguments. Key material
//! is wiped when dropped, plaintext too.
//!
//! [hpke]: https://www.rfc-editor.org/rfc/rfc9180
//! [tree]: https://www.rfc-editor.org/rfc/rfc9162#section-2.1

#[cfg(test)]
extern crate self as handover_package;

mod agreement;
mod around_cases;
mod audiences;
mod carried;
mod case_file;
mod checked_again;
mod context;
mod draft;
mod draft_case;
mod evidence;
mod evidence_error;
#[cfg(test)]
mod foreign;
mod head_checks;
mod index;
mod keys;
mod layout;
mod make_evidence;
mod mandate_field;
mod open_error;
mod opened;
mod opened_case;
mod padding;
mod parts;
mod place_rule;
mod profile_in_force;
mod receive_error;
mod received;
mod seal_error;
mod sealed;
mod sealed_case;
mod sealer;
mod signed_index;
mod stanza;
mod token_key;
mod tree;
mod unverified;
#[cfg(test)]
#[path = "../tests/world/mod.rs"]
#[expect(dead_code, reason = "the tests from outside use more of it")]
mod world;

pub use agreement::{Agreeable, AgreementState, AtHand};
pub use audiences::{AudienceError, audiences_of, one_audience};
pub use carried::Carried;
pub use checked_again::{CaseFaults, CheckedAgain};
pub use context::Context;
pub use draft::{Draft, Grant};
pub use draft_case::{CheckedSections, DraftCase};
pub use evidence::Evidence;
pub use evidence_error::{EvidenceError, MakeEvidenceError, OpenEvidenceError};
pub use head_checks::HeadError;
pub use index::IndexEntry;
pub use make_evidence::EvidenceReader;
pub use mandate_field::{MandateFieldError, check_mandate_field, fill_mandate_field};
pub use open_error::{CaseRefusal, OpenError};
pub use opened::{Cases, Opened};
pub use opened_case::OpenedCase;
pub use parts::{Part, Parts};
pub use profile_in_force::{ProfileInForce, is_reply};
pub use receive_error::ReceiveError;
pub use received::Received;
pub use seal_error::SealError;
pub use sealed::{Sealed, SectionOverflow};
pub use sealer::Sealer;
pub use signed_index::SignedIndex;
pub use token_key::{TokenKey, random_token};
pub use unverified::UnverifiedPackage;

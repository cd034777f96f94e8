//! Who says it: organisations, certificates, keys, directory, signed statements.
//!
//! Everything an organisation says is a *statement*: a payload ([`Payload`]) under one signature
//! (`COSE_Sign1`, [RFC 9052, section 4.2](https://www.rfc-editor.org/rfc/rfc9052#section-4.2)).

mod accepted;
#[cfg(test)]
mod canaries;
mod certificate;
mod chain;
mod concerned;
mod digest;
mod directory;
mod directory_draft;
mod entitlement;
mod envelope;
mod identifier;
mod issue;
mod judgement;
mod key_file;
mod listed_card;
mod name;
mod parties;
mod payload;
mod revocations;
mod sealing;
mod sight;
mod signer;
mod signing_key;
mod spoken;
mod statement;
#[cfg(test)]
mod vectors;
mod verifying_key;
mod word;

pub use accepted::AcceptedDirectory;
pub use certificate::{Certificate, CertificateError};
pub use chain::ChainAnchors;
pub use concerned::Concerned;
pub use directory::{DirectoryError, PeerError, SealingKeyError, VerifiedDirectory};
pub use directory_draft::{DirectoryDraft, DirectoryDraftError, NewListing};
pub use envelope::{
    begins_as_statement, claimed_kind, statement_id, statement_kind, unverified_payload,
    unverified_signer,
};
pub use handover_time::{Date, InvalidDate, InvalidPosixTime, PosixTime};
pub use identifier::{Digest, InvalidIdentifier, KeyId, Nonce, StatementId, Thumbprint, Token};
pub use judgement::{Outdated, StatementError, verify_card};
pub use key_file::{KeyCost, KeyFileError};
pub use listed_card::ListedCard;
pub use name::{
    FileName, FileReference, InvalidName, OrganisationId, PublicLabel, ReasonCode, ShortName,
};
pub use payload::{
    Card, CardCertificate, Completeness, Contact, Countersign, Countersigned, Decision, Directory,
    DirectoryCard, DueTimes, Event, EventRow, FieldCount, Mandate, Package, Payload, PayloadError,
    Receipt, Revocation, Roster, RosterCounts, RosterRow, SealingKey, ServerAddress, Stanza,
    TransferDay, UnreadableRow, Verdict, VerdictAnswer, VerdictRow,
};
pub use sealing::{
    EncapsulatedKey, SealingKeyUnusable, SealingPrivateKey, SealingPublicKey, UnsealError,
};
pub use sight::{Sight, Witnesses};
pub use signer::{KeyMismatch, Signer};
pub use signing_key::{InvalidKey, SigningKey};
pub use spoken::words_that_tell_apart;
pub use statement::{SignedBy, Statement};
pub use verifying_key::SignatureAlgorithm;
pub use word::{
    CertificateUse, EventWord, Kind, MandateKind, OrganisationRole, ReceiptRung, RevocationReason,
    RevocationSubject, UnknownWord,
};

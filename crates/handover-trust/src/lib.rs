//! Who says it: organisations, certificates, keys, directory, signed statements.
//!
//! Everything an organisation says is a *statement*: a payload ([`Payload`]) under one signature
//! (`COSE_Sign1`, [RFC 9052, section 4.2](https://www.rfc-editor.org/rfc/rfc9052#section-4.2)).

mod digest;
mod identifier;
mod moment;
mod name;
mod payload;
mod sealing;
mod word;

pub use identifier::{Digest, InvalidIdentifier, KeyId, Nonce, StatementId, Thumbprint, Token};
pub use moment::{Date, InvalidDate, InvalidPosixTime, PosixTime};
pub use name::{
    FileName, FileReference, InvalidName, Label, OrganisationId, ReasonCode, ShortName,
};
pub use payload::{
    Answer, Card, CardCertificate, Completeness, Countersign, Decision, Directory, DirectoryCard,
    DueTimes, Event, EventRow, FieldCount, Mandate, Package, Payload, PayloadError, Receipt,
    Revocation, Roster, RosterCounts, RosterRow, SealingKey, ServerAddress, Stanza, Transfer,
    UnreadableRow, Verdict, VerdictRow,
};
pub use sealing::{EncapsulatedKey, SealingPublicKey};
pub use word::{
    CertificateUse, EventWord, Kind, MandateKind, OrganisationRole, ReceiptRung, RevocationReason,
    RevocationSubject, UnknownWord,
};

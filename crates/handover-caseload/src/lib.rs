//! A sender's caseload on its own machine: from drafts to what is sealed together.
//!
//! An import leaves drafts, one line each ([`Drafts`]), and records for the rules
//! ([`read_records`]). [`Decisions`] say who goes and on what ground, [`Answers`] what people add, and
//! [`Caseload`] lays both over the drafts and checks every case. Under a mandate [`draft_roster`] makes a
//! roster of everybody, [`RosterChain`](handover_transfer::RosterChain) follows the rosters before it, and [`People`] are the tables in which
//! practitioners decide. A [`SealPlan`] sorts checked cases by who may read them and holds them against the
//! rosters, and [`SealInput`] seals a group. [`counted`] says how
//! complete the included cases are.
//!
//! What people write by hand is parsed, never compared: a word that is not of its form is refused with its
//! place and the word that was probably meant ([`FileError`]). What is not sealed, or not for everybody whom
//! a case names, is named ([`NotSealed`]). References lead to persons, so errors that hold them stay on the
//! sender's machine; no error holds a word of a case.

mod answers;
mod caseload;
mod completeness;
mod decisions;
mod draft;
mod drafts;
mod extract;
mod facts;
mod findings;
mod ground;
mod group;
mod import;
mod lines;
mod links;
mod memory;
mod mending;
mod mistake;
mod nearest;
mod not_sealed;
mod people;
mod plan;
mod reader_part;
mod recipients;
mod records;
mod reply;
mod request_form;
mod roster;
mod rules;
mod sealing;
mod stored;
mod table;
mod under;

pub use answers::{Answers, Disputed};
pub use caseload::{Caseload, CaseloadError, Prepared, PreparedCase};
pub use completeness::{CountError, Counted, FieldCounts, Missing, OwnCounts, counted};
pub use decisions::{Decided, Decisions, NotOpen};
pub use draft::DraftError;
pub use drafts::Drafts;
pub use extract::{ExtractError, OpenExtract, open_extract, read_extract};
pub use findings::{CaseFindings, NotReady};
pub use ground::Ground;
pub use group::{Group, GroupedCase};
pub use import::{ImportFolder, ImportFolderError, import_tables_to, import_to};
pub use memory::CaseMemory;
pub use mending::{DraftText, MendError, Mending, Replaced};
pub use mistake::{FileError, Mistake, MistakeKind, Place};
pub use not_sealed::{NotSealed, NotSealedCase, WhyNotSealed};
pub use people::People;
pub use plan::{PlanError, PlannedPackages, SealPlan};
pub use reader_part::{ReaderPart, ReaderPartError};
pub use recipients::{InvalidTo, Reader, RecipientError, Recipients, To};
pub use records::{RECORDS_FILE, read_records};
pub use reply::{MAX_TEXT_CHARS, Reply, ReplyError, one_text, reply_profile};
pub use request_form::{RequestCaseError, RequestForm, RequestFormError, RequestParties};
pub use roster::{RosterDraft, RosterError, RosterInput, draft_roster};
pub use rules::{DecideError, RulesInForce};
pub use sealing::{SealGroupError, SealInput};
pub use stored::StoredError;
pub use under::{
    ArrangeError, Arranged, Changes, Differences, UnderError, UnderInput, UnderMandate,
};

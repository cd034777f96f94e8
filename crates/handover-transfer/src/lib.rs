//! What is agreed about cases: what must arrive, what did, and who is responsible for each now.
//!
//! Delivery is not handover. [`Transfer`] takes everything that was said under one mandate - rosters,
//! packages, receipts, verdicts, events - in any order; its [`History`] says for each case where it
//! stands and who holds it ([`Standing`]), and [`History::reconcile`] whether the contract may close.
//! [`Desk`] tells what may be said next, and what it answers: by the same rules, of one package under no
//! mandate as well.
//! Nothing here sees a word of what is in a case, and nothing reads a clock.
//!
//! A receipt, verdict or event can be well signed by somebody entitled to sign it, and still be about
//! another package, by somebody not addressed, or about cases that are not in it. [`SentPackage`]
//! is what such a statement is held against where there is one package.
//!
//! And what both ends of a carrier agree on: which parts are still needed ([`Need`]), what a server lists
//! ([`InboxPage`], [`StatementPage`]), and what it tells when it does not do what it was asked
//! ([`Problem`]).

mod acceptance;
mod agreeing;
mod arrivals;
mod ascending;
mod case_of_package;
mod chain;
mod closing;
mod completeness;
mod deadlines;
mod desk;
mod draft_check;
mod due;
mod exception;
mod feed;
mod grouped;
mod guard;
mod history;
mod indexed_package;
mod mandate_form;
mod mandate_in_force;
mod need;
mod next_step;
mod numbered;
mod outcome;
mod package_status;
mod problem;
mod problem_document;
mod publication;
mod receipts;
mod reconciliation;
mod requests;
mod roster_chain;
mod rosters;
mod saying;
mod sent_package;
mod shown;
mod sights;
mod standing;
mod state;
mod statements;
mod superseded;
mod suppression;
mod terms;
mod transfer;
mod uncounted;
mod unreadable;

pub use acceptance::Acceptance;
pub use agreeing::{MayNotAgree, ToAgree};
pub use case_of_package::CaseOfPackage;
pub use closing::Obstacle;
pub use completeness::completeness_fields;
pub use deadlines::{Claimed, Delay, Rung};
pub use desk::{Desk, Unsayable};
pub use draft_check::DraftDifference;
pub use due::{DueFacts, deadlines, due_times, due_times_of_request};
pub use exception::Exception;
pub use feed::{Cursor, InboxEntry, InboxPage, StatementEntry, StatementPage};
pub use history::History;
pub use mandate_form::{FormMistake, MandateForm, MandateFormError, NamedFiles};
pub use mandate_in_force::{MandateInForce, MandateTermsError, NotAgreed};
pub use need::Need;
pub use next_step::{Act, NextStep};
pub use package_status::{NotHeld, PackageStatus};
pub use problem::{Actor, Problem, Retry};
pub use problem_document::{InvalidProblem, ProblemDocument};
pub use publication::{Publication, PublishedCounts};
pub use receipts::{opened_receipt, stored_receipt};
pub use reconciliation::Reconciliation;
pub use requests::{Request, RequestAnswer, RequestInput};
pub use roster_chain::{RosterChain, RosterChainError, check_is_of};
pub use rosters::{may_follow, undated};
pub use sent_package::{SentPackage, UnfitError};
pub use shown::Trace;
pub use standing::Standing;
pub use state::CaseState;
pub use statements::{
    AgreedNotAtHand, AgreedOf, GatheredTransfer, Judge, KnownStatements, Memory, NoMemory, NotTaken,
};
pub use superseded::{Superseded, superseded_by};
pub use transfer::Transfer;
pub use uncounted::{Uncounted, Why};
pub use unreadable::{UnreadableFor, UnreadablePackage};

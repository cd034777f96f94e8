//! What is agreed about a package: whether what others say of it may be taken.
//!
//! A receipt, verdict or event can be well signed by somebody entitled to sign it, and still be about
//! another package, by somebody not addressed, or about cases that are not in it. [`SentPackage`]
//! is what such a statement is held against.
//!
//! And what both ends of a carrier agree on: which parts are still needed ([`Need`]), what a server lists
//! ([`InboxPage`], [`StatementPage`]), and what it tells when it does not do what it was asked
//! ([`Problem`]).

mod due;
mod feed;
mod need;
mod problem;
mod problem_document;
mod sent_package;
mod superseded;

pub use due::{deadlines, due_times};
pub use feed::{Cursor, InboxEntry, InboxPage, StatementEntry, StatementPage};
pub use need::Need;
pub use problem::{Actor, Problem, Retry};
pub use problem_document::{InvalidProblem, ProblemDocument};
pub use sent_package::{SentPackage, UnfitError};
pub use superseded::superseded_by;

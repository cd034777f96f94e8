//! What is agreed about a package: whether what others say of it may be taken.
//!
//! A receipt, verdict or event can be well signed by somebody entitled to sign it, and still be about
//! another package, by somebody not addressed, or about cases that are not in it. [`SentPackage`]
//! is what such a statement is held against.

mod sent_package;

pub use sent_package::{SentPackage, UnfitError};

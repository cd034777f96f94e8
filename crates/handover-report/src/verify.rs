//! What was verified without being opened.

mod evidence;
mod package;
mod proved;
mod statement;

pub use self::{
    evidence::VerifiedEvidence, package::VerifiedPackage, statement::VerifiedStatement,
};

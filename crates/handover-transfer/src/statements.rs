//! Statements from files, a server or a store become verified ones, each judged as of when it was first seen.
//!
//! A [`Judge`] takes bytes of any kind that a transfer has, in any order, asks a [`Memory`] when each was first
//! seen (V-09), hears the witnesses that are fit to be heard, and notes what it saw. So whoever judges by it has
//! first sight and witnesses without doing anything for it.

mod about;
mod gathered;
mod judge;
mod known;
mod memory;

pub use about::{AgreedNotAtHand, AgreedOf};
pub use gathered::GatheredTransfer;
pub use judge::{Judge, NotTaken};
pub use known::KnownStatements;
pub use memory::{Memory, NoMemory};

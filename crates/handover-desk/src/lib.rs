//! The desk: a page in the browser, for people who would rather look than type.
//!
//! ```text
//!   the browser            at the door               a person sits here          what is done
//!
//!   127.0.0.1 only ------> gate -------------------> sitting ------------------> Office, files of the room
//!   one key, one cookie    host, origin, cookie,     unlocked by a passphrase,   the same signed files
//!                          lock, a token each form   locked after a while        as the terminal's
//! ```
//!
//! - One program, one machine, one person. It listens on 127.0.0.1 alone, on a free port, under a path that nobody can
//!   guess. The browser comes in by a key that works once, and has a cookie from then on.
//! - Whatever fails at the gate gets nothing, not even a word of what this is.
//! - A desk has no rule of its own: it asks the office, and shows what the office says.
//! - Pages are made here and need no script. A page of a person is never kept by the browser, and no word of a case
//!   stands in an address.
//!
//! [`DeskServer`] is the whole; `handover desk` runs it.

mod answer;
mod desk;
mod entry;
mod frame;
mod gate;
mod once;
mod posted;
mod posted_files;
mod room;
mod routes;
mod screens;
mod secret;
mod serve;
mod sitting;

pub use room::{Room, RoomError};
pub use serve::{DeskError, DeskServer, DeskSettings};

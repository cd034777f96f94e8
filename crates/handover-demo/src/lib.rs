//! The demonstration: one handover from extract to opened case, on invented people, told as a story.
//!
//! The story drives a [`Program`]: whatever does what a line of words says, as a person would type it. Packages and
//! statements go through a real server, over TLS, within this machine. [`Demo::tell`] tells all of it:
//!
//! ```no_run
//! use std::{ffi::OsString, io, process::Command};
//!
//! use handover_demo::{Demo, Failure, FailureKind, Program, Ran};
//! use handover_report::Paint;
//!
//! struct Installed;
//!
//! impl Program for Installed {
//!     fn run(&self, words: &[OsString], _: usize) -> Ran {
//!         let done = Command::new("handover").args(words).output().expect("an installed program");
//!         let said = String::from_utf8_lossy(&done.stderr);
//!         let (what, next) = said.split_once('\n').unwrap_or((&said, ""));
//!         Ran {
//!             printed: String::from_utf8_lossy(&done.stdout).into_owned(),
//!             failure: (!done.status.success()).then(|| Failure {
//!                 kind: FailureKind::InputOutput,
//!                 what: what.to_owned(),
//!                 next: next.to_owned(),
//!             }),
//!         }
//!     }
//! }
//!
//! let demo = Demo { program: &Installed, paint: Paint::plain(), keep: None };
//! demo.tell(&mut io::stdout())?;
//! # Ok::<(), handover_demo::DemoError>(())
//! ```

mod cast;
mod chapters;
mod demo;
mod error;
mod program;
mod server;
mod story;
mod typed;

pub use chapters::ANSWERS;
pub use demo::Demo;
pub use error::DemoError;
pub use program::{Failure, FailureKind, Program, Ran};

//! Files that are there whole or not at all, and the one place that knows the operating system.
//!
//! ```
//! use handover_files::{Lock, NewFile, NewFolder};
//!
//! let outer = tempfile::tempdir()?;
//! let folder = NewFolder::create(&outer.path().join("packages"))?;
//! folder.write("inside/one", b"whole")?;
//! assert!(!outer.path().join("packages").exists()); // under a name nobody looks for, until it is finished
//! folder.finish()?; // and durable from here on
//!
//! let _held = Lock::hold(&outer.path().join("notes.lock"))?; // whoever else writes the notes waits
//! NewFile::rewrite(&outer.path().join("notes"), b"the second edition")?;
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! Files and folders are their owner's only, whatever the umask. What has no name yet when the process is told to stop is removed by
//! [`remove_unfinished`], which the handler of a signal calls.
//!
//! [`system`] is all that this workspace knows of an operating system: modes, the syncing of folders and of file systems.
//! Its portable half needs `std` alone.

mod file;
mod file_error;
mod folder;
mod lock;
mod pending;
pub mod system;

pub use file::{NewFile, file_name, make_durable};
pub use file_error::FileError;
pub use folder::{NewFolder, private_folder};
pub use lock::Lock;
pub use pending::{Removed, Uninterrupted, remove_unfinished, uninterrupted};

//! All that this workspace knows of an operating system: modes, the syncing of folders and of file systems.
//!
//! Two halves with the same names: one for Unix, one that needs `std` alone. The portable half keeps no modes, since a folder of a user
//! is that user's by where it lies, and syncs files but no folders, since other systems have no call for that. This workspace is tested
//! on Linux x86-64; the portable half is tested there too, with everything above it (`tests/portable.rs`).

#[cfg(not(unix))]
mod portable;
#[cfg(unix)]
mod unix;

#[cfg(not(unix))]
pub use portable::*;
#[cfg(unix)]
pub use unix::*;

//! Directories.

mod shown;
mod written;

pub use shown::ShownDirectory;
pub use written::DirectoryWritten;

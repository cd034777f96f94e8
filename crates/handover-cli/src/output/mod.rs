//! Everything the program leaves behind: standard output, files, folders.

mod file;
mod folder;
mod pending;
mod standard;
mod whole_system;

pub(crate) use file::{NewFile, make_durable};
pub(crate) use folder::{NewFolder, private_folder};
pub(crate) use pending::{
    clear_and_exit, on_signal_instead, remove_pending_on_signals, uninterrupted,
};
pub(crate) use standard::{Results, is_kept, kept, note, print, print_json};

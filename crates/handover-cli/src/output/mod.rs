//! Everything the program leaves behind: standard output, files, folders.

mod signals;
mod standard;

pub(crate) use handover_files::{NewFile, NewFolder, make_durable, private_folder, uninterrupted};
pub(crate) use signals::{clear_and_exit, on_signal_instead, remove_pending_on_signals};
pub(crate) use standard::{Results, is_kept, kept, note, print, print_json};

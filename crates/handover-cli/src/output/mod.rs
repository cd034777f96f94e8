//! Files and folders that the program leaves behind, and what it does when it is told to stop.

mod signals;

pub(crate) use handover_files::{NewFile, NewFolder, make_durable, uninterrupted};
pub(crate) use signals::{clear_and_exit, on_signal_instead, remove_pending_on_signals};

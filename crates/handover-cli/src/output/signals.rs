//! What the program does when it is told to stop.

use std::{process, sync::OnceLock};

use handover_files::{remove_unfinished, uninterrupted};

/// What ends the program by itself, where just leaving would be too rough.
static INSTEAD: OnceLock<Box<dyn Fn() + Send + Sync>> = OnceLock::new();

/// Removes what is unfinished when the terminal or the system asks the program to stop.
///
/// The exit code is the shell's for an interrupted program.
pub(crate) fn remove_pending_on_signals() {
    // Where no handler can be set there is nothing better to do than to go on without one.
    let mut is_told = false;
    let _ = ctrlc::set_handler(move || {
        if let (Some(end), false) = (INSTEAD.get(), is_told) {
            is_told = true;
            return end();
        }
        let _whole = uninterrupted();
        clear_and_exit(130);
    });
}

/// Lets the first such signal do something else: a server ends what is under way. The second one ends the program.
pub(crate) fn on_signal_instead(end: impl Fn() + Send + Sync + 'static) {
    // One verb runs, so nobody else has said what to do.
    let _ = INSTEAD.set(Box::new(end));
}

/// Removes what is unfinished, and ends the program.
pub(crate) fn clear_and_exit(code: i32) -> ! {
    let _removed = remove_unfinished();
    process::exit(code)
}

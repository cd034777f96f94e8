//! What must not outlive the program when it is told to stop.

use std::{
    fs, io,
    path::{Path, PathBuf},
    process,
    sync::{Mutex, MutexGuard, OnceLock, PoisonError},
};

/// Every unfinished file and folder.
static PENDING: Mutex<Vec<PathBuf>> = Mutex::new(Vec::new());

/// An entry in the list of unfinished things; dropped, it is finished or gone.
pub(super) struct Pending(PathBuf);

impl Pending {
    pub(super) fn at(path: &Path) -> Self {
        list().push(path.to_owned());
        Self(path.to_owned())
    }
}

impl Drop for Pending {
    fn drop(&mut self) {
        list().retain(|path| *path != self.0);
    }
}

/// Held by whoever may not be stopped half way.
static UNINTERRUPTED: Mutex<()> = Mutex::new(());

/// Until this is dropped, a signal waits: for several files and folders that appear together.
pub(crate) fn uninterrupted() -> MutexGuard<'static, ()> {
    UNINTERRUPTED.lock().unwrap_or_else(PoisonError::into_inner)
}

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
///
/// The list stays taken: whoever would finish something meanwhile, or tell that it went wrong, waits for the end.
pub(crate) fn clear_and_exit(code: i32) -> ! {
    let mut pending = list();
    for path in pending.drain(..).rev() {
        // Already gone is as good as removed, and there is nobody left to tell.
        let _ = if path.is_dir() {
            remove_folder(&path)
        } else {
            fs::remove_file(&path)
        };
    }
    process::exit(code)
}

/// Removes a folder that may be written to meanwhile: the threads of the program go on until it ends.
fn remove_folder(path: &Path) -> io::Result<()> {
    let mut removed = fs::remove_dir_all(path);
    for _ in 0..100 {
        match &removed {
            Err(error) if error.kind() == io::ErrorKind::DirectoryNotEmpty => {
                removed = fs::remove_dir_all(path);
            }
            _ => break,
        }
    }
    removed
}

fn list() -> MutexGuard<'static, Vec<PathBuf>> {
    PENDING.lock().unwrap_or_else(PoisonError::into_inner)
}

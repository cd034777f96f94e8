//! What must not outlive a process that is told to stop.

use std::{
    fs, io,
    path::{Path, PathBuf},
    sync::{Mutex, MutexGuard, PoisonError},
};

/// Every unfinished file and folder of this process.
static PENDING: Mutex<Vec<PathBuf>> = Mutex::new(Vec::new());

/// An entry in the list of unfinished things; dropped, it is finished or gone.
#[derive(Debug)]
pub(crate) struct Pending(PathBuf);

impl Pending {
    /// Makes something unfinished and lists it. Nobody removes what is listed in between: it would stay for ever.
    pub(crate) fn made<T>(
        make: impl FnOnce() -> io::Result<T>,
        path_of: impl FnOnce(&T) -> &Path,
    ) -> io::Result<(T, Self)> {
        let mut list = list();
        let made = make()?;
        let path = path_of(&made).to_owned();
        list.push(path.clone());
        Ok((made, Self(path)))
    }
}

impl Drop for Pending {
    fn drop(&mut self) {
        list().retain(|path| *path != self.0);
    }
}

/// Held by whoever may not be stopped half way.
static UNINTERRUPTED: Mutex<()> = Mutex::new(());

/// Several files and folders are about to appear together.
#[derive(Debug)]
#[must_use = "whoever would end the process waits only while this is held"]
pub struct Uninterrupted {
    _guard: MutexGuard<'static, ()>,
}

/// Until the guard is dropped, the handler of a signal waits, if it asks for the guard itself before it ends the process.
pub fn uninterrupted() -> Uninterrupted {
    Uninterrupted {
        _guard: UNINTERRUPTED.lock().unwrap_or_else(PoisonError::into_inner),
    }
}

/// What is unfinished is removed; while this is held nobody begins or finishes anything.
#[derive(Debug)]
#[must_use = "hold it until the process ends"]
pub struct Removed {
    _list: MutexGuard<'static, Vec<PathBuf>>,
}

/// Removes every unfinished file and folder of this process, for a handler of signals that ends the process next.
///
/// The list stays taken as long as the guard is held: whoever would finish something meanwhile, or tell that it went wrong,
/// waits for the end.
pub fn remove_unfinished() -> Removed {
    let mut pending = list();
    for path in pending.drain(..).rev() {
        // Already gone is as good as removed, and there is nobody left to tell.
        let _ = if path.is_dir() {
            remove_folder(&path)
        } else {
            fs::remove_file(&path)
        };
    }
    Removed { _list: pending }
}

/// Removes a folder that may be written to meanwhile: the threads of the process go on until it ends.
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

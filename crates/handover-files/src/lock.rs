//! Locks between programs.

use std::{
    fs::{File, OpenOptions},
    path::Path,
};

use crate::{FileError, system};

/// Held by the one program that writes something; given back when it is dropped, or when the program ends.
///
/// The lock is an empty file of its own beside what is written: a durable file cannot be held itself, since each writing puts another
/// one in its place. The name of the lock stays.
#[derive(Debug)]
#[must_use = "given back at once when it is dropped"]
pub struct Lock {
    _file: File,
}

impl Lock {
    /// Waits until no other program holds the lock at `path`, and takes it.
    ///
    /// # Errors
    ///
    /// [`FileError::Write`].
    pub fn hold(path: &Path) -> Result<Self, FileError> {
        let told = |error| FileError::writing(path, error);
        let mut options = OpenOptions::new();
        options.create(true).truncate(false).write(true);
        let file = system::private(&mut options).open(path).map_err(told)?;
        file.lock().map_err(told)?;
        Ok(Self { _file: file })
    }
}

#[cfg(test)]
mod tests {
    use std::{fs::TryLockError, thread};

    use super::*;

    #[test]
    fn one_holds_it_at_a_time() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("notes.lock");
        let held = Lock::hold(&path).unwrap();
        let other = File::options().write(true).open(&path).unwrap();
        assert!(matches!(other.try_lock(), Err(TryLockError::WouldBlock)));
        thread::scope(|scope| {
            let waiting = scope.spawn(|| Lock::hold(&path).map(drop));
            drop(held);
            waiting.join().unwrap().unwrap();
        });
        other.try_lock().unwrap();
    }
}

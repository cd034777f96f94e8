//! A package that is fetched.

use std::{
    fs::{self, File, OpenOptions},
    io::{self, BufReader, Seek, SeekFrom, Write},
    path::{Path, PathBuf},
};

use handover_files::system;
use handover_package::{Carried, Context};
use handover_transfer::Problem;
use handover_trust::{Sight, StatementId};

use crate::{Client, ClientError, Event, answer::Ask, client::STRIDE};

impl Client {
    /// Fetches a package as what arrives now: [`fetch_as_seen`](Self::fetch_as_seen) for whoever remembers when it
    /// was first seen, or has witnesses.
    ///
    /// # Errors
    ///
    /// As there.
    pub async fn fetch(&self, package: &StatementId, path: &Path) -> Result<(), ClientError> {
        let sight = Sight::now(self.trust.now());
        self.fetch_as_seen(package, path, sight).await
    }

    /// Fetches a package into a file that appears only once it is whole and verified, as of when its head was
    /// first seen.
    ///
    /// What came before the process was stopped lies beside it under a name that begins with a dot, and is
    /// not fetched again. Nothing may be at `path` yet.
    ///
    /// # Errors
    ///
    /// [`ClientError`], after what may pass by itself was tried again. A file that does not hold is
    /// deleted.
    pub async fn fetch_as_seen(
        &self,
        package: &StatementId,
        path: &Path,
        sight: Sight<'_>,
    ) -> Result<(), ClientError> {
        self.clock.progressed();
        if path.symlink_metadata().is_ok() {
            return Err(ClientError::File(io::ErrorKind::AlreadyExists));
        }
        let partial = Partial::open(path, package)?;
        let file = match self.fill(&partial, package).await {
            Ok(file) => file,
            Err(error) => {
                partial.remove_if_empty();
                return Err(error);
            }
        };
        let directory = self.trust.directory();
        let context = Context::new(&directory, self.trust.now()).sight(sight);
        let checked = Carried::read(BufReader::new(&file), None, &context)
            .map_err(ClientError::from)
            .and_then(|carried| match carried.head().id() == package {
                true => Ok(()),
                false => Err(ClientError::OtherPackage),
            });
        match checked {
            Ok(()) => Ok(partial.keep(&file, path)?),
            Err(error) => {
                fs::remove_file(&partial.path)?;
                Err(error)
            }
        }
    }

    /// Fetches what is missing.
    async fn fill(&self, partial: &Partial, package: &StatementId) -> Result<File, ClientError> {
        let mut file = &partial.file;
        let mut at = file.seek(SeekFrom::End(0))?;
        let mut len = None;
        while len.is_none_or(|len| at < len) {
            // One byte more than is there may be missing at the end: so ask from the byte before.
            let last = len.map_or(u64::MAX, |len: u64| len - 1);
            let ask = Ask::get(format!("v1/packages/{package}/file"));
            let from = at.saturating_sub(u64::from(len.is_none()));
            let ask = ask.bytes(from, last.min(from.saturating_add(STRIDE - 1)));
            let answer = match self.ask(&ask).await {
                Err(error) if from > 0 && error.problem() == Some(Problem::RangeNotSatisfiable) => {
                    // More is there than there should be: begin anew.
                    file.set_len(0)?;
                    at = file.seek(SeekFrom::Start(0))?;
                    continue;
                }
                answer => answer?,
            };
            let strange = || answer.strange();
            let total = answer.file_len.ok_or_else(strange)?;
            if len.is_none() {
                self.tell(Event::Begun {
                    bytes: total,
                    held: at.min(total),
                });
            }
            len = Some(total);
            let known = usize::try_from(at - from).map_err(|_| strange())?;
            let new = answer.body.get(known..).ok_or_else(strange)?;
            if new.is_empty() && at < total {
                return Err(strange());
            }
            file.write_all(new)?;
            let came = u64::try_from(new.len()).map_err(|_| strange())?;
            at += came;
            self.tell(Event::Carried(came));
        }
        let mut file = partial.file.try_clone()?;
        file.seek(SeekFrom::Start(0))?;
        Ok(file)
    }
}

/// A file that is not whole yet.
struct Partial {
    path: PathBuf,
    file: File,
}

impl Partial {
    fn open(path: &Path, package: &StatementId) -> io::Result<Self> {
        let partial = path.with_file_name(format!(".{package}.part"));
        let mut options = OpenOptions::new();
        options.read(true).write(true).create(true).truncate(false);
        let file = system::private(&mut options).open(&partial)?;
        // Two processes that write one file would spoil it for each other.
        file.try_lock().map_err(|_| io::ErrorKind::ResourceBusy)?;
        Ok(Self {
            path: partial,
            file,
        })
    }

    /// Nothing came: nothing is left to go on from.
    fn remove_if_empty(&self) {
        if self.file.metadata().is_ok_and(|data| data.len() == 0) {
            // It would only be in the way of the eye.
            let _ = fs::remove_file(&self.path);
        }
    }

    /// Gives it its name, durably.
    fn keep(self, file: &File, path: &Path) -> io::Result<()> {
        file.sync_all()?;
        fs::rename(&self.path, path)?;
        let folder = match path.parent() {
            Some(folder) if folder != Path::new("") => folder,
            _ => Path::new("."),
        };
        system::sync_folder(folder)
    }
}

use std::{
    fs::{self, File, OpenOptions},
    io::{self, Write},
    path::PathBuf,
    sync::{Mutex, PoisonError},
};

use handover_files::system;
use handover_trust::{OrganisationId, StatementId};

use crate::Parcel;

/// What is remembered beside a package while it is under way.
///
/// One line with package and server, then one line for each part that was taken. Only a hint: with it, a
/// client that comes back asks what is needed instead of announcing the whole index anew. A torn or lost
/// line costs nothing, so nothing is synced and no failure to write is an error.
#[derive(Debug)]
pub(crate) struct Journal {
    path: PathBuf,
    begins: String,
    was_announced: bool,
    file: Mutex<Option<File>>,
}

impl Journal {
    /// Reads the journal of a parcel, if it is about this server.
    pub(crate) fn open(parcel: &Parcel, server: &OrganisationId) -> Self {
        let path = parcel.journal_path();
        let begins = first_line(parcel.id(), server);
        let was_announced = fs::read(&path).is_ok_and(|text| text.starts_with(begins.as_bytes()));
        Self {
            path,
            begins,
            was_announced,
            file: Mutex::new(None),
        }
    }

    /// Whether the server knew the package when this was written.
    pub(crate) const fn was_announced(&self) -> bool {
        self.was_announced
    }

    /// The server knows the package.
    pub(crate) fn announced(&self) {
        let mut options = OpenOptions::new();
        system::private(&mut options);
        let file = if self.was_announced {
            options.append(true).open(&self.path)
        } else {
            options
                .write(true)
                .create(true)
                .truncate(true)
                .open(&self.path)
                .and_then(|mut file| {
                    file.write_all(self.begins.as_bytes())?;
                    Ok(file)
                })
        };
        *self.file.lock().unwrap_or_else(PoisonError::into_inner) = file.ok();
    }

    /// A part was taken.
    pub(crate) fn taken(&self, part: u64) {
        let mut file = self.file.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(open) = file.as_mut()
            && writeln!(open, "{part}").is_err()
        {
            *file = None;
        }
    }

    /// The receipt is there: nothing is left to remember.
    pub(crate) fn remove(self) -> io::Result<()> {
        drop(self.file);
        match fs::remove_file(&self.path) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
            _ => Ok(()),
        }
    }
}

fn first_line(package: &StatementId, server: &OrganisationId) -> String {
    format!("handover-sending/1 {package} {server}\n")
}

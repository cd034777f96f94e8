//! The half that needs `std` alone.

use std::{
    fs::{self, File, OpenOptions},
    io::{self, Read, Seek, SeekFrom},
    path::Path,
    sync::{Mutex, PoisonError},
};

/// A file that is made with these options is for its owner only; here by where it lies.
pub fn private(options: &mut OpenOptions) -> &mut OpenOptions {
    options
}

/// Makes a file its owner's only, whatever the umask; here it is by where it lies.
///
/// # Errors
///
/// None here.
pub fn make_private(_: &File) -> io::Result<()> {
    Ok(())
}

/// Makes a folder its owner's only, whatever the umask; here it is by where it lies.
///
/// # Errors
///
/// None here.
pub fn make_folder_private(_: &Path) -> io::Result<()> {
    Ok(())
}

/// Makes a folder and those above it that are not there, for their owner only.
///
/// # Errors
///
/// What the system says.
pub fn make_private_folders(path: &Path) -> io::Result<()> {
    fs::create_dir_all(path)
}

/// Makes the content of a file survive a power cut.
///
/// # Errors
///
/// What the system says.
pub fn sync_file(path: &Path) -> io::Result<()> {
    // Windows syncs only what may be written.
    OpenOptions::new().write(true).open(path)?.sync_all()
}

/// Makes the names in a folder survive a power cut; there is no call for it here.
///
/// # Errors
///
/// None here.
pub fn sync_folder(_: &Path) -> io::Result<()> {
    Ok(())
}

/// A file system that writes everything down in one go; none is known here.
#[derive(Debug)]
#[non_exhaustive]
pub enum FsSync {}

impl FsSync {
    /// `None`: each file must be synced by itself.
    #[must_use]
    pub fn under(_: &Path) -> Option<Self> {
        None
    }

    /// Makes everything survive a power cut that was written since.
    ///
    /// # Errors
    ///
    /// None here.
    pub fn sync(&self) -> io::Result<()> {
        match *self {}
    }
}

/// A file that several threads read, each at its own place; here one after the other.
#[derive(Debug)]
pub struct SharedFile(Mutex<File>);

impl SharedFile {
    /// Opens a file to be read.
    ///
    /// # Errors
    ///
    /// What the system says.
    pub fn open(path: &Path) -> io::Result<Self> {
        File::open(path).map(|file| Self(Mutex::new(file)))
    }

    /// How many bytes it has.
    ///
    /// # Errors
    ///
    /// What the system says.
    pub fn size(&self) -> io::Result<u64> {
        let file = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        Ok(file.metadata()?.len())
    }

    /// Fills `bytes` from `offset` on.
    ///
    /// # Errors
    ///
    /// What the system says; [`io::ErrorKind::UnexpectedEof`] if the file ends before.
    pub fn read_at(&self, bytes: &mut [u8], offset: u64) -> io::Result<()> {
        let mut file = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        file.seek(SeekFrom::Start(offset))?;
        file.read_exact(bytes)
    }
}

/// Gives each of two folders the place of the other; here in three steps.
///
/// # Errors
///
/// What the system says.
pub fn exchange(one: &Path, other: &Path) -> io::Result<()> {
    let aside = one.with_extension("aside");
    fs::rename(other, &aside)?;
    fs::rename(one, other)?;
    fs::rename(aside, one)
}

//! The half for Unix.

mod fs_sync;

use std::{
    fs::{self, DirBuilder, File, OpenOptions, Permissions},
    io,
    os::unix::fs::{DirBuilderExt, FileExt, OpenOptionsExt, PermissionsExt},
    path::Path,
};

pub use fs_sync::FsSync;

/// A file that is made with these options is for its owner only.
pub fn private(options: &mut OpenOptions) -> &mut OpenOptions {
    options.mode(0o600)
}

/// Makes a file its owner's only, whatever the umask.
///
/// # Errors
///
/// What the system says.
pub fn make_private(file: &File) -> io::Result<()> {
    file.set_permissions(Permissions::from_mode(0o600))
}

/// Makes a folder its owner's only, whatever the umask.
///
/// # Errors
///
/// What the system says.
pub fn make_folder_private(path: &Path) -> io::Result<()> {
    fs::set_permissions(path, Permissions::from_mode(0o700))
}

/// Makes a folder and those above it that are not there, for their owner only.
///
/// # Errors
///
/// What the system says.
pub fn make_private_folders(path: &Path) -> io::Result<()> {
    DirBuilder::new().recursive(true).mode(0o700).create(path)
}

/// Makes the content of a file survive a power cut.
///
/// # Errors
///
/// What the system says.
pub fn sync_file(path: &Path) -> io::Result<()> {
    File::open(path)?.sync_all()
}

/// Makes the names in a folder survive a power cut.
///
/// # Errors
///
/// What the system says.
pub fn sync_folder(path: &Path) -> io::Result<()> {
    File::open(path)?.sync_all()
}

#[cfg(test)]
mod tests {
    use tempfile::tempdir;

    use super::*;
    use crate::{Lock, NewFile, NewFolder, private_folder};

    fn mode(path: &Path) -> u32 {
        fs::metadata(path).unwrap().permissions().mode() & 0o777
    }

    #[test]
    fn everything_is_its_owners_only() {
        let outer = tempdir().unwrap();
        let at = |name: &str| outer.path().join(name);
        NewFile::write(&at("file"), b"a").unwrap();
        private_folder(&at("folder")).unwrap();
        let _held = Lock::hold(&at("lock")).unwrap();
        make_private_folders(&at("several/of/them")).unwrap();
        let folder = NewFolder::create(&at("new")).unwrap();
        folder.write("inside/a", b"a").unwrap();
        folder.file("b").unwrap().finish().unwrap();
        folder.finish().unwrap();
        for (name, expected) in [
            ("file", 0o600),
            ("folder", 0o700),
            ("lock", 0o600),
            ("several", 0o700),
            ("several/of/them", 0o700),
            ("new", 0o700),
            ("new/inside", 0o700),
            ("new/inside/a", 0o600),
            ("new/b", 0o600),
        ] {
            assert_eq!(mode(&at(name)), expected, "{name}");
        }
    }
}

/// A file that several threads read, each at its own place.
#[derive(Debug)]
pub struct SharedFile(File);

impl SharedFile {
    /// Opens a file to be read.
    ///
    /// # Errors
    ///
    /// What the system says.
    pub fn open(path: &Path) -> io::Result<Self> {
        File::open(path).map(Self)
    }

    /// How many bytes it has.
    ///
    /// # Errors
    ///
    /// What the system says.
    pub fn size(&self) -> io::Result<u64> {
        Ok(self.0.metadata()?.len())
    }

    /// Fills `bytes` from `offset` on.
    ///
    /// # Errors
    ///
    /// What the system says; [`io::ErrorKind::UnexpectedEof`] if the file ends before.
    pub fn read_at(&self, bytes: &mut [u8], offset: u64) -> io::Result<()> {
        self.0.read_exact_at(bytes, offset)
    }
}

/// Gives each of two folders the place of the other.
///
/// # Errors
///
/// What the system says.
#[cfg(target_os = "linux")]
pub fn exchange(one: &Path, other: &Path) -> io::Result<()> {
    let here = rustix::fs::CWD;
    let flags = rustix::fs::RenameFlags::EXCHANGE;
    Ok(rustix::fs::renameat_with(here, one, here, other, flags)?)
}

/// Gives each of two folders the place of the other; here in three steps.
///
/// # Errors
///
/// What the system says.
#[cfg(not(target_os = "linux"))]
pub fn exchange(one: &Path, other: &Path) -> io::Result<()> {
    let aside = one.with_extension("aside");
    fs::rename(other, &aside)?;
    fs::rename(one, other)?;
    fs::rename(aside, one)
}

//! A file system that writes everything down in one go.

use std::{fs::File, io, path::Path};

/// The file system under a folder, where one call is known to do what syncing each file does.
///
/// Since Linux 5.8 `syncfs(2)` reports every error of writing since the folder was opened. On ext4,
/// XFS and Btrfs it covers content, entries and journal; each single `fsync` after it would only flush the disk's own
/// memory once more, ten thousand times for ten thousand cases. Of other systems this is not known.
#[derive(Debug)]
pub struct FsSync(File);

impl FsSync {
    /// To be asked before anything is written; `None` where each file must be synced by itself.
    #[must_use]
    pub fn under(folder: &Path) -> Option<Self> {
        let folder = File::open(folder).ok()?;
        tells_errors(&folder).then_some(Self(folder))
    }

    /// Makes everything survive a power cut that was written since.
    ///
    /// # Errors
    ///
    /// What the system says; then nothing of it may count as written.
    #[cfg(target_os = "linux")]
    pub fn sync(&self) -> io::Result<()> {
        Ok(rustix::fs::syncfs(&self.0)?)
    }

    /// Makes everything survive a power cut that was written since.
    ///
    /// # Errors
    ///
    /// What the system says; then nothing of it may count as written.
    #[cfg(not(target_os = "linux"))]
    pub fn sync(&self) -> io::Result<()> {
        self.0.sync_all()
    }
}

#[cfg(target_os = "linux")]
fn tells_errors(folder: &File) -> bool {
    /// `statfs(2)`: ext2 to ext4, XFS, Btrfs.
    const KNOWN: [u32; 3] = [0xef53, 0x5846_5342, 0x9123_683e];
    let is_known = rustix::fs::fstatfs(folder)
        .is_ok_and(|about| u32::try_from(about.f_type).is_ok_and(|found| KNOWN.contains(&found)));
    is_known && is_new_enough(&rustix::system::uname().release().to_string_lossy())
}

#[cfg(not(target_os = "linux"))]
const fn tells_errors(_: &File) -> bool {
    false
}

/// Whether a kernel's release is 5.8 or later.
#[cfg(target_os = "linux")]
fn is_new_enough(release: &str) -> bool {
    let mut numbers = release
        .split(|char: char| !char.is_ascii_digit())
        .map(|number| number.parse::<u32>().ok());
    let version = (numbers.next().flatten(), numbers.next().flatten());
    version >= (Some(5), Some(8))
}

#[cfg(all(test, target_os = "linux"))]
mod tests {
    use super::*;

    #[test]
    fn knows_from_which_kernel_on_errors_are_told() {
        for (release, wanted) in [
            ("6.18.44-generic", true),
            ("5.8.0", true),
            ("5.10.0-28-amd64", true),
            ("5.7.19", false),
            ("4.18.0-553.el8", false),
            ("unknown", false),
            ("", false),
        ] {
            assert_eq!(is_new_enough(release), wanted, "{release}");
        }
    }

    #[test]
    fn nothing_is_believed_of_a_system_that_is_not_known() {
        // Files in memory, and files that are none.
        for folder in ["/dev/shm", "/proc"] {
            assert!(FsSync::under(Path::new(folder)).is_none(), "{folder}");
        }
    }
}

//! The portable half of `system`, with everything of this crate above it and all the tests of that, on whatever system this runs.

#![expect(
    dead_code,
    unreachable_pub,
    reason = "the modules of the crate, in another crate around another half"
)]

#[path = "../src/file.rs"]
mod file;
#[path = "../src/file_error.rs"]
mod file_error;
#[path = "../src/folder.rs"]
mod folder;
#[path = "../src/lock.rs"]
mod lock;
#[path = "../src/pending.rs"]
mod pending;
#[path = "../src/system/portable.rs"]
mod system;

use file::NewFile;
use file_error::FileError;

#[test]
fn syncs_nothing_in_one_go_and_makes_folders() {
    let outer = tempfile::tempdir().unwrap();
    assert!(system::FsSync::under(outer.path()).is_none());
    let inner = outer.path().join("several/of/them");
    system::make_private_folders(&inner).unwrap();
    system::sync_folder(&inner).unwrap();
    assert!(inner.is_dir());
}

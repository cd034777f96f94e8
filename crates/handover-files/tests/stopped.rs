//! A process that is told to stop leaves nothing unfinished behind.

use std::{fs, io::Write, thread, time::Duration};

use handover_files::{NewFile, NewFolder, remove_unfinished};

#[test]
fn nothing_unfinished_is_left_and_nothing_is_finished_any_more() {
    let outer = tempfile::tempdir().unwrap();
    let mut file = NewFile::create(&outer.path().join("file")).unwrap();
    file.write_all(b"half").unwrap();
    let folder = NewFolder::create(&outer.path().join("folder")).unwrap();
    folder.write("inside/a", b"a").unwrap();
    NewFile::write(&outer.path().join("finished"), b"whole").unwrap();
    assert_eq!(fs::read_dir(outer.path()).unwrap().count(), 3);

    let removed = remove_unfinished();
    let names: Vec<_> = fs::read_dir(outer.path())
        .unwrap()
        .map(|entry| entry.unwrap().file_name())
        .collect();
    assert_eq!(names, ["finished"]);
    // Whoever goes on meanwhile waits for the end of the process, and tells nobody that it failed.
    let path = outer.path().join("late");
    let waiting = thread::spawn(move || NewFile::write(&path, b"late"));
    thread::sleep(Duration::from_millis(200));
    assert!(!waiting.is_finished());
    assert!(!outer.path().join("late").exists());
    drop(removed);
    waiting.join().unwrap().unwrap();
}

//! Opened cases as pages, to be read and printed.

use std::{fs, os::unix::fs::PermissionsExt};

use crate::packages::{PACKAGE, Sealed};

#[test]
fn a_folder_of_pages_begins_with_a_list() {
    let sealed = Sealed::new();
    let opened = sealed
        .open("recipient", PACKAGE, &["--as", "page", "--to", "pages"])
        .done();
    assert_eq!(
        opened.stdout,
        "Opened: 1 case\nWritten: pages; begin with its index.html.\n"
    );
    for name in ["pages/index.html", "pages/0001.html", "pages/contents.json"] {
        let found = fs::metadata(sealed.place.path(name)).unwrap();
        assert_eq!(found.permissions().mode() & 0o777, 0o600, "{name}");
    }
    let names = sealed.place.everything();
    assert!(
        !names
            .iter()
            .any(|name| name.to_lowercase().contains("winterley"))
    );
    let page = |name: &str| String::from_utf8(sealed.place.read(name)).unwrap();
    let list = page("pages/index.html");
    assert!(
        list.contains("<a href=\"0001.html\">Joanna Winterley</a>"),
        "{list}"
    );
    assert!(
        list.contains("<h1>1 person from Northgate Recovery</h1>"),
        "{list}"
    );
    let case = page("pages/0001.html");
    for told in [
        "<h1>Joanna Winterley</h1>",
        "How to reach her safely",
        "<span class=\"say no\">Not safe</span>",
        "Content-Security-Policy",
    ] {
        assert!(case.contains(told), "{told}");
    }
    assert!(!case.contains("<script") && !list.contains("<script"));
    sealed
        .open("recipient", PACKAGE, &["--as", "page", "--to", "pages"])
        .fails(
            3,
            "not done: pages cannot be written: something of that name",
        );
}

#[test]
fn one_page_is_a_file_or_goes_on() {
    let sealed = Sealed::new();
    let one = ["--as", "page", "--case", &sealed.reference];
    let printed = sealed.open("recipient", PACKAGE, &one).done().stdout;
    assert!(printed.starts_with("<!doctype html>"), "{printed}");
    let to = [&one[..], &["--to", "her.html"]].concat();
    sealed.open("recipient", PACKAGE, &to).done();
    // The moment of reading is the same by --at, else the pages differ by it alone.
    let written = String::from_utf8(sealed.place.read("her.html")).unwrap();
    assert_eq!(written.lines().count(), printed.lines().count());
    sealed
        .open("recipient", PACKAGE, &["--as", "page"])
        .fails(2, "usage: pages are several, and standard output is one");
}

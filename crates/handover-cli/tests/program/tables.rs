//! Opened cases as tables, for a case system of one's own, and back into a caseload.

use std::{fs, os::unix::fs::PermissionsExt, process::Command};

use serde_json::Value;

use crate::{
    careless::{FILE, case as case_of, seal_unchecked},
    packages::{CASE, PACKAGE, Sealed},
    support::{Place, Run},
};

/// A place with the cases as a workbook and as a folder of CSV.
fn opened() -> Sealed {
    let sealed = Sealed::new();
    for (form, to) in [("workbook", "cases.xlsx"), ("csv", "tables")] {
        let opened = sealed
            .open("recipient", PACKAGE, &["--as", form, "--to", to])
            .done();
        assert!(
            opened.stdout.starts_with("Opened: 1 case\nWritten: "),
            "{}",
            opened.stdout
        );
    }
    sealed
}

fn import(place: &Place, from: &str, to: &str) -> Run {
    place.run(&["import", from, "--to", to])
}

fn cases(place: &Place, caseload: &str) -> Vec<Value> {
    let lines = String::from_utf8(place.read(&format!("{caseload}/cases.jsonl"))).unwrap();
    lines
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect()
}

#[test]
fn what_was_opened_as_tables_is_imported_as_it_was() {
    let sealed = opened();
    let before: Value = serde_json::from_str(CASE).unwrap();
    for (from, to) in [("cases.xlsx", "one"), ("tables", "two")] {
        let imported = import(&sealed.place, from, to).done();
        assert!(
            imported.stdout.contains("TABLES OF CASES"),
            "{}",
            imported.stdout
        );
        assert!(cases(&sealed.place, to) == [before.clone()]);
        // As any caseload.
        sealed.place.run(&["check", to]).done();
        let days = ["--transfer-date", "2026-10-01", "--as-of", "2026-09-16"];
        let decided = format!("{to}-decided");
        let select = [&["select", to][..], &days, &["--to", &decided]].concat();
        let selected = sealed.place.run(&select).done();
        assert!(selected.stdout.contains('1'), "{}", selected.stdout);
    }
    let preview = ["import", "tables", "--preview", &sealed.reference];
    let shown = sealed.place.run(&preview).done();
    assert!(shown.stdout.contains("HOW TO REACH"), "{}", shown.stdout);
    // The same of a case of the caseload.
    let show = ["case", "show", "one", &sealed.reference, "--as", "sheet"];
    let shown = sealed.place.run(&show).done();
    assert!(shown.stdout.contains("HOW TO REACH"), "{}", shown.stdout);
    sealed
        .place
        .run(&["import", "tables", "--preview", "NR-0"])
        .fails(3, "not done: nobody in the extract");
    sealed
        .place
        .run(&["import", "tables", "--to", "three", "--set", "a=b"])
        .fails(2, "usage: tables of cases have no constants");
}

/// For their owner only, whole or not at all, and nothing that is there is lost.
#[test]
fn tables_are_files_as_all_others() {
    let sealed = opened();
    for (name, mode) in [
        ("cases.xlsx", 0o600),
        ("tables", 0o700),
        ("tables/people.csv", 0o600),
        ("tables/about.csv", 0o600),
    ] {
        let about = fs::metadata(sealed.place.path(name)).unwrap();
        assert_eq!(about.permissions().mode() & 0o777, mode, "{name}");
    }
    let there = sealed.place.everything();
    for (form, to) in [("workbook", "cases.xlsx"), ("csv", "tables")] {
        let again = sealed.open("recipient", PACKAGE, &["--as", form, "--to", to]);
        again.fails(
            3,
            &format!("not done: {to} cannot be written: something of that name"),
        );
        sealed
            .open("recipient", PACKAGE, &["--as", form])
            .fails(2, "usage: tables are several");
        sealed
            .open(
                "recipient",
                PACKAGE,
                &["--as", form, "--to", "new", "--case", "NR-0"],
            )
            .fails(2, "usage: the package holds no such case");
    }
    assert_eq!(sealed.place.everything(), there);
}

/// A cell that contradicts another is told with its place and without what it says; nothing is taken for the person.
#[test]
fn a_contradiction_is_told_and_the_person_is_not_taken() {
    let sealed = opened();
    let risk = String::from_utf8(sealed.place.read("tables/risk.csv")).unwrap();
    assert!(risk.contains(",high,high,"), "{risk}");
    sealed.place.write(
        "tables/risk.csv",
        risk.replacen(",high,high,", ",standard,high,", 1),
    );
    let imported = import(&sealed.place, "tables", "caseload");
    assert_eq!(imported.code, Some(1), "{}", imported.stderr);
    let told = "risk.csv, line 2, column Level: says two things";
    assert!(imported.stdout.contains(told), "{}", imported.stdout);
    assert!(!imported.stdout.contains("standard") && !imported.stderr.contains("standard"));
    assert!(cases(&sealed.place, "caseload").is_empty());
    sealed.place.run(&["import", "tables", "--preview"]).fails(
        3,
        "not done: risk.csv, line 2, column Level: says two things",
    );
    // A sheet that is gone would take what it held with it.
    fs::remove_file(sealed.place.path("tables/actions.csv")).unwrap();
    import(&sealed.place, "tables", "other").fails(3, "not done: the sheet Actions is gone");
}

/// Rows of nobody fail the import, and the others are taken.
#[test]
fn a_row_of_nobody_is_told() {
    let sealed = opened();
    let mut marac = sealed.place.read("tables/marac.csv");
    marac.extend(b"NR-0,1\r\n");
    sealed.place.write("tables/marac.csv", marac);
    let imported = import(&sealed.place, "tables", "caseload");
    assert_eq!(imported.code, Some(1));
    assert!(
        imported.stderr.contains("1 row belongs to nobody"),
        "{}",
        imported.stderr
    );
    assert!(!imported.stderr.contains("NR-0") && !imported.stdout.contains("NR-0"));
    assert_eq!(cases(&sealed.place, "caseload").len(), 1);
}

/// Cases that fail checks, and evidence, are written as tables too.
#[test]
fn all_that_opens_is_written() {
    let sealed = Sealed::new();
    let bad = case_of("NR-2", |sections| {
        sections["handover"]
            .as_object_mut()
            .unwrap()
            .remove("call_back");
    });
    seal_unchecked(&sealed, &[case_of("NR-1", |_| {}), bad]);
    let opened = sealed
        .open("recipient", FILE, &["--as", "csv", "--to", "tables"])
        .done();
    assert!(
        opened.stderr.contains("NR-2 fails D-01"),
        "{}",
        opened.stderr
    );
    import(&sealed.place, "tables", "caseload").done();
    assert_eq!(cases(&sealed.place, "caseload").len(), 2);
    let one = ["--as", "workbook", "--case", "NR-1", "--to", "one.xlsx"];
    sealed.open("recipient", FILE, &one).done();
    import(&sealed.place, "one.xlsx", "one").done();
    assert_eq!(cases(&sealed.place, "one").len(), 1);
}

/// What LibreOffice saved again, in each of its formats, is what it was.
#[test]
fn libreoffice_keeps_what_is_there() {
    let Ok(found) = Command::new("soffice").arg("--version").output() else {
        eprintln!("SKIPPED: soffice is not there, so nobody looked whether it keeps the tables");
        return;
    };
    assert!(found.status.success());
    let sealed = opened();
    let before: Value = serde_json::from_str(CASE).unwrap();
    for format in ["xlsx", "ods"] {
        let saved = sealed.place.path(format!("saved-{format}").as_str());
        let run = Command::new("soffice")
            .arg(format!(
                "-env:UserInstallation=file://{}",
                sealed.place.path("office").display()
            ))
            .args(["--headless", "--convert-to", format, "--outdir"])
            .arg(&saved)
            .arg(sealed.place.path("cases.xlsx"))
            .output()
            .unwrap();
        assert!(run.status.success());
        let file = format!("saved-{format}/cases.{format}");
        import(&sealed.place, &file, format).done();
        assert!(cases(&sealed.place, format) == [before.clone()], "{format}");
    }
}

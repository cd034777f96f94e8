use super::{
    super::{CaseTables, Layout},
    any_case::Maker,
    as_workbook, cases_back,
};
use std::{fs, process::Command};

/// What LibreOffice saved again, in each of its formats, is what it was: whatever the cases say.
#[test]
fn libreoffice_keeps_any_case() {
    if Command::new("soffice").arg("--version").output().is_err() {
        eprintln!("SKIPPED: soffice is not there, so nobody looked whether it keeps the tables");
        return;
    }
    let layout = Layout::of_the_dataset();
    let case = |number: u8| {
        let mut json = Maker::new([number; 32]).case().to_json();
        json["sections"]["handover"]["case_reference"] = format!("A-{number:02}").into();
        handover_dataset::Case::from_value(json).unwrap()
    };
    let cases: Vec<_> = (0..24).map(case).collect();
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("cases.xlsx");
    fs::write(&file, &as_workbook(&layout, &cases)[0].1).unwrap();
    for format in ["xlsx", "ods"] {
        let saved = folder.path().join("saved");
        let home = folder.path().join("office");
        let run = Command::new("soffice")
            .arg(format!("-env:UserInstallation=file://{}", home.display()))
            .args(["--headless", "--convert-to", format, "--outdir"])
            .args([&saved, &file])
            .output()
            .unwrap();
        assert!(run.status.success());
        let name = format!("cases.{format}");
        let bytes = fs::read(saved.join(&name)).unwrap();
        let files = vec![(name, bytes)];
        assert!(CaseTables::of_files(&layout, &files).unwrap().is_some());
        let back = cases_back(&layout, &files);
        let differing = back
            .iter()
            .zip(&cases)
            .position(|(back, case)| back != case);
        assert_eq!((back.len(), differing), (cases.len(), None), "{format}");
    }
}

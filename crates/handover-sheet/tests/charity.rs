//! The sheet that a small service really keeps: the headings in line 4, shared ones above, totals below.

#![expect(clippy::unwrap_used, reason = "a test that panics has failed")]

use handover_sheet::{Aside, Book, CellKind, Layout, Sheet, ToldKind, Visibility};
use std::{fs, path::PathBuf};

fn book(name: &str) -> Book {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/sheets");
    Book::read(&fs::read(path.join(name)).unwrap()).unwrap()
}

fn column(layout: &Layout, name: &str) -> usize {
    let found = layout.columns.iter().find(|column| column.name == name);
    found.expect(name).at
}

fn record<'s>(layout: &'s Layout, sheet: &'s Sheet, key: &str) -> &'s handover_sheet::SheetRow {
    let key_at = column(layout, "Ref");
    let found = layout.records(sheet).find(|row| row.text(key_at) == key);
    found.expect(key)
}

#[test]
fn the_workbook_is_read_as_people_see_it() {
    let book = book("clients.xlsx");
    let names: Vec<&str> = book
        .sheets
        .iter()
        .map(|sheet| sheet.name.as_str())
        .collect();
    assert_eq!(names, ["Current", "Closed"]);
    // `Closed` holds nothing.
    let sheet = book.only_visible().unwrap();
    assert_eq!(
        (sheet.name.as_str(), sheet.visibility),
        ("Current", Visibility::Visible)
    );
    let tables = sheet.tables();
    let [layout] = tables.as_slice() else {
        panic!("{} tables", tables.len())
    };
    assert_eq!(layout.headings, [3, 4]);
    assert_eq!(layout.key, Some(0));
    assert_eq!(layout.rows.len(), 25);
    assert_eq!(layout.columns.len(), 22);
    let aside: Vec<_> = layout
        .set_aside
        .iter()
        .map(|one| (one.number, one.why))
        .collect();
    assert_eq!(aside, [(1, Aside::Above), (31, Aside::Total)]);
    let claims: Vec<_> = layout
        .claims()
        .map(|(_, one)| (one.column, one.count, one.words))
        .collect();
    assert_eq!(
        claims,
        [
            (1, 25, String::new()),
            (12, 9, "on script".to_owned()),
            (15, 8, "H".to_owned())
        ]
    );

    let risk = layout
        .columns
        .iter()
        .find(|column| column.name == "RA last done")
        .unwrap();
    assert_eq!(risk.group.as_deref(), Some("RISK"));
    let born = column(layout, "DOB");
    let ashdown = record(layout, sheet, "MV001");
    assert_eq!(ashdown.number, 5);
    assert_eq!(ashdown.text(born), "1985-04-03");
    assert_eq!(ashdown.cells.get(born).unwrap().kind, CellKind::Date);
    assert_eq!(record(layout, sheet, "MV008").text(born), "31/06/1988");
    let number = column(layout, "NHS no.");
    assert_eq!(record(layout, sheet, "MV012").text(number), "9434765919");
    // What the file itself has only so.
    assert_eq!(record(layout, sheet, "MV004").text(number), "9.43E+09");
    let merged = sheet
        .told
        .iter()
        .find(|told| told.kind == ToldKind::Merged)
        .unwrap();
    assert_eq!(merged.count, 5);
}

#[test]
fn its_csv_says_the_same() {
    let csv = book("clients.csv");
    let csv = csv.only_visible().unwrap();
    let tables = csv.tables();
    let [layout] = tables.as_slice() else {
        panic!("{} tables", tables.len())
    };
    assert_eq!(
        (layout.headings.as_slice(), layout.rows.len()),
        (&[3, 4][..], 25)
    );
    let xlsx = book("clients.xlsx");
    let xlsx = xlsx.only_visible().unwrap();
    let other = &xlsx.tables()[0];
    let names = |layout: &Layout| -> Vec<String> {
        layout
            .columns
            .iter()
            .map(|column| column.name.clone())
            .collect()
    };
    assert_eq!(names(layout), names(other));
    for (row, other) in layout.records(csv).zip(other.records(xlsx)) {
        assert_eq!(row.number, other.number);
        for at in 0..22 {
            let (text, typed) = (row.text(at), other.cells.get(at));
            if typed.is_none_or(|cell| cell.kind != CellKind::Date) && !text.contains('\u{fffd}') {
                assert_eq!(text, other.text(at));
            }
        }
    }
}

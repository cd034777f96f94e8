//! One list in three formats, as LibreOffice 7.4 saved it: the same cells, and the same told of them.

#![expect(clippy::unwrap_used, reason = "a test that panics has failed")]

use handover_sheet::{Aside, Book, CellKind, Visibility};
use std::{fs, path::PathBuf};

fn book(name: &str) -> Book {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/sheets");
    Book::read(&fs::read(path.join(name)).unwrap()).unwrap()
}

#[test]
fn the_format_makes_no_difference() {
    for name in ["features.xlsx", "features.ods", "features.xls"] {
        let book = book(name);
        let sheet = book.only_visible().unwrap();
        assert_eq!(sheet.name, "Current", "{name}");
        assert_eq!(
            book.sheet("old").unwrap().visibility,
            Visibility::Hidden,
            "{name}"
        );
        let cell = |row: usize, column: usize| {
            let cell = sheet
                .rows
                .get(row)
                .and_then(|row| row.cells.get(column))
                .unwrap();
            (cell.text.as_str(), cell.kind)
        };
        assert_eq!(cell(1, 1), ("1985-04-23", CellKind::Date), "{name}");
        assert_eq!(cell(1, 2), ("9434765919", CellKind::Number), "{name}");
        assert_eq!(cell(1, 3), ("2026-12-02T10:30", CellKind::Date), "{name}");
        assert_eq!(cell(1, 4), ("first", CellKind::Text), "{name}");
        assert_eq!(cell(2, 2), ("72.5", CellKind::Number), "{name}");
        assert_eq!(cell(2, 3), ("TRUE", CellKind::Boolean), "{name}");
        // LibreOffice converts without working out, and .xls then keeps 0 of this formula.
        if name != "features.xls" {
            assert_eq!(cell(2, 4), ("A1", CellKind::Text), "{name}");
        }
        assert_eq!(cell(3, 4), ("#DIV/0!", CellKind::Error), "{name}");

        let tables = sheet.tables();
        let layout = tables.first().unwrap();
        assert_eq!(
            (layout.headings.as_slice(), layout.rows.len()),
            (&[1][..], 3),
            "{name}"
        );
        let aside: Vec<_> = layout
            .set_aside
            .iter()
            .map(|one| (one.number, one.why))
            .collect();
        assert_eq!(aside, [(6, Aside::Total)], "{name}");

        let told: Vec<String> = sheet.told.iter().map(ToString::to_string).collect();
        let expected = [
            "1 cell has the colour #FF0000 (row 3): what the colour means is not read",
            "1 comment (E2): not taken: write into a cell what must be carried",
            "1 cell with an error (E4): not read",
            "1 filter (A1:E4): the rows that it hides are read like the others",
            "2 formulas (E3, E4): read by the value that the file keeps",
            "1 hidden column (D): read like the others",
            "1 hidden row (row 3): read like the others",
            "1 range of merged cells (A6:B6): the value stands in the first cell of each, the others are empty",
        ];
        // Of .xls the colours are not told, and of a filter not where.
        let expected: Vec<String> = expected
            .iter()
            .filter(|said| name != "features.xls" || !said.contains("colour"))
            .map(|said| said.to_string())
            .map(|said| {
                if name == "features.xls" {
                    said.replace("filter (A1:E4)", "filter")
                } else {
                    said
                }
            })
            .collect();
        assert_eq!(told, expected, "{name}");
    }
}

/// Whatever byte goes wrong: a refusal or a book, and no panic of the program.
#[test]
fn damaged_workbooks_are_read_or_refused() {
    for name in [
        "features.xlsx",
        "features.ods",
        "features.xls",
        "clients.xlsx",
    ] {
        let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/sheets");
        let bytes = fs::read(path.join(name)).unwrap();
        for at in (0..bytes.len()).step_by(bytes.len() / 200 + 1) {
            let mut damaged = bytes.clone();
            *damaged.get_mut(at).unwrap() ^= 0x55;
            let _ = Book::read(&damaged);
            let _ = Book::read(bytes.get(..at).unwrap());
        }
    }
}

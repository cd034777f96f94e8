//! Workbooks made here, each with one thing that cells alone do not tell.

#![expect(clippy::unwrap_used, reason = "a test that panics has failed")]

use handover_sheet::{Book, Cell, CellKind, Sheet, SheetError, ToldKind, Visibility};
use rust_xlsxwriter::{Color, ExcelDateTime, Format, Formula, Note, Workbook, Worksheet};

fn made(make: impl FnOnce(&mut Worksheet)) -> Book {
    let mut workbook = Workbook::new();
    make(workbook.add_worksheet());
    Book::read(&workbook.save_to_buffer().unwrap()).unwrap()
}

fn first(book: &Book) -> &Sheet {
    book.sheets.first().unwrap()
}

fn cell(book: &Book, row: usize, column: usize) -> Cell {
    let row = first(book).rows.get(row).unwrap();
    row.cells.get(column).unwrap().clone()
}

fn said(book: &Book) -> Vec<String> {
    first(book).told.iter().map(ToString::to_string).collect()
}

#[test]
fn kinds_of_cells_are_kept_apart() {
    let book = made(|sheet| {
        let day = Format::new().set_num_format("dd/mm/yyyy");
        let moment = Format::new().set_num_format("dd/mm/yyyy hh:mm");
        let time = Format::new().set_num_format("hh:mm");
        let phone = Format::new().set_num_format("00000 000000");
        let at = ExcelDateTime::parse_from_str("2026-12-02T10:30:00").unwrap();
        sheet.write(0, 0, "text").unwrap();
        sheet.write(0, 1, 9_434_765_919_u64).unwrap();
        sheet.write(0, 2, true).unwrap();
        sheet
            .write_with_format(0, 3, ExcelDateTime::from_ymd(1985, 4, 3).unwrap(), &day)
            .unwrap();
        sheet.write_with_format(0, 4, at, &moment).unwrap();
        sheet
            .write_with_format(0, 5, ExcelDateTime::from_hms(10, 30, 0).unwrap(), &time)
            .unwrap();
        sheet
            .write_with_format(0, 6, 7_700_900_101_u64, &phone)
            .unwrap();
        sheet
            .write(0, 7, Formula::new("1/0").set_result("#DIV/0!"))
            .unwrap();
        sheet
            .write(0, 8, Formula::new("A1").set_result("text"))
            .unwrap();
        sheet.write(0, 10, 0.1 + 0.2).unwrap();
    });
    let expected = [
        ("text", CellKind::Text),
        ("9434765919", CellKind::Number),
        ("TRUE", CellKind::Boolean),
        ("1985-04-03", CellKind::Date),
        ("2026-12-02T10:30", CellKind::Date),
        ("10:30", CellKind::Time),
        ("07700 900101", CellKind::Number),
        ("#DIV/0!", CellKind::Error),
        ("text", CellKind::Text),
        ("", CellKind::Empty),
        ("0.3", CellKind::Number),
    ];
    for (at, (text, kind)) in expected.into_iter().enumerate() {
        let cell = cell(&book, 0, at);
        assert_eq!((cell.text.as_str(), cell.kind), (text, kind));
    }
    assert_eq!(
        said(&book),
        [
            "1 cell with an error (H1): not read",
            "2 formulas (H1, I1): read by the value that the file keeps"
        ]
    );
}

#[test]
fn what_is_hidden_filtered_merged_or_noted_is_told() {
    let mut workbook = Workbook::new();
    let red = Format::new().set_background_color(Color::Red);
    let struck = Format::new().set_font_strikethrough();
    let sheet = workbook.add_worksheet();
    for (row, name) in ["Ref", "A1", "A2", "A3"].into_iter().enumerate() {
        sheet.write(u32::try_from(row).unwrap(), 0, name).unwrap();
    }
    sheet.write_with_format(2, 1, "Ash", &red).unwrap();
    sheet.write_with_format(3, 1, "Birch", &struck).unwrap();
    sheet.set_row_hidden(2).unwrap();
    sheet.set_column_hidden(1).unwrap();
    sheet.autofilter(0, 0, 3, 1).unwrap();
    sheet
        .merge_range(0, 3, 0, 5, "RISK", &Format::new())
        .unwrap();
    sheet.insert_note(3, 0, &Note::new("ask Jo")).unwrap();
    workbook
        .add_worksheet()
        .set_name("Old")
        .unwrap()
        .set_hidden(true);
    let book = Book::read(&workbook.save_to_buffer().unwrap()).unwrap();
    assert_eq!(
        said(&book),
        [
            "1 cell has the colour #FF0000 (row 3): what the colour means is not read",
            "1 comment (A4): not taken: write into a cell what must be carried",
            "1 filter (A1:B4): the rows that it hides are read like the others",
            "1 hidden column (B): read like the others",
            "1 hidden row (row 3): read like the others",
            "1 range of merged cells (D1:F1): the value stands in the first cell of each, the others are empty",
            "1 cell is struck through (B4): read like the others: what the stroke means is not read",
        ]
    );
    assert_eq!(first(&book).rows[2].text(1), "Ash");
    assert_eq!(book.sheets[1].visibility, Visibility::Hidden);
    assert!(
        book.sheets[1]
            .told
            .iter()
            .any(|told| told.kind == ToldKind::HiddenSheet)
    );
    assert_eq!(book.only_visible().unwrap().name, "Sheet1");
}

/// A script wrote it and no spreadsheet has worked it out: nothing is known of the cell, and it is not empty.
#[test]
fn a_formula_without_a_value_is_not_an_empty_cell() {
    let bytes = changed(
        |sheet| {
            sheet
                .write(0, 0, Formula::new("1+1").set_result("7"))
                .unwrap();
        },
        "xl/worksheets/sheet1.xml",
        |part| part.replace("<v>7</v>", "<v></v>"),
    );
    let book = Book::read(&bytes).unwrap();
    assert_eq!(cell(&book, 0, 0).kind, CellKind::Error);
    assert!(said(&book)[1].starts_with("1 formula without a value (A1): not read"));
}

#[test]
fn days_counted_from_1904_are_read_so() {
    let bytes = changed(
        |sheet| {
            let day = Format::new().set_num_format("dd/mm/yyyy");
            sheet.write_with_format(0, 0, 29_678, &day).unwrap();
        },
        "xl/workbook.xml",
        |part| part.replace("<workbookPr ", "<workbookPr date1904=\"1\" "),
    );
    let book = Book::read(&bytes).unwrap();
    assert_eq!(cell(&book, 0, 0).text, "1985-04-03");
    assert_eq!(
        said(&book),
        ["days are counted from 1904 in this file: read so"]
    );
}

#[test]
fn what_is_no_workbook_or_protected_is_refused() {
    for bytes in [
        &b"PK\x03\x04"[..],
        b"PK\x03\x04 and more",
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
    ] {
        assert_eq!(Book::read(bytes).unwrap_err(), SheetError::Broken);
    }
    // What another spreadsheet keeps inside a ZIP.
    let mut zip = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    zip.start_file(
        "Index/Document.iwa",
        zip::write::SimpleFileOptions::default(),
    )
    .unwrap();
    let bytes = zip.finish().unwrap().into_inner();
    assert_eq!(Book::read(&bytes).unwrap_err(), SheetError::Unknown);
    let mut file = cfb::CompoundFile::create(std::io::Cursor::new(Vec::new())).unwrap();
    file.create_stream("/EncryptedPackage").unwrap();
    file.flush().unwrap();
    let bytes = file.into_inner().into_inner();
    assert_eq!(Book::read(&bytes).unwrap_err(), SheetError::Protected);
}

/// A few kilobytes that unpack to more than the bounds allow, and cells so far apart that a table of all between them
/// would fill the memory.
#[test]
fn what_is_too_large_is_refused_before_it_is_read() {
    let mut zip = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    let options = zip::write::SimpleFileOptions::default();
    let zeros = vec![0_u8; 1 << 20];
    zip.start_file("[Content_Types].xml", options).unwrap();
    for _ in 0..513 {
        std::io::Write::write_all(&mut zip, &zeros).unwrap();
    }
    let bytes = zip.finish().unwrap().into_inner();
    assert!(bytes.len() < 2 << 20);
    let error = Book::read(&bytes).unwrap_err();
    assert!(
        matches!(
            error,
            SheetError::TooLarge {
                what: "bytes when unpacked",
                ..
            }
        ),
        "{error}"
    );

    let mut workbook = Workbook::new();
    workbook.add_worksheet().write(0, 1000, "far").unwrap();
    let error = Book::read(&workbook.save_to_buffer().unwrap()).unwrap_err();
    assert!(
        matches!(
            error,
            SheetError::TooLarge {
                what: "columns",
                ..
            }
        ),
        "{error}"
    );

    let mut workbook = Workbook::new();
    let sheet = workbook.add_worksheet();
    for row in 0..10_011 {
        sheet.write(row, 999, "far").unwrap();
    }
    let error = Book::read(&workbook.save_to_buffer().unwrap()).unwrap_err();
    assert!(
        matches!(error, SheetError::TooLarge { what: "cells", .. }),
        "{error}"
    );
    // A lone cell in the last row is no reason.
    let book = made(|sheet| {
        sheet.write(0, 0, "a").unwrap();
        sheet.write(1_048_575, 0, "b").unwrap();
    });
    assert_eq!(first(&book).rows[1].number, 1_048_576);
}

/// A workbook with one part changed as another program would have written it.
fn changed(
    make: impl FnOnce(&mut Worksheet),
    name: &str,
    change: impl FnOnce(String) -> String,
) -> Vec<u8> {
    let mut workbook = Workbook::new();
    make(workbook.add_worksheet());
    let bytes = workbook.save_to_buffer().unwrap();
    let mut from = zip::ZipArchive::new(std::io::Cursor::new(bytes)).unwrap();
    let mut to = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    let mut change = Some(change);
    for at in 0..from.len() {
        let mut part = from.by_index(at).unwrap();
        let mut text = String::new();
        std::io::Read::read_to_string(&mut part, &mut text).unwrap();
        let called = part.name().unwrap().into_owned();
        if called == name {
            let before = text.clone();
            text = change.take().unwrap()(text);
            assert_ne!(text, before, "nothing was changed");
        }
        to.start_file(called, zip::write::SimpleFileOptions::default())
            .unwrap();
        std::io::Write::write_all(&mut to, text.as_bytes()).unwrap();
    }
    to.finish().unwrap().into_inner()
}

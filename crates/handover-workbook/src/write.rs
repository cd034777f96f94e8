//! Writing the workbook, empty but for its example.

use crate::sheets::{Column, Entry, SHEETS, SheetSpec};
use handover_interop::Mapping;
use rust_xlsxwriter::{
    Color, DataValidation, DataValidationErrorStyle, DocProperties, Format, Note, Workbook,
    Worksheet, XlsxError,
};

/// Why the workbook could not be written.
#[derive(Debug, thiserror::Error)]
#[error("the workbook could not be written")]
pub struct WorkbookError(#[from] XlsxError);

/// How many rows have a list to choose from.
const ROWS: u32 = 5000;

const README: [&str; 8] = [
    "One row for each person on the sheet People. On the other sheets a person may have several rows, or none.",
    "Every row begins with the case number of the person, as it stands on the sheet People.",
    "Leave a cell empty where you do not know: an empty cell says that nobody was asked, and never that there is nothing.",
    "Write days as 23/04/1985. Of a day of birth a month (Apr 1985) or a year will do.",
    "Write what fits nowhere else under Notes, as long as it has to be.",
    "Do not rename headings or sheets. Columns of your own are told and not read.",
    "The rows that begin with EXAMPLE show how it is done. They are never read as a person; delete them or leave them.",
    "Fill in the sheet About once. Then: handover import THIS-FILE.xlsx --to caseload",
];

/// The workbook, as the bytes of an `.xlsx`.
///
/// # Errors
///
/// [`WorkbookError`] if the writer of workbooks refuses what it is given, which a test excludes.
pub fn empty_workbook() -> Result<Vec<u8>, WorkbookError> {
    workbook_with(&[])
}

/// The workbook with rows below the examples, by the names of the sheets; on `About` each row is a question and its
/// answer.
///
/// # Errors
///
/// [`WorkbookError`] if a cell is longer than a workbook may hold.
pub fn workbook_with(rows: &[(&str, Vec<Vec<String>>)]) -> Result<Vec<u8>, WorkbookError> {
    let mut workbook = Workbook::new();
    let properties = DocProperties::new().set_title("Handover: people who move to another service");
    workbook.set_properties(&properties.set_custom_property(Mapping::WORKBOOK_MARK, "1"));
    let bold = Format::new().set_bold().set_text_wrap();
    for spec in &SHEETS {
        let sheet = workbook.add_worksheet();
        write_sheet(sheet, spec)?;
        for (row, cells) in (2..).zip(rows_of(rows, spec.name)) {
            for (at, cell) in (0..).zip(cells) {
                if !cell.is_empty() {
                    sheet.write_string(row, at, cell)?;
                }
            }
        }
    }
    let about = workbook.add_worksheet();
    about.set_name(Mapping::WORKBOOK_ABOUT)?;
    about.set_column_width(0, 34)?;
    about.set_column_width(1, 40)?;
    about.set_column_format(1, &Format::new().set_num_format("@"))?;
    for (row, question) in (0..).zip(Mapping::workbook_questions()) {
        about.write_with_format(row, 0, question, &bold)?;
        let is_asked = |cells: &&Vec<String>| cells.first().is_some_and(|cell| cell == question);
        let answer = rows_of(rows, Mapping::WORKBOOK_ABOUT).find(is_asked);
        if let Some(answer) = answer.and_then(|cells| cells.get(1)) {
            about.write_string(row, 1, answer)?;
        }
    }
    let readme = workbook.add_worksheet();
    readme.set_name("Read me")?;
    readme.set_column_width(0, 110)?;
    for (row, line) in (0..).zip(README) {
        readme.write_with_format(row, 0, line, &Format::new().set_text_wrap())?;
    }
    Ok(workbook.save_to_buffer()?)
}

fn rows_of<'r>(
    rows: &'r [(&str, Vec<Vec<String>>)],
    name: &'r str,
) -> impl Iterator<Item = &'r Vec<String>> {
    let found = rows.iter().filter(move |(sheet, _)| *sheet == name);
    found.flat_map(|(_, rows)| rows)
}

fn write_sheet(sheet: &mut Worksheet, spec: &SheetSpec) -> Result<(), XlsxError> {
    let heading = Format::new()
        .set_bold()
        .set_text_wrap()
        .set_background_color(Color::RGB(0x00DD_E8F0));
    let example = Format::new()
        .set_italic()
        .set_font_color(Color::RGB(0x0080_8080));
    // What is typed stays what it is: a number that begins with 0, a day as it was written.
    let text = Format::new().set_num_format("@");
    sheet.set_name(spec.name)?;
    sheet.set_freeze_panes(1, 1)?;
    for (at, column) in (0..).zip(spec.columns) {
        sheet.set_column_width(at, width(column))?;
        sheet.set_column_format(at, &text)?;
        sheet.write_with_format(0, at, column.heading, &heading)?;
        sheet.insert_note(0, at, &Note::new(column.note).set_author("handover"))?;
        sheet.write_with_format(1, at, column.example, &example)?;
        if let Entry::Choice(words) = column.entry {
            let choices = DataValidation::new()
                .allow_list_strings(words)?
                .set_error_style(DataValidationErrorStyle::Warning)
                .set_error_title("Not in the list")?
                .set_error_message(
                    "Choose from the list, or leave the cell empty and write it under Notes.",
                )?;
            sheet.add_data_validation(1, at, ROWS, at, &choices)?;
        }
    }
    Ok(())
}

const fn width(column: &Column) -> u32 {
    match column.entry {
        Entry::Day => 14,
        Entry::Choice(_) => 18,
        Entry::Text => 24,
        Entry::Long => 44,
    }
}

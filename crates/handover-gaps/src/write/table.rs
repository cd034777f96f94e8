//! One sheet as it is written: headings with their notes, the example, cells of text.

use rust_xlsxwriter::{
    Color, DataValidation, DataValidationErrorStyle, Format, FormatAlign, Note, Worksheet,
    XlsxError,
};

use crate::columns::{Column, EXAMPLE, MAX_LIST};

/// The most characters of a cell (ECMA-376, 18.4.12 as Excel takes it), with room for a mark that it was cut.
pub(super) const MAX_CELL: usize = 32_000;

/// The height of a line, in points.
const LINE: u32 = 15;

/// The most lines of a row: what is longer is read in its cell.
const MAX_LINES: u32 = 12;

/// A list of words to choose from; something else is warned of and not refused.
pub(super) fn one_of(words: &[String]) -> Result<DataValidation, XlsxError> {
    DataValidation::new()
        .allow_list_strings(words)?
        .set_error_style(DataValidationErrorStyle::Warning)
        .set_error_title("Not in the list")?
        .set_error_message("Choose from the list, or leave the cell empty.")
}

/// A sheet with its headings, their notes and the row of the example.
pub(super) struct Table<'s> {
    pub(super) sheet: &'s mut Worksheet,
    pub(super) columns: u16,
    heading: Format,
    example: Format,
    cell: Format,
    widths: Vec<u32>,
    /// The row that was written last, and how many lines it has.
    tallest: (u32, u32),
}

impl<'s> Table<'s> {
    pub(super) fn new(sheet: &'s mut Worksheet, name: &str) -> Result<Self, XlsxError> {
        sheet.set_name(name)?;
        sheet.set_freeze_panes(1, 2)?;
        // What is typed stays what it is: a number that begins with 0, a day as it was written.
        let text = Format::new()
            .set_num_format("@")
            .set_text_wrap()
            .set_align(FormatAlign::Top);
        Ok(Self {
            sheet,
            columns: 0,
            heading: text
                .clone()
                .set_bold()
                .set_background_color(Color::RGB(0x00DD_E8F0)),
            example: text
                .clone()
                .set_italic()
                .set_font_color(Color::RGB(0x0080_8080)),
            cell: text,
            widths: Vec::new(),
            tallest: (0, 1),
        })
    }

    pub(super) fn column(&mut self, column: &Column) -> Result<(), XlsxError> {
        self.heading(column.heading, column.note, column.example, column.width)
    }

    pub(super) fn heading(
        &mut self,
        heading: &str,
        note: &str,
        example: &str,
        width: u32,
    ) -> Result<(), XlsxError> {
        let at = self.columns;
        self.sheet.set_column_width(at, width)?;
        self.sheet.set_column_format(at, &self.cell)?;
        self.sheet
            .write_with_format(0, at, heading, &self.heading)?;
        self.sheet
            .insert_note(0, at, &Note::new(note).set_author("handover"))?;
        let example = if at == 0 { EXAMPLE } else { example };
        self.sheet
            .write_with_format(1, at, example, &self.example)?;
        self.widths.push(width);
        self.columns = at.saturating_add(1);
        Ok(())
    }

    /// Text, never a formula; what no cell can hold is cut and says so.
    pub(super) fn write(&mut self, row: u32, at: u16, text: &str) -> Result<(), XlsxError> {
        if text.is_empty() {
            return Ok(());
        }
        let cut = text.char_indices().nth(MAX_CELL);
        let text = match cut {
            Some((end, _)) => format!("{} ...", text.get(..end).unwrap_or_default()),
            None => text.to_owned(),
        };
        self.make_room(row, at, &text)?;
        self.sheet
            .write_string_with_format(row, at, text, &self.cell)?;
        Ok(())
    }

    /// Makes the row as high as its longest cell needs, as far as a screen has room: not every program does.
    fn make_room(&mut self, row: u32, at: u16, text: &str) -> Result<(), XlsxError> {
        let width = self.widths.get(usize::from(at)).copied().unwrap_or(1);
        let width = usize::try_from(width).unwrap_or(1).max(1);
        let lines = text
            .split('\n')
            .map(|line| line.chars().count().div_ceil(width).max(1));
        let lines = u32::try_from(lines.sum::<usize>()).unwrap_or(MAX_LINES);
        let lines = lines.min(MAX_LINES);
        let (last, most) = self.tallest;
        if row != last || lines > most {
            self.tallest = (row, lines);
            self.sheet.set_row_height(row, lines.saturating_mul(LINE))?;
        }
        Ok(())
    }

    pub(super) fn choices(
        &mut self,
        at: u16,
        words: &[String],
        (from, to): (u32, u32),
    ) -> Result<(), XlsxError> {
        if !words.is_empty() && words.join(",").len() < MAX_LIST {
            self.sheet
                .add_data_validation(from, at, to, at, &one_of(words)?)?;
        }
        Ok(())
    }
}

//! How the demonstration is told: chapters, short sentences, aligned numbers, commands to try.

use std::io::Write;

use handover_report::{Page, Paint};

use crate::{DemoError, typed::Typed};

/// Columns that a command keeps clear: its place on the page, and the sign that it goes on.
const BESIDE_A_COMMAND: usize = 8;

/// Columns by which what a command printed is set off.
pub(crate) const SET_OFF: usize = 3;

/// The demonstration, told as it happens.
pub(crate) struct Story<'s> {
    output: &'s mut dyn Write,
    pub(crate) paint: Paint,
    chapter: u8,
}

impl<'s> Story<'s> {
    pub(crate) fn begin(output: &'s mut dyn Write, paint: Paint) -> Self {
        Self {
            output,
            paint,
            chapter: 0,
        }
    }

    /// A numbered heading, and at once everything told so far is out.
    pub(crate) fn chapter(&mut self, title: &str) -> Result<(), DemoError> {
        self.chapter = self.chapter.saturating_add(1);
        let number = self.chapter;
        self.tell(|page| {
            page.gap();
            page.line(&page.paint.heading(&format!("{number}. {title}")));
        })?;
        self.output.flush().map_err(DemoError::Output)
    }

    /// A paragraph.
    pub(crate) fn say(&mut self, text: &str) -> Result<(), DemoError> {
        self.tell(|page| page.paragraph(text))
    }

    /// The command that does the same; a long one goes on in the next line.
    pub(crate) fn command(&mut self, text: &str) -> Result<(), DemoError> {
        let line = format!("$ handover {text}");
        let room = textwrap::Options::new(self.paint.columns().saturating_sub(BESIDE_A_COMMAND))
            .subsequent_indent("      ")
            .word_separator(textwrap::WordSeparator::AsciiSpace)
            .word_splitter(textwrap::WordSplitter::NoHyphenation);
        let lines = textwrap::wrap(&line, room);
        let last = lines.len().saturating_sub(1);
        self.tell(|page| {
            for (n, line) in lines.iter().enumerate() {
                let goes_on = if n < last { " \\" } else { "" };
                page.line(&page.paint.faint(&format!("   {line}{goes_on}")));
            }
        })
    }

    /// Shows a command of one of the parties, runs it, and gives what it printed.
    pub(crate) fn typed(&mut self, typed: &Typed<'_>) -> Result<String, DemoError> {
        self.command(&typed.shown())?;
        typed.done()
    }

    /// Lines that a command printed, as they are.
    pub(crate) fn printed<'a>(
        &mut self,
        lines: impl IntoIterator<Item = &'a str>,
    ) -> Result<(), DemoError> {
        self.tell(|page| {
            for line in lines {
                page.line(&format!("{:SET_OFF$}{line}", ""));
            }
        })
    }

    /// Lines that a command printed, at the edge of the page.
    pub(crate) fn printed_at_margin(&mut self, text: &str) -> Result<(), DemoError> {
        self.tell(|page| text.lines().for_each(|line| page.line(line)))
    }

    /// A number and what it counts; `mark` is one of the characters of a sum (` `, `+`, `=`).
    pub(crate) fn number(
        &mut self,
        mark: char,
        number: usize,
        what: &str,
    ) -> Result<(), DemoError> {
        self.tell(|page| page.line(&format!("   {mark} {number:>5}  {what}")))
    }

    /// Lines of a page, as they are.
    pub(crate) fn tell(&mut self, write: impl FnOnce(&mut Page)) -> Result<(), DemoError> {
        let mut page = Page::new(self.paint);
        write(&mut page);
        self.output
            .write_all(page.into_text().as_bytes())
            .map_err(DemoError::Output)
    }

    /// The last word.
    pub(crate) fn end(self) -> Result<(), DemoError> {
        self.output.flush().map_err(DemoError::Output)
    }
}

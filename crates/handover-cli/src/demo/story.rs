//! How the demonstration is told: chapters, short sentences, aligned numbers, commands to try.

use super::typed::Typed;
use handover_report::{Page, Paint};

use crate::{
    problem::Problem,
    screen::{Results, Screen},
};

/// Columns that a command keeps clear: its place on the page, and the sign that it goes on.
const BESIDE_A_COMMAND: usize = 8;

/// Columns by which what a command printed is set off.
pub(super) const SET_OFF: usize = 3;

/// The demonstration, told as it happens.
pub(super) struct Story<'s> {
    results: Results<'s>,
    pub(super) paint: Paint,
    chapter: u8,
}

impl<'s> Story<'s> {
    pub(super) fn begin(screen: &'s Screen) -> Self {
        Self {
            results: screen.results(),
            paint: screen.paint(),
            chapter: 0,
        }
    }

    /// A numbered heading, and at once everything told so far is out.
    pub(super) fn chapter(&mut self, title: &str) -> Result<(), Problem> {
        self.chapter = self.chapter.saturating_add(1);
        let number = self.chapter;
        self.tell(|page| {
            page.gap();
            page.line(&page.paint.heading(&format!("{number}. {title}")));
        })?;
        self.results.flush()
    }

    /// A paragraph.
    pub(super) fn say(&mut self, text: &str) -> Result<(), Problem> {
        self.tell(|page| page.paragraph(text))
    }

    /// The command that does the same; a long one goes on in the next line.
    pub(super) fn command(&mut self, text: &str) -> Result<(), Problem> {
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
    pub(super) fn typed(&mut self, typed: &Typed<'_>) -> Result<String, Problem> {
        self.command(&typed.shown())?;
        typed.done()
    }

    /// Lines that a command printed, as they are.
    pub(super) fn printed<'a>(
        &mut self,
        lines: impl IntoIterator<Item = &'a str>,
    ) -> Result<(), Problem> {
        self.tell(|page| {
            for line in lines {
                page.line(&format!("{:SET_OFF$}{line}", ""));
            }
        })
    }

    /// A number and what it counts; `mark` is one of the characters of a sum (` `, `+`, `=`).
    pub(super) fn number(&mut self, mark: char, number: usize, what: &str) -> Result<(), Problem> {
        self.tell(|page| page.line(&format!("   {mark} {number:>5}  {what}")))
    }

    /// Lines of a page, as they are.
    pub(super) fn tell(&mut self, write: impl FnOnce(&mut Page)) -> Result<(), Problem> {
        let mut page = Page::new(self.paint);
        write(&mut page);
        self.results.write(&page.into_text())
    }

    /// The last word.
    pub(super) fn end(mut self) -> Result<(), Problem> {
        self.results.flush()
    }
}

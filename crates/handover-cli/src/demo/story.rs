//! How the demonstration is told: chapters, short sentences, aligned numbers, commands to try.

use crate::{output::Results, page::Page, problem::Problem, terminal::Paint};

/// The demonstration, told as it happens.
pub(super) struct Story {
    results: Results,
    pub(super) paint: Paint,
    chapter: u8,
}

impl Story {
    pub(super) fn begin(paint: Paint) -> Self {
        Self {
            results: Results::open(),
            paint,
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

    /// The command that does the same.
    pub(super) fn command(&mut self, text: &str) -> Result<(), Problem> {
        self.tell(|page| page.line(&page.paint.faint(&format!("   $ handover {text}"))))
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
    pub(super) fn end(self) -> Result<(), Problem> {
        self.results.finish()
    }
}

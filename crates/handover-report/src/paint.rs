//! Colours and width of a page.

use anstyle::{AnsiColor, Style};

/// The most columns of a page: longer lines are hard to read.
const MOST_COLUMNS: usize = 100;

/// The least: below, columns of a table would have no room.
const LEAST_COLUMNS: usize = 60;

/// Colours, all empty where nobody would see them, and how wide a page is.
#[derive(Clone, Copy, Debug)]
pub struct Paint {
    on: bool,
    columns: usize,
}

impl Paint {
    /// For a terminal with so many columns, which a page uses from 60 to 100; a file or pipe has any.
    #[must_use]
    pub fn new(has_colours: bool, terminal_columns: Option<u16>) -> Self {
        Self {
            on: has_colours,
            columns: terminal_columns
                .filter(|columns| *columns > 0)
                .map_or(MOST_COLUMNS, |columns| {
                    usize::from(columns).clamp(LEAST_COLUMNS, MOST_COLUMNS)
                }),
        }
    }

    /// For what will be shown so many columns further right, and must fit there.
    #[must_use]
    pub const fn indented(self, columns: usize) -> Self {
        Self {
            columns: self.columns.saturating_sub(columns),
            ..self
        }
    }

    /// No colour, and 100 columns.
    #[must_use]
    pub const fn plain() -> Self {
        Self {
            on: false,
            columns: MOST_COLUMNS,
        }
    }

    /// Columns that lines may have.
    #[must_use]
    pub const fn columns(self) -> usize {
        self.columns
    }

    /// The name of a part.
    #[must_use]
    pub fn heading(self, text: &str) -> String {
        self.styled(AnsiColor::Cyan.on_default().bold(), text)
    }

    /// What the eye should find.
    #[must_use]
    pub fn strong(self, text: &str) -> String {
        self.styled(Style::new().bold(), text)
    }

    /// What may be overlooked.
    #[must_use]
    pub fn faint(self, text: &str) -> String {
        self.styled(Style::new().dimmed(), text)
    }

    /// What is as it should be.
    #[must_use]
    pub fn good(self, text: &str) -> String {
        self.styled(AnsiColor::Green.on_default(), text)
    }

    /// What somebody should look at.
    #[must_use]
    pub fn warning(self, text: &str) -> String {
        self.styled(AnsiColor::Yellow.on_default().bold(), text)
    }

    /// What nobody may overlook.
    #[must_use]
    pub fn danger(self, text: &str) -> String {
        self.styled(AnsiColor::Red.on_default().bold(), text)
    }

    fn styled(self, style: Style, text: &str) -> String {
        if self.on {
            format!("{style}{text}{style:#}")
        } else {
            text.to_owned()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_is_as_wide_as_its_terminal_within_bounds() {
        for (terminal, columns) in [
            (None, 100),
            (Some(0), 100),
            (Some(20), 60),
            (Some(80), 80),
            (Some(300), 100),
        ] {
            assert_eq!(
                Paint::new(false, terminal).columns(),
                columns,
                "{terminal:?}"
            );
        }
    }
}

//! What a terminal gets and a pipe does not: colour and movement.

use std::{
    cell::Cell,
    env,
    io::{self, IsTerminal},
    time::Duration,
};

use anstyle::{AnsiColor, Style};
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

/// The most columns of a page: longer lines are hard to read.
const MOST_COLUMNS: usize = 100;

/// The least: below, columns of a table would have no room.
const LEAST_COLUMNS: usize = 60;

/// Columns of a terminal that has so many; a file or pipe has any.
fn columns_of(terminal: Option<u16>) -> usize {
    terminal
        .filter(|columns| *columns > 0)
        .map_or(MOST_COLUMNS, |columns| {
            usize::from(columns).clamp(LEAST_COLUMNS, MOST_COLUMNS)
        })
}

/// Colours for standard output, all empty where nobody would see them, and how wide it is.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Paint {
    on: bool,
    columns: usize,
}

impl Paint {
    /// Colour only on a terminal, and not if `NO_COLOR` is set (no-color.org).
    pub(crate) fn standard_output() -> Self {
        let wanted = env::var_os("NO_COLOR").is_none_or(|value| value.is_empty())
            && env::var_os("TERM").is_none_or(|term| term != "dumb");
        let terminal = terminal_size::terminal_size_of(io::stdout());
        let columns = columns_of(terminal.map(|(width, _)| width.0));
        Self {
            on: wanted && io::stdout().is_terminal(),
            columns,
        }
    }

    /// For what will be shown so many columns further right, and must fit there.
    #[must_use]
    pub(crate) const fn indented(self, columns: usize) -> Self {
        Self {
            columns: self.columns.saturating_sub(columns),
            ..self
        }
    }

    /// No colour.
    pub(crate) const fn plain() -> Self {
        Self {
            on: false,
            columns: MOST_COLUMNS,
        }
    }

    /// Columns that lines may have.
    pub(crate) const fn columns(self) -> usize {
        self.columns
    }

    pub(crate) fn heading(self, text: &str) -> String {
        self.styled(AnsiColor::Cyan.on_default().bold(), text)
    }

    pub(crate) fn strong(self, text: &str) -> String {
        self.styled(Style::new().bold(), text)
    }

    pub(crate) fn faint(self, text: &str) -> String {
        self.styled(Style::new().dimmed(), text)
    }

    pub(crate) fn good(self, text: &str) -> String {
        self.styled(AnsiColor::Green.on_default(), text)
    }

    pub(crate) fn warning(self, text: &str) -> String {
        self.styled(AnsiColor::Yellow.on_default().bold(), text)
    }

    pub(crate) fn danger(self, text: &str) -> String {
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

/// How long a verb may take before it shows that it moves.
const PATIENCE: Duration = Duration::from_secs(1);

/// A progress bar on standard error that shows itself only at a terminal, and only after a second.
pub(crate) struct Progress {
    bar: ProgressBar,
    waiting: Cell<bool>,
}

impl Progress {
    /// A bar named `what` that will be full after `length` steps.
    pub(crate) fn new(what: &'static str, length: usize) -> Self {
        let bar =
            ProgressBar::with_draw_target(u64::try_from(length).ok(), ProgressDrawTarget::hidden());
        if let Ok(style) = ProgressStyle::with_template("{msg:>12} [{bar:40}] {pos} of {len} {eta}")
        {
            bar.set_style(style.progress_chars("=> "));
        }
        Self::shown_as(bar, what)
    }

    /// A count named `what`, where nobody knows how many there will be.
    pub(crate) fn counting(what: &'static str) -> Self {
        let bar = ProgressBar::with_draw_target(None, ProgressDrawTarget::hidden());
        if let Ok(style) = ProgressStyle::with_template("{msg:>12} {pos} in {elapsed}") {
            bar.set_style(style);
        }
        Self::shown_as(bar, what)
    }

    fn shown_as(bar: ProgressBar, what: &'static str) -> Self {
        bar.set_message(what);
        Self {
            bar,
            waiting: Cell::new(io::stderr().is_terminal()),
        }
    }

    /// One step is done.
    pub(crate) fn step(&self) {
        if self.waiting.get() && self.bar.elapsed() > PATIENCE {
            self.waiting.set(false);
            self.bar.set_draw_target(ProgressDrawTarget::stderr());
        }
        self.bar.inc(1);
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        self.bar.finish_and_clear();
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
            assert_eq!(columns_of(terminal), columns, "{terminal:?}");
        }
    }
}

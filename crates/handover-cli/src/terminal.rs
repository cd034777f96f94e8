//! What a terminal gets and a pipe does not: colour and movement.

use std::{
    cell::Cell,
    env,
    io::{self, IsTerminal},
    time::Duration,
};

use handover_report::Paint;
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

/// Colours and width of standard output: colour only on a terminal, and not if `NO_COLOR` is set (no-color.org).
pub(crate) fn standard_output() -> Paint {
    let is_wanted = env::var_os("NO_COLOR").is_none_or(|value| value.is_empty())
        && env::var_os("TERM").is_none_or(|term| term != "dumb");
    let terminal = terminal_size::terminal_size_of(io::stdout());
    Paint::new(
        is_wanted && io::stdout().is_terminal(),
        terminal.map(|(width, _)| width.0),
    )
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

//! How far a transfer has got: a bar at a terminal, plain lines elsewhere.

use std::{
    io::{self, IsTerminal},
    sync::{Mutex, PoisonError},
    time::Duration,
};

use handover_client::Event;
use indicatif::{DecimalBytes, HumanDuration, ProgressBar, ProgressDrawTarget, ProgressStyle};

use crate::screen::Notes;

/// So often at most a plain line is told.
const PACE: Duration = Duration::from_secs(5);

/// Shows the events of a client on standard error.
pub(crate) struct TransferProgress {
    bar: ProgressBar,
    at_terminal: bool,
    notes: Notes,
    /// When the last plain line was told, since the beginning; what was there before we began.
    plain: Mutex<Plain>,
}

#[derive(Default)]
struct Plain {
    told: Duration,
    held: u64,
}

impl TransferProgress {
    /// A display named `what`: "sending", "fetching".
    pub(crate) fn new(what: &'static str, notes: Notes) -> Self {
        let at_terminal = io::stderr().is_terminal() && notes.are_watched();
        let target = if at_terminal {
            ProgressDrawTarget::stderr()
        } else {
            ProgressDrawTarget::hidden()
        };
        let bar = ProgressBar::with_draw_target(Some(0), target);
        let template = "{msg:>12} [{bar:30}] {decimal_bytes} of {decimal_total_bytes}  \
                        {decimal_bytes_per_sec}  {eta} left";
        if let Ok(style) = ProgressStyle::with_template(template) {
            bar.set_style(style.progress_chars("=> "));
        }
        bar.set_message(what);
        Self {
            bar,
            at_terminal,
            notes,
            plain: Mutex::default(),
        }
    }

    /// Shows an event.
    pub(crate) fn show(&self, event: Event<'_>) {
        let mut plain = self.plain.lock().unwrap_or_else(PoisonError::into_inner);
        match event {
            Event::Begun { bytes, held } => {
                self.bar.inc_length(bytes);
                self.bar.inc(held);
                // What was there before says nothing about the rate.
                self.bar.reset_eta();
                plain.held += held;
                if held > 0 {
                    self.say(&format!("{} is there already", DecimalBytes(held)));
                }
            }
            Event::Carried(bytes) => {
                self.bar.inc(bytes);
                if self.may_tell(&mut plain) {
                    self.notes.tell(&self.line(plain.held));
                }
            }
            Event::Waiting { error, pause } => {
                let line = format!("{error}; trying again in {} s", pause.as_secs().max(1));
                if self.at_terminal {
                    self.bar.println(line);
                } else if self.may_tell(&mut plain) {
                    self.notes.tell(&line);
                }
            }
            _ => {}
        }
    }

    /// Takes the display away.
    pub(crate) fn finish(&self) {
        self.bar.finish_and_clear();
    }

    fn say(&self, line: &str) {
        if self.at_terminal {
            self.bar.println(line);
        } else {
            self.notes.tell(line);
        }
    }

    /// Whether a plain line is due; then it counts as told.
    fn may_tell(&self, plain: &mut Plain) -> bool {
        let elapsed = self.bar.elapsed();
        let is_due = !self.at_terminal && elapsed.saturating_sub(plain.told) >= PACE;
        if is_due {
            plain.told = elapsed;
        }
        is_due
    }

    /// How far it has got, at which rate, and how long it will take.
    fn line(&self, held: u64) -> String {
        let (position, length) = (self.bar.position(), self.bar.length().unwrap_or(0));
        let millis = u64::try_from(self.bar.elapsed().as_millis()).unwrap_or(u64::MAX);
        let rate = position.saturating_sub(held).saturating_mul(1000) / millis.max(1);
        let left = length.saturating_sub(position) / rate.max(1);
        format!(
            "{}: {} of {}, {}/s, {} left",
            self.bar.message(),
            DecimalBytes(position),
            DecimalBytes(length),
            DecimalBytes(rate),
            HumanDuration(Duration::from_secs(left)),
        )
    }
}

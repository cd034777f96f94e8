//! Pages in a real browser: Chromium, headless, driven over WebDriver. Where Chromium or its driver is missing, every
//! test says loudly that it was skipped; `HANDOVER_BROWSER=required` makes that a failure.

#![expect(
    clippy::panic,
    clippy::unwrap_used,
    reason = "a test that panics has failed"
)]
#![expect(clippy::print_stderr, reason = "a test that is skipped says so")]

mod browser;
mod close;
mod desk;
mod discharge;
mod hand_over;
mod sealed_page;

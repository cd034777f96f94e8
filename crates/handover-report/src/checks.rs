//! The numbered checks of the dataset.

use handover::case::checks::CHECKS;

use crate::{Page, Paint};

/// One line for each check: its number, how strict it is, and when it fails.
#[must_use]
pub fn list(paint: Paint) -> String {
    let mut page = Page::new(paint);
    for check in CHECKS {
        let strictness = check.severity.to_string();
        page.hanging(&format!("{}  {strictness:<9} ", check.id), check.fails_when);
    }
    page.into_text()
}

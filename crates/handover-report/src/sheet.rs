//! One case as a plain readable sheet.
//!
//! What can hurt comes first: how not to make contact, what must not be missed about risk, then the
//! handover in the four parts of SBAR, then what has to be done by when. A section that the reader
//! does not have is not mentioned, and nothing shows that it is missing (dataset, section 4).

mod field;
mod reply;
mod sections;
mod special;
mod top;
mod value;
mod words;

use jiff::civil::Date;
use serde_json::Value;

use self::value::Speaker;
use crate::{Page, Paint};

pub use reply::COMPLETENESS;

/// How a sheet is written.
#[derive(Clone, Copy, Debug)]
pub struct SheetStyle {
    /// The day from which ages are counted.
    pub today: Date,
    /// Days after which an assessment of risk is old for the profile.
    pub old_after_days: Option<u32>,
    /// Its colours and width.
    pub paint: Paint,
}

/// The sheet of `case`, a case in the dataset's JSON.
#[must_use]
pub fn write(case: &Value, style: &SheetStyle) -> String {
    let speaker = Speaker { today: style.today };
    let mut page = Page::new(style.paint);
    let nothing = Value::Null;
    let sections = case.get("sections").unwrap_or(&nothing);
    if reply::is_one(case) {
        reply::write(&mut page, sections);
        return page.into_text();
    }
    top::heading(&mut page, &speaker, case, sections);
    top::safe_contact(&mut page, &speaker, sections);
    top::danger(&mut page, &speaker, sections, style.old_after_days);
    top::sbar(&mut page, &speaker, sections);
    top::actions(&mut page, &speaker, sections);
    top::notes(&mut page, &speaker, sections);
    sections::all(&mut page, &speaker, sections);
    page.gap();
    page.rule();
    page.into_text()
}

#[cfg(test)]
mod tests;

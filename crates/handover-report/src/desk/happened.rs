use std::path::Path;

use handover::trust::{Event, Statement, StatementId};
use serde::Serialize;

use super::LeftOut;
use crate::{Page, Report, filed::Filed, shown};

/// What was said to have happened.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Happened {
    /// To how many cases.
    cases: usize,
    event: String,
    file: String,
    id: String,
    left_out: LeftOut,
    on: String,
    package: String,
    /// Whose server has it; null if it was not sent.
    sent: Option<String>,
    /// The package with words about the case, where there is one.
    words: Option<String>,
    #[serde(skip)]
    filed: Filed,
}

impl Happened {
    /// An event about a package, what it leaves out, where it is, and the package with words about the case.
    #[must_use]
    pub fn new(
        event: &Statement<Event>,
        package: &StatementId,
        left_out: LeftOut,
        filed: Filed,
        words: Option<&Path>,
    ) -> Self {
        let said = event.payload();
        Self {
            cases: said.rows.len(),
            event: said.event.to_string(),
            file: filed.file(),
            id: event.id().to_string(),
            left_out,
            on: said.on.to_string(),
            package: package.to_string(),
            sent: filed.sent(),
            words: words.map(shown),
            filed,
        }
    }
}

impl Report for Happened {
    fn tell(&self, page: &mut Page) {
        page.field("Event", std::slice::from_ref(&self.id));
        page.field("Package", std::slice::from_ref(&self.package));
        page.field(
            "Cases",
            &[format!("{} {} on {}", self.cases, self.event, self.on)],
        );
        self.left_out.tell(page);
        if let Some(words) = &self.words {
            self.filed.tell_words(words, page);
        }
        self.filed.tell(page);
    }
}

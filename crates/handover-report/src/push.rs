//! What a server took of statements.

use serde::Serialize;

use crate::{Page, Report, amounts::amount, refused::ProblemFacts};

/// What the server took.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[expect(clippy::exhaustive_structs, reason = "what became of statements")]
pub struct PushReport {
    /// How many statements are new there.
    pub filed: usize,
    /// How many were there already.
    pub known: usize,
    /// The first that the server did not take.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub problem: Option<ProblemFacts>,
    /// Files about something that is not at the server yet.
    pub waiting: Vec<String>,
}

impl Report for PushReport {
    fn tell(&self, page: &mut Page) {
        let waiting = match self.waiting.len() {
            0 => String::new(),
            number => format!("; waiting: {number}"),
        };
        page.line(&format!(
            "{} filed; there already: {}{waiting}.",
            amount(self.filed, "statement"),
            self.known
        ));
    }
}

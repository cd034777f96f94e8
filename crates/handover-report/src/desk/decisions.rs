use std::{collections::BTreeMap, path::Path};

use handover::trust::{Statement, Verdict, VerdictAnswer};
use serde::Serialize;

use super::LeftOut;
use crate::{Page, Report, filed::Filed, shown};

/// What was decided.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Decisions {
    audience: String,
    file: String,
    id: String,
    left_out: LeftOut,
    package: String,
    /// Whose server has it; null if it was not sent.
    sent: Option<String>,
    /// How many cases got which word.
    verdicts: BTreeMap<&'static str, u64>,
    /// The package with words about the case, where there is one.
    words: Option<String>,
    #[serde(skip)]
    filed: Filed,
}

impl Decisions {
    /// A verdict, what it leaves out, where it is, and the package with words about the case.
    #[must_use]
    pub fn new(
        verdict: &Statement<Verdict>,
        left_out: LeftOut,
        filed: Filed,
        words: Option<&Path>,
    ) -> Self {
        let said = verdict.payload();
        Self {
            audience: said.audience.to_string(),
            file: filed.file(),
            id: verdict.id().to_string(),
            left_out,
            package: said.package.to_string(),
            sent: filed.sent(),
            verdicts: counts(said),
            words: words.map(shown),
            filed,
        }
    }
}

impl Report for Decisions {
    fn tell(&self, page: &mut Page) {
        page.field("Verdict", std::slice::from_ref(&self.id));
        page.field("Package", std::slice::from_ref(&self.package));
        let said = self.verdicts.iter();
        let said: Vec<String> = said
            .map(|(word, count)| format!("{count} {word}"))
            .collect();
        page.field("Cases", &[said.join(", ")]);
        self.left_out.tell(page);
        if let Some(words) = &self.words {
            self.filed.tell_words(words, page);
        }
        self.filed.tell(page);
    }
}

/// How many cases got which word.
fn counts(verdict: &Verdict) -> BTreeMap<&'static str, u64> {
    let mut counts = BTreeMap::new();
    for row in &verdict.verdicts {
        let count: &mut u64 = counts
            .entry(VerdictAnswer::as_str(&row.answer))
            .or_default();
        *count = count.saturating_add(1);
    }
    counts
}

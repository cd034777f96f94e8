//! Sealed pages that were made for readers who have no program, and what is known of each.

use std::{collections::BTreeMap, path::Path};

use handover::{
    case::{Case, CaseReference, Date, profile::StaleDays},
    identity::{PageOutcome, PageRecord},
    page::{Code, PageName},
    trust::PosixTime,
};
use serde::Serialize;

use crate::{Page, Report, amounts::amount, case_page, opaque::opaque_debug, shown, tame};

/// A day as people say it: 1 December 2026.
#[must_use]
pub fn day_in_words(day: Date) -> String {
    day.civil().strftime("%-d %B %Y").to_string()
}

/// What a reader of a page sees of a case.
#[must_use]
pub fn page_of_case(case: &Case, at: PosixTime, stale: StaleDays) -> String {
    case_page::page(&handover_reading::read(&case.to_json(), at, Some(stale)))
}

/// A page that was written, with its code: the only time that anybody sees it.
#[derive(Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct PageMade {
    /// Seven words, to be told by telephone.
    code: String,
    due: Date,
    /// Its name, three words that may be known.
    name: String,
    owner: String,
    reader: String,
    written: String,
}

impl PageMade {
    /// A page in this file, for whom, and who sees to it that it is read.
    #[must_use]
    pub fn new(to: &Path, name: &PageName, code: &Code, page: (&str, &str, Date)) -> Self {
        let (reader, owner, due) = page;
        Self {
            code: code.as_words().to_owned(),
            due,
            name: name.to_string(),
            owner: owner.to_owned(),
            reader: reader.to_owned(),
            written: shown(to),
        }
    }
}

impl Report for PageMade {
    fn tell(&self, page: &mut Page) {
        page.line(&format!(
            "Written: {}, for {}.",
            self.written,
            tame(&self.reader)
        ));
        page.field("Its name", std::slice::from_ref(&self.name));
        page.field("Its code", std::slice::from_ref(&self.code));
        page.paragraph(
            "Tell the code by telephone, on a number that you knew before, to a person whom you ask for by name. Never \
             send it with the file. It is kept nowhere: without it nobody opens the page.",
        );
        page.field(
            "Not confirmed",
            &[format!(
                "{} sees to it by {} that somebody has read it, and says so: `handover page read {} --by .. --told ..`",
                tame(&self.owner),
                day_in_words(self.due),
                self.name
            )],
        );
    }
}

/// Every page of an identity.
#[derive(Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ListedPages {
    /// How many nobody has confirmed though they are due.
    overdue: usize,
    pages: Vec<ListedPage>,
    /// How many nobody has confirmed.
    unconfirmed: usize,
}

#[derive(Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
struct ListedPage {
    audience: String,
    /// The sender's reference, if the identity was unlocked.
    case: Option<String>,
    due: Date,
    is_overdue: bool,
    made: Date,
    name: String,
    outcome: Option<Outcome>,
    owner: String,
    reader: String,
}

/// What a person said of a page.
#[derive(Serialize)]
#[serde(tag = "was", rename_all = "kebab-case")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
enum Outcome {
    /// Read, at the reader's.
    Read { by: String, told: String, on: Date },
    /// Withdrawn, here.
    Withdrawn {
        by: String,
        reason: String,
        on: Date,
    },
}

impl From<&PageOutcome> for Outcome {
    fn from(outcome: &PageOutcome) -> Self {
        match outcome.clone() {
            PageOutcome::Read { by, told, on } => Self::Read { by, told, on },
            PageOutcome::Withdrawn { by, reason, on } => Self::Withdrawn { by, reason, on },
        }
    }
}

impl Outcome {
    fn in_words(&self) -> String {
        let said = match self {
            Self::Read { by, told, on } => {
                format!("read by {by}, who told {told} on {}", day_in_words(*on))
            }
            Self::Withdrawn { by, reason, on } => {
                format!("withdrawn by {by} on {}: {reason}", day_in_words(*on))
            }
        };
        tame(&said)
    }
}

impl ListedPages {
    /// As of a day; the cases by page, as far as they were unsealed.
    #[must_use]
    pub fn new(
        pages: &BTreeMap<String, PageRecord>,
        cases: &BTreeMap<String, CaseReference>,
        today: Date,
    ) -> Self {
        let mut pages: Vec<ListedPage> = pages
            .iter()
            .map(|(name, page)| ListedPage {
                audience: page.audience.clone(),
                case: cases.get(name).map(|case| case.as_str().to_owned()),
                due: page.due,
                is_overdue: page.outcome.is_none() && page.due < today,
                made: page.made,
                name: name.clone(),
                outcome: page.outcome.as_ref().map(Outcome::from),
                owner: page.owner.clone(),
                reader: page.reader.clone(),
            })
            .collect();
        // What waits first, the longest due before all.
        pages.sort_by(|a, b| {
            let key = |page: &ListedPage| (page.outcome.is_some(), page.due);
            key(a).cmp(&key(b)).then_with(|| a.name.cmp(&b.name))
        });
        let unconfirmed = pages.iter().filter(|page| page.outcome.is_none());
        Self {
            overdue: pages.iter().filter(|page| page.is_overdue).count(),
            unconfirmed: unconfirmed.count(),
            pages,
        }
    }

    /// Whether a page waits longer than it may.
    #[must_use]
    pub const fn has_overdue(&self) -> bool {
        self.overdue > 0
    }
}

impl Report for ListedPages {
    fn tell(&self, page: &mut Page) {
        for one in &self.pages {
            let case = one
                .case
                .as_ref()
                .map_or_else(String::new, |case| format!(", case {case}"));
            let is = match &one.outcome {
                Some(outcome) => outcome.in_words(),
                None if one.is_overdue => page.paint.danger(&format!(
                    "{} has not confirmed, and was to by {}: {} sees to it",
                    tame(&one.reader),
                    day_in_words(one.due),
                    tame(&one.owner)
                )),
                None => format!(
                    "{} has not confirmed: {} sees to it by {}",
                    tame(&one.reader),
                    tame(&one.owner),
                    day_in_words(one.due)
                ),
            };
            page.hanging(
                &format!("{:<28}", one.name),
                &format!("made on {}{case}; {is}", day_in_words(one.made)),
            );
        }
        page.line(&format!(
            "{}, {} not confirmed, {} overdue.",
            amount(self.pages.len(), "page"),
            self.unconfirmed,
            self.overdue
        ));
    }
}

/// What a person said of a page, kept.
#[derive(Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct PageTold {
    name: String,
    outcome: Option<Outcome>,
    reader: String,
}

impl PageTold {
    /// Of the page with this name.
    #[must_use]
    pub fn new(name: &str, page: &PageRecord) -> Self {
        Self {
            name: name.to_owned(),
            outcome: page.outcome.as_ref().map(Outcome::from),
            reader: page.reader.clone(),
        }
    }
}

impl Report for PageTold {
    fn tell(&self, page: &mut Page) {
        let said = self
            .outcome
            .as_ref()
            .map_or_else(String::new, Outcome::in_words);
        page.line(&format!(
            "{}, for {}: {said}.",
            self.name,
            tame(&self.reader)
        ));
    }
}

opaque_debug!(ListedPages);
opaque_debug!(PageMade);
opaque_debug!(PageTold);

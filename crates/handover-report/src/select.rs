//! Who must be handed over, and why.

mod under_mandate;

use std::{collections::BTreeMap, fmt, path::Path};

use handover::{
    case::{
        eligibility::{Parameters, Reason, Ruling, Selection},
        plain_words,
    },
    caseload::{Decided, Decisions, Ground},
};
use serde::Serialize;

use crate::{Page, Report, shown};

pub use under_mandate::RosterSigned;

/// Who must be handed over.
#[derive(Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct SelectReport<'a> {
    as_of: String,
    decisions: DecidedRows,
    /// Pairs of cases that may be one person's.
    possible_duplicates: Vec<[String; 2]>,
    rules: &'a str,
    totals: Totals,
    transfer_date: String,
    #[serde(skip)]
    to: Option<String>,
}

#[derive(Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
struct Totals {
    exclude: usize,
    include: usize,
    /// All records: the others add up to them.
    read: usize,
    undecided: usize,
}

impl<'a> SelectReport<'a> {
    /// What rules made of the records; the decisions may have been written to a file.
    #[must_use]
    pub fn new(
        selection: &'a Selection,
        decisions: &'a Decisions,
        parameters: Parameters,
        to: Option<&Path>,
    ) -> Self {
        let suspected = selection.suspected().iter();
        let count = |ruling| {
            let all = decisions.decisions.values();
            all.filter(|decided| decided.ruling == ruling).count()
        };
        Self {
            as_of: parameters.as_of.to_string(),
            decisions: decided_rows(decisions),
            possible_duplicates: suspected
                .map(|(a, b)| [a.as_str().to_owned(), b.as_str().to_owned()])
                .collect(),
            rules: decisions.rules_name(),
            totals: Totals {
                exclude: count(Ruling::Exclude),
                include: count(Ruling::Include),
                read: selection.read(),
                undecided: count(Ruling::Undecided),
            },
            transfer_date: decisions.transfer.to_string(),
            to: to.map(shown),
        }
    }
}

/// Decisions by the sender's own references.
pub(super) type DecidedRows = BTreeMap<String, DecidedRow>;

/// What was decided about one case.
#[derive(Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub(super) struct DecidedRow {
    decision: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    detail: Option<&'static str>,
    /// How many journeys the rules count.
    journeys: Option<u32>,
    /// Rules that fit, where any did.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    matched: Vec<String>,
    reason: String,
}

pub(super) fn decided_rows(decisions: &Decisions) -> DecidedRows {
    let decisions = decisions.decisions.iter();
    let rows = decisions.map(|(case, decided)| {
        let row = DecidedRow {
            decision: decided.ruling.as_str(),
            detail: decided.detail.map(|detail| detail.as_str()),
            journeys: decided.journeys,
            matched: decided.matched.clone(),
            reason: decided.ground.to_string(),
        };
        (case.as_str().to_owned(), row)
    });
    rows.collect()
}

/// Why it was decided so, for people: "he or she is with you now".
#[must_use]
pub fn because(decided: &Decided) -> String {
    let why = match &decided.ground {
        Ground::Decided => "somebody decided it".to_owned(),
        Ground::Request => "they came back, and it was asked for".to_owned(),
        Ground::Single => "each case goes by itself".to_owned(),
        Ground::Rules(reason) => match reason {
            Reason::Current => "with you on the day of the change".to_owned(),
            Reason::Deceased => "died: the record stays with you".to_owned(),
            Reason::Extra(rule) => format!("the rule {} takes them", plain_words(rule)),
            Reason::IndeterminateDate => "the days in the sheet do not tell".to_owned(),
            Reason::JourneysTooFew => {
                "closed not long ago, after fewer journeys than the rules ask for".to_owned()
            }
            Reason::LostAtEarlierTransfer => {
                "closed by the change of an earlier contract, and nothing after it".to_owned()
            }
            Reason::NeverStarted => "never started".to_owned(),
            Reason::OutsideWindow => "closed too long ago for the rules".to_owned(),
            Reason::PossibleDuplicate => "may be the same person as somebody else".to_owned(),
            Reason::Proposed(rule) => {
                format!("the rule {} leaves it to a person", plain_words(rule))
            }
            Reason::RecentClosure => {
                "closed not long ago, after as many journeys as the rules ask for".to_owned()
            }
            other => plain_words(&other.to_string()),
        },
    };
    match decided.detail {
        Some(detail) => format!("{why}: {}", plain_words(detail.as_str())),
        None => why,
    }
}

impl Report for SelectReport<'_> {
    fn tell(&self, page: &mut Page) {
        each(page, &self.decisions);
        page.gap();
        totals(page, &self.decisions);
        if let Some(to) = &self.to {
            page.line(&format!("Written: {to}"));
        }
    }
}

pub(super) fn each(page: &mut Page, decisions: &DecidedRows) {
    for (reference, decided) in decisions {
        let detail = decided
            .detail
            .map_or_else(String::new, |detail| format!(" ({detail})"));
        let also = match decided.matched.split_first() {
            Some((_, others)) if !others.is_empty() => format!("  also {}", others.join(", ")),
            _ => String::new(),
        };
        page.line(&format!(
            "{reference:<14} {:<10} {}{detail}{}",
            decided.decision,
            decided.reason,
            page.paint.faint(&also)
        ));
    }
}

/// Totals by reason, that add up to the records read.
fn totals(page: &mut Page, decisions: &DecidedRows) {
    for ruling in [Ruling::Include, Ruling::Exclude, Ruling::Undecided] {
        let mut reasons: BTreeMap<&str, usize> = BTreeMap::new();
        let ruled = decisions.values();
        for decided in ruled.filter(|decided| decided.decision == ruling.as_str()) {
            let count = reasons.entry(&decided.reason).or_default();
            *count = count.saturating_add(1);
        }
        let count: usize = reasons.values().sum();
        page.line(
            &page
                .paint
                .strong(&format!("   {count:>5}  {}", ruling.as_str())),
        );
        for (reason, count) in reasons {
            page.line(&format!("   {count:>11}  {reason}"));
        }
    }
    page.line(&format!(
        "   {:>5}  records read, none left over",
        decisions.len()
    ));
}

impl fmt::Debug for SelectReport<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SelectReport(..)")
    }
}

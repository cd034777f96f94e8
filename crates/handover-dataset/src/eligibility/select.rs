use std::collections::BTreeSet;

use thiserror::Error;

use super::{Decision, Parameters, Record, Rules, Ruling, decide::decide, duplicates};
use crate::CaseReference;

/// Why nothing was selected.
#[derive(Clone, Copy, Debug, Error, Eq, PartialEq)]
#[non_exhaustive]
pub enum SelectError {
    /// Two records have one reference, so that one token would name two people.
    #[error("a reference is that of two records")]
    SharedReference,
}

/// A decision for every record that was read.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Selection {
    decisions: Vec<Decision>,
    suspected: Vec<(CaseReference, CaseReference)>,
}

impl Selection {
    /// The decisions, in the order of their references.
    #[must_use]
    pub fn decisions(&self) -> &[Decision] {
        &self.decisions
    }

    /// The decision on one record.
    #[must_use]
    pub fn decision(&self, reference: &CaseReference) -> Option<&Decision> {
        let found = self
            .decisions
            .binary_search_by(|decision| decision.reference.cmp(reference));
        self.decisions.get(found.ok()?)
    }

    /// How many records were read: included, excluded and undecided together.
    #[must_use]
    pub const fn read(&self) -> usize {
        self.decisions.len()
    }

    /// How many records are ruled upon so.
    #[must_use]
    pub fn count(&self, outcome: Ruling) -> usize {
        let with = |decision: &&Decision| decision.outcome == outcome;
        self.decisions.iter().filter(with).count()
    }

    /// The pairs of records that may be of one person. A machine merges none.
    #[must_use]
    pub fn suspected(&self) -> &[(CaseReference, CaseReference)] {
        &self.suspected
    }
}

/// Decides on every record.
///
/// # Errors
///
/// [`SelectError::SharedReference`] if two records have one reference.
///
/// # Example
///
/// ```
/// use handover_dataset::eligibility::{
///     Episode, Parameters, Record, Rules, Ruling, SelectError, select,
/// };
/// use handover_dataset::{CaseReference, Date};
///
/// let rules = Rules::from_toml(Rules::BUILT_IN)?; // or a commissioner's own file
/// let days = Parameters {
///     transfer_date: "2026-10-01".parse()?,
///     as_of: "2026-10-05".parse()?,
/// };
/// let triaged = |on: &str| on.parse::<Date>().map(|on| Episode {
///     triaged_on: on.into(),
///     ..Episode::default()
/// });
/// let mut open = Record::new("NR-1".parse()?);
/// open.episodes.push(Episode { is_open: true, ..triaged("2026-03-02")? });
/// let mut closed = Record::new("NR-2".parse()?);
/// let closed_on: Date = "2024-06-01".parse()?;
/// closed.episodes.push(Episode { closed_on: closed_on.into(), ..triaged("2024-03-02")? });
///
/// let selection = select(&rules, days, &[open.clone(), closed])?;
/// assert_eq!(selection.count(Ruling::Include), 1);
/// let stays: CaseReference = "NR-2".parse()?;
/// let decision = selection.decision(&stays).ok_or("everybody has a decision")?;
/// assert_eq!(decision.reason.to_string(), "outside-window");
///
/// // Two records of one reference would be two people under one token.
/// let twice = [open.clone(), open];
/// assert_eq!(select(&rules, days, &twice).unwrap_err(), SelectError::SharedReference);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn select(
    rules: &Rules,
    parameters: Parameters,
    records: &[Record],
) -> Result<Selection, SelectError> {
    let mut records: Vec<&Record> = records.iter().collect();
    records.sort_unstable_by(|a, b| a.reference.cmp(&b.reference));
    let is_shared =
        |pair: &[&Record]| pair.first().map(|r| &r.reference) == pair.get(1).map(|r| &r.reference);
    if records.windows(2).any(is_shared) {
        return Err(SelectError::SharedReference);
    }
    let pairs = duplicates::pairs(&records);
    let paired: BTreeSet<&CaseReference> = pairs.iter().flat_map(|(a, b)| [*a, *b]).collect();
    let decisions = records
        .iter()
        .map(|record| {
            let is_duplicate = record.is_suspected_duplicate || paired.contains(&record.reference);
            decide(rules, parameters, record, is_duplicate)
        })
        .collect();
    let suspected = pairs
        .into_iter()
        .map(|(a, b)| (a.clone(), b.clone()))
        .collect();
    Ok(Selection {
        decisions,
        suspected,
    })
}

//! The answers of the cases that the rosters include, counted for the commissioner, and exactly for each
//! recipient.

mod exact;

use std::collections::{BTreeMap, BTreeSet};

use handover_dataset::{
    AnswerCounts, Audience, Case, CaseReference, Field, FieldState, Profile, SectionName,
};
use handover_transfer::RosterChain;
use handover_trust::{Decision, OrganisationId, Token};
use thiserror::Error;

use crate::{CaseMemory, Caseload, CaseloadError};

/// Why answers were not counted.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum CountError {
    /// The cases cannot be read.
    #[error(transparent)]
    Caseload(#[from] CaseloadError),
    /// So many included cases are not there, not of the form of a case, or not included by the decisions.
    #[error("{0} included cases cannot be counted")]
    Uncounted(usize),
}

/// The counts of everything, and for each recipient those of its own cases.
#[derive(Debug)]
#[non_exhaustive]
pub struct Counted {
    /// Of every included case.
    pub all: AnswerCounts,
    /// Of the cases of each recipient.
    pub recipients: BTreeMap<OrganisationId, OwnCounts>,
}

/// What one recipient may know exactly: its own cases, in the sections that it opens.
#[derive(Debug)]
#[expect(clippy::exhaustive_structs, reason = "a report is made of these")]
pub struct OwnCounts {
    /// A row of the roster that sends a case there.
    pub token: Token,
    /// How many there are.
    pub cases: u64,
    /// By the number of the field.
    pub fields: BTreeMap<u16, FieldCounts>,
    /// What has no answer that says something, by the sender's reference.
    pub missing: BTreeMap<String, Vec<Missing>>,
}

/// A field without a value, and the reason that is given.
#[derive(Debug)]
#[expect(clippy::exhaustive_structs, reason = "which field, and why")]
pub struct Missing {
    /// Which field.
    pub field: &'static Field,
    /// The reason.
    pub reason: &'static str,
}

/// How one field is answered.
#[derive(Debug)]
#[non_exhaustive]
pub struct FieldCounts {
    /// Which field.
    pub field: &'static Field,
    /// How many have a value.
    pub value: u64,
    /// How many say nothing.
    pub silent: u64,
    /// How many give which reason.
    pub absent: BTreeMap<&'static str, u64>,
}

/// Counts the answers of every case that the rosters include, of which few are held at a time.
///
/// # Errors
///
/// [`CountError`] if one of them is not there, or not of the form of a case.
pub fn counted(
    caseload: &Caseload,
    memory: &dyn CaseMemory,
    chain: &RosterChain,
    profile: &Profile,
) -> Result<Counted, CountError> {
    let lead = profile.audience(profile.lead());
    let mut missing: BTreeSet<&Token> = chain.included().collect();
    let mut counted = Counted {
        all: AnswerCounts::new(profile),
        recipients: BTreeMap::new(),
    };
    let mut malformed = 0_usize;
    caseload.each_seen(Case::clone, |reference, case| {
        let Ok(known) = reference.parse::<CaseReference>() else {
            return;
        };
        let token = memory.token(&known);
        if !missing.remove(&token) {
            return;
        }
        let Some(case) = case else {
            malformed = malformed.saturating_add(1);
            return;
        };
        counted.all.add(&case);
        let row = chain.row(&token).map(|row| &row.decision);
        if let (Some(Decision::Include { to, .. }), Some(lead)) = (row, lead) {
            let own = counted.recipients.entry(to.clone());
            let own = own.or_insert_with(|| OwnCounts::new(token));
            own.add(reference, &case, profile, lead);
        }
    })?;
    let uncounted = missing.len().saturating_add(malformed);
    if uncounted == 0 {
        return Ok(counted);
    }
    Err(CountError::Uncounted(uncounted))
}

impl OwnCounts {
    const fn new(token: Token) -> Self {
        Self {
            token,
            cases: 0,
            fields: BTreeMap::new(),
            missing: BTreeMap::new(),
        }
    }

    fn add(&mut self, reference: &str, case: &Case, profile: &Profile, lead: &Audience) {
        self.cases = self.cases.saturating_add(1);
        let mut missing = Vec::new();
        for (field, state) in case.answers(profile.sections()) {
            let is_place = field.section == SectionName::Location;
            if is_place && !lead.keeps_protected() && case.is_protected() {
                // Whoever does not see the place is not told what is known of it.
                continue;
            }
            if !lead.has_field(field.section, field.name) {
                continue;
            }
            let counts = self.fields.entry(field.id).or_insert_with(|| FieldCounts {
                field,
                value: 0,
                silent: 0,
                absent: BTreeMap::new(),
            });
            counts.add(state);
            if let FieldState::Absent(reason) = state
                && reason.is_unknown()
            {
                let reason = reason.as_str();
                missing.push(Missing { field, reason });
            }
        }
        if !missing.is_empty() {
            self.missing.insert(reference.to_owned(), missing);
        }
    }
}

impl FieldCounts {
    fn add(&mut self, state: FieldState) {
        let count = match state {
            FieldState::Absent(reason) => self.absent.entry(reason.as_str()).or_default(),
            FieldState::Given | FieldState::Partly => &mut self.value,
            FieldState::Silent => &mut self.silent,
        };
        *count = count.saturating_add(1);
    }
}

//! The answers of the cases that the rosters include, counted for the commissioner, and exactly for each
//! recipient.

use std::collections::{BTreeMap, BTreeSet};

use handover::{
    AnswerCounts, Audience, Case, CaseReference, Decision, Field, FieldState, OrganisationId,
    Profile, RefusalClass, SectionName, Token,
};
use handover_caseload::{Caseload, Chain};

use crate::{
    problem::Problem, refusals::refusal, store::MandateLedger, verbs::mandate::MandateInForce,
};

/// The counts of everything, and for each recipient those of its own cases.
pub(super) struct Counted {
    pub(super) all: AnswerCounts,
    pub(super) recipients: BTreeMap<OrganisationId, Own>,
}

/// What one recipient may know exactly: its own cases, in the sections that it opens.
pub(super) struct Own {
    /// A row of the roster that sends a case there.
    pub(super) token: Token,
    pub(super) cases: u64,
    pub(super) fields: BTreeMap<u16, FieldCounts>,
    /// What has no answer that says something, by the sender's reference.
    pub(super) missing: BTreeMap<String, Vec<Missing>>,
}

/// A field without a value, and the reason that is given.
pub(super) struct Missing {
    pub(super) field: &'static Field,
    pub(super) reason: &'static str,
}

/// How one field is answered.
pub(super) struct FieldCounts {
    pub(super) field: &'static Field,
    pub(super) value: u64,
    pub(super) silent: u64,
    pub(super) absent: BTreeMap<&'static str, u64>,
}

/// Counts the answers of every case that the rosters include, of which few are held at a time.
pub(super) fn counted(
    caseload: &Caseload,
    ledger: &MandateLedger,
    chain: &Chain,
    mandate: &MandateInForce,
) -> Result<Counted, Problem> {
    let profile = mandate.profile.profile();
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
        let token = ledger.token(&known);
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
            let own = own.or_insert_with(|| Own::new(token));
            own.add(reference, &case, profile, lead);
        }
    })?;
    let uncounted = missing.len().saturating_add(malformed);
    if uncounted == 0 {
        return Ok(counted);
    }
    Err(refusal(
        "the report",
        RefusalClass::Policy,
        format!(
            "{uncounted} included cases are not in the folder, not of the form of a case, or not \
             included by the decisions"
        ),
    )
    .advise(
        "Name folder, decisions and answers as for `seal`; `handover check` says what is wrong.",
    ))
}

impl Own {
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
        for section in profile.sections() {
            if *section == SectionName::Location && !lead.keeps_protected() && case.is_protected() {
                // Whoever does not see the place is not told what is known of it.
                continue;
            }
            for (field, state) in case.states(*section) {
                if !lead.has_field(*section, field.name) {
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
            FieldState::Given => &mut self.value,
            FieldState::Silent => &mut self.silent,
        };
        *count = count.saturating_add(1);
    }
}

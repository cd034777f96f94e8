//! A decision about everybody in the extract, as a roster under a mandate.

mod error;
mod overlaid;
mod recipient;

use std::{
    collections::{BTreeMap, BTreeSet},
    fmt,
};

use handover_dataset::{
    CaseReference,
    eligibility::Ruling,
    profile::{Deadlines, Period},
};
use handover_package::ProfileInForce;
use handover_transfer::{RosterChain, due_times, due_times_of_request, may_follow};
use handover_trust::{
    Decision, DueTimes, Mandate, OrganisationId, PosixTime, Roster, RosterCounts, RosterRow,
    Statement, Token,
};

pub use self::error::RosterError;
use self::{
    overlaid::{Overlaid, dated},
    recipient::recipient_of,
};
use crate::{CaseMemory, Caseload, CaseloadError, Decisions, Ground, People, facts::CaseFacts};
use handover_identity::CaseEntry;

/// What a roster is made from.
#[expect(clippy::exhaustive_structs, reason = "every one of them is needed")]
pub struct RosterInput<'a> {
    /// The mandate.
    pub mandate: &'a Statement<Mandate>,
    /// Its profile.
    pub profile: &'a ProfileInForce,
    /// Its deadlines, else those of the profile.
    pub deadlines: &'a Deadlines,
    /// What the mandate's rules make of every case.
    pub decisions: Decisions,
    /// What people say.
    pub people: &'a People,
    /// The rosters before this one.
    pub chain: &'a RosterChain,
    /// What the sender remembers of the mandate.
    pub memory: &'a dyn CaseMemory,
    /// Within what time the holder answers a request.
    pub answer_within: Period,
    /// Whether it was said that there is nobody.
    pub nobody: bool,
    /// The time of the roster.
    pub now: PosixTime,
}

/// A roster that is ready to be signed, and what goes with it.
#[non_exhaustive]
pub struct RosterDraft {
    /// The roster. Every undecided row has its date: the commissioner can freeze it.
    pub roster: Roster,
    /// What holds for every case now: by rules, by people, by the rosters before.
    pub decisions: Decisions,
    /// What must be remembered of every case.
    pub remembered: Vec<CaseEntry>,
    /// Cases that stand in a roster before this one, and would be decided otherwise today.
    pub settled_otherwise: Vec<CaseReference>,
}

/// Makes the roster. `caseload` lays the decisions that hold over the drafts.
///
/// # Errors
///
/// [`RosterError`] with the references of the cases that keep it from being made.
pub fn draft_roster(
    input: &RosterInput<'_>,
    caseload: impl FnOnce(Decisions) -> Result<Caseload, CaseloadError>,
) -> Result<RosterDraft, RosterError> {
    let mut decisions = input.decisions.clone();
    let references: BTreeSet<CaseReference> = decisions.decisions.keys().cloned().collect();
    let unknown = input.people.unknown(&references);
    if !unknown.is_empty() {
        return Err(RosterError::UnknownCases(unknown));
    }
    if references.is_empty() && input.chain.last().is_none() && !input.nobody {
        return Err(RosterError::Nobody);
    }
    let mut overlaid = Overlaid::default();
    for (reference, decided) in &mut decisions.decisions {
        overlaid.lay(input, reference, decided)?;
    }
    overlaid.check()?;
    let caseload = caseload(decisions.clone())?;
    let terms = input.mandate.payload();
    let lead = input.profile.profile().lead();
    let in_case = |reference: &str, facts: &CaseFacts| {
        let reference = reference.parse::<CaseReference>().ok();
        let asked = reference.and_then(|case| input.people.requested(&case));
        InCase {
            recipient: recipient_of(facts, &terms.to, lead),
            due: match asked {
                Some(asked) => {
                    let within = input.answer_within;
                    due_times_of_request(asked.on, within, input.deadlines, &facts.due)
                }
                None => due_times(terms, input.deadlines, &facts.due),
            },
        }
    };
    let cases = caseload.facts(in_case)?;
    let rows = rows(input, &decisions, &overlaid, &cases)?;
    if rows.is_empty() && input.chain.last().is_some() {
        return Err(RosterError::NothingNew);
    }
    if input.nobody && !rows.is_empty() {
        return Err(RosterError::Somebody(rows.len()));
    }
    Ok(RosterDraft {
        roster: Roster {
            at: input.now,
            by: terms.from.clone(),
            mandate: *input.mandate.id(),
            previous: input.chain.last(),
            counts: RosterCounts::of(&rows),
            rows,
        },
        decisions,
        remembered: overlaid.remembered,
        settled_otherwise: overlaid.settled_otherwise,
    })
}

/// What a row says that only the case knows.
struct InCase {
    recipient: Option<OrganisationId>,
    due: DueTimes,
}

fn rows(
    input: &RosterInput<'_>,
    decisions: &Decisions,
    overlaid: &Overlaid,
    cases: &BTreeMap<String, Option<InCase>>,
) -> Result<Vec<RosterRow>, RosterError> {
    let mut rows: BTreeMap<Token, RosterRow> = BTreeMap::new();
    let mut stopped = Stopped::default();
    for (reference, decided) in &decisions.decisions {
        let token = input.memory.token(reference);
        let before = input.chain.row(&token);
        let decision = match decided.ruling {
            Ruling::Include => match included(input, reference, before, cases, &mut stopped) {
                Some(decision) => decision,
                None => continue,
            },
            Ruling::Exclude => Decision::Exclude,
            _ => Decision::Undecided {
                by: match overlaid.owners.get(reference) {
                    Some(owner) => Some(owner.by),
                    None => before.and_then(dated),
                },
            },
        };
        let row = RosterRow {
            token,
            reason: decided
                .ground
                .row_code()
                .ok_or_else(|| RosterError::ForeignReason(reference.clone()))?,
            decision,
        };
        if before.is_none_or(|before| may_follow(before, &row)) {
            rows.insert(token, row);
        }
    }
    stopped.end()?;
    Ok(rows.into_values().collect())
}

/// What keeps included cases from the roster.
#[derive(Default)]
struct Stopped {
    malformed: Vec<CaseReference>,
    outside: Vec<CaseReference>,
    unaddressed: Vec<CaseReference>,
}

impl Stopped {
    fn end(self) -> Result<(), RosterError> {
        if !self.malformed.is_empty() {
            return Err(RosterError::Malformed(self.malformed));
        }
        if !self.outside.is_empty() {
            return Err(RosterError::Outside(self.outside));
        }
        if !self.unaddressed.is_empty() {
            return Err(RosterError::Unaddressed(self.unaddressed));
        }
        Ok(())
    }
}

fn included(
    input: &RosterInput<'_>,
    reference: &CaseReference,
    before: Option<&RosterRow>,
    cases: &BTreeMap<String, Option<InCase>>,
    stopped: &mut Stopped,
) -> Option<Decision> {
    let Some(Some(case)) = cases.get(reference.as_str()) else {
        stopped.malformed.push(reference.clone());
        return None;
    };
    let named = input
        .people
        .recipient(reference)
        .or(case.recipient.as_ref());
    let Some(to) = named else {
        stopped.unaddressed.push(reference.clone());
        return None;
    };
    if !input.mandate.payload().to.contains(to) {
        stopped.outside.push(reference.clone());
        return None;
    }
    // Whoever was asked for keeps the dates of the request, also with another recipient.
    let is_kept = |row: &&RosterRow| row.reason.as_str() == Ground::REQUEST;
    let due = before
        .filter(is_kept)
        .map_or(case.due, |row| match &row.decision {
            Decision::Include { due, .. } => *due,
            Decision::Exclude | Decision::Undecided { .. } => DueTimes::default(),
        });
    Some(Decision::Include {
        to: to.clone(),
        due,
    })
}

impl fmt::Debug for RosterInput<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("RosterInput(..)")
    }
}

impl fmt::Debug for RosterDraft {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("RosterDraft(..)")
    }
}

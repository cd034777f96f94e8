//! A decision about everybody in the extract, as a roster under a mandate.

use std::collections::{BTreeMap, BTreeSet};

use handover::{
    Case, CaseReference, Decision, DueTimes, OrganisationId, PosixTime, ReasonCode, RefusalClass,
    Roster, RosterCounts, RosterRow, Token, due_times, due_times_of_request, may_follow,
    profile::Period,
};

use super::{
    chain::{Chain, REQUEST},
    people::People,
};
use crate::{
    caseload::{Caseload, Decided, Decisions},
    problem::Problem,
    refusals::refusal,
    store::{CaseEntry, MandateLedger, PersonDecided},
    verbs::mandate::MandateInForce,
};

/// What a roster is made from.
pub(crate) struct RosterInput<'a> {
    pub(crate) mandate: &'a MandateInForce,
    /// What the mandate's rules make of every case.
    pub(crate) decisions: Decisions,
    pub(crate) people: &'a People,
    /// The rosters before this one.
    pub(crate) chain: &'a Chain,
    pub(crate) ledger: &'a mut MandateLedger,
    /// Within what time the holder answers a request.
    pub(crate) answer_within: Period,
    pub(crate) now: PosixTime,
}

/// A roster that is ready to be signed, and what goes with it.
pub(crate) struct RosterDraft {
    pub(crate) roster: Roster,
    /// What holds for every case now: by rules, by people, by the rosters before.
    pub(crate) decisions: Decisions,
    /// Undecided cases of which nobody said who decides and by when.
    pub(crate) unowned: usize,
    /// Cases that stand in a roster before this one, and would be decided otherwise today.
    pub(crate) settled_otherwise: usize,
}

/// The reason code of what a practitioner decided; also that of field 903.
const DECIDED: &str = "decided";

/// Makes the roster. `caseload` lays the decisions that hold over the drafts.
pub(crate) fn draft_roster(
    input: RosterInput<'_>,
    caseload: impl FnOnce(Decisions) -> Result<Caseload, Problem>,
) -> Result<RosterDraft, Problem> {
    let RosterInput {
        mandate,
        mut decisions,
        people,
        chain,
        ledger,
        answer_within,
        now,
    } = input;
    let references = references(&decisions)?;
    check_people(people, &references)?;
    let mut open = BTreeMap::new();
    let mut settled_otherwise = 0_usize;
    let mut wrongly_decided = 0_usize;
    let mut wrongly_requested = 0_usize;
    for reference in references {
        let token = ledger.token(&reference);
        let before = chain.row(&token);
        let decided = decisions
            .decisions
            .get_mut(reference.as_str())
            .ok_or_else(|| Problem::our_bug("a decision went away"))?;
        let known = ledger.entry(&token).cloned();
        let is_open = match before {
            Some(row) => matches!(row.decision, Decision::Undecided { .. }),
            None => decided.decision == UNDECIDED,
        };
        let by_person = people.decided(&reference).cloned();
        if by_person.is_some() && !is_open {
            wrongly_decided = wrongly_decided.saturating_add(1);
        }
        let asked_for = people.requested(&reference);
        let is_excluded = before.is_some_and(|row| row.decision == Decision::Exclude);
        if asked_for.is_some() && !is_excluded {
            wrongly_requested = wrongly_requested.saturating_add(1);
        }
        let by_person = by_person.or_else(|| Some(asked_for?.decided.clone()));
        let by_person = by_person.or_else(|| known.as_ref()?.decided.clone());
        if let (true, Some(by_person)) = (is_open, &by_person) {
            overrule(decided, by_person);
        }
        let owner = (decided.decision == UNDECIDED)
            .then(|| people.owner(&reference).cloned().or_else(|| known?.owner))
            .flatten();
        if asked_for.is_some() {
            "include".clone_into(&mut decided.decision);
            REQUEST.clone_into(&mut decided.reason);
        } else if let Some(row) = before
            && !is_open
        {
            settled_otherwise = settled_otherwise.saturating_add(usize::from(settle(decided, row)));
        }
        open.insert(reference.clone(), (token, owner.clone()));
        ledger.keep(CaseEntry {
            reference,
            owner,
            decided: by_person,
        });
    }
    if wrongly_decided > 0 {
        return Err(Problem::usage(
            format!("--decided names {wrongly_decided} cases that are not undecided"),
            "Take them out: a practitioner decides only what the rules leave open.",
        ));
    }
    if wrongly_requested > 0 {
        return Err(Problem::usage(
            format!("--requested names {wrongly_requested} cases that no roster before excludes"),
            "Take them out: `handover roster show --case` says what is listed.",
        ));
    }
    let caseload = caseload(decisions.clone())?;
    let said = mandate.statement.payload();
    let cases = caseload.look(|case| InCase {
        recipient: recipient_of(case, &said.to, mandate.profile.profile().lead()),
        due: match case.reference().and_then(|case| people.requested(case)) {
            Some(asked) => due_times_of_request(asked.on, answer_within, &mandate.deadlines, case),
            None => due_times(said, &mandate.deadlines, case),
        },
    })?;
    let mut rows: BTreeMap<Token, RosterRow> = BTreeMap::new();
    let mut problems = Problems::default();
    for (reference, (token, owner)) in &open {
        let Some(decided) = decisions.decisions.get(reference.as_str()) else {
            continue;
        };
        let decision = match decided.decision.as_str() {
            "include" => {
                let before = chain.row(token);
                match included(reference, before, &cases, people, mandate, &mut problems) {
                    Some(decision) => decision,
                    None => continue,
                }
            }
            "exclude" => Decision::Exclude,
            _ => Decision::Undecided {
                by: owner.as_ref().map(|owner| owner.by),
            },
        };
        let row = RosterRow {
            token: *token,
            reason: roster_code(&decided.reason)?,
            decision,
        };
        let is_new = chain
            .row(token)
            .is_none_or(|before| may_follow(before, &row));
        if is_new {
            rows.insert(*token, row);
        }
    }
    problems.end()?;
    let rows: Vec<RosterRow> = rows.into_values().collect();
    if rows.is_empty() && chain.last().is_some() {
        return Err(Problem::usage(
            "there is nothing that the rosters before do not say already",
            "A further roster names new cases, late decisions and new recipients only.",
        ));
    }
    let unowned = rows
        .iter()
        .filter(|row| row.decision == Decision::Undecided { by: None })
        .count();
    Ok(RosterDraft {
        roster: Roster {
            at: now,
            by: mandate.statement.payload().from.clone(),
            mandate: *mandate.statement.id(),
            previous: chain.last(),
            counts: RosterCounts::of(&rows),
            rows,
        },
        decisions,
        unowned,
        settled_otherwise,
    })
}

const UNDECIDED: &str = "undecided";

/// Every case, by reference.
fn references(decisions: &Decisions) -> Result<BTreeSet<CaseReference>, Problem> {
    let parsed = decisions
        .decisions
        .keys()
        .map(|reference| reference.parse());
    parsed.collect::<Result<_, _>>().map_err(|_| {
        Problem::input_output(
            "a case has a reference that no roster can stand for",
            "References are 1 to 64 of A-Z a-z 0-9 - and . only: change the mapping.",
        )
    })
}

fn check_people(people: &People, known: &BTreeSet<CaseReference>) -> Result<(), Problem> {
    match people.unknown(known) {
        0 => Ok(()),
        unknown => Err(Problem::usage(
            format!("the tables name {unknown} cases that are not in the extract"),
            "Check the column `case` against what `handover select` prints.",
        )),
    }
}

/// A practitioner's decision in the place of none.
fn overrule(decided: &mut Decided, by_person: &PersonDecided) {
    let decision = if by_person.include {
        "include"
    } else {
        "exclude"
    };
    decision.clone_into(&mut decided.decision);
    DECIDED.clone_into(&mut decided.reason);
}

/// What a roster before has settled stays; whether it is something else than today's decision.
fn settle(decided: &mut Decided, row: &RosterRow) -> bool {
    let word = match row.decision {
        Decision::Exclude => "exclude",
        Decision::Include { .. } => "include",
        Decision::Undecided { .. } => UNDECIDED,
    };
    if decided.decision == word {
        return false;
    }
    word.clone_into(&mut decided.decision);
    row.reason.as_str().clone_into(&mut decided.reason);
    true
}

/// What keeps included cases from the roster, counted.
#[derive(Default)]
struct Problems {
    malformed: usize,
    unaddressed: usize,
    outside: usize,
}

impl Problems {
    fn end(self) -> Result<(), Problem> {
        let refused = |count: usize, what: &str, next: &str| {
            Err(refusal(
                "the roster",
                RefusalClass::Policy,
                format!("{count} {what}"),
            )
            .advise(next))
        };
        if self.malformed > 0 {
            return refused(
                self.malformed,
                "cases to be handed over are not of the form of a case",
                "`handover check --decisions` names each and says what is wrong; mend them first.",
            );
        }
        if self.outside > 0 {
            return refused(
                self.outside,
                "cases are for an organisation that the mandate does not name",
                "Put a recipient of the mandate into --recipients; another needs a new mandate.",
            );
        }
        if self.unaddressed > 0 {
            return refused(
                self.unaddressed,
                "cases do not say which of the mandate's recipients takes them on",
                "Name it in field 914 of the case, or in --recipients: columns case, organisation.",
            );
        }
        Ok(())
    }
}

/// What a row says that only the case knows.
struct InCase {
    recipient: Option<OrganisationId>,
    due: DueTimes,
}

/// Whoever was asked for keeps the dates of the request, also with another recipient.
fn due_of(row: &RosterRow) -> DueTimes {
    match &row.decision {
        Decision::Include { due, .. } => *due,
        Decision::Exclude | Decision::Undecided { .. } => DueTimes::default(),
    }
}

fn included(
    reference: &CaseReference,
    before: Option<&RosterRow>,
    cases: &BTreeMap<String, Option<InCase>>,
    people: &People,
    mandate: &MandateInForce,
    problems: &mut Problems,
) -> Option<Decision> {
    let Some(Some(case)) = cases.get(reference.as_str()) else {
        problems.malformed = problems.malformed.saturating_add(1);
        return None;
    };
    let named = people.recipient(reference).or(case.recipient.as_ref());
    let Some(to) = named else {
        problems.unaddressed = problems.unaddressed.saturating_add(1);
        return None;
    };
    if !mandate.statement.payload().to.contains(to) {
        problems.outside = problems.outside.saturating_add(1);
        return None;
    }
    let is_kept = |row: &&RosterRow| row.reason.as_str() == REQUEST;
    Some(Decision::Include {
        to: to.clone(),
        due: before.filter(is_kept).map_or(case.due, due_of),
    })
}

/// The mandate's recipient; of several the one that the case's own field 914 names for the lead
/// audience.
fn recipient_of(case: &Case, to: &[OrganisationId], lead: &str) -> Option<OrganisationId> {
    if let [only] = to {
        return Some(only.clone());
    }
    let value = case.to_json();
    let entries = value.pointer("/sections/handover/distribution/value")?;
    let named: BTreeSet<&OrganisationId> = entries
        .as_array()?
        .iter()
        .filter(|entry| entry.pointer("/audience").and_then(|word| word.as_str()) == Some(lead))
        .filter_map(|entry| entry.pointer("/org/ods")?.as_str())
        .filter_map(|ods| to.iter().find(|id| id.as_str() == ods))
        .collect();
    let mut named = named.into_iter();
    match (named.next(), named.next()) {
        (Some(only), None) => Some(only.clone()),
        _ => None,
    }
}

/// The code as a roster writes it, which has no colon.
fn roster_code(reason: &str) -> Result<ReasonCode, Problem> {
    reason
        .replace(':', "-")
        .parse()
        .map_err(|_| Problem::our_bug("a decision has a reason that no roster can write"))
}

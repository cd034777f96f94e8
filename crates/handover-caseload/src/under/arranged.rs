//! Cases held against the rosters: what is still to be sealed goes, and nothing else.

use std::collections::{BTreeMap, BTreeSet};

use handover_package::{IndexEntry, SignedIndex};
use handover_transfer::History;
use handover_trust::{Decision, OrganisationId, StatementId, Token};
use thiserror::Error;

use super::{Differences, UnderMandate};
use crate::{Group, GroupedCase, NotSealed, Reader, To};

/// Why cases are not what the rosters want sealed.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum ArrangeError {
    /// They are others.
    #[error("the cases are not those that the rosters want sealed")]
    Differ(Differences),
    /// No package of them could stand in the place of the one before.
    #[error("no package here could stand in the place of that one")]
    NoneSupersedes,
}

/// Cases by recipients and roster.
#[derive(Debug)]
#[non_exhaustive]
pub struct Arranged {
    /// The packages to be.
    pub groups: Vec<Group>,
    /// How many cases are sealed under the mandate already, and stay out.
    pub already: usize,
}

/// The roster that has the last word about each included case, and to whom it sends it.
type Rows = BTreeMap<Token, (StatementId, OrganisationId)>;

impl UnderMandate<'_> {
    /// Sorts the cases by the rosters that include them, after a comparison with what is still to be
    /// sealed: no other case goes, and none is left behind unless it may be. What goes to nobody who would
    /// take it on goes to nobody at all, and is named.
    ///
    /// # Errors
    ///
    /// [`ArrangeError`].
    pub fn arrange(
        &self,
        groups: Vec<Group>,
        not_sealed: &mut NotSealed,
        may_leave_out: bool,
    ) -> Result<Arranged, ArrangeError> {
        let history = self.transfer.history();
        let rows = self.rows(&history);
        let open = history.to_seal();
        let again = self.supersedes.iter().flat_map(SignedIndex::entries);
        let again: BTreeSet<Token> = again.map(IndexEntry::token).collect();
        let is_open = |token: &Token| {
            rows.get(token).is_none_or(|(_, row)| {
                let open = open.get(row);
                again.contains(token) || open.is_some_and(|open| open.binary_search(token).is_ok())
            })
        };
        // What is sealed already stays out, whomever else it names: its readers were told of then.
        let is_due = |case: &str| is_open(&self.token(case));
        not_sealed.unserved.retain(|(case, _)| is_due(case));
        not_sealed.without_lead.retain(|case| is_due(case));
        let (groups, already) = self.unsealed(groups, &is_open, &rows);
        let groups = self.with_lead(groups, &rows, not_sealed);
        let mut differences = Differences::default();
        for lead in &self.leads {
            let tokens = self.tokens_for(lead, &groups);
            let before = self.supersedes.as_ref().map(|package| package.head().id());
            let found = history.compare_draft(lead, tokens, before);
            differences.add(self, found, not_sealed);
        }
        if !differences.is_only_missing() || !may_leave_out && !differences.is_none() {
            return Err(ArrangeError::Differ(differences));
        }
        not_sealed.missing.extend(differences.missing);
        let groups = self.by_roster(groups, &rows);
        let superseding = groups.iter().filter(|group| {
            let roster = group.roster.as_ref();
            roster.is_some_and(|roster| self.superseded_by(&group.to, roster).is_some())
        });
        if self.supersedes.is_some() && superseding.count() != 1 {
            return Err(ArrangeError::NoneSupersedes);
        }
        Ok(Arranged { groups, already })
    }

    /// Gives each case to the recipient that the roster names, and leaves out what is sealed already: a
    /// further package brings what is late and nothing twice. If nothing else is there, it stays, so that
    /// the comparison refuses it.
    fn unsealed(
        &self,
        groups: Vec<Group>,
        is_open: &dyn Fn(&Token) -> bool,
        rows: &Rows,
    ) -> (Vec<Group>, usize) {
        let (mut done, mut left): (Vec<Group>, Vec<Group>) = (Vec::new(), Vec::new());
        let mut sealed = 0_usize;
        for group in groups {
            if group.is_apart {
                left.push(group);
                continue;
            }
            let mut by_recipients: BTreeMap<(bool, Vec<To>), Vec<GroupedCase>> = BTreeMap::new();
            for case in group.cases {
                let token = self.token(&case.reference);
                let row = rows.get(&token).map(|(_, to)| to);
                let is_ours = |to: &&To| {
                    row.is_none_or(|row| {
                        to.organisation == *row || !self.leads.contains(&to.organisation)
                    })
                };
                let to: Vec<To> = group.to.iter().filter(is_ours).cloned().collect();
                let is_open = is_open(&token);
                by_recipients.entry((is_open, to)).or_default().push(case);
            }
            for ((is_open, to), cases) in by_recipients {
                sealed = sealed.saturating_add(if is_open { 0 } else { cases.len() });
                let group = Group {
                    to,
                    cases,
                    is_apart: false,
                    roster: None,
                };
                if is_open { &mut left } else { &mut done }.push(group);
            }
        }
        if left.iter().all(|group| group.is_apart) {
            left.extend(done);
            return (left, 0);
        }
        (left, sealed)
    }

    /// Only cases that go to whoever takes them on by the roster; the others go to nobody, their split
    /// cases neither, and are named.
    fn with_lead(&self, groups: Vec<Group>, rows: &Rows, not_sealed: &mut NotSealed) -> Vec<Group> {
        let mut without: BTreeMap<String, Reader> = BTreeMap::new();
        let mut kept = Vec::new();
        for mut group in groups {
            if !group.is_apart {
                let is_lead = |to: &To, row: &OrganisationId| {
                    to.organisation == *row && to.audience == self.lead
                };
                group.cases.retain(|case| {
                    let Some((_, row)) = rows.get(&self.token(&case.reference)) else {
                        // The comparison refuses it; but it is made by leads alone.
                        let has_lead = group.to.iter().any(|to| to.audience == self.lead);
                        if !has_lead {
                            let reader = Reader {
                                organisation: None,
                                audience: self.lead.to_string(),
                            };
                            without.insert(case.reference.clone(), reader);
                        }
                        return has_lead;
                    };
                    let goes = group.to.iter().any(|to| is_lead(to, row));
                    if !goes {
                        let reader = Reader {
                            organisation: Some(row.to_string()),
                            audience: self.lead.to_string(),
                        };
                        without.insert(case.reference.clone(), reader);
                    }
                    goes
                });
            }
            kept.push(group);
        }
        for group in kept.iter_mut().filter(|group| group.is_apart) {
            group
                .cases
                .retain(|case| !without.contains_key(&case.reference));
        }
        kept.retain(|group| !group.cases.is_empty());
        for (case, reader) in without {
            not_sealed.unserved.push((case.clone(), reader));
            not_sealed.without_lead.push(case);
        }
        kept
    }

    fn by_roster(&self, groups: Vec<Group>, rows: &Rows) -> Vec<Group> {
        let mut arranged = Vec::new();
        for group in groups {
            if group.is_apart {
                arranged.push(group);
                continue;
            }
            let mut by_roster: BTreeMap<StatementId, Vec<GroupedCase>> = BTreeMap::new();
            for case in group.cases {
                let (roster, _) = rows
                    .get(&self.token(&case.reference))
                    .expect("what no roster includes was refused");
                by_roster.entry(*roster).or_default().push(case);
            }
            arranged.extend(by_roster.into_iter().map(|(roster, cases)| Group {
                to: group.to.clone(),
                cases,
                is_apart: false,
                roster: Some(roster),
            }));
        }
        arranged
    }

    fn tokens_for(&self, lead: &OrganisationId, groups: &[Group]) -> Vec<Token> {
        let is_for =
            |group: &&Group| !group.is_apart && group.to.iter().any(|to| to.organisation == *lead);
        let cases = groups.iter().filter(is_for).flat_map(|group| &group.cases);
        cases.map(|case| self.token(&case.reference)).collect()
    }

    fn rows(&self, history: &History<'_>) -> Rows {
        let mut rosters = BTreeMap::new();
        for id in history.rosters() {
            let rows = self.roster(id).into_iter();
            for row in rows.flat_map(|roster| &roster.payload().rows) {
                if let Decision::Include { to, .. } = &row.decision {
                    rosters.insert(row.token, (*id, to.clone()));
                }
            }
        }
        rosters
    }
}

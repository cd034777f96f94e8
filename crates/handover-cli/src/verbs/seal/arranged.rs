//! Cases held against the rosters: what is still to be sealed goes, and nothing else.

use std::collections::{BTreeMap, BTreeSet};

use handover::{Decision, History, IndexEntry, OrganisationId, SignedIndex, StatementId, Token};

use super::{
    Group, LeftOut, To, UnderMandate, difference::Named, group::GroupedCase, under::policy,
};
use crate::{output::note, problem::Problem};

impl UnderMandate {
    /// Sorts the cases by the rosters that include them, after a comparison with what is still to be
    /// sealed: no other case goes, and none is left behind unless it may be.
    pub(crate) fn arrange(
        &self,
        groups: Vec<Group>,
        left_out: &mut LeftOut,
        may_leave_out: bool,
        as_json: bool,
    ) -> Result<Vec<Group>, Problem> {
        let history = self.transfer.history();
        let rosters = self.rosters_of(&history);
        let groups = self.unsealed(groups, &history, &rosters)?;
        let mut difference = Named::default();
        for lead in &self.leads {
            let tokens = self.tokens_for(lead, &groups)?;
            let before = self.supersedes.as_ref().map(|package| package.head().id());
            let found = history.compare_draft(lead, tokens, before);
            difference.add(self, found, left_out);
        }
        if !may_leave_out || !difference.is_only_missing() {
            difference.refuse(as_json)?;
        }
        left_out.missing.extend(difference.missing);
        let mut arranged = Vec::new();
        for group in groups {
            if group.is_apart {
                arranged.push(group);
                continue;
            }
            let mut by_roster: BTreeMap<StatementId, Vec<GroupedCase>> = BTreeMap::new();
            for case in group.cases {
                let listed = rosters.get(&self.token(&case.reference)?);
                let (roster, _) = listed.ok_or_else(|| {
                    policy("a case goes to nobody who would take it on")
                        .advise("Add the lead audience of its recipient with --for.")
                })?;
                by_roster.entry(*roster).or_default().push(case);
            }
            arranged.extend(by_roster.into_iter().map(|(roster, cases)| Group {
                to: group.to.clone(),
                cases,
                is_apart: false,
                roster: Some(roster),
            }));
        }
        let superseding = arranged.iter().filter(|group| {
            let roster = group.roster.as_ref();
            roster.is_some_and(|roster| self.superseded_by(&group.to, roster).is_some())
        });
        if self.supersedes.is_some() && superseding.count() != 1 {
            return Err(
                policy("no package here could stand in the place of that one")
                    .advise("Seal for the same recipients and audiences as the package before."),
            );
        }
        Ok(arranged)
    }

    /// Gives each case to the recipient that the roster names, and leaves out, with a note, what is
    /// sealed already: a further package brings what is late and nothing twice. If nothing else is
    /// there, it stays, so that the comparison refuses it.
    fn unsealed(
        &self,
        groups: Vec<Group>,
        history: &History<'_>,
        rosters: &BTreeMap<Token, (StatementId, OrganisationId)>,
    ) -> Result<Vec<Group>, Problem> {
        let open = history.to_seal();
        let again = self.supersedes.iter().flat_map(SignedIndex::entries);
        let again: BTreeSet<Token> = again.map(IndexEntry::token).collect();
        let (mut done, mut left): (Vec<Group>, Vec<Group>) = (Vec::new(), Vec::new());
        let mut sealed = 0_usize;
        for group in groups {
            if group.is_apart {
                left.push(group);
                continue;
            }
            let mut by_recipients: BTreeMap<(bool, Vec<To>), Vec<GroupedCase>> = BTreeMap::new();
            for case in group.cases {
                let token = self.token(&case.reference)?;
                let row = rosters.get(&token).map(|(_, to)| to);
                let is_ours = |to: &&To| {
                    row.is_none_or(|row| {
                        to.organisation == *row || !self.leads.contains(&to.organisation)
                    })
                };
                let to: Vec<To> = group.to.iter().filter(is_ours).cloned().collect();
                let is_open = row.is_none_or(|row| {
                    again.contains(&token)
                        || open
                            .get(row)
                            .is_some_and(|open| open.binary_search(&token).is_ok())
                });
                if !to.is_empty() {
                    by_recipients.entry((is_open, to)).or_default().push(case);
                }
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
        } else if sealed > 0 {
            note(&format!(
                "cases that are sealed under this mandate already, and stay out: {sealed}"
            ));
        }
        Ok(left)
    }

    fn tokens_for(&self, lead: &OrganisationId, groups: &[Group]) -> Result<Vec<Token>, Problem> {
        let is_for =
            |group: &&Group| !group.is_apart && group.to.iter().any(|to| to.organisation == *lead);
        let cases = groups.iter().filter(is_for).flat_map(|group| &group.cases);
        cases.map(|case| self.token(&case.reference)).collect()
    }

    /// The roster that has the last word about each included case, and to whom it sends it.
    fn rosters_of(&self, history: &History<'_>) -> BTreeMap<Token, (StatementId, OrganisationId)> {
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

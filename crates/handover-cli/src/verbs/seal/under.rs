//! A package under a mandate: exactly the cases that are still to be sealed, and no others.

use std::collections::{BTreeMap, BTreeSet};

use handover::{
    CaseReference, Countersign, Decision, DraftDifference, History, IndexEntry, Mandate,
    OrganisationId, PosixTime, ProfileInForce, RefusalClass, Roster, SignedIndex, Statement,
    StatementId, Token, Transfer,
};
use serde_json::{Value, json};

use super::{Group, LeftOut, To, group::GroupedCase};
use crate::{
    output::{note, print, print_json},
    page::Page,
    problem::Problem,
    refusals::refusal,
    store::MandateLedger,
    terminal::Paint,
    verbs::statements::{Statements, gather},
};

/// A mandate, everything said under it that is at hand, and the sender's memory of it.
pub(crate) struct UnderMandate {
    mandate: Statement<Mandate>,
    statements: Statements,
    ledger: MandateLedger,
    transfer: Transfer,
    supersedes: Option<SignedIndex>,
    /// Organisations that the packages are for as the lead audience.
    leads: BTreeSet<OrganisationId>,
}

/// How the cases of a package differ from those of the one in whose place it stands.
pub(crate) struct Changes {
    again: usize,
    gone: Vec<String>,
    new: Vec<String>,
}

impl UnderMandate {
    /// Checks that the mandate binds sender and recipients, and asks for this profile.
    pub(crate) fn new(
        mandate: Statement<Mandate>,
        statements: Statements,
        ledger: MandateLedger,
        profile: &ProfileInForce,
        recipients: &[To],
    ) -> Result<Self, Problem> {
        let lead = profile.profile().lead();
        let leads = recipients.iter().filter(|to| to.audience.as_str() == lead);
        let leads: BTreeSet<OrganisationId> = leads.map(|to| to.organisation.clone()).collect();
        let said = mandate.payload();
        if said.profile != *profile.reference() {
            return Err(policy("the mandate asks for another profile")
                .advise("Give the profile of the mandate with --profile."));
        }
        if leads.is_empty() {
            return Err(Problem::usage(
                format!("under a mandate somebody must take the cases on: no --for names {lead}"),
                format!("Add --for ORG:{lead} with the recipient of the mandate."),
            ));
        }
        if let Some(other) = leads.iter().find(|to| !said.to.contains(to)) {
            return Err(policy(format!("the mandate does not hand over to {other}"))
                .advise("Name a recipient of the mandate with --for."));
        }
        for party in [&said.from].into_iter().chain(&leads) {
            let is_bound = |one: &Statement<Countersign>| {
                let said = one.payload();
                said.statement == *mandate.id()
                    && said.by == *party
                    && said.role.as_str() != Countersign::SEEN
            };
            if !statements.countersigns().iter().any(is_bound) {
                return Err(refusal(
                    "the mandate",
                    RefusalClass::Countersignature,
                    format!("{party} has not countersigned it"),
                )
                .advise(
                    "Ask for its countersign and give the folder of the transfer with --statement.",
                ));
            }
        }
        let transfer = gather(mandate.clone(), profile, &statements)?.transfer;
        Ok(Self {
            mandate,
            statements,
            ledger,
            transfer,
            supersedes: None,
            leads,
        })
    }

    /// In the place of an earlier package, which nobody has accepted anything of.
    pub(crate) fn superseding(
        mut self,
        package: SignedIndex,
        now: PosixTime,
    ) -> Result<Self, Problem> {
        let said = package.head().payload();
        if said.mandate != Some(*self.mandate.id()) || said.by != self.mandate.payload().from {
            return Err(
                policy("the package to supersede is not ours under this mandate")
                    .advise("Name a package that was sealed under this mandate, or its index."),
            );
        }
        let history = self.transfer.history();
        let is_accepted = |entry: &IndexEntry| {
            let standing = history.standing(&entry.token(), now);
            standing.is_some_and(|standing| standing.state().is_accepted())
        };
        if package.entries().iter().any(is_accepted) {
            return Err(
                conflict("cases of the package to supersede are accepted already").advise(
                    "Their recipient is responsible for them now, and hands them on itself.",
                ),
            );
        }
        self.supersedes = Some(package);
        Ok(self)
    }

    pub(super) const fn mandate(&self) -> &Statement<Mandate> {
        &self.mandate
    }

    pub(super) fn countersigns(&self) -> &[Statement<Countersign>] {
        self.statements.countersigns()
    }

    pub(super) fn roster(&self, id: &StatementId) -> Option<&Statement<Roster>> {
        let mut rosters = self.statements.rosters().iter();
        rosters.find(|roster| roster.id() == id)
    }

    /// The token of a case under this mandate.
    pub(super) fn token(&self, reference: &str) -> Result<Token, Problem> {
        let reference: CaseReference = reference
            .parse()
            .map_err(|_| Problem::our_bug("a case was checked and has no reference"))?;
        Ok(self.ledger.token(&reference))
    }

    /// The package in whose place one for these recipients, under that roster, stands.
    pub(super) fn superseded_by(&self, to: &[To], roster: &StatementId) -> Option<&SignedIndex> {
        self.supersedes.as_ref().filter(|package| {
            let said = package.head().payload();
            let before: BTreeSet<_> = said
                .stanzas
                .iter()
                .map(|stanza| (&stanza.to, &stanza.audience))
                .collect();
            let now = to.iter().map(|to| (&to.organisation, &to.audience));
            said.roster.as_ref() == Some(roster) && before == now.collect()
        })
    }

    /// What a package changes that stands in the place of another.
    pub(super) fn changes(&self, before: &SignedIndex, now: &BTreeMap<Token, String>) -> Changes {
        let gone = before.entries().iter().map(IndexEntry::token);
        let gone = gone.filter(|token| !now.contains_key(token));
        let new = now
            .iter()
            .filter(|(token, _)| before.entry(token).is_none());
        let new: Vec<String> = new.map(|(_, reference)| reference.clone()).collect();
        Changes {
            again: now.len().saturating_sub(new.len()),
            gone: gone.map(|token| self.named(&token)).collect(),
            new,
        }
    }

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

    /// The sender's own reference of a case, else its token.
    fn named(&self, token: &Token) -> String {
        let known = self.ledger.reference(token);
        known.map_or_else(|| token.to_string(), |known| known.as_str().to_owned())
    }
}

impl Changes {
    /// For machines.
    pub(super) fn to_json(&self) -> Value {
        json!({"again": self.again, "gone": self.gone, "new": self.new})
    }

    /// For people.
    pub(super) fn tell(&self, page: &mut Page) {
        let mut lines = vec![format!("{} cases as before", self.again)];
        lines.extend(self.new.iter().map(|case| format!("new: {case}")));
        lines.extend(self.gone.iter().map(|case| format!("no longer: {case}")));
        page.field("Changes", &lines);
    }
}

/// Differences by the sender's references.
#[derive(Default)]
struct Named {
    already_sealed: Vec<String>,
    extra: Vec<String>,
    missing: Vec<String>,
}

impl Named {
    fn add(&mut self, under: &UnderMandate, found: DraftDifference, left_out: &LeftOut) {
        let DraftDifference {
            already_sealed,
            extra,
            missing,
            ..
        } = found;
        let named = |tokens: Vec<Token>| {
            let named = tokens.into_iter().map(|token| under.named(&token));
            named.collect::<Vec<_>>()
        };
        self.already_sealed.extend(named(already_sealed));
        self.extra.extend(named(extra));
        let is_told = |case: &String| left_out.names(case);
        let missing = named(missing).into_iter().filter(|case| !is_told(case));
        self.missing.extend(missing);
    }

    const fn is_only_missing(&self) -> bool {
        self.already_sealed.is_empty() && self.extra.is_empty()
    }

    /// Names the cases on the sender's own screen, and refuses.
    fn refuse(&self, as_json: bool) -> Result<(), Problem> {
        let problem = if !self.already_sealed.is_empty() {
            let cases = self.already_sealed.len();
            conflict(format!(
                "cases that are sealed under this mandate already: {cases}"
            ))
            .advise("Take them out; or give --supersedes with the package that a new one replaces.")
        } else if !self.extra.is_empty() {
            let cases = self.extra.len();
            policy(format!(
                "cases that are not to be handed over to this recipient: {cases}"
            ))
            .advise("Take them out, or list them in a further roster: `handover select --mandate`.")
        } else if !self.missing.is_empty() {
            let cases = self.missing.len();
            policy(format!("cases of the roster that are missing: {cases}"))
                .advise("Add them; or give --leave-out-blocked to seal the others and name those.")
        } else {
            return Ok(());
        };
        if as_json {
            print_json(&json!({
                "already_sealed": self.already_sealed,
                "extra": self.extra,
                "missing": self.missing,
                "problem": problem.to_json().get("problem"),
            }))?;
        } else {
            let mut page = Page::new(Paint::standard_output());
            let lists = [
                ("Sealed already", &self.already_sealed),
                ("Not to be handed over", &self.extra),
                ("Missing", &self.missing),
            ];
            for (title, cases) in lists {
                if !cases.is_empty() {
                    page.heading(title, "");
                    cases.iter().for_each(|case| page.item(case));
                }
            }
            print(&page.into_text())?;
        }
        Err(problem.printed(true))
    }
}

fn policy(what: impl Into<String>) -> Problem {
    Problem::refused(RefusalClass::Policy, what, "")
}

fn conflict(what: impl Into<String>) -> Problem {
    Problem::refused(RefusalClass::Conflict, what, "")
}

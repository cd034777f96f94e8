//! How cases differ from those that they are held against, by the sender's own references.

use std::collections::BTreeMap;

use handover::{DraftDifference, IndexEntry, SignedIndex, Token};
use serde_json::{Value, json};

use super::{
    LeftOut, UnderMandate,
    under::{conflict, policy},
};
use crate::{
    output::{print, print_json},
    page::Page,
    problem::Problem,
    terminal::Paint,
};

/// How the cases of a package differ from those of the one in whose place it stands.
pub(crate) struct Changes {
    again: usize,
    gone: Vec<String>,
    new: Vec<String>,
}

impl UnderMandate {
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
pub(super) struct Named {
    already_sealed: Vec<String>,
    extra: Vec<String>,
    pub(super) missing: Vec<String>,
}

impl Named {
    pub(super) fn add(&mut self, under: &UnderMandate, found: DraftDifference, left_out: &LeftOut) {
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

    pub(super) const fn is_only_missing(&self) -> bool {
        self.already_sealed.is_empty() && self.extra.is_empty()
    }

    /// Names the cases on the sender's own screen, and refuses.
    pub(super) fn refuse(&self, as_json: bool) -> Result<(), Problem> {
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

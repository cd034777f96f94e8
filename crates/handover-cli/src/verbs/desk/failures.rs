//! Why something cannot be said of a case, told so that a person finds the case, and nobody else.

use std::collections::BTreeMap;

use handover::{RefusalClass, Token};
use serde_json::{Value, json};

use crate::{output::note, page::Page, problem::Problem};

/// Which case, without its reference: it would lead to a person.
#[derive(Clone, Copy, Debug, Eq, Ord, PartialEq, PartialOrd)]
pub(crate) enum Subject {
    /// A line of a table, counted from 1.
    Line(u64),
    /// A case that was named by its reference, which stays untold.
    Named,
    /// A case by its token.
    Case(Token),
}

/// One case of which something cannot be said.
#[derive(Clone, Debug)]
pub(crate) struct Failure {
    pub(crate) subject: Subject,
    /// `None`: the table or command line is not of the right form.
    pub(crate) class: Option<RefusalClass>,
    pub(crate) what: String,
}

impl Failure {
    pub(crate) fn refused(subject: Subject, class: RefusalClass, what: impl Into<String>) -> Self {
        Self {
            subject,
            class: Some(class),
            what: what.into(),
        }
    }

    pub(crate) fn usage(subject: Subject, what: impl Into<String>) -> Self {
        Self {
            subject,
            class: None,
            what: what.into(),
        }
    }

    fn shown(&self) -> String {
        match self.subject {
            Subject::Line(line) => format!("line {line}: {}", self.what),
            Subject::Named => self.what.clone(),
            Subject::Case(token) => format!("case {token}: {}", self.what),
        }
    }
}

/// Every case of which something cannot be said.
#[derive(Debug, Default)]
pub(crate) struct Failures(Vec<Failure>);

impl Failures {
    pub(crate) fn add(&mut self, failure: Failure) {
        self.0.push(failure);
    }

    /// Nothing is signed where something failed: one is told in two lines, several each on its own
    /// line before them.
    pub(super) fn none_or_refuse(self) -> Result<(), Problem> {
        let Some(first) = self.0.first() else {
            return Ok(());
        };
        let what = if self.0.len() == 1 {
            first.shown()
        } else {
            for failure in &self.0 {
                note(&failure.shown());
            }
            format!(
                "{} cases or lines cannot be taken, as told above",
                self.0.len()
            )
        };
        let next = "Nothing was signed. Mend it or leave it out, then run it again.";
        Err(match first.class {
            Some(class) => Problem::refused(class, what, next),
            None => Problem::usage(what, next),
        })
    }

    /// The rows that can be signed; beside them, where a person asked for all that can be said, what was
    /// left out. If anything else failed, or there is no row, nothing is signed.
    pub(crate) fn or_rows<R>(
        mut self,
        looked_at: impl Iterator<Item = Result<(Token, R), Failure>>,
        leaves_out: bool,
        names_cases: &str,
    ) -> Result<(Vec<R>, Self), Problem> {
        let mut rows = BTreeMap::new();
        let mut left_out = Self::default();
        for one in looked_at {
            match one {
                Ok((token, row)) => {
                    rows.insert(token, row);
                }
                Err(failure) if leaves_out => left_out.add(failure),
                Err(failure) => self.add(failure),
            }
        }
        self.none_or_refuse()?;
        if rows.is_empty() {
            left_out.none_or_refuse()?;
            return Err(Problem::refused(
                RefusalClass::Policy,
                "there is no case of which it can be said",
                format!("Name cases with {names_cases}."),
            ));
        }
        Ok((rows.into_values().collect(), left_out))
    }

    /// What was left out, where a person asked for all that can be said: told, never silent.
    pub(crate) fn tell(&self, page: &mut Page) {
        if self.0.is_empty() {
            return;
        }
        let heading = format!("{} left out, which wait:", self.0.len());
        page.line(&page.paint.warning(&heading));
        for failure in &self.0 {
            page.item(&failure.shown());
        }
    }

    /// The same for machines.
    pub(crate) fn to_json(&self) -> Value {
        let left_out = self.0.iter().map(|failure| {
            let token = match failure.subject {
                Subject::Case(token) => Some(token.to_string()),
                Subject::Line(_) | Subject::Named => None,
            };
            json!({
                "class": failure.class.map(RefusalClass::as_str),
                "token": token,
                "why": failure.what,
            })
        });
        left_out.collect()
    }
}

//! Why something cannot be said of a case, told so that a person finds the case, and nobody else.

use std::collections::BTreeMap;

use handover::{case::CaseReference, cbor::RefusalClass, transfer::Unsayable, trust::Token};
use handover_report::{Page, amounts::amount};
use serde::{Serialize, Serializer};

use crate::problem::Problem;

/// How what is said of a case begins that needs nobody any more.
const ACCEPTED_ALREADY: &str = "accepted already";

/// The references of cases, where the reader has them.
pub(crate) type References = BTreeMap<Token, CaseReference>;

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

    /// Why the desk would not have it.
    pub(crate) fn unsayable(subject: Subject, why: &Unsayable) -> Self {
        let next = match why {
            Unsayable::MandateNotAtHand => ": give it, roster and countersigns with --statement",
            Unsayable::NotOpened => ": `handover receipt --rung opened`",
            _ => "",
        };
        Self::refused(subject, why.class(), format!("{why}{next}"))
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

    /// The same on the own screen of somebody who knows whose case it is.
    fn shown_to(&self, references: &References) -> String {
        let reference = match &self.subject {
            Subject::Case(token) => references.get(token),
            Subject::Line(_) | Subject::Named => None,
        };
        reference.map_or_else(
            || self.shown(),
            |reference| format!("case {}: {}", reference.as_str(), self.what),
        )
    }

    fn is_settled(&self) -> bool {
        self.what.starts_with(ACCEPTED_ALREADY)
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
        let (what, parts) = if self.0.len() == 1 {
            (first.shown(), Vec::new())
        } else {
            let what = format!(
                "{} cases or lines cannot be taken, as told above",
                self.0.len()
            );
            (what, self.lines(&References::new()))
        };
        let next = "Nothing was signed. Mend it or leave it out, then run it again.";
        let problem = match first.class {
            Some(class) => Problem::refused(class, what, next),
            None => Problem::usage(what, next),
        };
        Err(problem.made_of(parts))
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
    pub(crate) fn left_out(self, references: References) -> LeftOut {
        LeftOut {
            failures: self,
            references,
        }
    }

    fn tell(&self, page: &mut Page, references: &References) {
        if self.0.is_empty() {
            return;
        }
        let waiting = self.0.iter().filter(|failure| !failure.is_settled());
        let heading = match waiting.count() {
            0 => format!("{} left out:", self.0.len()),
            1 => format!("{} left out, of which 1 waits:", self.0.len()),
            waiting => format!("{} left out, of which {waiting} wait:", self.0.len()),
        };
        page.line(&page.paint.warning(&heading));
        for line in self.lines(references) {
            page.item(&line);
        }
    }

    /// Each on a line, but for those that need nobody any more: of them there may be thousands.
    fn lines(&self, references: &References) -> Vec<String> {
        let (settled, waiting): (Vec<_>, Vec<_>) =
            self.0.iter().partition(|failure| failure.is_settled());
        let mut by_words: BTreeMap<&str, Vec<&Failure>> = BTreeMap::new();
        for failure in settled {
            by_words.entry(&failure.what).or_default().push(failure);
        }
        let waiting = waiting.iter().map(|failure| failure.shown_to(references));
        let settled = by_words
            .iter()
            .map(|(what, failures)| match failures.as_slice() {
                [only] => only.shown_to(references),
                all => format!("{}: {what}", amount(all.len(), "case")),
            });
        waiting.chain(settled).collect()
    }
}

/// What a verb left out of what a person asked for.
#[derive(Debug)]
pub(crate) struct LeftOut {
    failures: Failures,
    /// For people, who know whose cases they are.
    references: References,
}

/// A case that was left out.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
struct LeftOutRow<'a> {
    /// Null where a table or command line is not of the right form.
    class: Option<&'static str>,
    token: Option<String>,
    why: &'a str,
}

impl LeftOut {
    /// For people: told, never silent.
    pub(crate) fn tell(&self, page: &mut Page) {
        self.failures.tell(page, &self.references);
    }
}

impl Serialize for LeftOut {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.failures.0.iter().map(|failure| LeftOutRow {
            class: failure.class.map(RefusalClass::as_str),
            token: match failure.subject {
                Subject::Case(token) => Some(token.to_string()),
                Subject::Line(_) | Subject::Named => None,
            },
            why: &failure.what,
        }))
    }
}

#[cfg(test)]
impl schemars::JsonSchema for LeftOut {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "LeftOut".into()
    }

    fn json_schema(generator: &mut schemars::SchemaGenerator) -> schemars::Schema {
        Vec::<LeftOutRow<'_>>::json_schema(generator)
    }
}

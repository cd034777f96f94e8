//! Why something cannot be said of a case, told so that a person finds the case, and nobody else.

use std::collections::BTreeMap;

use handover::{
    case::CaseReference,
    cbor::RefusalClass,
    desk::{Failure, Failures, NotSayable, Subject},
    transfer::Unsayable,
    trust::Token,
};
use serde::{Serialize, Serializer};

use crate::{
    Page,
    amounts::{a, amount},
};

/// The references of cases, where the reader has them.
pub type References = BTreeMap<Token, CaseReference>;

/// Cases by their tokens: for the own screen of whoever has the references.
#[must_use]
pub fn by_token(references: BTreeMap<CaseReference, Token>) -> References {
    let turned = references.into_iter();
    turned
        .map(|(reference, token)| (token, reference))
        .collect()
}

/// Why something cannot be said of a case, and what to do about it.
fn why(why: &NotSayable) -> String {
    let next = match why {
        NotSayable::ActionNotTaken { role } => {
            return format!(
                "{} must take an action of it first: sign as that person, or countersign the package in \
                 that role",
                a(role)
            );
        }
        NotSayable::OtherMandate(_) => ": query it (V-38)",
        NotSayable::Unsayable(Unsayable::MandateNotAtHand) => {
            ": give it, roster and countersigns with --statement"
        }
        NotSayable::Unsayable(Unsayable::NotOpened) => ": `handover receipt --rung opened`",
        _ => "",
    };
    format!("{why}{next}")
}

/// The same for whoever must not see whose case it is.
#[must_use]
pub fn shown_by_subject(failure: &Failure) -> String {
    let what = why(&failure.why);
    match failure.subject {
        Subject::Line(line) => format!("line {line}: {what}"),
        Subject::Named => what,
        Subject::Case(token) => format!("case {token}: {what}"),
    }
}

/// The same on the own screen of somebody who knows whose case it is.
fn shown_to(failure: &Failure, references: &References) -> String {
    let reference = match &failure.subject {
        Subject::Case(token) => references.get(token),
        Subject::Line(_) | Subject::Named => None,
    };
    reference.map_or_else(
        || shown_by_subject(failure),
        |reference| format!("case {}: {}", reference.as_str(), why(&failure.why)),
    )
}

/// Each on a line, but for those that need nobody any more: of them there may be thousands.
#[must_use]
pub fn lines(failures: &[Failure], references: &References) -> Vec<String> {
    let (settled, waiting): (Vec<&Failure>, Vec<_>) = failures
        .iter()
        .partition(|failure| failure.why.is_settled());
    let mut by_words: BTreeMap<String, Vec<&Failure>> = BTreeMap::new();
    for failure in settled {
        let settled = by_words.entry(why(&failure.why)).or_default();
        settled.push(failure);
    }
    let waiting = waiting.iter().map(|failure| shown_to(failure, references));
    let settled = by_words
        .iter()
        .map(|(what, failures)| match failures.as_slice() {
            [only] => shown_to(only, references),
            all => format!("{}: {what}", amount(all.len(), "case")),
        });
    waiting.chain(settled).collect()
}

/// What a verb left out of what a person asked for.
#[derive(Debug)]
pub struct LeftOut {
    failures: Failures,
    /// For people, who know whose cases they are.
    references: References,
}

/// A case that was left out.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
struct LeftOutRow {
    /// Null where a table or command line is not of the right form.
    class: Option<&'static str>,
    token: Option<String>,
    why: String,
}

impl LeftOut {
    /// These failures, with the references of cases for people who know whose they are.
    #[must_use]
    pub const fn new(failures: Failures, references: References) -> Self {
        Self {
            failures,
            references,
        }
    }

    /// For people: told, never silent.
    pub(crate) fn tell(&self, page: &mut Page) {
        let failures = self.failures.all();
        if failures.is_empty() {
            return;
        }
        let waiting = failures.iter().filter(|failure| !failure.why.is_settled());
        let heading = match waiting.count() {
            0 => format!("{} left out:", failures.len()),
            1 => format!("{} left out, of which 1 waits:", failures.len()),
            waiting => format!("{} left out, of which {waiting} wait:", failures.len()),
        };
        page.line(&page.paint.warning(&heading));
        for line in lines(failures, &self.references) {
            page.item(&line);
        }
    }
}

impl Serialize for LeftOut {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.failures.all().iter().map(|failure| LeftOutRow {
            class: failure.why.class().map(RefusalClass::as_str),
            token: match failure.subject {
                Subject::Case(token) => Some(token.to_string()),
                Subject::Line(_) | Subject::Named => None,
            },
            why: why(&failure.why),
        }))
    }
}

#[cfg(feature = "schema")]
impl schemars::JsonSchema for LeftOut {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "LeftOut".into()
    }

    fn json_schema(generator: &mut schemars::SchemaGenerator) -> schemars::Schema {
        Vec::<LeftOutRow>::json_schema(generator)
    }
}

//! Which cases are meant: on the command line or in a table.

use std::{collections::BTreeSet, path::PathBuf};

use handover::{case::CaseReference, cbor::RefusalClass, trust::Token};

use super::{Desk, Failure, Failures, Subject, table};
use crate::{problem::Problem, verbs::open::Wanted};

/// Which cases are meant.
#[derive(Clone, Debug, clap::Args)]
pub(crate) struct CaseArguments {
    /// This case: its token (hex) or the sender's reference; give it again for more
    #[arg(long, value_name = "TOKEN|REFERENCE", value_parser = Wanted::parse)]
    pub(crate) case: Vec<Wanted>,
    /// Every case of the package of which it can be said; the others are named and left out
    #[arg(long, conflicts_with = "case")]
    pub(crate) all: bool,
    /// The same but for the cases in this table, which has a column case or token
    #[arg(long, value_name = "CSV", conflicts_with_all = ["all", "case"])]
    pub(crate) all_except: Option<PathBuf>,
}

/// How a reference leads to a token.
pub(crate) type Register<'a> = &'a dyn Fn(&CaseReference) -> Option<Token>;

impl CaseArguments {
    /// Whether any case is meant.
    pub(crate) const fn names_any(&self) -> bool {
        !self.case.is_empty() || self.leaves_out()
    }

    /// Whether a case of which it cannot be said is left out, since nobody named it.
    pub(crate) const fn leaves_out(&self) -> bool {
        self.all || self.all_except.is_some()
    }

    /// Whether a reference must be looked up.
    pub(crate) fn has_references(&self) -> bool {
        let is_reference = |case: &Wanted| matches!(case, Wanted::Reference(_));
        self.all_except.is_some() || self.case.iter().any(is_reference)
    }

    /// The cases that are meant, and how each was named.
    pub(crate) fn chosen(
        &self,
        desk: &Desk,
        register: Register<'_>,
        failures: &mut Failures,
    ) -> Result<Vec<(Token, Subject)>, Problem> {
        let mut chosen = Vec::new();
        for case in &self.case {
            let subject = match case {
                Wanted::Token(token) => Subject::Case(*token),
                Wanted::Reference(_) => Subject::Named,
            };
            match resolve(desk, case, subject, register) {
                Ok(token) => chosen.push((token, subject)),
                Err(failure) => failures.add(failure),
            }
        }
        if self.leaves_out() {
            let mut excepted = BTreeSet::new();
            let table = self.all_except.as_deref();
            let rows = table.map(|path| table::read(path, failures)).transpose()?;
            for row in rows.unwrap_or_default() {
                match resolve(desk, &row.case, Subject::Line(row.line), register) {
                    Ok(token) => {
                        excepted.insert(token);
                    }
                    Err(failure) => failures.add(failure),
                }
            }
            let others = desk
                .tokens()
                .iter()
                .filter(|token| !excepted.contains(*token));
            chosen.extend(others.map(|token| (*token, Subject::Case(*token))));
        }
        Ok(chosen)
    }
}

/// The token of a case of the package.
pub(crate) fn resolve(
    desk: &Desk,
    case: &Wanted,
    subject: Subject,
    register: Register<'_>,
) -> Result<Token, Failure> {
    let token = match case {
        Wanted::Token(token) => Some(*token),
        Wanted::Reference(reference) => register(reference),
    };
    token
        .filter(|token| desk.tokens().binary_search(token).is_ok())
        .ok_or_else(|| {
            Failure::refused(
                subject,
                RefusalClass::Policy,
                "the package holds no such case",
            )
        })
}

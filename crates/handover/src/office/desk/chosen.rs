//! Which cases are meant: by their names, all, or a table of them.

use std::{
    collections::BTreeSet,
    path::{Path, PathBuf},
};

use handover_trust::Token;

use super::{Failure, Failures, NotSayable, OfficeDesk, Subject, TableError, case_table};
use crate::{CaseName, OfficeMemory};

/// Which cases are meant.
#[derive(Clone, Debug)]
#[expect(clippy::exhaustive_structs, reason = "what a person can say")]
pub struct CaseChoice {
    /// These, each by its name.
    pub named: Vec<CaseName>,
    /// Every case of the package of which it can be said; the others are named and left out.
    pub all: bool,
    /// The same but for the cases in this table, which has a column case or token.
    pub all_except: Option<PathBuf>,
}

/// Cases that something is said of.
#[derive(Clone, Copy, Debug)]
#[expect(clippy::exhaustive_enums, reason = "there is no third way")]
pub enum Cases<'a> {
    /// Of all the same.
    Chosen(&'a CaseChoice),
    /// What the rows of a table say.
    Table(&'a Path),
}

/// How a name leads to a case of the package.
pub(super) type Register<'a> = &'a dyn Fn(&CaseName) -> Option<Token>;

impl CaseChoice {
    /// Whether any case is meant.
    #[must_use]
    pub const fn names_any(&self) -> bool {
        !self.named.is_empty() || self.leaves_out()
    }

    /// Whether a case of which it cannot be said is left out, since nobody named it.
    #[must_use]
    pub const fn leaves_out(&self) -> bool {
        self.all || self.all_except.is_some()
    }

    /// Whether a reference must be looked up.
    #[must_use]
    pub fn has_references(&self) -> bool {
        let is_reference = |case: &CaseName| matches!(case, CaseName::Reference(_));
        self.all_except.is_some() || self.named.iter().any(is_reference)
    }
}

impl Cases<'_> {
    pub(super) const fn leave_out(self) -> bool {
        match self {
            Self::Chosen(choice) => choice.leaves_out(),
            Self::Table(_) => false,
        }
    }
}

impl<M: OfficeMemory> OfficeDesk<'_, M> {
    /// The cases that are meant, and how each was named.
    pub(super) fn chosen(
        &self,
        choice: &CaseChoice,
        register: Register<'_>,
        failures: &mut Failures,
    ) -> Result<Vec<(Token, Subject)>, TableError> {
        let mut chosen = Vec::new();
        for case in &choice.named {
            let subject = match case {
                CaseName::Token(token) => Subject::Case(*token),
                CaseName::Reference(_) => Subject::Named,
            };
            match self.resolve(case, subject, register) {
                Ok(token) => chosen.push((token, subject)),
                Err(failure) => failures.add(failure),
            }
        }
        if choice.leaves_out() {
            let mut excepted = BTreeSet::new();
            let table = choice.all_except.as_deref();
            let rows = table.map(|path| case_table::read(path, failures));
            for row in rows.transpose()?.unwrap_or_default() {
                match self.resolve(&row.case, Subject::Line(row.line), register) {
                    Ok(token) => {
                        excepted.insert(token);
                    }
                    Err(failure) => failures.add(failure),
                }
            }
            let others = self.tokens.iter();
            let others = others.filter(|token| !excepted.contains(*token));
            chosen.extend(others.map(|token| (*token, Subject::Case(*token))));
        }
        Ok(chosen)
    }

    /// The token of a case of the package.
    pub(super) fn resolve(
        &self,
        case: &CaseName,
        subject: Subject,
        register: Register<'_>,
    ) -> Result<Token, Failure> {
        register(case)
            .filter(|token| self.tokens.binary_search(token).is_ok())
            .ok_or_else(|| Failure::new(subject, NotSayable::UnknownCase))
    }
}

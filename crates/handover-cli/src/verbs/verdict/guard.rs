//! What would not count is not signed: the rule is the library's (`handover::transfer::Desk`); here is what only
//! whoever read the cases can tell.

use handover::{
    cbor::RefusalClass,
    transfer::Desk as Table,
    trust::{ShortName, Token, VerdictAnswer, VerdictRow},
};
use handover_report::amounts::a;

use super::decided::Decided;
use crate::verbs::desk::{Desk, Failure, ReadCases};

/// What stands between a decision and a signature.
pub(super) struct Guard<'a> {
    pub(super) desk: &'a Desk,
    pub(super) table: Table<'a>,
    pub(super) audience: &'a ShortName,
    pub(super) read: Option<&'a ReadCases>,
}

type Refused = (RefusalClass, String);

impl Guard<'_> {
    /// The row to sign, with what it answers.
    pub(super) fn check(&self, decided: &Decided) -> Result<VerdictRow, Failure> {
        let subject = decided.subject;
        let us = self.desk.us();
        let row = self
            .table
            .decide(us, self.audience, &decided.token, &decided.answer);
        let row = row.map_err(|why| Failure::unsayable(subject, &why))?;
        if matches!(decided.answer, VerdictAnswer::Accepted { .. }) {
            self.acceptable(&decided.token)
                .map_err(|(class, what)| Failure::refused(subject, class, what))?;
        }
        Ok(row)
    }

    fn acceptable(&self, token: &Token) -> Result<(), Refused> {
        if let Some(class) = self.read.and_then(|read| read.unreadable(token)) {
            return Err((class, "it cannot be read".to_owned()));
        }
        if let Some(error) = self.read.and_then(|read| read.other_mandate(token)) {
            return Err((error.class(), format!("{error}: query it (V-38)")));
        }
        let roles = &self.desk.roles;
        let asked = self.read.into_iter().flat_map(|read| read.asked(token));
        for role in asked {
            if !self.table.is_taken(role, self.desk.us(), roles) {
                return Err((
                    RefusalClass::Policy,
                    format!(
                        "{} must take an action of it first: sign as that person, or countersign the \
                         package in that role",
                        a(role)
                    ),
                ));
            }
        }
        Ok(())
    }
}

use handover_trust::{Countersign, Mandate, OrganisationId, Roster, Statement, StatementId};

/// The verified statements that a reader has, among which may be those that a head names.
///
/// A hub has none of them; a recipient should. What is not at hand is not checked, and
/// [`Received::agreement`](crate::Received::agreement) says so.
#[derive(Clone, Copy, Debug, Default)]
pub struct AtHand<'a> {
    mandates: &'a [Statement<Mandate>],
    rosters: &'a [Statement<Roster>],
    countersigns: &'a [Statement<Countersign>],
}

impl<'a> AtHand<'a> {
    /// No statement at all.
    #[must_use]
    pub fn nothing() -> Self {
        Self::default()
    }

    /// These statements.
    #[must_use]
    pub const fn new(
        mandates: &'a [Statement<Mandate>],
        rosters: &'a [Statement<Roster>],
        countersigns: &'a [Statement<Countersign>],
    ) -> Self {
        Self {
            mandates,
            rosters,
            countersigns,
        }
    }

    pub(crate) fn mandate(&self, id: &StatementId) -> Option<&'a Statement<Mandate>> {
        self.mandates.iter().find(|mandate| mandate.id() == id)
    }

    pub(crate) fn roster(&self, id: &StatementId) -> Option<&'a Statement<Roster>> {
        self.rosters.iter().find(|roster| roster.id() == id)
    }

    /// Whether `by` has agreed to a statement, in any role but that of a witness.
    pub(crate) fn is_agreed(&self, statement: &StatementId, by: &OrganisationId) -> bool {
        self.countersigns_of(statement).any(|countersign| {
            countersign.by == *by && countersign.role.as_str() != Countersign::SEEN
        })
    }

    /// Who has countersigned a statement, and in which role.
    pub(crate) fn countersigns_of(
        &self,
        statement: &StatementId,
    ) -> impl Iterator<Item = &'a Countersign> {
        self.countersigns
            .iter()
            .map(Statement::payload)
            .filter(move |countersign| countersign.is_about(statement))
    }
}

/// How far mandate and roster of a package could be checked.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
#[expect(clippy::exhaustive_enums, reason = "there is no fourth answer")]
pub enum AgreementState {
    /// Mandate, roster and every countersign that they ask for were at hand and agree.
    Checked,
    /// The package goes under no mandate.
    NoMandate,
    /// The package names a mandate that was not at hand.
    NotAtHand,
}

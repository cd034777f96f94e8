use handover_trust::{
    Certificate, Countersign, Mandate, Payload, Roster, SignedBy, Statement, StatementId,
};

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

    /// Who has agreed to a statement, and in which role.
    pub(crate) fn agreements(&self, to: Agreeable) -> impl Iterator<Item = &'a Countersign> {
        to.agreements(self.countersigns)
    }
}

/// A statement that others may agree to: what a countersign is held against, wherever one counts.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Agreeable {
    statement: StatementId,
    signed_by: SignedBy,
}

impl Agreeable {
    /// This statement.
    #[must_use]
    pub const fn new<P: Payload>(statement: &Statement<P>) -> Self {
        Self {
            statement: *statement.id(),
            signed_by: statement.signed_by(),
        }
    }

    /// Whether a countersign agrees to it (V-22): in another role than that of a witness of time, and as
    /// a second signature, by another certificate and another key than the first.
    #[must_use]
    pub fn is_agreed_by(&self, countersign: &Statement<Countersign>) -> bool {
        let said = countersign.payload();
        said.is_about(&self.statement)
            && said.role.as_str() != Countersign::SEEN
            && countersign.signed_by().is_second_to(&self.signed_by)
    }

    /// Whether a certificate could give the second signature (V-22): it is another, with another key.
    #[must_use]
    pub fn may_be_second(&self, certificate: &Certificate) -> bool {
        SignedBy::new(certificate).is_second_to(&self.signed_by)
    }

    /// Those that agree to it.
    pub fn agreements<'c>(
        self,
        countersigns: impl IntoIterator<Item = &'c Statement<Countersign>>,
    ) -> impl Iterator<Item = &'c Countersign> {
        let countersigns = countersigns.into_iter();
        countersigns
            .filter(move |countersign| self.is_agreed_by(countersign))
            .map(Statement::payload)
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

impl AgreementState {
    /// The checks that were not made, though the package asks for them.
    #[must_use]
    pub const fn not_made(self) -> &'static [&'static str] {
        match self {
            Self::Checked | Self::NoMandate => &[],
            Self::NotAtHand => &["V-21", "V-22", "V-38"],
        }
    }
}

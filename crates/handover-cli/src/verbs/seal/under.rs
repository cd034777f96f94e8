//! The mandate that was named, with everything that was said under it.

use handover::{
    cbor::RefusalClass,
    package::ProfileInForce,
    trust::{Mandate, Statement},
};
use handover_caseload::{
    ArrangeError, Differences, Group, NotSealed, UnderError, UnderInput, UnderMandate,
};
use handover_identity::{MandateLedger, kept_indexes};
use handover_report::{amounts::amount, refused::NamedCases};

use super::Arguments;
use crate::{
    problem::Problem,
    screen::Screen,
    verbs::{signing::Signatory, statements::Statements},
};

/// What lies under a mandate on this machine.
pub(super) struct AtHand {
    mandate: Statement<Mandate>,
    statements: Statements,
    ledger: MandateLedger,
    before: Option<handover::package::SignedIndex>,
}

impl AtHand {
    /// Reads it.
    pub(super) fn read(
        arguments: &Arguments,
        mandate: Statement<Mandate>,
        signatory: &Signatory,
        passphrase: &str,
        screen: &Screen,
    ) -> Result<Self, Problem> {
        let (identity, directory) = (&signatory.identity, &signatory.directory);
        let now = signatory.now;
        let own = kept_indexes(identity.folder());
        let statements = arguments.statements.clone().and(own);
        let statements = statements.verified(directory, Some(identity.folder()), now, screen)?;
        if mandate.payload().from != *identity.organisation() {
            return Err(Problem::refused(
                RefusalClass::Policy,
                "the mandate hands over from another organisation",
                "Use the identity folder of the sender that the mandate names.",
            ));
        }
        statements.known().check_not_superseded(&mandate)?;
        let ledger = MandateLedger::read(identity, *mandate.id(), passphrase)?;
        let before = arguments.supersedes.as_ref().map(|path| {
            let found = arguments.statements.verified_with(
                path,
                directory,
                Some(identity.folder()),
                now,
                screen,
            )?;
            Ok::<_, Problem>(found.1)
        });
        Ok(Self {
            mandate,
            statements,
            ledger,
            before: before.transpose()?,
        })
    }

    /// Whether it binds sender and recipients, and asks for this profile.
    pub(super) fn under(
        &self,
        arguments: &Arguments,
        profile: &ProfileInForce,
        signatory: &Signatory,
    ) -> Result<UnderMandate<'_>, Problem> {
        if self.mandate.payload().profile != *profile.reference() {
            return Err(UnderError::OtherProfile.into());
        }
        let input = UnderInput {
            mandate: self.mandate.clone(),
            rosters: self.statements.rosters(),
            countersigns: self.statements.countersigns(),
            memory: &self.ledger,
            transfer: self
                .statements
                .transfer(self.mandate.clone(), profile)?
                .transfer,
        };
        let under = UnderMandate::new(input, profile, &arguments.recipients)?;
        Ok(match &self.before {
            Some(before) => under.superseding(before.clone(), signatory.now)?,
            None => under,
        })
    }
}

/// The cases by the rosters that include them, or the refusal of those that are others.
pub(super) fn arranged(
    under: &UnderMandate<'_>,
    groups: Vec<Group>,
    not_sealed: &mut NotSealed,
    arguments: &Arguments,
    screen: &Screen,
) -> Result<Vec<Group>, Problem> {
    let arranged = under
        .arrange(groups, not_sealed, arguments.leave_out)
        .map_err(|error| match error {
            ArrangeError::Differ(differences) => {
                refused(differences, screen).unwrap_or_else(|problem| problem)
            }
            error => Problem::refused(
                RefusalClass::Policy,
                error.to_string(),
                "Seal for the same recipients and audiences as the package before.",
            ),
        })?;
    if arranged.already > 0 {
        screen.note(&format!(
            "cases that are sealed under this mandate already, and stay out: {}",
            arranged.already
        ));
    }
    Ok(arranged.groups)
}

/// Names the cases on the sender's own screen; the refusal.
fn refused(differences: Differences, screen: &Screen) -> Result<Problem, Problem> {
    let Differences {
        already_sealed,
        extra,
        missing,
        ..
    } = differences;
    let problem = if !already_sealed.is_empty() {
        let cases = already_sealed.len();
        Problem::refused(
            RefusalClass::Conflict,
            format!("cases that are sealed under this mandate already: {cases}"),
            "Take them out; or give --supersedes with the package that a new one replaces.",
        )
    } else if !extra.is_empty() {
        let cases = extra.len();
        Problem::refused(
            RefusalClass::Policy,
            format!("cases that are not to be handed over to this recipient: {cases}"),
            "Take them out, or list them in a further roster: `handover select --mandate`.",
        )
    } else {
        let cases = amount(missing.len(), "case");
        Problem::refused(
            RefusalClass::Policy,
            format!("of the roster is missing: {cases}"),
            "Add what is missing; or give --leave-out to seal the others and name those.",
        )
    };
    let named = NamedCases {
        already_sealed: Some(already_sealed),
        extra: Some(extra),
        missing: Some(missing),
        ..NamedCases::default()
    };
    screen.report(&problem.refused_for(named))?;
    Ok(problem)
}

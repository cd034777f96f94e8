//! A transfer at hand, reconciled as of now.

use std::sync::Arc;

use handover::{
    transfer::{KnownStatements, MandateInForce},
    trust::{Mandate, OrganisationId, Statement, StatementId},
};
use handover_report::{
    Names,
    reconcile::{Reconciled, RefusedFile},
};

use crate::{answer::Stop, sitting::Sitting};

/// Tells something of one transfer as of now.
///
/// # Errors
///
/// [`Stop`] if it is not at hand, or its dataset is not built in.
pub(super) fn told<T>(
    sitting: &mut Sitting,
    id: &StatementId,
    tell: impl FnOnce(&Reconciled<'_>) -> T,
) -> Result<T, Stop> {
    let gathered = sitting.statements()?;
    let now = sitting.now;
    let directory = Arc::clone(sitting.office()?.directory());
    let mandate = gathered.known().mandate(id).ok_or(Stop::Gone)?;
    let in_force = MandateInForce::by_built_in(mandate.clone()).map_err(|error| {
        Stop::told(
            error.to_string(),
            "This page knows the datasets that are built in. `handover reconcile --profile` knows others.",
        )
    })?;
    let transfer = gathered
        .known()
        .transfer(mandate.clone(), &in_force.profile);
    let transfer = transfer.map_err(|_| Stop::Bug)?;
    let history = transfer.transfer.history();
    let refused = gathered.refused().iter().map(|file| RefusedFile {
        file: file
            .path
            .file_name()
            .map_or_else(String::new, |name| name.to_string_lossy().into_owned()),
        class: file.class,
        why: file.why.clone(),
    });
    let reconciled = Reconciled {
        refused: refused.collect(),
        ..Reconciled::new(
            mandate,
            &history,
            &transfer,
            gathered.known(),
            Names::new(&directory, now),
            now,
        )
    };
    Ok(tell(&reconciled))
}

/// The mandates in which we have a part, the newest first.
pub(super) fn ours<'k>(
    known: &'k KnownStatements,
    us: &OrganisationId,
) -> Vec<&'k Statement<Mandate>> {
    let mut mandates: Vec<&Statement<Mandate>> = known
        .mandates()
        .iter()
        .filter(|mandate| mandate.payload().by == *us || is_party(mandate.payload(), us))
        .collect();
    mandates.sort_by_key(|mandate| std::cmp::Reverse(mandate.payload().at));
    mandates
}

/// Whether we hand over or take on under it.
fn is_party(mandate: &Mandate, us: &OrganisationId) -> bool {
    mandate.from == *us || mandate.to.contains(us)
}

//! `handover mandate show`.

use handover_report::{Names, mandate::ShownMandate};

use super::{ShowArguments, deadlines_in_force, read_mandate};
use crate::{problem::Problem, screen::Screen};

pub(super) fn run(arguments: &ShowArguments, screen: &Screen) -> Result<(), Problem> {
    let identity = arguments.identity.as_deref();
    let directory = arguments.trust.directory(identity)?;
    let now = arguments.trust.at.moment().posix();
    let statements = arguments
        .statements
        .verified(&directory, identity, now, screen)?;
    let mandate = read_mandate(std::slice::from_ref(&arguments.file), &directory, now)?;
    let in_force = deadlines_in_force(&mandate, arguments.profile.as_deref())?;
    screen.report(&ShownMandate::new(
        &mandate,
        in_force.as_ref(),
        statements.known(),
        Names::new(&directory, now),
    ))
}

//! A roster at hand.

use std::{fs, path::Path};

use handover::trust::{
    Kind, PosixTime, Roster, Sight, Statement, VerifiedDirectory, statement_kind,
};
use handover_report::shown;

use crate::{problem::Problem, refusals::refusal};

/// Reads and verifies a roster.
pub(crate) fn read_roster(
    path: &Path,
    directory: &VerifiedDirectory,
    now: PosixTime,
) -> Result<Statement<Roster>, Problem> {
    let bytes = fs::read(path).map_err(|error| Problem::reading(path, &error))?;
    if statement_kind(&bytes).is_some_and(|kind| kind != Kind::Roster) {
        return Err(Problem::usage(
            format!("{} is a statement, but no roster", shown(path)),
            "Name the roster that the sender signed.",
        ));
    }
    directory
        .verify(&bytes, &Sight::now(now))
        .map_err(|error| refusal(&shown(path), error.class(), error))
}

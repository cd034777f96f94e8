//! The rules by which cases are chosen, from their file.

use std::{fs, path::PathBuf};

use handover_caseload::RulesInForce;
use handover_report::shown;

use crate::{mistakes::in_toml, problem::Problem};

/// Rules by their built-in name or from a file.
pub(crate) fn read_rules(name: &str) -> Result<RulesInForce, Problem> {
    if name == RulesInForce::BUILT_IN {
        return Ok(RulesInForce::built_in());
    }
    let path = PathBuf::from(name);
    let bytes = fs::read(&path).map_err(|error| {
        let built_in = RulesInForce::BUILT_IN;
        Problem::reading(&path, &error).advise(format!("Name a rules file, or {built_in}."))
    })?;
    RulesInForce::from_toml(&bytes).map_err(|error| {
        Problem::input_output(
            format!(
                "{} is no rules file: {}",
                shown(&path),
                in_toml(&bytes, &error)
            ),
            "Mend it; `handover schema rules` prints one to copy and edit.",
        )
    })
}

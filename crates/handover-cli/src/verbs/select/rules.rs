//! The rules by which cases are chosen, and the bytes they were read from.

use std::{fs, path::PathBuf};

use handover::{case::eligibility::Rules, trust::FileReference};
use handover_report::shown;

use crate::{mistakes::in_toml, problem::Problem};

/// The rules that are built in.
pub(super) const BUILT_IN: &str = "six-months-two-journeys";

/// Rules, and how a mandate names them: by name, version and hash, for two files of one name may
/// differ.
pub(crate) struct RulesInForce {
    pub(crate) rules: Rules,
    pub(crate) reference: FileReference,
}

/// Rules by their built-in name or from a file.
pub(crate) fn read_rules(name: &str) -> Result<RulesInForce, Problem> {
    if name == BUILT_IN {
        return Ok(in_force(Rules::six_months_two_journeys(), Rules::BUILT_IN));
    }
    let path = PathBuf::from(name);
    let bytes = fs::read(&path).map_err(|error| {
        Problem::reading(&path, &error).advise(format!("Name a rules file, or {BUILT_IN}."))
    })?;
    let rules = Rules::from_toml(&bytes).map_err(|error| {
        Problem::input_output(
            format!(
                "{} is no rules file: {}",
                shown(&path),
                in_toml(&bytes, &error)
            ),
            "Mend it; `handover schema rules` prints one to copy and edit.",
        )
    })?;
    Ok(in_force(rules, &bytes))
}

fn in_force(rules: Rules, bytes: &[u8]) -> RulesInForce {
    let name = rules
        .reference()
        .parse()
        .expect("the reference of rules has the form of a file name");
    RulesInForce {
        reference: FileReference::of(name, bytes),
        rules,
    }
}

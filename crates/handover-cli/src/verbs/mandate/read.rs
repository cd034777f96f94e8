//! A mandate at hand, with the profile that it names.

use std::{
    fs,
    path::{Path, PathBuf},
};

use handover::{
    case::profile::Deadlines,
    transfer::{MandateInForce, MandateTermsError},
    trust::{
        Kind, Mandate, PosixTime, Sight, Statement, StatementId, VerifiedDirectory, statement_id,
        statement_kind,
    },
};
use handover_report::{Names, Time, shown};

use crate::{problem::Problem, refusals::refusal, verbs::profile::read_profile};

/// Reads and verifies the one mandate that is meant.
pub(crate) fn read_mandate(
    paths: &[PathBuf],
    directory: &VerifiedDirectory,
    now: PosixTime,
) -> Result<Statement<Mandate>, Problem> {
    read_one(which_mandate(paths, directory, now)?, directory, now)
}

/// The one mandate of the files that were named: a pattern of a shell may name several.
pub(crate) fn which_mandate<'p>(
    paths: &'p [PathBuf],
    directory: &VerifiedDirectory,
    now: PosixTime,
) -> Result<&'p Path, Problem> {
    let mut distinct: Vec<(&Path, Option<StatementId>)> = Vec::new();
    for path in paths {
        let bytes = fs::read(path).map_err(|error| Problem::reading(path, &error))?;
        let id = statement_id(&bytes);
        if id.is_none() || distinct.iter().all(|(_, known)| *known != id) {
            distinct.push((path, id));
        }
    }
    match distinct.as_slice() {
        [(only, _)] => Ok(only),
        [] => Err(Problem::usage(
            "no mandate is named",
            "Name the mandate that the commissioner signed with --mandate.",
        )),
        several => {
            let named = several.iter();
            let named = named
                .map(|(path, _)| format!("{}: {}", shown(path), told_apart(path, directory, now)));
            Err(Problem::usage(
                format!(
                    "{} mandates are named, as told above: which is meant?",
                    several.len()
                ),
                "Name one of them with --mandate.",
            )
            .made_of(named))
        }
    }
}

/// By what people tell a mandate from others.
fn told_apart(path: &Path, directory: &VerifiedDirectory, now: PosixTime) -> String {
    match read_one(path, directory, now) {
        Ok(mandate) => {
            let said = mandate.payload();
            let names = Names::new(directory, now);
            format!(
                "{} from {} to {}, transfer {}, signed {} by {}",
                said.kind,
                names.of(&said.from),
                names.all(&said.to),
                said.transfer,
                Time::from(said.at),
                names.of(&said.by)
            )
        }
        Err(_) => "no mandate that holds now".to_owned(),
    }
}

fn read_one(
    path: &Path,
    directory: &VerifiedDirectory,
    now: PosixTime,
) -> Result<Statement<Mandate>, Problem> {
    let bytes = fs::read(path).map_err(|error| Problem::reading(path, &error))?;
    if statement_kind(&bytes).is_some_and(|kind| kind != Kind::Mandate) {
        return Err(Problem::usage(
            format!("{} is a statement, but no mandate", shown(path)),
            "Name the mandate that the commissioner signed.",
        ));
    }
    directory
        .verify(&bytes, &Sight::now(now))
        .map_err(|error| refusal(&shown(path), error.class(), error))
}

/// A mandate with its profile: the file that was named, else the built-in one.
pub(crate) fn in_force(
    statement: Statement<Mandate>,
    profile: Option<&str>,
) -> Result<MandateInForce, Problem> {
    let in_force = match profile {
        Some(profile) => MandateInForce::new(statement, read_profile(profile)?),
        None => MandateInForce::by_built_in(statement),
    };
    in_force.map_err(|error| match error {
        MandateTermsError::Deadlines(_) => refusal("the mandate's deadlines", error.class(), error)
            .advise("The commissioner must sign the mandate again."),
        MandateTermsError::UnknownProfile(_) => Problem::usage(error.to_string(), GIVE_PROFILE),
        error => refusal("the profile", error.class(), error).advise(GIVE_PROFILE),
    })
}

const GIVE_PROFILE: &str = "Ask the commissioner for the profile file and give it with --profile.";

/// The deadlines that apply under a mandate: its own, else those of its profile, which is the file that was
/// named or a built-in one. `None` if that is not known here.
pub(crate) fn deadlines_in_force(
    mandate: &Statement<Mandate>,
    profile: Option<&str>,
) -> Result<Option<Deadlines>, Problem> {
    match in_force(mandate.clone(), profile) {
        Ok(in_force) => Ok(Some(in_force.deadlines)),
        Err(_) if profile.is_none() => Ok(None),
        Err(problem) => Err(problem),
    }
}

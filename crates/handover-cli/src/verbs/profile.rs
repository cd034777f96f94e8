//! `--profile`, the same for every verb that judges cases.

use std::{
    fs,
    path::{Path, PathBuf},
};

use handover::{
    case::Profile,
    cbor::RefusalClass,
    package::ProfileInForce,
    trust::{FileReference, Package, PosixTime, Statement, VerifiedDirectory},
};
use handover_report::shown;

use super::{
    inspect::{unverified_head, unverified_head_bytes},
    statements::Statements,
};
use crate::{mistakes::in_toml, problem::Problem, refusals::refusal};

/// The dataset profile.
#[derive(Clone, Debug, clap::Args)]
pub(crate) struct ProfileArgument {
    /// The dataset profile: a file, or the name of a built-in one
    #[arg(long, value_name = "NAME|FILE", default_value = "caseload-transfer")]
    profile: String,
}

impl ProfileArgument {
    /// Reads it.
    pub(crate) fn read(&self) -> Result<ProfileInForce, Problem> {
        read_profile(&self.profile)
    }
}

/// A profile by its built-in name or from a file.
pub(crate) fn read_profile(name: &str) -> Result<ProfileInForce, Problem> {
    if let Some(profile) = ProfileInForce::built_in(name) {
        return Ok(profile);
    }
    let path = PathBuf::from(name);
    let bytes = fs::read(&path).map_err(|error| {
        Problem::reading(&path, &error).advise(format!(
            "Name a profile file, or one of: {}.",
            Profile::BUILT_IN.join(", ")
        ))
    })?;
    ProfileInForce::from_toml(&bytes).map_err(|error| {
        Problem::input_output(
            format!(
                "{} is no profile: {}",
                shown(&path),
                in_toml(&bytes, &error)
            ),
            "Mend it; `handover schema profile` prints one to copy and edit.",
        )
    })
}

/// The profile that a package follows: from the file that was named, else the built-in one that the
/// head names; `None` if there is none, or if no head can be read.
///
/// Nobody has verified the head yet: it only leads to a profile to try, and whoever receives the package
/// verifies the head and holds the profile against it (V-20).
pub(crate) fn profile_of(
    package: &Path,
    file: Option<&Path>,
) -> Result<Option<ProfileInForce>, Problem> {
    if let Some(file) = file {
        return read_profile(&file.to_string_lossy()).map(Some);
    }
    match unverified_head(package) {
        Ok((head, _)) => profile_named(&head.profile, None),
        Err(_) => Ok(None),
    }
}

/// The profile of a reference: from the file that was named, else the built-in one of that name and
/// hash.
pub(crate) fn profile_named(
    reference: &FileReference,
    file: Option<&Path>,
) -> Result<Option<ProfileInForce>, Problem> {
    match file {
        Some(file) => read_profile(&file.to_string_lossy()).map(Some),
        None => Ok(ProfileInForce::built_in_as(reference)),
    }
}

/// The profile that a *verified* head names, or what to do about one that is not known here (V-20).
pub(crate) fn known_profile(profile: Option<ProfileInForce>) -> Result<ProfileInForce, Problem> {
    profile.ok_or_else(|| {
        Problem::refused(
            RefusalClass::Policy,
            "the package follows a profile that is not known here",
            "Ask the sender for the profile file and give it with --profile.",
        )
    })
}

/// The profile of a package of which nothing is verified yet.
///
/// Where there is none, the head is verified first: what nobody signed is refused as that, and is no
/// reason to ask anybody for a file.
pub(crate) fn profile_to_receive(
    profile: Option<ProfileInForce>,
    package: &Path,
    directory: &VerifiedDirectory,
    statements: &Statements,
    now: PosixTime,
) -> Result<ProfileInForce, Problem> {
    if profile.is_none() {
        let head = unverified_head_bytes(package)?;
        let sight = statements.sight_of(package, now);
        let verified: Result<Statement<Package>, _> = directory.verify(&head, &sight);
        verified.map_err(|error| refusal(&shown(package), error.class(), error))?;
    }
    known_profile(profile)
}

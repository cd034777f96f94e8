//! `--profile`, the same for every verb that judges cases.

use std::{
    fs,
    path::{Path, PathBuf},
};

use handover::{
    case::Profile, files::unverified_head, package::ProfileInForce, trust::FileReference,
};
use handover_report::shown;

use crate::{mistakes::in_toml, problem::Problem};

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
    match (file, unverified_head(package)) {
        (Some(file), _) => read_profile(&file.to_string_lossy()).map(Some),
        (None, Ok((head, _))) => Ok(ProfileInForce::built_in_as(&head.profile)),
        (None, Err(_)) => Ok(None),
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

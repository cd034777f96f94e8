//! Which identity.

use std::path::{Path, PathBuf};

/// Where an identity folder is.
#[derive(Clone, Debug, clap::Args)]
pub(crate) struct IdentityArgument {
    /// The identity folder: keys, certificates, card, what was accepted before
    #[arg(
        long,
        value_name = "FOLDER",
        env = "HANDOVER_IDENTITY",
        default_value = DEFAULT
    )]
    pub(crate) identity: PathBuf,
}

/// The identity folder of whoever reads, if there is one: nothing is signed.
#[derive(Clone, Debug, clap::Args)]
pub(crate) struct MaybeIdentity {
    /// The identity folder, whose memory of the anchor and of what was seen when is used and kept
    /// [default: identity, if it is there]
    #[arg(long, value_name = "FOLDER", env = "HANDOVER_IDENTITY")]
    identity: Option<PathBuf>,
}

impl MaybeIdentity {
    /// The folder that was named, or the default one if it holds an identity.
    pub(crate) fn folder(&self) -> Option<&Path> {
        let default =
            || Some(Path::new(DEFAULT)).filter(|folder| folder.join("identity.json").is_file());
        self.identity.as_deref().or_else(default)
    }
}

/// The folder of whoever names none.
pub(crate) const DEFAULT: &str = "identity";

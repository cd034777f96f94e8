//! A new statement on its way out.

use std::path::{Path, PathBuf};

use handover::trust::{Payload, Statement};
use handover_files::file_name;

use crate::{output::NewFile, problem::Problem};

/// Where a new statement goes.
#[derive(Clone, Debug, clap::Args)]
pub(crate) struct ToArgument {
    /// Where to write the statement: a folder that is there, such as that of the transfer, or a file
    #[arg(long, value_name = "FOLDER|FILE")]
    to: PathBuf,
}

impl ToArgument {
    /// This place.
    pub(crate) fn at(to: &Path) -> Self {
        Self { to: to.to_owned() }
    }

    /// Whether several statements fit there.
    pub(crate) fn is_folder(&self) -> bool {
        self.to.is_dir()
    }

    /// Writes a statement, for its owner only, whole or not at all; says where.
    pub(crate) fn write<P: Payload>(&self, statement: &Statement<P>) -> Result<PathBuf, Problem> {
        let path = self.place(P::KIND.as_str(), &statement.id().to_string(), "statement");
        NewFile::write(&path, statement.as_bytes())?;
        Ok(path)
    }

    /// The folder, where a statement goes in one.
    pub(crate) fn folder(&self) -> Option<&Path> {
        Some(self.to.as_path()).filter(|to| to.is_dir())
    }

    /// The file for something with an id: in a folder its name says what it is and nothing else.
    pub(crate) fn place(&self, kind: &str, id: &str, ending: &str) -> PathBuf {
        if !self.to.is_dir() {
            return self.to.clone();
        }
        self.to.join(file_name(kind, id, ending))
    }
}

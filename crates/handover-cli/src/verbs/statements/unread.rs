//! Statements as they lie there, for whoever passes them on.

use std::path::PathBuf;

use handover::trust::Kind;

use super::{
    StatementArguments,
    found::{self, Claim},
};
use crate::{problem::Problem, screen::Screen};

/// A file that claims to be a statement; nobody has judged it.
pub(crate) struct UnreadStatement {
    pub(crate) path: PathBuf,
    pub(crate) kind: Kind,
    pub(crate) bytes: Vec<u8>,
}

/// The statements that files and folders hold, without indexes and packages.
pub(crate) fn unread(paths: &[PathBuf], screen: &Screen) -> Result<Vec<UnreadStatement>, Problem> {
    let found = found::find(paths, screen)?.into_iter();
    let statements = found.filter_map(|file| match file.claim {
        Claim::Index => None,
        Claim::Statement(kind) => Some(UnreadStatement {
            path: file.path,
            kind,
            bytes: file.bytes,
        }),
    });
    Ok(statements.collect())
}

impl StatementArguments {
    /// The statements at hand as they lie there.
    pub(crate) fn unread(&self, screen: &Screen) -> Result<Vec<UnreadStatement>, Problem> {
        unread(&self.paths, screen)
    }
}

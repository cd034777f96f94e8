//! The directory: read at the start, and again whenever its file changes.

use std::{
    fs, io,
    path::{Path, PathBuf},
    sync::Arc,
    time::Duration,
};

use handover_files::{FileError, NewFile};
use handover_trust::{AcceptedDirectory, PosixTime, Thumbprint, VerifiedDirectory};

use super::StartError;
use crate::{Config, http::Desk};

/// The file of the directory, and of what is remembered of the one accepted last, so that it never goes back.
pub(super) struct DirectoryFile {
    file: PathBuf,
    memory: PathBuf,
    anchor: Thumbprint,
    every: Duration,
    /// The bytes that were looked at last, good or not.
    seen: Vec<u8>,
}

impl DirectoryFile {
    pub(super) fn open(
        config: &Config,
        now: PosixTime,
    ) -> Result<(Self, VerifiedDirectory), StartError> {
        let memory = config.data.join("directory-seen.json");
        let last = recall(&memory).map_err(StartError::DirectoryMemory)?;
        let anchor = match config.anchor {
            Some(anchor) => Some(anchor),
            None => last.as_ref().map(|last| *last.anchor()),
        };
        let anchor = anchor.ok_or(StartError::Anchor)?;
        let seen = fs::read(&config.directory).map_err(StartError::DirectoryFile)?;
        let verified = VerifiedDirectory::from_bytes(&seen, &anchor, last.as_ref(), now)?;
        remember(&memory, verified.accepted()).map_err(StartError::DirectoryMemory)?;
        let file = Self {
            file: config.directory.clone(),
            memory,
            anchor,
            every: Duration::from_secs(config.limits.directory_seconds),
            seen,
        };
        Ok((file, verified))
    }

    /// Takes newer versions of the file for as long as the server runs.
    ///
    /// One that cannot be taken changes nothing: the one in use goes on until it expires.
    pub(super) async fn follow(mut self, desk: Desk) {
        loop {
            tokio::time::sleep(self.every).await;
            let (path, seen) = (self.file.clone(), std::mem::take(&mut self.seen));
            let read = tokio::task::spawn_blocking(move || {
                let bytes = fs::read(path)?;
                let is_new = bytes != seen;
                Ok::<_, io::Error>((bytes, is_new))
            });
            match read.await {
                Ok(Ok((bytes, is_new))) => {
                    if is_new {
                        self.take(&bytes, &desk);
                    }
                    self.seen = bytes;
                }
                Ok(Err(_)) | Err(_) => tracing::error!("the directory cannot be read"),
            }
        }
    }

    fn take(&self, bytes: &[u8], desk: &Desk) {
        let trust = &desk.keeper.trust;
        let last = trust.directory();
        let anchor = &self.anchor;
        let verified =
            VerifiedDirectory::from_bytes(bytes, anchor, Some(last.accepted()), trust.now());
        match verified {
            Ok(verified) if remember(&self.memory, verified.accepted()).is_err() => {
                tracing::error!("the memory of the directory cannot be kept");
            }
            Ok(verified) => {
                let version = verified.accepted().version();
                if trust.replace(Arc::new(verified)).is_ok() {
                    tracing::info!(version, "a newer directory is in use");
                }
            }
            Err(error) => {
                tracing::error!(class = %error.class(), "a newer directory was not taken");
            }
        }
    }
}

fn recall(memory: &Path) -> io::Result<Option<AcceptedDirectory>> {
    match fs::read(memory) {
        Ok(bytes) => Ok(Some(serde_json::from_slice(&bytes)?)),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(error),
    }
}

/// Puts the new memory whole in the place of the old one, durably.
fn remember(memory: &Path, accepted: &AcceptedDirectory) -> io::Result<()> {
    let text = serde_json::to_vec_pretty(accepted)?;
    NewFile::rewrite(memory, &text).map_err(FileError::into_source)
}

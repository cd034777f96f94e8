//! Several small files that a form of ours posted at once.

use std::sync::Arc;

use axum::{
    body::Bytes,
    extract::{FromRequest, Multipart, Request},
};

use crate::{answer::Stop, desk::Desk, posted::TOKEN};

/// The files that were chosen; those without a byte, which a browser sends where none was chosen, are not among them.
/// The token is the first part.
pub(crate) struct PostedFiles(pub(crate) Vec<SmallFile>);

/// A small file.
pub(crate) struct SmallFile {
    /// Its name on the machine of the person, for a person to read: no path of ours is made of it.
    pub(crate) name: String,
    pub(crate) bytes: Bytes,
}

impl FromRequest<Arc<Desk>> for PostedFiles {
    type Rejection = Stop;

    async fn from_request(request: Request, desk: &Arc<Desk>) -> Result<Self, Stop> {
        let form = Multipart::from_request(request, desk).await;
        let mut form = form.map_err(|_| Stop::Stale)?;
        let first = form.next_field().await.map_err(|_| Stop::TooLong)?;
        let token = first
            .filter(|part| part.name() == Some(TOKEN))
            .ok_or(Stop::Stale)?;
        let token = token.text().await.map_err(|_| Stop::TooLong)?;
        if !desk.take_form(&token) {
            return Err(Stop::Stale);
        }
        let mut files = Vec::new();
        while let Some(part) = form.next_field().await.map_err(|_| Stop::TooLong)? {
            let Some(name) = part.file_name().map(str::to_owned) else {
                continue;
            };
            let bytes = part.bytes().await.map_err(|_| Stop::TooLong)?;
            if !bytes.is_empty() {
                files.push(SmallFile { name, bytes });
            }
        }
        Ok(Self(files))
    }
}

impl std::fmt::Debug for PostedFiles {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("PostedFiles")
    }
}

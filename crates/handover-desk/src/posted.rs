//! What a form of ours posted.

use std::{fmt, io::Write, sync::Arc};

use axum::{
    body::Bytes,
    extract::{FromRequest, Multipart, Request},
};

use handover_files::FileError;
use tempfile::NamedTempFile;
use zeroize::{Zeroize, Zeroizing};

use crate::{answer::Stop, desk::Desk};

/// The name of the field in which every form carries its token.
pub(crate) const TOKEN: &str = "form";

/// The fields of a form that was shown, posted once. They are wiped, for a passphrase may be among them.
#[derive(Default)]
pub(crate) struct Posted(Vec<(String, Zeroizing<String>)>);

impl Posted {
    /// The first value of a field, without blanks around it; empty if it is not there.
    pub(crate) fn text(&self, name: &str) -> &str {
        let mut fields = self.0.iter();
        fields
            .find(|(field, _)| field == name)
            .map_or("", |(_, value)| value.trim())
    }

    /// The first value of a field exactly as it was typed.
    pub(crate) fn exact(&self, name: &str) -> &str {
        let mut fields = self.0.iter();
        fields
            .find(|(field, _)| field == name)
            .map_or("", |(_, value)| value.as_str())
    }

    /// Every value of a field: the ticks of one question.
    pub(crate) fn all<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a str> {
        let fields = self.0.iter().filter(move |(field, _)| field == name);
        fields.map(|(_, value)| value.as_str())
    }

    /// Every field, in the order in which they stood.
    pub(crate) fn fields(&self) -> impl Iterator<Item = (&str, &str)> {
        let fields = self.0.iter();
        fields.map(|(field, value)| (field.as_str(), value.as_str()))
    }

    /// Whether a box was ticked.
    pub(crate) fn has(&self, name: &str) -> bool {
        self.0.iter().any(|(field, _)| field == name)
    }
}

impl FromRequest<Arc<Desk>> for Posted {
    type Rejection = Stop;

    async fn from_request(request: Request, desk: &Arc<Desk>) -> Result<Self, Stop> {
        let bytes = Bytes::from_request(request, desk).await;
        let bytes = bytes.map_err(|_| Stop::TooLong)?;
        let fields = form_urlencoded::parse(&bytes).into_owned();
        let posted = Self(
            fields
                .map(|(field, value)| (field, Zeroizing::new(value)))
                .collect(),
        );
        // A passphrase may stand in it.
        if let Ok(mut bytes) = bytes.try_into_mut() {
            bytes.zeroize();
        }
        if desk.take_form(posted.text(TOKEN)) {
            Ok(posted)
        } else {
            Err(Stop::Stale)
        }
    }
}

/// What was typed is for nobody's log.
impl fmt::Debug for Posted {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Posted")
    }
}

/// A file that a form of ours posted. Its token is the first part.
#[derive(Debug)]
pub(crate) struct PostedFile {
    /// Its name on the machine of the person, for a person to read: no path of ours is made of it.
    pub(crate) name: String,
    /// Its content, in a file of ours that goes when it is dropped; nothing was chosen if it is empty.
    pub(crate) file: NamedTempFile,
}

impl PostedFile {
    /// Its length in bytes.
    ///
    /// # Errors
    ///
    /// [`Stop`] if it cannot be asked.
    pub(crate) fn len(&self) -> Result<u64, Stop> {
        let about = self.file.as_file().metadata();
        Ok(about.map_err(|error| written(&self.file, error))?.len())
    }

    /// Its content, for what is small.
    ///
    /// # Errors
    ///
    /// [`Stop`] if it cannot be read.
    pub(crate) fn bytes(&self) -> Result<Vec<u8>, Stop> {
        std::fs::read(self.file.path()).map_err(|error| written(&self.file, error))
    }
}

fn written(file: &NamedTempFile, error: std::io::Error) -> Stop {
    FileError::writing(file.path(), error).into()
}

impl FromRequest<Arc<Desk>> for PostedFile {
    type Rejection = Stop;

    async fn from_request(request: Request, desk: &Arc<Desk>) -> Result<Self, Stop> {
        let form = Multipart::from_request(request, desk).await;
        let mut form = form.map_err(|_| Stop::Stale)?;
        let room = desk.room.folder();
        let mut file = NamedTempFile::new_in(room)
            .map_err(|error| Stop::from(FileError::writing(room, error)))?;
        let mut name = String::new();
        let mut is_ours = false;
        while let Some(mut part) = form.next_field().await.map_err(|_| Stop::TooLong)? {
            let field = part.name().unwrap_or_default().to_owned();
            if let Some(chosen) = part.file_name().map(str::to_owned) {
                // Nothing of a stranger's file is kept.
                if !is_ours {
                    return Err(Stop::Stale);
                }
                name = chosen;
                while let Some(bytes) = part.chunk().await.map_err(|_| Stop::TooLong)? {
                    let put = file.write_all(&bytes);
                    put.map_err(|error| written(&file, error))?;
                }
                continue;
            }
            let value = part.text().await.map_err(|_| Stop::TooLong)?;
            if field == TOKEN && !is_ours {
                is_ours = desk.take_form(&value);
                continue;
            }
        }
        if !is_ours {
            return Err(Stop::Stale);
        }
        Ok(Self { name, file })
    }
}

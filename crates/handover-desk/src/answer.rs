//! What a page answers: itself, or why not.

use askama::Template;
use axum::{
    http::{StatusCode, header},
    response::{Html, IntoResponse, Response},
};
use handover::{
    FolderError, OfficeError, SealingError, WordsError, case::capital, desk::SayError,
    files::InputError,
};
use handover_caseload::{
    CaseloadError, DecideError, DraftError, ExtractError, ImportFolderError, StoredError,
};
use handover_files::FileError;
use handover_identity::{
    AuthorityError, CardError, IdentityError, KeyError, LedgerError, MemoryError, PageListError,
    PersonError, RenewError, TrustedDirectoryError,
};
use thiserror::Error;

use crate::room::RoomError;

/// What a handler gives back.
pub(crate) type Answer = Result<Response, Stop>;

/// Why a page was not made, or nothing was done.
///
/// The gate makes a page of it. No variant holds a word of a case.
#[derive(Clone, Debug, Error)]
pub(crate) enum Stop {
    /// A promise inside the program was broken.
    #[error("a mistake of this program")]
    Bug,
    /// There is no such page.
    #[error("there is no such page")]
    Gone,
    /// Nobody sits here.
    #[error("the desk is locked")]
    Locked,
    /// There is no directory yet.
    #[error("there is no directory yet")]
    NoDirectory,
    /// The form was posted before, or is of a page before the lock.
    #[error("this form was sent already, or is from before the desk was locked")]
    Stale,
    /// What was asked cannot be done.
    #[error("{what}")]
    Told {
        /// What is, as a sentence.
        what: String,
        /// What to do now.
        next: String,
    },
    /// More was posted than a form holds.
    #[error("more was sent than this page takes")]
    TooLong,
}

impl Stop {
    /// What cannot be done, and what to do now.
    pub(crate) fn told(what: impl Into<String>, next: impl Into<String>) -> Self {
        Self::Told {
            what: what.into(),
            next: next.into(),
        }
    }

    /// An error of the library, as a sentence.
    fn of(error: &dyn std::error::Error, next: &str) -> Self {
        let mut what = error.to_string();
        let mut source = error.source();
        while let Some(cause) = source {
            let more = cause.to_string();
            if !what.contains(&more) {
                what = format!("{what}: {more}");
            }
            source = cause.source();
        }
        Self::told(what, next)
    }

    /// What it is as an answer of HTTP.
    pub(crate) const fn status(&self) -> StatusCode {
        match self {
            Self::Bug => StatusCode::INTERNAL_SERVER_ERROR,
            Self::Gone => StatusCode::NOT_FOUND,
            Self::Locked => StatusCode::SEE_OTHER,
            Self::NoDirectory | Self::Stale => StatusCode::CONFLICT,
            Self::Told { .. } => StatusCode::UNPROCESSABLE_ENTITY,
            Self::TooLong => StatusCode::PAYLOAD_TOO_LARGE,
        }
    }
}

/// The gate finds it there and makes a page of it.
impl IntoResponse for Stop {
    fn into_response(self) -> Response {
        let mut response = self.status().into_response();
        response.extensions_mut().insert(self);
        response
    }
}

const TRY: &str = "Nothing was changed. Go back and try again.";

/// Errors of the library: what they say is for a person to read.
macro_rules! told {
    ($($error:ty),+ $(,)?) => {$(
        impl From<$error> for Stop {
            fn from(error: $error) -> Self {
                Self::of(&error, TRY)
            }
        }
    )+};
}

told!(
    AuthorityError,
    CardError,
    CaseloadError,
    DecideError,
    DraftError,
    ExtractError,
    FileError,
    FolderError,
    handover_caseload::FileError,
    ImportFolderError,
    IdentityError,
    InputError,
    KeyError,
    LedgerError,
    MemoryError,
    OfficeError,
    PageListError,
    PersonError,
    RenewError,
    RoomError,
    SayError,
    SealingError,
    WordsError,
    StoredError,
);

impl From<TrustedDirectoryError> for Stop {
    fn from(error: TrustedDirectoryError) -> Self {
        Self::of(
            &error,
            "Ask whoever keeps the directory for a new one, and take it under Who is who.",
        )
    }
}

/// A message of the library as a sentence.
pub(crate) fn sentence(what: &str) -> String {
    let text = capital(what);
    if text.ends_with(['.', '?', '!']) {
        text
    } else {
        text + "."
    }
}

/// A page.
pub(crate) fn page(template: &impl Template) -> Answer {
    let html = template.render().map_err(|_| Stop::Bug)?;
    Ok(Html(html).into_response())
}

/// Another page instead, after something was done.
pub(crate) fn see(address: String) -> Answer {
    Ok((StatusCode::SEE_OTHER, [(header::LOCATION, address)]).into_response())
}

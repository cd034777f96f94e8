//! What to do when an office did not do what it was asked.

use std::path::Path;

use handover::{
    FolderError, OfficeError,
    cbor::RefusalClass,
    package::{AudienceError, CaseRefusal, MakeEvidenceError, OpenError},
    trust::ShortName,
};
use handover_identity::ReaderKeyError;

use super::{Problem, input::not_received, shown};
use crate::refusals::refusal;

impl From<OfficeError> for Problem {
    fn from(error: OfficeError) -> Self {
        match error {
            OfficeError::Audience(error) => error.into(),
            OfficeError::File(error) => error.into(),
            OfficeError::Identity(error) => error.into(),
            OfficeError::Input(error) => error.into(),
            OfficeError::Key(error) => error.into(),
            OfficeError::Memory(error) => match error.downcast::<FolderError>() {
                Ok(error) => (*error).into(),
                Err(error) => Self::our_bug(error.to_string()),
            },
            OfficeError::MayNotAgree(error) => error.into(),
            OfficeError::SealingKey {
                organisation,
                source,
            } => ReaderKeyError::Refused {
                organisation,
                source,
            }
            .into(),
            OfficeError::Sign { kind, source } => refusal(
                &format!("the {kind} cannot be signed"),
                source.class(),
                source,
            ),
            OfficeError::UnknownProfile => Self::refused(
                RefusalClass::Policy,
                "the package follows a profile that is not known here",
                "Ask the sender for the profile file and give it with --profile.",
            ),
            OfficeError::Unfit(error) => refusal("the profile", error.class(), error),
            OfficeError::Vain { kind, source } => refusal(
                &format!("the {kind} cannot be signed"),
                source.class(),
                source,
            )
            .advise("Ask the authority that keeps the directory for a card that lists this key."),
            OfficeError::WouldNotCount { tokens, why } => {
                let about = match tokens.as_slice() {
                    [] => "the statement".to_owned(),
                    [token] => format!("case {token}"),
                    [token, more @ ..] => format!("case {token} and {} more", more.len()),
                };
                Self::refused(
                    why.class(),
                    format!("{about} would not count ({})", why.as_str()),
                    "Nothing was written. `handover reconcile` shows where every case stands.",
                )
            }
            error => match error.class() {
                Some(class) => refusal("it cannot be done", class, error),
                None => Self::our_bug(error.to_string()),
            },
        }
    }
}

impl From<FolderError> for Problem {
    fn from(error: FolderError) -> Self {
        match error {
            FolderError::File(error) => error.into(),
            FolderError::Ledger(error) => error.into(),
            FolderError::Memory(error) => error.into(),
            error => Self::our_bug(error.to_string()),
        }
    }
}

impl From<AudienceError> for Problem {
    fn from(error: AudienceError) -> Self {
        match &error {
            AudienceError::NotNamed => Self::refused(
                RefusalClass::Recipient,
                error.to_string(),
                "`handover inspect` names the audiences of a package.",
            ),
            AudienceError::Several { ours } => {
                let names: Vec<&str> = ours.iter().map(ShortName::as_str).collect();
                Self::usage(
                    error.to_string(),
                    format!("Say which with --audience: {}.", names.join(", ")),
                )
            }
            _ => Self::our_bug(error.to_string()),
        }
    }
}

/// One case cannot be read.
impl From<CaseRefusal> for Problem {
    fn from(refused: CaseRefusal) -> Self {
        refusal(
            &format!("case {}", refused.token),
            refused.class,
            "what the sender sealed cannot be read",
        )
        .advise("Tell the sender the token; the other cases open without it.")
    }
}

impl Problem {
    /// What an office did not do with the package in a file.
    pub(crate) fn with_package(path: &Path, error: OfficeError) -> Self {
        let refused = |class| refusal(&shown(path), class, &error);
        match &error {
            OfficeError::Evidence(error) => refused(error.class()),
            OfficeError::NotFor(_) => refused(RefusalClass::Recipient),
            OfficeError::NotHeld(error) => refused(error.class()),
            OfficeError::NotNamed(_) => refused(RefusalClass::NotEntitled).advise(
                "Only an organisation that the package names may say something of its cases.",
            ),
            OfficeError::OnlyWords => {
                refused(RefusalClass::Policy).advise("Name the package that brought the case.")
            }
            OfficeError::Open(OpenError::NoKey) => refused(RefusalClass::Decrypt).advise(
                "Use the identity folder that holds the key, or ask the sender to seal it again.",
            ),
            OfficeError::Open(open) => refused(open.class()),
            OfficeError::OpenEvidence(error) => refused(error.class()),
            OfficeError::Receive(error) => not_received(path, error),
            OfficeError::Take(take) => match take {
                MakeEvidenceError::UnknownCase => Self::refused(
                    RefusalClass::Policy,
                    "the package holds no such case",
                    "Name a case that is in it, by its token or the sender's reference.",
                ),
                MakeEvidenceError::Source(kind) => Self::reading(path, &(*kind).into()),
                MakeEvidenceError::NotOurs => Self::refused(
                    RefusalClass::NotEntitled,
                    take.to_string(),
                    "Name sections that the package lets us open: `handover inspect` lists them.",
                ),
                MakeEvidenceError::Altered => refused(RefusalClass::Altered),
                _ => refused(RefusalClass::Policy),
            },
            OfficeError::Unread => Self::input_output(
                format!("{} could not be read to its end", shown(path)),
                "Check the disk, then run it again.",
            ),
            _ => error.into(),
        }
    }
}

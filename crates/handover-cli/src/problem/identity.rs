//! What to do when an identity folder, or a file, does not do its part.

use handover::trust::ShortName;
use handover_files::FileError;
use handover_identity::{
    CardError, IdentityError, KeyError, LedgerError, MemoryError, MemoryKind, NewIdentityError,
    PersonError, ReaderKeyError, RenewError, TrustedDirectoryError,
};
use std::{error::Error, io};

use super::{Problem, shown};
use crate::refusals::refusal;

const RESTORE: &str = "Restore the identity folder from a copy.";

impl From<FileError> for Problem {
    fn from(error: FileError) -> Self {
        match error {
            FileError::Read { path, source } => Self::reading(&path, &source),
            FileError::Write { path, source } => Self::writing(&path, &source),
            error => unknown(&error),
        }
    }
}

impl From<IdentityError> for Problem {
    fn from(error: IdentityError) -> Self {
        match error {
            IdentityError::Absent { path, source } => Self::reading(&path, &source).advise(
                "Name the identity folder with --identity, or make one with `handover identity new`.",
            ),
            IdentityError::Damaged { path } => Self::input_output(
                format!("{} does not describe an identity", shown(&path)),
                "Name a folder that `handover identity new` made, or restore it from a copy.",
            ),
            IdentityError::File(error) => error.into(),
            error => unknown(&error),
        }
    }
}

impl From<PersonError> for Problem {
    fn from(error: PersonError) -> Self {
        let named = |roles: &[ShortName]| {
            let roles: Vec<&str> = roles.iter().map(ShortName::as_str).collect();
            roles.join(", ")
        };
        match error {
            PersonError::Absent => Self::usage(
                "this identity has no person who may sign",
                "Make one: `handover identity person ROLE`, and give the authority the new card.",
            ),
            PersonError::OtherRoles { roles } => Self::usage(
                "this identity has no person in that role",
                format!(
                    "Its persons have the roles {}; `handover identity person ROLE` adds one.",
                    named(&roles)
                ),
            ),
            PersonError::Several { roles } => Self::usage(
                "this identity has several persons",
                format!("Say who signs with --role: {}.", named(&roles)),
            ),
            error => unknown(&error),
        }
    }
}

impl From<KeyError> for Problem {
    fn from(error: KeyError) -> Self {
        match error {
            KeyError::Certificate { path, source } => refusal(
                &format!("the certificate {} was not taken", shown(&path)),
                source.class(),
                source,
            ),
            KeyError::File(error) => error.into(),
            KeyError::Locked { path, source } => refusal(
                &format!("the key {}", shown(&path)),
                source.class(),
                source,
            )
            .advise(match source {
                handover::trust::KeyFileError::Locked => {
                    "Give the passphrase with which the identity was made; nobody can recover it."
                }
                _ => RESTORE,
            }),
            KeyError::Mismatch { path, source } => {
                Self::input_output(format!("{}: {source}", shown(&path)), RESTORE)
            }
            error => unknown(&error),
        }
    }
}

impl From<CardError> for Problem {
    fn from(error: CardError) -> Self {
        match error {
            CardError::File(error) => error.into(),
            CardError::Key(error) => error.into(),
            CardError::Refused { path, source } => refusal(
                &format!("the card {} was not taken", shown(&path)),
                source.class(),
                source,
            )
            .advise(RESTORE),
            error => unknown(&error),
        }
    }
}

impl From<NewIdentityError> for Problem {
    fn from(error: NewIdentityError) -> Self {
        let label = |argument: &str| {
            Self::usage(
                format!("{argument} is empty or too long"),
                "Give a few words.",
            )
        };
        match error {
            NewIdentityError::Card(error) => {
                refusal("the card cannot be signed", error.class(), error)
            }
            NewIdentityError::Contact => label("--contact"),
            NewIdentityError::Cost => Self::usage(
                "the cost of guessing is not one that OpenSSL reads",
                "Give --scrypt-log-n 10 to 14.",
            ),
            NewIdentityError::Days => {
                Self::usage("that many days lead past the calendar", "Name fewer days.")
            }
            NewIdentityError::File(error) => error.into(),
            NewIdentityError::Mismatch(error) => mismatch(error),
            NewIdentityError::Name => label("--name"),
            NewIdentityError::Passphrase => Self::usage(
                error.to_string(),
                "Choose a longer one: four random words are easy to keep.",
            ),
            NewIdentityError::RoleName => Self::usage(
                "that role's name is too long",
                "Use one of at most 24 letters.",
            ),
            NewIdentityError::TwoPersons { role } => Self::usage(
                format!("two persons begin with the role {role}"),
                "Name another of their roles first, or make one person with both.",
            ),
            error => unknown(&error),
        }
    }
}

impl From<RenewError> for Problem {
    fn from(error: RenewError) -> Self {
        match error {
            RenewError::Authority => Self::usage(
                "this identity keeps a directory, and a new card would change its anchor",
                "Name persons when it is made (`identity new --authority --person ROLE`), and begin the \
                 directory anew.",
            ),
            RenewError::Card(error) => error.into(),
            RenewError::Changed => Self::input_output(
                "another program changed the identity meanwhile",
                "Run it again: it goes on from what is there now.",
            ),
            RenewError::Ended => Self::usage(
                "the card of this identity has ended, so its office can agree to no other",
                "Make fresh keys with `handover identity replace`: the authority compares their words with you.",
            ),
            RenewError::File(error) => error.into(),
            RenewError::Issued => Self::usage(
                "another key's certificate is a CA's, and a card that was given away needs new \
                 ones for all",
                "Make a new identity folder, and give the CA's certificates before the card.",
            ),
            RenewError::Key(error) => error.into(),
            RenewError::Mismatch(error) => mismatch(error),
            RenewError::New(error) => error.into(),
            RenewError::Succession(error) => {
                refusal("the succession cannot be signed", error.class(), error)
            }
            error => unknown(&error),
        }
    }
}

impl From<MemoryError> for Problem {
    fn from(error: MemoryError) -> Self {
        match error {
            MemoryError::Damaged { memory, path } => Self::input_output(
                format!("{} is damaged", shown(&path)),
                match memory {
                    MemoryKind::Directory => {
                        "Move it away and give --anchor again; until then an old directory would pass."
                    }
                    MemoryKind::FirstSeen => {
                        "Restore it from a copy; without it, statements count as first seen now."
                    }
                    _ => RESTORE,
                },
            ),
            MemoryError::File(error) => error.into(),
            error => unknown(&error),
        }
    }
}

impl From<TrustedDirectoryError> for Problem {
    fn from(error: TrustedDirectoryError) -> Self {
        match error {
            TrustedDirectoryError::Anchor { has_identity } => Self::usage(
                "the directory's anchor is not known here yet",
                if has_identity {
                    "Give --anchor: the authority tells it, by another road than the file."
                } else {
                    "Give --identity, whose folder remembers it, or --anchor, as the authority told \
                     it by another road than the file."
                },
            ),
            TrustedDirectoryError::File { path, source } => {
                let problem = Self::reading(&path, &source);
                match source.kind() {
                    io::ErrorKind::NotFound => problem
                        .advise("Name it with --directory; the authority gives it to everybody."),
                    _ => problem,
                }
            }
            TrustedDirectoryError::Identity(error) => error.into(),
            TrustedDirectoryError::Key(error) => error.into(),
            TrustedDirectoryError::Memory(error) => error.into(),
            TrustedDirectoryError::Refused { path, source } => refusal(
                &format!("the directory {} was not taken", shown(&path)),
                source.class(),
                source,
            ),
            error => unknown(&error),
        }
    }
}

impl From<LedgerError> for Problem {
    fn from(error: LedgerError) -> Self {
        match error {
            LedgerError::Absent => Self::usage(
                "this identity has no ledger of that mandate",
                "`handover select --mandate` makes it, in the sender's identity folder.",
            ),
            LedgerError::AbsentPackage { path, source } => {
                Self::reading(&path, &source).advise("Name cases by their tokens instead.")
            }
            LedgerError::Card(error) => error.into(),
            LedgerError::Changed { path } => Self::input_output(
                format!("{} was written by another program meanwhile", shown(&path)),
                "Run it again: it goes on from what is there now.",
            ),
            LedgerError::Damaged { path } => {
                Self::input_output(format!("{} is damaged", shown(&path)), RESTORE)
            }
            LedgerError::File(error) => error.into(),
            LedgerError::Key(error) => error.into(),
            LedgerError::NoSealingKey => Self::usage(
                "the card of this identity has no sealing key",
                "Make an identity with `handover identity new`.",
            ),
            LedgerError::Seal(_) => Self::our_bug("our own sealing key cannot be sealed to"),
            LedgerError::Unsealed { path, source } => refusal(
                &format!("the ledger {}", shown(&path)),
                source.class(),
                source,
            )
            .advise("Restore the identity folder from a copy: a ledger opens for its maker only."),
            error => unknown(&error),
        }
    }
}

impl From<ReaderKeyError> for Problem {
    fn from(error: ReaderKeyError) -> Self {
        match error {
            ReaderKeyError::Memory(error) => error.into(),
            ReaderKeyError::Refused {
                organisation,
                source,
            } => refusal(
                &format!("organisation {organisation}"),
                source.class(),
                source,
            )
            .advise(
                "Ask the organisation by telephone; a key it confirms goes in with --confirm-key.",
            ),
            error => unknown(&error),
        }
    }
}

/// A certificate that is not its key's.
fn mismatch(error: handover::trust::KeyMismatch) -> Problem {
    Problem::refused(
        handover::cbor::RefusalClass::Certificate,
        error.to_string(),
        "Give a certificate that was issued for the request of this very key.",
    )
}

/// A kind of error for which there are no words here yet.
fn unknown(error: &dyn Error) -> Problem {
    Problem::our_bug(error.to_string())
}

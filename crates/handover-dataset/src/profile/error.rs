use thiserror::Error;

use crate::{CheckId, SectionName};

/// Why a file is not a profile.
///
/// A profile is configuration: it names no person, so the error may say where it is wrong.
#[derive(Clone, Debug, Error, Eq, PartialEq)]
#[non_exhaustive]
pub enum ProfileError {
    /// Something of an audience does not fit: sections that the profile does not list, `protected`
    /// missing beside `location` or standing without it, `fields` without `split`.
    #[error("an audience does not fit the profile")]
    Audience,
    /// `[checks]` names a check that there is not.
    #[error("{0} is not a check")]
    Check(CheckId),
    /// The profile is for another version of the dataset than `mhd/1`.
    #[error("profile is for another dataset")]
    Dataset,
    /// A field is asked for that its section does not have.
    #[error("a field of section {0} does not exist")]
    Field(SectionName),
    /// A floor is not a power of two from 256 bytes to 256 KiB.
    #[error("floor of section {0} is not possible")]
    Floor(SectionName),
    /// A label that only a release lets pass: `gra`, `hfea` or `adoption`.
    #[error("a label of an audience passes only by release")]
    Label,
    /// `lead` is no audience of the profile, or one that gets split cases.
    #[error("lead is not an audience that opens whole cases")]
    Lead,
    /// A list is empty, or has something twice.
    #[error("{0} is empty or has something twice")]
    List(&'static str),
    /// Not TOML, or not of the shape of a profile.
    #[error("not a profile")]
    Malformed(#[source] toml::de::Error),
    /// A name or a reason code is not in lower-case letters, digits and hyphens.
    #[error("a name is not possible")]
    Name,
    /// Not UTF-8.
    #[error("not text")]
    NotText,
    /// A section is named that a profile cannot list, or that this one does not.
    #[error("section {0} does not stand here")]
    Section(SectionName),
    /// A second signature is asked for, and no role may give it.
    #[error("no role may countersign")]
    SignOff,
    /// `[checks]` makes a check softer than it is.
    #[error("{0} would be softer than the dataset allows")]
    Softer(CheckId),
    /// The version is not 1 to 999999.
    #[error("version is not possible")]
    Version,
}

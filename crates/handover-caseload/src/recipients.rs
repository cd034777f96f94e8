//! Those to whom cases are sealed, and those whom a case names.

use std::{fmt, str::FromStr};

use handover_dataset::{
    Answered, Case, Org, Profile, checks::Recipient, sections::DistributionChannel,
};
use handover_trust::{OrganisationId, PosixTime, ShortName, VerifiedDirectory};
use serde_json::json;
use thiserror::Error;

/// A recipient as an audience: `ZF201:receiving-service`.
#[derive(Clone, Debug, Eq, Ord, PartialEq, PartialOrd)]
#[expect(clippy::exhaustive_structs, reason = "who, and as whom")]
pub struct To {
    /// Who.
    pub organisation: OrganisationId,
    /// As which audience of the profile.
    pub audience: ShortName,
}

/// A text is no recipient.
#[derive(Clone, Copy, Debug, Eq, Error, PartialEq)]
#[error("not ORG:AUDIENCE, such as ZF201:receiving-service")]
#[non_exhaustive]
pub struct InvalidTo;

impl FromStr for To {
    type Err = InvalidTo;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let (organisation, audience) = text.split_once(':').ok_or(InvalidTo)?;
        Ok(Self {
            organisation: organisation.parse().map_err(|_| InvalidTo)?,
            audience: audience.parse().map_err(|_| InvalidTo)?,
        })
    }
}

impl fmt::Display for To {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.organisation, self.audience)
    }
}

/// A reader whom a case names in field 914: of some organisations only the name is known there.
#[derive(Clone, Debug, Eq, Ord, PartialEq, PartialOrd)]
#[expect(clippy::exhaustive_structs, reason = "what field 914 says of a reader")]
pub struct Reader {
    /// The id of the organisation; `None` if the case has none.
    pub organisation: Option<String>,
    /// The audience.
    pub audience: String,
}

impl Reader {
    /// Whether what is sealed for that recipient is for this reader: where the case has no id, any organisation of
    /// the audience will do.
    fn is_served_by(&self, to: &To) -> bool {
        let organisation = self.organisation.as_deref();
        self.audience == to.audience.as_str()
            && organisation.is_none_or(|id| id == to.organisation.as_str())
    }
}

/// As `--for` takes it; `ANY` where the case has no id.
impl fmt::Display for Reader {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let organisation = self.organisation.as_deref().unwrap_or("ANY");
        write!(f, "{organisation}:{}", self.audience)
    }
}

impl From<&To> for Reader {
    fn from(to: &To) -> Self {
        Self {
            organisation: Some(to.organisation.to_string()),
            audience: to.audience.to_string(),
        }
    }
}

/// Why somebody cannot be a recipient.
#[derive(Clone, Debug, Eq, Error, PartialEq)]
#[non_exhaustive]
pub enum RecipientError {
    /// The profile has no such audience.
    #[error("the profile has no audience {0}")]
    NoAudience(ShortName),
    /// The directory does not list it, or its card has ended.
    #[error("not in the directory, or its card has ended")]
    NotListed(OrganisationId),
    /// Its name in the directory is none that the dataset can hold.
    #[error("an organisation of the directory has a name that the dataset cannot hold")]
    Unnameable(OrganisationId),
}

/// Those to whom cases are being sealed: each in the directory, each an audience of the profile.
#[derive(Clone, Debug)]
pub struct Recipients(Vec<(To, Org)>);

/// Of those whom a case names, who gets it.
#[derive(Debug)]
pub(crate) struct Addressed {
    /// Recipients, in their order.
    pub(crate) served: Vec<To>,
    /// Readers whom nobody seals for.
    pub(crate) unserved: Vec<Reader>,
}

impl Recipients {
    /// Finds each of them in profile and directory.
    ///
    /// # Errors
    ///
    /// [`RecipientError`] of the first that is in one of them not.
    pub fn new(
        to: &[To],
        profile: &Profile,
        directory: &VerifiedDirectory,
        now: PosixTime,
    ) -> Result<Self, RecipientError> {
        let mut all = Vec::new();
        for to in to {
            if profile.audience(to.audience.as_str()).is_none() {
                return Err(RecipientError::NoAudience(to.audience.clone()));
            }
            let id = &to.organisation;
            let listed = directory.organisation(id, now);
            let listed = listed.ok_or_else(|| RecipientError::NotListed(id.clone()))?;
            let name = listed.card().payload().name.as_str();
            let org = org(name, id).ok_or_else(|| RecipientError::Unnameable(id.clone()))?;
            all.push((to.clone(), org));
        }
        Ok(Self(all))
    }

    /// Who they are.
    pub fn to(&self) -> impl Iterator<Item = &To> {
        self.0.iter().map(|(to, _)| to)
    }

    /// Whoever they are: no directory is asked.
    #[cfg(test)]
    pub(crate) fn of(to: impl IntoIterator<Item = To>) -> Self {
        let named = |to: To| {
            let org = org("Somebody", &to.organisation).unwrap();
            (to, org)
        };
        Self(to.into_iter().map(named).collect())
    }

    /// Those who open the case as it is, as the checks want to know them.
    pub(crate) fn to_check(&self, profile: &Profile) -> Vec<Recipient> {
        self.0
            .iter()
            .filter(|(to, _)| !is_split(to, profile))
            .map(|(to, org)| Recipient::new(to.audience.as_str().to_owned(), org.clone()))
            .collect()
    }

    /// Those of them whom field 914 of the case names, and whom else it names.
    pub(crate) fn addressed(&self, case: &Case) -> Addressed {
        let readers = readers(case);
        let mut served: Vec<To> = self.0.iter().map(|(to, _)| to.clone()).collect();
        let unserved = unserved(case, &served);
        served.retain(|to| readers.iter().any(|reader| reader.is_served_by(to)));
        served.sort();
        served.dedup();
        Addressed { served, unserved }
    }
}

/// The readers whom a case names in field 914 and for whom none of these recipients is: in order, each once. They would
/// wait in vain.
fn unserved(case: &Case, to: &[To]) -> Vec<Reader> {
    let mut unserved = readers(case);
    unserved.retain(|reader| !to.iter().any(|to| reader.is_served_by(to)));
    unserved.sort();
    unserved.dedup();
    unserved
}

/// Whom a case names in field 914 as readers of a package.
fn readers(case: &Case) -> Vec<Reader> {
    let entries = case.handover.distribution.value().into_iter().flatten();
    entries
        .filter(|entry| entry.channel == DistributionChannel::Package)
        .map(|entry| {
            let ods = entry.org.as_ref().and_then(|org| org.ods.as_ref());
            Reader {
                organisation: ods.map(|ods| ods.as_str().to_owned()),
                audience: entry.audience.as_str().to_owned(),
            }
        })
        .collect()
}

/// Whether that audience gets a case of its own.
pub(crate) fn is_split(to: &To, profile: &Profile) -> bool {
    profile
        .audience(to.audience.as_str())
        .is_some_and(handover_dataset::Audience::is_split)
}

fn org(name: &str, ods: &OrganisationId) -> Option<Org> {
    serde_json::from_value(json!({"name": name, "ods": ods.as_str()})).ok()
}

//! What one reader without a program gets of a case, and what stands on the outside of it.

use std::fmt;

use handover_dataset::{Answered, Case, Checked, Org, Profile, sections::DistributionChannel};
use thiserror::Error;

use crate::{CaseFindings, Caseload, CaseloadError, PreparedCase, group::split_case};

/// A case that was cut for one reader and holds nothing else.
#[expect(
    clippy::exhaustive_structs,
    reason = "what a page for a reader is made of"
)]
pub struct ReaderPart {
    /// The case, as this audience may know it.
    pub case: Checked<Case>,
    /// The organisation that reads it, by its name in field 914.
    pub reader: String,
    /// The organisation that hands over, by its name in field 905.
    pub sender: String,
    /// The telephone for questions, of field 909.
    pub telephone: String,
}

/// Why there is nothing for a reader.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum ReaderPartError {
    /// Something stands in the way of the case itself.
    #[error("the case fails checks")]
    Blocked(CaseFindings),
    /// The caseload cannot be read.
    #[error(transparent)]
    Caseload(#[from] CaseloadError),
    /// Field 909 has no telephone number: nobody could ring for the code.
    #[error("the case has no telephone number for questions")]
    NoCallBack,
    /// No case that is handed over has this reference.
    #[error("no case that is handed over has this reference")]
    NoCase,
    /// Field 905 names no organisation that hands over.
    #[error("the case does not say who hands over")]
    NoSender,
    /// Field 914 names no such reader to whom the case goes by page.
    #[error("the case names no such reader by page")]
    NotByPage,
    /// What the audience may see is no case, or does not pass: without findings where it is none.
    #[error("what the audience may see does not pass")]
    NotSplit(CaseFindings),
    /// Field 914 names several organisations as this audience.
    #[error("the case names several such readers by page")]
    Several,
}

impl Caseload {
    /// What a reader of a case gets who is an audience of field 914 by page; of several, the organisation of that name.
    ///
    /// # Errors
    ///
    /// [`ReaderPartError`], as its variants say.
    pub fn part_for(
        &self,
        reference: &str,
        audience: &str,
        organisation: Option<&str>,
        profile: &Profile,
    ) -> Result<ReaderPart, ReaderPartError> {
        let prepared = self.prepared_one(reference, profile)?;
        let prepared = prepared.ok_or(ReaderPartError::NoCase)?;
        let case = match prepared.case {
            PreparedCase::Checked(case) => case.into_case(),
            PreparedCase::Blocked(_) | PreparedCase::Malformed => {
                return Err(ReaderPartError::Blocked(prepared.findings));
            }
        };
        let reader = reader(&case, audience, organisation)?;
        let answer = case.handover.call_back.value();
        let telephone = answer.and_then(|call_back| call_back.phone.as_ref());
        let telephone = telephone.ok_or(ReaderPartError::NoCallBack)?;
        let telephone = telephone.as_str().to_owned();
        let sender = case
            .handover
            .from_to
            .as_ref()
            .ok_or(ReaderPartError::NoSender)?;
        let sender = sender.from.name.as_str().to_owned();
        let context = self.context(reference);
        let part = split_case(&case, profile, audience, context);
        let case = part.map_err(|findings| {
            ReaderPartError::NotSplit(CaseFindings {
                findings,
                ..prepared.findings
            })
        })?;
        Ok(ReaderPart {
            case,
            reader,
            sender,
            telephone,
        })
    }
}

impl fmt::Debug for ReaderPart {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ReaderPart")
    }
}

/// The organisation that reads a case by page.
fn reader(
    case: &Case,
    audience: &str,
    organisation: Option<&str>,
) -> Result<String, ReaderPartError> {
    let entries = case.handover.distribution.value().into_iter().flatten();
    let mut names = entries
        .filter(|entry| entry.channel == DistributionChannel::Page)
        .filter(|entry| entry.audience.as_str() == audience)
        .filter_map(|entry| entry.org.as_ref())
        .map(|org: &Org| org.name.as_str())
        .filter(|name| organisation.is_none_or(|wanted| wanted == *name));
    match (names.next(), names.next()) {
        (Some(name), None) => Ok(name.to_owned()),
        (Some(_), Some(_)) => Err(ReaderPartError::Several),
        (None, _) => Err(ReaderPartError::NotByPage),
    }
}

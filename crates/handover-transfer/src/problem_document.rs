//! A problem as it travels.

use serde::{Deserialize, Serialize};
use thiserror::Error;

use crate::{Need, Problem};

/// The beginning of every problem type: a tag ([RFC 4151]), which names and leads nowhere.
///
/// [RFC 4151]: https://www.rfc-editor.org/rfc/rfc4151
const TYPE: &str = "tag:handover.invalid,2026:";

/// A problem as it travels: `application/problem+json` ([RFC 9457, section 3]).
///
/// Everything in it follows from the [`Problem`], but for what is still needed and how long to wait.
///
/// [RFC 9457, section 3]: https://www.rfc-editor.org/rfc/rfc9457#section-3
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct ProblemDocument {
    problem: Problem,
    need: Option<Need>,
    retry_after_secs: Option<u64>,
}

/// The bytes are not a problem of this interface; a proxy may have answered instead.
#[derive(Clone, Copy, Debug, Error, Eq, PartialEq)]
#[error("not a problem of this interface")]
#[non_exhaustive]
pub struct InvalidProblem;

impl ProblemDocument {
    /// The media type of the document.
    pub const MEDIA_TYPE: &str = "application/problem+json";

    /// The document of a problem.
    #[must_use]
    pub const fn new(problem: Problem) -> Self {
        Self {
            problem,
            need: None,
            retry_after_secs: None,
        }
    }

    /// [`Problem::Incomplete`], with the parts that are missing.
    #[must_use]
    pub const fn incomplete(need: Need) -> Self {
        Self {
            problem: Problem::Incomplete,
            need: Some(need),
            retry_after_secs: None,
        }
    }

    /// Not before so many seconds; the header `Retry-After` says the same.
    #[must_use]
    pub fn after(self, secs: u64) -> Self {
        Self {
            retry_after_secs: Some(secs),
            ..self
        }
    }

    /// What it is.
    #[must_use]
    pub const fn problem(&self) -> Problem {
        self.problem
    }

    /// The parts that are missing, if that is the problem.
    #[must_use]
    pub const fn need(&self) -> Option<&Need> {
        self.need.as_ref()
    }

    /// How long to wait, in seconds.
    #[must_use]
    pub const fn retry_after_secs(&self) -> Option<u64> {
        self.retry_after_secs
    }

    /// The document.
    #[must_use]
    pub fn to_json(&self) -> Vec<u8> {
        let problem = self.problem;
        let members = Members {
            r#type: format!("{TYPE}{}", problem.word()),
            title: Some(problem.title().to_owned()),
            status: Some(problem.status()),
            class: problem.class().map(|class| class.as_str().to_owned()),
            retry: Some(problem.retry().as_str().to_owned()),
            act: Some(problem.act().as_str().to_owned()),
            need: self.need.clone(),
            retry_after: self.retry_after_secs,
        };
        serde_json::to_vec(&members).unwrap_or_default()
    }

    /// Reads a document.
    ///
    /// The type alone says which problem it is; members that follow from it are not looked at, and
    /// unknown ones are passed over, as [RFC 9457, section 3.2][extension] wants it.
    ///
    /// # Errors
    ///
    /// [`InvalidProblem`] if it is none, or one of an unknown type.
    ///
    /// [extension]: https://www.rfc-editor.org/rfc/rfc9457#section-3.2
    pub fn from_json(bytes: &[u8]) -> Result<Self, InvalidProblem> {
        let members: Members = serde_json::from_slice(bytes).map_err(|_| InvalidProblem)?;
        let word = members.r#type.strip_prefix(TYPE).ok_or(InvalidProblem)?;
        let mut problems = Problem::ALL.into_iter();
        Ok(Self {
            problem: problems
                .find(|problem| problem.word() == word)
                .ok_or(InvalidProblem)?,
            need: members.need,
            retry_after_secs: members.retry_after,
        })
    }
}

#[derive(Deserialize, Serialize)]
struct Members {
    r#type: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    title: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    status: Option<u16>,
    #[serde(skip_serializing_if = "Option::is_none")]
    class: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    retry: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    act: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    need: Option<Need>,
    #[serde(rename = "retry-after", skip_serializing_if = "Option::is_none")]
    retry_after: Option<u64>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_problem_is_read_back() {
        for problem in Problem::ALL {
            let document = ProblemDocument::new(problem);
            assert_eq!(
                ProblemDocument::from_json(&document.to_json()),
                Ok(document)
            );
        }
        let need = Need::of(4, |part| part == 2);
        for document in [
            ProblemDocument::incomplete(need),
            ProblemDocument::new(Problem::Busy).after(5),
        ] {
            assert_eq!(
                ProblemDocument::from_json(&document.to_json()),
                Ok(document)
            );
        }
    }

    #[test]
    fn looks_as_the_standard_has_it() {
        let need = Need::of(4, |part| part == 2);
        assert_eq!(
            String::from_utf8(ProblemDocument::incomplete(need).to_json()).unwrap(),
            r#"{"type":"tag:handover.invalid,2026:incomplete","title":"parts of the package are missing","status":409,"class":"truncated","retry":"fixed","act":"caller","need":{"parts":4,"need":[[0,1],[3,3]]}}"#
        );
    }

    #[test]
    fn takes_unknown_members_and_no_unknown_type() {
        let with = |word| format!(r#"{{"type":"tag:handover.invalid,2026:{word}","detail":"x"}}"#);
        assert!(ProblemDocument::from_json(with("busy").as_bytes()).is_ok());
        for bytes in [
            with("other").as_bytes(),
            b"<html>",
            br#"{"type":"about:blank"}"#,
        ] {
            assert_eq!(ProblemDocument::from_json(bytes), Err(InvalidProblem));
        }
    }
}

//! Why a mapping file is not usable.

use std::fmt;

/// Why a mapping file is not usable: the line, the key and what is wrong with it.
///
/// A mapping is written by the data officer who reads this, and holds nothing of a case.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct MappingError {
    line: usize,
    key: String,
    problem: MappingProblem,
}

/// What is wrong with a key of a mapping file.
#[derive(Clone, Debug, Eq, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum MappingProblem {
    /// A form with a year of two digits, and nothing says of which century.
    #[error(
        "two digits leave the century open: say `two_digit_years_from = 1930` under [source], and of a birth `not_after` as well"
    )]
    CenturyUnsaid,
    /// Two keys that exclude each other, or one that has no effect without another.
    #[error("does not go together with the other keys here")]
    Contradiction,
    /// The value is not of the kind that the key takes.
    #[error("expected {expected}")]
    Expected {
        /// What the key takes.
        expected: &'static str,
    },
    /// A required key is not there.
    #[error("this key is missing")]
    Missing,
    /// The dataset holds something else here.
    #[error("the dataset holds {expected} here")]
    NotTaken {
        /// What it holds.
        expected: String,
    },
    /// Nesting deeper than any case needs.
    #[error("nested too deeply")]
    TooDeep,
    /// The file is larger than a mapping may be.
    #[error("the file is too large for a mapping")]
    TooLarge,
    /// A form of days that is not known.
    #[error(
        "not a form of dates: use d or dd, m, mm or mmm, yyyy or yy, and for a time hh:mm, or [ hh:mm] if it may be missing"
    )]
    UnknownDateFormat,
    /// The key is not one of those that may stand here.
    #[error("unknown key")]
    UnknownKey,
    /// The dataset has no such member or code here.
    #[error("the dataset does not know this here{}", did_you_mean(.nearest.as_deref()))]
    UnknownMember {
        /// What may have been meant.
        nearest: Option<String>,
    },
    /// A table, view, code list or constant that the mapping does not define.
    #[error("names nothing that this mapping defines")]
    UnknownName,
    /// The file is not TOML.
    #[error("not valid TOML")]
    Syntax,
}

fn did_you_mean(nearest: Option<&str>) -> String {
    nearest.map_or_else(String::new, |nearest| {
        format!(": did you mean `{nearest}`?")
    })
}

/// Where something stands in a mapping file.
#[derive(Clone, Debug)]
pub(crate) struct Spot {
    pub(crate) line: usize,
    pub(crate) path: String,
}

impl Spot {
    pub(crate) fn error(&self, problem: MappingProblem) -> MappingError {
        MappingError::new(self.line, self.path.clone(), problem)
    }
}

impl MappingError {
    pub(crate) fn new(line: usize, key: impl Into<String>, problem: MappingProblem) -> Self {
        Self {
            line,
            key: key.into(),
            problem,
        }
    }

    /// The line of the mapping file, from 1.
    #[must_use]
    pub const fn line(&self) -> usize {
        self.line
    }

    /// The key, with the tables it stands in: `person.birth_date.value`.
    #[must_use]
    pub fn key(&self) -> &str {
        &self.key
    }

    /// What is wrong with it.
    #[must_use]
    pub const fn problem(&self) -> &MappingProblem {
        &self.problem
    }
}

impl fmt::Display for MappingError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.key.is_empty() {
            write!(f, "line {}: {}", self.line, self.problem)
        } else {
            write!(
                f,
                "line {}, key `{}`: {}",
                self.line, self.key, self.problem
            )
        }
    }
}

impl std::error::Error for MappingError {}

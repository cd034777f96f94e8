use std::str::FromStr;

use handover_dataset::CaseReference;
use handover_trust::Token;
use thiserror::Error;

/// How a person names a case: by its token, or by its sender's reference.
#[derive(Clone, Debug)]
#[expect(clippy::exhaustive_enums, reason = "a case has no third name")]
pub enum CaseName {
    /// The sender's reference; it leads to a person.
    Reference(CaseReference),
    /// What stands for the case in statements.
    Token(Token),
}

/// What was written is no name of a case.
#[derive(Clone, Copy, Debug, Eq, Error, PartialEq)]
#[error("neither a token (64 hex digits) nor a case reference")]
#[expect(clippy::exhaustive_structs, reason = "there is nothing in it")]
pub struct InvalidCaseName;

impl FromStr for CaseName {
    type Err = InvalidCaseName;

    fn from_str(text: &str) -> Result<Self, InvalidCaseName> {
        if let Ok(token) = text.parse() {
            return Ok(Self::Token(token));
        }
        let reference = text.parse().map(Self::Reference);
        reference.map_err(|_| InvalidCaseName)
    }
}

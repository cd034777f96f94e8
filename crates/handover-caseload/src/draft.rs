//! One draft, as it stands in its file.

mod error;

use std::path::PathBuf;

use handover_dataset::{Case, Finding};
use serde::Deserialize;
use serde_json::Value;
use sha2::{Digest, Sha256};
use zeroize::Zeroizing;

pub use self::error::DraftError;

/// What is said of a draft that has no reference.
pub(crate) const NO_REFERENCE: &str = "without reference";

/// The content of one draft; wiped when dropped.
pub(crate) struct DraftBytes {
    bytes: Zeroizing<Vec<u8>>,
    path: PathBuf,
    /// Where several stand in one file: which line it is.
    line: Option<usize>,
    digest: [u8; 32],
}

/// One case that may still have mistakes.
pub(crate) struct Draft {
    /// Its JSON.
    pub(crate) value: Value,
    /// Members that are written twice, which `value` cannot show.
    pub(crate) doubled: Vec<Finding>,
}

impl DraftBytes {
    pub(crate) fn new(bytes: Zeroizing<Vec<u8>>, path: PathBuf, line: Option<usize>) -> Self {
        let digest = Sha256::digest(&*bytes).into();
        Self {
            bytes,
            path,
            line,
            digest,
        }
    }

    /// The file without its folder, and which line of it.
    pub(crate) fn file(&self) -> String {
        let name = self.path.file_name().unwrap_or_default().to_string_lossy();
        match self.line {
            Some(line) => format!("{name}, line {line}"),
            None => name.into_owned(),
        }
    }

    pub(crate) fn as_bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// SHA-256 of the content: whether it is still what it was.
    pub(crate) const fn digest(&self) -> [u8; 32] {
        self.digest
    }

    /// The case as it stands there, if nothing is wrong with its form.
    pub(crate) fn case(&self) -> Option<Case> {
        Case::from_json(&*self.bytes).ok()
    }

    /// The draft, for one who has something to lay over it, or must tell what is wrong.
    pub(crate) fn draft(&self) -> Result<Draft, DraftError> {
        let told = |error: serde_json::Error| DraftError::NotJson {
            path: self.path.clone(),
            line: self.line.unwrap_or_else(|| error.line()),
            column: error.column(),
        };
        match Case::draft_from_json(&self.bytes) {
            Ok((value, doubled)) => Ok(Draft { value, doubled }),
            Err(invalid) => match serde_json::from_slice::<serde::de::IgnoredAny>(&self.bytes) {
                Err(error) => Err(told(error)),
                Ok(_) => Ok(Draft {
                    value: Value::Null,
                    doubled: invalid.findings,
                }),
            },
        }
    }

    pub(crate) fn reference(&self) -> String {
        reference_in(&self.bytes).unwrap_or_else(|| NO_REFERENCE.to_owned())
    }
}

/// The reference that stands in a draft, without reading more of it.
pub(crate) fn reference_in(bytes: &[u8]) -> Option<String> {
    #[derive(Deserialize)]
    struct Document {
        sections: Sections,
    }

    #[derive(Deserialize)]
    struct Sections {
        handover: Handover,
    }

    #[derive(Deserialize)]
    struct Handover {
        case_reference: String,
    }

    let document: Document = serde_json::from_slice(bytes).ok()?;
    Some(document.sections.handover.case_reference)
}

/// The reference that stands in a draft.
fn reference_of(draft: &Value) -> Option<&str> {
    draft
        .pointer("/sections/handover/case_reference")
        .and_then(Value::as_str)
}

impl Draft {
    /// The sender's reference, as far as there is one.
    pub(crate) fn reference(&self) -> &str {
        reference_of(&self.value).unwrap_or(NO_REFERENCE)
    }

    /// Whether a member is written twice: which of the two is meant, nobody knows.
    pub(crate) const fn is_doubled(&self) -> bool {
        !self.doubled.is_empty()
    }

    /// The case, or what is wrong with its form.
    pub(crate) fn into_case(self) -> Result<Case, Vec<Finding>> {
        match Case::from_value(self.value) {
            Ok(case) if self.doubled.is_empty() => Ok(case),
            Ok(_) => Err(self.doubled),
            Err(mut invalid) => {
                invalid.findings.extend(self.doubled);
                Err(invalid.findings)
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(json: &str) -> DraftBytes {
        DraftBytes::new(
            Zeroizing::new(json.as_bytes().to_vec()),
            "c.json".into(),
            None,
        )
    }

    #[test]
    fn keeps_in_mind_what_is_written_twice() {
        let bytes = of(
            r#"{"mhd": "mhd/1", "mhd": "mhd/1", "profile": "caseload-transfer@1", "sections": {}}"#,
        );
        assert!(bytes.case().is_none());
        let draft = bytes.draft().unwrap();
        assert_eq!(draft.doubled.len(), 1);
        assert!(draft.into_case().is_err());
    }

    #[test]
    fn finds_the_reference_without_reading_the_case() {
        let bytes =
            of(r#"{"sections": {"plan": [1], "handover": {"x": {}, "case_reference": "c-1"}}}"#);
        assert_eq!(bytes.reference(), "c-1");
        assert_eq!(bytes.draft().unwrap().reference(), "c-1");
    }
}

//! Drafts of cases, as `import` or a person wrote them: one file each, read when its turn comes.

use std::{
    fs, io,
    path::{Path, PathBuf},
};

use handover_dataset::{Case, Finding};
use rayon::prelude::*;
use serde::Deserialize;
use serde_json::Value;
use sha2::{Digest, Sha256};
use thiserror::Error;
use zeroize::Zeroizing;

use crate::RECORDS_FILE;

/// What is said of a draft that has no reference.
const NO_REFERENCE: &str = "without reference";

/// Why drafts cannot be read.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum DraftError {
    /// The file that should hold a case is empty.
    #[error("the file is empty")]
    Empty(PathBuf),
    /// A file or folder cannot be read.
    #[error("a draft cannot be read")]
    Io(PathBuf, #[source] io::Error),
    /// There is no case in the folder.
    #[error("the folder holds no case")]
    NoCase(PathBuf),
    /// A file is not JSON.
    #[error("a draft is not JSON, at line {line}, column {column}")]
    NotJson {
        /// Which file.
        path: PathBuf,
        /// The line, from 1.
        line: usize,
        /// The column, from 1.
        column: usize,
    },
}

/// The files of a caseload, in the order of their names.
#[derive(Debug)]
pub struct DraftFiles(Vec<PathBuf>);

/// The content of one file; wiped when dropped.
pub(super) struct DraftBytes {
    bytes: Zeroizing<Vec<u8>>,
    path: PathBuf,
}

/// One case that may still have mistakes.
pub(super) struct Draft {
    /// Its JSON.
    pub(super) value: Value,
    /// Members that are written twice, which `value` cannot show.
    doubled: Vec<Finding>,
}

impl DraftFiles {
    /// Finds the drafts at `path`: a folder of cases, the folder that `import` wrote, or one case.
    ///
    /// # Errors
    ///
    /// [`DraftError`] if there is no case, or no file can be read.
    pub fn find(path: &Path) -> Result<Self, DraftError> {
        let told = |error| DraftError::Io(path.to_owned(), error);
        let about = fs::metadata(path).map_err(told)?;
        if !about.is_dir() {
            if about.is_file() && about.len() == 0 {
                return Err(DraftError::Empty(path.to_owned()));
            }
            return Ok(Self(vec![path.to_owned()]));
        }
        let imported = path.join("cases");
        if !imported.is_dir() && path.join(RECORDS_FILE).is_file() {
            // An import of nobody: its other files are no drafts.
            return Err(DraftError::NoCase(path.to_owned()));
        }
        let folder = if imported.is_dir() {
            imported
        } else {
            path.to_owned()
        };
        let mut files: Vec<PathBuf> = Vec::new();
        for entry in fs::read_dir(&folder).map_err(told)? {
            let file = entry.map_err(told)?.path();
            let extension = file.extension();
            if extension.is_some_and(|extension| extension == "json") {
                files.push(file);
            }
        }
        files.sort_unstable();
        if files.is_empty() {
            return Err(DraftError::NoCase(path.to_owned()));
        }
        Ok(Self(files))
    }

    /// None, as an extract without a person leaves them.
    #[must_use]
    pub const fn none() -> Self {
        Self(Vec::new())
    }

    pub(super) const fn len(&self) -> usize {
        self.0.len()
    }

    /// The content of one of them.
    pub(super) fn read(&self, place: usize) -> Result<DraftBytes, DraftError> {
        let path = self.0.get(place).expect("a place of the caseload");
        let bytes = fs::read(path).map_err(|error| DraftError::Io(path.clone(), error))?;
        Ok(DraftBytes {
            bytes: Zeroizing::new(bytes),
            path: path.clone(),
        })
    }

    /// The sender's reference of each, as far as it has one, without reading more of it.
    ///
    /// # Errors
    ///
    /// [`DraftError::Io`] if a file cannot be read.
    pub fn references(&self) -> Result<Vec<String>, DraftError> {
        (0..self.len())
            .into_par_iter()
            .map(|place| Ok(self.read(place)?.reference()))
            .collect()
    }
}

impl DraftBytes {
    /// The file, without its folder.
    pub(super) fn file(&self) -> String {
        let name = self.path.file_name().unwrap_or_default();
        name.to_string_lossy().into_owned()
    }

    /// SHA-256 of the content: whether a file is still what it was.
    pub(super) fn digest(&self) -> [u8; 32] {
        Sha256::digest(&*self.bytes).into()
    }

    /// The case as it stands there, if nothing is wrong with its form.
    pub(super) fn case(&self) -> Option<Case> {
        Case::from_json(&*self.bytes).ok()
    }

    /// The draft, for one who has something to lay over it, or must tell what is wrong.
    pub(super) fn draft(&self) -> Result<Draft, DraftError> {
        let told = |error: serde_json::Error| DraftError::NotJson {
            path: self.path.clone(),
            line: error.line(),
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

    fn reference(&self) -> String {
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

        serde_json::from_slice::<Document>(&self.bytes).map_or_else(
            |_| NO_REFERENCE.to_owned(),
            |document| document.sections.handover.case_reference,
        )
    }
}

impl Draft {
    /// The sender's reference, as far as there is one.
    pub(super) fn reference(&self) -> &str {
        self.value
            .pointer("/sections/handover/case_reference")
            .and_then(Value::as_str)
            .unwrap_or(NO_REFERENCE)
    }

    /// The case, or what is wrong with its form.
    pub(super) fn into_case(self) -> Result<Case, Vec<Finding>> {
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

    #[test]
    fn finds_the_folder_that_import_wrote_in_the_order_of_names() {
        let folder = tempfile::tempdir().unwrap();
        fs::create_dir(folder.path().join("cases")).unwrap();
        for name in ["cases/0002.json", "cases/0001.json", "summary.json"] {
            fs::write(folder.path().join(name), "{}").unwrap();
        }
        let drafts = DraftFiles::find(folder.path()).unwrap();
        let file = |place| drafts.read(place).unwrap().file();
        assert_eq!(drafts.len(), 2);
        assert_eq!([file(0), file(1)], ["0001.json", "0002.json"]);
        assert_eq!(drafts.references().unwrap(), [NO_REFERENCE; 2]);
    }

    fn of(json: &str) -> DraftBytes {
        DraftBytes {
            bytes: Zeroizing::new(json.as_bytes().to_vec()),
            path: "c.json".into(),
        }
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

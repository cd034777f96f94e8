//! Drafts of cases, as `import` or a person wrote them: one file each, read when its turn comes.

use std::{
    fs,
    path::{Path, PathBuf},
};

use handover::{Case, Finding};
use rayon::prelude::*;
use serde::Deserialize;
use serde_json::Value;
use sha2::{Digest, Sha256};
use zeroize::Zeroizing;

use crate::problem::{Problem, shown};

/// What is said of a draft that has no reference.
const NO_REFERENCE: &str = "without reference";

/// The files of a caseload, in the order of their names.
pub(crate) struct DraftFiles(Vec<PathBuf>);

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
    pub(crate) fn find(path: &Path) -> Result<Self, Problem> {
        let told = |error| Problem::reading(path, &error);
        let about = fs::metadata(path).map_err(told)?;
        if !about.is_dir() {
            if about.is_file() && about.len() == 0 {
                return Err(Problem::input_output(
                    format!("{} is empty", shown(path)),
                    "Name a case in JSON, or the folder that `handover import` wrote.",
                ));
            }
            return Ok(Self(vec![path.to_owned()]));
        }
        let imported = path.join("cases");
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
            return Err(Problem::input_output(
                format!("{} holds no case", shown(path)),
                "Name the folder that `handover import` wrote, or a folder of cases in JSON.",
            ));
        }
        Ok(Self(files))
    }

    pub(super) const fn len(&self) -> usize {
        self.0.len()
    }

    /// The content of one of them.
    pub(super) fn read(&self, place: usize) -> Result<DraftBytes, Problem> {
        let path = self
            .0
            .get(place)
            .ok_or_else(|| Problem::our_bug("a place outside of the caseload"))?;
        let bytes = fs::read(path).map_err(|error| Problem::reading(path, &error))?;
        Ok(DraftBytes {
            bytes: Zeroizing::new(bytes),
            path: path.clone(),
        })
    }

    /// The sender's reference of each, as far as it has one, without reading more of it.
    pub(crate) fn references(&self) -> Result<Vec<String>, Problem> {
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
    pub(super) fn draft(&self) -> Result<Draft, Problem> {
        let told = |error: serde_json::Error| {
            Problem::input_output(
                format!(
                    "{} is not JSON: line {}, column {}",
                    shown(&self.path),
                    error.line(),
                    error.column()
                ),
                "Name a case in JSON, or the folder that `handover import` wrote.",
            )
        };
        match Case::draft_from_json(&self.bytes) {
            Ok((value, doubled)) => Ok(Draft { value, doubled }),
            Err(finding) => match serde_json::from_slice::<serde::de::IgnoredAny>(&self.bytes) {
                Err(error) => Err(told(error)),
                Ok(_) => Ok(Draft {
                    value: Value::Null,
                    doubled: vec![finding],
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
            Err(mut findings) => {
                findings.extend(self.doubled);
                Err(findings)
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

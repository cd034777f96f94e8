//! Drafts of cases, as `import` or a person wrote them.

use std::{
    fs,
    path::{Path, PathBuf},
};

use handover::{Case, Finding};
use serde_json::Value;

use crate::problem::{Problem, shown};

/// One case that may still have mistakes.
pub(crate) struct Draft {
    /// The file it stands in, without its folder.
    pub(crate) file: String,
    /// Its JSON.
    pub(crate) value: Value,
    /// Members that are written twice, which `value` cannot show.
    doubled: Vec<Finding>,
}

impl Draft {
    /// The same draft with more in it.
    pub(crate) fn with(&self, value: Value) -> Self {
        Self {
            file: self.file.clone(),
            value,
            doubled: self.doubled.clone(),
        }
    }

    fn from_bytes(path: &Path, bytes: &[u8]) -> Result<Self, Problem> {
        let value: Value = serde_json::from_slice(bytes).map_err(|error| {
            Problem::input_output(
                format!(
                    "{} is not JSON: line {}, column {}",
                    shown(path),
                    error.line(),
                    error.column()
                ),
                "Name a case in JSON, or the folder that `handover import` wrote.",
            )
        })?;
        let doubled = match (Case::from_json(bytes), Case::from_value(value.clone())) {
            (Ok(_), _) => Vec::new(),
            (Err(all), Ok(_)) => all,
            (Err(all), Err(others)) => all
                .into_iter()
                .filter(|finding| !others.contains(finding))
                .collect(),
        };
        let file = path
            .file_name()
            .unwrap_or_default()
            .to_string_lossy()
            .into_owned();
        Ok(Self {
            file,
            value,
            doubled,
        })
    }

    /// The sender's reference, as far as there is one.
    pub(crate) fn reference(&self) -> &str {
        self.value
            .pointer("/sections/handover/case_reference")
            .and_then(Value::as_str)
            .unwrap_or("without reference")
    }

    /// The case, or what is wrong with its form.
    pub(crate) fn case(&self) -> Result<Case, Vec<Finding>> {
        match Case::from_value(self.value.clone()) {
            Ok(case) if self.doubled.is_empty() => Ok(case),
            Ok(_) => Err(self.doubled.clone()),
            Err(mut findings) => {
                findings.extend(self.doubled.iter().cloned());
                Err(findings)
            }
        }
    }
}

/// Reads the drafts at `path`: a folder of cases, the folder that `import` wrote, or one case.
pub(crate) fn read_drafts(path: &Path) -> Result<Vec<Draft>, Problem> {
    let told = |error| Problem::reading(path, &error);
    if !fs::metadata(path).map_err(told)?.is_dir() {
        let bytes = fs::read(path).map_err(told)?;
        if bytes.is_empty() {
            return Err(Problem::input_output(
                format!("{} is empty", shown(path)),
                "Name a case in JSON, or the folder that `handover import` wrote.",
            ));
        }
        return Ok(vec![Draft::from_bytes(path, &bytes)?]);
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
        if file
            .extension()
            .is_some_and(|extension| extension == "json")
        {
            files.push(file);
        }
    }
    files.sort();
    if files.is_empty() {
        return Err(Problem::input_output(
            format!("{} holds no case", shown(path)),
            "Name the folder that `handover import` wrote, or a folder of cases in JSON.",
        ));
    }
    files
        .iter()
        .map(|file| {
            let bytes = fs::read(file).map_err(|error| Problem::reading(file, &error))?;
            Draft::from_bytes(file, &bytes)
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_the_folder_that_import_wrote_in_the_order_of_names() {
        let folder = tempfile::tempdir().unwrap();
        fs::create_dir(folder.path().join("cases")).unwrap();
        for name in ["cases/0002.json", "cases/0001.json", "summary.json"] {
            fs::write(folder.path().join(name), "{}").unwrap();
        }
        let drafts = read_drafts(folder.path()).unwrap();
        let files: Vec<&str> = drafts.iter().map(|draft| draft.file.as_str()).collect();
        assert_eq!(files, ["0001.json", "0002.json"]);
    }

    #[test]
    fn keeps_in_mind_what_is_written_twice() {
        let json = br#"{"mhd": "mhd/1", "mhd": "mhd/1", "profile": "caseload-transfer@1", "sections": {}}"#;
        let draft = Draft::from_bytes(Path::new("c.json"), json).unwrap();
        assert_eq!(draft.doubled.len(), 1);
        assert!(draft.case().is_err());
    }
}

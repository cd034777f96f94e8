//! Drafts of cases, as `import` or a person wrote them, each read when its turn comes: lines of one file, or one file
//! each.

use std::{
    fs,
    path::{Path, PathBuf},
};

use rayon::prelude::*;
use zeroize::Zeroizing;

use crate::{
    RECORDS_FILE,
    draft::{DraftBytes, DraftError, NO_REFERENCE},
    facts::CaseFacts,
    lines::CaseLines,
};

/// The drafts of a caseload: in the order of their lines, or of the names of their files.
#[derive(Debug)]
pub struct Drafts(Kept);

#[derive(Debug)]
enum Kept {
    Files(Vec<PathBuf>),
    Lines(CaseLines),
}

impl Drafts {
    /// Finds the drafts at `path`: the folder that `import` wrote, a folder of cases, a file of cases or one case.
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
            if path.extension().is_some_and(|ending| ending == "jsonl") {
                return Self::lines(path, path);
            }
            return Ok(Self(Kept::Files(vec![path.to_owned()])));
        }
        let lines = path.join(CaseLines::FILE);
        let imported = path.join("cases");
        match (lines.is_file(), imported.is_dir()) {
            (true, true) => return Err(DraftError::TwoForms(path.to_owned())),
            (true, false) => return Self::lines(&lines, path),
            (false, true) => {}
            (false, false) if path.join(RECORDS_FILE).is_file() => {
                // An import of nobody: its other files are no drafts.
                return Err(DraftError::NoCase(path.to_owned()));
            }
            (false, false) => {}
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
        Ok(Self(Kept::Files(files)))
    }

    fn lines(file: &Path, named: &Path) -> Result<Self, DraftError> {
        let lines = CaseLines::open(file)?;
        if lines.len() == 0 {
            return Err(DraftError::NoCase(named.to_owned()));
        }
        Ok(Self(Kept::Lines(lines)))
    }

    /// None, as an extract without a person leaves them.
    #[must_use]
    pub const fn none() -> Self {
        Self(Kept::Files(Vec::new()))
    }

    pub(crate) const fn len(&self) -> usize {
        match &self.0 {
            Kept::Files(files) => files.len(),
            Kept::Lines(lines) => lines.len(),
        }
    }

    /// The file of lines, if they are lines.
    pub(crate) const fn as_lines(&self) -> Option<&CaseLines> {
        match &self.0 {
            Kept::Files(_) => None,
            Kept::Lines(lines) => Some(lines),
        }
    }

    /// The file in which one of them stands alone.
    pub(crate) fn own_file(&self, place: usize) -> Option<&Path> {
        match &self.0 {
            Kept::Files(files) => files.get(place).map(PathBuf::as_path),
            Kept::Lines(_) => None,
        }
    }

    /// The content of one of them.
    pub(crate) fn read(&self, place: usize) -> Result<DraftBytes, DraftError> {
        let files = match &self.0 {
            Kept::Files(files) => files,
            Kept::Lines(lines) => return lines.read(place),
        };
        let path = files.get(place).expect("a place of the caseload");
        let bytes = fs::read(path).map_err(|error| DraftError::Io(path.clone(), error))?;
        Ok(DraftBytes::new(Zeroizing::new(bytes), path.clone(), None))
    }

    /// The sender's reference of each, as far as it has one, without reading more of it.
    ///
    /// # Errors
    ///
    /// [`DraftError::Io`] if a file cannot be read.
    pub fn references(&self) -> Result<Vec<String>, DraftError> {
        match &self.0 {
            Kept::Files(files) => (0..files.len())
                .into_par_iter()
                .map(|place| Ok(self.read(place)?.reference()))
                .collect(),
            Kept::Lines(lines) => {
                let all = (0..lines.len()).map(|place| lines.reference(place));
                Ok(all
                    .map(|known| known.unwrap_or(NO_REFERENCE).to_owned())
                    .collect())
            }
        }
    }

    /// What an index knows of one of them.
    pub(crate) fn known_reference(&self, place: usize) -> Option<&str> {
        self.as_lines()?.reference(place)
    }

    /// What an index knows of one of them, if it is of the form of a case.
    pub(crate) fn known_facts(&self, place: usize) -> Option<&CaseFacts> {
        self.as_lines()?.facts(place)
    }

    /// How many lines a person wrote, as far as is known.
    pub(crate) fn mended(&self) -> usize {
        self.as_lines().map_or(0, CaseLines::mended)
    }

    /// How many lines are not as `import` or `case` left them: they hold as they stand.
    #[must_use]
    pub fn changed_by_hand(&self) -> usize {
        self.as_lines().map_or(0, CaseLines::changed)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_a_folder_of_cases_in_the_order_of_names() {
        let folder = tempfile::tempdir().unwrap();
        fs::create_dir(folder.path().join("cases")).unwrap();
        for name in ["cases/0002.json", "cases/0001.json", "summary.json"] {
            fs::write(folder.path().join(name), "{}").unwrap();
        }
        let drafts = Drafts::find(folder.path()).unwrap();
        let file = |place| drafts.read(place).unwrap().file();
        assert_eq!(drafts.len(), 2);
        assert_eq!([file(0), file(1)], ["0001.json", "0002.json"]);
        assert_eq!(drafts.references().unwrap(), [NO_REFERENCE; 2]);
    }

    #[test]
    fn takes_no_folder_that_holds_cases_twice() {
        let folder = tempfile::tempdir().unwrap();
        fs::create_dir(folder.path().join("cases")).unwrap();
        for name in ["cases/0001.json", "cases.jsonl"] {
            fs::write(folder.path().join(name), "{}").unwrap();
        }
        let found = Drafts::find(folder.path());
        assert!(matches!(found, Err(DraftError::TwoForms(_))));
    }
}

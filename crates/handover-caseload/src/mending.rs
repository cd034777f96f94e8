//! A caseload that a person looks into and mends.

use std::{
    collections::BTreeMap,
    fmt, fs,
    path::{Path, PathBuf},
};

use handover_files::{FileError, NewFile, NewFolder};
use serde_json::Value;
use thiserror::Error;
use zeroize::Zeroizing;

use crate::{
    DraftError, Drafts,
    draft::DraftBytes,
    lines::{Line, NotReplaced},
};

/// Why a case is not shown, or not mended.
///
/// References lead to persons: they stay on the sender's machine.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum MendError {
    /// Somebody else changed the caseload meanwhile; nothing of it was changed here.
    #[error("the cases were changed by somebody else meanwhile")]
    Changed,
    /// A draft cannot be read.
    #[error(transparent)]
    Draft(#[from] DraftError),
    /// A member is written twice: which of the two is meant, nobody knows.
    #[error("a member is written twice")]
    Doubled(PathBuf),
    /// A file cannot be written.
    #[error(transparent)]
    File(#[from] FileError),
    /// A file names a case that the caseload does not hold: nobody would have decided about it.
    #[error("no case of the caseload has the reference of this file")]
    NotHeld(PathBuf),
    /// The caseload is not lines of one file.
    #[error("the cases are not lines of one file")]
    NotLines(PathBuf),
    /// No case has this reference.
    #[error("no case has this reference")]
    NotThere,
    /// The case would get another reference.
    #[error("the reference of the case is another one")]
    OtherReference,
    /// Two cases have this reference, or two files are of one case.
    #[error("two cases have one reference")]
    Twice,
}

/// The drafts of a caseload, for a person.
pub struct Mending {
    path: PathBuf,
    drafts: Drafts,
    /// Where the case of a reference stands; nowhere, if two have it.
    places: BTreeMap<String, Option<usize>>,
}

/// What came of putting cases in the place of others.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
#[non_exhaustive]
pub struct Replaced {
    /// How many are others now.
    pub changed: usize,
    /// How many are as they were, though they were given.
    pub same: usize,
    /// How many were not given, and stay.
    pub left: usize,
}

impl Mending {
    /// Opens a caseload.
    ///
    /// # Errors
    ///
    /// [`MendError::Draft`].
    pub fn open(path: &Path) -> Result<Self, MendError> {
        let drafts = Drafts::find(path)?;
        let mut places = BTreeMap::new();
        for (place, reference) in drafts.references()?.into_iter().enumerate() {
            let here = places.entry(reference);
            here.and_modify(|found| *found = None)
                .or_insert(Some(place));
        }
        Ok(Self {
            path: path.to_owned(),
            drafts,
            places,
        })
    }

    /// How many cases there are.
    #[must_use]
    pub const fn count(&self) -> usize {
        self.drafts.len()
    }

    /// A case as people read and write it: JSON, one member a line. What is no JSON is shown as it stands.
    ///
    /// # Errors
    ///
    /// [`MendError`], if there is no such case, or more than one.
    pub fn show(&self, reference: &str) -> Result<Zeroizing<Vec<u8>>, MendError> {
        let draft = self.drafts.read(self.place(reference)?)?;
        Ok(pretty(&draft))
    }

    /// Puts a text in the place of a case, which keeps its reference; all others stay as they are, byte for byte.
    ///
    /// # Errors
    ///
    /// [`MendError`]; then nothing is changed.
    pub fn replace(&self, reference: &str, text: DraftText) -> Result<Replaced, MendError> {
        let place = self.place(reference)?;
        let value = text.value()?;
        if value.reference != reference {
            return Err(MendError::OtherReference);
        }
        self.put([(place, value)].into())
    }

    /// Writes every case as a file of its own, in the order of the lines. Files are numbered: a reference leads to a person,
    /// so it is no file name.
    ///
    /// # Errors
    ///
    /// [`MendError`]; then nothing is left there.
    pub fn export(&self, to: &Path, mut step: impl FnMut()) -> Result<(), MendError> {
        let folder = NewFolder::create(to)?;
        for place in 0..self.drafts.len() {
            let number = place.saturating_add(1);
            let text = pretty(&self.drafts.read(place)?);
            folder.write(&format!("{number:04}.json"), &text)?;
            step();
        }
        Ok(folder.finish()?)
    }

    /// Takes cases from files, each in the place of the one with its reference. Cases of which there is no file stay.
    ///
    /// # Errors
    ///
    /// [`MendError`]; then nothing is changed.
    pub fn take(&self, folder: &Path) -> Result<Replaced, MendError> {
        if self.drafts.as_lines().is_none() {
            return Err(MendError::NotLines(self.path.clone()));
        }
        let given = Drafts::find(folder)?;
        let mut all = BTreeMap::new();
        for at in 0..given.len() {
            let draft = given.read(at)?;
            let path = given.own_file(at).unwrap_or(folder).to_owned();
            let text = DraftText { draft, path };
            let path = text.path.clone();
            let value = text.value()?;
            let place = match self.places.get(&value.reference) {
                Some(Some(place)) => *place,
                Some(None) => return Err(MendError::Twice),
                None => return Err(MendError::NotHeld(path)),
            };
            if all.insert(place, value).is_some() {
                return Err(MendError::Twice);
            }
        }
        self.put(all)
    }

    fn place(&self, reference: &str) -> Result<usize, MendError> {
        match self.places.get(reference) {
            Some(Some(place)) => Ok(*place),
            Some(None) => Err(MendError::Twice),
            None => Err(MendError::NotThere),
        }
    }

    fn put(&self, values: BTreeMap<usize, Said>) -> Result<Replaced, MendError> {
        let mut replaced = Replaced {
            left: self.drafts.len().saturating_sub(values.len()),
            ..Replaced::default()
        };
        let mut lines = BTreeMap::new();
        for (place, said) in values {
            let before = self.drafts.read(place)?;
            let is_same = before.draft().is_ok_and(|draft| {
                // Of a draft that says something twice, the value shows one of them only.
                !draft.is_doubled() && draft.value == said.value
            });
            if is_same {
                replaced.same = replaced.same.saturating_add(1);
                continue;
            }
            replaced.changed = replaced.changed.saturating_add(1);
            if let Some(file) = self.drafts.own_file(place) {
                NewFile::rewrite(file, &pretty_value(&said.value))?;
            } else {
                lines.insert(place, Line::of(&said.value));
            }
        }
        if let (Some(all), false) = (self.drafts.as_lines(), lines.is_empty()) {
            all.replace(&lines).map_err(|error| match error {
                NotReplaced::Changed => MendError::Changed,
                NotReplaced::Draft(error) => error.into(),
                NotReplaced::File(error) => error.into(),
            })?;
        }
        Ok(replaced)
    }
}

/// What a person wrote in the place of a case.
pub struct DraftText {
    draft: DraftBytes,
    path: PathBuf,
}

/// A text that is one case, as far as that is known.
struct Said {
    reference: String,
    value: Value,
}

impl DraftText {
    /// Reads a file.
    ///
    /// # Errors
    ///
    /// [`DraftError::Io`].
    pub fn read(path: &Path) -> Result<Self, DraftError> {
        let bytes = fs::read(path).map_err(|error| DraftError::Io(path.to_owned(), error))?;
        Ok(Self {
            draft: DraftBytes::new(Zeroizing::new(bytes), path.to_owned(), None),
            path: path.to_owned(),
        })
    }

    /// What is wrong with the form of the case, as `check` will say: it is taken all the same, as a draft.
    #[must_use]
    pub fn is_of_the_form_of_a_case(&self) -> bool {
        self.draft.case().is_some()
    }

    fn value(self) -> Result<Said, MendError> {
        let draft = self.draft.draft()?;
        if draft.is_doubled() {
            return Err(MendError::Doubled(self.path));
        }
        Ok(Said {
            reference: draft.reference().to_owned(),
            value: draft.value,
        })
    }
}

fn pretty(draft: &DraftBytes) -> Zeroizing<Vec<u8>> {
    match draft.draft() {
        Ok(read) if !read.is_doubled() => pretty_value(&read.value),
        _ => Zeroizing::new(draft.as_bytes().to_vec()),
    }
}

fn pretty_value(value: &Value) -> Zeroizing<Vec<u8>> {
    let mut bytes = serde_json::to_vec_pretty(value).expect("an object with text for keys");
    bytes.push(b'\n');
    Zeroizing::new(bytes)
}

impl fmt::Debug for Mending {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Mending(..)")
    }
}

impl fmt::Debug for DraftText {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("DraftText(..)")
    }
}

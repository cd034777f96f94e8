//! The folder that an import leaves: drafts and lists, for this machine only.

use std::{
    fs, io,
    path::{Path, PathBuf},
};

use handover_dataset::eligibility::Record;
use handover_files::{FileError, NewFolder};
use handover_interop::{
    ExtractSource, Import, ImportError, ImportedCase, Mapping, Rejection, WholeCases,
};
use handover_workbook::tables::CaseTables;
use serde_json::{Value, json};
use thiserror::Error;

use crate::{
    DraftError, Drafts, RECORDS_FILE,
    lines::{CaseLines, Line, NewLines},
    records::NewRecords,
};

/// Why an extract was not imported.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum ImportFolderError {
    /// The folder that would make room cannot be read.
    #[error(transparent)]
    Draft(#[from] DraftError),
    /// The folder cannot be written.
    #[error(transparent)]
    File(#[from] FileError),
    /// The folder that would make room holds what no import wrote.
    #[error("the folder holds what no import wrote")]
    Foreign,
    /// Extract and mapping do not belong together.
    #[error(transparent)]
    Import(#[from] ImportError),
    /// A row of the extract is nowhere: a mistake of ours.
    #[error("the import lost sight of a row")]
    LostRow,
    /// In the folder that would make room people have mended so many cases.
    #[error("cases of the folder were mended by hand")]
    Mended(usize),
    /// JSON could not be written: a mistake of ours.
    #[error("a JSON value could not be written")]
    Unwritable,
}

/// Where an import goes.
#[derive(Clone, Debug)]
#[expect(clippy::exhaustive_enums, reason = "there is something, or nothing")]
pub enum ImportFolder {
    /// Where nothing may be yet.
    New(PathBuf),
    /// In the place of what an import before left there, if anything is there.
    Replacing(PathBuf),
}

impl ImportFolder {
    /// The folder.
    #[must_use]
    pub fn path(&self) -> &Path {
        match self {
            Self::New(path) | Self::Replacing(path) => path,
        }
    }
}

/// What an import leaves, and what comes of it.
const WRITTEN: [&str; 8] = [
    CaseLines::FILE,
    CaseLines::INDEX,
    CaseLines::LOCK,
    "cases",
    "links.json",
    RECORDS_FILE,
    "rejected.json",
    "summary.json",
];

/// Whether a folder may vanish: only what an import left makes room for another, and nothing that people mended.
fn makes_room(folder: &Path) -> Result<(), ImportFolderError> {
    let told = |error| FileError::reading(folder, error);
    let entries = match fs::read_dir(folder) {
        Ok(entries) => entries,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
        Err(error) => return Err(told(error).into()),
    };
    for entry in entries {
        let name = entry.map_err(told)?.file_name();
        if !WRITTEN.iter().any(|known| name == *known) {
            return Err(ImportFolderError::Foreign);
        }
    }
    match Drafts::find(folder) {
        Ok(drafts) if drafts.mended() > 0 => Err(ImportFolderError::Mended(drafts.mended())),
        Ok(_) | Err(DraftError::NoCase(_)) => Ok(()),
        Err(error) => Err(error.into()),
    }
}

/// Imports into a folder, which is there whole or not at all; each draft is written as soon as it is
/// made, so that neither extract nor caseload need fit into memory.
///
/// `account` makes what `summary.json` says of the import; `step` is called for each draft.
///
/// # Errors
///
/// [`ImportFolderError`].
pub fn import_to<S: ExtractSource>(
    to: &ImportFolder,
    mapping: &Mapping,
    sources: &[S],
    account: impl FnOnce(&Import) -> serde_json::Result<Value>,
    mut step: impl FnMut(),
) -> Result<Import, ImportFolderError> {
    let make = |draft: ImportedCase| Line::of_seen(draft.into_seen());
    written_to(to, account, |push, keep| {
        let take = |line| {
            push(&line);
            step();
        };
        let import = mapping.import_each(sources, make, take, |record| keep(&record));
        Ok(import?)
    })
}

/// As [`import_to`], of cases in tables: no mapping says what they are.
///
/// # Errors
///
/// [`ImportFolderError`].
pub fn import_tables_to(
    to: &ImportFolder,
    tables: &CaseTables<'_>,
    account: impl FnOnce(&Import) -> serde_json::Result<Value>,
    mut step: impl FnMut(),
) -> Result<Import, ImportFolderError> {
    written_to(to, account, |push, keep| {
        let mut whole = WholeCases::default();
        for read in tables.cases() {
            match read {
                Ok(read) => {
                    let at = (read.file.as_str(), read.line);
                    let draft = whole.take(at, read.reference, read.case);
                    push(&Line::of_seen(draft.into_seen()));
                }
                Err(why) => {
                    let at = (why.file.as_str(), why.line, why.column.as_deref());
                    whole.refuse(why.person, at, why.reason, &why.key);
                }
            }
            step();
        }
        for stray in tables.strays() {
            whole.stray((&stray.file, stray.line), stray.reason, &stray.key);
        }
        for (file, column) in tables.unread() {
            whole.not_read(file, column.as_deref());
        }
        let import = whole.finish();
        import.records().iter().for_each(keep);
        Ok(import)
    })
}

/// The folder that an import fills line by line, and record by record.
fn written_to(
    to: &ImportFolder,
    account: impl FnOnce(&Import) -> serde_json::Result<Value>,
    import: impl FnOnce(
        &mut dyn FnMut(&Line),
        &mut dyn FnMut(&Record),
    ) -> Result<Import, ImportFolderError>,
) -> Result<Import, ImportFolderError> {
    let folder = match to {
        ImportFolder::New(to) => NewFolder::create(to)?,
        ImportFolder::Replacing(to) => {
            makes_room(to)?;
            NewFolder::replacing(to)?
        }
    };
    let mut lines = NewLines::begin(&folder)?;
    let mut records = NewRecords::begin(folder.file(RECORDS_FILE)?);
    let (mut written, mut kept) = (Ok(()), Ok(()));
    let push = &mut |line: &Line| {
        if written.is_ok() {
            written = lines.push(line);
        }
    };
    let import = import(push, &mut |record| {
        if kept.is_ok() {
            kept = records.push(record);
        }
    })?;
    written?;
    kept?;
    lines.finish()?;
    records.finish()?;
    if !import.summary().is_whole() {
        return Err(ImportFolderError::LostRow);
    }
    write_lists(&folder, &import)?;
    let account = account(&import).map_err(|_| ImportFolderError::Unwritable)?;
    folder.write("summary.json", &pretty(&account)?)?;
    folder.finish()?;
    Ok(import)
}

/// What became of the rows, and who is connected with whom.
fn write_lists(folder: &NewFolder, import: &Import) -> Result<(), ImportFolderError> {
    let links = import.links().iter().map(|link| {
        let (first, second) = link.references();
        json!({"kind": link.kind(), "first": first, "second": second})
    });
    folder.write("links.json", &pretty(&links.collect())?)?;
    let rejected = import.rejected().iter().map(with_content);
    Ok(folder.write("rejected.json", &pretty(&rejected.collect())?)?)
}

/// A rejection with what the cell holds, for the file that stays on this machine.
fn with_content(rejection: &Rejection) -> Value {
    let mut value = json!({
        "column": rejection.column(),
        "file": rejection.file(),
        "line": rejection.line(),
        "reason": rejection.reason().to_string(),
        "scope": rejection.scope().as_str(),
    });
    if let (Some(members), Some(content)) = (value.as_object_mut(), rejection.content()) {
        members.insert("content".to_owned(), content.into());
    }
    value
}

fn pretty(value: &Value) -> Result<Vec<u8>, ImportFolderError> {
    let bytes = serde_json::to_vec_pretty(value);
    let mut bytes = bytes.map_err(|_| ImportFolderError::Unwritable)?;
    bytes.push(b'\n');
    Ok(bytes)
}

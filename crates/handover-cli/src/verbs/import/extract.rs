//! Reads the files of an extract.

use std::{
    fs, io,
    path::{Path, PathBuf},
};

use handover::extract::{ExtractFile, built_in_extract};
use handover_report::shown;

use crate::problem::Problem;

/// The files of an extract: of a folder, one file, or a built-in one.
pub(crate) fn read_extract(path: &Path) -> Result<Vec<ExtractFile>, Problem> {
    let told = |error: &io::Error| Problem::reading(path, error);
    let about = match fs::metadata(path) {
        Ok(about) => about,
        Err(error) => {
            let built_in = path.to_str().and_then(built_in_extract);
            return built_in.ok_or_else(|| {
                told(&error).advise(
                    "Name a folder or file, or a built-in extract: harrow-2010, maternity-2026.",
                )
            });
        }
    };
    let mut files: Vec<PathBuf> = if about.is_dir() {
        let entries = fs::read_dir(path).map_err(|error| told(&error))?;
        entries
            .map(|entry| entry.map(|entry| entry.path()))
            .filter(|file| !matches!(file, Ok(file) if !file.is_file()))
            .collect::<Result<_, _>>()
            .map_err(|error| told(&error))?
    } else {
        vec![path.to_owned()]
    };
    files.sort();
    if files.is_empty() {
        return Err(Problem::input_output(
            format!("{} holds no file", shown(path)),
            "Name the folder into which the case system wrote its extract.",
        ));
    }
    files
        .into_iter()
        .map(|file| {
            let bytes = fs::read(&file).map_err(|error| Problem::reading(&file, &error))?;
            if !about.is_dir() && bytes.is_empty() {
                return Err(Problem::input_output(
                    format!("{} is empty", shown(&file)),
                    "Write the extract again.",
                ));
            }
            let name = file.file_name().unwrap_or_default().to_string_lossy();
            Ok(ExtractFile::new(name, bytes))
        })
        .collect()
}

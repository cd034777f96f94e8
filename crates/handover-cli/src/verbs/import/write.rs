//! The folder that an import leaves: drafts and lists, for this machine only.

use std::path::Path;

use handover::{ExtractFile, Import, ImportError, Mapping, Rejection};
use serde_json::{Value, json};

use super::account;
use crate::{caseload::records, output::NewFolder, problem::Problem, terminal::Progress};

/// Imports into a folder, which is there whole or not at all; each draft is written as soon as it is
/// made, so that the caseload need not fit into memory.
///
/// Files of cases are numbered: a reference leads to a person, so it is no file name.
pub(crate) fn import_to(
    to: &Path,
    mapping: &Mapping,
    sources: &[ExtractFile],
) -> Result<Import, Problem> {
    let folder = NewFolder::create(to)?;
    let progress = Progress::counting("import");
    let mut number = 0_usize;
    let mut written = Ok(());
    let import = mapping.import_each(sources, |draft| {
        number = number.saturating_add(1);
        if written.is_ok() {
            written = pretty(draft.case())
                .and_then(|bytes| folder.write(&format!("cases/{number:04}.json"), &bytes));
        }
        progress.step();
    });
    let import = import.map_err(|(error, rejected)| not_imported(error, &rejected))?;
    written?;
    if !import.summary().is_whole() {
        return Err(Problem::our_bug("the import lost sight of a row"));
    }
    write_lists(&folder, &import, mapping)?;
    folder.finish()?;
    Ok(import)
}

fn not_imported(error: ImportError, rejected: &[Rejection]) -> Problem {
    let place = rejected
        .first()
        .map_or_else(String::new, |first| format!(" ({first})"));
    Problem::input_output(
        format!("{error}{place}"),
        "Check that extract and mapping belong together: files, header, encoding.",
    )
}

/// What became of the rows, and who is connected with whom.
fn write_lists(folder: &NewFolder, import: &Import, mapping: &Mapping) -> Result<(), Problem> {
    let links: Vec<Value> = import
        .links()
        .iter()
        .map(|link| {
            let (first, second) = link.references();
            json!({"kind": link.kind(), "first": first, "second": second})
        })
        .collect();
    let rejected: Vec<Value> = import
        .rejected()
        .iter()
        .map(account::rejection_with_content)
        .collect();
    folder.write("links.json", &pretty(&links.into())?)?;
    folder.write(records::FILE, &records::to_json(&import.records())?)?;
    folder.write("rejected.json", &pretty(&rejected.into())?)?;
    folder.write("summary.json", &pretty(&account::as_json(import, mapping))?)
}

fn pretty(value: &Value) -> Result<Vec<u8>, Problem> {
    let mut bytes = serde_json::to_vec_pretty(value)
        .map_err(|_| Problem::our_bug("a JSON value could not be written"))?;
    bytes.push(b'\n');
    Ok(bytes)
}

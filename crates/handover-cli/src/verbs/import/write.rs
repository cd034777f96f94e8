//! The folder that an import leaves: drafts and lists, for this machine only.

use std::path::Path;

use handover::extract::{ExtractFile, Import, ImportError, Mapping, Rejection, RejectionReason};
use handover_caseload::{RECORDS_FILE, records_to_json};
use serde_json::{Value, json};

use super::account;
use crate::{output::NewFolder, problem::Problem, terminal::Progress};

/// How many files of an extract a message names.
const SHOWN: usize = 8;

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
                .and_then(|bytes| Ok(folder.write(&format!("cases/{number:04}.json"), &bytes)?));
        }
        progress.step();
    });
    let import = import.map_err(|error| not_imported(&error, sources))?;
    written?;
    if !import.summary().is_whole() {
        return Err(Problem::our_bug("the import lost sight of a row"));
    }
    write_lists(&folder, &import, mapping)?;
    folder.finish()?;
    Ok(import)
}

fn not_imported(error: &ImportError, sources: &[ExtractFile]) -> Problem {
    let first = error.rejected().first();
    let place = first.map_or_else(String::new, |first| format!(" ({first})"));
    let next = match first.map(Rejection::reason) {
        Some(RejectionReason::MissingFile) => {
            let there: Vec<&str> = sources.iter().map(ExtractFile::name).collect();
            let names = |sources: &[&str]| sources.join(", ");
            let there = match there.get(..SHOWN) {
                Some(some) if there.len() > SHOWN => format!("{} and others", names(some)),
                _ => names(&there),
            };
            format!("The extract holds {there}: say so in the mapping under `file`, or rename one.")
        }
        Some(RejectionReason::KeyColumnMissing) => {
            "Compare its first line with the mapping: `key` names a column of it, `delimiter` what \
             stands between two (many spreadsheets write ;)."
                .to_owned()
        }
        _ => "Check that extract and mapping belong together: files, header, encoding.".to_owned(),
    };
    Problem::input_output(format!("{error}{place}"), next)
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
    folder.write(RECORDS_FILE, &records_to_json(&import.records()))?;
    folder.write("rejected.json", &pretty(&rejected.into())?)?;
    let account = account::Account {
        import,
        mapping,
        to: folder.path(),
    };
    let summary = serde_json::to_value(&account)
        .map_err(|_| Problem::our_bug("the account of an import could not be written"))?;
    let summary = pretty(&summary)?;
    Ok(folder.write("summary.json", &summary)?)
}

fn pretty(value: &Value) -> Result<Vec<u8>, Problem> {
    let mut bytes = serde_json::to_vec_pretty(value)
        .map_err(|_| Problem::our_bug("a JSON value could not be written"))?;
    bytes.push(b'\n');
    Ok(bytes)
}

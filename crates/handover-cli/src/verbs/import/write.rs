//! The folder that an import leaves: drafts and lists, for this machine only.

use std::path::Path;

use handover::{Import, Mapping};
use serde_json::{Value, json};

use super::account;
use crate::{caseload::records, output::NewFolder, problem::Problem, terminal::Progress};

/// Writes the folder, whole or not at all.
///
/// Files of cases are numbered: a reference leads to a person, so it is no file name.
pub(crate) fn write(import: &Import, mapping: &Mapping, to: &Path) -> Result<(), Problem> {
    let folder = NewFolder::create(to)?;
    let progress = Progress::new("import", import.drafts().len());
    for (number, draft) in (1_usize..).zip(import.drafts()) {
        folder.write(&format!("cases/{number:04}.json"), &pretty(draft.case())?)?;
        progress.step();
    }
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
    folder.write("summary.json", &pretty(&account::as_json(import, mapping))?)?;
    folder.finish()
}

fn pretty(value: &Value) -> Result<Vec<u8>, Problem> {
    let mut bytes = serde_json::to_vec_pretty(value)
        .map_err(|_| Problem::our_bug("a JSON value could not be written"))?;
    bytes.push(b'\n');
    Ok(bytes)
}

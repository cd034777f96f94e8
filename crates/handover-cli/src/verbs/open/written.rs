//! Opened cases on their way out.

use std::path::Path;

use handover::Case;
use serde_json::{Value, json};

use super::{Form, Unsealed, Wanted};
use crate::{
    output::{NewFile, NewFolder, Results, print},
    problem::Problem,
    sheet::{self, SheetStyle},
    terminal::Progress,
};

/// Writes one case or all, to standard output, a file or a folder.
pub(super) fn write_cases(
    unsealed: &mut Unsealed,
    wanted: Option<&Wanted>,
    form: Form,
    to: &Path,
    style: &SheetStyle,
) -> Result<(), Problem> {
    let is_pipe = to.as_os_str() == "-";
    if let Some(wanted) = wanted {
        let (_, case) = unsealed.one(wanted)?;
        let text = as_text(&case, form, style)?;
        return if is_pipe {
            print(&text)
        } else {
            NewFile::write(to, text.as_bytes())
        };
    }
    let progress = Progress::new("open", unsealed.count());
    if is_pipe {
        let mut results = Results::open();
        unsealed.each(|_, case| {
            progress.step();
            match form {
                Form::Json => results.write(&format!("{}\n", case.to_json())),
                Form::Sheet => results.write(&as_text(case, form, style)?),
            }
        })?;
        return results.finish();
    }
    let folder = NewFolder::create(to)?;
    let mut contents = Vec::new();
    unsealed.each(|token, case| {
        progress.step();
        let number = contents.len().saturating_add(1);
        let name = match form {
            Form::Json => format!("{number:04}.json"),
            Form::Sheet => format!("{number:04}.txt"),
        };
        folder.write(&name, as_text(case, form, style)?.as_bytes())?;
        contents.push(json!({
            "case": case.reference().map(handover::CaseReference::as_str),
            "file": name,
            "token": token.to_string(),
        }));
        Ok(())
    })?;
    let contents = serde_json::to_vec_pretty(&Value::from(contents))
        .map_err(|_| Problem::our_bug("a list of cases could not be written as JSON"))?;
    folder.write("contents.json", &contents)?;
    folder.finish()
}

/// One case in the form that is wanted.
pub(super) fn as_text(case: &Case, form: Form, style: &SheetStyle) -> Result<String, Problem> {
    let value = case.to_json();
    match form {
        Form::Json => serde_json::to_string_pretty(&value)
            .map(|text| text + "\n")
            .map_err(|_| Problem::our_bug("a case could not be written as JSON")),
        Form::Sheet => Ok(sheet::write(&value, style)),
    }
}

//! A text in the editor of whoever sits there.

use std::{
    env,
    path::{Path, PathBuf},
    process::Command,
};

use crate::{output::NewFolder, problem::Problem};

/// The name of the text while it is edited.
const TEXT: &str = "case.json";

/// A text that was edited; it vanishes when this is dropped.
pub(super) struct Edited(NewFolder);

impl Edited {
    pub(super) fn path(&self) -> PathBuf {
        self.0.path().join(TEXT)
    }
}

/// Where a file beside a caseload has its place: it holds what a case holds.
pub(super) fn beside(caseload: &Path) -> PathBuf {
    if caseload.is_dir() {
        return caseload.join("case");
    }
    caseload.with_extension("case")
}

/// Lets a person change a text, beside the caseload and for this account only.
pub(super) fn edit(text: &[u8], caseload: &Path) -> Result<Edited, Problem> {
    let editor = ["VISUAL", "EDITOR"].into_iter().find_map(env::var_os);
    let editor = editor.and_then(|editor| editor.into_string().ok());
    let mut words = editor.as_deref().unwrap_or_default().split_whitespace();
    let Some(program) = words.next() else {
        return Err(Problem::usage(
            "no editor is named",
            "Set EDITOR; or print the case with `handover case show`, change it, and give it with --from.",
        ));
    };
    let folder = NewFolder::create(&beside(caseload))?;
    folder.write(TEXT, text)?;
    let edited = Edited(folder);
    let ended = Command::new(program)
        .args(words)
        .arg(edited.path())
        .status();
    match ended {
        Ok(ended) if ended.success() => Ok(edited),
        Ok(_) => Err(Problem::input_output(
            "the editor ended with a failure; nothing was changed",
            "Edit the case again.",
        )),
        Err(error) => Err(Problem::reading(Path::new(program), &error)
            .advise("EDITOR names a program that cannot be run; nothing was changed.")),
    }
}

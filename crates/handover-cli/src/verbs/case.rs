//! `handover case`: a caseload that a person looks into, and mends.

mod editor;

use std::{
    path::{Path, PathBuf},
    process::ExitCode,
};

use handover::case::Profile;
use handover_caseload::{DraftText, Mending};
use handover_report::{
    mended::{Exported, Mended},
    sheet::{self, SheetStyle},
};
use serde_json::Value;

use crate::{clock::Moment, output::NewFile, problem::Problem, screen::Screen, terminal::Progress};

/// Look into a caseload and mend it, one case or all.
#[derive(Debug, clap::Subcommand)]
pub(crate) enum Verb {
    Show(ShowArguments),
    Edit(EditArguments),
    Export(ExportArguments),
    Take(TakeArguments),
}

/// How a case of a caseload is printed.
#[derive(Clone, Copy, Debug, clap::ValueEnum)]
enum Shown {
    /// The dataset's JSON
    Json,
    /// As the next worker will read it
    Sheet,
}

/// Print one case, as JSON or as it will be read
#[derive(Debug, clap::Args)]
pub(crate) struct ShowArguments {
    /// The folder that `import` wrote
    #[arg(value_name = "FOLDER")]
    caseload: PathBuf,
    /// The case, by its reference
    #[arg(value_name = "REFERENCE")]
    reference: String,
    /// How to print it
    #[arg(long = "as", value_name = "FORM", value_enum, default_value = "json")]
    form: Shown,
}

/// Mend one case: in your editor (VISUAL, else EDITOR), or from a file
///
/// All other cases stay as they are, byte for byte. What somebody said and now says otherwise belongs into the answers
/// file, under `corrections`: there it says by whom, when and why, and that travels with the case.
#[derive(Debug, clap::Args)]
pub(crate) struct EditArguments {
    /// The folder that `import` wrote
    #[arg(value_name = "FOLDER")]
    caseload: PathBuf,
    /// The case, by its reference
    #[arg(value_name = "REFERENCE")]
    reference: String,
    /// The case as it is to be
    #[arg(long, value_name = "FILE")]
    from: Option<PathBuf>,
}

/// Write every case as a file of its own
#[derive(Debug, clap::Args)]
pub(crate) struct ExportArguments {
    /// The folder that `import` wrote
    #[arg(value_name = "FOLDER")]
    caseload: PathBuf,
    /// The folder to write
    #[arg(long, value_name = "FOLDER")]
    to: PathBuf,
}

/// Take cases from files, each in the place of the one with its reference
///
/// Takes all of them or none. Cases of which there is no file stay as they are, byte for byte.
#[derive(Debug, clap::Args)]
pub(crate) struct TakeArguments {
    /// The files, as `export` wrote them and somebody mended them
    #[arg(value_name = "FILES")]
    files: PathBuf,
    /// The folder that `import` wrote
    #[arg(long, value_name = "FOLDER")]
    into: PathBuf,
}

/// Does what was asked.
pub(crate) fn run(verb: &Verb, screen: &Screen) -> Result<ExitCode, Problem> {
    match verb {
        Verb::Show(arguments) => {
            screen.no_json()?;
            let caseload = Mending::open(&arguments.caseload)?;
            let text = caseload.show(&arguments.reference)?;
            match arguments.form {
                Shown::Json => screen.print(&String::from_utf8_lossy(&text))?,
                Shown::Sheet => screen.print(&read(&text, screen)?)?,
            }
        }
        Verb::Edit(arguments) => edit(arguments, screen)?,
        Verb::Export(arguments) => {
            let caseload = Mending::open(&arguments.caseload)?;
            let progress = Progress::new("export", caseload.count());
            caseload.export(&arguments.to, || progress.step())?;
            drop(progress);
            screen.report(&Exported::new(caseload.count(), &arguments.to))?;
        }
        Verb::Take(arguments) => {
            let replaced = Mending::open(&arguments.into)?.take(&arguments.files)?;
            screen.report(&Mended::from(replaced))?;
        }
    }
    Ok(ExitCode::SUCCESS)
}

/// A draft as it will be read; of what profile is told by the draft, if it is one that is built in.
fn read(text: &[u8], screen: &Screen) -> Result<String, Problem> {
    let case: Value = serde_json::from_slice(text)
        .map_err(|_| Problem::input_output("the case is no JSON", "`case edit` opens it."))?;
    let profile = case.get("profile").and_then(Value::as_str);
    let profile = profile.and_then(|profile| Profile::built_in(profile.split('@').next()?));
    let style = SheetStyle {
        at: Moment::now().posix(),
        stale: profile.map(|profile| profile.stale_days()),
        paint: screen.paint(),
    };
    Ok(sheet::write(&case, &style))
}

fn edit(arguments: &EditArguments, screen: &Screen) -> Result<(), Problem> {
    let caseload = Mending::open(&arguments.caseload)?;
    let reference = &arguments.reference;
    let put = |file: &Path| {
        let text = DraftText::read(file)?;
        let is_a_case = text.is_of_the_form_of_a_case();
        let replaced = caseload.replace(reference, text)?;
        if !is_a_case {
            screen.note(
                "this is not of the form of a case yet: `handover check --case` says what is wrong",
            );
        }
        Ok(replaced)
    };
    let replaced = match &arguments.from {
        Some(file) => put(file)?,
        None => {
            let before = caseload.show(reference)?;
            let edited = editor::edit(&before, &arguments.caseload)?;
            let replaced = put(&edited.path());
            replaced.or_else(|problem| Err(kept(problem, &edited.path(), &arguments.caseload)?))?
        }
    };
    screen.report(&Mended::from(replaced))
}

/// What somebody wrote for nothing is not thrown away.
fn kept(problem: Problem, edited: &Path, caseload: &Path) -> Result<Problem, Problem> {
    let text = std::fs::read(edited).map_err(|error| Problem::reading(edited, &error))?;
    let file = editor::beside(caseload).with_extension("not-taken.json");
    NewFile::rewrite(&file, &text)?;
    Ok(problem.advise(format!(
        "What you wrote is kept in {}: mend it, and give it with --from.",
        handover_report::shown(&file)
    )))
}

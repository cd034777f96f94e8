//! `handover import`: a provider's extract becomes drafts of cases.

mod tables;

use std::{
    io,
    path::{Path, PathBuf},
    process::ExitCode,
};

use handover::extract::{
    ExtractFile, ExtractSource, Import, ImportError, ImportedCase, Mapping, Rejection,
    RejectionReason,
};
use handover_caseload::{
    ExtractError, ImportFolder, ImportFolderError, import_to, open_extract, read_extract,
};
use handover_files::FileError;
use handover_report::{
    amounts::amount,
    import::{Account, in_words},
    sheet::{self, SheetStyle},
    shown,
};

use handover_workbook::tables::Layout;
use serde_json::Value;

use crate::{clock::Moment, problem::Problem, screen::Screen, terminal::Progress};

/// How many files of an extract a message names.
const SHOWN: usize = 8;

/// Turn an extract of a case system into drafts of cases
///
/// Reads a folder of CSV files, one wide CSV or JSON lines by a mapping that a data officer can write
/// (`handover schema mapping` prints one to begin with). Nothing is guessed and nothing is dropped:
/// every person becomes a draft or stands in the list of rejected rows with file, line, column and
/// reason, and the sum is shown. So are files, columns and cells that could not be taken.
///
/// Writes a folder for this machine only: cases.jsonl (drafts, one a line; `handover case` looks into them),
/// cases.index, records.json (for `select`), links.json, rejected.json and summary.json. Exit code 1 if somebody is in no draft (a rejected row, or nobody at all), or if a file or
/// column is missing that the mapping does not call optional, or if more than one in five cells of a column were not read.
#[derive(Debug, clap::Args)]
pub(crate) struct Arguments {
    /// The extract: a folder or a file; harrow-2010 and maternity-2026 are built in
    #[arg(value_name = "EXTRACT")]
    extract: PathBuf,
    /// The mapping: a file, or the name of a built-in one; the workbook of `handover workbook new` and the tables of
    /// `handover open --as workbook` or `csv` need none
    #[arg(long, value_name = "NAME|FILE")]
    mapping: Option<String>,
    /// Another value for a constant of the mapping
    #[arg(long, value_name = "NAME=VALUE")]
    set: Vec<String>,
    /// The folder to write
    #[arg(long, value_name = "FOLDER", required_unless_present = "preview")]
    to: Option<PathBuf>,
    /// Write nothing, and show one person as the next worker will read her: of this reference, else the first
    #[arg(long, value_name = "REFERENCE", num_args = 0..=1, default_missing_value = "", conflicts_with_all = ["to", "replace"])]
    preview: Option<String>,
    /// Put the folder in the place of the one that an import before left there
    #[arg(long)]
    replace: bool,
}

impl Arguments {
    fn folder(&self, to: &Path) -> ImportFolder {
        if self.replace {
            ImportFolder::Replacing(to.to_owned())
        } else {
            ImportFolder::New(to.to_owned())
        }
    }
}

/// Does what was asked.
pub(crate) fn run(arguments: &Arguments, screen: &Screen) -> Result<ExitCode, Problem> {
    let (mut mapping, sources) = match &arguments.mapping {
        Some(name) => {
            let sources = open_extract(&arguments.extract)?;
            (read_mapping(name)?, sources)
        }
        None => {
            let sources = read_extract(&arguments.extract)?;
            let layout = Layout::of_the_dataset();
            if let Some(tables) = tables::of(&layout, &sources)? {
                return tables::run(arguments, &tables, screen);
            }
            (own_mapping(&sources)?, open_extract(&arguments.extract)?)
        }
    };
    for text in &arguments.set {
        let known = text
            .split_once('=')
            .is_some_and(|(name, value)| mapping.set(name, value));
        if !known {
            return Err(Problem::usage(
                format!(
                    "the mapping has no such constant; it has: {}",
                    mapping.constants().collect::<Vec<_>>().join(", ")
                ),
                "Write --set NAME=VALUE with one of these names.",
            ));
        }
    }
    let empty: Vec<&str> = mapping.empty_constants().collect();
    if !empty.is_empty() {
        return Err(Problem::usage(
            format!("the mapping does not say yet: {}", empty.join(", ")),
            if arguments.mapping.is_some() {
                "Fill that in under [constants], or give --set NAME=VALUE: nobody else can say it."
            } else {
                "Fill that in on the sheet About, or give --set NAME=VALUE: nobody else can say it."
            },
        ));
    }
    let Some(to) = &arguments.to else {
        let reference = arguments.preview.as_deref().unwrap_or_default();
        let sources = read_extract(&arguments.extract)?;
        return preview(&mapping, &sources, reference, screen);
    };
    let progress = Progress::counting("import");
    let account = |import: &Import| {
        serde_json::to_value(Account {
            import,
            mapping: mapping.name(),
            profile: mapping.profile(),
            to,
        })
    };
    let folder = arguments.folder(to);
    let import = import_to(&folder, &mapping, &sources, account, || progress.step());
    let import = import.map_err(|error| not_imported(error, &names_of(&sources), to))?;
    drop(progress);
    screen.report(&Account {
        import: &import,
        mapping: mapping.name(),
        profile: mapping.profile(),
        to,
    })?;
    let is_guessed = tell_guessed(&mapping, screen);
    Ok(match left_out(&import, screen) {
        ExitCode::SUCCESS if is_guessed => ExitCode::FAILURE,
        code => code,
    })
}

/// One person's draft as the next worker will read her.
fn preview(
    mapping: &Mapping,
    sources: &[ExtractFile],
    reference: &str,
    screen: &Screen,
) -> Result<ExitCode, Problem> {
    screen.no_json()?;
    let import = mapping.import(sources);
    let import = import.map_err(|error| not_taken(&error, &names_of(sources)))?;
    let draft = if reference.is_empty() {
        import.drafts().first()
    } else {
        import.draft(reference)
    };
    show(draft.map(ImportedCase::case), screen)?;
    tell_guessed(mapping, screen);
    Ok(ExitCode::SUCCESS)
}

/// A draft as a sheet, on the screen.
fn show(draft: Option<&Value>, screen: &Screen) -> Result<(), Problem> {
    let draft = draft.ok_or_else(|| {
        Problem::input_output(
            "nobody in the extract has that reference",
            "Name one as the extract writes it, or leave it away for the first person.",
        )
    })?;
    let style = SheetStyle {
        at: Moment::now().posix(),
        stale: None,
        paint: screen.paint(),
    };
    screen.print(&sheet::write(draft, &style))
}

/// Says which columns nobody has confirmed; false if there is none.
fn tell_guessed(mapping: &Mapping, screen: &Screen) -> bool {
    let guessed = mapping.guessed();
    if !guessed.is_empty() {
        screen.note(&format!(
            "nobody has confirmed what these columns say, and nothing of them was taken: {} (`handover mapping confirm`)",
            guessed.join(", ")
        ));
    }
    !guessed.is_empty()
}

/// Somebody who is in the extract and in no draft, or an extract of nobody, is not a thing to overlook.
fn left_out(import: &Import, screen: &Screen) -> ExitCode {
    let Some(shortfall) = import.shortfall() else {
        return ExitCode::SUCCESS;
    };
    screen.note(&in_words(&shortfall));
    ExitCode::FAILURE
}

/// The mapping of the project's own workbook, which needs none of the service's.
fn own_mapping(sources: &[ExtractFile]) -> Result<Mapping, Problem> {
    let own = match sources {
        [source] => Mapping::of_workbook(source.name(), source.bytes())
            .map_err(|_| Problem::our_bug("the mapping of the workbook could not be read"))?,
        _ => None,
    };
    own.ok_or_else(|| {
        Problem::usage(
            "this is neither the workbook of `handover workbook new` nor cases as tables, and no mapping was named",
            "Give --mapping NAME|FILE, which says what the columns mean.",
        )
    })
}

/// A mapping by its built-in name or from a file.
pub(crate) fn read_mapping(name: &str) -> Result<Mapping, Problem> {
    if let Some(mapping) = Mapping::built_in(name) {
        return Ok(mapping);
    }
    let path = PathBuf::from(name);
    let text = std::fs::read_to_string(&path).map_err(|error| {
        let built_in: Vec<&str> = Mapping::built_in_names().collect();
        Problem::reading(&path, &error).advise(format!(
            "Name a mapping file, or one of: {}.",
            built_in.join(", ")
        ))
    })?;
    Mapping::from_toml(&text).map_err(|error| {
        Problem::input_output(
            format!("{}: {error}", shown(&path)),
            "Mend that line; `handover schema mapping` prints a mapping that explains itself.",
        )
    })
}

/// How the files of an extract are called.
fn names_of<S: ExtractSource>(sources: &[S]) -> Vec<&str> {
    sources.iter().map(S::name).collect()
}

/// Why an extract was not imported, and what helps.
fn not_imported(error: ImportFolderError, there: &[&str], to: &Path) -> Problem {
    let error = match error {
        ImportFolderError::Draft(error) => return error.into(),
        ImportFolderError::File(FileError::Write { source, .. })
            if source.kind() == io::ErrorKind::AlreadyExists =>
        {
            return Problem::writing(to, &source).advise(
                "What is there is of an import before. Name another folder, or give --replace: the new import then takes \
                 its place whole.",
            );
        }
        ImportFolderError::File(error) => return error.into(),
        ImportFolderError::Foreign => {
            return Problem::usage(
                format!("{} holds files that no import wrote", shown(to)),
                "Nothing was changed. Move them elsewhere, or name another folder.",
            );
        }
        ImportFolderError::Mended(cases) => {
            return Problem::usage(
                format!(
                    "{} of {} {} mended by hand, and --replace would undo that",
                    amount(cases, "case"),
                    shown(to),
                    if cases == 1 { "was" } else { "were" },
                ),
                "Name another folder; or keep them with `handover case export`, and remove this one yourself.",
            );
        }
        ImportFolderError::Import(error) => error,
        error => return Problem::our_bug(error.to_string()),
    };
    not_taken(&error, there)
}

/// Why there is no import at all, and what helps.
fn not_taken(error: &ImportError, there: &[&str]) -> Problem {
    match error {
        ImportError::Changed => {
            return Problem::input_output(
                error.to_string(),
                "Nothing was written. Let the case system finish its extract, and import it then.",
            );
        }
        ImportError::Unreadable(kind) => {
            return Problem::input_output(
                format!("{error}: {kind}"),
                "Nothing was written. Copy the extract to another disk and try again.",
            );
        }
        _ => {}
    }
    let first = error.rejected().first();
    let place = first.map_or_else(String::new, |first| format!(" ({first})"));
    let next = match first.map(Rejection::reason) {
        Some(RejectionReason::MissingFile) => {
            let names = |sources: &[&str]| sources.join(", ");
            let there = match there.get(..SHOWN) {
                Some(some) if there.len() > SHOWN => format!("{} and others", names(some)),
                _ => names(there),
            };
            format!("The extract holds {there}: say so in the mapping under `file`, or rename one.")
        }
        Some(RejectionReason::KeyColumnBelow { row }) => {
            format!("Say `headings = {row}` in the table of the mapping that reads this file.")
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

impl From<ExtractError> for Problem {
    fn from(error: ExtractError) -> Self {
        match error {
            ExtractError::Empty(file) => Self::input_output(
                format!("{} is empty", shown(&file)),
                "Write the extract again.",
            ),
            ExtractError::Io(file, error) => Self::reading(&file, &error),
            ExtractError::NoFile(folder) => Self::input_output(
                format!("{} holds no file", shown(&folder)),
                "Name the folder into which the case system wrote its extract.",
            ),
            ExtractError::Unknown(path, error) => Self::reading(&path, &error).advise(
                "Name a folder or file, or a built-in extract: harrow-2010, maternity-2026.",
            ),
            error => Self::our_bug(error.to_string()),
        }
    }
}

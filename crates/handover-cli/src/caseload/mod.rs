//! Cases on this machine, as the arguments of several verbs name them.

mod problems;

use std::{fs, path::PathBuf};

use handover::cbor::RefusalClass;
use handover_caseload::{Answers, Caseload, CaseloadError, Decisions, FileError, Prepared};

use handover_report::{amounts::amount, shown};

use crate::{problem::Problem, screen::Screen, terminal::Progress};

use problems::in_file;
pub(crate) use problems::{in_table, is_or_are};

/// Cases, and what is laid over the drafts.
#[derive(Clone, Debug, clap::Args)]
pub(crate) struct CaseloadArguments {
    /// The folder that `import` wrote, a folder of cases, or one case in JSON
    #[arg(value_name = "CASES")]
    pub(crate) cases: PathBuf,
    /// Only cases that `select` decided to include; their basis becomes the rule that did
    #[arg(long, value_name = "FILE")]
    pub(crate) decisions: Option<PathBuf>,
    /// What people add where the extract is silent: JSON (`handover schema answers`), or the workbook of `check --workbook`,
    /// filled in; several times, for copies
    #[arg(long, value_name = "FILE")]
    pub(crate) answers: Vec<PathBuf>,
}

impl CaseloadArguments {
    /// Reads everything that the arguments name, but for the drafts themselves; refused where answers contradict each other.
    pub(crate) fn read(&self, screen: &Screen) -> Result<Caseload, Problem> {
        let caseload = self.read_disputed(screen)?;
        agreed(caseload.disputed().len())?;
        Ok(caseload)
    }

    /// The same, for whoever tells in what the answers contradict each other.
    pub(crate) fn read_disputed(&self, screen: &Screen) -> Result<Caseload, Problem> {
        let decisions = self.decisions.as_deref().map(|path| {
            Decisions::read(path).map_err(|error| {
                in_file(
                    error,
                    "Mend it; or give the file that `handover select` wrote (`--decisions` under a mandate, \
                     else `--to`).",
                )
            })
        });
        let answers = read_answers(&self.answers)?;
        let caseload = Caseload::new(&self.cases, decisions.transpose()?, answers)?;
        note_changed(caseload.changed_by_hand(), screen);
        Ok(caseload)
    }
}

/// Says that somebody changed cases outside of this program: they hold as they stand.
pub(crate) fn note_changed(cases: usize, screen: &Screen) {
    if cases > 0 {
        screen.note(&format!(
            "{} {} changed by hand since the import: what stands there now holds",
            amount(cases, "case"),
            if cases == 1 { "was" } else { "were" },
        ));
    }
}

/// The refusal of answers that contradict each other in so many fields.
fn contradiction(fields: usize) -> Problem {
    Problem::refused(
        RefusalClass::Policy,
        format!(
            "the answers contradict each other in {}",
            amount(fields, "field")
        ),
        "`handover check` with the same answers names them: let those who answered agree, and leave one answer.",
    )
}

/// Refuses answers that contradict each other in any field.
pub(crate) fn agreed(disputed: usize) -> Result<(), Problem> {
    if disputed == 0 {
        Ok(())
    } else {
        Err(contradiction(disputed))
    }
}

/// What people add, if there is anything and they agree.
pub(crate) fn agreed_answers(paths: &[PathBuf]) -> Result<Answers, Problem> {
    let answers = read_answers(paths)?;
    agreed(answers.disputed().len())?;
    Ok(answers)
}

/// What people add, if there is anything: of each file, then together.
fn read_answers(paths: &[PathBuf]) -> Result<Answers, Problem> {
    let mut files = Vec::new();
    for path in paths {
        let bytes = fs::read(path).map_err(|error| Problem::reading(path, &error))?;
        let is_workbook = handover_gaps::is_workbook(&bytes);
        let answers = if is_workbook {
            handover_gaps::read_answers(&bytes, path)
        } else {
            Answers::from_json(&bytes, path)
        };
        let answers = answers.map_err(|error| {
            let next = match &error {
                FileError::Mistakes(..) if is_workbook => {
                    "Nothing of it was taken. Mend the cells that are named, save it, and type this again."
                }
                FileError::Mistakes(..) => {
                    "Mend it: sections and fields are those of the dataset; `handover schema case` lists them."
                }
                FileError::NotAWorkbook(..) => "Give the workbook that `handover check --workbook` wrote, filled in.",
                _ => "It is JSON with `every`, `cases` and `corrections`; see `handover schema answers`.",
            };
            in_file(error, next)
        })?;
        files.push((shown(path), answers));
    }
    Ok(Answers::together(files))
}

/// Prepares every case, with a bar for whoever waits.
pub(crate) fn each_prepared<T: Send>(
    caseload: &Caseload,
    profile: &handover::case::Profile,
    make: impl Fn(Prepared) -> T + Sync,
    take: impl FnMut(T),
) -> Result<(), CaseloadError> {
    let progress = Progress::new("check", caseload.draft_count());
    caseload.each(profile, &[], || progress.step(), make, take)
}

//! Cases on this machine, as the arguments of several verbs name them.

mod problems;

use std::path::{Path, PathBuf};

use handover_caseload::{Answers, Caseload, CaseloadError, Decisions, FileError, Prepared};

use handover_report::amounts::amount;

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
    /// What people add where the extract is silent (`handover schema answers`)
    #[arg(long, value_name = "FILE")]
    pub(crate) answers: Option<PathBuf>,
}

impl CaseloadArguments {
    /// Reads everything that the arguments name, but for the drafts themselves.
    pub(crate) fn read(&self, screen: &Screen) -> Result<Caseload, Problem> {
        let decisions = self.decisions.as_deref().map(|path| {
            Decisions::read(path).map_err(|error| {
                in_file(
                    error,
                    "Mend it; or give the file that `handover select` wrote (`--decisions` under a mandate, \
                     else `--to`).",
                )
            })
        });
        let answers = read_answers(self.answers.as_deref())?;
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

/// What people add, if there is anything.
pub(crate) fn read_answers(path: Option<&Path>) -> Result<Answers, Problem> {
    Answers::read(path).map_err(|error| {
        let next = match &error {
            FileError::Io(..) => return error.into(),
            FileError::Mistakes(..) => {
                "Mend it: sections and fields are those of the dataset; `handover schema case` lists them."
            }
            _ => "It is JSON with `every`, `cases` and `corrections`; see `handover schema answers`.",
        };
        in_file(error, next)
    })
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
